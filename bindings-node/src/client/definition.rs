//! From answers to the definitions they were made from.

use geai_client::bindings::definition_of;
use geai_client::models::SCHEMAS;
use napi_derive::napi;

use crate::convert::{SyncResult, internal, sync_result};

/// The definition of this type that an answer, as JSON, was made from.
#[napi(js_name = "definitionOf", catch_unwind)]
pub fn definition(definition: String, answer: String) -> SyncResult<String> {
    sync_result(|| match SCHEMAS.iter().find(|schema| schema.name == definition) {
        Some(schema) => definition_of(schema, &answer),
        None => Err(internal(format!("no definition {definition}"))),
    })
}
