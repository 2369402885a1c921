//! A call that a hook observes: notes what happens to the call and makes its events.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use reqwest::header::HeaderMap;
use reqwest::{Method, Url};
use tokio::time::Instant;
use tracing::Span;
use tracing::field::Empty;

use super::attributes::AttributeValue;
use super::{Event, EventCall, EventHook, EventKind};
use crate::error::{Error, ErrorKind, KINDS};

/// What ends a call whose caller dropped it.
const CANCELLED: &str = "cancelled";

static LAST_NUMBER: AtomicU64 = AtomicU64::new(0);

/// The number of a new call.
pub(crate) fn next_number() -> u64 {
    LAST_NUMBER.fetch_add(1, Ordering::Relaxed).wrapping_add(1)
}

/// The span of a call: the attributes of its events are recorded in it.
pub(crate) fn call_span() -> Span {
    tracing::info_span!(
        target: "geai_client",
        "call",
        otel.name = Empty,
        otel.kind = "client",
        otel.status_code = Empty,
        geai.operation = Empty,
        geai.project.id = Empty,
        geai.attempts = Empty,
        geai.request.id = Empty,
        http.request.method = Empty,
        http.request.method_original = Empty,
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        network.protocol.version = Empty,
        server.address = Empty,
        server.port = Empty,
        url.full = Empty,
        url.template = Empty,
        "error.type" = Empty,
    )
}

/// A call that a hook observes. Its end is told once, whoever tells it first.
pub struct ObservedCall {
    call: Arc<EventCall>,
    /// Receives the events at once. Where nobody does, they are kept for [`take_events`](Self::take_events).
    hook: Option<Arc<dyn EventHook>>,
    /// Of `tracing`; none where nobody collects it.
    span: Span,
    started: Instant,
    started_at: SystemTime,
    progress: Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    method: Option<Method>,
    url: Option<String>,
    attempts: u32,
    resends: u32,
    /// Begin of the attempt in flight.
    attempt: Option<Instant>,
    status: Option<u16>,
    version: Option<&'static str>,
    request_id: Option<String>,
    /// Headers for each attempt, given at the start.
    headers: HeaderMap,
    ended: bool,
    kept: Vec<Event>,
}

impl fmt::Debug for ObservedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObservedCall").field("call", &self.call).finish_non_exhaustive()
    }
}

impl ObservedCall {
    pub(crate) fn new(
        (call, method, url): (EventCall, Option<Method>, Option<Url>),
        hook: Option<Arc<dyn EventHook>>,
        span: Span,
    ) -> Self {
        let progress = Progress { method, url: url.map(without_query), ..Progress::default() };
        let (started, started_at) = (Instant::now(), SystemTime::now());
        Self { call: Arc::new(call), hook, span, started, started_at, progress: Mutex::new(progress) }
    }

    /// Tells the hook that the call starts, and keeps its headers.
    pub(crate) fn start(&self) {
        let event = self.start_event();
        self.trace(&event);
        if let Some(headers) = self.tell(&event) {
            self.set_headers(headers);
        }
    }

    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    /// The event of the start.
    pub fn start_event(&self) -> Event {
        self.event(EventKind::Start, &self.progress(), Duration::ZERO, None)
    }

    /// Sets the headers that go with each attempt.
    pub fn set_headers(&self, headers: HeaderMap) {
        self.progress().headers = headers;
    }

    /// The headers that go with each attempt.
    pub(crate) fn headers(&self) -> HeaderMap {
        self.progress().headers.clone()
    }

    pub(crate) fn attempt_starts(&self, method: &Method, url: &Url) {
        let mut progress = self.progress();
        (progress.method, progress.url) = (Some(method.clone()), Some(without_query(url.clone())));
        progress.attempts = progress.attempts.saturating_add(1);
        progress.attempt = Some(Instant::now());
        (progress.status, progress.version, progress.request_id) = (None, None, None);
    }

    pub(crate) fn attempt_ends(
        &self,
        status: Option<u16>,
        version: Option<&'static str>,
        request_id: Option<String>,
        error: Option<ErrorKind>,
    ) {
        let mut progress = self.progress();
        if progress.ended {
            return;
        }
        (progress.status, progress.version, progress.request_id) = (status, version, request_id);
        let event = self.end_attempt(&mut progress, error.map(ErrorKind::name));
        drop(progress);
        self.deliver(event);
    }

    /// The call makes another attempt after `wait`, since the last one failed with `error`.
    pub(crate) fn retries(&self, error: ErrorKind, wait: Duration) {
        let mut progress = self.progress();
        let event = self.event(EventKind::Retry, &progress, Duration::ZERO, Some(error.name()));
        progress.resends = progress.resends.saturating_add(1);
        drop(progress);
        self.deliver(Some(Event { wait: Some(wait), ..event }));
    }

    /// The call ended, with this error or well.
    pub fn end(&self, error: Option<&Error>) {
        self.end_as(error.map(|error| error.kind().name()), error);
    }

    /// The call ended outside of the core with an error of the class of this name; does nothing where it has ended.
    pub fn end_named(&self, name: &str) {
        let known = KINDS.iter().map(|row| row.name).find(|known| *known == name);
        self.end_as(Some(known.unwrap_or(CANCELLED)), None);
    }

    /// The caller dropped the call. Does nothing where it has ended.
    pub fn cancel(&self) {
        self.end_as(Some(CANCELLED), None);
    }

    /// The events since the last time. Those of a call with a hook are not kept.
    pub fn take_events(&self) -> Vec<Event> {
        std::mem::take(&mut self.progress().kept)
    }

    fn end_as(&self, error_type: Option<&'static str>, error: Option<&Error>) {
        let mut progress = self.progress();
        if progress.ended {
            return;
        }
        progress.ended = true;
        let attempt = self.end_attempt(&mut progress, error_type);
        if let Some(error) = error {
            progress.status = error.status.or(progress.status);
            progress.request_id = error.request_id.clone().or(progress.request_id.take());
        }
        let end = self.event(EventKind::End, &progress, self.started.elapsed(), error_type);
        drop(progress);
        self.deliver(attempt);
        self.deliver(Some(Event { error: error.cloned(), ..end }));
    }

    /// The event of the attempt in flight, if there is one.
    fn end_attempt(&self, progress: &mut Progress, error_type: Option<&'static str>) -> Option<Event> {
        let started = progress.attempt.take()?;
        Some(self.event(EventKind::Attempt, progress, started.elapsed(), error_type))
    }

    fn event(
        &self,
        kind: EventKind,
        progress: &Progress,
        elapsed: Duration,
        error_type: Option<&'static str>,
    ) -> Event {
        let since_start = if kind == EventKind::Start { Duration::ZERO } else { self.started.elapsed() };
        Event {
            kind,
            call: self.call.clone(),
            // Not what the clock of the system shows now: that may have been set meanwhile.
            time: self.started_at.checked_add(since_start).unwrap_or(self.started_at),
            method: progress.method.clone(),
            url: progress.url.clone(),
            attempt: progress.attempts,
            elapsed,
            wait: None,
            status: progress.status,
            version: progress.version,
            request_id: progress.request_id.clone(),
            error_type,
            error: None,
            resends: progress.resends,
        }
    }

    fn deliver(&self, event: Option<Event>) {
        let Some(event) = event else { return };
        self.trace(&event);
        if self.hook.is_some() {
            self.tell(&event);
        } else if self.span.is_none() {
            self.progress().kept.push(event);
        }
    }

    /// Writes the event into the span.
    fn trace(&self, event: &Event) {
        if self.span.is_disabled() {
            return;
        }
        match event.kind {
            EventKind::Start => drop(self.span.record("otel.name", event.span_name())),
            EventKind::End => {}
            EventKind::Attempt => return,
            EventKind::Retry => {
                let (attempt, error, wait) = (event.attempt, event.error_type, event.wait.unwrap_or_default());
                tracing::debug!(target: "geai_client", attempt, error, wait = wait.as_secs_f64(), "retry");
                return;
            }
        }
        if event.error_type.is_some() {
            self.span.record("otel.status_code", "ERROR");
        }
        for (name, value) in event.attributes() {
            match value {
                AttributeValue::Text(text) => self.span.record(name, &*text),
                AttributeValue::Integer(number) => self.span.record(name, number),
                AttributeValue::Number(number) => self.span.record(name, number),
            };
        }
    }

    /// What the hook returns of an event; `None` where it panics.
    fn tell(&self, event: &Event) -> Option<HeaderMap> {
        let hook = self.hook.as_ref()?;
        let told = catch_unwind(AssertUnwindSafe(|| self.span.in_scope(|| hook.on_event(event))));
        if told.is_err() {
            tracing::warn!(target: "geai_client", operation = self.call.operation, "on_event panicked");
        }
        told.ok()
    }

    /// Held for a moment only, and never while a hook runs.
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn without_query(mut url: Url) -> String {
    url.set_query(None);
    url.into()
}

/// Cancels a call when it is dropped before its end.
#[derive(Debug)]
pub(crate) struct CancelOnDrop(pub Arc<ObservedCall>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_ends_outside_of_the_core_ends_with_the_class_of_its_error() {
        for (name, expected) in [("TLSError", "TLSError"), ("CancelledError", CANCELLED)] {
            let call = EventCall {
                number: 1,
                operation: "agents.get",
                base_url: "https://a.example".to_owned(),
                host: "a.example".to_owned(),
                port: None,
                path: None,
                project_id: None,
            };
            let call = ObservedCall::new((call, None, None), None, Span::none());
            call.end_named(name);
            call.end_named("APIError");
            let events = call.take_events();
            assert_eq!(events.iter().map(|event| event.error_type).collect::<Vec<_>>(), [Some(expected)]);
        }
    }
}
