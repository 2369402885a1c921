//! What a step asks, and what came back for it, be it a success or an error.

use geai_client::bindings::covering;
use geai_client::{Error, Json, Method, Operation, Response};
use serde_json::Value;

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

    /// The answer of a call. Errs where no response came.
    pub fn of(outcome: Result<Response<Option<Json>>, Error>) -> Result<Self, Error> {
        match outcome {
            Ok(response) => Ok(Self {
                status: response.meta.status.as_u16(),
                body: response.data.map(|json| json.value()).unwrap_or_default(),
                headers: response.meta.headers.keys().map(ToString::to_string).collect(),
            }),
            Err(error) => match error.status {
                Some(status) => {
                    let text = error.body.clone().unwrap_or_default();
                    let body = serde_json::from_str(&text).unwrap_or_else(|_| Value::from(text));
                    let retry_after = error.retry_after.map(|_| "retry-after".to_owned());
                    Ok(Self { status, body, headers: retry_after.into_iter().collect() })
                }
                None => Err(error),
            },
        }
    }
}
