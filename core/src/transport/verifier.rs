//! Verifies the certificate of a server.

use std::sync::Arc;
use std::time::Duration;

use der::asn1::{GeneralizedTime, UtcTime};
use der::{AnyRef, Decode as _, SliceReader, Tag, Tagged as _};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use crate::config::trust::Trust;

/// Asks the system's verifier, or that of the TLS library. What both refuse is a server's own certificate that is marked as
/// that of an authority, as `openssl req -x509` makes it: if it is trusted byte for byte, it is trusted for its host.
#[derive(Debug)]
pub(super) struct Verifier {
    inner: Arc<dyn ServerCertVerifier>,
    trust: Arc<Trust>,
}

impl Verifier {
    #[cfg(any(windows, target_vendor = "apple"))]
    pub(super) fn new(trust: Arc<Trust>, provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        let named = trust.named().to_vec();
        let inner = rustls_platform_verifier::Verifier::new_with_extra_roots(named, provider)?;
        Ok(Self { inner: Arc::new(inner), trust })
    }

    #[cfg(not(any(windows, target_vendor = "apple")))]
    pub(super) fn new(trust: Arc<Trust>, provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(trust.all().cloned());
        let inner = rustls::client::WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
        Ok(Self { inner: inner.map_err(|error| Error::General(error.to_string()))?, trust })
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
        match self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
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
        self.inner.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// From when to when a certificate is valid (RFC 5280 4.1): the third sequence of its fields, after the algorithm of the
/// signature and the issuer.
fn validity(certificate: &[u8]) -> der::Result<(UnixTime, UnixTime)> {
    let certificate = AnyRef::from_der(certificate)?;
    let fields = AnyRef::decode(&mut SliceReader::new(certificate.value())?)?;
    let mut fields = SliceReader::new(fields.value())?;
    let mut sequences = 0_u8;
    loop {
        let field = AnyRef::decode(&mut fields)?;
        sequences = sequences.saturating_add(u8::from(field.tag() == Tag::Sequence));
        if sequences == 3 {
            let mut times = SliceReader::new(field.value())?;
            return Ok((time(&mut times)?, time(&mut times)?));
        }
    }
}

fn time(reader: &mut SliceReader<'_>) -> der::Result<UnixTime> {
    let since_epoch: Duration = match Tag::peek(reader)? {
        Tag::UtcTime => UtcTime::decode(reader)?.to_unix_duration(),
        _ => GeneralizedTime::decode(reader)?.to_unix_duration(),
    };
    Ok(UnixTime::since_unix_epoch(since_epoch))
}
