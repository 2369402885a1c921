//! Reads the messages of error bodies, in the shapes that are documented (E-01 to E-08, RFC 9457). A body of any other
//! shape may hold anything, so no part of it becomes a text.

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::{Map, Value};

use super::ServerMessage;
use super::control::escape_control;
use super::heuristics::advice;
use crate::json::{Extra, Json};

/// Names of the member that holds the messages of the server, as `Message` of an answer has them.
pub(crate) const MESSAGES: &[&str] = &["messages", "Messages"];

/// Longest description that is kept.
const MAX_DESCRIPTION: usize = 2048;
/// Longest code that is kept.
const MAX_CODE: usize = 200;
/// Longest media type that is shown.
const MAX_MEDIA_TYPE: usize = 64;

/// What a message says of a body of undocumented shape: its type and size.
#[derive(Debug, Clone, Default)]
pub(crate) struct BodyInfo {
    media_type: Option<String>,
    size: usize,
    is_cut: bool,
}

impl BodyInfo {
    /// `size` bytes were read; `is_cut` says that there were more.
    pub(crate) fn new(headers: &HeaderMap, size: usize, is_cut: bool) -> Self {
        let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        Self { media_type: given.and_then(media_type), size, is_cut }
    }
}

impl std::fmt::Display for BodyInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { media_type, size, is_cut } = self;
        if *size == 0 {
            return f.write_str("(empty body)");
        }
        let media_type = media_type.as_deref().unwrap_or("no content type");
        let more = if *is_cut { "more than " } else { "" };
        let plural = if *size == 1 { "" } else { "s" };
        write!(f, "(unexpected body: {media_type}, {more}{size} byte{plural})")
    }
}

/// The media type without parameters, if it is one: the header is a text of the server, too.
fn media_type(given: &str) -> Option<String> {
    let bare = given.split(';').next().unwrap_or_default().trim();
    let is_token = |part: &str| {
        let of_token = |c: char| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c);
        !part.is_empty() && part.chars().all(of_token)
    };
    let (kind, subtype) = bare.split_once('/')?;
    (bare.len() <= MAX_MEDIA_TYPE && is_token(kind) && is_token(subtype)).then(|| bare.to_ascii_lowercase())
}

/// The entries of an error body; none where it is not JSON or says nothing (E-09).
pub(crate) fn messages(body: &[u8]) -> Vec<ServerMessage> {
    serde_json::from_slice(body).map_or_else(|_| Vec::new(), |value| entries(&value))
}

/// The errors that a 2xx body reports (GEN-13, E-05, E-07); `None` if it reports none.
pub(crate) fn reported_errors(members: &Extra) -> Option<Vec<ServerMessage>> {
    let value = |name: &str| members.get(name).map(Json::value);
    let found = match (value("errors"), value("error"), value("message")) {
        (Some(errors), ..) if !is_blank(&errors) => list(&errors),
        (_, Some(error), _) if !is_blank(&error) => one_or_text(&error),
        (.., Some(Value::Array(entries))) => {
            let failed = |entry: &&Value| {
                entry.get("type").and_then(Value::as_str).is_some_and(|kind| kind.eq_ignore_ascii_case("error"))
            };
            if !entries.iter().any(|entry| failed(&entry)) {
                return None;
            }
            entries.iter().filter(failed).filter_map(entry).collect()
        }
        _ => return None,
    };
    Some(found)
}

/// The messages of a 2xx body that are warnings as long as the body holds a result (E-06).
pub(crate) fn warnings(members: &Extra) -> Option<Vec<ServerMessage>> {
    let found = MESSAGES.iter().filter_map(|name| members.get(*name)).map(Json::value);
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
    let Some(members) = value.as_object() else { return Vec::new() };
    let member = |name: &str| members.get(name).filter(|found| !is_blank(found));
    if let Some(found) = ["errors"].iter().chain(MESSAGES).find_map(|name| member(name)) {
        return list(found);
    }
    if let Some(found) = member("error").or_else(|| member("message")) {
        return one_or_text(found);
    }
    let text = |name: &str| member(name).and_then(Value::as_str);
    // `description` is documented beside `status` alone.
    let detail = text("detail").or_else(|| text("status").and(text("description")));
    match (text("title"), detail) {
        (Some(title), Some(detail)) => vec![plain(&format!("{title}: {detail}"))],
        (Some(text), None) | (None, Some(text)) => vec![plain(text)],
        (None, None) => Vec::new(),
    }
}

/// An array is its entries; an object is one entry (E-02, D-75).
fn list(value: &Value) -> Vec<ServerMessage> {
    match value {
        Value::Array(values) => values.iter().filter_map(entry).collect(),
        one => entry(one).into_iter().collect(),
    }
}

/// As [`list`]; a text is one entry, too (E-08).
fn one_or_text(value: &Value) -> Vec<ServerMessage> {
    value.as_str().map_or_else(|| list(value), |text| vec![plain(text)])
}

/// An entry, of which only the documented members are read.
fn entry(value: &Value) -> Option<ServerMessage> {
    let members = value.as_object()?;
    let number = ["id", "code", "type"].iter().find_map(|name| members.get(*name)).and_then(|number| match number {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    });
    let code = ["code", "type"].iter().find_map(|name| members.get(*name)).and_then(|code| match code {
        Value::String(text) => Some(cut(text, MAX_CODE)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    let description = description(members).unwrap_or_default();
    let is_empty = number.is_none() && code.is_none() && description.is_empty();
    (!is_empty).then(|| ServerMessage { id: number, code, description: cut(description, MAX_DESCRIPTION) })
}

fn description(members: &Map<String, Value>) -> Option<&str> {
    ["description", "message", "detail", "title"].iter().find_map(|name| members.get(*name).and_then(Value::as_str))
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

/// The messages as one line; the type and size of the body if they say nothing.
pub(crate) fn summary(messages: &[ServerMessage], body: &BodyInfo) -> String {
    let said: Vec<_> =
        messages.iter().map(|message| message.description.as_str()).filter(|text| !text.is_empty()).collect();
    let said = if said.is_empty() { body.to_string() } else { cut(&said.join("; "), MAX_DESCRIPTION) };
    match advice(messages) {
        Some(advice) => format!("{said} ({advice})"),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> Vec<(Option<i64>, String)> {
        messages(body.as_bytes()).into_iter().map(|message| (message.id, message.description)).collect()
    }

    #[test]
    fn the_messages_are_called_as_the_models_call_them() {
        let field = crate::models::named_members::answered::MESSAGES;
        assert_eq!([&[field.wire], field.aliases].concat(), MESSAGES);
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
            (r#"{"errors":[{"id":4002}]}"#, one(Some(4002), "")),
            ("<html>", Vec::new()),
            ("", Vec::new()),
            ("{}", Vec::new()),
        ] {
            assert_eq!(said(body), expected, "{body}");
        }
    }

    #[test]
    fn no_text_is_taken_from_other_shapes() {
        for body in [
            r#"{"internal":"hunter2"}"#,
            r#""hunter2""#,
            r#"["hunter2"]"#,
            r#"[{"id":1,"description":"hunter2"}]"#,
            r#"{"errors":"hunter2"}"#,
            r#"{"errors":["hunter2",7,null,[]]}"#,
            r#"{"errors":[{"internal":"hunter2"}]}"#,
            r#"{"error":{"internal":{"message":"hunter2"}}}"#,
            r#"{"error":["hunter2"]}"#,
            r#"{"error":7}"#,
            r#"{"messages":["hunter2"]}"#,
            r#"{"message":{"internal":"hunter2"}}"#,
            r#"{"detail":[{"msg":"hunter2"}]}"#,
            r#"{"description":"hunter2"}"#,
            "7",
            "hunter2",
        ] {
            assert_eq!(said(body), [], "{body}");
        }
        let error: Extra = serde_json::from_str(r#"{"error":{"internal":"hunter2"}}"#).unwrap();
        assert_eq!(reported_errors(&error), Some(Vec::new()));
    }

    #[test]
    fn a_body_is_told_by_type_and_size() {
        let info = |media_type: &'static str, size, is_cut| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, reqwest::header::HeaderValue::from_static(media_type));
            summary(&[], &BodyInfo::new(&headers, size, is_cut))
        };
        assert_eq!(info("application/json; charset=utf-8", 36, false), "(unexpected body: application/json, 36 bytes)");
        assert_eq!(info("TEXT/html", 65_536, true), "(unexpected body: text/html, more than 65536 bytes)");
        assert_eq!(info("customer 4711 hunter2", 1, false), "(unexpected body: no content type, 1 byte)");
        assert_eq!(info("application/json", 0, false), "(empty body)");
    }

    #[test]
    fn gen_13_only_a_report_of_failure_counts() {
        let report = |body: &str| reported_errors(&serde_json::from_str::<Extra>(body).unwrap());
        for body in
            [r#"{"errors":[]}"#, r#"{"error":null}"#, r#"{"message":"Success"}"#, r#"{"message":[{"type":"warning"}]}"#]
        {
            assert_eq!(report(body), None, "{body}");
        }
        assert_eq!(report(r#"{"errors":[{"id":1,"description":"a"},{"id":2,"description":"b"}]}"#).unwrap().len(), 2);
        assert_eq!(report(r#"{"message":[{"type":"Error","description":"a"}]}"#).unwrap()[0].description, "a");
    }

    #[test]
    fn what_is_empty_is_no_message() {
        for (value, blank) in [
            ("null", true),
            ("false", true),
            ("\"\"", true),
            ("[]", true),
            ("true", false),
            ("\"a\"", false),
            ("[1]", false),
            ("{}", false),
            ("0", false),
        ] {
            assert_eq!(is_blank(&serde_json::from_str(value).unwrap()), blank, "{value}");
        }
    }
}
