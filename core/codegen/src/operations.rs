//! `tests/operations.json`: the table as data, for the tests of every language.

use geai_client::api::OPERATIONS;
use geai_client::input::camel;
use geai_client::operation::Operation;
use serde_json::json;

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
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&rows).unwrap_or_default();
    ("tests/operations.json", format!("{text}\n"))
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
