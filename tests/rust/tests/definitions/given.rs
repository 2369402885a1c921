//! Set-ups that the tests are given: in memory, or in a folder of their own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use geai_client::Error;
use geai_client::definitions::{Definitions, check};
use serde_json::Value;

/// The settings of a set-up without environments.
pub const SETTINGS: &str = "format: geai/1\n";

/// Texts by their paths, beside `geai.yaml` where it is not among them.
pub fn files(texts: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut all: BTreeMap<_, _> = texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    all.entry("geai.yaml".to_owned()).or_insert_with(|| SETTINGS.to_owned());
    all
}

/// What the texts define.
pub fn read(texts: &[(&str, &str)]) -> Definitions {
    read_for(texts, None)
}

pub fn read_for(texts: &[(&str, &str)], environment: Option<&str>) -> Definitions {
    check(files(texts), environment).unwrap_or_else(|error| panic!("refused: {error}"))
}

/// Why the texts are refused, as `file:line: reason`.
pub fn refused(texts: &[(&str, &str)]) -> Vec<String> {
    refused_for(texts, None)
}

pub fn refused_for(texts: &[(&str, &str)], environment: Option<&str>) -> Vec<String> {
    match check(files(texts), environment) {
        Ok(read) => panic!("not refused: {read:?}"),
        Err(error) => lines(&error),
    }
}

pub fn lines(error: &Error) -> Vec<String> {
    assert_eq!(error.kind(), geai_client::ErrorKind::DefinitionsError, "{error}");
    error.faults.iter().map(ToString::to_string).collect()
}

/// The object of the only agent.
pub fn agent(definitions: &Definitions) -> Value {
    assert_eq!(definitions.agents.len(), 1, "{definitions:?}");
    definitions.agents[0].definition.value()
}

/// The object of the only integration.
pub fn integration(definitions: &Definitions) -> Value {
    assert_eq!(definitions.integrations.len(), 1, "{definitions:?}");
    definitions.integrations[0].definition.value()
}

/// Asserts that there is one reason, which holds every part.
#[track_caller]
pub fn assert_only(refused: &[String], parts: &[&str]) {
    assert!(refused.len() == 1 && parts.iter().all(|part| refused[0].contains(part)), "{refused:#?}, not {parts:?}");
}

/// A folder of its own, with the files of a set-up, which is removed in the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str, texts: &[(&str, &str)]) -> Self {
        let root = std::env::temp_dir().join(format!("geai definitions {name} {}", std::process::id()));
        let _ = std::fs::remove_dir_all(&root);
        let folder = Self(root);
        for (path, text) in files(texts) {
            folder.write(&path, text.as_bytes());
        }
        folder
    }

    pub fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn refused(&self) -> Vec<String> {
        match check(self.path(), None) {
            Ok(read) => panic!("not refused: {read:?}"),
            Err(error) => lines(&error),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
