//! Members of answers whose values are of another type than documented: unset, and kept beside the model, so that one of
//! them spoils no answer and none is lost.
//!
//! An answer is read strictly first, which costs nothing for them. Only if that fails is it read again, tolerantly.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::ser::SerializeMap;
use serde_json::value::RawValue;

use super::Schema;
use crate::json::place::{insert_at, steps};
use crate::json::writer::Writer;
use crate::json::{Extra, Json, RawObject};

/// Member of the plain form of an answer that holds the values, by their places in the answer.
pub const MALFORMED_MEMBERS: &str = "malformedMembers";

/// Members of one model whose values are of another type than documented, by wire name, and `null`s that a caller wrote
/// for members that hold none. They are written back as they came, unless the member was set meanwhile.
#[derive(Clone, Default, PartialEq)]
pub struct MalformedMembers(Option<Box<Extra>>);

impl MalformedMembers {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().flat_map(|members| members.iter()).map(|(name, value)| (name.as_str(), value))
    }

    /// Whether a value of this member is kept.
    pub(crate) fn is_kept(&self, wire: &str) -> bool {
        self.0.as_ref().is_some_and(|members| members.contains_key(wire))
    }

    /// Those whose members were not set since.
    fn unset(&self, is_unset: &dyn Fn(&str) -> bool) -> impl Iterator<Item = (&str, &Json)> {
        self.iter().filter(|(wire, _)| is_unset(wire))
    }

    /// Whether a `null` is kept for the member of this name in Rust.
    pub(crate) fn keeps_null(&self, model: &Schema, name: &str, is_unset: &dyn Fn(&str) -> bool) -> bool {
        self.unset(is_unset)
            .any(|(wire, value)| value.is_null() && model.wire_field(wire).is_some_and(|field| field.name == name))
    }

    /// Adds the values of another type to those that were found, by their places in the answer.
    pub(crate) fn collect(&self, is_unset: &dyn Fn(&str) -> bool, place: &Place<'_>, found: &mut Extra) {
        for (wire, value) in self.unset(is_unset).filter(|(_, value)| !value.is_null()) {
            found.insert(Place::Member(place, wire).to_string(), value.clone());
        }
    }

    /// Writes them and the members that the model does not name, after those that it names.
    pub(crate) fn serialize_beside<M: SerializeMap>(
        &self,
        is_unset: &dyn Fn(&str) -> bool,
        extra: &Extra,
        map: &mut M,
    ) -> Result<(), M::Error> {
        if !self.is_empty() {
            let left_out = is_left_out();
            for (wire, value) in self.unset(is_unset).filter(|(_, value)| !left_out || value.is_null()) {
                map.serialize_entry(wire, value)?;
            }
        }
        extra.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))
    }

    /// Keeps a `null` for a member, unless it has a value of another type.
    pub(crate) fn keep_null(&mut self, wire: &'static str) {
        self.0.get_or_insert_default().entry(wire.to_owned()).or_insert_with(|| serde_json::Value::Null.into());
    }

    /// Keeps a value of another type than documented.
    pub(super) fn keep(&mut self, wire: &'static str, raw: &RawValue) -> serde_json::Result<()> {
        let value = Json::of_raw(raw)?;
        self.0.get_or_insert_default().insert(wire.to_owned(), value);
        Ok(())
    }

    /// Those that another model names, too.
    pub(crate) fn of(self, model: &Schema) -> Self {
        let Some(mut members) = self.0 else { return Self(None) };
        members.retain(|name, _| model.wire_field(name).is_some());
        Self((!members.is_empty()).then_some(members))
    }
}

impl fmt::Debug for MalformedMembers {
    /// The names: the values may be anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

thread_local! {
    static TOLERANT: Cell<bool> = const { Cell::new(false) };
    static WITHOUT: Cell<bool> = const { Cell::new(false) };
    static NULLS: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` with a flag of this thread set.
fn flagged<T>(flag: &'static std::thread::LocalKey<Cell<bool>>, work: impl FnOnce() -> T) -> T {
    struct Restore(&'static std::thread::LocalKey<Cell<bool>>, bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            self.0.set(self.1);
        }
    }
    let _before = Restore(flag, flag.replace(true));
    work()
}

/// Runs `read`; optional members of models whose values are of another type than documented are unset and kept.
pub(crate) fn tolerate<T>(read: impl FnOnce() -> T) -> T {
    flagged(&TOLERANT, read)
}

/// Whether [`tolerate`] is reading.
pub(crate) fn is_tolerant() -> bool {
    TOLERANT.get()
}

/// Runs `read` of JSON that a caller wrote, or this library; a `null` in it is kept, since it clears a member.
pub(crate) fn keep_nulls<T>(read: impl FnOnce() -> T) -> T {
    flagged(&NULLS, read)
}

/// Whether [`keep_nulls`] is reading.
pub(crate) fn keeps_nulls() -> bool {
    NULLS.get()
}

/// Runs `write`; models are written without the values that they keep.
pub(crate) fn left_out<T>(write: impl FnOnce() -> T) -> T {
    flagged(&WITHOUT, write)
}

/// Whether [`left_out`] is writing.
pub(crate) fn is_left_out() -> bool {
    WITHOUT.get()
}

/// A place in an answer; it is written only if something is found there.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    /// The answer itself.
    Root,
    /// A member, by its wire name.
    Member(&'a Self, &'a str),
    /// An element of a list.
    Element(&'a Self, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Member(Self::Root, name) => f.write_str(name),
            Self::Member(outer, name) => write!(f, "{outer}.{name}"),
            Self::Element(outer, at) => write!(f, "{outer}[{at}]"),
        }
    }
}

/// A plain form without what stands under [`MALFORMED_MEMBERS`], and that; `None` for a text without it.
pub(crate) fn split(text: &str) -> Option<(String, Extra)> {
    if !text.contains(MALFORMED_MEMBERS) {
        return None;
    }
    let RawObject(members) = serde_json::from_str(text).ok()?;
    let (_, kept) = members.iter().find(|(name, _)| name == MALFORMED_MEMBERS)?;
    let kept = serde_json::from_str(kept.get()).ok()?;
    let mut out = Writer::default();
    for (name, value) in members.iter().filter(|(name, _)| name != MALFORMED_MEMBERS) {
        out.member(name, value.get());
    }
    Some((out.finish(), kept))
}

/// The text of a plain form with every kept value in its place again. A place that is gone, or that holds a value, is left
/// as it is.
pub(crate) fn restore(text: &str) -> Cow<'_, str> {
    split(text).map_or(Cow::Borrowed(text), |(rest, kept)| Cow::Owned(put_back(rest, &kept)))
}

/// As [`restore`], of what was split.
pub(crate) fn put_back(rest: String, kept: &Extra) -> String {
    kept.iter().fold(rest, |text, (place, value)| insert_at(&text, &steps(place), value.text()).unwrap_or(text))
}
