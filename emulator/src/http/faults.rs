//! Injected faults: which requests fail, how, and how often.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::input::refusal::InvalidInput;
use crate::input::strict;

/// A fault that the next matching requests meet instead of the normal response.
///
/// Faults are matched in the order they were added. As JSON a fault is flat, in camelCase:
/// `{"method":"POST","path":"/v4/agents","kind":"status","status":503,"retryAfter":0,"times":2}`. Members that are
/// absent have their defaults, unknown members are an error, and `kind` may be left out when `status` is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "FaultSpec", into = "FaultSpec")]
pub struct Fault {
    /// HTTP method in any casing; `*` or an empty text matches every method. Default in JSON: empty.
    pub method: String,
    /// Path as sent, without the query. It matches as a prefix unless `exact` is set. Default in JSON: empty.
    pub path: String,
    /// Whether the whole path must be equal. Default: false.
    pub exact: bool,
    /// What the fault does.
    pub kind: FaultKind,
    /// How many requests it applies to; with 0 the fault is ignored. Default: 1.
    pub times: u32,
    /// Whether the request is executed before its response is lost. Otherwise it changes nothing. Default: false.
    pub executed: bool,
    /// Additional response headers, for faults that send a response head. Default: none.
    pub headers: BTreeMap<String, String>,
}

/// What a fault does.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// A complete response with this status.
    Status {
        /// Status code, 200 to 999.
        status: u16,
        /// Seconds for the `Retry-After` header; without it the header is not sent.
        retry_after: Option<f64>,
        /// Body: a JSON string is sent as plain text, any other value as JSON. Without it the body is an error of the
        /// API: `{"errors":[{"id":…,"description":…}]}`.
        body: Option<Value>,
    },
    /// The TCP connection is reset before any byte of a response.
    Reset,
    /// The response never completes; the connection stays open until the client closes it or the emulator stops.
    Stall {
        /// Whether the response head is sent. Default in JSON: false.
        after_head: bool,
    },
    /// The body is shorter than `Content-Length` says, and then the connection closes.
    Truncate,
    /// Status 200 with a body that is not JSON.
    Garbage,
    /// The normal response, after a delay.
    Delay {
        /// The delay in milliseconds.
        ms: u64,
    },
}

impl Fault {
    /// A fault for one request: a prefix of the path, not executed, without additional headers.
    #[must_use]
    pub fn new(method: impl Into<String>, path: impl Into<String>, kind: FaultKind) -> Self {
        Self {
            method: method.into(),
            path: path.into(),
            exact: false,
            kind,
            times: 1,
            executed: false,
            headers: BTreeMap::new(),
        }
    }

    /// Sets how many requests the fault applies to.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Requires the whole path to be equal.
    #[must_use]
    pub fn exact(mut self) -> Self {
        self.exact = true;
        self
    }

    /// Executes the request before its response is lost.
    #[must_use]
    pub fn executed(mut self) -> Self {
        self.executed = true;
        self
    }

    /// Adds a response header. A name or value that HTTP does not allow is left out.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// Reads a fault.
    ///
    /// # Errors
    ///
    /// The value is no fault; the error says where and why.
    pub fn from_value(value: Value) -> Result<Self, InvalidInput> {
        strict::from_value(value)
    }

    /// Reads one fault, or a list of them.
    pub(crate) fn several(value: Value) -> Result<Vec<Self>, InvalidInput> {
        match value {
            list @ Value::Array(_) => strict::from_value(list),
            one => Ok(vec![Self::from_value(one)?]),
        }
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        matches(&self.method, &self.path, self.exact, method, path)
    }
}

/// Whether a request is one of those that a method, or `*`, and a path, or its beginning, mean.
pub(crate) fn matches(wanted: &str, prefix: &str, exact: bool, method: &str, path: &str) -> bool {
    let any = wanted.is_empty() || wanted == "*";
    (any || wanted.eq_ignore_ascii_case(method)) && if exact { prefix == path } else { path.starts_with(prefix) }
}

impl FaultKind {
    /// A response with this status, the default body and no `Retry-After`.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self::Status { status, retry_after: None, body: None }
    }
}

/// The JSON form. Unknown members are refused: a misspelt one would silently have no effect.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct FaultSpec {
    method: String,
    path: String,
    #[serde(skip_serializing_if = "is_false")]
    exact: bool,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    #[serde(skip_serializing_if = "is_false")]
    after_head: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    #[serde(skip_serializing_if = "is_false")]
    executed: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // The signature serde calls.
const fn is_false(flag: &bool) -> bool {
    !*flag
}

impl TryFrom<FaultSpec> for Fault {
    type Error = String;

    fn try_from(spec: FaultSpec) -> Result<Self, String> {
        let kind = match (spec.kind.as_str(), spec.status) {
            ("status", None) => return Err("a status fault needs a status".to_owned()),
            ("status" | "", Some(status)) => {
                if !(200..=999).contains(&status) {
                    return Err(format!("status {status} is not between 200 and 999"));
                }
                FaultKind::Status { status, retry_after: spec.retry_after, body: spec.body }
            }
            ("reset", _) => FaultKind::Reset,
            ("stall", _) => FaultKind::Stall { after_head: spec.after_head },
            // As it is called in Python.
            ("stall_after_head", _) => FaultKind::Stall { after_head: true },
            ("truncate", _) => FaultKind::Truncate,
            ("garbage", _) => FaultKind::Garbage,
            ("delay", _) => FaultKind::Delay { ms: spec.ms.ok_or("a delay fault needs ms")? },
            (other, _) => {
                return Err(format!(
                    "unknown kind {other:?}, expected status, reset, stall, stall_after_head, truncate, garbage or delay"
                ));
            }
        };
        Ok(Self {
            method: spec.method,
            path: spec.path,
            exact: spec.exact,
            kind,
            times: spec.times.unwrap_or(1),
            executed: spec.executed,
            headers: spec.headers,
        })
    }
}

impl From<Fault> for FaultSpec {
    fn from(fault: Fault) -> Self {
        let mut spec = Self {
            method: fault.method,
            path: fault.path,
            exact: fault.exact,
            times: Some(fault.times),
            executed: fault.executed,
            headers: fault.headers,
            ..Self::default()
        };
        spec.kind = match fault.kind {
            FaultKind::Status { status, retry_after, body } => {
                spec.status = Some(status);
                spec.retry_after = retry_after;
                spec.body = body;
                "status"
            }
            FaultKind::Reset => "reset",
            FaultKind::Stall { after_head } => {
                spec.after_head = after_head;
                "stall"
            }
            FaultKind::Truncate => "truncate",
            FaultKind::Garbage => "garbage",
            FaultKind::Delay { ms } => {
                spec.ms = Some(ms);
                "delay"
            }
        }
        .to_owned();
        spec
    }
}

/// Faults that no request has met yet, in the order they were added.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.0.push(fault);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The first fault that matches a request, counted as used once.
    pub(crate) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let at = self.0.iter().position(|fault| fault.matches(method, path))?;
        let fault = self.0.get_mut(at)?;
        fault.times -= 1;
        if fault.times == 0 { Some(self.0.remove(at)) } else { Some(fault.clone()) }
    }
}
