//! `tests/operations.json`: the table as data, for the tests of every language.

use geai_client::api::{ENDPOINTS, RESOURCES};
use geai_client::bindings::{Kind, Schema, camel_case};
use geai_client::{Operation, ParamIn, Resource, Shape};
use serde_json::{Value, json};

use crate::output::Output;

/// The file.
pub fn file() -> Output {
    let rows: Vec<_> = all()
        .map(|operation| {
            let names = |from: usize, to: usize| {
                let params = operation.params.iter().skip(from).take(to - from);
                params.map(|param| param.name).collect::<Vec<_>>()
            };
            json!({
                "name": operation.name,
                "contract": operation.contract,
                "python": owned(operation, &python_method(operation.method_name)),
                "node": owned(operation, &camel_case(operation.method_name)),
                "versioned": operation.path.contains("{api}"),
                "positional": names(0, operation.required_count),
                "optional": names(operation.required_count, operation.params.len()),
                "parameters": operation.params.iter().map(|param| json!({
                    "name": param.name,
                    "type": described_parameter(param.location),
                    "doc": param.doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "),
                })).collect::<Vec<_>>(),
                "doc": operation.doc.iter().map(|line| line.trim()).collect::<Vec<_>>(),
                "method": operation.method.as_str(),
                "path": operation.path,
                "idempotency": format!("{:?}", operation.idempotency),
                "time_budget": format!("{:?}", operation.time_budget),
                "returns": returns(operation),
                "envelopes": operation.envelopes,
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&rows).unwrap_or_default();
    ("tests/operations.json", format!("{text}\n"))
}

/// Every operation, in the order of the table.
pub fn all() -> impl Iterator<Item = &'static Operation> {
    ENDPOINTS.iter().map(|endpoint| endpoint.operation)
}

/// Whether a model is what stands in the documents of an operation.
pub fn is_content(schema: &Schema) -> bool {
    all().filter_map(|operation| operation.returns.content).any(|content| content.name == schema.name)
}

/// Type of a parameter, for readers of any language.
fn described_parameter(location: ParamIn) -> String {
    match location {
        ParamIn::Path => "text".to_owned(),
        ParamIn::Route(_) => "boolean".to_owned(),
        ParamIn::FreeQuery => "further query parameters".to_owned(),
        ParamIn::Document => "package: `LabPackage`, text, file or object".to_owned(),
        ParamIn::Definition(_, schema, _) => format!("`{}`", schema.name),
        ParamIn::Query(_, kind)
        | ParamIn::Member(_, kind)
        | ParamIn::Local(kind)
        | ParamIn::RouteQuery(_, kind)
        | ParamIn::Definitions(_, _, kind) => described(kind),
    }
}

fn described(kind: Kind) -> String {
    match kind {
        Kind::String | Kind::Secret => "text".to_owned(),
        Kind::Open(known) => format!("text, such as `{}`", known.values.join("`, `")),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Integer => "integer".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Document => "JSON or YAML: text, file or object".to_owned(),
        Kind::Words => "list of words".to_owned(),
        Kind::Json => "any JSON value".to_owned(),
        Kind::Model(schema) => format!("`{}`", schema.name),
        Kind::List(element) => format!("list of {}", described(*element)),
    }
}

/// What an operation returns: its shape, and the schema of it or of its records.
fn returns(operation: &Operation) -> Value {
    let shape = match operation.returns.shape {
        Shape::One => "one",
        Shape::Page => "page",
        Shape::Many => "many",
        Shape::Nothing => "nothing",
        Shape::Document => "document",
    };
    json!({ "shape": shape, "schema": operation.returns.schema.map(|schema| schema.name) })
}

/// The method under its resource, or on the client itself.
pub fn owned(operation: &Operation, method: &str) -> String {
    if is_on_client(operation) { method.to_owned() } else { format!("{}.{method}", operation.resource) }
}

/// Whether the operation is a method of the client itself.
pub fn is_on_client(operation: &Operation) -> bool {
    RESOURCES.iter().any(|resource| resource.on_client && resource.name == operation.resource)
}

/// The resources that are properties of the client.
pub fn resources() -> impl Iterator<Item = &'static Resource> {
    RESOURCES.iter().filter(|resource| !resource.on_client)
}

/// The method's name in Python, where `import` is a keyword.
pub fn python_method(name: &str) -> String {
    if name == "import" { "import_".to_owned() } else { name.to_owned() }
}
