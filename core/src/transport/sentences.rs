//! One sentence for each way in which an attempt can end without a response. What the libraries reported is the cause of
//! the error; it is no part of these sentences.

use std::error::Error as StdError;
use std::io::{self, ErrorKind as Io};

use reqwest::{StatusCode, Url};
use rustls::CertificateError;

use super::causes::find_cause;
use crate::config::Config;
use crate::error::Phase;

/// What a connection leads to, and through what.
pub(super) struct Route<'a> {
    pub(super) url: &'a Url,
    proxy: Option<&'a Url>,
}

impl<'a> Route<'a> {
    pub(super) fn new(url: &'a Url, config: &'a Config) -> Self {
        Self { url, proxy: config.proxy.as_ref() }
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
        format!("the TLS handshake with {} failed: {}", self.server(), tls_reason(error))
    }

    /// A connection that broke after the request went out; `status` is that of the response that had begun.
    pub(super) fn broken(&self, error: &(dyn StdError + 'static), status: Option<StatusCode>) -> String {
        let host = self.server();
        let connection = find_cause::<hyper::Error>(error);
        let is_parse = connection.is_some_and(hyper::Error::is_parse);
        let how = match find_cause::<io::Error>(error).map(io::Error::kind) {
            Some(Io::ConnectionReset | Io::ConnectionAborted | Io::BrokenPipe) => "was reset",
            Some(Io::UnexpectedEof) => "was closed",
            _ if connection.is_some_and(hyper::Error::is_incomplete_message) => "was closed",
            _ => "broke",
        };
        match status {
            Some(_) => format!("the connection to {host} {how} before the response was complete"),
            None if is_parse => format!("what {host} sent is not an HTTP response"),
            None => format!("the connection to {host} {how} before a response came"),
        }
    }

    /// A stream of HTTP/2 that the server did not process, as it said.
    pub(super) fn refused_stream(&self) -> String {
        format!("{} refused the request unprocessed (HTTP/2)", self.server())
    }
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

fn tls_reason(error: &rustls::Error) -> &'static str {
    use CertificateError as Certificate;
    use rustls::Error as Tls;
    match error {
        Tls::InvalidCertificate(Certificate::Expired | Certificate::ExpiredContext { .. }) => {
            "its certificate has expired"
        }
        Tls::InvalidCertificate(Certificate::NotValidYet | Certificate::NotValidYetContext { .. }) => {
            "its certificate is not valid yet"
        }
        Tls::InvalidCertificate(Certificate::NotValidForName | Certificate::NotValidForNameContext { .. }) => {
            "its certificate is for another name"
        }
        Tls::InvalidCertificate(Certificate::UnknownIssuer) => {
            "its certificate was issued by nobody who is trusted here"
        }
        Tls::InvalidCertificate(Certificate::Revoked) => "its certificate is revoked",
        Tls::InvalidCertificate(_) => "its certificate is not valid",
        Tls::AlertReceived(_) => "the server ended it with an alert",
        Tls::PeerIncompatible(_) => "no version or cipher suite in common",
        Tls::InvalidMessage(_) => "what it sent is not TLS",
        _ => "it did not follow the protocol",
    }
}
