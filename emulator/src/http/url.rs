//! Path segments and URLs: percent-decoding of what arrives, percent-encoding of what the emulator writes.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Decodes the `%XX` of a path segment once. `None` for a broken escape, which the crate would let pass, and for bytes
/// that are not UTF-8.
pub(crate) fn decode_segment(segment: &str) -> Option<String> {
    let is_escape = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    if !segment.split('%').skip(1).all(is_escape) {
        return None;
    }
    Some(percent_decode_str(segment).decode_utf8().ok()?.into_owned())
}

/// Adds parameters to a URL. An existing query is kept, and a fragment stays at the end.
pub(crate) fn with_query(url: &str, parameters: &[(&str, &str)]) -> String {
    let (url, fragment) = match url.split_once('#') {
        Some((url, fragment)) => (url, Some(fragment)),
        None => (url, None),
    };
    let mut out = url.to_owned();
    let mut separator = match url.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    for (name, value) in parameters {
        out.push_str(separator);
        out.push_str(name);
        out.push('=');
        // A blank becomes `%20`: clients that do not read the query as a form do not know `+`.
        out.extend(utf8_percent_encode(value, RESERVED));
        separator = "&";
    }
    if let Some(fragment) = fragment {
        out.push('#');
        out.push_str(fragment);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{decode_segment, with_query};

    #[test]
    fn gen_03_a_segment_is_decoded_once_and_strictly() {
        assert_eq!(decode_segment("a%2520b+c%2f").as_deref(), Some("a%20b+c/"));
        assert_eq!(decode_segment("Zo%C3%AB").as_deref(), Some("Zoë"));
        for broken in ["%", "%2", "a%zz", "%%20", "%2\u{e9}", "%ff"] {
            assert_eq!(decode_segment(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_query_is_added_before_the_fragment() {
        let added = [("scope", "a b~c/ë"), ("state", "1")];
        assert_eq!(with_query("https://x/y", &added), "https://x/y?scope=a%20b~c%2F%C3%AB&state=1");
        assert_eq!(with_query("https://x?a=1#f", &[("b", "2")]), "https://x?a=1&b=2#f");
        assert_eq!(with_query("https://x?", &[("b", "2")]), "https://x?b=2");
        assert_eq!(with_query("https://x?a&", &[("b", "2")]), "https://x?a&b=2");
    }
}
