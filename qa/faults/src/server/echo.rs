//! Answers that repeat what was sent, as servers do that say what they do not like.

use serde_json::{Map, Value, json};

use super::params::Params;
use super::reply::Reply;
use super::request::Exchange;

/// Where the request is repeated.
pub(super) const WAYS: &[&str] = &["message", "members", "text", "html", "request-id", "cut-json", "wrong-type"];

/// The answer. A query is not repeated: that its parts are secret is known to nobody but the caller.
pub(super) fn answer(exchange: &Exchange, with: &Params) -> Reply {
    let status = with.status("status", 400);
    let before = "x".repeat(with.size("before", 0));
    let body = String::from_utf8_lossy(&exchange.body).into_owned();
    let headers: String = exchange.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let text = || format!("{before}{headers}\n{body}");
    match with.text("how", "message") {
        "members" => {
            let headers: Map<String, Value> =
                exchange.headers.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
            let body = serde_json::from_str(&body).unwrap_or(Value::Null);
            Reply::json(status, &json!({"error": {"before": before, "headers": headers, "body": body}}))
        }
        "text" => Reply::new(status, "text/plain", text()),
        "html" => Reply::new(status, "text/html", format!("<html><pre>{}</pre></html>", text())),
        "request-id" => {
            let token = exchange.headers.iter().find(|(name, _)| name == "authorization");
            let token = token.map_or("", |(_, value)| value.strip_prefix("Bearer ").unwrap_or(value));
            Reply::json(status, &json!({"error": {"message": "refused"}}))
                .with("x-request-id", format!("{before}{token}"))
        }
        "cut-json" => {
            let whole = json!({"id": text()}).to_string();
            let end = whole.len().saturating_sub(2);
            Reply::new(status, "application/json", whole.get(..end).unwrap_or_default().to_owned())
        }
        "wrong-type" => {
            let wrong = json!({"text": text()});
            Reply::json(status, &json!({"id": wrong, "apiToken": wrong, "parameters": text(), "success": text()}))
        }
        _ => Reply::json(status, &json!({"errors": [{"id": 1, "description": text()}]})),
    }
}
