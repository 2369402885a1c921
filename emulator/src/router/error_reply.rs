//! Errors as replies.

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::http::error::{ApiError, ErrorEntry};
use crate::http::reply::Reply;

/// The reply of an error, in the shape E-01 or E-04.
pub(crate) fn error_reply(error: ApiError) -> Reply {
    match error {
        ApiError::Application { status, entries } => {
            let errors: Vec<Value> = entries.iter().map(ErrorEntry::to_error).collect();
            Reply::json(status, &json!({ "errors": errors }))
        }
        ApiError::Framework(status) => framework_error(status),
    }
}

/// A reply in the shape E-04.
pub(crate) fn framework_error(status: StatusCode) -> Reply {
    let text = status.canonical_reason().unwrap_or("Error");
    Reply::json(status, &json!({ "error": { "code": status.as_u16(), "message": text } }))
}
