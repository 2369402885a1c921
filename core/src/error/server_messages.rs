//! Reads the messages of error bodies, in every shape that servers use (E-01 to E-09, RFC 9457).

use serde_json::Value;

use super::{ServerMessage, escape_control};
use crate::json::{Extra, Json};

/// Longest description that is kept.
const MAX_DESCRIPTION: usize = 2048;
/// Longest code, and how much of a body that is not JSON is shown.
const MAX_TEXT: usize = 200;

/// The entries of an error body; none where it is not JSON or says nothing (E-09).
pub(crate) fn messages(body: &[u8]) -> Vec<ServerMessage> {
    serde_json::from_slice(body).map_or_else(|_| Vec::new(), |value| entries(&value))
}

/// The errors that a 2xx body reports (GEN-13, E-05, E-07); `None` if it reports none.
pub(crate) fn reported_errors(members: &Extra) -> Option<Vec<ServerMessage>> {
    let value = |name: &str| members.get(name).map(Json::value);
    let found = match (value("errors"), value("error"), value("message")) {
        (Some(errors), ..) if !is_blank(&errors) => list(&errors),
        (_, Some(error), _) if !is_blank(&error) => list(&error),
        (.., Some(Value::Array(entries))) => {
            let failed = |entry: &&Value| {
                entry.get("type").and_then(Value::as_str).is_some_and(|kind| kind.eq_ignore_ascii_case("error"))
            };
            if !entries.iter().any(|entry| failed(&entry)) {
                return None;
            }
            entries.iter().filter(failed).map(entry).collect()
        }
        _ => return None,
    };
    Some(found)
}

/// The messages of a 2xx body that are warnings as long as the body holds a result (E-06).
pub(crate) fn warnings(members: &Extra) -> Option<Vec<ServerMessage>> {
    let found = ["messages", "Messages"].iter().filter_map(|name| members.get(*name)).map(Json::value);
    found.into_iter().find(|found| !is_blank(found)).map(|found| list(&found))
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

fn entries(value: &Value) -> Vec<ServerMessage> {
    for name in ["errors", "error", "messages", "Messages", "message"] {
        match value.get(name) {
            Some(found) if !is_blank(found) => return list(found),
            _ => {}
        }
    }
    match value {
        Value::String(_) | Value::Array(_) if !is_blank(value) => list(value),
        Value::Object(members) => {
            let text = |name: &str| members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
            match (text("title"), text("detail").or_else(|| text("description"))) {
                (Some(title), Some(detail)) => vec![plain(&format!("{title}: {detail}"))],
                (Some(text), None) | (None, Some(text)) => vec![plain(text)],
                (None, None) => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// An array is its entries; anything else is one entry (E-02, D-75).
fn list(value: &Value) -> Vec<ServerMessage> {
    match value {
        Value::Array(values) => values.iter().map(entry).collect(),
        one => vec![entry(one)],
    }
}

fn entry(value: &Value) -> ServerMessage {
    let text = |names: &[&str]| names.iter().find_map(|name| value.get(name).and_then(Value::as_str));
    let Some(members) = value.as_object() else {
        return plain(value.as_str().unwrap_or(&value.to_string()));
    };
    let number = ["id", "code", "type"].iter().find_map(|name| members.get(*name)).and_then(|number| match number {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    });
    let code = ["code", "type"].iter().find_map(|name| members.get(*name)).and_then(|code| match code {
        Value::String(text) => Some(cut(text, MAX_TEXT)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    let description =
        text(&["description", "message", "detail", "title"]).map_or_else(|| value.to_string(), str::to_owned);
    ServerMessage { id: number, code, description: cut(&description, MAX_DESCRIPTION) }
}

fn plain(text: &str) -> ServerMessage {
    ServerMessage { id: None, code: None, description: cut(text, MAX_DESCRIPTION) }
}

/// The text with control characters escaped, cut to `most` bytes.
fn cut(text: &str, most: usize) -> String {
    // Escaping only makes a text longer, so what is cut before need not be escaped.
    start(&escape_control(start(text, most)), most).to_owned()
}

/// The first `most` bytes of the text, cut at a character boundary.
fn start(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// The messages as one line; the start of the body if there are none.
pub(crate) fn summary(messages: &[ServerMessage], body: &[u8]) -> String {
    if messages.is_empty() {
        let text = cut(String::from_utf8_lossy(body).trim(), MAX_TEXT);
        return if text.is_empty() { "no explanation in the body".to_owned() } else { text };
    }
    let all = messages.iter().map(|message| message.description.as_str()).collect::<Vec<_>>().join("; ");
    cut(&all, MAX_DESCRIPTION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> Vec<(Option<i64>, String)> {
        messages(body.as_bytes()).into_iter().map(|message| (message.id, message.description)).collect()
    }

    #[test]
    fn e_01_to_e_09_are_read() {
        let one = |id: Option<i64>, text: &str| vec![(id, text.to_owned())];
        for (body, expected) in [
            (r#"{"errors":[{"id":40003,"description":"a"}]}"#, one(Some(40003), "a")),
            (r#"{"errors":{"id":1,"description":"a"}}"#, one(Some(1), "a")),
            (r#"{"errors":[{"code":"7","message":"a"}]}"#, one(Some(7), "a")),
            (r#"{"error":{"code":404,"message":"Not Found"}}"#, one(Some(404), "Not Found")),
            (r#"{"error":{"type":"Conflict","message":"a"}}"#, one(None, "a")),
            (r#"{"messages":[{"id":4001,"description":"a"}],"securityScheme":{}}"#, one(Some(4001), "a")),
            (r#"{"Messages":[{"description":"a"}]}"#, one(None, "a")),
            (r#"{"message":[{"type":"error","description":"a"}]}"#, one(None, "a")),
            (r#"{"error":"a"}"#, one(None, "a")),
            (r#"{"message":"a"}"#, one(None, "a")),
            (r#"{"detail":"a"}"#, one(None, "a")),
            (r#"{"status":"Error","description":"a"}"#, one(None, "a")),
            (r#"{"title":"t","detail":"a"}"#, one(None, "t: a")),
            (r#""a""#, one(None, "a")),
            ("<html>", Vec::new()),
            ("", Vec::new()),
            ("{}", Vec::new()),
        ] {
            assert_eq!(said(body), expected, "{body}");
        }
    }

    #[test]
    fn gen_13_only_a_report_of_failure_counts() {
        let report = |body: &str| reported_errors(&serde_json::from_str(body).unwrap());
        for body in
            [r#"{"errors":[]}"#, r#"{"error":null}"#, r#"{"message":"Success"}"#, r#"{"message":[{"type":"warning"}]}"#]
        {
            assert_eq!(report(body), None, "{body}");
        }
        assert_eq!(report(r#"{"errors":[{"id":1,"description":"a"},{"id":2,"description":"b"}]}"#).unwrap().len(), 2);
        assert_eq!(report(r#"{"message":[{"type":"Error","description":"a"}]}"#).unwrap()[0].description, "a");
    }
}
