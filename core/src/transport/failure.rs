//! Failed attempts: classifies what the HTTP library and the server report.

use std::sync::Arc;
use std::time::SystemTime;

use reqwest::header::{HeaderMap, HeaderName, LOCATION};
use reqwest::{StatusCode, Url};

use super::causes::{error_chain, find_cause};
use super::sentences::Route;
use super::tls_reason::is_about_client;
use crate::error::server_messages::{self, BodyInfo};
use crate::error::{Error, ErrorKind, Executed, Phase, UnderlyingError, escape_control};
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

    /// `sent` are the headers of the request.
    pub(super) fn with_response(mut self, status: StatusCode, headers: &HeaderMap, sent: &HeaderMap) -> Self {
        self.error = self.error.with(|error| {
            error.status = Some(status.as_u16());
            error.request_id = request_id(headers, sent);
        });
        self
    }
}

pub(super) fn timed_out(route: &Route<'_>, phase: Phase, status: Option<StatusCode>) -> Failure {
    let (executed, cause) = match phase {
        Phase::Connect => (Executed::No, Cause::NotSent),
        Phase::Body => (status.map_or(Executed::Maybe, lost_body), Cause::Unknown),
        _ => (Executed::Maybe, Cause::Unknown),
    };
    Failure::new(ErrorKind::APITimeoutError, phase, executed, cause, route.timed_out(phase))
}

/// A body that is not what its coding says, and how.
pub(super) fn corrupt(status: StatusCode, why: &str) -> Failure {
    let kind = ErrorKind::APIConnectionError;
    Failure::new(kind, Phase::Body, lost_body(status), Cause::Unknown, why.to_owned())
}

pub(super) fn too_large(limit: usize) -> Failure {
    let detail = format!("the response is larger than {limit} bytes");
    Failure::new(ErrorKind::ResponseTooLargeError, Phase::Body, Executed::Yes, Cause::Final, detail)
}

/// The failure of an attempt that ended without a complete response. `status` is that of the response whose head arrived.
pub(super) fn classify_error(error: reqwest::Error, route: &Route<'_>, status: Option<StatusCode>) -> Failure {
    // The URL holds the query.
    let error = error.without_url();
    let chain = escape_control(&error_chain(&error));
    let mut failure = classify(&error, &chain, route, status);
    failure.error = failure.error.with(|error| error.cause = Some(Arc::new(UnderlyingError(chain))));
    failure
}

fn classify(error: &reqwest::Error, chain: &str, route: &Route<'_>, status: Option<StatusCode>) -> Failure {
    let connection =
        |phase, executed, cause, detail| Failure::new(ErrorKind::APIConnectionError, phase, executed, cause, detail);
    if let Some(tls) = find_cause(error).filter(|tls| error.is_connect() || status.is_none() && is_refusal(tls)) {
        return tls_failed(tls, route);
    }
    if error.is_connect() {
        if error.is_timeout() {
            return timed_out(route, Phase::Connect, None);
        }
        // The library's error has no type for it: the proxy wants a password (407).
        let cause = if chain.contains("proxy auth") { Cause::Final } else { Cause::NotSent };
        return connection(Phase::Connect, Executed::No, cause, route.not_connected(error, chain));
    }
    match status {
        Some(received) => connection(Phase::Body, lost_body(received), Cause::Unknown, route.broken(error, status)),
        None if error.is_builder() => {
            let detail = "the HTTP library refused the request".to_owned();
            Failure::new(ErrorKind::InternalError, Phase::Local, Executed::No, Cause::Final, detail)
        }
        None if find_cause::<h2::Error>(error).is_some_and(is_refused_stream) => {
            connection(Phase::Send, Executed::No, Cause::NotSent, route.refused_stream())
        }
        None => connection(Phase::Head, Executed::Maybe, Cause::Unknown, route.broken(error, None)),
    }
}

/// Whether a connection of HTTP/2 was given up because nothing arrived over it, not even the answer to a ping.
pub(super) fn is_ping_unanswered(error: &reqwest::Error) -> bool {
    !error.is_connect() && find_cause::<hyper::Error>(error).is_some_and(hyper::Error::is_timeout)
}

/// A handshake that failed, for either side.
pub(super) fn tls_failed(error: &rustls::Error, route: &Route<'_>) -> Failure {
    Failure::new(ErrorKind::TLSError, Phase::Connect, Executed::No, Cause::Final, route.tls(error))
}

/// Whether the server ended the handshake because of the client's certificate. In TLS 1.3 that comes after the client took
/// it for done, and before the server read a request.
pub(super) fn is_refusal(error: &rustls::Error) -> bool {
    matches!(error, rustls::Error::AlertReceived(alert) if is_about_client(*alert))
}

/// Whether the server says that it did not process the request (RFC 9113 8.7).
fn is_refused_stream(error: &h2::Error) -> bool {
    let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
    let going = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
    error.is_remote() && (refused || going)
}

/// The head of a response with an error status, and the URL and the headers of its request.
#[derive(Clone, Copy)]
pub(super) struct ErrorHead<'a> {
    pub url: &'a Url,
    pub sent: &'a HeaderMap,
    pub status: StatusCode,
    pub headers: &'a HeaderMap,
}

/// The failure of an attempt whose complete response has an error status. `info` tells of the body as it was received.
pub(super) fn error_from_response(head: ErrorHead<'_>, body: &[u8], info: &BodyInfo) -> Failure {
    let ErrorHead { url, sent, status, headers } = head;
    let after = retry_after(headers, SystemTime::now());
    let kind = Error::kind_of_status(status);
    let executed = match status.as_u16() {
        300..=499 => Executed::No,
        _ => Executed::Maybe,
    };
    let (messages, host, detail) = if status.is_redirection() {
        let host = redirect_host(url, headers);
        let detail = redirect_detail(status, host.as_deref());
        (Vec::new(), host, detail)
    } else {
        let messages = server_messages::messages(body);
        let detail = server_messages::summary(&messages, info);
        (messages, None, detail)
    };
    let cause = Cause::Status(status.as_u16(), after);
    let mut failure = Failure::new(kind, Phase::Response, executed, cause, detail).with_response(status, headers, sent);
    failure.error = failure.error.with(|error| {
        error.messages = messages;
        error.retry_after = after;
        error.redirect_host = host;
        error.body = Some(String::from_utf8_lossy(body).into_owned());
    });
    failure
}

/// The failure of an attempt whose response has an error status and whose body was `lost`.
pub(super) fn error_without_body(head: ErrorHead<'_>, lost: &Failure) -> Failure {
    let mut failure = error_from_response(head, &[], &BodyInfo::default());
    failure.response_lost = true;
    failure.error = failure.error.with(|error| {
        (error.phase, error.body) = (Phase::Body, None);
        error.cause.clone_from(&lost.error.cause);
        if error.kind != ErrorKind::RedirectError {
            error.detail = format!("the body of the response is missing: {}", lost.error.detail);
        }
    });
    failure
}

/// The failure of an attempt whose response has an error status and a body that cannot be read, and why.
pub(super) fn error_from_unreadable(head: ErrorHead<'_>, why: Option<String>, info: &BodyInfo) -> Failure {
    let mut failure = error_from_response(head, &[], info);
    failure.error = failure.error.with(|error| {
        error.body = None;
        if let Some(why) = why.filter(|_| error.kind != ErrorKind::RedirectError) {
            error.detail = format!("{why} {info}");
        }
    });
    failure
}

/// Longest name that DNS has, which is all that a message shows of a target.
const MAX_HOST: usize = 253;

/// The host that `Location` names, which may be relative to the URL of the request (RFC 9110 10.2.2).
fn redirect_host(url: &Url, headers: &HeaderMap) -> Option<String> {
    let target = url.join(headers.get(LOCATION)?.to_str().ok()?).ok()?;
    target.host_str().filter(|host| host.len() <= MAX_HOST).map(str::to_owned)
}

/// What a status of 300 to 399 says (RFC 9110 15.4).
fn redirect_detail(status: StatusCode, host: Option<&str>) -> String {
    match (status.as_u16(), host) {
        (304, _) => "the server takes the request for a conditional one, which it is not".to_owned(),
        (305, _) => "the server wants its own proxy to be used, which is not done".to_owned(),
        (300..=303 | 307 | 308, Some(host)) => format!("redirected to {host}; redirects are not followed"),
        (301..=303 | 307 | 308, None) => "redirected without a usable target; redirects are not followed".to_owned(),
        (300, None) => "the server offers several targets, of which none is taken".to_owned(),
        _ => "a status that HTTP does not define".to_owned(),
    }
}

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Headers that name a request, the first that a response has.
static ID_HEADERS: [HeaderName; 4] = [
    HeaderName::from_static("x-request-id"),
    HeaderName::from_static("request-id"),
    HeaderName::from_static("x-correlation-id"),
    TRACEPARENT,
];

/// The id that the server gave the request, in any of the usual headers. A `traceparent` that the request `sent` and the
/// response repeats is none.
pub(crate) fn request_id(headers: &HeaderMap, sent: &HeaderMap) -> Option<String> {
    ID_HEADERS.iter().find_map(|name| {
        let value = headers.get(name)?;
        if *name == TRACEPARENT
            && sent.get(name).is_some_and(|ours| ours.as_bytes().eq_ignore_ascii_case(value.as_bytes()))
        {
            return None;
        }
        let value = value.as_bytes().escape_ascii().to_string();
        Some(value.chars().take(200).collect())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::config::builder::Builder;
    use crate::schema::NameStyle;

    fn status(code: u16) -> StatusCode {
        StatusCode::from_u16(code).unwrap()
    }

    #[test]
    fn a_lost_body_says_what_its_status_says() {
        for (code, executed) in [
            (200, Executed::Yes),
            (299, Executed::Yes),
            (300, Executed::No),
            (404, Executed::No),
            (499, Executed::No),
            (500, Executed::Maybe),
            (599, Executed::Maybe),
        ] {
            let failure = corrupt(status(code), "");
            assert_eq!(failure.error.executed, executed, "{code}");
            assert_eq!((failure.error.phase, failure.response_lost), (Phase::Body, true), "{code}");
        }
        let failure = too_large(9);
        assert_eq!((failure.error.executed, failure.cause), (Executed::Yes, Cause::Final));
        assert!(!failure.error.retryable && !failure.response_lost);
        assert_eq!(failure.error.detail, "the response is larger than 9 bytes");
    }

    #[test]
    fn what_was_executed_when_the_time_was_over_depends_on_the_phase() {
        let text = r#"{"baseUrl":"https://api.example","apiToken":"token"}"#;
        let builder = Builder::from_json(text, NameStyle::Camel).unwrap();
        let config = builder.environment(HashMap::new()).resolve().unwrap();
        let url = Url::parse("https://api.example/v4/agents").unwrap();
        let route = Route::new(&url, &config);
        for (phase, code, executed, cause) in [
            (Phase::Connect, None, Executed::No, Cause::NotSent),
            (Phase::Send, None, Executed::Maybe, Cause::Unknown),
            (Phase::Head, None, Executed::Maybe, Cause::Unknown),
            (Phase::Body, None, Executed::Maybe, Cause::Unknown),
            (Phase::Body, Some(201), Executed::Yes, Cause::Unknown),
            (Phase::Body, Some(404), Executed::No, Cause::Unknown),
        ] {
            let failure = timed_out(&route, phase, code.map(status));
            assert_eq!((failure.error.executed, failure.cause), (executed, cause), "{phase:?} {code:?}");
            assert_eq!(failure.response_lost, cause == Cause::Unknown, "{phase:?} {code:?}");
            assert!(failure.error.retryable && failure.error.is(ErrorKind::APITimeoutError), "{phase:?} {code:?}");
        }
    }

    #[test]
    fn an_error_response_says_what_was_executed_and_where_it_points() {
        let url = Url::parse("https://api.example/v4/agents").unwrap();
        let (sent, mut headers) = (HeaderMap::new(), HeaderMap::new());
        let failed = |code, headers: &HeaderMap, body: &[u8]| {
            let head = ErrorHead { url: &url, sent: &sent, status: status(code), headers };
            error_from_response(head, body, &BodyInfo::default())
        };
        for (code, executed) in [
            (300, Executed::No),
            (400, Executed::No),
            (499, Executed::No),
            (500, Executed::Maybe),
            (600, Executed::Maybe),
        ] {
            let failure = failed(code, &headers, b"{}");
            assert_eq!((failure.error.executed, failure.response_lost), (executed, false), "{code}");
            assert_eq!(failure.cause, Cause::Status(code, None), "{code}");
        }
        let host = "h".repeat(MAX_HOST);
        for (location, expected) in [
            ("/elsewhere", Some("api.example")),
            ("https://other.example/", Some("other.example")),
            (&format!("https://{host}/"), Some(host.as_str())),
            (&format!("https://{host}h/"), None),
        ] {
            headers.insert(LOCATION, location.parse().unwrap());
            let failure = failed(302, &headers, br#"{"messages":["not read"]}"#);
            assert_eq!(failure.error.redirect_host.as_deref(), expected, "{location}");
            assert!(failure.error.messages.is_empty(), "{location}");
        }
    }

    #[test]
    fn a_redirect_is_told_whatever_comes_of_its_body() {
        let url = Url::parse("https://api.example/v4/agents").unwrap();
        let (sent, headers) = (HeaderMap::new(), HeaderMap::new());
        for (code, told) in [(302, true), (500, false)] {
            let head = ErrorHead { url: &url, sent: &sent, status: status(code), headers: &headers };
            let lost = error_without_body(head, &corrupt(status(code), "of the body"));
            let unreadable = error_from_unreadable(head, Some("of the body".to_owned()), &BodyInfo::default());
            for detail in [&lost.error.detail, &unreadable.error.detail] {
                let found = (detail.starts_with("redirected"), detail.contains("of the body"));
                assert_eq!(found, (told, !told), "{detail}");
            }
        }
    }

    #[test]
    fn only_an_alert_about_its_certificate_refuses_the_client() {
        let refuses = |alert| is_refusal(&rustls::Error::AlertReceived(alert));
        assert!(refuses(rustls::AlertDescription::CertificateRequired));
        assert!(!refuses(rustls::AlertDescription::InternalError) && !is_refusal(&rustls::Error::DecryptError));
    }

    #[test]
    fn each_redirect_says_what_it_is() {
        for (code, with, without) in [
            (300, "redirected to h", "the server offers several targets"),
            (301, "redirected to h", "redirected without a usable target"),
            (303, "redirected to h", "redirected without a usable target"),
            (304, "the server takes the request for a conditional", "the server takes the request for a conditional"),
            (305, "the server wants its own proxy", "the server wants its own proxy"),
            (306, "a status that HTTP does not define", "a status that HTTP does not define"),
            (307, "redirected to h", "redirected without a usable target"),
            (308, "redirected to h", "redirected without a usable target"),
            (399, "a status that HTTP does not define", "a status that HTTP does not define"),
        ] {
            let (found, found_without) =
                (redirect_detail(status(code), Some("h")), redirect_detail(status(code), None));
            assert!(found.starts_with(with) && found_without.starts_with(without), "{code}: {found}, {found_without}");
        }
    }

    #[test]
    fn the_id_of_a_request_is_not_the_one_that_was_sent() {
        let headers = |pairs: &[(&'static str, &str)]| -> HeaderMap {
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
        };
        let sent = headers(&[("traceparent", "00-AB-01"), ("x-request-id", "mine")]);
        let long = "i".repeat(201);
        for (answered, expected) in [
            (vec![], None),
            (vec![("x-request-id", "mine")], Some("mine")),
            (vec![("request-id", "b"), ("x-correlation-id", "c")], Some("b")),
            (vec![("traceparent", "00-ab-01")], None),
            (vec![("traceparent", "00-cd-01")], Some("00-cd-01")),
            (vec![("x-correlation-id", long.as_str())], Some(&long[..200])),
        ] {
            let found = request_id(&headers(&answered), &sent);
            assert_eq!(found.as_deref(), expected, "{answered:?}");
        }
    }
}
