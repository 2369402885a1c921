//! The members that the vendor's pages show in answers, by operation: `tests/pages/answers.json`, which knows nothing of
//! the emulator.

use std::path::Path;

use serde::Deserialize;

/// What the pages show of the answer of one operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    pub operation: String,
    /// Its id in the contract.
    pub contract: String,
    /// Version of the API, where the pages of the versions differ.
    pub api: Option<String>,
    /// Paths of the members that a schema or a sample shows.
    pub members: Vec<String>,
    /// Those that only the text names.
    #[serde(default)]
    pub said: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    answers: Vec<Shown>,
}

pub fn load() -> Vec<Shown> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pages/answers.json");
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str::<File>(&text).unwrap().answers
}

/// The entry of an operation whose request has this path.
pub fn find<'a>(pages: &'a [Shown], operation: &str, path: &str) -> Option<&'a Shown> {
    let api = path.split('/').nth(1);
    pages.iter().find(|shown| shown.operation == operation && (shown.api.is_none() || shown.api.as_deref() == api))
}
