//! Models as JSON outside of requests: the plain form, and reading what was written.

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::failed_place::{Placed, placed};
use super::malformed::{MALFORMED_MEMBERS, Place, keep_nulls, left_out, restore, split, tolerate};
use super::member::{Member, Model};
use super::value_reader;
use crate::error::Error;
use crate::json::Extra;
use crate::json::message::without_values;

/// The values that a member keeps anywhere, by their places.
pub(crate) fn malformed_members<T: Member>(value: &T) -> Extra {
    let mut found = Extra::new();
    value.collect_malformed(&Place::Root, &mut found);
    found
}

/// Writes a model in its plain form: without the values that it keeps in the places where they were, and all of them under
/// [`MALFORMED_MEMBERS`].
pub(crate) struct Plain<'a, T>(pub &'a T);

impl<T: Model> Serialize for Plain<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let found = malformed_members(self.0);
        if found.is_empty() {
            return self.0.serialize(serializer);
        }
        let text = left_out(|| serde_json::to_string(self.0)).and_then(|text| with_malformed(text, &found));
        let text = text.and_then(RawValue::from_string).map_err(S::Error::custom)?;
        text.serialize(serializer)
    }
}

#[cold]
fn with_malformed(mut text: String, found: &Extra) -> serde_json::Result<String> {
    text.pop();
    let comma = if text.len() > 1 { "," } else { "" };
    text.push_str(&format!("{comma}\"{MALFORMED_MEMBERS}\":{}}}", serde_json::to_string(found)?));
    Ok(text)
}

/// Writes a list of models, each in its plain form.
pub(crate) struct PlainList<'a, T>(pub &'a [T]);

impl<T: Model> Serialize for PlainList<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Plain))
    }
}

/// The JSON of the definition that describes the same object as the JSON of an answer.
pub(crate) fn convert<A: Model, D: Model + From<A>>(answer: &str) -> Result<String, Error> {
    let answer: A = from_answer(answer)?;
    serde_json::to_string(&D::from(answer)).map_err(|error| Error::invalid(error.to_string()))
}

/// As [`convert`], of an answer that a person may have written: members have their types, unless they stand apart.
pub(crate) fn convert_given<A: Model, D: Model + From<A>>(answer: &str) -> Result<String, Error> {
    let answer: A = match split(answer) {
        None => from_text(answer)?,
        Some((rest, _)) => {
            from_text::<A>(&rest)?;
            from_answer(answer)?
        }
    };
    serde_json::to_string(&D::from(answer)).map_err(|error| Error::invalid(error.to_string()))
}

/// As [`convert`], in the plain form.
pub(crate) fn convert_plainly<A: Model, D: Model + From<A>>(answer: &str) -> Result<String, Error> {
    let answer: A = from_answer(answer)?;
    serde_json::to_string(&Plain(&D::from(answer))).map_err(|error| Error::invalid(error.to_string()))
}

/// Reads a model from JSON with wire names: strictly, but for a record of the server and for what a plain form keeps.
pub(crate) fn from_json<T: Model>(text: &str) -> Result<T, Error> {
    if T::SCHEMA.identity.is_none() {
        match split(text) {
            None => return from_text(text),
            Some((rest, _)) => from_text::<T>(&rest)?,
        };
    }
    from_answer(text)
}

/// Reads a model from JSON that this library wrote: a `null` in it clears a member.
pub(crate) fn from_stored<T: Model>(text: &str) -> Result<T, Error> {
    keep_nulls(|| from_answer(text))
}

/// Reads a model tolerantly, in its plain form or as it came.
fn from_answer<T: Model>(text: &str) -> Result<T, Error> {
    let text = restore(text);
    value_reader::read(&text, T::read).or_else(|_| tolerate(|| from_text(&text)))
}

fn from_text<T: Model>(text: &str) -> Result<T, Error> {
    placed(|| value_reader::read(text, T::read)).map_err(|error| unreadable(&error))
}

#[cold]
fn unreadable(error: &Placed<serde_json::Error>) -> Error {
    Error::invalid(without_values(&error.to_string()))
}
