//! The TLS configuration.

use std::sync::Arc;

use crate::config::Config;
use crate::config::certificates::certificates;

/// TLS 1.2 or newer, with the trust store of the system and the certificates of `ca_bundle`.
pub(super) fn tls_config(config: &Config) -> Result<rustls::ClientConfig, String> {
    let text = |error: rustls::Error| error.to_string();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(text)?;
    if config.base_url.scheme() == "http" {
        // The configuration is not used, and reading the trust store would cost more than a call.
        return Ok(builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth());
    }
    let extra = certificates(&config.ca_bundle)?;
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(extra, provider).map_err(text)?;
    // The method is called dangerous because any verifier can be given; this one is the platform's.
    let mut tls = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
}
