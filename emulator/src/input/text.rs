//! JSON or YAML, as one value.

use std::borrow::Cow;

use serde_json::Value;

use super::bom::without_bom;
use super::expected::Expected;
use super::refusal::InvalidInput;
use super::{json, yaml};

/// Reads a text; the error ends a sentence that says what it is. A number beyond all bounds becomes a text.
pub(crate) fn read(text: &str) -> Result<Value, String> {
    let (json, otherwise) = as_json(text, None)?;
    json::value(&json)
        .or_else(|why| json::value(&json::quoted(&json)).map_err(|_| why))
        .map_err(|why| format!("{otherwise}: {why}"))
}

/// The same, where every number keeps its digits, no object has a member twice, and it is known what stands where.
pub(crate) fn read_exact(text: &str, expected: &'static Expected) -> Result<Value, InvalidInput> {
    let refused = |why: String| InvalidInput::new(format!("it is {why}"));
    let (json, otherwise) = as_json(text, Some(expected)).map_err(refused)?;
    if let Some(repeated) = json::repeated(&json) {
        return Err(repeated);
    }
    match json::inexact(&json) {
        Some(number) => Err(InvalidInput::new(json::loses_digits(number))),
        None => json::value(&json).map_err(|why| refused(format!("{otherwise}: {why}"))),
    }
}

/// The text as JSON, and what it is if it proves to be none. One that begins as a list or an object of JSON does is meant as
/// JSON: its errors are JSON's.
fn as_json<'t>(text: &'t str, expected: Option<&'static Expected>) -> Result<(Cow<'t, str>, &'static str), String> {
    let unmarked = without_bom(text).trim_start();
    let inside = unmarked.strip_prefix('{').map(str::trim_start);
    if inside.is_some_and(|inside| inside.is_empty() || inside.starts_with(['"', '}'])) || unmarked.starts_with('[') {
        return Ok((Cow::Borrowed(unmarked), "not valid JSON"));
    }
    let otherwise = "neither JSON nor YAML";
    match yaml::to_json(text, false, expected) {
        Ok(json) => Ok((Cow::Owned(json), otherwise)),
        Err(why) => Err(format!("{otherwise}: {why}")),
    }
}
