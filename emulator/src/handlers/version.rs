//! The version of the server (SIM-87).

use serde_json::json;

use crate::handlers::context::{Context, HandlerResult};
use crate::http::reply::Reply;

/// `GET /`.
pub(crate) fn version(_: &mut Context<'_>) -> HandlerResult {
    Ok(Reply::ok(&json!({ "version": concat!("geai-emulator ", env!("CARGO_PKG_VERSION")) })))
}
