//! The one error type: its kind, the messages of the server, and whether the server may have acted.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use serde::Serialize;

use crate::json::Json;
use crate::json::message::without_values;

mod control;
mod fault;
pub(crate) mod heuristics;
pub(crate) mod server_messages;

pub(crate) use control::{beginning, escape_control};
pub use fault::DefinitionFault;

/// One class of error: its name, the class above it, the Python built-in it also is, and its documentation.
#[derive(Debug)]
pub struct ErrorKindInfo {
    /// The kind.
    pub kind: ErrorKind,
    /// Name of the class in every language.
    pub name: &'static str,
    /// Name of the class it derives from.
    pub parent: &'static str,
    /// Python built-in it also derives from.
    pub builtin: Option<&'static str>,
    /// Documentation.
    pub doc: &'static str,
}

macro_rules! kinds {
    ($($kind:ident $parent:ident $(/ $builtin:ident)?: $doc:literal;)+) => {
        /// What went wrong. The names are those of the error classes in Python and Node.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind { $(#[doc = $doc] $kind,)+ }

        /// Every kind; parents before their children.
        pub const KINDS: &[ErrorKindInfo] = &[$(ErrorKindInfo {
            kind: ErrorKind::$kind,
            name: stringify!($kind),
            parent: stringify!($parent),
            builtin: kinds!(@builtin $($builtin)?),
            doc: $doc,
        }),+];

        impl ErrorKind {
            /// Name of the kind.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => stringify!($kind),)+ }
            }
        }
    };
    (@builtin) => { None };
    (@builtin $builtin:ident) => { Some(stringify!($builtin)) };
}

kinds! {
    ConfigError GeaiError: "The client cannot be built: no base URL, no token, an unknown profile, an unreadable file.";
    InvalidRequestError GeaiError / ValueError: "An argument was refused before anything was sent.";
    DefinitionsError InvalidRequestError: "The files of a set-up are refused; `faults` has every reason.";
    PlanError GeaiError: "A plan cannot be made or applied: stale, in conflict, changed, of another project. Nothing was written.";
    ApplyError GeaiError: "Applying a plan ended with an error; `applied` has the outcome of each step.";
    APIConnectionError GeaiError / ConnectionError: "The server could not be reached, or the connection broke.";
    APITimeoutError APIConnectionError / TimeoutError: "One attempt, or the whole call, ran out of time.";
    TLSError APIConnectionError: "The TLS handshake failed: certificate, host name or version.";
    MalformedResponseError GeaiError: "The server's answer is not what the API allows.";
    ResponseTooLargeError MalformedResponseError: "The server's answer is larger than the limit.";
    APIError GeaiError: "The server answered with an error.";
    BadRequestError APIError: "The server refused the request (any 4xx without a class of its own).";
    AuthenticationError APIError: "The token is missing, unknown or expired (401).";
    PermissionDeniedError APIError: "The token does not allow this (403).";
    NotFoundError APIError: "There is no such thing (404).";
    ConflictError APIError: "The request clashes with what is there (409).";
    RateLimitError APIError: "Too many requests (429).";
    ServerError APIError: "The server failed (5xx).";
    RedirectError APIError: "The server redirected; redirects are never followed.";
    ReportedError APIError: "A success status whose body reports a failure.";
    ClientClosedError GeaiError: "The client was closed.";
    InternalError GeaiError: "A defect of this library.";
}

/// Whether the server executed the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Executed {
    /// No.
    No,
    /// Unknown. Check the state of the server before you repeat a write.
    Maybe,
    /// Yes.
    Yes,
}

/// The phase in which a call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Refused before anything was sent.
    Local,
    /// Waiting for a permit among the calls in flight.
    Queue,
    /// Name lookup, TCP and TLS.
    Connect,
    /// Sending the request.
    Send,
    /// Waiting for the head of the response.
    Head,
    /// Reading the body of the response.
    Body,
    /// A complete response that is an error.
    Response,
    /// A complete response that could not be read.
    Decode,
}

/// An error of this library.
#[derive(Clone)]
pub struct Error(Box<ErrorContext>);

/// One entry of a server's error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServerMessage {
    /// Number of the error, if the server gave one. Numbers are not a stable taxonomy.
    pub id: Option<i64>,
    /// The `code` or `type` of the error as text, if the server gave one.
    pub code: Option<String>,
    /// Description by the server.
    pub description: String,
}

/// One failed attempt of a call.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Attempt {
    /// What went wrong.
    #[serde(rename = "kind", serialize_with = "kind_name")]
    pub kind: ErrorKind,
    /// HTTP status, where the head of a response arrived.
    pub status: Option<u16>,
    /// How far the attempt had come.
    pub phase: Phase,
    /// Time the attempt took, in seconds.
    #[serde(serialize_with = "seconds")]
    pub elapsed: Duration,
    /// Wait before the next attempt, in seconds; 0 after the last.
    #[serde(serialize_with = "seconds")]
    pub waited: Duration,
}

/// The members of an [`Error`]. Its serialised form is safe to log: it has no credentials, no query and no body.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ErrorContext {
    /// The kind's name.
    #[serde(rename = "kind", serialize_with = "kind_name")]
    pub kind: ErrorKind,
    /// What went wrong, without the context that the message adds.
    pub detail: String,
    /// Operation, such as `agents.get`.
    pub operation: Option<&'static str>,
    /// Base URL of the client.
    pub base_url: Option<String>,
    /// The proxy between the client and the server, without user and password.
    pub proxy: Option<String>,
    /// HTTP method.
    pub method: Option<String>,
    /// Path without query.
    pub path: Option<String>,
    /// HTTP status.
    pub status: Option<u16>,
    /// Messages of the server, in its order.
    pub messages: Vec<ServerMessage>,
    /// Why the files of a set-up are refused, in the order of files and lines.
    pub faults: Vec<DefinitionFault>,
    /// Result of each step of a plan, as a document of `geai-applied/1`; `Applied::from_json` reads it. Not serialised.
    #[serde(skip)]
    pub applied: Option<Json>,
    /// Id the server gave the request.
    pub request_id: Option<String>,
    /// Attempts made.
    pub attempts: u32,
    /// The attempts, one by one.
    pub history: Vec<Attempt>,
    /// Time from the call to the error, in seconds.
    #[serde(serialize_with = "seconds")]
    pub elapsed: Duration,
    /// How far the call had come.
    pub phase: Phase,
    /// Whether the server acted: [`Executed::No`] for a request that only reads.
    pub executed: Executed,
    /// Whether the request only reads: the message then says nothing of its execution.
    #[serde(skip)]
    pub(crate) reads: bool,
    /// Wait the server asked for, in seconds.
    #[serde(serialize_with = "optional_seconds")]
    pub retry_after: Option<Duration>,
    /// Host a redirect pointed at.
    pub redirect_host: Option<String>,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// Start of the body of an error response. Not in the message, nor serialised.
    #[serde(skip)]
    pub body: Option<String>,
    /// What a library below reported: the `source()` of the error. Not in the message, nor serialised.
    #[serde(skip)]
    pub cause: Option<Arc<UnderlyingError>>,
    /// The error of the request that ended a task: the `source()` of the error. Not serialised.
    #[serde(skip)]
    pub origin: Option<Error>,
}

/// What a library below this one reported, with all of its causes, as one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderlyingError(pub(crate) String);

impl fmt::Display for UnderlyingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UnderlyingError {}

fn kind_name<S: serde::Serializer>(kind: &ErrorKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

fn seconds<S: serde::Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_secs_f64())
}

fn optional_seconds<S: serde::Serializer>(time: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(|time| time.as_secs_f64()).serialize(serializer)
}

impl Error {
    /// An error of `kind` that happened in this process, before anything was sent.
    pub fn local(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self(Box::new(ErrorContext {
            kind,
            detail: detail.into(),
            operation: None,
            base_url: None,
            proxy: None,
            method: None,
            path: None,
            status: None,
            messages: Vec::new(),
            faults: Vec::new(),
            applied: None,
            request_id: None,
            attempts: 0,
            history: Vec::new(),
            elapsed: Duration::ZERO,
            phase: Phase::Local,
            executed: Executed::No,
            reads: false,
            retry_after: None,
            redirect_host: None,
            retryable: false,
            body: None,
            cause: None,
            origin: None,
        }))
    }

    /// A `ConfigError`.
    pub(crate) fn config(detail: impl Into<String>) -> Self {
        Self::local(ErrorKind::ConfigError, detail)
    }

    /// An `InvalidRequestError`.
    pub(crate) fn invalid(detail: impl Into<String>) -> Self {
        Self::local(ErrorKind::InvalidRequestError, detail)
    }

    /// A `DefinitionsError`.
    pub(crate) fn definitions(faults: Vec<DefinitionFault>) -> Self {
        let count = faults.len();
        let detail = format!("{count} fault{} in the files", if count == 1 { "" } else { "s" });
        Self::local(ErrorKind::DefinitionsError, detail).with(|error| error.faults = faults)
    }

    /// A `PlanError`.
    pub(crate) fn plan(detail: impl Into<String>) -> Self {
        Self::local(ErrorKind::PlanError, detail)
    }

    /// The `ApplyError` that an error of one of its requests became, with the outcome of each step.
    pub(crate) fn apply(origin: Self, detail: String, applied: Option<Json>, executed: Executed) -> Self {
        let own = origin.clone();
        own.with(|error| {
            (error.kind, error.detail, error.applied, error.executed) =
                (ErrorKind::ApplyError, detail, applied, executed);
            (error.reads, error.cause, error.origin) = (false, None, Some(origin));
        })
    }

    /// A document that was received before cannot be read.
    pub(crate) fn malformed_document(what: &str, why: &str) -> Self {
        Self::local(ErrorKind::MalformedResponseError, format!("cannot read the {what}: {}", without_values(why)))
    }

    /// The error of a request that only reads: nothing was executed, however the request ended.
    #[must_use]
    pub(crate) fn of_read(self) -> Self {
        self.with(|error| (error.executed, error.reads) = (Executed::No, true))
    }

    /// The error with a changed context.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut ErrorContext)) -> Self {
        change(&mut self.0);
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the error is of `kind` or of a class derived from it: an [`ErrorKind::APITimeoutError`] is an
    /// [`ErrorKind::APIConnectionError`], too.
    pub fn is(&self, kind: ErrorKind) -> bool {
        let mut name = self.0.kind.name();
        loop {
            if name == kind.name() {
                return true;
            }
            match KINDS.iter().find(|row| row.name == name) {
                Some(row) => name = row.parent,
                None => return false,
            }
        }
    }

    /// The kind for an HTTP status.
    pub(crate) fn kind_of_status(status: StatusCode) -> ErrorKind {
        match status.as_u16() {
            300..=399 => ErrorKind::RedirectError,
            401 => ErrorKind::AuthenticationError,
            403 => ErrorKind::PermissionDeniedError,
            404 => ErrorKind::NotFoundError,
            409 => ErrorKind::ConflictError,
            429 => ErrorKind::RateLimitError,
            400..=499 => ErrorKind::BadRequestError,
            500..=599 => ErrorKind::ServerError,
            _ => ErrorKind::APIError,
        }
    }
}

impl std::ops::Deref for Error {
    type Target = ErrorContext;
    fn deref(&self) -> &ErrorContext {
        &self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ErrorContext { method, path, status, base_url, .. } = &*self.0;
        if let (Some(method), Some(path)) = (method, path) {
            write!(f, "{method} {}{path}: ", base_url.as_deref().map(origin).unwrap_or_default())?;
        }
        if let Some(status) = status {
            write!(f, "{status}")?;
            if let Some(reason) = StatusCode::from_u16(*status).ok().and_then(|status| status.canonical_reason()) {
                write!(f, " {reason}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&escape_control(&self.0.detail))?;
        for fault in &self.0.faults {
            write!(f, "\n  {fault}")?;
        }
        if self.0.phase == Phase::Local {
            return Ok(());
        }
        f.write_str(" (")?;
        if let Some(id) = &self.0.request_id {
            write!(f, "request id {id}, ")?;
        }
        let attempts = self.0.attempts;
        write!(f, "{attempts} attempt{}, {} ms", if attempts == 1 { "" } else { "s" }, self.0.elapsed.as_millis())?;
        // Of several requests the text is about the one that failed, and its detail about all.
        let request = self.0.origin.as_ref().unwrap_or(self);
        f.write_str(match request.executed {
            _ if request.reads => ")",
            Executed::No => ", not executed)",
            Executed::Maybe => ", may have been executed)",
            Executed::Yes => ", was executed)",
        })
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({:?})", self.0.kind.name(), self.to_string())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let origin = self.0.origin.as_ref().map(|error| error as _);
        origin.or_else(|| self.0.cause.as_deref().map(|cause| cause as _))
    }
}

/// Scheme, host and port of a base URL, whose path is a part of every path already.
fn origin(base_url: &str) -> &str {
    let host = base_url.find("://").map_or(0, |at| at.saturating_add(3));
    let path = base_url.get(host..).and_then(|rest| rest.find('/'));
    path.and_then(|at| base_url.get(..host.saturating_add(at))).unwrap_or(base_url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hierarchy_is_one_tree_with_parents_first() {
        for (at, row) in KINDS.iter().enumerate() {
            assert!(
                row.parent == "GeaiError" || KINDS[..at].iter().any(|above| above.name == row.parent),
                "{}",
                row.name
            );
        }
        let error = Error::local(ErrorKind::APITimeoutError, "x");
        assert!(error.is(ErrorKind::APIConnectionError) && !error.is(ErrorKind::APIError));
    }

    #[test]
    fn a_message_names_the_host_once_and_a_prefix_of_the_path_once() {
        for (base_url, shown) in [
            ("https://api.example.com", "GET https://api.example.com/x/v4: why"),
            ("https://api.example.com:8443/x", "GET https://api.example.com:8443/x/v4: why"),
            ("http://[::1]:80/x/y", "GET http://[::1]:80/x/v4: why"),
        ] {
            let error = Error::local(ErrorKind::APIError, "why").with(|error| {
                error.base_url = Some(base_url.to_owned());
                (error.method, error.path) = (Some("GET".to_owned()), Some("/x/v4".to_owned()));
            });
            assert_eq!(error.to_string(), shown);
        }
    }

    #[test]
    fn each_status_has_its_kind() {
        for (statuses, kind) in [
            (&[300, 304, 399][..], ErrorKind::RedirectError),
            (&[400, 402, 408, 410, 428, 430, 499], ErrorKind::BadRequestError),
            (&[401], ErrorKind::AuthenticationError),
            (&[403], ErrorKind::PermissionDeniedError),
            (&[404], ErrorKind::NotFoundError),
            (&[409], ErrorKind::ConflictError),
            (&[429], ErrorKind::RateLimitError),
            (&[500, 599], ErrorKind::ServerError),
            (&[600, 999], ErrorKind::APIError),
        ] {
            for status in statuses {
                assert_eq!(Error::kind_of_status(StatusCode::from_u16(*status).unwrap()), kind, "{status}");
            }
        }
    }
}
