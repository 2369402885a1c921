//! `generated.rs` of the native module: one row per member of each model.

use geai_client::bindings::{Field, Kind, Schema};

use super::models;
use super::text::models_of;

const KEYWORDS: &[&str] =
    &["type", "in", "ref", "use", "match", "mod", "move", "fn", "enum", "struct", "where", "loop"];

pub fn file() -> String {
    let mut out = String::from(
        "//! The model classes.\n\n// Generated from the operation table by `make generate`. Do not edit.\n\n\
         use pyo3::prelude::*;\nuse pyo3::types::{PyDict, PyType};\n\n\
         use crate::errors::guard;\nuse crate::model::{self as shared, classes, model};\n",
    );
    for schema in models() {
        out.push_str(&class(schema));
    }
    out.push_str("\nclasses! {\n");
    for schema in models() {
        out.push_str(&format!("    {}\n", schema.name));
    }
    out.push_str("}\n");
    out
}

fn class(schema: &Schema) -> String {
    let mut rows = String::new();
    let mut slots = 0;
    for field in schema.fields {
        for line in field.doc {
            rows.push_str(&format!("        ///{line}\n"));
        }
        // `None` is made anew as cheaply as it is kept; free-form data may be changed by who gets it.
        let slot = if models_of(field.kind).is_some() || matches!(field.kind, Kind::List(_) | Kind::Words) {
            slots += 1;
            format!(" {}", slots - 1)
        } else {
            String::new()
        };
        let name = identifier(field.name);
        let get = if field.required {
            format!("{{ let it = &model.{name}; {} }}", made(field.kind))
        } else {
            format!("shared::optional(py, model.{name}.as_ref(), {})", maker(field.kind))
        };
        rows.push_str(&format!("        {name}{slot} = |py, model| {get};\n"));
    }
    let doc: String = schema.doc.iter().map(|line| format!("    ///{line}\n")).collect();
    format!(
        "\nmodel! {{\n{doc}    {}[{slots}] \"{}\" \"{}\" {{\n{rows}    }}{}\n}}\n",
        schema.name,
        signature(schema.fields),
        changes(schema.fields),
        methods(schema)
    )
}

/// What makes a value.
fn maker(kind: Kind) -> String {
    match kind {
        Kind::Number => "shared::number".to_owned(),
        Kind::Json => "shared::free".to_owned(),
        _ => format!("|py, it| {}", made(kind)),
    }
}

/// How a value is made.
fn made(kind: Kind) -> String {
    match kind {
        Kind::String | Kind::Open(_) => "shared::string(py, it.as_str())".to_owned(),
        Kind::Secret => "shared::string(py, it.reveal())".to_owned(),
        Kind::Document => "shared::string(py, &it.0)".to_owned(),
        Kind::Words => made(Kind::List(&Kind::String)),
        Kind::Boolean => "shared::boolean(py, *it)".to_owned(),
        Kind::Integer => "shared::integer(py, *it)".to_owned(),
        Kind::Number => "shared::number(py, it)".to_owned(),
        Kind::Json => "shared::free(py, it)".to_owned(),
        Kind::Model(schema) => format!("{}::wrap(py, it.clone())", schema.name),
        Kind::List(element) => format!("shared::list(py, it, {})", maker(*element)),
    }
}

fn signature(fields: &[Field]) -> String {
    let fields =
        fields.iter().map(|field| if field.required { field.name.to_owned() } else { format!("{}=None", field.name) });
    format!("(*, {}, extra=None)", fields.collect::<Vec<_>>().join(", "))
}

fn changes(fields: &[Field]) -> String {
    let fields: Vec<_> = fields.iter().map(|field| format!("{}=...", field.name)).collect();
    format!("($self, *, {}, extra=...)", fields.join(", "))
}

fn identifier(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// What only this model can do.
fn methods(schema: &Schema) -> &'static str {
    match schema.name {
        "Agent" => {
            " {\n        /// The definition that `create`, `upsert` and `update` take.\n        \
             fn to_definition(&self) -> AgentDefinition {\n            \
             AgentDefinition::new(self.value.to_definition())\n        }\n    }"
        }
        "Integration" => {
            " {\n        /// The definition that `update` takes.\n        \
             fn to_definition(&self) -> IntegrationRequest {\n            \
             IntegrationRequest::new(self.value.to_definition())\n        }\n    }"
        }
        _ => "",
    }
}
