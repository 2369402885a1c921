//! The certificate and key with which a client proves who it is.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::certificates::{pem_error, read_pem};
use super::x509::public_key;

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
        let Some(own) = chain.first() else {
            return Err("no certificate in it; expected a PEM file of a certificate and its key".to_owned());
        };
        let key = match PrivateKeyDer::from_pem_slice(text) {
            Ok(key) => key,
            Err(pem::Error::NoItemsFound) => {
                return Err("no key in it; expected a PEM file of a certificate and its key".to_owned());
            }
            Err(error) => return Err(pem_error(&error)),
        };
        let key = provider.key_provider.load_private_key(key);
        let key = key.map_err(|_| "its key cannot be used; expected RSA, ECDSA or Ed25519")?;
        // The library reads certificates of X.509 version 3 only. The server reads this one, and may take version 1.
        let certified = public_key(own).map_err(|_| "its first certificate cannot be read")?;
        if key.public_key().is_some_and(|key| key.as_ref() != certified) {
            return Err("its key does not belong to its first certificate".to_owned());
        }
        Ok(Self(Arc::new(CertifiedKey::new(chain, key))))
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
