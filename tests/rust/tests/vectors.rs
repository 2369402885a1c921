//! The wire vectors, through the erased door that every binding uses.

use std::collections::{BTreeMap, BTreeSet};

use geai_client::input::Spelling;
use geai_client::{Body, Builder, CallOptions, Error, api};
use geai_tests::{Scripted, Vector, equal, load, reply_to};
use serde_json::{Map, Value, json};

async fn call(operation: &str, vector: &Vector, base: &str) -> Result<Body, Error> {
    let mut client = vector.client.clone();
    client.insert("base_url".to_owned(), format!("{base}/{operation}/{}", vector.name).into());
    if !client.contains_key("access_token") {
        client.entry("api_token").or_insert("test-token".into());
    }
    client.insert("retries".to_owned(), 0.into());
    let client = Builder::from_json(&Value::Object(client).to_string(), Spelling::Snake)?
        .environment(std::collections::HashMap::new())
        .build()?;
    let operation = api::find(operation).expect("the operation is in the table");
    let args = operation.args(&Value::Object(vector.call.clone()).to_string(), None, Spelling::Snake)?;
    Ok(client.call(operation, args, &CallOptions::default()).await?.data)
}

/// What is wrong with the outcome of a vector.
fn judge(vector: &Vector, outcome: Result<Body, Error>) -> Result<(), String> {
    match (&vector.error, outcome) {
        (None, Ok(body)) => {
            let text = body.to_json().map_err(|error| error.to_string())?;
            let mut found: Value = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
            if let Some(page) = found.as_object_mut().filter(|answer| answer.contains_key("malformed")) {
                page.remove("information");
            }
            let answered = vector.response.as_ref().and_then(|response| response.body.as_ref());
            let expected = match (&vector.result, answered) {
                (Some(result), _) => result.clone(),
                (None, Some(body)) => serde_json::from_str(body.get()).map_err(|error| error.to_string())?,
                (None, None) => Value::Null,
            };
            if equal(&expected, &found) { Ok(()) } else { Err(format!("expected {expected}\n     got {found}")) }
        }
        (Some(expected), Err(error)) => judge_error(expected, &error),
        (None, Err(error)) => Err(format!("failed: {error}")),
        (Some(expected), Ok(_)) => Err(format!("succeeded, expected {}", Value::Object(expected.clone()))),
    }
}

fn judge_error(expected: &Map<String, Value>, error: &Error) -> Result<(), String> {
    let mut found = serde_json::to_value(&**error).map_err(|error| error.to_string())?;
    found["is_already_exists"] = error.is_already_exists().into();
    let text = error.to_string();
    let all = |name: &str| expected.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    if let Some(part) = all("text_contains").find(|part| !text.contains(part)) {
        return Err(format!("no `{part}` in: {text}"));
    }
    if let Some(part) = all("text_absent").chain(["test-token"]).find(|part| text.contains(part)) {
        return Err(format!("`{part}` in: {text}"));
    }
    for (name, value) in expected {
        let same = match name.as_str() {
            "text_contains" | "text_absent" => true,
            "messages" => {
                let found = found["messages"].as_array().cloned().unwrap_or_default();
                let expected = value.as_array().cloned().unwrap_or_default();
                let covers = |(expected, found): (&Value, &Value)| {
                    expected.as_object().is_some_and(|expected| {
                        expected.iter().all(|(name, value)| equal(value, found.get(name).unwrap_or(&Value::Null)))
                    })
                };
                found.len() == expected.len() && expected.iter().zip(&found).all(covers)
            }
            _ => equal(value, &found[name]),
        };
        if !same {
            return Err(format!("{name}: expected {value}, got {} in {text}", found[name]));
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_vector_holds() {
    let files = load().unwrap();
    let played = load().unwrap();
    let server = Scripted::start(move |seen| reply_to(&played, seen)).await.unwrap();
    let (mut count, mut wrong) = (0, Vec::new());
    for file in &files {
        for vector in &file.vectors {
            count += 1;
            let before = server.seen().len();
            let outcome = call(&file.operation, vector, &server.url()).await;
            let verdict = judge(vector, outcome).and_then(|()| {
                let sent = server.seen().len() - before;
                if sent == usize::from(!vector.local) { Ok(()) } else { Err(format!("{sent} requests were sent")) }
            });
            if let Err(why) = verdict {
                wrong.push(format!("{}/{}: {why}", file.operation, vector.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} vectors:\n{}", wrong.len(), wrong.join("\n"));
}

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
    for operation in api::OPERATIONS {
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
