//! Bodies that report an error, in every shape that was seen.

use serde_json::json;

use super::params::Params;
use super::reply::Reply;

/// Names of the shapes. `E-…` are the contract's.
pub(super) const SHAPES: &[&str] = &[
    "E-01",
    "E-02",
    "E-03",
    "E-04",
    "E-04-text",
    "E-05",
    "E-06",
    "E-06-upper",
    "E-07",
    "E-08",
    "E-08-error",
    "E-08-detail",
    "E-08-status",
    "E-09",
    "rfc9457",
    "string",
    "array",
    "html",
    "empty",
];

/// An error answer. Its body is the one that the parameters give, or has the shape that they name.
pub(super) fn answer(status: u16, with: &Params, shape: &str) -> Reply {
    if let Some(body) = with.body() {
        return Reply::new(status, "application/json", body);
    }
    let message = with.text("message", "upstream busy");
    let body = match with.text("shape", shape) {
        "E-02" => json!({"errors": {"id": 1, "description": message}}),
        "E-03" => json!({"errors": [{"code": "Busy", "message": message}]}),
        "E-04" => json!({"error": {"code": status, "message": message}}),
        "E-04-text" => json!({"error": {"code": "Busy", "message": message}}),
        "E-06" => json!({"messages": [{"id": 4001, "description": message}]}),
        "E-06-upper" => json!({"Messages": [{"description": message}]}),
        "E-07" => json!({"message": [{"type": "error", "description": message}]}),
        "E-08" => json!({"message": message}),
        "E-08-error" => json!({"error": message}),
        "E-08-detail" => json!({"detail": message}),
        "E-08-status" => json!({"status": "Error", "description": message}),
        "E-09" => return Reply::new(status, "text/plain", message.to_owned()),
        "rfc9457" => {
            let body = json!({"type": "about:blank", "title": "Trouble", "status": status, "detail": message});
            return Reply::new(status, "application/problem+json", body.to_string());
        }
        "string" => json!(message),
        "array" => json!([{"id": 1, "description": message}]),
        "html" => return Reply::new(status, "text/html", format!("<html><body>{message}</body></html>")),
        "empty" => return Reply::empty(status),
        _ => json!({"errors": [{"id": 40003, "description": message}]}),
    };
    Reply::json(status, &body)
}
