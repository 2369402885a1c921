//! Events of calls: a call has one as it starts, after each attempt, before each wait and at its end.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::Method;
use reqwest::header::HeaderMap;

use crate::error::Error;

pub(crate) mod attributes;
pub(crate) mod observed;

/// What an event tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// A call starts. Its caller observes it before anything else happens.
    Start,
    /// An attempt is over.
    Attempt,
    /// The call waits, and makes another attempt then.
    Retry,
    /// The call is over.
    End,
}

impl EventKind {
    /// Name of the kind in Python and Node.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Attempt => "attempt",
            Self::Retry => "retry",
            Self::End => "end",
        }
    }
}

/// What all events of one call have in common.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct EventCall {
    /// Number of the call in this process: that of each of its events.
    pub number: u64,
    /// Operation, such as `agents.get`; `request` for requests that no operation covers.
    pub operation: &'static str,
    /// Base URL of the client.
    pub base_url: String,
    /// Host of the server.
    pub host: String,
    /// Port of the server.
    pub port: Option<u16>,
    /// Path with `{field}`s in place of its values; `None` where there is no such pattern.
    pub path: Option<String>,
    /// Id of the project, where one is configured.
    pub project_id: Option<String>,
}

/// One event of a call. It holds no body, no query and no credential.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Event {
    /// What it tells.
    pub kind: EventKind,
    /// The call. Its members are members of the event.
    pub call: Arc<EventCall>,
    /// When it happened. A hook may receive it later.
    pub time: SystemTime,
    /// HTTP method; `None` at the start of a task of several requests.
    pub method: Option<Method>,
    /// URL without its query; `None` at the start of a task of several requests, and where an argument was refused.
    pub url: Option<String>,
    /// Attempts so far, this one included; 0 at the start.
    pub attempt: u32,
    /// Time of the attempt, or of the whole call; zero at the start and before a wait.
    pub elapsed: Duration,
    /// The wait before the next attempt.
    pub wait: Option<Duration>,
    /// HTTP status, where there was a response.
    pub status: Option<u16>,
    /// Id the server gave the request.
    pub request_id: Option<String>,
    /// Name of the kind of error with which the attempt or the call failed; `cancelled` where its caller dropped it.
    pub error_type: Option<&'static str>,
    /// The error with which the call failed, at its end.
    pub error: Option<Error>,
    /// Attempts that repeated another one.
    pub(crate) resends: u32,
    /// Version of HTTP of the response.
    pub(crate) version: Option<&'static str>,
}

impl Deref for Event {
    type Target = EventCall;
    fn deref(&self) -> &EventCall {
        &self.call
    }
}

/// Receives the events of calls, and may give headers for each attempt of a call when that starts.
///
/// A function of an event is one: `Client::builder().on_event(|event: &Event| HeaderMap::new())`.
pub trait EventHook: Send + Sync {
    /// Receives an event: that of a start in the task of the caller, before anything is sent. The headers that it returns
    /// then go with each attempt, unless `headers` of the call or the client has one of that name. Those of later events
    /// are ignored. A panic changes nothing about the call.
    fn on_event(&self, event: &Event) -> HeaderMap;
}

impl<F: Fn(&Event) -> HeaderMap + Send + Sync> EventHook for F {
    fn on_event(&self, event: &Event) -> HeaderMap {
        self(event)
    }
}
