//! Failed attempts: classifies what the HTTP library and the server report.

use std::error::Error as StdError;
use std::time::SystemTime;

use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{StatusCode, Url};

use crate::error::{Error, ErrorKind, Executed, Phase, escape_control, server_messages};
use crate::retry::{Cause, is_repeated, retry_after};

/// A failed attempt: the error, and the cause that decides whether the attempt is repeated.
#[derive(Debug)]
pub(crate) struct Failure {
    pub error: Error,
    pub cause: Cause,
    /// Whether no complete response arrived although the request may have been sent.
    pub response_lost: bool,
}

/// Whether the server executed the request, if the head of its response arrived and the body did not.
fn lost_body(status: StatusCode) -> Executed {
    match status.as_u16() {
        200..=299 => Executed::Yes,
        300..=499 => Executed::No,
        _ => Executed::Maybe,
    }
}

impl Failure {
    pub(super) fn new(kind: ErrorKind, phase: Phase, executed: Executed, cause: Cause, detail: String) -> Self {
        let error = Error::local(kind, detail).with(|error| {
            (error.phase, error.executed) = (phase, executed);
            error.retryable = is_repeated(cause, true);
        });
        Self { error, cause, response_lost: cause == Cause::Unknown }
    }

    pub(super) fn with_response(mut self, status: StatusCode, headers: &HeaderMap) -> Self {
        self.error = self.error.with(|error| {
            error.status = Some(status.as_u16());
            error.request_id = request_id(headers);
        });
        self
    }
}

pub(super) fn timed_out(phase: Phase, status: Option<StatusCode>) -> Failure {
    let (waiting, executed, cause) = match phase {
        Phase::Connect => ("a connection", Executed::No, Cause::NotSent),
        Phase::Send => ("the server to take the request", Executed::Maybe, Cause::Unknown),
        Phase::Body => ("the rest of the response", status.map_or(Executed::Maybe, lost_body), Cause::Unknown),
        _ => ("a response", Executed::Maybe, Cause::Unknown),
    };
    Failure::new(ErrorKind::APITimeoutError, phase, executed, cause, format!("timed out waiting for {waiting}"))
}

/// A body that is not what its coding says.
pub(super) fn corrupt(status: StatusCode) -> Failure {
    let detail = "the gzip of the response is corrupt or cut off".to_owned();
    Failure::new(ErrorKind::APIConnectionError, Phase::Body, lost_body(status), Cause::Unknown, detail)
}

pub(super) fn too_large(limit: usize) -> Failure {
    let detail = format!("the response is larger than {limit} bytes");
    Failure::new(ErrorKind::ResponseTooLargeError, Phase::Body, Executed::Yes, Cause::Final, detail)
}

/// The failure of an attempt that ended without a complete response. `status` is that of the response whose head arrived.
pub(super) fn classify_error(error: reqwest::Error, status: Option<StatusCode>) -> Failure {
    // The URL holds the query.
    let error = error.without_url();
    let detail = escape_control(&error_chain(&error));
    let connection =
        |phase, executed, cause, detail| Failure::new(ErrorKind::APIConnectionError, phase, executed, cause, detail);
    if error.is_connect() {
        if find_cause::<rustls::Error>(&error).is_some() {
            return Failure::new(ErrorKind::TLSError, Phase::Connect, Executed::No, Cause::Final, detail);
        }
        if error.is_timeout() {
            return timed_out(Phase::Connect, None);
        }
        // The library's error has no type for it: the proxy wants a password (407).
        let cause = if detail.contains("proxy auth") { Cause::Final } else { Cause::NotSent };
        return connection(Phase::Connect, Executed::No, cause, detail);
    }
    match status {
        Some(status) => connection(Phase::Body, lost_body(status), Cause::Unknown, detail),
        None if error.is_builder() => {
            Failure::new(ErrorKind::InternalError, Phase::Local, Executed::No, Cause::Final, detail)
        }
        None if find_cause::<h2::Error>(&error).is_some_and(is_refused_stream) => {
            connection(Phase::Send, Executed::No, Cause::NotSent, detail)
        }
        None => connection(Phase::Head, Executed::Maybe, Cause::Unknown, detail),
    }
}

/// Whether the server says that it did not process the request (RFC 9113 8.7).
fn is_refused_stream(error: &h2::Error) -> bool {
    let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
    let going = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
    error.is_remote() && (refused || going)
}

/// The failure of an attempt whose complete response has an error status.
pub(super) fn error_from_response(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Failure {
    let after = retry_after(headers, SystemTime::now());
    let kind = Error::kind_of_status(status);
    let executed = match status.as_u16() {
        300..=499 => Executed::No,
        _ => Executed::Maybe,
    };
    let host = headers.get(LOCATION).and_then(|location| Url::parse(location.to_str().ok()?).ok());
    let host = host.and_then(|url| url.host_str().map(str::to_owned));
    let messages = if kind == ErrorKind::RedirectError { Vec::new() } else { server_messages::messages(body) };
    let detail = match (&kind, &host) {
        (ErrorKind::RedirectError, Some(host)) => {
            format!("redirected to {host}; redirects are not followed")
        }
        (ErrorKind::RedirectError, None) => "redirected; redirects are not followed".to_owned(),
        _ => server_messages::summary(&messages, body),
    };
    let cause = Cause::Status(status.as_u16(), after);
    let mut failure = Failure::new(kind, Phase::Response, executed, cause, detail).with_response(status, headers);
    failure.error = failure.error.with(|error| {
        error.messages = messages;
        error.retry_after = after;
        error.redirect_host = host;
        error.body = Some(String::from_utf8_lossy(body).into_owned());
    });
    failure
}

/// The failure of an attempt whose response has an error status and whose body was `lost`.
pub(super) fn error_without_body(status: StatusCode, headers: &HeaderMap, lost: Failure) -> Failure {
    let mut failure = error_from_response(status, headers, &[]);
    failure.response_lost = true;
    failure.error = failure.error.with(|error| {
        (error.phase, error.body) = (Phase::Body, None);
        if error.kind != ErrorKind::RedirectError {
            error.detail = format!("the body of the response is missing: {}", lost.error.detail);
        }
    });
    failure
}

/// The failure of an attempt whose response has an error status and a body that cannot be read, and why.
pub(super) fn error_from_unreadable(status: StatusCode, headers: &HeaderMap, why: Option<String>) -> Failure {
    let mut failure = error_from_response(status, headers, &[]);
    failure.error = failure.error.with(|error| {
        error.body = None;
        if let Some(why) = why.filter(|_| error.kind != ErrorKind::RedirectError) {
            error.detail = why;
        }
    });
    failure
}

/// The id that the server gave the request, in any of the usual headers.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    ["x-request-id", "request-id", "x-correlation-id", "traceparent"].iter().find_map(|name| {
        let value = headers.get(*name)?.as_bytes().escape_ascii().to_string();
        Some(value.chars().take(200).collect())
    })
}

/// An error and its causes, as one line.
pub(super) fn error_chain(error: &dyn StdError) -> String {
    let mut texts = vec![error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        let text = error.to_string();
        // Wrappers often repeat what they wrap.
        if texts.last().is_none_or(|last| !last.contains(&text)) {
            texts.push(text);
        }
        source = error.source();
    }
    texts.join(": ")
}

/// The error of type `T` among an error and its causes.
fn find_cause<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        let found = error.downcast_ref::<T>().or_else(|| {
            let inner = error.downcast_ref::<std::io::Error>()?.get_ref()?;
            find_cause::<T>(inner)
        });
        if found.is_some() {
            return found;
        }
        next = error.source();
    }
    None
}
