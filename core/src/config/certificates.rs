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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_utf_8_is_what_is_left_without_a_mark() {
        for (bytes, text) in [
            (&b"-----"[..], "-----"),
            (b"\xef\xbb\xbf-\xc3\xa9", "-\u{e9}"),
            (b"\xff\xfe-\0\xe9\0", "-\u{e9}"),
            (b"\xfe\xff\0-\0\xe9", "-\u{e9}"),
            (b"\xff\xfe\0\xd8-\0", "?-"),
            (b"\xef\xbb", "\u{fffd}"),
        ] {
            assert_eq!(String::from_utf8_lossy(&without_mark(bytes.to_vec())), text, "{bytes:02x?}");
        }
    }

    #[test]
    fn labels_of_openssl_become_the_standard_one() {
        let standard = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for label in ["TRUSTED CERTIFICATE", "X509 CERTIFICATE", "CERTIFICATE"] {
            for end in ["\n", "\r\n"] {
                let text = format!("x{end}-----BEGIN {label}-----{end}AAAA{end}-----END {label}-----{end}y");
                let plain = String::from_utf8(plain_labels(text.as_bytes())).unwrap();
                assert_eq!(plain.replace("\r\n", "\n"), format!("x\n{standard}y"), "{label}");
            }
        }
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        assert_eq!(plain_labels(key.as_bytes()), key.as_bytes());
    }

    #[test]
    fn what_a_file_is_instead_of_certificates_is_told() {
        let told = |bytes: &[u8]| certificates(bytes).unwrap_err();
        assert!(told(b"\x30\x82\x01\x02\x02\x01\x03\x30").contains("the file is PKCS #12"));
        for bytes in [&b"\x30\x82\x01\x02\x02\x01\x00"[..], b"\x30\x80x", b"\x30\x84x"] {
            assert!(told(bytes).contains("the file is DER"), "{bytes:02x?}");
        }
        for bytes in [&b"\x30\x85x"[..], b"\x30\x7f", b"\x31\x82", b"", b"text"] {
            assert_eq!(told(bytes), "no certificate in it; expected a PEM file", "{bytes:02x?}");
        }
        let section = |content: &str| format!("-----BEGIN CERTIFICATE-----\n{content}\n-----END CERTIFICATE-----\n");
        assert_eq!(told(section("AAAA").as_bytes()), UNREADABLE);
        assert_eq!(told(section("A?A=").as_bytes()), "a section of PEM is not base64");
        assert_eq!(told(b"-----BEGIN CERTIFICATE-----\nAAAA\n"), "a section of PEM has no end");
    }

    #[test]
    fn each_error_of_pem_has_its_words() {
        let io = pem::Error::Io(std::io::Error::other("of the system"));
        for (error, words) in [
            (pem::Error::MissingSectionEnd { end_marker: Vec::new() }, "a section of PEM has no end"),
            (pem::Error::IllegalSectionStart { line: Vec::new() }, "a line that begins a section of PEM is malformed"),
            (pem::Error::Base64Decode("canary".to_owned()), "a section of PEM is not base64"),
            (io, "of the system"),
            (pem::Error::NoItemsFound, "no section of PEM of the kind that is needed"),
            (pem::Error::SectionTooLarge, "not PEM"),
        ] {
            assert_eq!(pem_error(&error), words);
        }
    }

    #[test]
    fn remarks_about_trust_are_for_servers_or_not() {
        let tlv = |tag: u8, content: &[u8]| [&[tag, u8::try_from(content.len()).unwrap()], content].concat();
        let purposes = |tag, all: &[&[u8]]| tlv(tag, &all.iter().flat_map(|value| tlv(6, value)).collect::<Vec<_>>());
        let [server, any] = SERVER_PURPOSES;
        let (other, trusted, rejected, name) = (&[0x2a, 3][..], 0x30, 0xa0, tlv(0x0c, b"alias"));
        for (fields, expected) in [
            (vec![], true),
            (vec![name.clone()], true),
            (vec![purposes(trusted, &[server])], true),
            (vec![purposes(trusted, &[other, any]), name.clone()], true),
            (vec![purposes(trusted, &[other])], false),
            (vec![purposes(trusted, &[])], false),
            (vec![purposes(rejected, &[other])], true),
            (vec![purposes(rejected, &[other, server])], false),
            (vec![purposes(trusted, &[server]), purposes(rejected, &[any])], false),
        ] {
            let remarks = tlv(0x30, &fields.concat());
            let found = is_for_servers(&mut SliceReader::new(&remarks).unwrap());
            assert_eq!(found.ok(), Some(expected), "{fields:02x?}");
        }
    }
}
