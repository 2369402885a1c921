//! Certificates in PEM files.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// The certificates in a PEM text.
pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(|error| error.to_string())
}

/// The text of a PEM file that holds at least one certificate. Errors name the option and the file.
pub(crate) fn read_certificates(option: &str, path: &str) -> Result<Vec<u8>, String> {
    let pem = std::fs::read(path).map_err(|error| format!("{option} {path}: {error}"))?;
    match certificates(&pem) {
        Ok(found) if !found.is_empty() => Ok(pem),
        Ok(_) => Err(format!("{option} {path}: no certificate in it; expected a PEM file")),
        Err(error) => Err(format!("{option} {path}: {error}")),
    }
}
