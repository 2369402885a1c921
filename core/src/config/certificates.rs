//! Certificates in PEM files, in the forms that OpenSSL reads.

use std::io::Read as _;
use std::path::Path;

use der::{AnyRef, Decode as _, Reader as _, SliceReader, Tag, TagNumber, Tagged as _};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject as _};

/// Most bytes that are read of a file: those of whole systems have a tenth of them.
const MAX_FILE: u64 = 16 << 20;

/// The purposes `serverAuth` and `anyExtendedKeyUsage`, as the values of object identifiers.
const SERVER_PURPOSES: [&[u8]; 2] = [&[0x2b, 6, 1, 5, 5, 7, 3, 1], &[0x55, 0x1d, 0x25, 0]];

const UNREADABLE: &str = "a certificate in it cannot be read";

/// The certificates of a PEM file, at least one. Errors name `option` and the file.
pub(crate) fn read_certificates(option: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let found = read_pem(path).and_then(|pem| certificates(&pem));
    found.map_err(|why| format!("{option} {}: {why}", path.display()))
}

/// The text of a PEM file. Errors do not name it.
pub(super) fn read_pem(path: &Path) -> Result<Vec<u8>, String> {
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    let length = file.take(MAX_FILE).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if u64::try_from(length).is_ok_and(|length| length == MAX_FILE) {
        return Err(format!("larger than {MAX_FILE} bytes; expected a PEM file"));
    }
    Ok(without_mark(bytes))
}

/// The text in UTF-8 without a byte order mark, which tools of Windows write, and which marks UTF-16.
fn without_mark(bytes: Vec<u8>) -> Vec<u8> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
        char::decode_utf16(units).map(|c| c.unwrap_or('?')).collect::<String>().into_bytes()
    };
    match bytes.as_slice() {
        [0xef, 0xbb, 0xbf, rest @ ..] => rest.to_vec(),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => bytes,
    }
}

/// The certificates in a PEM text, at least one. Those that cannot be read are left out, and those that OpenSSL's own form
/// (`TRUSTED CERTIFICATE`) marks as not trusted for servers.
pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let (mut found, mut wrong) = (Vec::new(), None);
    for section in CertificateDer::pem_slice_iter(&plain_labels(pem)) {
        match section.map_err(|error| pem_error(&error)).and_then(|der| usable(&der)) {
            Ok(certificate) if !found.contains(&certificate) => found.push(certificate),
            Ok(_) => {}
            Err(why) => wrong = Some(why),
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    Err(wrong.unwrap_or_else(|| match pem {
        [0x30, 0x82, _, _, 0x02, 0x01, 0x03, ..] => {
            "no certificate in it: the file is PKCS #12; expected PEM, as `openssl pkcs12 -nokeys` writes it".to_owned()
        }
        [0x30, 0x80..=0x84, ..] => {
            "no certificate in it: the file is DER; expected PEM, as `openssl x509 -inform der` writes it".to_owned()
        }
        _ => "no certificate in it; expected a PEM file".to_owned(),
    }))
}

/// The text with the labels of OpenSSL's other forms replaced by the standard one (RFC 7468).
fn plain_labels(pem: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(pem.len());
    for line in pem.split_inclusive(|byte| *byte == b'\n') {
        let label = line.trim_ascii();
        plain.extend_from_slice(match label {
            b"-----BEGIN TRUSTED CERTIFICATE-----" | b"-----BEGIN X509 CERTIFICATE-----" => {
                b"-----BEGIN CERTIFICATE-----\n"
            }
            b"-----END TRUSTED CERTIFICATE-----" | b"-----END X509 CERTIFICATE-----" => b"-----END CERTIFICATE-----\n",
            _ => line,
        });
    }
    plain
}

pub(crate) fn pem_error(error: &pem::Error) -> String {
    match error {
        pem::Error::MissingSectionEnd { .. } => "a section of PEM has no end".to_owned(),
        pem::Error::IllegalSectionStart { .. } => "a line that begins a section of PEM is malformed".to_owned(),
        pem::Error::Base64Decode(_) => "a section of PEM is not base64".to_owned(),
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => "no section of PEM of the kind that is needed".to_owned(),
        _ => "not PEM".to_owned(),
    }
}

/// The certificate, of one with or without OpenSSL's remarks about trust after it.
fn usable(der: &[u8]) -> Result<CertificateDer<'static>, String> {
    let mut reader = SliceReader::new(der).map_err(|_| UNREADABLE)?;
    let certificate = reader.tlv_bytes().map_err(|_| UNREADABLE)?;
    if !reader.is_finished() && !is_for_servers(&mut reader).map_err(|_| UNREADABLE)? {
        return Err("its certificate is marked as not trusted for servers".to_owned());
    }
    let certificate = CertificateDer::from(certificate.to_vec());
    RootCertStore::empty().add(certificate.clone()).map_err(|_| UNREADABLE)?;
    Ok(certificate)
}

/// What `X509_CERT_AUX` of OpenSSL says: a purpose that is rejected is rejected, and where purposes are trusted, no other
/// is.
fn is_for_servers(reader: &mut SliceReader<'_>) -> der::Result<bool> {
    let remarks = AnyRef::decode(reader)?;
    let mut fields = SliceReader::new(remarks.value())?;
    let mut trusted = true;
    while !fields.is_finished() {
        let field = AnyRef::decode(&mut fields)?;
        match field.tag() {
            Tag::Sequence => trusted = names_servers(field.value())?,
            Tag::ContextSpecific { number: TagNumber(0), .. } if names_servers(field.value())? => return Ok(false),
            _ => {}
        }
    }
    Ok(trusted)
}

/// Whether a list of purposes has one for servers.
fn names_servers(purposes: &[u8]) -> der::Result<bool> {
    let mut purposes = SliceReader::new(purposes)?;
    while !purposes.is_finished() {
        if SERVER_PURPOSES.contains(&AnyRef::decode(&mut purposes)?.value()) {
            return Ok(true);
        }
    }
    Ok(false)
}
