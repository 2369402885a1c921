//! Definitions: from answers that they were made from, and from what a person wrote.

use geai_client::Error;
use geai_client::bindings::{NameStyle, Schema, defined, definition_of, edited, model_of_object};
use geai_client::models::SCHEMAS;
use napi_derive::napi;

use crate::convert::{SyncResult, internal, sync_result};

/// The definition of this type that an answer, as JSON, was made from.
#[napi(js_name = "definitionOf", catch_unwind)]
pub fn definition(definition: String, answer: String) -> SyncResult<String> {
    sync_result(|| definition_of(schema(&definition)?, &answer))
}

/// The definition of this type that a person wrote, as JSON, if its members are known, or need not be.
#[napi(js_name = "defined", catch_unwind)]
pub fn written_definition(definition: String, given: String, strict: bool) -> SyncResult<String> {
    sync_result(|| defined(schema(&definition)?, &given, strict))
}

/// A copy of an agent, an integration or the definition of one, in which the values at some places are others: an object with
/// the name of its model and the copy.
#[napi(js_name = "edited", catch_unwind)]
pub fn edited_object(object: String, changes: String, left_out: Vec<String>) -> SyncResult<String> {
    sync_result(|| {
        let schema = model_of_object(&object)?;
        let copy = edited(schema, &object, &changes, &left_out, NameStyle::Camel)?;
        Ok(format!("{{\"{}\":{copy}}}", schema.name))
    })
}

fn schema(name: &str) -> Result<&'static Schema, Error> {
    let found = SCHEMAS.iter().find(|schema| schema.name == name);
    found.copied().ok_or_else(|| internal(format!("no definition {name}")))
}
