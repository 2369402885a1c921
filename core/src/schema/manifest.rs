//! Checks of a manifest, which describes the service of an integration: as text, as an object, or as the `file:` URL of
//! one. It is an OpenAPI description, a Swagger one, or another document that the server knows, such as one of MCP.

use std::borrow::Cow;

use url::Url;

use super::yaml;
use crate::json::escape::{json_string_len, write_json_string};
use crate::json::members::{NoMembers, members};
use crate::json::{check_depth, compact, is_meant_as_json, json_type_name, without_bom};

/// Members that say which version of OpenAPI a description is written in.
pub(crate) const VERSIONS: [&str; 2] = ["openapi", "swagger"];

/// A manifest given in JSON, as the JSON string that is sent: a string is the document itself or the `file:` URL of
/// one, an object is serialised.
pub(crate) fn manifest(value: &str) -> Result<Cow<'_, str>, String> {
    let quoted = |text: &str| {
        let mut out = String::with_capacity(json_string_len(text));
        write_json_string(text, &mut out);
        Cow::Owned(out)
    };
    match json_type_name(value) {
        "a string" => {
            let text: String = serde_json::from_str(value).map_err(|error| error.to_string())?;
            let sent = manifest_text(&text)?;
            // A manifest of megabytes is borrowed: its JSON string is sent unchanged.
            Ok(if *sent == *text { Cow::Borrowed(value) } else { quoted(&sent) })
        }
        "an object" => {
            let text = compact(value);
            manifest_text(&text).map(|_| quoted(&text))
        }
        found => Err(format!("expected a manifest as text, object or file, got {found}")),
    }
}

/// Checks a manifest given as text, which may be the `file:` URL of one. Returns what is sent: the text to the letter
/// (I3-04), without a byte order mark.
pub(crate) fn manifest_text(text: &str) -> Result<Cow<'_, str>, String> {
    if text.starts_with("https:") || text.starts_with("http:") {
        return Err("expected a manifest or the file: URL of one; nothing is fetched from elsewhere".to_owned());
    }
    if !text.starts_with("file:") {
        let text = without_bom(text);
        return check_document(text).map(|()| text.into());
    }
    let path = Url::parse(text).ok().and_then(|url| url.to_file_path().ok());
    let path = path.ok_or("expected the URL of a local file")?;
    let source = path.display();
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{source}: {error}"))?;
    let text = without_bom(&text);
    check_document(text).map_err(|why| format!("{source}: {why}"))?;
    Ok(text.to_owned().into())
}

/// Refuses a text that is no object in JSON or YAML, and a description of OpenAPI without its version; with the reason
/// and the place.
pub(crate) fn check_document(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err("empty; expected a manifest, in JSON or YAML".to_owned());
    }
    let json = if is_meant_as_json(text) { Cow::Borrowed(text) } else { yaml::to_json_unsent(text)?.into() };
    let found = json_type_name(&json);
    if found != "an object" {
        check_depth(json.as_bytes())?;
        return Err(format!("not a manifest: expected an object in JSON or YAML, got {found}"));
    }
    let members = members(&json).map_err(|why| match why {
        NoMembers::TooDeep(why) => why,
        NoMembers::NotRead(error) => format!("not JSON: {error}"),
    })?;
    let version = members.iter().find(|(name, _)| VERSIONS.contains(&&**name));
    match version.map(|(name, value)| (name, value, json_type_name(value))) {
        Some((name, value, found)) if found != "a string" => {
            Err(format!("not an OpenAPI description: `{name}` must be a string, got {value}"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_sent_to_the_letter_or_refused_with_the_reason_and_the_place() {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        for text in [
            "{ \"openapi\" : \"3.0.3\" }",
            "openapi: 3.1.0\npaths: {}\n",
            "swagger: '2.0'",
            "{openapi: 3.0.3}",
            "{}",
            "tools: []",
            "x: 1e3",
        ] {
            assert_eq!(manifest(&quoted(text)).as_deref(), Ok(&*quoted(text)));
            assert_eq!(manifest(&quoted(&format!("\u{feff}{text}"))).as_deref(), Ok(&*quoted(text)));
        }
        let object = r#"{ "openapi" : "3.0.3", "x": "a b" }"#;
        assert_eq!(manifest(object).unwrap(), quoted(r#"{"openapi":"3.0.3","x":"a b"}"#));
        let path = std::env::temp_dir().join(format!("geai client {}.yaml", std::process::id()));
        std::fs::write(&path, "\u{feff}openapi: 3.0.3").unwrap();
        let url = Url::from_file_path(&path).unwrap();
        assert_eq!(manifest(&quoted(url.as_str())).as_deref(), Ok(&*quoted("openapi: 3.0.3")));
        std::fs::remove_file(&path).unwrap();
        for (value, reason) in [
            (quoted(url.as_str()), "geai client"),
            (quoted("file://elsewhere.example/x"), "local file"),
            (quoted("{\n  \"openapi\": }"), "line 2 column"),
            (quoted("https://host.example/openapi.json"), "file: URL"),
            (quoted("just words"), "expected an object in JSON or YAML, got a string"),
            (quoted("[]"), "got a list"),
            (quoted("# nothing\n"), "got nothing"),
            (quoted("\u{feff}\u{feff}{}"), "neither JSON nor YAML"),
            (quoted("openapi: 3.0"), "must be a string, got 3.0"),
            (quoted("{\"openapi\":3}"), "must be a string"),
            (quoted("a: [1"), "neither JSON nor YAML"),
            (quoted(" "), "empty"),
            ("7".to_owned(), "got an integer"),
        ] {
            let error = manifest(&value).unwrap_err();
            assert!(error.contains(reason), "{value}: {error}");
        }
    }
}
