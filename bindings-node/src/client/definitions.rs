//! Set-ups as code: what needs no client.

use geai_client::bindings;
use napi_derive::napi;

use crate::convert::{SyncResult, sync_result};

/// Runs a verb of set-ups on its arguments, which are JSON, and gives its result as JSON.
#[napi(catch_unwind)]
pub fn run_task(verb: String, given: String) -> SyncResult<String> {
    sync_result(|| bindings::run_task(&verb, &given))
}
