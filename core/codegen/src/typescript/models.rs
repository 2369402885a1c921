//! The models as interfaces: definitions, which are sent, and what answers hold.

use geai_client::Operation;
use geai_client::bindings::{Kind, MALFORMED_MEMBERS, Model, Schema, is_sent};
use geai_client::models::{PageInformation, SCHEMAS};

use super::definitions::{pairs, takers};
use super::text::{HEADER, article, doc, member, optional, type_of};

/// Written by hand, with names as JavaScript has them.
const BY_HAND: &[&Schema] = &[PageInformation::SCHEMA];

const PRELUDE: &str = r#"
/** A package as an export returned it, to the letter: agents, and what they refer to. `agents.import` takes it. */
export interface LabPackage {
  labPackage: PackageContent;
}

/** A package in any form: as exported, JSON or YAML text, its bytes, or the URL of a file with either. */
export type PackageSource = LabPackage | Readonly<Record<string, unknown>> | string | Uint8Array | URL;

/** An OpenAPI document in any form: JSON or YAML text, an object, or the URL of a file with either. */
export type ManifestSource = string | Readonly<Record<string, unknown>> | URL;
"#;

/// The file.
pub fn file() -> String {
    let mut out = format!("{HEADER}{PRELUDE}");
    for (definition, Schema { name: answer, .. }) in pairs() {
        let line = format!("{} as a call returns it.", article(answer));
        out.push_str(&format!(
            "\n{}export interface {} extends {answer} {{\n{}  toDefinition(): {};\n}}\n",
            doc("", &[&line]),
            reply(answer),
            doc("  ", &[&format!("The definition that {}.", takers(definition))]),
            definition.name,
        ));
    }
    for schema in SCHEMAS.iter().filter(|schema| !BY_HAND.iter().any(|known| known.name == schema.name)) {
        if is_answered(schema) {
            out.push_str(&output(schema));
        }
        if is_sent(schema) {
            out.push_str(&input(schema, &given(schema)));
        }
    }
    out
}

/// The type of an answer that can be turned into a definition.
pub fn reply(answer: &str) -> String {
    format!("{answer}Reply")
}

fn collect(kind: Kind, names: &mut Vec<&'static str>) {
    match kind {
        Kind::List(element) => collect(*element, names),
        Kind::Model(part) if !names.contains(&part.name) => {
            names.push(part.name);
            part.fields.iter().for_each(|field| collect(field.kind, names));
        }
        _ => {}
    }
}

/// The type of a model that is given.
pub fn given(schema: &Schema) -> String {
    if is_answered(schema) { format!("{}Input", schema.name) } else { schema.name.to_owned() }
}

/// Whether a model is in answers: as one, as a part of one, or of a document.
fn is_answered(schema: &Schema) -> bool {
    let is_definition =
        |operation: &Operation| operation.definition().is_some_and(|(_, _, definition)| definition.name == schema.name);
    let mut parts = Vec::new();
    for answer in crate::operations::all().filter_map(|operation| operation.returns.schema) {
        collect(Kind::Model(answer), &mut parts);
    }
    // What is read of a document is in no operation.
    parts.contains(&schema.name) || !crate::operations::all().any(is_definition)
}

fn output(schema: &Schema) -> String {
    let mut out = format!("\n{}export interface {} {{\n", doc("", schema.doc), schema.name);
    for field in schema.fields {
        let kind = type_of(field.kind, &|schema| schema.name.to_owned());
        let kind = if field.required { format!(": {kind}") } else { optional(&kind) };
        out.push_str(&format!("{}  {}{kind};\n", doc("  ", field.doc), member(field.wire)));
    }
    out.push_str(&kept());
    out.push_str("}\n");
    out
}

/// The member that holds values of another type than documented.
fn kept() -> String {
    let lines =
        ["Values of another type than documented, by their places, such as `version`. They go back as they came."];
    format!("{}  {MALFORMED_MEMBERS}{};\n", doc("  ", &lines), optional("Record<string, unknown>"))
}

fn input(schema: &Schema, name: &str) -> String {
    let sent = format!("{} As it is sent.", schema.doc.first().copied().unwrap_or_default().trim());
    let lines: Vec<_> = if name == schema.name { schema.doc.to_vec() } else { vec![sent.as_str()] };
    let mut out = format!("\n{}export interface {name} {{\n", doc("", &lines));
    for field in schema.fields {
        let kind = match field.kind {
            Kind::Document => "ManifestSource".to_owned(),
            kind => type_of(kind, &given),
        };
        // A member that need not be there can be cleared.
        let null = if field.required || matches!(field.kind, Kind::Json) { "" } else { " | null" };
        let kind = optional(&format!("{kind}{null}"));
        out.push_str(&format!("{}  {}{kind};\n", doc("  ", field.doc), member(field.wire)));
    }
    let extra = optional("Record<string, unknown>");
    out.push_str(&format!("  /** Further members, sent as they are. */\n  extra{extra};\n"));
    out.push_str(&kept());
    out.push_str("}\n");
    out
}
