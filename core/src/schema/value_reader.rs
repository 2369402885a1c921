//! Reads models out of JSON. There is one reader, so each model is compiled once; what `serde` deserializes gets the text of
//! a model from whatever it reads.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use serde::Deserializer;
use serde::de::Error as _;
use serde_json::value::RawValue;
use serde_json::{Error, Number, Result};

use super::malformed::{is_tolerant, keeps_nulls};
use crate::json::scanner::Scanner;
use crate::json::{Json, raw_of_any};

/// A text that is read, and how.
pub struct ValueReader<'de> {
    scanner: Scanner<'de>,
    /// Whether optional members of another type than documented are unset.
    pub(super) tolerant: bool,
    /// Whether every `null` is kept.
    pub(super) keeps_nulls: bool,
    /// Whether what was read differs from the text.
    normalized: bool,
    /// The body of which the text is a part, if texts may share it.
    pub(super) source: Option<Arc<Bytes>>,
}

/// Reads a text that is one value.
pub(crate) fn read<'de, T>(text: &'de str, read: impl FnOnce(&mut ValueReader<'de>) -> Result<T>) -> Result<T> {
    let mut reader = ValueReader::new(text);
    let value = read(&mut reader)?;
    reader.end().map(|()| value)
}

/// Reads a value for `serde`.
pub(crate) fn deserialize<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    by: impl FnOnce(&mut ValueReader<'_>) -> Result<T>,
) -> std::result::Result<T, D::Error> {
    let raw = raw_of_any(deserializer)?;
    read(raw.get(), by).map_err(D::Error::custom)
}

impl<'de> ValueReader<'de> {
    /// Reads a text that is one value, of which [`end`](Self::end) is the end.
    pub(crate) fn new(text: &'de str) -> Self {
        let (tolerant, keeps_nulls) = (is_tolerant(), keeps_nulls());
        Self { scanner: Scanner::new(text), tolerant, keeps_nulls, normalized: false, source: None }
    }

    /// As [`new`](Self::new), of a part of `source`: texts of records become slices of that.
    pub(crate) fn sharing(text: &'de str, source: &Arc<Bytes>) -> Self {
        Self { source: Some(source.clone()), ..Self::new(text) }
    }

    /// Ends the reading of the text, of which nothing may be left.
    pub(crate) fn end(&mut self) -> Result<()> {
        self.scanner.end()
    }

    /// Notes that the value that is read differs from the text: a number was read from a string, a member under one of its
    /// other names, `null` as unset.
    pub(crate) fn mark_normalized(&mut self) {
        self.normalized = true;
    }

    /// Whether the text says what was read, so that it can be passed on unchanged.
    pub(crate) fn is_verbatim(&self) -> bool {
        !self.normalized
    }

    /// The next byte that is no blank.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        self.scanner.peek()
    }

    /// Reads a string; it borrows from the text if it has no escapes.
    pub(crate) fn string(&mut self) -> Result<Cow<'de, str>> {
        self.scanner.string()
    }

    /// Reads a number.
    pub(crate) fn number(&mut self, expected: &str) -> Result<Number> {
        self.scanner.number(expected)
    }

    /// Reads `true` or `false`.
    pub(crate) fn boolean(&mut self) -> Result<bool> {
        self.scanner.boolean()
    }

    /// Reads a value of any type, and leaves it as it is written.
    pub(crate) fn raw(&mut self) -> Result<&'de RawValue> {
        self.scanner.raw()
    }

    /// As [`raw`](Self::raw), and keeps it.
    pub(crate) fn json(&mut self) -> Result<Json> {
        Json::of_raw(self.scanner.raw()?).map_err(|error| self.scanner.error(&error))
    }

    // GEN-15
    /// Reads `null` if it is next, which means the same as a missing member. Whether it is.
    #[inline]
    pub(crate) fn skip_null(&mut self) -> Result<bool> {
        let is_null = self.scanner.skip_null()?;
        self.normalized |= is_null;
        Ok(is_null)
    }

    /// Reads a value or `null`.
    pub(crate) fn nullable<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<Option<T>> {
        if self.skip_null()? { Ok(None) } else { read(self).map(Some) }
    }

    /// Opens the list that is next.
    pub(crate) fn open_list(&mut self) -> Result<()> {
        self.scanner.open(b'[', "a list")
    }

    /// Whether the list has another element, which then is next.
    pub(crate) fn has_element(&mut self, is_first: &mut bool) -> Result<bool> {
        self.scanner.has_next(is_first, b']')
    }

    /// Reads an object, member by member: `read` is given the name, and reads the value.
    pub(crate) fn members(&mut self, mut read: impl FnMut(&mut Self, Cow<'de, str>) -> Result<()>) -> Result<()> {
        let mut is_first = true;
        self.open_object()?;
        while self.has_member(&mut is_first)? {
            let name = self.scanner.name()?;
            read(self, name)?;
        }
        Ok(())
    }

    /// Opens the object that is next.
    pub(super) fn open_object(&mut self) -> Result<()> {
        self.scanner.open(b'{', "an object")
    }

    /// Whether the object has another member, whose name then is next.
    #[inline]
    pub(super) fn has_member(&mut self, is_first: &mut bool) -> Result<bool> {
        self.scanner.has_next(is_first, b'}')
    }

    /// Reads the name that is next if it is this one.
    #[inline]
    pub(super) fn skip_name(&mut self, wanted: &str) -> Result<bool> {
        self.scanner.skip_name(wanted)
    }

    /// Reads the name that is next.
    pub(super) fn name(&mut self) -> Result<Cow<'de, str>> {
        self.scanner.name()
    }

    /// The error about the value that is next and has another type.
    pub(crate) fn expected(&mut self, expected: &str) -> Error {
        self.scanner.expected(&expected)
    }

    /// The error about a number whose value does not fit.
    pub(crate) fn unfit(&self, number: &Number, expected: &str) -> Error {
        self.scanner.unfit(number, &expected)
    }

    /// An error about what was read last.
    pub(crate) fn error(&self, error: &Error) -> Error {
        self.scanner.error(error)
    }
}
