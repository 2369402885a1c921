//! A complete request, as the operations see it.

use bytes::Bytes;
use hyper::Method;
use hyper::header::HeaderMap;
use hyper::http::uri::Authority;
use serde_json::{Map, Value};

use crate::http::error::{ApiError, id};
use crate::http::query::Query;
use crate::input::json;
use crate::input::refusal::InvalidInput;

/// One complete request.
#[derive(Debug)]
pub(crate) struct HttpRequest {
    pub(crate) method: Method,
    /// The server that it is for.
    pub(crate) host: Option<Authority>,
    /// As sent, still percent-encoded: `%2F` inside a segment must not split it.
    pub(crate) path: String,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl HttpRequest {
    /// A header as text, without surrounding blanks; an empty value counts as absent (AUT-05).
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let text = self.headers.get(name)?.to_str().ok()?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The body as JSON whose numbers keep their digits, or why it is none.
    pub(crate) fn json(&self) -> Result<Value, String> {
        json::exact(self.text().ok_or("not UTF-8")?)
    }

    /// The body as a JSON object; anything else is refused by the framework, and an object with a number that would lose
    /// digits by the application (SIM-05).
    pub(crate) fn json_object(&self) -> Result<Map<String, Value>, ApiError> {
        let text = self.text().ok_or_else(ApiError::malformed)?;
        match json::value(&json::quoted(text)) {
            Ok(Value::Object(members)) => match json::inexact(text) {
                Some(number) => Err(ApiError::invalid(id::PATTERN, json::loses_digits(number))),
                None => Ok(members),
            },
            _ => Err(ApiError::malformed()),
        }
    }

    /// The first member of the body that is there twice.
    pub(crate) fn repeated(&self) -> Option<InvalidInput> {
        json::repeated(self.text()?)
    }

    fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.body).ok()
    }

    /// Takes one object-valued member out of the body: `{"agentDefinition": {…}}`. Members beside it are ignored
    /// (SIM-07). `None` when it is absent or `null`.
    pub(crate) fn envelope(&self, member: &str) -> Result<Option<Map<String, Value>>, ApiError> {
        match self.json_object()?.remove(member) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map)),
            Some(_) => Err(ApiError::malformed()),
        }
    }

    /// The body as the fields of an HTML form.
    pub(crate) fn form(&self) -> Query {
        Query::parse(&self.body)
    }
}
