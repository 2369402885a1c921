//! The errors of reading JSON. What is wrong with a text that is no JSON is said by `serde_json`, so that there is one opinion
//! of that.

use std::fmt::Display;

use serde::de::{Error as _, Expected, IgnoredAny, Unexpected};
use serde_json::{Error, Number};

use super::scanner::Scanner;

impl Scanner<'_> {
    /// The error about the value that is next and has another type.
    #[cold]
    pub(crate) fn expected(&mut self, expected: &dyn Expected) -> Error {
        let unlike = |found: Unexpected<'_>| Error::invalid_type(found, expected);
        let error = match self.peek() {
            Some(b'"') => self.string().map(|text| unlike(Unexpected::Str(&text))),
            Some(b't' | b'f') => self.boolean().map(|value| unlike(Unexpected::Bool(value))),
            Some(b'n') => self.literal("null").map(|()| unlike(Unexpected::Unit)),
            Some(b'-' | b'0'..=b'9') => self.number("").map(|number| unlike(unexpected(&number))),
            Some(b'[') => Ok(unlike(Unexpected::Seq)),
            Some(b'{') => Ok(unlike(Unexpected::Map)),
            _ => Err(self.not_json()),
        };
        error.map_or_else(|error| error, |error| self.error(&error))
    }

    /// The error about a number whose value does not fit.
    #[cold]
    pub(crate) fn unfit(&self, number: &Number, expected: &dyn Expected) -> Error {
        self.error(&Error::invalid_value(unexpected(number), expected))
    }

    /// An error about what was read last.
    #[cold]
    pub(crate) fn error(&self, message: &dyn Display) -> Error {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count().saturating_add(1);
        let column = before.len().saturating_sub(before.rfind('\n').map_or(0, |at| at.saturating_add(1)));
        Error::custom(format_args!("{message} at line {line} column {column}"))
    }

    /// The error about a text that is no JSON.
    #[cold]
    pub(super) fn not_json(&self) -> Error {
        let found = serde_json::from_str::<IgnoredAny>(self.text).err();
        found.unwrap_or_else(|| self.error(&"unexpected JSON"))
    }
}

fn unexpected(number: &Number) -> Unexpected<'static> {
    match (number.as_u64(), number.as_i64()) {
        (Some(value), _) => Unexpected::Unsigned(value),
        (None, Some(value)) => Unexpected::Signed(value),
        (None, None) => Unexpected::Float(number.as_f64().unwrap_or(f64::NAN)),
    }
}
