//! Models as JSON outside of requests: the plain form, and reading what was written.

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::failed_place::{Placed, placed};
use super::malformed::{MALFORMED_MEMBERS, Place, keep_nulls, left_out, restore, split, tolerate};
use super::member::{Member, Model};
use super::value_reader;
use crate::error::{Error, ErrorKind};
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
        let text = text_beside(&found, &|| self.0.wire_json());
        let text = text.and_then(RawValue::from_string).map_err(S::Error::custom)?;
        text.serialize(serializer)
    }
}

/// The plain form of a model that keeps these values and writes itself by `wire`.
pub(crate) fn plain_text(found: &Extra, wire: &dyn Fn() -> serde_json::Result<String>) -> serde_json::Result<String> {
    if found.is_empty() { wire() } else { text_beside(found, wire) }
}

#[cold]
fn text_beside(found: &Extra, wire: &dyn Fn() -> serde_json::Result<String>) -> serde_json::Result<String> {
    left_out(wire).and_then(|text| with_malformed(text, found))
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
    D::from(answer).wire_json().map_err(|error| Error::invalid(error.to_string()))
}

/// As [`convert`], of an answer that a person may have written: members have their types, unless they stand apart.
pub(crate) fn convert_given<A: Model, D: Model + From<A>>(answer: &str) -> Result<String, Error> {
    let answer: A = read(answer, read_given)?;
    D::from(answer).wire_json().map_err(|error| Error::invalid(error.to_string()))
}

/// As [`convert`], in the plain form.
pub(crate) fn convert_plainly<A: Model, D: Model + From<A>>(answer: &str) -> Result<String, Error> {
    let answer: A = from_answer(answer)?;
    D::from(answer).plain_json().map_err(|error| Error::invalid(error.to_string()))
}

/// Reads a model from JSON with wire names: strictly, but for a record of the server and for what a plain form keeps.
pub(crate) fn from_json<T: Model>(text: &str) -> Result<T, Error> {
    read(text, if T::SCHEMA.identity.is_some() { read_answer } else { read_given })
}

/// Reads a model from JSON that this library wrote: a `null` in it clears a member.
pub(crate) fn from_stored<T: Model>(text: &str) -> Result<T, Error> {
    read(text, read_stored)
}

/// Reads a model tolerantly, in its plain form or as it came.
fn from_answer<T: Model>(text: &str) -> Result<T, Error> {
    read(text, read_answer)
}

/// Reads a text as a model and keeps the model, whose type is not known here: how it is read is compiled once for all types.
type Reader<'a> = dyn FnMut(&str) -> serde_json::Result<()> + 'a;

/// The model that the reader read last.
#[inline(never)]
fn read<T: Model>(text: &str, how: fn(&str, &mut Reader<'_>) -> Result<(), Error>) -> Result<T, Error> {
    let mut model = None;
    how(text, &mut |text| value_reader::read(text, T::read).map(|it| model = Some(it)))?;
    model.ok_or_else(|| Error::local(ErrorKind::InternalError, "no model was read"))
}

fn read_given(text: &str, reader: &mut Reader<'_>) -> Result<(), Error> {
    match split(text) {
        None => read_text(text, reader),
        Some((rest, _)) => {
            read_text(&rest, reader)?;
            read_answer(text, reader)
        }
    }
}

fn read_answer(text: &str, reader: &mut Reader<'_>) -> Result<(), Error> {
    let text = restore(text);
    reader(&text).or_else(|_| tolerate(|| read_text(&text, reader)))
}

fn read_stored(text: &str, reader: &mut Reader<'_>) -> Result<(), Error> {
    keep_nulls(|| read_answer(text, reader))
}

fn read_text(text: &str, reader: &mut Reader<'_>) -> Result<(), Error> {
    placed(|| reader(text)).map_err(|error| unreadable(&error))
}

#[cold]
fn unreadable(error: &Placed<serde_json::Error>) -> Error {
    Error::invalid(without_values(&error.to_string()))
}
