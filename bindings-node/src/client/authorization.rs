//! The steps of a sign-in through the inspector.

use std::sync::Arc;
use std::time::Duration;

use geai_client::bindings::{ObservedCall, from_json};
use geai_client::models::Authorization;
use geai_client::{CallOptions, Client, Error, ErrorKind};
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
    let (client, observed) = within(client, observed);
    start_call(bridge, id, async move {
        let begun = client.begin_authorization(&url, client_id.as_deref(), challenge_id.as_deref()).await;
        from_authorization(&ended(observed, begun)?)
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
    let (client, observed) = within(client, observed);
    start_call(bridge, id, async move {
        let begun = from_json(&begun)?;
        let deadline = Duration::try_from_secs_f64(deadline / 1000.0)
            .map_err(|_| Error::local(ErrorKind::InvalidRequestError, "deadline: expected milliseconds, 0 or more"))?;
        from_authorization(&ended(observed, client.finish_authorization(begun, deadline).await)?)
    });
}

/// A client whose requests are parts of the call.
fn within(
    client: &External<Client>,
    observed: Option<&External<Arc<ObservedCall>>>,
) -> (Client, Option<Arc<ObservedCall>>) {
    let observed = observed_argument(observed);
    let client: Client = (**client).clone();
    if observed.is_none() {
        return (client, None);
    }
    let options = CallOptions { observed: observed.clone(), ..CallOptions::default() };
    (client.with_options(&options), observed)
}

/// The outcome of a part of a sign-in, which ends here for whoever hears of it: its requests do not end it.
fn ended(observed: Option<Arc<ObservedCall>>, outcome: Result<Authorization, Error>) -> Result<Authorization, Error> {
    if let Some(observed) = observed {
        observed.end(outcome.as_ref().err());
    }
    outcome
}
