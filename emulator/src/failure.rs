//! Refusals and the two shapes in which they leave the emulator: E-01 for the application, E-04 for the framework.

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::message::Reply;

/// Ids of error entries. Ids are not a stable taxonomy on the real server either (D-77).
pub(crate) mod id {
    pub(crate) const TOKEN_UNKNOWN: i64 = 6;
    pub(crate) const OUT_OF_SCOPE: i64 = 7;
    pub(crate) const REQUIRED: i64 = 9;
    pub(crate) const PATTERN: i64 = 11;
    pub(crate) const TOKEN_MISSING: i64 = 401;
    pub(crate) const FORBIDDEN: i64 = 403;
    pub(crate) const PLUGIN_NAME: i64 = 2007;
    pub(crate) const NOT_FOUND: i64 = 4000;
    pub(crate) const MISSING_URL: i64 = 4001;
    pub(crate) const PLUGIN_EXISTS: i64 = 4002;
    pub(crate) const PLUGIN_MANIFEST: i64 = 4018;
    pub(crate) const SAME_PROJECT: i64 = 40003;
    pub(crate) const PUBLIC_NAME_EXISTS: i64 = 40005;
    pub(crate) const AGENT_EXISTS: i64 = 54002;
}

/// One entry of an `errors` array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) id: i64,
    pub(crate) description: String,
}

impl Entry {
    pub(crate) fn new(id: i64, description: impl Into<String>) -> Self {
        Self { id, description: description.into() }
    }

    /// The entry as an element of `errors`.
    pub(crate) fn to_error(&self) -> Value {
        json!({ "id": self.id, "description": self.description })
    }

    /// The entry as a warning on a stored draft (SIM-17).
    pub(crate) fn to_warning(&self) -> Value {
        json!({ "id": self.id, "type": "warning", "description": self.description })
    }
}

/// Why a call was refused.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// E-01 with one or more entries (SIM-06).
    Application { status: StatusCode, entries: Vec<Entry> },
    /// E-04: the call did not get as far as the application (SIM-05).
    Framework(StatusCode),
}

impl Failure {
    pub(crate) fn refused(id: i64, description: impl Into<String>) -> Self {
        Self::with_status(StatusCode::BAD_REQUEST, id, description)
    }

    pub(crate) fn refused_all(entries: Vec<Entry>) -> Self {
        Self::Application { status: StatusCode::BAD_REQUEST, entries }
    }

    pub(crate) fn with_status(status: StatusCode, id: i64, description: impl Into<String>) -> Self {
        Self::Application { status, entries: vec![Entry::new(id, description)] }
    }

    pub(crate) fn not_found(description: impl Into<String>) -> Self {
        Self::with_status(StatusCode::NOT_FOUND, id::NOT_FOUND, description)
    }

    /// The blank after `=` is what the real server writes (A3-04).
    pub(crate) fn agent_not_found(id_or_name: &str) -> Self {
        Self::not_found(format!("Agent not found [IdOrName= {id_or_name}]."))
    }

    /// The blank after `=` is what the real server writes (I2-03).
    pub(crate) fn plugin_not_found(id_or_name: &str) -> Self {
        Self::not_found(format!("ToolPlugin not found [IdOrName= {id_or_name}]."))
    }

    /// Body not JSON, or a value of the wrong JSON type.
    pub(crate) const fn bad_request() -> Self {
        Self::Framework(StatusCode::BAD_REQUEST)
    }

    pub(crate) fn into_reply(self) -> Reply {
        match self {
            Self::Application { status, entries } => {
                let errors: Vec<Value> = entries.iter().map(Entry::to_error).collect();
                Reply::json(status, &json!({ "errors": errors }))
            }
            Self::Framework(status) => {
                let text = status.canonical_reason().unwrap_or("Error");
                Reply::json(status, &json!({ "error": { "code": status.as_u16(), "message": text } }))
            }
        }
    }
}

/// Result of an operation.
pub(crate) type Outcome = Result<Reply, Failure>;
