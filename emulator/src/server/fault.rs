//! Replies that faults put in place of the normal one.

use hyper::StatusCode;
use hyper::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use serde_json::{Value, json};

use crate::http::error::ApiError;
use crate::http::faults::Fault;
use crate::http::reply::Reply;
use crate::router::error_reply::error_reply;

/// The reply of a status fault; without a body it is an application error.
pub(crate) fn status_reply(status: u16, retry_after: Option<f64>, body: Option<Value>) -> Reply {
    let code = StatusCode::from_u16(status.max(200)).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let reply = match body {
        _ if matches!(status, 204 | 304) => Reply::empty(code),
        Some(Value::String(text)) => Reply::text(code, "text/plain; charset=utf-8", text),
        Some(body) => Reply::json(code, &body),
        None => error_reply(ApiError::application(code, i64::from(status), "Injected fault.")),
    };
    match retry_after {
        Some(seconds) => reply.with_header(RETRY_AFTER, &seconds.to_string()),
        None => reply,
    }
}

/// A reply that is not JSON, although it says so.
pub(crate) fn garbage_reply() -> Reply {
    Reply::text(StatusCode::OK, "application/json", "<html>this is not JSON \u{fffd}{[".to_owned())
}

/// A reply with a body that can be lost. A reply without one, such as a 204, is replaced by a 200.
pub(crate) fn with_body(executed: Option<Reply>) -> Reply {
    executed
        .filter(|reply| !reply.body.is_empty())
        .unwrap_or_else(|| Reply::ok(&json!({ "id": "lost", "name": "lost", "agents": [], "toolPlugins": [] })))
}

/// The additional headers of a fault; names and values that HTTP does not allow are left out.
pub(crate) fn headers(fault: &Fault) -> HeaderMap {
    fault
        .headers
        .iter()
        .filter_map(|(name, value)| {
            Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
        })
        .collect()
}
