//! Errors of operations: refused by the application (E-01) or by the framework before the application saw them (E-04).

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::http::query::InvalidNumber;

/// Ids of error entries. Ids are not a stable taxonomy on the real server either (D-77).
pub(crate) mod id {
    pub(crate) const TOKEN_UNKNOWN: i64 = 6;
    pub(crate) const OUT_OF_SCOPE: i64 = 7;
    pub(crate) const REQUIRED: i64 = 9;
    pub(crate) const PATTERN: i64 = 11;
    pub(crate) const TOKEN_MISSING: i64 = 401;
    pub(crate) const FORBIDDEN: i64 = 403;
    pub(crate) const INTEGRATION_NAME: i64 = 2007;
    pub(crate) const NOT_FOUND: i64 = 4000;
    pub(crate) const MISSING_URL: i64 = 4001;
    pub(crate) const INTEGRATION_EXISTS: i64 = 4002;
    pub(crate) const INTEGRATION_MANIFEST: i64 = 4018;
    pub(crate) const SAME_PROJECT: i64 = 40003;
    pub(crate) const PUBLIC_NAME_EXISTS: i64 = 40005;
    pub(crate) const AGENT_EXISTS: i64 = 54002;
}

/// One entry of an `errors` array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ErrorEntry {
    pub(crate) id: i64,
    pub(crate) description: String,
}

impl ErrorEntry {
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

/// Why a request was refused. The router makes the reply of it.
#[derive(Clone, Debug)]
pub(crate) enum ApiError {
    /// E-01 with one or more entries (SIM-06).
    Application { status: StatusCode, entries: Vec<ErrorEntry> },
    /// E-04: the request did not reach the application (SIM-05).
    Framework(StatusCode),
}

impl ApiError {
    /// E-01 with one entry.
    pub(crate) fn application(status: StatusCode, id: i64, description: impl Into<String>) -> Self {
        Self::Application { status, entries: vec![ErrorEntry::new(id, description)] }
    }

    /// E-01 with status 400 and one entry.
    pub(crate) fn invalid(id: i64, description: impl Into<String>) -> Self {
        Self::application(StatusCode::BAD_REQUEST, id, description)
    }

    /// E-01 with status 400 and an entry for each problem.
    pub(crate) fn invalid_all(entries: Vec<ErrorEntry>) -> Self {
        Self::Application { status: StatusCode::BAD_REQUEST, entries }
    }

    pub(crate) fn not_found(description: impl Into<String>) -> Self {
        Self::application(StatusCode::NOT_FOUND, id::NOT_FOUND, description)
    }

    /// The blank after `=` is what the real server writes (A3-04).
    pub(crate) fn agent_not_found(id_or_name: &str) -> Self {
        Self::not_found(format!("Agent not found [IdOrName= {id_or_name}]."))
    }

    /// The blank after `=` is what the real server writes (I2-03).
    pub(crate) fn integration_not_found(id_or_name: &str) -> Self {
        Self::not_found(format!("ToolPlugin not found [IdOrName= {id_or_name}]."))
    }

    /// E-04 with status 400: the body is not JSON, or a value has the wrong JSON type.
    pub(crate) const fn malformed() -> Self {
        Self::Framework(StatusCode::BAD_REQUEST)
    }

    /// E-04 with status 500: the state contradicts itself.
    pub(crate) const fn internal() -> Self {
        Self::Framework(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<InvalidNumber> for ApiError {
    fn from(_: InvalidNumber) -> Self {
        Self::malformed()
    }
}
