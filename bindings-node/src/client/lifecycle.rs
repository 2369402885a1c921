//! Clients: made from options, changed, described and closed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use geai_client::bindings::{NameStyle, camel_case};
use geai_client::{Builder, CallOptions, Client, Error, ErrorKind, Token};
use napi::bindgen_prelude::External;
use napi_derive::napi;
use serde_json::{Map, Value, json};

use crate::call::{Bridge, cached_token, token_function};
use crate::convert::{SyncResult, internal, sync_result};
use crate::runtime::test_panic;

/// A token that is asked for from the JavaScript that makes the call. With `ttl`, in milliseconds, it is kept for that time, or
/// until the server refuses it.
#[napi(catch_unwind)]
pub fn create_token(bridge: &External<Arc<Bridge>>, ttl: Option<f64>) -> SyncResult<External<Token>> {
    sync_result(|| {
        let Some(ttl) = ttl else { return Ok(External::new(token_function(bridge))) };
        let wrong = |_| Error::local(ErrorKind::InvalidRequestError, "ttl: expected milliseconds, 0 or more");
        let ttl = Duration::try_from_secs_f64(ttl / 1000.0).map_err(wrong)?;
        Ok(External::new(cached_token(bridge, ttl)))
    })
}

/// A client. `environment` holds the variables as JSON: those of a worker are its own and not visible to native code.
/// `api_token` and `access_token` stand for the functions that the caller gave for these options.
#[napi(catch_unwind)]
pub fn create_client(
    options: String,
    environment: String,
    api_token: Option<&External<Token>>,
    access_token: Option<&External<Token>>,
) -> SyncResult<External<Client>> {
    sync_result(|| {
        let environment: HashMap<String, String> =
            serde_json::from_str(&environment).map_err(|error| internal(error.to_string()))?;
        let mut builder = Builder::from_json(&options, NameStyle::Camel)?.environment(environment);
        if let Some(token) = api_token {
            builder = builder.api_token((**token).clone());
        }
        if let Some(token) = access_token {
            builder = builder.access_token((**token).clone());
        }
        builder.build().map(External::new)
    })
}

/// A client with other options for its calls, on the same connections.
#[napi(catch_unwind)]
pub fn with_options(client: &External<Client>, options: String) -> SyncResult<External<Client>> {
    sync_result(|| {
        test_panic("__test_panic", &options);
        let options = CallOptions::from_json(&options, NameStyle::Camel)?;
        Ok(External::new(client.with_options(&options)))
    })
}

/// The base URL, without a trailing slash.
#[napi(catch_unwind)]
pub fn base_url(client: &External<Client>) -> String {
    client.base_url().to_owned()
}

/// Every effective setting as JSON: `{ name: { value, source } }`.
#[napi(catch_unwind)]
pub fn config(client: &External<Client>) -> SyncResult<String> {
    sync_result(|| {
        let settings = client.config().into_iter();
        let members: Map<String, Value> = settings
            .map(|setting| (camel_case(setting.name), json!({ "value": setting.value, "source": setting.source })))
            .collect();
        Ok(Value::Object(members).to_string())
    })
}

/// What the user should correct about the configuration, as JSON: `[{ code, text }]`.
#[napi(catch_unwind)]
pub fn warnings(client: &External<Client>) -> String {
    let warnings = client.warnings().iter();
    Value::from_iter(warnings.map(|warning| json!({ "code": warning.code, "text": warning.text }))).to_string()
}

/// Ends the calls in flight and refuses further ones.
#[napi(catch_unwind)]
pub fn close(client: &External<Client>) {
    client.close();
}
