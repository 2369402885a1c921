//! Request paths: every id is one percent-encoded segment that cannot leave its place (GEN-03 to GEN-05).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::error::beginning;
use crate::schema::segment::check_segment;

/// Everything but RFC 3986 unreserved characters.
pub(crate) const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `value` as one path segment, or why it cannot be one.
pub fn segment(value: &str) -> Result<String, String> {
    check_segment(value)?;
    Ok(utf8_percent_encode(value, SEGMENT).to_string())
}

/// `path` with `value` in place of its field `{name}`.
pub fn fill(path: &str, name: &str, value: &str) -> String {
    let mut filled = String::with_capacity(path.len().saturating_add(value.len()));
    let mut parts = path.split('{');
    filled.push_str(parts.next().unwrap_or_default());
    for part in parts {
        match part.strip_prefix(name).and_then(|behind| behind.strip_prefix('}')) {
            Some(behind) => filled.extend([value, behind]),
            None => filled.extend(["{", part]),
        }
    }
    filled
}

/// The beginning of a path, for an error. It ends before a query and a fragment, which may hold secrets. What is a URL
/// instead, with an `@`, ends before its user and password.
pub fn shown(path: &str) -> String {
    let is_url = !path.starts_with('/') || path.starts_with("//") || path.contains('\\');
    // A password may hold any character, if its author did not encode it: where it ends is not known.
    let end = match path.find("//") {
        begin if is_url && path.contains('@') => begin.map_or(0, |begin| begin.saturating_add(2)),
        _ => path.find(['?', '#']).unwrap_or(path.len()),
    };
    let named = path.get(..end).unwrap_or_default();
    beginning(named) + if named.len() < path.len() { "…" } else { "" }
}

/// The URL of `path` (already encoded, with its leading `/`) under `base`.
///
/// Checked afterwards: URL parsers collapse dot segments and drop characters, and what was meant for
/// one resource must never reach another.
pub fn join(base: &Url, path: &str) -> Result<Url, String> {
    let whole = format!("{}{path}", base.path().trim_end_matches('/'));
    let mut url = base.clone();
    url.set_path(&whole);
    if url.path() != whole || !path.starts_with('/') {
        return Err(format!("the path `{}` does not stay as it is written", shown(path)));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn gen_03_hostile_names_become_one_segment() {
        for (name, encoded) in [
            ("my agent", "my%20agent"),
            ("100% agent", "100%25%20agent"),
            ("a?x=1", "a%3Fx%3D1"),
            ("a#f", "a%23f"),
            ("a&b;c@d", "a%26b%3Bc%40d"),
            ("ü日", "%C3%BC%E6%97%A5"),
            ("A-z.0_9~", "A-z.0_9~"),
            ("...", "..."),
        ] {
            assert_eq!(segment(name).as_deref(), Ok(encoded), "{name}");
        }
    }

    #[test]
    fn gen_04_and_05_what_would_name_another_resource_is_refused() {
        for name in [
            "",
            " ",
            "\u{a0}",
            ".",
            "..",
            "%2e%2e",
            "%2E.",
            "%252e%252e",
            "a/b",
            "a\\b",
            "a%2fb",
            "a%252Fb",
            "..%2f..",
            "..;/",
            "//evil",
            "a\r\nX: y",
            "a\tb",
            "a\0",
            "a%00b",
            "a\u{7f}",
            "a\u{85}",
            "a\u{2028}",
            "%20",
        ] {
            assert!(segment(name).is_err(), "{name:?}");
        }
        assert!(segment(&"x".repeat(1024)).is_ok());
        assert_eq!(segment(&"x".repeat(1025)).unwrap_err(), "1025 bytes long, at most 1024 are allowed");
    }

    proptest! {
        #[test]
        fn any_name_is_refused_or_stays_in_its_segment(name in "\\PC*|[./%2eEfF5cC;?#@ -]{0,12}") {
            let base = Url::parse("https://host.example/prefix").unwrap();
            if let Ok(encoded) = segment(&name) {
                let url = join(&base, &format!("/v4/agents/{encoded}/export")).unwrap();
                prop_assert_eq!(url.path(), format!("/prefix/v4/agents/{encoded}/export"));
                prop_assert_eq!(url.query(), None);
                prop_assert_eq!(url.fragment(), None);
                let decoded = percent_decode_str(&encoded).decode_utf8().unwrap().into_owned();
                prop_assert_eq!(decoded, name);
            }
        }
    }

    #[test]
    fn a_field_of_a_path_is_filled_and_no_other() {
        for (path, filled) in [
            ("/v4/agents/{id}/export", "/v4/agents/x/export"),
            ("/{id}/{id}", "/x/x"),
            ("{id}", "x"),
            ("/v4/{id_or_name}/{identity}/{i}", "/v4/{id_or_name}/{identity}/{i}"),
            ("/v4/{id", "/v4/{id"),
            ("/v4/id}", "/v4/id}"),
            ("", ""),
        ] {
            assert_eq!(fill(path, "id", "x"), filled, "{path}");
        }
    }

    #[test]
    fn a_path_in_an_error_has_no_query_no_fragment_and_no_user() {
        for (path, named) in [
            ("/v9/x?api_key=planted", "/v9/x…"),
            ("/v9/x#planted", "/v9/x…"),
            ("?planted", "…"),
            ("v9/x?a=b@planted", "…"),
            ("https://host.example/x?planted", "https://host.example/x…"),
            ("https://user:planted@host.example/x", "https://…"),
            ("https://user:pl/an?t#ed@host.example/x?mail=a@planted", "https://…"),
            ("//user:planted@host.example/x", "//…"),
            ("user:planted@host.example", "…"),
            ("\\\\user:planted@host.example", "…"),
            ("/v4/agents/a@b", "/v4/agents/a@b"),
            ("/v4/agents/a//b@c?planted", "/v4/agents/a//b@c…"),
        ] {
            assert_eq!(shown(path), named, "{path}");
        }
    }

    #[test]
    fn a_path_stays_as_it_is_written_under_its_base() {
        let base = Url::parse("https://host.example/prefix/").unwrap();
        let joined = |path| join(&base, path).map(|url| url.path().to_owned());
        assert_eq!(joined("/v4/a%2Fb").as_deref(), Ok("/prefix/v4/a%2Fb"));
        for path in ["/v4/../x", "/v4/%2e%2e/x", "v4", "", "/a b", "/a\\b"] {
            assert!(joined(path).unwrap_err().contains("does not stay as it is written"), "{path}");
        }
    }
}
