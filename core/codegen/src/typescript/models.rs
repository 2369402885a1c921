//! The models as interfaces: definitions, which are sent, and what answers hold.

use geai_client::ParamIn;
use geai_client::bindings::{Kind, MALFORMED_MEMBERS, Model, Schema};
use geai_client::models::{PageInformation, SCHEMAS};

use super::definitions::{pairs, takers};
use super::text::{HEADER, article, doc, member, type_of};

/// Written by hand, with names as JavaScript has them.
const BY_HAND: &[&Schema] = &[PageInformation::SCHEMA];

const PRELUDE: &str = r#"
/** A package as an export answered it, to the letter: agents, and what they refer to. `agents.import` takes it. */
export interface LabPackage {
  labPackage: PackageContent;
  [member: string]: unknown;
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
    let (definitions, parts) = sent();
    for schema in SCHEMAS.iter().filter(|schema| !BY_HAND.iter().any(|known| known.name == schema.name)) {
        let is_definition = definitions.iter().any(|definition| definition.name == schema.name);
        if is_definition && !schema.passes_unknown {
            out.push_str(&input(schema, schema.name));
            continue;
        }
        out.push_str(&output(schema));
        if parts.contains(&schema.name) && !schema.passes_unknown {
            out.push_str(&input(schema, &format!("{}Input", schema.name)));
        }
    }
    out
}

/// The definitions that are sent, and the names of the models they are made of.
fn sent() -> (Vec<&'static Schema>, Vec<&'static str>) {
    let mut definitions: Vec<&'static Schema> = Vec::new();
    for (_, _, schema) in crate::operations::all().filter_map(|operation| operation.definition()) {
        if definitions.iter().all(|known| known.name != schema.name) {
            definitions.push(schema);
        }
    }
    let mut parts = Vec::new();
    for field in definitions.iter().flat_map(|definition| definition.fields) {
        collect(field.kind, &mut parts);
    }
    for param in crate::operations::all().flat_map(|operation| operation.params) {
        if let ParamIn::Member(_, kind) | ParamIn::Definitions(_, _, kind) = param.location {
            collect(kind, &mut parts);
        }
    }
    (definitions, parts)
}

/// Whether a model is sent: as a definition, or as a part of one or of a body.
pub fn is_sent(schema: &Schema) -> bool {
    let (definitions, parts) = sent();
    definitions.iter().any(|definition| definition.name == schema.name) || parts.contains(&schema.name)
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

/// The type of a model that is given: models that pass what they do not name are the same both ways.
pub fn given(schema: &Schema) -> String {
    if schema.passes_unknown { schema.name.to_owned() } else { format!("{}Input", schema.name) }
}

fn output(schema: &Schema) -> String {
    let mut out = format!("\n{}export interface {} {{\n", doc("", schema.doc), schema.name);
    for field in schema.fields {
        let optional = if field.required { "" } else { "?" };
        let kind = type_of(field.kind, &|schema| schema.name.to_owned());
        out.push_str(&format!("{}  {}{optional}: {kind};\n", doc("  ", field.doc), member(field.wire)));
    }
    out.push_str(&kept());
    out.push_str("  /** Members this type does not name. */\n  [member: string]: unknown;\n}\n");
    out
}

/// The member that holds values of another type than documented.
fn kept() -> String {
    let lines =
        ["Values of another type than documented, by their places, such as `version`. They go back as they came."];
    format!("{}  {MALFORMED_MEMBERS}?: Record<string, unknown>;\n", doc("  ", &lines))
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
        out.push_str(&format!("{}  {}?: {kind};\n", doc("  ", field.doc), member(field.wire)));
    }
    out.push_str("  /** Further members, sent as they are. */\n  extra?: Record<string, unknown>;\n");
    out.push_str(&kept());
    out.push_str("}\n");
    out
}
