//! Faults on request: what the next matching requests meet instead of an answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A fault for the next matching requests. As JSON it is flat, in camelCase:
/// `{"method":"POST","path":"/v4/agents","kind":"status","status":503,"retryAfter":0,"times":2}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "FaultSpec", into = "FaultSpec")]
pub struct Fault {
    /// HTTP method in any casing; `*` or empty means any.
    pub method: String,
    /// Path without query, as it is sent. A prefix, unless `exact`.
    pub path: String,
    /// The path must be equal.
    pub exact: bool,
    /// What happens.
    pub kind: FaultKind,
    /// How many requests it meets.
    pub times: u32,
    /// Apply the request to the store first and then lose the answer. Otherwise the store never sees it.
    pub executed: bool,
    /// Further response headers, for faults that have a response.
    pub headers: BTreeMap<String, String>,
}

/// What a fault does.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// A complete response with this status (200 to 999).
    Status {
        /// Status code.
        status: u16,
        /// Seconds for the `Retry-After` header.
        retry_after: Option<f64>,
        /// A JSON string is sent as plain text, anything else as JSON; absent: E-01.
        body: Option<Value>,
    },
    /// TCP reset before any byte of a response.
    Reset,
    /// No response head ever; the connection stays open until the client goes or the emulator stops.
    Stall {
        /// The head comes, the body does not.
        after_head: bool,
    },
    /// `Content-Length` promises more than is sent, then the connection closes.
    Truncate,
    /// 200 with bytes that are not JSON.
    Garbage,
    /// The normal answer, but late.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
}

impl Fault {
    /// A fault for one request.
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

    /// For this many requests.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Only for exactly this path.
    #[must_use]
    pub fn exact(mut self) -> Self {
        self.exact = true;
        self
    }

    /// The request takes effect before its answer is lost.
    #[must_use]
    pub fn executed(mut self) -> Self {
        self.executed = true;
        self
    }

    /// Adds a response header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    fn fits(&self, method: &str, path: &str) -> bool {
        let any = self.method.is_empty() || self.method == "*";
        (any || self.method.eq_ignore_ascii_case(method))
            && if self.exact { self.path == path } else { path.starts_with(&self.path) }
    }
}

impl FaultKind {
    /// A response with this status and the default body.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self::Status { status, retry_after: None, body: None }
    }
}

/// The JSON form. Unknown members are refused: a misspelt fault would silently do nothing.
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
            ("truncate", _) => FaultKind::Truncate,
            ("garbage", _) => FaultKind::Garbage,
            ("delay", _) => FaultKind::Delay { ms: spec.ms.ok_or("a delay fault needs ms")? },
            (other, _) => {
                return Err(format!(
                    "unknown kind {other:?}, expected status, reset, stall, truncate, garbage or delay"
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

/// Faults that wait for their requests, first come first served.
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

    /// The fault of a request, used once.
    pub(crate) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let at = self.0.iter().position(|fault| fault.fits(method, path))?;
        let fault = self.0.get_mut(at)?;
        fault.times -= 1;
        if fault.times == 0 { Some(self.0.remove(at)) } else { Some(fault.clone()) }
    }
}
