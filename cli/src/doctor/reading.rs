//! An answer as the client reads it: out of its envelope, members under their first spelling, numbers that came as texts as
//! numbers. What is judged and kept is this, so that a form that programs read alike is no difference.

use geai_client::bindings::{Kind, Model as _, Schema};
use geai_client::models::PageInformation;
use geai_client::{Operation, ServerMessage, Shape};
use serde_json::{Map, Number, Value, json};

/// The member of a page beside its records.
pub const INFORMATION: &str = "information";
/// The member that holds the errors of a body.
const ERRORS: &str = "errors";

/// The body of an answer to this operation, as the client reads it. `messages` are the errors that it read from the body.
pub fn as_read(operation: Option<&Operation>, body: &Value, messages: &[ServerMessage]) -> Value {
    let mut read = body.clone();
    if let Some((operation, schema)) = operation.and_then(|operation| Some((operation, operation.returns.schema?))) {
        match operation.returns.shape {
            Shape::Page => read = page(operation, schema, read),
            Shape::One => read = record(enveloped(operation, &read).cloned().unwrap_or(read), schema),
            _ => {}
        }
    }
    if let Some(members) = read.as_object_mut().filter(|_| !messages.is_empty()) {
        members.insert(ERRORS.to_owned(), messages.iter().map(error).collect());
    }
    read
}

/// The record in its envelope, of an answer that is none itself (RES-03).
pub fn enveloped<'v>(operation: &Operation, body: &'v Value) -> Option<&'v Value> {
    let identity = operation.returns.schema.and_then(Schema::identity_field)?;
    let is_bare = body.get(identity.wire).is_some_and(|id| !id.is_null());
    let inner = operation.envelopes.iter().find_map(|name| body.get(name));
    inner.filter(|inner| !is_bare && inner.is_object())
}

/// Whether the records of this page may be the body itself (I1-03).
pub fn may_be_bare(operation: &Operation) -> bool {
    operation.envelopes.len() > 1
}

/// A page with its records under the documented name.
fn page(operation: &Operation, schema: &'static Schema, body: Value) -> Value {
    let Some(documented) = operation.envelopes.first() else { return body };
    let mut members = match body {
        Value::Object(members) => members,
        Value::Array(_) if may_be_bare(operation) => Map::from_iter([((*documented).to_owned(), body)]),
        body => return body,
    };
    // A list that is left out is an empty one (GEN-15).
    let records =
        operation.envelopes.iter().find_map(|name| members.remove(*name)).filter(|records| !records.is_null());
    let records = match records.unwrap_or_else(|| json!([])) {
        Value::Array(records) => records.into_iter().map(|found| record(found, schema)).collect(),
        other => other,
    };
    members.insert((*documented).to_owned(), records);
    if let Some(information) = members.get_mut(INFORMATION) {
        *information = record(information.take(), PageInformation::SCHEMA);
    }
    Value::Object(members)
}

/// An object whose members have their first spelling.
fn record(object: Value, schema: &Schema) -> Value {
    let Value::Object(members) = object else { return object };
    let read = members.into_iter().map(|(name, member)| match schema.wire_field(&name) {
        Some(field) => (field.wire.to_owned(), value(field.kind, member)),
        None => (name, member),
    });
    Value::Object(read.collect())
}

fn value(kind: Kind, found: Value) -> Value {
    match (kind, found) {
        (Kind::Model(schema), found) => record(found, schema),
        (Kind::List(element), Value::Array(found)) => found.into_iter().map(|found| value(*element, found)).collect(),
        // GEN-16
        (Kind::Integer | Kind::Number, Value::String(text)) => match serde_json::from_str(text.trim()) {
            Ok(Value::Number(number)) => whole(number),
            _ => Value::String(text),
        },
        (Kind::Integer | Kind::Number, Value::Number(number)) => whole(number),
        (_, found) => found,
    }
}

/// `3` for `3.0`.
fn whole(number: Number) -> Value {
    let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0);
    float.and_then(|float| format!("{float:.0}").parse::<i64>().ok()).map_or(Value::Number(number), Value::from)
}

/// An error of a body in the documented form.
fn error(message: &ServerMessage) -> Value {
    let mut members = Map::new();
    members.extend(message.id.map(|id| ("id".to_owned(), json!(id))));
    members.extend(message.code.as_ref().map(|code| ("code".to_owned(), json!(code))));
    members.insert("description".to_owned(), json!(message.description));
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use super::super::answer::Request;
    use super::*;

    #[test]
    fn an_answer_is_read_in_every_form_that_the_client_reads() {
        let read = |call: &str, body: Value| {
            let (method, path) = call.split_once(' ').unwrap();
            as_read(Request::new(method, path.to_owned()).unwrap().operation, &body, &[])
        };
        let message = |id: i64| ServerMessage { id: Some(id), code: None, description: "Not found.".to_owned() };
        for (call, body, expected) in [
            ("PUT /v3/tool-plugins/x", json!({"toolPlugin": {"id": "1"}}), json!({"id": "1"})),
            ("POST /v3/tool-plugins/import", json!({"id": "1", "plugin": {}}), json!({"id": "1", "plugin": {}})),
            ("GET /v3/tool-plugins", json!([{"id": "1"}]), json!({"toolPlugins": [{"id": "1"}]})),
            ("GET /v3/tool-plugins", json!({"plugins": []}), json!({"toolPlugins": []})),
            (
                "GET /v4/agents",
                json!({"agents": [{"revision": "4"}], "information": {"total": "7", "Page": 1.0}}),
                json!({"agents": [{"revision": 4}], "information": {"Total": 7, "Page": 1}}),
            ),
            (
                "GET /v4/agents/x",
                json!({"id": "17", "revision": "x", "agentData": {"LLMConfig": {"maxTokens": "9"}}}),
                json!({"id": "17", "revision": "x", "agentData": {"llmConfig": {"maxTokens": 9}}}),
            ),
            ("GET /nowhere", json!({"revision": "4"}), json!({"revision": "4"})),
        ] {
            assert_eq!(read(call, body), expected, "{call}");
        }
        let one = as_read(None, &json!({"errors": {"code": "4000"}}), &[message(4000)]);
        assert_eq!(one, json!({"errors": [{"id": 4000, "description": "Not found."}]}));
    }
}
