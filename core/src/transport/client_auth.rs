//! The client's own certificate, for servers that want one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use reqwest::Url;
use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;
use tokio::io::AsyncReadExt as _;
use tokio::time::{Instant, timeout, timeout_at};

use super::causes::find_cause;
use super::failure::is_refusal;
use super::proxy;
use super::resolver::Resolver;
use super::sentences::Route;
use crate::config::client_cert::ClientCert;

/// Longest time for the question. A server that takes the client says nothing on HTTP/1.1 until this time is over.
const MAX_TIME: Duration = Duration::from_secs(2);

/// Answers servers that ask for a certificate, and remembers that one did.
#[derive(Debug)]
pub(super) struct ClientAuth {
    own: Option<ClientCert>,
    is_wanted: AtomicBool,
    is_answered: AtomicBool,
}

impl ClientAuth {
    pub(super) fn new(own: Option<ClientCert>) -> Self {
        Self { own, is_wanted: AtomicBool::new(false), is_answered: AtomicBool::new(false) }
    }

    /// Remembers that the server answered a request: it takes this client as it is.
    pub(super) fn answered(&self) {
        self.is_answered.store(true, SeqCst);
    }

    /// Whether a connection may have broken because of the client's certificate.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.is_wanted.load(SeqCst) && !self.is_answered.load(SeqCst)
    }
}

impl ResolvesClientCert for ClientAuth {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.is_wanted.store(true, SeqCst);
        self.own.as_ref().map(|own| own.0.clone())
    }

    fn has_certs(&self) -> bool {
        self.own.is_some()
    }
}

/// The alert with which the server refuses this client, if it does. In TLS 1.3 it comes after the client takes the
/// handshake for done; a request that was sent by then can be what the system reports an error of, and the library for
/// HTTP/2 does not tell what it read. Over this connection no request goes.
pub(super) async fn refusal(
    proxy: Option<&Url>,
    route: &Route<'_>,
    tls: &rustls::ClientConfig,
    resolver: &Resolver,
    until: Instant,
) -> Option<rustls::Error> {
    let asking = timeout(MAX_TIME, async {
        let stream = proxy::to_server(proxy, route, tls, resolver).await?;
        let connector = tokio_rustls::TlsConnector::from(Arc::new(tls.clone()));
        let ended = match connector.connect(proxy::server_name(route.url)?, stream).await {
            Ok(mut stream) => stream.read_u8().await.err()?,
            Err(error) => error,
        };
        find_cause(&ended).filter(|error| is_refusal(error)).cloned()
    });
    timeout_at(until, asking).await.ok()?.ok()?
}
