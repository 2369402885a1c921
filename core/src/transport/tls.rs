//! The TLS configuration.

use std::sync::Arc;

use super::client_auth::ClientAuth;
use super::verifier::Verifier;
use crate::config::Config;
use crate::config::crypto::crypto_provider;

/// TLS 1.2 or newer, with what the client trusts, and its own certificate if it has one.
pub(super) fn tls_config(config: &Config, own: Arc<ClientAuth>) -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = crypto_provider();
    let builder =
        rustls::ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()?;
    if config.base_url.scheme() == "http" {
        // The configuration is not used, and reading the trust store would cost more than a call.
        return Ok(builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth());
    }
    let verifier = Verifier::new(config.trust.clone(), provider)?;
    // The method is called dangerous because any verifier can be given; this one asks the library's or the system's.
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    let mut tls = builder.with_client_cert_resolver(own);
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
}
