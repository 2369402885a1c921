//! Checks of an OpenAPI description that is given as a manifest: as text, as an object, or as the `file:` URL of one.

use std::borrow::Cow;

use url::Url;

use crate::json::escape::{json_string_len, write_json_string};
use crate::json::{RawObject, check_depth, compact, json_type_name};

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
            // A manifest of megabytes is borrowed: its JSON string is sent unchanged.
            Ok(manifest_text(&text)?.map_or(Cow::Borrowed(value), |file| quoted(&file)))
        }
        "an object" => {
            let text = compact(value);
            manifest_text(&text).map(|_| quoted(&text))
        }
        found => Err(format!("expected an OpenAPI document as text, object or file, got {found}")),
    }
}

/// Checks that a manifest given as text is an OpenAPI description; it is sent to the letter (I3-04). Returns the text of
/// the file if it is the `file:` URL of one.
pub(crate) fn manifest_text(text: &str) -> Result<Option<String>, String> {
    if text.starts_with("https:") || text.starts_with("http:") {
        return Err(
            "expected an OpenAPI document or the file: URL of one; nothing is fetched from elsewhere".to_owned()
        );
    }
    if !text.starts_with("file:") {
        return check_openapi(text).map(|()| None);
    }
    let path = Url::parse(text).ok().and_then(|url| url.to_file_path().ok());
    let path = path.ok_or("expected the URL of a local file")?;
    let source = path.display();
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{source}: {error}"))?;
    check_openapi(&text).map_err(|why| format!("{source}: {why}"))?;
    Ok(Some(text))
}

/// Refuses a text that is no OpenAPI description, with the reason and the place.
fn check_openapi(text: &str) -> Result<(), String> {
    let version = |name: &str, value: &serde_json::Value| match value {
        serde_json::Value::String(_) => Ok(()),
        other => Err(format!("not an OpenAPI document: `{name}` must be a string, got {other}")),
    };
    if text.trim().is_empty() {
        return Err("empty; expected an OpenAPI document".to_owned());
    }
    check_depth(text.as_bytes())?;
    if text.trim_start().starts_with('{') {
        let RawObject(members) = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
        let found = members.iter().find(|(name, _)| matches!(name.as_str(), "openapi" | "swagger"));
        let (name, value) = found.ok_or("not an OpenAPI document: no member `openapi`")?;
        return version(name, &serde_json::from_str(value.get()).unwrap_or_default());
    }
    let value: serde_json::Value =
        serde_saphyr::from_str(text).map_err(|error| format!("neither JSON nor YAML: {}", first_line(&error)))?;
    let found = ["openapi", "swagger"].iter().find_map(|name| Some((name, value.get(name)?)));
    let (name, value) = found.ok_or("not an OpenAPI document: no member `openapi`")?;
    version(name, value)
}

/// The first line of the error: reason and place, without the excerpt of the source that follows.
pub(crate) fn first_line(error: &serde_saphyr::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_sent_to_the_letter_or_refused_with_the_reason_and_the_place() {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        for text in ["{ \"openapi\" : \"3.0.3\" }", "openapi: 3.1.0\npaths: {}\n", "swagger: '2.0'"] {
            assert_eq!(manifest(&quoted(text)).as_deref(), Ok(&*quoted(text)));
        }
        let object = r#"{ "openapi" : "3.0.3", "x": "a b" }"#;
        assert_eq!(manifest(object).unwrap(), quoted(r#"{"openapi":"3.0.3","x":"a b"}"#));
        let path = std::env::temp_dir().join(format!("geai client {}.yaml", std::process::id()));
        std::fs::write(&path, "openapi: 3.0.3").unwrap();
        let url = Url::from_file_path(&path).unwrap();
        assert_eq!(manifest(&quoted(url.as_str())).as_deref(), Ok(&*quoted("openapi: 3.0.3")));
        std::fs::remove_file(&path).unwrap();
        for (value, reason) in [
            (quoted(url.as_str()), "geai client"),
            (quoted("file://elsewhere.example/x"), "local file"),
            (quoted("{\n  \"openapi\": }"), "line 2 column"),
            (quoted("https://host.example/openapi.json"), "file: URL"),
            (quoted("{}"), "no member `openapi`"),
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
