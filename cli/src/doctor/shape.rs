//! Whether a success is an answer of the API at all: a page to sign in, or what a proxy says of itself, is none.

use geai_client::{Operation, Shape};
use serde_json::Value;

use super::answer::Answer;
use super::judge::{Difference, shown};

/// What it means where it is none.
const MEANS: &str =
    "something else than the API answers there, such as a page to sign in or a proxy: look at the base URL";

/// What is wrong with an answer that is a success and none of the API. The operation is that of its request.
pub fn foreign(operation: Option<&Operation>, answer: &Answer) -> Option<Difference> {
    let is_foreign = answer.is_success() && !is_of(operation, &answer.body);
    is_foreign.then(|| Difference {
        expected: match operation {
            Some(operation) => format!("an answer of {}", operation.name),
            None => "JSON".to_owned(),
        },
        found: format!("status {}, {}", answer.status, shown(&[&answer.body])),
        means: MEANS,
        causes: Vec::new(),
        is_other_class: true,
    })
}

/// Whether a body has the form of what the operation returns.
fn is_of(operation: Option<&Operation>, body: &Value) -> bool {
    // It is a text where it is no JSON.
    let is_json = !body.is_string();
    let Some(operation) = operation.filter(|_| is_json) else { return is_json };
    let enveloped = operation.envelopes.iter().find_map(|envelope| body.get(envelope));
    let identity = operation.returns.schema.and_then(|schema| schema.identity_field());
    match operation.returns.shape {
        Shape::Page => body.is_array() || enveloped.is_some_and(Value::is_array),
        // Several of these may be one object, or nothing.
        Shape::Many => body.is_null() || !is_empty(body),
        Shape::One => match identity {
            Some(identity) => enveloped.unwrap_or(body).get(identity.wire).is_some(),
            None => body.is_null() || !is_empty(body),
        },
        Shape::Document => !is_empty(body),
        Shape::Nothing => true,
    }
}

fn is_empty(body: &Value) -> bool {
    !body.is_array() && body.as_object().is_none_or(serde_json::Map::is_empty)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::answer::Request;
    use super::*;

    #[test]
    fn a_success_is_of_the_api_where_it_has_the_form_of_its_operation() {
        let is_foreign = |call: &str, body: Value| {
            let (method, path) = call.split_once(' ').unwrap();
            let operation = Request::new(method, path.to_owned()).unwrap().operation;
            foreign(operation, &Answer { status: 200, body, headers: Vec::new() }).is_some()
        };
        for (call, body) in [
            ("GET /v4/agents", json!({"agents": []})),
            ("GET /v2/agents", json!([])),
            ("GET /v4/agents/x", json!({"id": "1"})),
            ("PUT /v3/tool-plugins/x", json!({"plugin": {"id": "1"}})),
            ("GET /v3/tool-plugins/x/config", Value::Null),
            ("DELETE /v4/agents/x", Value::Null),
            ("GET /nowhere", json!({"a": 1})),
        ] {
            assert!(!is_foreign(call, body), "{call}");
        }
        for (call, body) in [
            ("GET /v4/agents", json!("<html>")),
            ("GET /v4/agents", json!({"version": "1"})),
            ("GET /v4/agents/x", json!({})),
            ("POST /v4/agents", Value::Null),
            ("GET /v2/agents/x/export", json!({})),
            ("DELETE /v4/agents/x", json!("<html>")),
            ("GET /nowhere", json!("<html>")),
        ] {
            assert!(is_foreign(call, body), "{call}");
        }
        assert!(foreign(None, &Answer { status: 404, body: json!("<html>"), headers: Vec::new() }).is_none());
    }
}
