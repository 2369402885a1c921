//! From answers to the definitions they were made from.

use geai_client::input::definition_of;
use geai_client::models::{Agent, AgentDefinition, Integration, IntegrationRequest};
use napi_derive::napi;

use crate::convert::{SyncResult, internal, sync_result};

/// The definition of this type that an answer, as JSON, was made from.
#[napi(js_name = "definitionOf", catch_unwind)]
pub fn definition(definition: String, answer: String) -> SyncResult<String> {
    sync_result(|| match definition.as_str() {
        "AgentDefinition" => definition_of::<Agent, AgentDefinition>(&answer),
        "IntegrationRequest" => definition_of::<Integration, IntegrationRequest>(&answer),
        other => Err(internal(format!("no definition {other}"))),
    })
}
