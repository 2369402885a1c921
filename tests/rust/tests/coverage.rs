//! What the wire vectors have to cover, and what they may cite.

use std::collections::{BTreeMap, BTreeSet};

use geai_client::api;
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
    let contract = concat!(include_str!("../../../docs/contract.md"), include_str!("../../../docs/emulator.md"));
    for file in load().unwrap() {
        for vector in &file.vectors {
            for id in &vector.contract {
                assert!(contract.contains(id.as_str()), "{}/{} cites {id}", file.operation, vector.name);
            }
        }
    }
    assert!(equal(&json!([1, {"a": 2.0}]), &json!([1.0, {"a": 2}])));
}
