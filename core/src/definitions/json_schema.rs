//! JSON Schemas (draft 7) of the files, from the models: for editors.

use serde_json::{Map, Value, json};

use super::directives::{self, Directives};
use super::settings::{FORMAT, Settings};
use crate::models::named_members::NAME;
use crate::models::{AgentDefinition, Applied, IntegrationRequest, Plan};
use crate::schema::model::{Model as _, member};
use crate::schema::{Field, Kind, Schema};

/// The schema of each kind of file that people write, by the name of its own file.
pub fn definition_schemas() -> Vec<(&'static str, String)> {
    let files = [
        ("geai.schema.json", Settings::SCHEMA, Form::Settings),
        ("agent.schema.json", AgentDefinition::SCHEMA, Form::Definition),
        ("integration.schema.json", IntegrationRequest::SCHEMA, Form::Definition),
    ];
    files.map(|(name, schema, form)| (name, text(schema, form))).into()
}

/// The same of all files, with those that this library writes.
pub fn json_schemas() -> Vec<(&'static str, String)> {
    let written =
        [("plan.schema.json", Plan::SCHEMA, Form::Document), ("applied.schema.json", Applied::SCHEMA, Form::Document)];
    let mut all = definition_schemas();
    all.extend(written.map(|(name, schema, form)| (name, text(schema, form))));
    all
}

/// How the values of a file are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// By people, without directives.
    Settings,
    /// By people; a directive may stand in place of a value.
    Definition,
    /// By this library, whose later versions may add members.
    Document,
}

fn text(schema: &'static Schema, form: Form) -> String {
    let mut writer = Writer { definitions: Map::new(), form };
    let mut top = writer.object(schema, form == Form::Definition);
    if let Some(members) = top.as_object_mut() {
        members.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
        members.insert("definitions".to_owned(), Value::Object(writer.definitions));
    }
    let mut text = serde_json::to_string_pretty(&top).unwrap_or_default();
    text.push('\n');
    text
}

struct Writer {
    definitions: Map<String, Value>,
    form: Form,
}

impl Writer {
    fn object(&mut self, schema: &'static Schema, top: bool) -> Value {
        let mut members = Map::new();
        for field in schema.fields {
            let form = match self.form == Form::Settings && field.wire == member!(Settings, format).wire {
                true => json!({ "const": FORMAT }),
                false => self.member(field),
            };
            members.insert(field.wire.to_owned(), described(form, field.doc));
            for alias in field.aliases {
                members.insert((*alias).to_owned(), described(self.member(field), field.doc));
            }
        }
        if self.form == Form::Definition {
            let own =
                [Some(directives::EXTRA), top.then_some(directives::RENAMED_FROM), top.then_some(directives::ONLY)];
            for name in own.into_iter().flatten() {
                members.insert(name.to_owned(), self.directive(name));
            }
        }
        // What only the server sets may stand in a definition, and is not sent.
        let answer = schema.answer_of.filter(|_| top).map(|of| of.schema.fields).unwrap_or_default();
        for field in answer {
            members.entry(field.wire).or_insert_with(|| json!({ "description": "Set by the server, and not sent." }));
        }
        let others = match schema.others {
            // Nothing may be said of an environment.
            Some(kind) if self.form == Form::Settings => {
                any_of(vec![self.kind(kind, false), json!({ "type": "null" })])
            }
            Some(kind) => self.kind(kind, false),
            None => Value::Bool(schema.passes_unknown || self.form == Form::Document),
        };
        let mut object = json!({ "type": "object", "properties": members, "additionalProperties": others });
        // A definition is known by its name, though requests may do without.
        let is_required = |field: &&Field| field.required || top && self.form == Form::Definition && field.wire == NAME;
        let required: Vec<_> = schema.fields.iter().filter(is_required).map(|field| field.wire).collect();
        if let Some(object) = object.as_object_mut().filter(|_| !required.is_empty()) {
            object.insert("required".to_owned(), json!(required));
        }
        described(object, schema.doc)
    }

    fn member(&mut self, field: &Field) -> Value {
        let value = self.kind(field.kind, field.write_only);
        any_of(vec![value, json!({ "type": "null" })])
    }

    fn kind(&mut self, kind: Kind, write_only: bool) -> Value {
        let mut forms = match kind {
            Kind::String if self.form == Form::Document => vec![json!({ "type": "string" })],
            // A plain scalar of YAML is a text wherever a text belongs.
            Kind::String => vec![json!({ "type": ["string", "number", "boolean"] })],
            Kind::Open(known) => vec![json!({ "enum": known.values }), json!({ "type": "string" })],
            Kind::Boolean => vec![json!({ "type": "boolean" })],
            Kind::Integer => vec![json!({ "type": "integer" })],
            Kind::Number => vec![json!({ "type": "number" })],
            Kind::Secret => Vec::new(),
            Kind::Document => vec![json!({ "type": ["string", "object"] })],
            Kind::Words => vec![json!({ "type": "string" }), json!({ "type": "array", "items": { "type": "string" } })],
            Kind::Json => return json!({}),
            Kind::Model(schema) => vec![self.reference(schema)],
            Kind::List(element) => vec![json!({ "type": "array", "items": self.kind(*element, false) })],
        };
        if self.form == Form::Definition {
            let has_file = matches!(kind, Kind::String | Kind::Open(_) | Kind::Words);
            let is_secret = write_only || matches!(kind, Kind::Secret);
            let own =
                [Some(directives::VALUE), has_file.then_some(directives::FILE), is_secret.then_some(directives::ENV)];
            for name in own.into_iter().flatten() {
                forms.push(json!({
                    "type": "object",
                    "properties": { name: self.directive(name) },
                    "required": [name],
                    "additionalProperties": false,
                }));
            }
        }
        any_of(forms)
    }

    fn directive(&mut self, name: &str) -> Value {
        let field = Directives::SCHEMA.wire_field(name);
        let of = |field: &Field| match field.kind {
            Kind::List(_) => json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }),
            Kind::Json => json!({ "type": "object" }),
            _ => json!({ "type": "string" }),
        };
        field.map_or(Value::Bool(false), |field| described(of(field), field.doc))
    }

    /// The schema of a model, which is written once.
    fn reference(&mut self, schema: &'static Schema) -> Value {
        if !self.definitions.contains_key(schema.name) {
            self.definitions.insert(schema.name.to_owned(), Value::Null);
            let object = self.object(schema, false);
            self.definitions.insert(schema.name.to_owned(), object);
        }
        json!({ "$ref": format!("#/definitions/{}", schema.name) })
    }
}

fn any_of(mut forms: Vec<Value>) -> Value {
    match forms.len() {
        1 => forms.pop().unwrap_or_default(),
        _ => json!({ "anyOf": forms }),
    }
}

/// The value with the documentation of a model or member.
fn described(mut value: Value, doc: &[&str]) -> Value {
    let text = doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    if let Some(members) = value.as_object_mut().filter(|_| !text.is_empty()) {
        members.insert("description".to_owned(), text.into());
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_check_refuses_is_refused_by_the_schemas_and_what_it_takes_is_taken() {
        let all = definition_schemas().into_iter().map(|(name, text)| (name, serde_json::from_str(&text).unwrap()));
        let all: std::collections::BTreeMap<&str, Value> = all.collect();
        for name in ["agent.schema.json", "integration.schema.json"] {
            assert_eq!(all[name]["required"], json!(["name"]), "{name}");
            assert_eq!(all[name]["properties"][directives::ONLY]["minItems"], 1, "{name}");
        }
        let settings = &all["geai.schema.json"]["properties"];
        assert_eq!(settings["format"]["const"], FORMAT);
        let environments = &all["geai.schema.json"]["definitions"]["Environments"]["additionalProperties"]["anyOf"];
        assert_eq!(environments[1], json!({ "type": "null" }));
    }
}
