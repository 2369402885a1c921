//! Edits by others, executed before the request that they waited for.

use bytes::Bytes;
use hyper::header::HeaderMap;
use hyper::http::uri::PathAndQuery;
use hyper::{Method, StatusCode};
use serde_json::Value;

use crate::http::edits::Edit;
use crate::http::error::{ApiError, id};
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::http::request::HttpRequest;
use crate::router::error_reply::error_reply;

/// Executes an edit; the reply where it is refused, with 500 and the reason.
pub(crate) fn refusal(
    edit: &Edit,
    before: &HttpRequest,
    mut dispatch: impl FnMut(&HttpRequest) -> Reply,
) -> Option<Reply> {
    let reply = match request(edit, before.headers.clone()) {
        Some(request) => dispatch(&request),
        None => error_reply(ApiError::invalid(id::PATTERN, "its method or path is none")),
    };
    if reply.status.is_success() {
        return None;
    }
    let why = String::from_utf8_lossy(&reply.body);
    let text = format!("the edit {} {} was refused: {} {why}", edit.method, edit.path, reply.status.as_u16());
    Some(error_reply(ApiError::application(StatusCode::INTERNAL_SERVER_ERROR, id::PATTERN, text)))
}

fn request(edit: &Edit, headers: HeaderMap) -> Option<HttpRequest> {
    let target: PathAndQuery = edit.path.parse().ok()?;
    Some(HttpRequest {
        method: Method::from_bytes(edit.method.to_ascii_uppercase().as_bytes()).ok()?,
        host: None,
        path: target.path().to_owned(),
        query: Query::parse(target.query().unwrap_or_default().as_bytes()),
        headers,
        body: match &edit.json {
            Value::Null => Bytes::new(),
            json => Bytes::from(json.to_string()),
        },
    })
}
