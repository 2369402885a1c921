//! What stands in a certificate (RFC 5280 4.1), as far as the TLS library does not tell it.

use std::time::Duration;

use der::asn1::{GeneralizedTime, UtcTime};
use der::{AnyRef, Decode as _, Encode as _, Reader as _, SliceReader, Tag, Tagged as _};
use rustls::pki_types::UnixTime;

/// The identifiers of two extensions, as they are encoded: 2.5.29.15 and 2.5.29.19.
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];

/// The bit of `keyUsage` that lets a certificate sign others, in its first byte.
const KEY_CERT_SIGN: u8 = 0x04;

/// From when to when a certificate is valid: the third sequence of its fields, after the algorithm of the signature and the
/// issuer.
pub(crate) fn validity(certificate: &[u8]) -> der::Result<(UnixTime, UnixTime)> {
    let mut sequences = fields(certificate)?.into_iter().filter(|field| field.tag() == Tag::Sequence);
    let validity = sequences.nth(2).ok_or(der::ErrorKind::Failed)?;
    let mut times = SliceReader::new(validity.value())?;
    Ok((time(&mut times)?, time(&mut times)?))
}

/// The key of a certificate, as a `SubjectPublicKeyInfo`: the fifth sequence of its fields, whatever its version.
pub(super) fn public_key(certificate: &[u8]) -> der::Result<Vec<u8>> {
    let mut sequences = fields(certificate)?.into_iter().filter(|field| field.tag() == Tag::Sequence);
    sequences.nth(4).ok_or(der::ErrorKind::Failed)?.to_der()
}

fn time(reader: &mut SliceReader<'_>) -> der::Result<UnixTime> {
    let since_epoch: Duration = match Tag::peek(reader)? {
        Tag::UtcTime => UtcTime::decode(reader)?.to_unix_duration(),
        _ => GeneralizedTime::decode(reader)?.to_unix_duration(),
    };
    Ok(UnixTime::since_unix_epoch(since_epoch))
}

/// Whether a certificate may issue others, by its extensions (RFC 5280 4.2.1.3 and 4.2.1.9). One of version 1 has none, and
/// may. What cannot be read is left to the verifier.
pub(crate) fn may_issue(certificate: &[u8]) -> bool {
    extensions(certificate).map_or(true, |extensions| {
        let value = |wanted: &[u8]| {
            let content = extensions.iter().find(|(name, _)| *name == wanted).map(|(_, content)| *content)?;
            AnyRef::from_der(content).ok().map(|value| value.value())
        };
        let signs = value(KEY_USAGE).map(|usage| usage.get(1).is_some_and(|bits| bits & KEY_CERT_SIGN != 0));
        match (value(BASIC_CONSTRAINTS), signs) {
            (Some(constraints), signs) => is_authority(constraints) && signs != Some(false),
            (None, Some(signs)) => signs,
            (None, None) => extensions.is_empty(),
        }
    })
}

/// Whether the first member of `basicConstraints` is true; it is left out where it is false.
fn is_authority(constraints: &[u8]) -> bool {
    let first = elements(constraints).ok().and_then(|members| members.first().copied());
    first.is_some_and(|first| first.tag() == Tag::Boolean && first.value() != [0])
}

/// The identifier of each extension, and the bytes of its content.
fn extensions(certificate: &[u8]) -> der::Result<Vec<(&[u8], &[u8])>> {
    let fields = fields(certificate)?;
    let is_list =
        |field: &AnyRef<'_>| matches!(field.tag(), Tag::ContextSpecific { number, .. } if number.value() == 3);
    let Some(field) = fields.into_iter().find(is_list) else { return Ok(Vec::new()) };
    let list = AnyRef::from_der(field.value())?;
    let extensions = elements(list.value())?.into_iter();
    let parts = extensions.map(|extension| elements(extension.value()));
    parts
        .map(|parts| match parts?.as_slice() {
            [name, .., content] => Ok((name.value(), content.value())),
            _ => Err(der::ErrorKind::Failed.into()),
        })
        .collect()
}

/// The fields of a certificate: those that its issuer has signed.
fn fields(certificate: &[u8]) -> der::Result<Vec<AnyRef<'_>>> {
    let certificate = AnyRef::from_der(certificate)?;
    let signed = AnyRef::decode(&mut SliceReader::new(certificate.value())?)?;
    elements(signed.value())
}

fn elements(content: &[u8]) -> der::Result<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(content)?;
    let mut found = Vec::new();
    while !reader.is_finished() {
        found.push(AnyRef::decode(&mut reader)?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEQUENCE: u8 = 0x30;
    const UTC_TIME: u8 = 0x17;
    const GENERALIZED_TIME: u8 = 0x18;
    /// `[3]`, under which the extensions stand.
    const EXTENSIONS: u8 = 0xa3;

    fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    }

    /// An extension, whose value is in an OCTET STRING.
    fn extension(name: &[u8], value: &[u8]) -> Vec<u8> {
        tlv(SEQUENCE, &[tlv(6, name), tlv(4, value)].concat())
    }

    fn key_usage(bits: &[u8]) -> Vec<u8> {
        extension(KEY_USAGE, &tlv(3, &[&[0], bits].concat()))
    }

    fn basic_constraints(content: &[u8]) -> Vec<u8> {
        extension(BASIC_CONSTRAINTS, &tlv(SEQUENCE, content))
    }

    /// A certificate with these times and these extensions, and as little else as may be.
    fn certificate(times: [(u8, &[u8]); 2], extensions: Option<&[Vec<u8>]>) -> Vec<u8> {
        let (serial, algorithm, issuer) = (tlv(2, &[1]), tlv(SEQUENCE, &[1, 1, 0]), tlv(SEQUENCE, &[]));
        let validity = tlv(SEQUENCE, &times.map(|(tag, text)| tlv(tag, text)).concat());
        let extensions = extensions.map(|all| tlv(EXTENSIONS, &tlv(SEQUENCE, &all.concat()))).unwrap_or_default();
        let signed = [serial, algorithm, issuer, validity, tlv(SEQUENCE, &[]), extensions].concat();
        tlv(SEQUENCE, &[tlv(SEQUENCE, &signed), tlv(SEQUENCE, &[])].concat())
    }

    const TIMES: [(u8, &[u8]); 2] = [(UTC_TIME, b"700101000001Z"), (GENERALIZED_TIME, b"20500101000000Z")];

    #[test]
    fn the_third_sequence_says_from_when_to_when() {
        let (from, to) = validity(&certificate(TIMES, None)).unwrap();
        assert_eq!((from.as_secs(), to.as_secs()), (1, 2_524_608_000));
        assert!(validity(&certificate([(UTC_TIME, b"x"), TIMES[1]], None)).is_err());
        assert!(validity(b"no certificate").is_err());
    }

    #[test]
    fn who_may_issue_says_so_in_its_extensions() {
        let may = |extensions: Option<&[Vec<u8>]>| may_issue(&certificate(TIMES, extensions));
        let (yes, no) = (basic_constraints(&tlv(1, &[0xff])), basic_constraints(&tlv(1, &[0])));
        let (signs, encrypts) = (key_usage(&[0x06]), key_usage(&[0xfb, 0xff]));
        let other = extension(&[0x55, 0x1d, 0x0e], &tlv(4, &[KEY_CERT_SIGN, KEY_CERT_SIGN]));
        for (extensions, expected) in [
            (None, true),
            (Some(vec![]), true),
            (Some(vec![other.clone()]), false),
            (Some(vec![yes.clone()]), true),
            (Some(vec![other.clone(), yes.clone()]), true),
            (Some(vec![no.clone()]), false),
            (Some(vec![basic_constraints(&[])]), false),
            (Some(vec![basic_constraints(&tlv(2, &[1]))]), false),
            (Some(vec![yes.clone(), signs.clone()]), true),
            (Some(vec![encrypts.clone(), yes.clone()]), false),
            (Some(vec![yes, key_usage(&[])]), false),
            (Some(vec![no, signs.clone()]), false),
            (Some(vec![signs, other.clone()]), true),
            (Some(vec![encrypts, other]), false),
        ] {
            assert_eq!(may(extensions.as_deref()), expected, "{extensions:02x?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_left_to_the_verifier() {
        assert!(may_issue(b"no certificate"));
        assert!(extensions(&certificate(TIMES, Some(&[tlv(SEQUENCE, &[])]))).is_err());
        assert!(may_issue(&certificate(TIMES, Some(&[tlv(SEQUENCE, &[])]))));
    }
}
