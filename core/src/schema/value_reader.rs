//! Reads models out of JSON. There is one reader, so each model is compiled once; what `serde` deserializes gets the text of
//! a model from whatever it reads.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use serde::Deserializer;
use serde::de::Error as _;
use serde_json::value::RawValue;
use serde_json::{Error, Number, Result};

use super::malformed::{is_tolerant, keeps_nulls};
use crate::json::quoted_name::QuotedName;
use crate::json::quoted_word::QuotedWord;
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
    /// Whether members that no model names, free-form JSON or secrets were read.
    is_searched: bool,
    /// The body of which the text is a part, and where that begins, if texts may share it. Its places are of 32 bits.
    source: Option<(Arc<Bytes>, u32)>,
    /// In which order the members of a model stood.
    pub(super) order: Order,
}

/// In which order the members of one model stood: all records of a page have the same.
pub(super) struct Order {
    /// The names of the model, by which it is known.
    names: &'static [Name],
    /// Which name followed which; the first follows none.
    after: [u8; MOST_NAMES],
}

/// Names of a model whose order is learnt.
const MOST_NAMES: usize = 48;

impl Order {
    /// Nothing is learnt.
    const NONE: Self = Self { names: &[], after: [0; MOST_NAMES] };

    /// Whether it is that of the model of these names.
    #[inline(always)]
    fn is_of(&self, names: &'static [Name]) -> bool {
        std::ptr::addr_eq(self.names, names)
    }

    /// Which name is likely to follow, of the model of these names. `after` is one more than the last, and none is 0.
    #[inline(always)]
    pub(super) fn likely(&self, names: &'static [Name], after: usize) -> usize {
        match self.after.get(after) {
            Some(learnt) if self.is_of(names) => usize::from(*learnt),
            _ => after,
        }
    }

    /// Notes that another name than the likely one followed.
    pub(super) fn learn(&mut self, names: &'static [Name], after: usize, found: usize) {
        if !self.is_of(names) {
            *self = Self { names, after: std::array::from_fn(|at| u8::try_from(at).unwrap_or_default()) };
        }
        if let (Some(learnt), Ok(found)) = (self.after.get_mut(after), u8::try_from(found)) {
            *learnt = found;
        }
    }
}

/// A name of a member on the wire.
pub(crate) struct Name {
    pub quoted: QuotedName,
    /// Which member it names.
    pub at: u8,
    /// Whether the member has another name that is documented.
    pub is_alias: bool,
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
        Self {
            scanner: Scanner::new(text),
            tolerant,
            keeps_nulls,
            normalized: false,
            is_searched: false,
            source: None,
            order: Order::NONE,
        }
    }

    /// As [`new`](Self::new), of a part of `source`: texts of records become slices of that.
    pub(crate) fn sharing(text: &'de str, source: &Arc<Bytes>) -> Self {
        let start = text.as_ptr().addr().checked_sub(source.as_ptr().addr());
        let start = start.filter(|start| start.checked_add(text.len()).is_some_and(|end| end <= source.len()));
        let start = start.filter(|_| u32::try_from(source.len()).is_ok()).and_then(|start| u32::try_from(start).ok());
        Self { source: start.map(|start| (source.clone(), start)), ..Self::new(text) }
    }

    /// A reader of a part of this text.
    pub(super) fn of_part<'a>(&self, text: &'a str) -> ValueReader<'a> {
        self.source.as_ref().map_or_else(|| ValueReader::new(text), |(source, _)| ValueReader::sharing(text, source))
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

    /// Whether more than usual is kept of members.
    #[inline]
    pub(super) fn is_lenient(&self) -> bool {
        self.tolerant | self.keeps_nulls
    }

    /// Whether the text says what was read, so that it can be passed on unchanged.
    pub(crate) fn is_verbatim(&self) -> bool {
        !self.normalized
    }

    /// Notes that what was read holds what a host looks for before it shows the value: members that no model names, free-form
    /// JSON, or a secret.
    pub(crate) fn mark_searched(&mut self) {
        self.is_searched = true;
    }

    /// Runs `read`, and says whether what it read holds nothing that a host looks for.
    pub(crate) fn is_plain<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<(T, bool)> {
        let before = std::mem::take(&mut self.is_searched);
        let value = read(self)?;
        let is_plain = !self.is_searched;
        self.is_searched |= before;
        Ok((value, is_plain))
    }

    /// The next byte that is no blank.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        self.scanner.peek()
    }

    /// Reads a string; it borrows from the text if it has no escapes.
    pub(crate) fn string(&mut self) -> Result<Cow<'de, str>> {
        self.scanner.string()
    }

    /// Reads the string that is next, if it is one of these words. Which one.
    #[inline(always)]
    pub(crate) fn word(&mut self, words: &[QuotedWord]) -> Option<u8> {
        self.scanner.word(words)
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
        self.mark_searched();
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

    /// Closes the object that is next, if it ends here.
    #[inline(always)]
    pub(super) fn skip_end(&mut self) -> bool {
        self.scanner.skip_end()
    }

    /// Bytes that are not read yet.
    pub(super) fn remaining(&self) -> usize {
        self.scanner.remaining()
    }

    /// Reads the comma, the name and the colon that are next, if they are these. The first name has no comma.
    #[inline(always)]
    pub(super) fn skip_name(&mut self, name: &QuotedName, is_first: bool) -> bool {
        self.scanner.skip_name(name, is_first)
    }

    /// Reads the string that is next if it stands in the shared body as it is. Its place there.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the text is a part of the source, whose places have 32 bits")]
    pub(super) fn shared_string(&mut self) -> Option<(&Arc<Bytes>, Range<u32>)> {
        let (source, start) = self.source.as_ref()?;
        let place = self.scanner.plain_string()?;
        Some((source, start.wrapping_add(place.start as u32)..start.wrapping_add(place.end as u32)))
    }

    /// Reads a whole number of a few digits, as it is written; nothing of what is another number.
    #[inline]
    pub(super) fn small_integer(&mut self) -> Option<i64> {
        self.scanner.small_integer()
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
