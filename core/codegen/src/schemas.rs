//! `tests/schemas.json`: the models as data, for the tests of every language.

use geai_client::bindings::{Field, Kind, Schema};
use geai_client::models::SCHEMAS;
use serde_json::{Value, json};

use crate::output::Output;

/// The file.
pub fn file() -> Output {
    let models: Vec<_> = SCHEMAS.iter().map(|schema| model(schema)).collect();
    let text = serde_json::to_string_pretty(&models).unwrap_or_default();
    ("tests/schemas.json", format!("{text}\n"))
}

fn model(schema: &Schema) -> Value {
    json!({ "name": schema.name, "members": schema.fields.iter().map(field).collect::<Vec<_>>() })
}

fn field(field: &Field) -> Value {
    json!({ "name": field.wire, "required": field.required, "kind": kind(field.kind) })
}

fn kind(of: Kind) -> Value {
    match of {
        Kind::String => json!("string"),
        Kind::Open(_) => json!("open"),
        Kind::Boolean => json!("boolean"),
        Kind::Integer => json!("integer"),
        Kind::Number => json!("number"),
        Kind::Secret => json!("secret"),
        Kind::Document => json!("document"),
        Kind::Words => json!("words"),
        Kind::Json => json!("json"),
        Kind::Model(schema) => json!({ "model": schema.name }),
        Kind::List(element) => json!({ "list": kind(*element) }),
    }
}
