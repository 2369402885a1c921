//! Calls that share a bound on how many of them are in flight, and a deadline.

use std::sync::Arc;
use std::time::Duration;

use geai_client::bindings::{NameStyle, unknown_name};
use geai_client::{ConcurrencyGroup, Error, ErrorKind};
use napi::bindgen_prelude::External;
use napi_derive::napi;
use serde_json::{Map, Value};

use crate::convert::{SyncResult, sync_result};

/// Options of a bulk call. What this is not given is read by JavaScript.
const BULK_OPTIONS: &[&str] = &["concurrency", "deadline", "on_progress", "signal"];

/// A group. `limits` is `{concurrency, deadline?}` as JSON, the deadline in milliseconds.
#[napi(catch_unwind)]
pub fn create_concurrency_group(limits: String) -> SyncResult<External<Arc<ConcurrencyGroup>>> {
    sync_result(|| {
        let wrong = |why: String| Error::local(ErrorKind::InvalidRequestError, why);
        let mut limits: Map<String, Value> =
            serde_json::from_str(&limits).map_err(|error| wrong(format!("options: {error}")))?;
        let (concurrency, deadline) = (limits.remove("concurrency"), limits.remove("deadline"));
        if let Some(name) = limits.keys().next() {
            return Err(wrong(unknown_name(name, "options", BULK_OPTIONS.iter().copied(), NameStyle::Camel)));
        }
        let (concurrency, deadline) = (concurrency.unwrap_or_default(), deadline.unwrap_or_default());
        let concurrency = concurrency.as_u64().and_then(|most| usize::try_from(most).ok()).filter(|most| *most > 0);
        let concurrency = concurrency.ok_or_else(|| wrong("concurrency: expected an integer, 1 or more".to_owned()))?;
        let deadline = match deadline {
            Value::Null => None,
            given => {
                let time = given.as_f64().and_then(|time| Duration::try_from_secs_f64(time / 1000.0).ok());
                Some(time.ok_or_else(|| wrong("deadline: expected milliseconds, 0 or more".to_owned()))?)
            }
        };
        Ok(External::new(ConcurrencyGroup::new(concurrency, deadline)))
    })
}

/// Lets no further call of the group start.
#[napi(catch_unwind)]
pub fn close_concurrency_group(group: &External<Arc<ConcurrencyGroup>>) {
    group.close();
}

/// The group among the arguments of a call.
pub fn group_argument(group: Option<&External<Arc<ConcurrencyGroup>>>) -> Option<Arc<ConcurrencyGroup>> {
    group.map(|group| (**group).clone())
}
