//! The members of the models: which an answer has beyond them, and which no printed form of it shows.

use geai_client::bindings::{Field, Kind, Schema, is_secret_member, is_sent};
use geai_client::models::SCHEMAS;

use super::text::{HEADER, member};

/// The file: a table for each model.
pub fn file() -> String {
    let mut out = format!("{HEADER}\nimport type {{ ModelMembers }} from \"../convert/mask\";\n");
    let mut written = Vec::new();
    for schema in SCHEMAS {
        write(schema, &mut written, &mut out);
    }
    // It stands around a model, and is no model of its own.
    out.push_str("\nexport const LabPackage: ModelMembers = {\n  labPackage: PackageContent,\n};\n");
    out
}

/// What is written of a member.
fn content(schema: &Schema, field: &Field) -> &'static str {
    match innermost(field.kind) {
        // What is never sent back need not survive in copies and JSON.
        Kind::Secret if is_sent(schema) => "\"masked\"",
        Kind::Secret => "\"hidden\"",
        Kind::Model(inner) => inner.name,
        Kind::Json => "\"free\"",
        Kind::Document if !is_secret_member(field.wire) => "\"free\"",
        _ => "\"plain\"",
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
        if let Kind::Model(inner) = innermost(field.kind) {
            write(inner, written, out);
        }
        members.push_str(&format!("  {}: {},\n", member(field.wire), content(schema, field)));
    }
    out.push_str(&format!("\nexport const {}: ModelMembers = {{\n{members}}};\n", schema.name));
}
