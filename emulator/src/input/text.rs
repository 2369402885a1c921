//! JSON or YAML, as one value.

use serde_json::Value;

use super::bom::without_bom;
use super::{json, yaml};

/// Reads a text; the error ends a sentence that says what it is. One that begins as a list or an object of JSON does is
/// meant as JSON: its errors are JSON's.
pub(crate) fn read(text: &str) -> Result<Value, String> {
    let unmarked = without_bom(text).trim_start();
    let inside = unmarked.strip_prefix('{').map(str::trim_start);
    if inside.is_some_and(|inside| inside.is_empty() || inside.starts_with(['"', '}'])) || unmarked.starts_with('[') {
        return json::value(unmarked).map_err(|why| format!("not valid JSON: {why}"));
    }
    yaml::to_json(text, false)
        .and_then(|json| json::value(&json))
        .map_err(|why| format!("neither JSON nor YAML: {why}"))
}
