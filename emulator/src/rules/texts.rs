//! White space at the ends of texts, as the temper `trims_texts` has it.

use serde_json::Value;

/// Trims the texts of a value, at every level.
pub(crate) fn trim_texts(value: &mut Value) {
    match value {
        Value::String(text) => {
            let trimmed = text.trim();
            if trimmed.len() != text.len() {
                *text = trimmed.to_owned();
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(trim_texts),
        Value::Object(members) => members.values_mut().for_each(trim_texts),
        _ => {}
    }
}
