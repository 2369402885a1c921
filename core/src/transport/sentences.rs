//! One sentence for each way in which an attempt can end without a response. What the libraries reported is the cause of
//! the error; it is no part of these sentences.

use std::error::Error as StdError;
use std::io::{self, ErrorKind as Io};

use reqwest::{StatusCode, Url};

use super::causes::find_cause;
use super::tls_reason::tls_reason;
use crate::config::Config;
use crate::error::{Phase, escape_control};

/// What a connection leads to, and through what.
pub(super) struct Route<'a> {
    pub(super) url: &'a Url,
    proxy: Option<&'a Url>,
    config: &'a Config,
}

impl<'a> Route<'a> {
    pub(super) fn new(url: &'a Url, config: &'a Config) -> Self {
        Self { url, proxy: config.proxy.as_ref(), config }
    }

    /// Host of the server.
    fn server(&self) -> &str {
        self.url.host_str().unwrap_or("the server")
    }

    /// The peer of the TCP connection, without and with its port.
    pub(super) fn peer(&self) -> (String, String) {
        let (role, url) = self.proxy.map_or(("", self.url), |proxy| ("the proxy ", proxy));
        let host = url.host_str().unwrap_or("the server");
        let port = url.port_or_known_default().map(|port| format!(":{port}")).unwrap_or_default();
        (format!("{role}{host}"), format!("{role}{host}{port}"))
    }

    /// An attempt whose time was over.
    pub(super) fn timed_out(&self, phase: Phase) -> String {
        match phase {
            Phase::Connect if self.proxy.is_some() => {
                format!("timed out connecting to {} through {}", self.server(), self.peer().1)
            }
            Phase::Connect => format!("timed out connecting to {}", self.peer().1),
            Phase::Send => format!("timed out waiting for {} to take the request", self.server()),
            Phase::Body => format!("timed out waiting for the rest of the response of {}", self.server()),
            _ => format!("timed out waiting for a response of {}", self.server()),
        }
    }

    /// A connection that was not established; `error` is not one of TLS.
    pub(super) fn not_connected(&self, error: &(dyn StdError + 'static), chain: &str) -> String {
        let (host, peer) = self.peer();
        // The library has no public type for these.
        if chain.contains("dns error") {
            return format!("could not resolve {host} (name lookup failed)");
        }
        if chain.contains("tunnel error") && !chain.contains("underlying connection") {
            return format!("{peer} did not open a tunnel to {}", self.server());
        }
        let reason = find_cause::<io::Error>(error).and_then(reason).map(|why| format!(" ({why})"));
        format!("could not connect to {peer}{}", reason.unwrap_or_default())
    }

    /// A TLS handshake that failed.
    pub(super) fn tls(&self, error: &rustls::Error) -> String {
        let reason = tls_reason(error, self.config.style, self.config.client_cert.is_some());
        escape_control(&format!("the TLS handshake with {} failed: {reason}", self.server()))
    }

    /// What follows the sentence of a connection that broke, if the peer had asked for a certificate of the client.
    pub(super) fn wants_client(&self) -> String {
        let option = self.config.style.name("client_cert");
        let what = match &self.config.client_cert {
            Some(_) => format!("the one in {option} may be refused"),
            None => format!("{option} gives one"),
        };
        format!("; a certificate of the client was asked for: {what}")
    }

    /// A connection that broke after the request went out; `status` is that of the response that had begun.
    pub(super) fn broken(&self, error: &(dyn StdError + 'static), status: Option<StatusCode>) -> String {
        let host = self.server();
        let connection = find_cause::<hyper::Error>(error);
        let stream = find_cause::<h2::Error>(error);
        if let Some(why) = connection.and_then(|error| unreadable(&error.to_string())) {
            return format!("the response of {host} cannot be read: {why}");
        }
        if let Some(why) = stream.and_then(|error| self.broken_stream(error)) {
            return why;
        }
        if connection.is_some_and(hyper::Error::is_timeout) {
            return format!("{host} fell silent: it did not answer a ping (HTTP/2)");
        }
        let system = stream.and_then(h2::Error::get_io).or_else(|| find_cause::<io::Error>(error));
        let how = match system.map(io::Error::kind) {
            Some(Io::ConnectionReset | Io::ConnectionAborted) => "was reset",
            Some(Io::BrokenPipe) if stream.is_none() => "was reset",
            Some(Io::UnexpectedEof | Io::BrokenPipe) => "was closed",
            Some(Io::InvalidInput | Io::InvalidData) if status.is_some() => {
                return format!("the response of {host} cannot be read: the size of a chunk is not one");
            }
            _ if connection.is_some_and(|error| error.is_incomplete_message() || error.is_canceled()) => "was closed",
            _ => "broke",
        };
        match status {
            Some(_) => format!("the connection to {host} {how} before the response was complete"),
            None => format!("the connection to {host} {how} before a response came"),
        }
    }

    /// How a stream of HTTP/2 ended, unless the connection broke.
    fn broken_stream(&self, error: &h2::Error) -> Option<String> {
        let (host, reason) = (self.server(), error.reason()?);
        let what = if error.is_reset() { "the request" } else { "the connection" };
        Some(if error.is_remote() {
            format!("{host} ended {what} with {reason:?} (HTTP/2)")
        } else {
            format!("what {host} sent breaks the rules of HTTP/2 ({reason:?})")
        })
    }

    /// A stream of HTTP/2 that the server did not process, as it said.
    pub(super) fn refused_stream(&self) -> String {
        format!("{} refused the request unprocessed (HTTP/2)", self.server())
    }
}

/// What the HTTP library finds wrong with a response of HTTP/1.1, and our words for it. It has no public type for these.
const UNREADABLE: &[(&str, &str)] = &[
    ("invalid HTTP version parsed", "it begins with neither HTTP/1.1 nor HTTP/1.0"),
    ("invalid HTTP status-code parsed", "its status is not a number from 100 to 999"),
    (
        "invalid HTTP header parsed",
        "a header has no colon, goes on in the next line, or holds a character that HTTP does not allow",
    ),
    ("invalid content-length parsed", "its Content-Length is not one number"),
    ("unexpected transfer-encoding parsed", "it is one of HTTP/1.0, and has a Transfer-Encoding"),
    ("message head is too large", "it has more than 100 headers, or a head of more than 408 KiB"),
    ("received unexpected message from connection", "it came before the request"),
];

fn unreadable(told: &str) -> Option<&'static str> {
    UNREADABLE.iter().find(|(words, _)| told.starts_with(words)).map(|(_, why)| *why)
}

/// Why the system did not open a connection.
fn reason(error: &io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        Io::ConnectionRefused => "connection refused",
        Io::ConnectionReset | Io::ConnectionAborted => "connection reset",
        Io::UnexpectedEof => "connection closed",
        Io::HostUnreachable => "host unreachable",
        Io::NetworkUnreachable | Io::NetworkDown => "network unreachable",
        Io::AddrNotAvailable => "no local address or port is free",
        Io::PermissionDenied => "not permitted by this system",
        Io::TimedOut => "timed out",
        _ => match error.raw_os_error() {
            // EMFILE and ENFILE, WSAEMFILE.
            Some(23 | 24 | 10024) => "too many open files",
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::config::builder::Builder;
    use crate::schema::NameStyle;

    #[test]
    fn each_reason_of_the_system_has_its_words() {
        for (kinds, words) in [
            (vec![Io::ConnectionRefused], "connection refused"),
            (vec![Io::ConnectionReset, Io::ConnectionAborted], "connection reset"),
            (vec![Io::UnexpectedEof], "connection closed"),
            (vec![Io::HostUnreachable], "host unreachable"),
            (vec![Io::NetworkUnreachable, Io::NetworkDown], "network unreachable"),
            (vec![Io::AddrNotAvailable], "no local address or port is free"),
            (vec![Io::PermissionDenied], "not permitted by this system"),
            (vec![Io::TimedOut], "timed out"),
        ] {
            assert!(kinds.into_iter().all(|kind| reason(&kind.into()) == Some(words)), "{words}");
        }
        let told = [23, 24, 25].map(|number| reason(&io::Error::from_raw_os_error(number)).is_some());
        assert_eq!(told, [true, true, false]);
        assert_eq!(reason(&io::Error::other("of the library")), None);
    }

    #[test]
    fn a_route_names_its_peer_and_the_certificate_that_was_asked_for() {
        let config = |proxy: &str| {
            let text = format!(r#"{{"baseUrl":"https://api.example","apiToken":"token"{proxy}}}"#);
            Builder::from_json(&text, NameStyle::Camel).unwrap().environment(HashMap::new()).resolve().unwrap()
        };
        let url = Url::parse("https://api.example/v4/agents").unwrap();
        let (direct, proxied) = (config(""), config(r#","proxy":"http://proxy.example:8080""#));
        let (direct, proxied) = (Route::new(&url, &direct), Route::new(&url, &proxied));
        assert_eq!(direct.peer(), ("api.example".to_owned(), "api.example:443".to_owned()));
        assert_eq!(proxied.peer(), ("the proxy proxy.example".to_owned(), "the proxy proxy.example:8080".to_owned()));
        assert_eq!(direct.wants_client(), "; a certificate of the client was asked for: clientCert gives one");
        for (phase, without, with) in [
            (
                Phase::Connect,
                "connecting to api.example:443",
                "connecting to api.example through the proxy proxy.example:8080",
            ),
            (Phase::Send, "waiting for api.example to take the request", "waiting for api.example to take the request"),
            (Phase::Head, "waiting for a response of api.example", "waiting for a response of api.example"),
            (
                Phase::Body,
                "waiting for the rest of the response of api.example",
                "waiting for the rest of the response of api.example",
            ),
        ] {
            assert_eq!(direct.timed_out(phase), format!("timed out {without}"));
            assert_eq!(proxied.timed_out(phase), format!("timed out {with}"));
        }
    }
}
