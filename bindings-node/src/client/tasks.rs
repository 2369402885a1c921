//! Verbs of set-ups: those that need no client, and tasks, which make several requests.

use std::sync::Arc;

use geai_client::bindings::{self, NameStyle, ObservedCall, Task};
use geai_client::{CallOptions, Client};
use napi::bindgen_prelude::External;
use napi_derive::napi;

use super::calls::start_call;
use super::events::observed_argument;
use crate::call::Bridge;
use crate::convert::{SyncResult, from_task, internal, sync_result, task_event};

/// Runs a verb of set-ups on its arguments, which are JSON, and gives its result: JSON, or a form of a document.
#[napi(catch_unwind)]
pub fn run_task(verb: String, given: String) -> SyncResult<String> {
    sync_result(|| bindings::run_task(&verb, &given))
}

/// Starts a verb of set-ups that makes requests; what it tells meanwhile is sent under `id`, too.
#[napi(catch_unwind)]
pub fn start_task(
    bridge: &External<Arc<Bridge>>,
    client: &External<Client>,
    id: u32,
    verb: String,
    given: String,
    options: String,
    observed: Option<&External<Arc<ObservedCall>>>,
) {
    let (client, observed): (Client, _) = ((**client).clone(), observed_argument(observed));
    let events = (**bridge).clone();
    start_call(bridge, id, async move {
        let task = Task::find(&verb).ok_or_else(|| internal(format!("no verb {verb}")))?;
        let options = CallOptions { observed, ..CallOptions::from_json(&options, NameStyle::Camel)? };
        let tell = Arc::new(move |event| events.send(id, task_event(event)));
        from_task(task.run(&client, &given, NameStyle::Camel, options, Some(tell)).await?)
    });
}
