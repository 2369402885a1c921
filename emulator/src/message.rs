//! A request as the operations see it, and the reply they give.

use bytes::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::query::Query;

/// One complete request.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// As sent, still percent-encoded: `%2F` inside a segment must not split it.
    pub(crate) path: String,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// A header as text, without surrounding blanks; an empty value counts as absent (AUT-05).
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let text = self.headers.get(name)?.to_str().ok()?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The body as a JSON object; anything else is refused by the framework (SIM-05).
    pub(crate) fn json_object(&self) -> Result<Map<String, Value>, Failure> {
        serde_json::from_slice(&self.body).map_err(|_| Failure::bad_request())
    }

    /// Takes one object-valued member out of the body: `{"agentDefinition": {…}}`. Members beside it are ignored
    /// (SIM-07). `None` when it is absent or `null`.
    pub(crate) fn envelope(&self, member: &str) -> Result<Option<Map<String, Value>>, Failure> {
        match self.json_object()?.remove(member) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map)),
            Some(_) => Err(Failure::bad_request()),
        }
    }
}

/// One complete answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => {
                Self { status, content_type: Some("application/json"), headers: Vec::new(), body: Bytes::from(body) }
            }
            Err(_) => Self::empty(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    pub(crate) fn ok(value: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, value)
    }

    pub(crate) fn text(status: StatusCode, content_type: &'static str, body: String) -> Self {
        Self { status, content_type: Some(content_type), headers: Vec::new(), body: Bytes::from(body) }
    }

    pub(crate) const fn empty(status: StatusCode) -> Self {
        Self { status, content_type: None, headers: Vec::new(), body: Bytes::new() }
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }
}
