//! What a step asks, and what came back for it, be it a success or an error.

use geai_client::bindings::covering;
use geai_client::{Error, Json, Method, Operation, Response};
use serde_json::Value;

use super::reading::as_read;
use super::values::at;

/// The method and the path of a request, and the operation that they are of.
#[derive(Debug)]
pub struct Request {
    pub method: Method,
    pub path: String,
    pub operation: Option<&'static Operation>,
}

impl Request {
    /// None without a method.
    pub fn new(method: &str, path: String) -> Option<Self> {
        let method = Method::from_bytes(method.as_bytes()).ok()?;
        let operation = covering(&method, &path).map(|endpoint| endpoint.operation);
        Some(Self { method, path, operation })
    }
}

/// Status and body of a response.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub status: u16,
    /// The body; a text where it is no JSON, `null` where there is none.
    pub body: Value,
    /// The body as the client reads it.
    read: Value,
    /// The names of its headers; of errors not all are known.
    pub headers: Vec<String>,
}

/// Whether a status is one of success.
pub const fn is_success(status: u16) -> bool {
    matches!(status, 200..300)
}

impl Answer {
    pub const fn is_success(&self) -> bool {
        is_success(self.status)
    }

    /// What stands at a place: of the body as the client reads it, or the body itself, as it came.
    pub fn at(&self, place: &str) -> Vec<&Value> {
        at(if place.is_empty() { &self.body } else { &self.read }, place)
    }

    /// An answer without headers to a request of this operation.
    pub fn new(operation: Option<&Operation>, status: u16, body: Value) -> Self {
        Self { status, read: as_read(operation, &body, &[]), body, headers: Vec::new() }
    }

    /// The answer of a call of this operation. Errs where no response came.
    pub fn of(operation: Option<&Operation>, outcome: Result<Response<Option<Json>>, Error>) -> Result<Self, Error> {
        match outcome {
            Ok(response) => {
                let body = response.data.map(|json| json.value()).unwrap_or_default();
                let headers = response.meta.headers.keys().map(ToString::to_string).collect();
                Ok(Self { headers, ..Self::new(operation, response.meta.status.as_u16(), body) })
            }
            Err(error) => match error.status {
                Some(status) => {
                    let text = error.body.clone().unwrap_or_default();
                    let body = serde_json::from_str(&text).unwrap_or_else(|_| Value::from(text));
                    let retry_after = error.retry_after.map(|_| "retry-after".to_owned());
                    let read = as_read(operation, &body, &error.messages);
                    Ok(Self { status, body, read, headers: retry_after.into_iter().collect() })
                }
                None => Err(error),
            },
        }
    }
}
