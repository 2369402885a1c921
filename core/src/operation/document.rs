//! A package as a caller gives it: JSON or YAML text, a file with either, or the package of an export.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;

use bytes::Bytes;

use crate::error::Error;
use crate::models::package_document::PACKAGE;
use crate::models::packages::LabPackage;
use crate::schema::yaml;

/// A document to send.
#[derive(Clone)]
pub enum Document {
    /// JSON or YAML text.
    Text(Bytes),
    /// A file that holds JSON or YAML text.
    File(PathBuf),
    /// A package, as an export returned it.
    Package(LabPackage),
}

impl fmt::Debug for Document {
    /// Not the text, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::File(path) => write!(f, "File({path:?})"),
            Self::Package(package) => write!(f, "Package({package:?})"),
        }
    }
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
    /// The document as a package. Errors with `InvalidRequestError`, naming what is wrong and the file.
    pub fn into_package(self) -> Result<LabPackage, Error> {
        let (text, source, hint) = match self {
            Self::Package(package) => return Ok(package),
            Self::Text(text) => {
                let hint = if looks_like_path(&text) { PATH_HINT } else { "" };
                (text, "package".to_owned(), hint)
            }
            Self::File(path) => {
                let source = format!("package file {}", path.display());
                let text = std::fs::read(&path).map_err(|error| Error::invalid(format!("{source}: {error}")))?;
                (Bytes::from(text), source, "")
            }
        };
        as_json(text).and_then(LabPackage::from_json).map_err(|why| Error::invalid(format!("{source}: {why}{hint}")))
    }
}

/// Added to the reason where a text is one line that looks like the path of a file.
const PATH_HINT: &str = "; it looks like the path of a file, which is given as a path (Python: pathlib.Path, Node: a file: URL, \
                         Rust: PathBuf), since text is the package itself";

/// Longest path of a file.
const MAX_PATH: usize = 4096;

/// Whether a text that is no package is probably the path of one.
fn looks_like_path(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text.get(..MAX_PATH).unwrap_or(text)) else { return false };
    let text = text.trim();
    let named = [".json", ".yaml", ".yml"].iter().any(|end| text.to_ascii_lowercase().ends_with(end));
    !text.contains(['\n', '{', '"']) && (named || (text.contains(['/', '\\']) && !text.contains(": ")))
}

/// JSON unchanged, YAML as JSON.
fn as_json(bytes: Bytes) -> Result<Bytes, String> {
    let text = std::str::from_utf8(&bytes).map_err(|error| format!("not UTF-8: {error}"))?;
    Ok(match yaml::json_or_yaml(text, PACKAGE)? {
        Cow::Borrowed(json) => bytes.slice_ref(json.as_bytes()),
        Cow::Owned(json) => Bytes::from(json),
    })
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
    fn one_byte_order_mark_is_dropped() {
        let text = r#"{"labPackage":{"agents":[]}}"#;
        for given in [format!("\u{feff}{text}"), "\u{feff}labPackage: {agents: []}".to_owned()] {
            assert_eq!(Document::from(given.as_str()).into_package().unwrap().document(), text.as_bytes());
        }
        assert!(Document::from(format!("\u{feff}\u{feff}{text}")).into_package().is_err());
        let marked = Bytes::from(format!("\u{feff}{text}"));
        assert_eq!(LabPackage::from_json(marked).unwrap().document(), text.as_bytes());
    }

    #[test]
    fn a_path_that_is_given_as_text_is_told_from_a_package() {
        for path in ["package.json", "/tmp/My Agents/package.YAML", r"C:\agents\package.yml", "exports/package"] {
            let error = Document::from(path).into_package().unwrap_err().to_string();
            assert!(error.contains("pathlib.Path") && error.contains("file: URL"), "{error}");
        }
        for text in ["just words", "{", r#"{"labPackage": "a/b"}"#, "labPackage:\n  agents: x/y"] {
            let refused = Document::from(text).into_package().err().map(|error| error.to_string());
            assert!(refused.is_none_or(|why| !why.contains("pathlib")), "{text}");
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
