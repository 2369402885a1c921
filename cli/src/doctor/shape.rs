//! Whether a success is an answer that programs get: a page to sign in is none of the API, and one of another form than its
//! operation has is an error to them.

use geai_client::{Operation, Shape};
use serde_json::Value;

use super::answer::Answer;
use super::judge::{Difference, shown};
use super::reading::{INFORMATION, enveloped, may_be_bare};

/// What it means where it is no JSON.
const PAGE: &str =
    "something else than the API answers there, such as a page to sign in or a proxy: look at the base URL";
const EMPTY: &str = "the answer is empty: programs get a MalformedResponseError, though the request was executed";
const INCOMPLETE: &str = "the answer lacks what every such object has: programs get a MalformedResponseError";
const ANOTHER: &str = "the answer is about another object than the one that was sent: nothing is asked of that one, and it is not touched";
const OTHER: &str =
    "the answer has another form than documented: programs get a MalformedResponseError, or find nothing";

/// What is wrong with an answer that is a success and nothing that programs get.
#[derive(Debug)]
pub struct Unusable {
    pub difference: Difference,
    /// Whether it is none of the API at all, which says the same of every request.
    pub is_page: bool,
}

/// What is wrong where an object was to be made that has the name of this run, and the answer is of one that has another.
pub fn of_other(sent: &Value, answer: &Answer, run: &str) -> Option<Unusable> {
    let name = answer.at("name").first()?.as_str()?;
    let is_other = answer.is_success() && sent.to_string().contains(run) && is_name_of_other(name, run);
    is_other.then(|| {
        let expected = format!("the object that was sent, whose name holds {run}");
        let found = format!("status {}, an object named {}", answer.status, shown(&[&Value::from(name)]));
        let difference = Difference { expected, found, means: ANOTHER, causes: Vec::new(), is_other_class: true };
        Unusable { difference, is_page: false }
    })
}

/// Whether a name is one that this run gave nothing, however the server writes names. One that is not told tells nothing.
pub fn is_name_of_other(name: &str, run: &str) -> bool {
    !name.trim().is_empty() && !name.to_ascii_lowercase().contains(run)
}

/// What is wrong with an answer that is a success and nothing that programs get. The operation is that of its request.
pub fn unusable(operation: Option<&Operation>, answer: &Answer) -> Option<Unusable> {
    let (is_page, (found, means)) = match answer.is_success() {
        false => return None,
        // It is a text where it is no JSON.
        true if answer.body.is_string() => (true, (shown(&[&answer.body]), PAGE)),
        true => (false, lacking(operation?, answer)?),
    };
    let expected = operation.map_or_else(|| "JSON".to_owned(), |operation| format!("an answer of {}", operation.name));
    let found = format!("status {}, {found}", answer.status);
    let difference = Difference { expected, found, means, causes: Vec::new(), is_other_class: true };
    Some(Unusable { difference, is_page })
}

/// What JSON lacks to be what an operation returns, and what that means.
fn lacking(operation: &Operation, answer: &Answer) -> Option<(String, &'static str)> {
    let body = &answer.body;
    let is_empty = !body.is_array() && body.as_object().is_none_or(serde_json::Map::is_empty);
    let schema = operation.returns.schema;
    let identity = schema.and_then(|schema| schema.identity_field());
    let may_be_empty = match operation.returns.shape {
        Shape::Nothing => return None,
        // Several of these may be one object, or nothing.
        Shape::Many => body.is_null(),
        Shape::One => body.is_null() && identity.is_none(),
        Shape::Page | Shape::Document => false,
    };
    if may_be_empty {
        return None;
    }
    if is_empty {
        let found = if body.is_null() { "no body".to_owned() } else { shown(&[body]) };
        return Some((found, EMPTY));
    }
    match operation.returns.shape {
        Shape::Page => {
            let is_list = body.is_array() && may_be_bare(operation);
            // A list that is left out is an empty one.
            let mut names = operation.envelopes.iter().chain([&INFORMATION]);
            let is_page =
                names.any(|name| body.get(name).is_some_and(|member| member.is_array() || *name == INFORMATION));
            (!is_list && !is_page).then(|| (shown(&[body]), OTHER))
        }
        Shape::One => {
            let record = enveloped(operation, body).unwrap_or(body);
            let mut required = schema.filter(|_| identity.is_some())?.fields.iter().filter(|field| field.required);
            let is_there = |name: &str| record.get(name).is_some_and(|value| !value.is_null());
            let missing =
                required.find(|field| ![field.wire].iter().chain(field.aliases).any(|name| is_there(name)))?;
            Some((format!("an object without {}: {}", missing.wire, shown(&[record])), INCOMPLETE))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::answer::Request;
    use super::*;

    #[test]
    fn a_success_is_one_to_programs_where_it_has_the_form_of_its_operation() {
        let found = |call: &str, body: Value| {
            let (method, path) = call.split_once(' ').unwrap();
            let operation = Request::new(method, path.to_owned()).unwrap().operation;
            unusable(operation, &Answer::new(operation, 200, body))
        };
        for (call, body) in [
            ("GET /v4/agents", json!({"agents": []})),
            ("GET /v3/tool-plugins", json!([])),
            ("GET /v4/agents", json!({"information": {}})),
            ("GET /v4/agents/x", json!({"id": "1", "name": "a"})),
            ("PUT /v3/tool-plugins/x", json!({"plugin": {"id": "1", "name": "a"}})),
            ("GET /v3/tool-plugins/x/config", Value::Null),
            ("DELETE /v4/agents/x", Value::Null),
            ("GET /nowhere", json!({"a": 1})),
        ] {
            assert!(found(call, body).is_none(), "{call}");
        }
        for (call, body, why, means) in [
            ("GET /v4/agents", json!("<html>"), "status 200, \"<html>\"", PAGE),
            ("GET /v4/agents", json!({"version": "1"}), "status 200, {\"version\":\"1\"}", OTHER),
            ("GET /v4/agents", json!([]), "status 200, []", OTHER),
            ("GET /v4/agents/x", json!({}), "status 200, {}", EMPTY),
            ("POST /v4/agents", Value::Null, "status 200, no body", EMPTY),
            ("POST /v4/agents", json!({"name": "a"}), "status 200, an object without id: {\"name\":\"a\"}", INCOMPLETE),
            ("PUT /v4/agents/x", json!({"id": null, "name": "a"}), "status 200, an object without id", INCOMPLETE),
            ("GET /v2/agents/x/export", json!({}), "status 200, {}", EMPTY),
            ("DELETE /v4/agents/x", json!("<html>"), "status 200, \"<html>\"", PAGE),
            ("GET /nowhere", json!("<html>"), "status 200, \"<html>\"", PAGE),
        ] {
            let Unusable { difference, is_page } = found(call, body).unwrap();
            assert!(difference.found.starts_with(why), "{call}: {}", difference.found);
            assert_eq!((difference.means, is_page), (means, means == PAGE), "{call}");
        }
        assert!(unusable(None, &Answer::new(None, 404, json!("<html>"))).is_none());
    }
}
