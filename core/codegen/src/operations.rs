//! `tests/operations.json`: the table as data, for the tests of every language.

use geai_client::api::OPERATIONS;
use geai_client::input::camel;
use geai_client::models::SCHEMAS;
use geai_client::operation::Operation;
use serde_json::{Value, json};

use crate::Output;

/// The file.
pub fn file() -> Output {
    let rows: Vec<_> = OPERATIONS
        .iter()
        .map(|operation| {
            let names = |from: usize, to: usize| {
                let params = operation.params.iter().skip(from).take(to - from);
                params.map(|param| param.name).collect::<Vec<_>>()
            };
            json!({
                "name": operation.name,
                "contract": operation.contract,
                "python": owned(operation, &python_method(operation.method_name)),
                "node": owned(operation, &camel(operation.method_name)),
                "versioned": operation.path.contains("{api}"),
                "positional": names(0, operation.positional),
                "optional": names(operation.positional, operation.params.len()),
                "returns": returns(operation),
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&rows).unwrap_or_default();
    ("tests/operations.json", format!("{text}\n"))
}

/// What an operation answers: its shape, and the model of it or of its records.
fn returns(operation: &Operation) -> Value {
    let name = operation.response.name;
    let (shape, schema) = match name.split_once('<') {
        Some(("Page", schema)) => ("page", Some(schema)),
        Some(("Vec", schema)) => ("many", Some(schema)),
        Some(_) => ("document", None),
        None if name == "()" => ("nothing", None),
        None => ("one", Some(name)),
    };
    let schema = schema.map(|name| name.trim_matches([' ', '>']));
    let known = schema.and_then(|name| SCHEMAS.iter().find(|schema| schema.name == name));
    json!({ "shape": if schema.is_some() && known.is_none() { "document" } else { shape }, "schema": known.map(|it| it.name) })
}

/// The method under its resource, or on the client itself.
pub fn owned(operation: &Operation, method: &str) -> String {
    if operation.resource == ON_CLIENT { method.to_owned() } else { format!("{}.{method}", operation.resource) }
}

/// The resource whose operations are methods of the client.
pub const ON_CLIENT: &str = "client";

/// The method's name in Python, where `import` is a keyword.
pub fn python_method(name: &str) -> String {
    if name == "import" { "import_".to_owned() } else { name.to_owned() }
}
