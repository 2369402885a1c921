//! What the answer of a vector demands of the emulator: the members that the schemas of `tests/schemas.json` know. Others
//! were made up by the vector, to see that they are kept. Envelopes and spellings that only some servers use are read as
//! those of the pages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::members::members;

pub struct Schemas {
    /// Kinds of the members, by schema and member.
    kinds: BTreeMap<String, BTreeMap<String, Value>>,
    /// What an operation returns.
    returns: BTreeMap<String, Value>,
    /// Members under which the data of a response may stand, the documented one first.
    envelopes: BTreeMap<String, Vec<String>>,
}

impl Schemas {
    pub fn load() -> Self {
        let read = |name: &str| -> Vec<Value> {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
        };
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let texts = |value: &Value| value.as_array().unwrap().iter().map(text).collect();
        let kinds = |schema: &Value| {
            let members = schema["members"].as_array().unwrap();
            members.iter().map(|member| (text(&member["name"]), member["kind"].clone())).collect()
        };
        Self {
            kinds: read("schemas.json").iter().map(|schema| (text(&schema["name"]), kinds(schema))).collect(),
            envelopes: read("operations.json")
                .iter()
                .map(|row| (text(&row["name"]), texts(&row["envelopes"])))
                .collect(),
            returns: read("operations.json").iter().map(|row| (text(&row["name"]), row["returns"].clone())).collect(),
        }
    }

    /// Paths of the members that an operation must answer.
    pub fn expected(&self, operation: &str, answer: &Value) -> BTreeSet<String> {
        let returns = &self.returns[operation];
        let schema = returns["schema"].as_str().unwrap_or_default();
        let known = match returns["shape"].as_str().unwrap() {
            "nothing" => Value::Null,
            "document" => json!({ "labPackage": answer["labPackage"] }),
            "page" | "many" => self.list(operation, schema, answer),
            _ => self.known(schema, bare(answer)),
        };
        members(&known)
    }

    fn list(&self, operation: &str, schema: &str, answer: &Value) -> Value {
        let envelopes = &self.envelopes[operation];
        let found = envelopes.iter().map(|name| &answer[name]).find(|list| list.is_array());
        let records = found.unwrap_or(answer).as_array().cloned().unwrap_or_else(|| vec![answer.clone()]);
        let records: Vec<Value> = records
            .iter()
            .filter(|it| it["name"].is_string() || it["key"].is_string())
            .map(|record| self.known(schema, record))
            .collect();
        if operation == "agents.import" {
            return records.into_iter().next().unwrap_or_default();
        }
        let name = &envelopes[0];
        if self.returns[operation]["shape"] == "many" {
            return json!({ name: records });
        }
        json!({ name: records, "information": self.known("PageInformation", &answer["information"]) })
    }

    /// The members of a value that its schema knows.
    fn known(&self, schema: &str, value: &Value) -> Value {
        match value {
            Value::Array(elements) => elements.iter().map(|element| self.known(schema, element)).collect(),
            Value::Object(found) => {
                let kinds = &self.kinds[schema];
                let mut known = Map::new();
                for (name, value) in found {
                    let Some(kind) = kinds.get(name) else { continue };
                    let model = kind["model"].as_str().or_else(|| kind["list"]["model"].as_str());
                    known.insert(name.clone(), model.map_or_else(|| opaque(value), |model| self.known(model, value)));
                }
                Value::Object(known)
            }
            other => other.clone(),
        }
    }
}

/// A value whose inside is its owner's business.
fn opaque(value: &Value) -> Value {
    if value.is_null() { Value::Null } else { Value::Bool(true) }
}

/// The object without the envelope that some servers put around it.
pub fn bare(answer: &Value) -> &Value {
    let envelope =
        ["plugin", "toolPlugin"].into_iter().find(|name| answer[*name].is_object() && answer["id"].is_null());
    envelope.map_or(answer, |name| &answer[name])
}
