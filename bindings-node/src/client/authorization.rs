//! The steps of a sign-in through the inspector.

use std::sync::Arc;
use std::time::Duration;

use geai_client::bindings::{ObservedCall, from_json, observe_task};
use geai_client::{Client, Error, ErrorKind};
use napi::bindgen_prelude::External;
use napi_derive::napi;

use super::calls::start_call;
use super::events::observed_argument;
use crate::call::Bridge;
use crate::convert::from_authorization;

/// Begins a sign-in through the inspector.
#[napi(catch_unwind)]
pub fn begin_authorization(
    bridge: &External<Arc<Bridge>>,
    client: &External<Client>,
    id: u32,
    url: String,
    client_id: Option<String>,
    challenge_id: Option<String>,
    observed: Option<&External<Arc<ObservedCall>>>,
) {
    let (client, observed): (Client, _) = ((**client).clone(), observed_argument(observed));
    start_call(bridge, id, async move {
        let begin = |client: Client| async move {
            client.begin_authorization(&url, client_id.as_deref(), challenge_id.as_deref()).await
        };
        from_authorization(&observe_task(&client, observed, begin).await?)
    });
}

/// Waits until the user signed in; `begun` is what beginning answered.
#[napi(catch_unwind)]
pub fn finish_authorization(
    bridge: &External<Arc<Bridge>>,
    client: &External<Client>,
    id: u32,
    begun: String,
    deadline: f64,
    observed: Option<&External<Arc<ObservedCall>>>,
) {
    let (client, observed): (Client, _) = ((**client).clone(), observed_argument(observed));
    start_call(bridge, id, async move {
        let begun = from_json(&begun)?;
        let deadline = Duration::try_from_secs_f64(deadline / 1000.0)
            .map_err(|_| Error::local(ErrorKind::InvalidRequestError, "deadline: expected milliseconds, 0 or more"))?;
        let finish = |client: Client| async move { client.finish_authorization(begun, deadline).await };
        from_authorization(&observe_task(&client, observed, finish).await?)
    });
}
