//! What the wire vectors have to cover, and what they may cite.

use std::collections::{BTreeMap, BTreeSet};

use geai_client::bindings::{Kind, NameStyle, Schema};
use geai_client::{CallOptions, Client, ParamIn, api, models};
use geai_emulator::Emulator;
use geai_tests::{equal, load};
use serde_json::{Value, json};

#[test]
fn every_operation_has_a_success_and_an_error_in_every_version() {
    let mut seen = BTreeMap::<String, BTreeSet<(bool, String)>>::new();
    for file in load().unwrap() {
        let outcomes = seen.entry(file.operation).or_default();
        for vector in file.vectors.iter().filter(|vector| !vector.local) {
            let version = vector.client.get("agents_api").and_then(Value::as_str).unwrap_or("v4");
            outcomes.insert((vector.error.is_some(), version.to_owned()));
        }
    }
    for operation in api::ENDPOINTS.iter().map(|endpoint| endpoint.operation) {
        let outcomes = seen.get(operation.name).unwrap_or_else(|| panic!("{} has no vectors", operation.name));
        let versions: &[&str] = if operation.path.contains("{api}") { &["v2", "v4"] } else { &["v4"] };
        for version in versions {
            for failed in [false, true] {
                let wanted = (failed, (*version).to_owned());
                assert!(outcomes.contains(&wanted), "{}: no vector {wanted:?}", operation.name);
            }
        }
    }
    for name in seen.keys() {
        assert!(api::find(name).is_some(), "{name} has vectors and is not in the table");
    }
}

#[test]
fn every_cited_id_is_in_the_contract() {
    let contract = include_str!("../../../docs/contract.md");
    for file in load().unwrap() {
        for vector in &file.vectors {
            for id in &vector.contract {
                assert!(contract.contains(id.as_str()), "{}/{} cites {id}", file.operation, vector.name);
            }
        }
    }
    assert!(equal(&json!([1, {"a": 2.0}]), &json!([1.0, {"a": 2}])));
}

/// The files of a folder of examples, one after the other.
fn examples(folder: &str, ending: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(folder);
    let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
    let sources = files.filter(|path| path.extension().is_some_and(|found| found == ending));
    sources.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// A row of `tests/operations.json`: the operation and its names in the languages.
fn rows() -> Vec<Value> {
    serde_json::from_str(include_str!("../../operations.json")).unwrap()
}

#[test]
fn every_operation_is_called_in_the_examples_of_both_languages() {
    for (language, source) in [("python", examples("python", "py")), ("node", examples("node", "mjs"))] {
        for row in rows() {
            let name = row[language].as_str().unwrap();
            assert!(source.contains(&format!(".{name}(")), "no example in {language} calls {name}");
        }
    }
}

#[test]
fn every_operation_has_a_line_in_the_contract_and_in_the_changelog() {
    let contract = include_str!("../../../docs/contract.md");
    let changelog = include_str!("../../../CHANGELOG.md");
    for operation in api::ENDPOINTS.iter().map(|endpoint| endpoint.operation) {
        let path = operation.path.replace("{api}", "v4").replace("{id_or_name}", "{idOrName}");
        let request = format!("`{} {path}", operation.method);
        let listed =
            contract.match_indices(&request).any(|(at, _)| contract[at + request.len()..].starts_with(['`', '?']));
        assert!(listed, "docs/contract.md has no line for {}: {request}`", operation.name);
        assert!(changelog.contains(&format!("`{}`", operation.name)), "CHANGELOG.md does not name {}", operation.name);
    }
}

/// The models that a value of this kind consists of.
fn add_models(kind: Kind, found: &mut BTreeSet<&'static str>) {
    match kind {
        Kind::Model(schema) => add_schema(schema, found),
        Kind::List(element) => add_models(*element, found),
        _ => {}
    }
}

fn add_schema(schema: &'static Schema, found: &mut BTreeSet<&'static str>) {
    if found.insert(schema.name) {
        schema.fields.iter().for_each(|field| add_models(field.kind, found));
    }
}

#[test]
fn every_model_of_the_table_is_in_the_list_of_schemas() {
    let mut found = BTreeSet::new();
    for operation in api::ENDPOINTS.iter().map(|endpoint| endpoint.operation) {
        operation.returns.schema.into_iter().for_each(|schema| add_schema(schema, &mut found));
        for param in operation.params {
            match param.location {
                ParamIn::Definition(_, schema, _) => add_schema(schema, &mut found),
                ParamIn::Member(_, kind) | ParamIn::Definitions(_, _, kind) => add_models(kind, &mut found),
                _ => {}
            }
        }
    }
    for name in found {
        assert!(models::SCHEMAS.iter().any(|schema| schema.name == name), "{name} is not in SCHEMAS");
    }
}

/// The vectors are played to the emulator: whatever it answers, it knows the route.
#[tokio::test]
async fn the_emulator_has_a_route_for_every_operation() {
    let emulator = Emulator::builder().project("dev").start().unwrap();
    let token = emulator.token("dev").unwrap();
    let client = Client::builder().base_url(emulator.url()).api_token(token).environment([].into()).build().unwrap();
    for file in load().unwrap() {
        let Some(endpoint) = api::find(&file.operation) else { continue };
        let vector = file.vectors.iter().find(|vector| vector.error.is_none() && !vector.local).unwrap();
        let call = Value::Object(vector.call.clone()).to_string();
        let args = endpoint.operation.args(&call, None, NameStyle::Snake).unwrap();
        if let Err(error) = client.call(endpoint, args, &CallOptions::default()).await {
            // What the emulator answers without a route, as a web framework does: its status for an id.
            let framework = |status| error.messages.iter().any(|message| message.id == Some(status));
            assert!(!framework(404) && !framework(405), "the emulator has no route for {}: {error}", file.operation);
        }
    }
}
