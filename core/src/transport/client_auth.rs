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

/// Answers servers that ask for a certificate, and records that one did.
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

    /// Records that the server answered a request: it takes this client as it is.
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

#[cfg(test)]
mod tests {
    use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

    use super::*;
    use crate::config::crypto::crypto_provider;

    /// PKCS #8 around a key of Ed25519, which is all zeros.
    const KEY: &[u8] =
        b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\
                         \0\0\0\0\0\0\0\0\0\0\0\0";

    #[test]
    fn the_certificate_is_in_doubt_from_when_it_was_asked_for_until_the_server_answers() {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(KEY));
        let key = crypto_provider().key_provider.load_private_key(key).unwrap();
        let own = ClientCert(Arc::new(CertifiedKey::new(Vec::new(), key)));
        for own in [None, Some(own)] {
            let auth = ClientAuth::new(own.clone());
            assert!(!auth.is_in_doubt());
            assert_eq!(auth.has_certs(), own.is_some());
            assert_eq!(auth.resolve(&[], &[]).is_some(), own.is_some());
            assert!(auth.is_in_doubt());
            auth.answered();
            assert!(!auth.is_in_doubt());
            let unasked = ClientAuth::new(own);
            unasked.answered();
            assert!(!unasked.is_in_doubt());
        }
    }
}
