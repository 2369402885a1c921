//! The certificate and key with which a client proves who it is.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{Error, InconsistentKeys};

use super::certificates::{pem_error, read_pem};

/// A certificate, those of the authorities between it and the server's, and its key.
#[derive(Clone)]
pub(crate) struct ClientCert(pub Arc<CertifiedKey>);

impl std::fmt::Debug for ClientCert {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientCert(..)")
    }
}

impl ClientCert {
    /// Reads a PEM file. Errors name `option` and the file, never what stands there.
    pub(crate) fn read(option: &str, path: &Path, provider: &CryptoProvider) -> Result<Self, String> {
        let read = read_pem(path).and_then(|pem| Self::parse(&pem, provider));
        read.map_err(|why| format!("{option} {}: {why}", path.display()))
    }

    fn parse(text: &[u8], provider: &CryptoProvider) -> Result<Self, String> {
        if is_encrypted(text) {
            return Err("its key is encrypted; `openssl pkey` writes one that is not".to_owned());
        }
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text).collect();
        let chain = chain.map_err(|error| pem_error(&error))?;
        if chain.is_empty() {
            return Err("no certificate in it; expected a PEM file of a certificate and its key".to_owned());
        }
        let key = match PrivateKeyDer::from_pem_slice(text) {
            Ok(key) => key,
            Err(pem::Error::NoItemsFound) => {
                return Err("no key in it; expected a PEM file of a certificate and its key".to_owned());
            }
            Err(error) => return Err(pem_error(&error)),
        };
        let made = CertifiedKey::from_der(chain, key, provider).map_err(|error| match error {
            Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                "its key does not belong to its first certificate"
            }
            Error::InvalidCertificate(_) => "its first certificate cannot be read",
            _ => "its key cannot be used; expected RSA, ECDSA or Ed25519",
        })?;
        Ok(Self(Arc::new(made)))
    }
}

/// Whether the text has an encrypted key, in the form of PKCS #8 or in OpenSSL's old one.
fn is_encrypted(text: &[u8]) -> bool {
    let contains = |part: &[u8]| text.windows(part.len()).any(|window| window == part);
    contains(b"BEGIN ENCRYPTED PRIVATE KEY") || contains(b"Proc-Type: 4,ENCRYPTED")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::crypto::crypto_provider;

    const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    /// Of Ed25519, all zeros.
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\
                       -----END PRIVATE KEY-----\n";

    #[test]
    fn what_is_wrong_with_a_file_is_told_and_nothing_of_it_is_shown() {
        let parse = |text: &str| ClientCert::parse(text.as_bytes(), &crypto_provider()).unwrap_err();
        assert_eq!(parse(&format!("{CERTIFICATE}{KEY}")), "its first certificate cannot be read");
        assert!(parse(KEY).starts_with("no certificate in it"));
        assert!(parse(CERTIFICATE).starts_with("no key in it"));
        let encrypted = KEY.replace("PRIVATE", "ENCRYPTED PRIVATE");
        assert!(parse(&format!("{CERTIFICATE}{encrypted}")).starts_with("its key is encrypted"));
        let unknown = KEY.replace("MC4CAQAwBQYDK2Vw", "MC4CAQAwBQYDK2Vx");
        assert!(parse(&format!("{CERTIFICATE}{unknown}")).starts_with("its key cannot be used"));
        let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap();
        let key = crypto_provider().key_provider.load_private_key(key).unwrap();
        let own = ClientCert(Arc::new(CertifiedKey::new(Vec::new(), key)));
        assert_eq!(format!("{own:?}"), "ClientCert(..)");
    }
}
