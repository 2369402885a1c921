//! `tests/operations.json`: the table as data, for the tests of every language.

use geai_client::api::OPERATIONS;
use geai_client::input::camel;
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
                "python": format!("{}.{}", operation.resource, python_method(operation.method_name)),
                "node": format!("{}.{}", camel(operation.resource), camel(operation.method_name)),
                "versioned": operation.path.contains("{api}"),
                "positional": names(0, operation.positional),
                "optional": names(operation.positional, operation.params.len()),
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&rows).unwrap_or_default();
    ("tests/operations.json", format!("{text}\n"))
}

/// The method's name in Python, where `import` is a keyword.
pub fn python_method(name: &str) -> String {
    if name == "import" { "import_".to_owned() } else { name.to_owned() }
}
