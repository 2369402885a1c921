//! Verifies the certificate of a server.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use crate::config::trust::Trust;
use crate::config::x509::{may_issue, validity};

/// Asks the system's verifier, or that of the TLS library, with those trusted certificates that may issue others. Any
/// certificate that is trusted byte for byte is trusted for its host: a server's own one, which those verifiers refuse if it
/// is marked as that of an authority, as `openssl req -x509` makes it.
#[derive(Debug)]
pub(super) struct Verifier {
    /// `None` where no certificate may issue others.
    inner: Option<Arc<dyn ServerCertVerifier>>,
    trust: Arc<Trust>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    #[cfg(any(windows, target_vendor = "apple"))]
    pub(super) fn new(trust: Arc<Trust>, provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        let algorithms = provider.signature_verification_algorithms;
        let authorities = trust.named().iter().filter(|certificate| may_issue(certificate)).cloned();
        let inner = rustls_platform_verifier::Verifier::new_with_extra_roots(authorities, provider)?;
        Ok(Self { inner: Some(Arc::new(inner)), trust, algorithms })
    }

    #[cfg(not(any(windows, target_vendor = "apple")))]
    pub(super) fn new(trust: Arc<Trust>, provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        use rustls::client::{VerifierBuilderError, WebPkiServerVerifier};
        let algorithms = provider.signature_verification_algorithms;
        let mut roots = rustls::RootCertStore::empty();
        roots.extend(trust.bundled().iter().cloned());
        roots.add_parsable_certificates(trust.all().filter(|certificate| may_issue(certificate)).cloned());
        let inner = match WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build() {
            Ok(inner) => Some(inner as Arc<dyn ServerCertVerifier>),
            Err(VerifierBuilderError::NoRootAnchors) => None,
            Err(error) => return Err(Error::General(error.to_string())),
        };
        Ok(Self { inner, trust, algorithms })
    }

    fn is_trusted_itself(&self, certificate: &CertificateDer<'_>) -> bool {
        #[cfg(any(windows, target_vendor = "apple"))]
        return self.trust.named().contains(certificate);
        #[cfg(not(any(windows, target_vendor = "apple")))]
        self.trust.all().any(|trusted| trusted == certificate)
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = match &self.inner {
            Some(inner) => inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now),
            None => Err(CertificateError::UnknownIssuer.into()),
        };
        match verified {
            Err(_) if self.is_trusted_itself(end_entity) => {
                let (not_before, not_after) = validity(end_entity).map_err(|_| CertificateError::BadEncoding)?;
                if now < not_before {
                    return Err(CertificateError::NotValidYetContext { time: now, not_before }.into());
                }
                if now > not_after {
                    return Err(CertificateError::ExpiredContext { time: now, not_after }.into());
                }
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
