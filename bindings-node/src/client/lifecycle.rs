//! Clients: made from options, changed, described and closed.

use std::collections::HashMap;
use std::sync::Arc;

use geai_client::bindings::{NameStyle, camel_case};
use geai_client::{Builder, CallOptions, Client};
use napi::bindgen_prelude::External;
use napi_derive::napi;
use serde_json::{Map, Value, json};

use crate::call::{Bridge, token_function};
use crate::convert::{SyncResult, internal, sync_result};
use crate::runtime::test_panic;

/// A client. `environment` holds the variables as JSON: those of a worker are its own and not visible to native code.
/// `token_functions` names the options, `apiToken` or `accessToken`, for which the caller gave a function.
#[napi(catch_unwind)]
pub fn create_client(
    bridge: &External<Arc<Bridge>>,
    options: String,
    environment: String,
    token_functions: Vec<String>,
) -> SyncResult<External<Client>> {
    sync_result(|| {
        let environment: HashMap<String, String> =
            serde_json::from_str(&environment).map_err(|error| internal(error.to_string()))?;
        let mut builder = Builder::from_json(&options, NameStyle::Camel)?.environment(environment);
        for option in token_functions {
            builder = match option.as_str() {
                "apiToken" => builder.api_token(token_function(bridge)),
                "accessToken" => builder.access_token(token_function(bridge)),
                other => return Err(internal(format!("no option {other} takes a function"))),
            };
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
