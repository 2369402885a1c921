//! A complete response, and what can be said of its bytes: read as a type, reported as a failure, malformed.

use std::fmt::Write as _;
use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use serde::de::{DeserializeOwned, DeserializeSeed};
use serde_json::value::RawValue;

use crate::error::{Error, ErrorKind, Executed, Phase};
use crate::json::{Extra, Json, Members};
use crate::model::{Member, Tolerant};
use crate::page::{Cursor, Envelope};
use crate::problem::{self, ServerMessage};
use crate::reply::Meta;

/// A complete 2xx response, before it is read.
#[derive(Debug)]
pub struct Received {
    pub(crate) meta: Arc<Meta>,
    pub(crate) body: Bytes,
    /// Where the iteration over pages stands, for operations that answer one.
    pub(crate) cursor: Option<Cursor>,
}

impl Received {
    /// An error about this response.
    pub(crate) fn error(&self, kind: ErrorKind, executed: Executed, phase: Phase, detail: String) -> Error {
        let meta = &self.meta;
        Error::local(kind, detail).with(|error| {
            error.status = Some(meta.status.as_u16());
            error.request_id.clone_from(&meta.request_id);
            error.attempts = meta.attempts;
            error.elapsed = meta.elapsed;
            (error.phase, error.executed) = (phase, executed);
        })
    }

    /// The response is not what the contract allows (GEN-11, GEN-12).
    pub(crate) fn malformed(&self, why: &str) -> Error {
        let start = self.body.get(..self.body.len().min(2048)).unwrap_or_default();
        let start = String::from_utf8_lossy(start).into_owned();
        let content_type = self.meta.headers.get("content-type").and_then(|value| value.to_str().ok());
        let mut detail = format!("{why}; content type {}", content_type.unwrap_or("not given"));
        // A page or a text says where it came from. JSON may hold a secret, and its place was named.
        let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
        if !start.trim_start_matches(blank).starts_with(['{', '[', '"']) {
            let shown: String = start.chars().take(80).collect();
            let _ = write!(detail, ", {} bytes, starting {shown:?}", self.body.len());
        }
        self.error(ErrorKind::MalformedResponseError, Executed::Yes, Phase::Decode, detail)
            .with(|error| error.body = Some(start))
    }

    /// The failure that a success status hides, if it does (GEN-13).
    pub(crate) fn reported(&self, members: &Extra) -> Result<(), Error> {
        problem::reported(members).map_or(Ok(()), |messages| Err(self.failure(messages)))
    }

    /// As [`reported`](Self::reported), where the body holds nothing else of use: then remarks are failures, too (E-06).
    pub(crate) fn complained(&self, members: &Extra) -> Result<(), Error> {
        self.reported(members)?;
        problem::remarks(members).map_or(Ok(()), |messages| Err(self.failure(messages)))
    }

    fn failure(&self, messages: Vec<ServerMessage>) -> Error {
        let detail = problem::summary(&messages, &self.body);
        self.error(ErrorKind::ReportedError, Executed::Maybe, Phase::Response, detail).with(|error| {
            error.messages = messages;
            error.body = Some(String::from_utf8_lossy(&self.body).chars().take(65_536).collect());
        })
    }

    /// The body as JSON. Whether it is UTF-8 is asked once for all of it, and not string by string.
    pub(crate) fn json<'a, S: DeserializeSeed<'a>>(&'a self, seed: S) -> serde_json::Result<S::Value> {
        let Ok(text) = std::str::from_utf8(&self.body) else {
            let place = serde_json::from_slice::<&RawValue>(&self.body);
            return Err(place.err().unwrap_or_else(|| serde::de::Error::custom("not UTF-8")));
        };
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = seed.deserialize(&mut deserializer)?;
        deserializer.end().map(|()| value)
    }

    /// The body as `T`; an error names the place in the JSON.
    pub(crate) fn read<T: Member>(&self) -> Result<T, Error> {
        match self.json(PhantomData::<Tolerant<T>>) {
            Ok(Tolerant(value)) => Ok(value),
            Err(error) => Err(self.unreadable::<T>(&error)),
        }
    }

    /// Why the body is no `T`: it may report a failure instead. Read again, this time keeping track of the place.
    #[cold]
    fn unreadable<T: Member>(&self, error: &serde_json::Error) -> Error {
        if self.body.is_empty() {
            return self.malformed("the body is empty where JSON was expected");
        }
        if error.classify() != serde_json::error::Category::Data {
            return self.malformed(&format!("the body is not JSON ({error})"));
        }
        if let Err(error) = self.extra().map_or(Ok(()), |members| self.complained(&members)) {
            return error;
        }
        let text = String::from_utf8_lossy(&self.body);
        let mut deserializer = serde_json::Deserializer::from_str(&text);
        let placed = serde_path_to_error::deserialize::<_, Tolerant<T>>(&mut deserializer);
        match placed.err().filter(|error| error.path().iter().next().is_some()) {
            Some(error) => self.malformed(&format!("at `{}`: {}", error.path(), unquoted(&error.inner().to_string()))),
            None => self.malformed(&unquoted(&error.to_string())),
        }
    }

    /// Whether there is no body to speak of.
    pub(crate) fn is_blank(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }

    /// The same response, with a part of its body for the whole.
    pub(crate) fn with_body(&self, part: &Json) -> Self {
        Self { meta: self.meta.clone(), body: part.text().to_owned().into(), cursor: None }
    }

    /// As [`with_body`](Self::with_body), for a part that was not copied yet.
    pub(crate) fn part(&self, part: &RawValue) -> Self {
        Self { meta: self.meta.clone(), body: self.body.slice_ref(part.get().as_bytes()), cursor: None }
    }

    /// The members of the body, values left where they are.
    pub(crate) fn members(&self) -> Result<Vec<(String, &RawValue)>, Error> {
        match self.json(PhantomData) {
            Ok(Members(members)) => Ok(members),
            Err(error) => Err(self.unreadable::<Envelope>(&error)),
        }
    }

    /// The members of the body, values left where they are, if it is an object.
    pub(crate) fn peek(&self) -> Option<Vec<(String, &RawValue)>> {
        self.json(PhantomData).ok().map(|Members(members)| members)
    }

    /// The members of the body, if it is an object.
    pub(crate) fn extra(&self) -> Option<Extra> {
        self.json(PhantomData).ok()
    }
}

/// The message without the value it complains of, which may be a secret.
fn unquoted(message: &str) -> String {
    let value = message.split_once(['"', '`']).filter(|(before, _)| before.starts_with("invalid "));
    match (value, message.rfind(", expected")) {
        (Some((before, _)), Some(expected)) => {
            format!("{}{}", before.trim_end(), message.get(expected..).unwrap_or_default())
        }
        _ => message.to_owned(),
    }
}

/// Reads `T` from JSON as tolerantly as an answer of the server, for hosts that keep models as JSON.
///
/// Errors name the place in the JSON.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let place = error.path().to_string();
        Error::invalid(if place == "." { error.inner().to_string() } else { format!("{place}: {}", error.inner()) })
    })
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn gen_19_a_message_loses_the_value_it_complains_of() {
        for (message, shown) in [
            (
                "invalid type: string \"canary, expected\", expected an integer at line 1 column 9",
                "invalid type: string, expected",
            ),
            (
                "invalid type: integer `7`, expected a string at line 1 column 9",
                "invalid type: integer, expected a string at line 1 column 9",
            ),
            ("invalid value: string \"canary\", expected a number", "invalid value: string, expected a number"),
            ("invalid type: map, expected a string", "invalid type: map, expected a string"),
            ("missing field `id`", "missing field `id`"),
        ] {
            let found = unquoted(message);
            assert!(found.starts_with(shown) && !found.contains("canary"), "{found}");
        }
    }
}
