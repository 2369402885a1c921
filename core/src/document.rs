//! Documents that a caller has in one of several forms: JSON or YAML text, or a file with either.

use std::borrow::Cow;
use std::path::PathBuf;

use bytes::Bytes;
use url::Url;

use crate::error::Error;
use crate::json::{Members, check_depth, compact, kind_of};
use crate::models::LabPackage;
use crate::quote::{quote, quoted_len};

/// A document to send.
#[derive(Debug, Clone)]
pub enum Document {
    /// JSON or YAML text.
    Text(Bytes),
    /// A file that holds JSON or YAML text.
    File(PathBuf),
    /// A package, as an export answered it.
    Package(LabPackage),
}

impl From<LabPackage> for Document {
    fn from(package: LabPackage) -> Self {
        Self::Package(package)
    }
}

impl From<&LabPackage> for Document {
    fn from(package: &LabPackage) -> Self {
        Self::Package(package.clone())
    }
}

impl From<String> for Document {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<&str> for Document {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<PathBuf> for Document {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl Document {
    /// The document as a package. Errors say what is wrong with it, and where it came from.
    pub fn into_package(self) -> Result<LabPackage, Error> {
        let (text, source) = match self {
            Self::Package(package) => return Ok(package),
            Self::Text(text) => (text, "package".to_owned()),
            Self::File(path) => {
                let source = format!("package file {}", path.display());
                let text = std::fs::read(&path).map_err(|error| Error::invalid(format!("{source}: {error}")))?;
                (Bytes::from(text), source)
            }
        };
        json(text).and_then(LabPackage::from_json).map_err(|why| Error::invalid(format!("{source}: {why}")))
    }
}

/// A manifest given in JSON, as the JSON string that is sent: a string is the document itself or the `file:` URL of
/// one, an object is serialised.
pub(crate) fn manifest(value: &str) -> Result<Cow<'_, str>, String> {
    let quoted = |text: &str| {
        let mut out = String::with_capacity(quoted_len(text));
        quote(text, &mut out);
        Cow::Owned(out)
    };
    match kind_of(value) {
        "a string" => {
            let text: String = serde_json::from_str(value).map_err(|error| error.to_string())?;
            // It may be of megabytes, and stands there as it is to be sent.
            Ok(manifest_text(&text)?.map_or(Cow::Borrowed(value), |file| quoted(&file)))
        }
        "an object" => {
            let text = compact(value);
            manifest_text(&text).map(|_| quoted(&text))
        }
        found => Err(format!("expected an OpenAPI document as text, object or file, got {found}")),
    }
}

/// Checks a manifest given as text to be an OpenAPI description, which is sent to the letter (I3-04). The text of the
/// file, where it is the `file:` URL of one.
pub(crate) fn manifest_text(text: &str) -> Result<Option<String>, String> {
    if text.starts_with("https:") || text.starts_with("http:") {
        return Err(
            "expected an OpenAPI document or the file: URL of one; nothing is fetched from elsewhere".to_owned()
        );
    }
    if !text.starts_with("file:") {
        return openapi(text).map(|()| None);
    }
    let path = Url::parse(text).ok().and_then(|url| url.to_file_path().ok());
    let path = path.ok_or("expected the URL of a local file")?;
    let source = path.display();
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{source}: {error}"))?;
    openapi(&text).map_err(|why| format!("{source}: {why}"))?;
    Ok(Some(text))
}

/// Refuses what is no OpenAPI description, with the reason and the place.
fn openapi(text: &str) -> Result<(), String> {
    let version = |name: &str, value: &serde_json::Value| match value {
        serde_json::Value::String(_) => Ok(()),
        other => Err(format!("not an OpenAPI document: `{name}` must be a string, got {other}")),
    };
    if text.trim().is_empty() {
        return Err("empty; expected an OpenAPI document".to_owned());
    }
    check_depth(text.as_bytes())?;
    if text.trim_start().starts_with('{') {
        let Members(members) = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
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

/// What went wrong and where, without the picture of the place that follows.
fn first_line(error: &serde_saphyr::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

/// JSON as it is, YAML as JSON.
fn json(text: Bytes) -> Result<Bytes, String> {
    let start = text.iter().find(|byte| !byte.is_ascii_whitespace());
    match start {
        None => Err("empty".to_owned()),
        // A YAML mapping in braces is legal but not worth guessing at: whoever writes a brace means JSON.
        Some(b'{' | b'[') => Ok(text),
        Some(_) => {
            let text = std::str::from_utf8(&text).map_err(|error| format!("not UTF-8: {error}"))?;
            let value: serde_json::Value = serde_saphyr::from_str(text)
                .map_err(|error| format!("neither JSON nor YAML: {}", first_line(&error)))?;
            Ok(Bytes::from(value.to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_becomes_json_and_json_stays_to_the_letter() {
        let package =
            Document::from("labPackage:\n  agents:\n    - name: Ünï\n      version: 1\n").into_package().unwrap();
        assert_eq!(package.document(), r#"{"labPackage":{"agents":[{"name":"Ünï","version":1}]}}"#.as_bytes());
        let text = r#"{"labPackage" : {"agents":[]}}"#;
        assert_eq!(Document::from(text).into_package().unwrap().document(), text.as_bytes());
    }

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

    #[test]
    fn what_is_not_a_package_is_refused_with_the_reason() {
        for (document, reason) in [
            (Document::from(""), "empty"),
            (Document::from("just words"), "labPackage"),
            (Document::from("{"), "not a JSON object"),
            (Document::from(PathBuf::from("/nonexistent/package.json")), "/nonexistent/package.json"),
        ] {
            let error = document.into_package().unwrap_err();
            assert!(error.to_string().contains(reason) || error.to_string().contains("object"), "{error}");
        }
    }
}
