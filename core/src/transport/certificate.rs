//! What stands in a certificate (RFC 5280 4.1), as far as the TLS library does not tell it.

use std::time::Duration;

use der::asn1::{GeneralizedTime, UtcTime};
use der::{AnyRef, Decode as _, Reader as _, SliceReader, Tag, Tagged as _};
use rustls::pki_types::UnixTime;

/// The identifiers of two extensions, as they are encoded: 2.5.29.15 and 2.5.29.19.
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];

/// The bit of `keyUsage` that lets a certificate sign others, in its first byte.
const KEY_CERT_SIGN: u8 = 0x04;

/// From when to when a certificate is valid: the third sequence of its fields, after the algorithm of the signature and the
/// issuer.
pub(super) fn validity(certificate: &[u8]) -> der::Result<(UnixTime, UnixTime)> {
    let mut sequences = fields(certificate)?.into_iter().filter(|field| field.tag() == Tag::Sequence);
    let validity = sequences.nth(2).ok_or(der::ErrorKind::Failed)?;
    let mut times = SliceReader::new(validity.value())?;
    Ok((time(&mut times)?, time(&mut times)?))
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
pub(super) fn may_issue(certificate: &[u8]) -> bool {
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
