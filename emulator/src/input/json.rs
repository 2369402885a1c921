//! JSON as a value, nested as deep as the API takes it.

use serde::Deserialize;
use serde_json::{Deserializer, Value};

/// Nesting that is accepted.
pub(crate) const MAX_DEPTH: usize = 128;

/// Reads one JSON text.
pub(crate) fn value(text: &str) -> Result<Value, String> {
    if depth(text) > MAX_DEPTH {
        return Err(format!("nested deeper than {MAX_DEPTH} levels"));
    }
    let mut deserializer = Deserializer::from_str(text);
    deserializer.disable_recursion_limit();
    let value = Value::deserialize(&mut deserializer).map_err(|error| error.to_string())?;
    deserializer.end().map_err(|error| error.to_string())?;
    Ok(value)
}

/// The most brackets that are open at once outside of strings.
fn depth(text: &str) -> usize {
    let (mut most, mut open, mut in_string, mut escaped) = (0, 0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => open += 1,
            b']' | b'}' if !in_string => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}
