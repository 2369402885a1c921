//! A complete 2xx response, and what its bytes are: a value of some type, the report of a failure, or malformed.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::error::server_messages::{self, BodyInfo};
use crate::error::{Error, ErrorKind, Executed, Phase, ServerMessage};
use crate::json::message::without_values;
use crate::json::{Extra, Json, RawObject};
use crate::schema::Kind;
use crate::schema::failed_place::{Placed, placed};
use crate::schema::malformed::tolerate;
use crate::schema::model::Member;
use crate::schema::plain::malformed_members;
use crate::schema::value_reader::{self, ValueReader};
use crate::transport::body::foreign_form;

/// Status, headers and times of a successful call.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct ResponseMeta {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers of the response.
    pub headers: HeaderMap,
    /// Id the server gave the request.
    pub request_id: Option<String>,
    /// Attempts made.
    pub attempts: u32,
    /// Time from the call to its response.
    pub elapsed: Duration,
    /// Bytes of its body; bindings handle large responses apart.
    #[doc(hidden)]
    pub size: usize,
    /// Members beside the data, in the object around it.
    #[doc(hidden)]
    pub beside: OnceLock<Extra>,
    /// The part of the body that is the data, where reading it changed nothing.
    #[doc(hidden)]
    pub verbatim: OnceLock<Verbatim>,
    /// Places of the members of another type than documented, which were unset.
    #[doc(hidden)]
    pub malformed: OnceLock<Vec<String>>,
}

/// A part of a body that was read without a change.
#[derive(Clone)]
#[doc(hidden)]
pub struct Verbatim {
    /// The part.
    pub text: Bytes,
    /// Whether its models name every member, and none of these is a secret or free-form JSON.
    pub is_plain: bool,
}

impl fmt::Debug for ResponseMeta {
    /// What is public; the rest may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, headers, request_id, attempts, elapsed, .. } = self;
        f.debug_struct("ResponseMeta")
            .field("status", status)
            .field("headers", headers)
            .field("request_id", request_id)
            .field("attempts", attempts)
            .field("elapsed", elapsed)
            .finish_non_exhaustive()
    }
}

/// A complete 2xx response, before it is read.
#[derive(Debug)]
pub struct RawResponse {
    pub(crate) meta: Arc<ResponseMeta>,
    pub(crate) body: Bytes,
}

impl RawResponse {
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

    /// The error about a response of another form than documented (GEN-11, GEN-12). Names the coding or the charset of a body
    /// that is no JSON, if nobody asked for it: its first bytes may be those of a JSON value.
    pub(crate) fn malformed(&self, why: &str) -> Error {
        let start = self.body.get(..self.body.len().min(2048)).unwrap_or_default();
        let start = String::from_utf8_lossy(start).into_owned();
        let foreign = foreign_form(&self.meta.headers, &self.body);
        let text = std::str::from_utf8(&self.body).ok();
        let foreign = foreign.filter(|_| text.is_none_or(|text| serde_json::from_str::<IgnoredAny>(text).is_err()));
        let why = foreign.unwrap_or_else(|| without_values(why));
        let detail = format!("{why} {}", self.body_info());
        self.error(ErrorKind::MalformedResponseError, Executed::Yes, Phase::Decode, detail)
            .with(|error| error.body = Some(start))
    }

    /// The error about a body that is no JSON.
    pub(crate) fn not_json(&self, error: &dyn std::fmt::Display) -> Error {
        self.malformed(&format!("the body is not JSON ({error})"))
    }

    /// Type and size of the body as received.
    fn body_info(&self) -> BodyInfo {
        BodyInfo::new(&self.meta.headers, self.meta.size, false)
    }

    /// Errors if the body of the 2xx response reports a failure (GEN-13).
    pub(crate) fn fail_on_errors(&self, members: &Extra) -> Result<(), Error> {
        server_messages::reported_errors(members).map_or(Ok(()), |messages| Err(self.failure(messages)))
    }

    /// As [`fail_on_errors`](Self::fail_on_errors), for a body without a result: then warnings are failures, too (E-06).
    pub(crate) fn fail_on_messages(&self, members: &Extra) -> Result<(), Error> {
        self.fail_on_errors(members)?;
        server_messages::warnings(members).map_or(Ok(()), |messages| Err(self.failure(messages)))
    }

    fn failure(&self, messages: Vec<ServerMessage>) -> Error {
        let detail = server_messages::summary(&messages, &self.body_info());
        self.error(ErrorKind::ReportedError, Executed::Maybe, Phase::Response, detail).with(|error| {
            error.messages = messages;
            error.body = Some(String::from_utf8_lossy(&self.body).chars().take(65_536).collect());
        })
    }

    /// The body as text. UTF-8 is validated once for the whole body, not string by string.
    pub(crate) fn text(&self) -> serde_json::Result<&str> {
        std::str::from_utf8(&self.body).map_err(|_| {
            let place = serde_json::from_slice::<&RawValue>(&self.body);
            place.err().unwrap_or_else(|| serde::de::Error::custom("not UTF-8"))
        })
    }

    /// The body as JSON that `serde` reads.
    fn json<'a, T: Deserialize<'a>>(&'a self) -> serde_json::Result<T> {
        self.text().and_then(serde_json::from_str)
    }

    /// The body as `T`; an error names the place in the JSON.
    pub(crate) fn read<T: Member>(&self) -> Result<T, Error> {
        let mut verbatim = None;
        let read = self.text().and_then(|text| {
            let mut reader = ValueReader::new(text);
            let (value, is_plain) = reader.is_plain(T::read)?;
            verbatim = reader.is_verbatim().then(|| Verbatim { text: self.body.clone(), is_plain });
            reader.end().map(|()| value)
        });
        match read {
            Ok(value) => {
                if let Some(verbatim) = verbatim.filter(|_| matches!(T::KIND, Kind::Model(_) | Kind::List(_))) {
                    // A response is read once, but for one whose error is made again.
                    let _already_kept = self.meta.verbatim.set(verbatim);
                }
                Ok(value)
            }
            Err(error) => self.read_tolerantly(&error),
        }
    }

    fn value<T: Member>(&self) -> serde_json::Result<T> {
        self.text().and_then(|text| value_reader::read(text, T::read))
    }

    /// As [`read`](Self::read), where that ended with `error`: optional members of another type than documented are unset.
    #[cold]
    fn read_tolerantly<T: Member>(&self, error: &serde_json::Error) -> Result<T, Error> {
        if error.classify() == serde_json::error::Category::Data
            && let Ok(value) = tolerate(|| self.value())
        {
            self.note_malformed(&value);
            return Ok(value);
        }
        Err(self.unreadable::<T>(error))
    }

    /// Notes where `value`, which was read from this response, keeps values of another type than documented.
    pub(crate) fn note_malformed<T: Member>(&self, value: &T) {
        let found = malformed_members(value);
        if !found.is_empty() {
            // A response is read once, but for one whose error is made again.
            let _already_noted = self.meta.malformed.set(found.into_keys().collect());
        }
    }

    /// Keeps the members beside the data.
    pub(crate) fn keep_beside(&self, members: Extra) {
        if !members.is_empty() {
            // A response is read once, but for one whose error is made again.
            let _already_kept = self.meta.beside.set(members);
        }
    }

    /// Why the body is no `T`: it may report a failure instead. Reads again, this time with the place of the error.
    #[cold]
    fn unreadable<T: Member>(&self, error: &serde_json::Error) -> Error {
        if self.body.is_empty() {
            return self.malformed("the body is empty where JSON was expected");
        }
        if error.classify() != serde_json::error::Category::Data {
            return self.not_json(&error);
        }
        if let Err(error) = self.extra().map_or(Ok(()), |members| self.fail_on_messages(&members)) {
            return error;
        }
        match placed(|| tolerate(|| self.value::<T>())) {
            Err(Placed { place, error }) if !place.is_empty() => self.malformed(&format!("at `{place}`: {error}")),
            _ => self.malformed(&error.to_string()),
        }
    }

    /// Whether the body is empty but for white space.
    pub(crate) fn is_blank(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }

    /// The same response with another body.
    pub(crate) fn with_body(&self, body: &Json) -> Self {
        Self { meta: self.meta.clone(), body: body.text().to_owned().into() }
    }

    /// As [`with_body`](Self::with_body), for a part of this body, which is not copied.
    pub(crate) fn part(&self, part: &RawValue) -> Self {
        Self { meta: self.meta.clone(), body: self.body.slice_ref(part.get().as_bytes()) }
    }

    /// The members of the body, values left where they are.
    pub(crate) fn members(&self) -> Result<Vec<(String, &RawValue)>, Error> {
        match self.json() {
            Ok(RawObject(members)) => Ok(members),
            Err(error) => Err(self.unreadable::<Envelope>(&error)),
        }
    }

    /// The members of the body, values left where they are, if it is an object.
    pub(crate) fn peek(&self) -> Option<Vec<(String, &RawValue)>> {
        self.json().ok().map(|RawObject(members)| members)
    }

    /// The members of the body, if it is an object.
    pub(crate) fn extra(&self) -> Option<Extra> {
        self.json().ok()
    }
}

/// The object around a page or a list, and any other object whose members are read one by one.
pub(crate) struct Envelope(pub Extra);

impl Serialize for Envelope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Member for Envelope {
    const KIND: Kind = Kind::Json;
    fn read(reader: &mut ValueReader<'_>) -> serde_json::Result<Self> {
        let mut members = Extra::new();
        reader.members(|reader, name| {
            members.insert(name.into_owned(), reader.json()?);
            Ok(())
        })?;
        Ok(Self(members))
    }
}
