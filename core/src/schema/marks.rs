//! Marks in the JSON that a host language hands over: an object whose only member begins with a character that no name of a
//! member has stands for a model of this library, or for a `null` that is meant.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::json::RawObject;
use crate::json::writer::Writer;

pub(super) const NULL: &str = "null";

/// Stands for `null` where the caller has a value of its own for it: a marked model without a name.
pub const NULL_MARK: &str = r#"{"\u0000":null}"#;

/// Whether a value is `null`, or stands for it.
pub(super) fn is_null(text: &str) -> bool {
    text == NULL || marked_model(text).is_some_and(|(name, _)| name.is_empty())
}

/// First character of the name of the only member of an object that stands for a model made by this library; the rest is
/// the model's name. The value of the member has wire names and was checked when it was made.
pub const MODEL_MARK: char = '\0';

/// The name of a marked model and its wire text, if `text` is one.
pub(crate) fn marked_model(text: &str) -> Option<(String, &str)> {
    let inner = text.trim_start().strip_prefix('{')?.trim_start();
    if !inner.starts_with("\"\\u0000") {
        return None;
    }
    let RawObject(members) = serde_json::from_str(text).ok()?;
    let (name, value) = members.into_iter().next()?;
    Some((name.trim_start_matches(MODEL_MARK).to_owned(), value.get()))
}

/// A free-form value in which every marked model is replaced by its JSON.
pub(super) fn without_marks(text: &str) -> Cow<'_, str> {
    if !text.contains("\"\\u0000") {
        return text.into();
    }
    if let Some((_, wire)) = marked_model(text) {
        return wire.into();
    }
    if let Ok(RawObject(members)) = serde_json::from_str(text) {
        let mut out = Writer::default();
        for (name, value) in members {
            out.member(&name, &without_marks(value.get()));
        }
        return out.finish().into();
    }
    let values: Result<Vec<&RawValue>, _> = serde_json::from_str(text);
    values.map_or_else(
        |_| text.into(),
        |values| {
            let values: Vec<_> = values.iter().map(|value| without_marks(value.get())).collect();
            format!("[{}]", values.join(",")).into()
        },
    )
}
