//! Which members of the models are secret, so that no printed form of an answer shows them.

use geai_client::bindings::{Field, Kind, Schema, is_secret_member};
use geai_client::models::SCHEMAS;

use super::models::is_sent;
use super::text::{HEADER, member};

/// The file: a table of the models that hold a secret, or a model that holds one.
pub fn file() -> String {
    let mut out = format!("{HEADER}\nimport type {{ ModelSecrets }} from \"../convert/mask\";\n");
    let mut written = Vec::new();
    for schema in SCHEMAS.iter().filter(|schema| is_listed(schema)) {
        write(schema, &mut written, &mut out);
    }
    out
}

/// The expression of a model's secrets; `None` where members are judged by their names alone.
pub fn expression(schema: &Schema) -> Option<String> {
    is_listed(schema).then(|| format!("secrets.{}", schema.name))
}

/// Whether a model has members that are not judged by their names alone.
fn is_listed(schema: &Schema) -> bool {
    schema.fields.iter().any(|field| secrecy(schema, field).is_some())
}

/// What is written of a member; `None` where it is judged by its name alone.
fn secrecy(schema: &Schema, field: &Field) -> Option<&'static str> {
    match innermost(field.kind) {
        // What is never sent back need not survive in copies and JSON.
        Kind::Secret => Some(if is_sent(schema) { "\"masked\"" } else { "\"hidden\"" }),
        Kind::Model(inner) => is_listed(inner).then_some(inner.name),
        Kind::String | Kind::Open(_) | Kind::Document if is_secret_member(field.wire) => Some("\"plain\""),
        _ => None,
    }
}

fn innermost(kind: Kind) -> Kind {
    match kind {
        Kind::List(element) => innermost(*element),
        kind => kind,
    }
}

/// Writes a model after those that it holds.
fn write(schema: &'static Schema, written: &mut Vec<&'static str>, out: &mut String) {
    if written.contains(&schema.name) {
        return;
    }
    written.push(schema.name);
    let mut members = String::new();
    for field in schema.fields {
        if let Some(secrecy) = secrecy(schema, field) {
            if let Kind::Model(inner) = innermost(field.kind) {
                write(inner, written, out);
            }
            members.push_str(&format!("  {}: {secrecy},\n", member(field.wire)));
        }
    }
    out.push_str(&format!("\nexport const {}: ModelSecrets = {{\n{members}}};\n", schema.name));
}
