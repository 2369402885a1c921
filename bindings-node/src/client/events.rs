//! Calls that `onEvent` of a client observes. JavaScript takes their events when it likes: nothing waits for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use geai_client::bindings::{self, Cursor, NameStyle, ObservedCall, ObservedTarget, SIGN_IN, Task, path_args};
use geai_client::{Client, DURATION_BUCKETS, Error, ErrorKind, EventKind, KINDS, Method, api};
use napi::bindgen_prelude::External;
use napi_derive::napi;
use serde::Deserialize;

use crate::convert::{SyncResult, from_event, from_events, internal, sync_result};

#[derive(Deserialize)]
struct RawRequest {
    method: String,
    path: String,
}

/// A call that is observed. `params` holds, as JSON, the values of which the path is made; `cursor` is where the page
/// begins that is asked for.
#[napi(catch_unwind)]
pub fn observe(
    client: &External<Client>,
    operation: String,
    params: String,
    cursor: Option<&External<Arc<Cursor>>>,
) -> SyncResult<External<Arc<ObservedCall>>> {
    sync_result(|| {
        if let Some(cursor) = cursor {
            return Ok(External::new(client.observe(ObservedTarget::NextPage(cursor))));
        }
        if operation == "request" {
            let RawRequest { method, path } =
                serde_json::from_str(&params).map_err(|error| internal(error.to_string()))?;
            let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
            return Ok(External::new(client.observe(ObservedTarget::Request(&method, &path))));
        }
        Ok(External::new(match api::find(&operation) {
            Some(row) => {
                let args = path_args(row.operation, &params, NameStyle::Camel);
                client.observe(ObservedTarget::Operation(row.operation, Some(&args)))
            }
            None => client.observe(ObservedTarget::Task(Task::find(&operation).map_or(SIGN_IN, |task| task.name))),
        }))
    })
}

/// The event of the start of a call, as JSON.
#[napi(catch_unwind)]
pub fn start_event(call: &External<Arc<ObservedCall>>) -> SyncResult<String> {
    sync_result(|| from_event(&call.start_event()))
}

/// Sets the headers of each attempt, of a JSON object.
#[napi(catch_unwind)]
pub fn set_headers(call: &External<Arc<ObservedCall>>, headers: String) -> SyncResult<bool> {
    sync_result(|| {
        let wrong = |why: String| Error::local(ErrorKind::InvalidRequestError, why);
        let given: BTreeMap<String, String> = serde_json::from_str(&headers)
            .map_err(|_| wrong("headers: expected an object whose values are strings".to_owned()))?;
        call.set_headers(bindings::headers(given).map_err(wrong)?);
        Ok(true)
    })
}

/// The events since the last time, as a JSON list. With the name of an error, the call is over with it; `cancelled` where
/// its caller dropped it.
#[napi(catch_unwind)]
pub fn take_events(call: &External<Arc<ObservedCall>>, error: Option<String>) -> SyncResult<String> {
    if let Some(error) = &error {
        call.end_named(error);
    }
    let mut events = call.take_events();
    for event in events.iter_mut().filter(|event| event.kind == EventKind::End && event.error_type.is_none()) {
        // An answer that cannot be made into objects, of which the core does not know.
        event.error_type = error.as_ref().and_then(|error| KINDS.iter().map(|row| row.name).find(|name| name == error));
    }
    sync_result(|| from_events(&events))
}

/// Bounds of the buckets in which times are counted, in seconds.
#[napi(catch_unwind)]
pub fn duration_buckets() -> Vec<f64> {
    DURATION_BUCKETS.to_vec()
}

/// Version of this package.
#[napi(catch_unwind)]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// The call among the arguments of another function.
pub fn observed_argument(call: Option<&External<Arc<ObservedCall>>>) -> Option<Arc<ObservedCall>> {
    call.map(|call| (**call).clone())
}
