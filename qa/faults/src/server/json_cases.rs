//! Healthy JSON that is spoilt in one way.

use serde_json::{Map, Value, json};

use super::params::Params;
use super::reply::Reply;

/// Names of the ways.
pub(super) const CASES: &[&str] = &[
    "depth",
    "big-number",
    "invalid-utf8",
    "bom",
    "lone-surrogate",
    "trailing",
    "duplicate-key",
    "proto-keys",
    "unknown-fields",
    "missing-required",
    "wrong-type",
];

/// Stands for text that no JSON value can hold.
const HOLE: &str = "@hole@";

/// The answer, spoilt. One without JSON stays as it is.
pub(super) fn spoil(healthy: Reply, with: &Params) -> Reply {
    let Ok(mut json) = serde_json::from_slice::<Value>(&healthy.body) else { return healthy };
    let Some(record) = record(&mut json) else { return healthy };
    let free = with.text("place", "typed") == "free";
    let mut put = |name: &str, value: Value| record.insert(name.to_owned(), value);
    let text = |json: &Value, hole: &str| json.to_string().replace(&format!("\"{HOLE}\""), hole).into_bytes();
    let body = match with.text("case", "depth") {
        "big-number" => {
            let typed = if record.contains_key("totalPublished") { "totalPublished" } else { "revision" };
            record.insert(if free { "x-extra" } else { typed }.to_owned(), HOLE.into());
            text(&json, with.text("number", "18446744073709551616"))
        }
        "invalid-utf8" => {
            put("description", HOLE.into());
            let mut body = Vec::new();
            let whole = json.to_string();
            let (before, after) = whole.split_once(HOLE).unwrap_or((&whole, ""));
            body.extend_from_slice(before.as_bytes());
            body.extend_from_slice(b"\xff\xfe");
            body.extend_from_slice(after.as_bytes());
            body
        }
        "bom" => [b"\xef\xbb\xbf", json.to_string().as_bytes()].concat(),
        "lone-surrogate" => {
            put("description", HOLE.into());
            text(&json, r#""\ud800""#)
        }
        "trailing" => [json.to_string().as_bytes(), b" trailing"].concat(),
        "duplicate-key" => {
            let twice = if record.contains_key("name") { "name" } else { "id" };
            record.insert(HOLE.to_owned(), "again".into());
            text(&json, &format!("\"{twice}\""))
        }
        "proto-keys" => {
            for name in ["__proto__", "constructor", "toString", "hasOwnProperty"] {
                put(name, json!({"polluted": true}));
            }
            json.to_string().into_bytes()
        }
        "unknown-fields" => {
            put("futureField", json!({"nested": [1, null, "text"]}));
            put("status", "a-status-of-tomorrow".into());
            put("description", Value::Null);
            record.remove("accessScope");
            json.to_string().into_bytes()
        }
        "missing-required" => {
            record.shift_remove(&required(record));
            json.to_string().into_bytes()
        }
        "wrong-type" => {
            record.insert(required(record), json!({"not": "a string"}));
            json.to_string().into_bytes()
        }
        _ => {
            let typed = if record.contains_key("agentData") { "agentData" } else { "description" };
            record.insert(if free { "x-extra" } else { typed }.to_owned(), HOLE.into());
            let levels = with.size("n", 129);
            text(&json, &("[".repeat(levels) + &"]".repeat(levels)))
        }
    };
    Reply { body: body.into(), ..healthy }
}

/// The object that the answer is about: the first item of a page, or all of it.
fn record(json: &mut Value) -> Option<&mut Map<String, Value>> {
    let lists = ["agents", "toolPlugins", "interactions", "parameters"];
    let list = lists.into_iter().find(|list| json.get(list).is_some_and(Value::is_array));
    match list {
        Some(list) => json.get_mut(list)?.get_mut(0)?.as_object_mut(),
        None => json.as_object_mut(),
    }
}

/// A member that a client cannot do without.
fn required(record: &Map<String, Value>) -> String {
    let first = record.keys().next().cloned().unwrap_or_default();
    if record.contains_key("id") { "id".to_owned() } else { first }
}
