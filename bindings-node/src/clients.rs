//! Clients: made from options, changed, described and closed.

use std::collections::HashMap;
use std::sync::Arc;

use geai_client::input::{Spelling, camel, definition_of};
use geai_client::models::{Agent, AgentDefinition, Integration, IntegrationRequest};
use geai_client::{Builder, CallOptions, Client, environment_names};
use napi::Env;
use napi::bindgen_prelude::{External, Object};
use napi_derive::napi;
use serde_json::{Map, Value, json};

use crate::bridge::Bridge;
use crate::failure::{internal, test_panic};
use crate::outcome::outcome;
use crate::token::asked;

/// Names of the environment variables that a client reads.
#[napi(catch_unwind)]
pub fn environment_variables() -> Vec<String> {
    environment_names().map(str::to_owned).collect()
}

/// A client. `environment` are the variables as JSON: a worker has its own, which native code does not see.
/// `asks_for` is `apiToken` or `accessToken` where a function gives it.
#[napi(catch_unwind)]
pub fn create_client<'env>(
    env: &'env Env,
    bridge: &External<Arc<Bridge>>,
    options: String,
    environment: String,
    asks_for: Vec<String>,
) -> napi::Result<Object<'env>> {
    outcome(env, || {
        let environment: HashMap<String, String> =
            serde_json::from_str(&environment).map_err(|error| internal(error.to_string()))?;
        let mut builder = Builder::from_json(&options, Spelling::Camel)?.environment(environment);
        for option in asks_for {
            builder = match option.as_str() {
                "apiToken" => builder.api_token(asked(bridge)),
                "accessToken" => builder.access_token(asked(bridge)),
                other => return Err(internal(format!("no option {other} is asked for"))),
            };
        }
        builder.build().map(External::new)
    })
}

/// A client with other options for its calls, on the same connections.
#[napi(catch_unwind)]
pub fn with_options<'env>(env: &'env Env, client: &External<Client>, options: String) -> napi::Result<Object<'env>> {
    outcome(env, || {
        test_panic("__test_panic", &options);
        let options = CallOptions::from_json(&options, Spelling::Camel)?;
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
pub fn config<'env>(env: &'env Env, client: &External<Client>) -> napi::Result<Object<'env>> {
    outcome(env, || {
        let settings = client.config().into_iter();
        let members: Map<String, Value> = settings
            .map(|setting| (camel(setting.name), json!({ "value": setting.value, "source": setting.source })))
            .collect();
        Ok(Value::Object(members).to_string())
    })
}

/// What the user should put right.
#[napi(catch_unwind)]
pub fn warning(client: &External<Client>) -> Option<String> {
    client.warning().map(str::to_owned)
}

/// Ends the calls in flight and refuses further ones.
#[napi(catch_unwind)]
pub fn close(client: &External<Client>) {
    client.close();
}

/// The definition that an agent or an integration, as JSON, was made from.
#[napi(js_name = "definitionOf", catch_unwind)]
pub fn definition<'env>(env: &'env Env, answer: String, is_agent: bool) -> napi::Result<Object<'env>> {
    outcome(env, || {
        if is_agent {
            definition_of::<Agent, AgentDefinition>(&answer)
        } else {
            definition_of::<Integration, IntegrationRequest>(&answer)
        }
    })
}
