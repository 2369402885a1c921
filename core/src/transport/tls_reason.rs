//! Says why TLS failed, and what can be done, in words: the TLS library's own texts are for its developers.

use std::time::{Duration, UNIX_EPOCH};

use rustls::pki_types::UnixTime;
use rustls::{AlertDescription as Alert, CertificateError, Error, InvalidMessage, PeerIncompatible};

use crate::schema::NameStyle;

/// Most names of a certificate that a message shows.
const MOST_NAMES: usize = 5;

/// Longest name that DNS has.
const MAX_NAME: usize = 253;

const AUTHORITY: &str = "the certificate of its authority";

const NOT_IN_COMMON: &str = "client and server have no TLS version, cipher suite or signature algorithm in common; TLS 1.3 and 1.2 \
                             are supported, 1.2 without CBC and without RSA key exchange";

/// Why TLS failed. `has_own` is whether the client has a certificate of its own.
pub(super) fn tls_reason(error: &Error, style: NameStyle, has_own: bool) -> String {
    let plain = match error {
        Error::InvalidCertificate(error) => return certificate_reason(error, style),
        Error::AlertReceived(alert) => return alert_reason(*alert, style, has_own),
        Error::InvalidMessage(
            InvalidMessage::HandshakePayloadTooLarge
            | InvalidMessage::CertificatePayloadTooLarge
            | InvalidMessage::MessageTooLarge,
        ) => "a message of its handshake is larger than 64 KiB; it should send fewer or smaller certificates",
        Error::InvalidMessage(_) => "what it sent is not TLS; is it plain HTTP?",
        Error::NoCertificatesPresented => "the server sent no certificate",
        Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13) => {
            "the server has neither TLS 1.2 nor TLS 1.3"
        }
        Error::PeerIncompatible(_) => NOT_IN_COMMON,
        Error::NoApplicationProtocol => "the server speaks neither HTTP/1.1 nor HTTP/2",
        Error::PeerSentOversizedRecord | Error::DecryptError => "what the server sent cannot be decrypted",
        _ => "the server did not follow the protocol",
    };
    plain.to_owned()
}

fn certificate_reason(error: &CertificateError, style: NameStyle) -> String {
    let bundle = style.name("ca_bundle");
    match error {
        CertificateError::UnknownIssuer => {
            format!("its certificate was issued by nobody who is trusted here; {}", cures(AUTHORITY, style))
        }
        CertificateError::ExpiredContext { not_after, .. } => format!("its certificate expired on {}", day(*not_after)),
        CertificateError::Expired => "its certificate has expired".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("its certificate is not valid before {}; is the clock of this machine right?", day(*not_before))
        }
        CertificateError::NotValidYet => {
            "its certificate is not valid yet; is the clock of this machine right?".to_owned()
        }
        CertificateError::NotValidForNameContext { presented, .. } => names_reason(presented),
        CertificateError::NotValidForName => "its certificate is for another host".to_owned(),
        CertificateError::Revoked => "its certificate was revoked".to_owned(),
        CertificateError::BadEncoding => "its certificate, or one of its authorities', cannot be read".to_owned(),
        CertificateError::BadSignature => format!(
            "a signature in its chain of certificates does not fit: the authority that is trusted here by that name has \
             another key, or an RSA key has less than 2048 bits; {}",
            cures(AUTHORITY, style)
        ),
        CertificateError::UnsupportedSignatureAlgorithmContext { signature_algorithm_id: id, .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { signature_algorithm_id: id, .. } => {
            let name = algorithm(id).unwrap_or("an algorithm");
            format!("a certificate in its chain is signed with {name}, which is not supported")
        }
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "its certificate is not for servers (extended key usage)".to_owned()
        }
        CertificateError::UnhandledCriticalExtension => critical(&bundle),
        CertificateError::Other(other) => match other.0.downcast_ref::<webpki::Error>() {
            Some(error) => path_reason(error, style),
            // The text of the system's verifier.
            None => format!("the system refuses its certificate ({}); {}", other.0, cures(AUTHORITY, style)),
        },
        _ => format!("its certificate is not valid; {}", cures(AUTHORITY, style)),
    }
}

fn path_reason(error: &webpki::Error, style: NameStyle) -> String {
    let bundle = style.name("ca_bundle");
    match error {
        webpki::Error::CaUsedAsEndEntity => format!(
            "its certificate is marked as that of an authority, as self-signed ones are; if it is the right one, {}",
            cures("it", style)
        ),
        webpki::Error::UnsupportedCriticalExtension => critical(&bundle),
        webpki::Error::MaximumPathDepthExceeded => format!(
            "there are more than six certificates between its own and a trusted one; give one that is nearer as {bundle}"
        ),
        webpki::Error::UnsupportedCertVersion => "a certificate in its chain is not of X.509 version 3".to_owned(),
        webpki::Error::NameConstraintViolation => {
            "its certificate is for a name that its authority may not issue certificates for".to_owned()
        }
        webpki::Error::EndEntityUsedAsCa | webpki::Error::PathLenConstraintViolated => {
            "a certificate in its chain was issued by one that may not issue it".to_owned()
        }
        _ => format!("its chain of certificates is not valid; {}", cures(AUTHORITY, style)),
    }
}

fn critical(bundle: &str) -> String {
    format!(
        "a certificate in its chain has a critical extension that is not supported, such as certificatePolicies; if it is an \
         intermediate one, give it as {bundle}"
    )
}

/// What makes a certificate trusted.
fn cures(what: &str, style: NameStyle) -> String {
    let node = if style == NameStyle::Camel { " or NODE_EXTRA_CA_CERTS" } else { "" };
    format!(
        "give {what} as {} (a PEM file), name that file in SSL_CERT_FILE{node}, or install it in \
         the system's store (package ca-certificates)",
        style.name("ca_bundle")
    )
}

fn names_reason(presented: &[String]) -> String {
    // They are spelled `DnsName("name")`.
    let inner = |name: &String| {
        let name = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
        name.trim_matches('"').chars().take(MAX_NAME).collect::<String>()
    };
    let names: Vec<String> = presented.iter().take(MOST_NAMES).map(inner).collect();
    if names.is_empty() {
        return "its certificate names no host (subjectAltName); a common name alone is not taken for one".to_owned();
    }
    let more = if presented.len() > names.len() { " and others" } else { "" };
    format!("its certificate is for another host: {}{more}", names.join(", "))
}

fn alert_reason(alert: Alert, style: NameStyle, has_own: bool) -> String {
    let own = style.name("client_cert");
    match alert {
        Alert::ProtocolVersion => "the server has neither TLS 1.2 nor TLS 1.3".to_owned(),
        Alert::CertificateRequired => format!("the server wants a certificate of the client; give it as {own}"),
        alert if is_about_client(alert) && has_own => {
            format!("the server refuses the certificate in {own} ({})", words(alert))
        }
        Alert::HandshakeFailure => {
            format!("the server refuses: {NOT_IN_COMMON}; or it wants a certificate of the client ({own})")
        }
        alert if is_about_client(alert) => {
            format!("the server wants a certificate of the client; give it as {own} ({})", words(alert))
        }
        Alert::UnrecognisedName => "the server does not know this host name".to_owned(),
        Alert::InsufficientSecurity => NOT_IN_COMMON.to_owned(),
        alert => format!("the server ended it with an alert ({})", words(alert)),
    }
}

/// Whether a server sends the alert because of the client's certificate, or because it has none (RFC 8446 6.2). In TLS 1.3
/// it does so after the client takes the handshake for done, and before it reads a request.
pub(super) fn is_about_client(alert: Alert) -> bool {
    matches!(
        alert,
        Alert::CertificateRequired
            | Alert::NoCertificate
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::CertificateUnobtainable
            | Alert::UnknownCA
            | Alert::AccessDenied
            | Alert::HandshakeFailure
    )
}

/// The name of an alert, with spaces before its capitals.
fn words(alert: Alert) -> String {
    let name = format!("{alert:?}");
    let mut words = String::new();
    let mut after_small = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && after_small {
            words.push(' ');
        }
        after_small = c.is_ascii_lowercase();
        words.push(c.to_ascii_lowercase());
    }
    words
}

fn day(time: UnixTime) -> String {
    // The last second that the format has a text for.
    let seconds = time.as_secs().min(253_402_300_799);
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).map(httpdate::fmt_http_date).unwrap_or_default()
}

/// The name of an algorithm, by the value of its object identifier, which an `AlgorithmIdentifier` starts with.
fn algorithm(id: &[u8]) -> Option<&'static str> {
    const NAMES: [(&[u8], &str); 9] = [
        (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04", "MD5 and RSA"),
        (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05", "SHA-1 and RSA"),
        (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "RSA-PSS with parameters of its own"),
        (b"\x2a\x86\x48\xce\x3d\x04\x01", "SHA-1 and ECDSA"),
        (b"\x2a\x86\x48\xce\x3d\x04\x03\x01", "SHA-224 and ECDSA"),
        (b"\x2a\x86\x48\xce\x3d\x04\x03\x02", "SHA-256 and ECDSA on a curve of another size"),
        (b"\x2a\x86\x48\xce\x3d\x04\x03\x03", "SHA-384 and ECDSA on a curve of another size"),
        (b"\x2a\x86\x48\xce\x3d\x04\x03\x04", "SHA-512 and ECDSA on a curve of another size"),
        (b"\x2b\x65\x71", "Ed448"),
    ];
    // Tag and length go before the value.
    let value = id.strip_prefix(&[0x30]).and_then(|rest| rest.get(1..)).unwrap_or(id);
    let value = value.strip_prefix(&[0x06]).and_then(|rest| rest.get(1..)).unwrap_or(value);
    NAMES.iter().find(|(known, _)| value.starts_with(known)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rustls::OtherError;

    use super::*;

    fn reason(error: impl Into<Error>) -> String {
        tls_reason(&error.into(), NameStyle::Snake, false)
    }

    #[test]
    fn each_way_in_which_a_handshake_fails_has_its_words() {
        for (error, part) in [
            (Error::NoCertificatesPresented, "the server sent no certificate"),
            (Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13), "neither TLS 1.2 nor TLS 1.3"),
            (Error::PeerIncompatible(PeerIncompatible::NoKxGroupsInCommon), "have no TLS version, cipher suite"),
            (Error::NoApplicationProtocol, "neither HTTP/1.1 nor HTTP/2"),
            (Error::PeerSentOversizedRecord, "cannot be decrypted"),
            (Error::DecryptError, "cannot be decrypted"),
            (Error::InvalidMessage(InvalidMessage::HandshakePayloadTooLarge), "larger than 64 KiB"),
            (Error::InvalidMessage(InvalidMessage::CertificatePayloadTooLarge), "larger than 64 KiB"),
            (Error::InvalidMessage(InvalidMessage::MessageTooLarge), "larger than 64 KiB"),
            (Error::InvalidMessage(InvalidMessage::InvalidContentType), "is it plain HTTP?"),
            (Error::General("of the library".to_owned()), "the server did not follow the protocol"),
        ] {
            let found = reason(error);
            assert!(found.contains(part) && !found.contains("of the library"), "{found}");
        }
    }

    #[test]
    fn each_wrong_certificate_has_its_words() {
        for (error, part) in [
            (CertificateError::UnknownIssuer, "issued by nobody who is trusted here; give the certificate of its"),
            (CertificateError::Expired, "its certificate has expired"),
            (CertificateError::NotValidYet, "not valid yet; is the clock of this machine right?"),
            (CertificateError::NotValidForName, "its certificate is for another host"),
            (CertificateError::Revoked, "its certificate was revoked"),
            (CertificateError::BadEncoding, "cannot be read"),
            (CertificateError::BadSignature, "does not fit"),
            (CertificateError::InvalidPurpose, "is not for servers"),
            (CertificateError::UnhandledCriticalExtension, "give it as ca_bundle"),
            (CertificateError::ApplicationVerificationFailure, "its certificate is not valid; give"),
        ] {
            let found = reason(error);
            assert!(found.contains(part), "{found}");
        }
        for (error, part) in [
            (webpki::Error::CaUsedAsEndEntity, "marked as that of an authority"),
            (webpki::Error::UnsupportedCriticalExtension, "a critical extension"),
            (webpki::Error::MaximumPathDepthExceeded, "more than six certificates"),
            (webpki::Error::UnsupportedCertVersion, "not of X.509 version 3"),
            (webpki::Error::NameConstraintViolation, "for a name that its authority may not"),
            (webpki::Error::EndEntityUsedAsCa, "issued by one that may not issue it"),
            (webpki::Error::PathLenConstraintViolated, "issued by one that may not issue it"),
            (webpki::Error::BadDer, "its chain of certificates is not valid"),
        ] {
            let found = reason(CertificateError::Other(OtherError(Arc::new(error))));
            assert!(found.contains(part), "{found}");
        }
        let of_node = |style| tls_reason(&CertificateError::UnknownIssuer.into(), style, false).contains("NODE_EXTRA");
        assert!(of_node(NameStyle::Camel) && !of_node(NameStyle::Snake));
        let foreign = CertificateError::Other(OtherError(Arc::new(std::fmt::Error)));
        assert!(reason(foreign).starts_with("the system refuses its certificate ("));
    }

    #[test]
    fn an_alert_tells_whose_certificate_it_is_about() {
        let said = |alert, has_own| tls_reason(&Error::AlertReceived(alert), NameStyle::Camel, has_own);
        for (alert, without, with) in [
            (Alert::ProtocolVersion, "neither TLS 1.2 nor TLS 1.3", "neither TLS 1.2 nor TLS 1.3"),
            (Alert::CertificateRequired, "give it as clientCert", "give it as clientCert"),
            (
                Alert::HandshakeFailure,
                "or it wants a certificate",
                "refuses the certificate in clientCert (handshake fa",
            ),
            (
                Alert::UnknownCA,
                "wants a certificate of the client",
                "refuses the certificate in clientCert (unknown ca)",
            ),
            (Alert::UnrecognisedName, "does not know this host name", "does not know this host name"),
            (Alert::InsufficientSecurity, "have no TLS version", "have no TLS version"),
            (Alert::InternalError, "with an alert (internal error)", "with an alert (internal error)"),
        ] {
            for (has_own, part) in [(false, without), (true, with)] {
                let found = said(alert, has_own);
                assert!(found.contains(part), "{alert:?}: {found}");
            }
        }
        let about_client = [
            Alert::CertificateRequired,
            Alert::NoCertificate,
            Alert::BadCertificate,
            Alert::UnsupportedCertificate,
            Alert::CertificateRevoked,
            Alert::CertificateExpired,
            Alert::CertificateUnknown,
            Alert::CertificateUnobtainable,
            Alert::UnknownCA,
            Alert::AccessDenied,
            Alert::HandshakeFailure,
        ];
        assert!(about_client.into_iter().all(is_about_client));
        assert!(!is_about_client(Alert::ProtocolVersion) && !is_about_client(Alert::InternalError));
    }

    #[test]
    fn names_are_told_up_to_five() {
        let names: Vec<String> = (1..=6).map(|at| format!("DnsName(\"{at}.example\")")).collect();
        let five = "1.example, 2.example, 3.example, 4.example, 5.example";
        assert_eq!(names_reason(&names[..5]), format!("its certificate is for another host: {five}"));
        assert_eq!(names_reason(&names), format!("its certificate is for another host: {five} and others"));
        assert!(names_reason(&[]).contains("names no host"));
        assert_eq!(day(UnixTime::since_unix_epoch(Duration::MAX)), "Fri, 31 Dec 9999 23:59:59 GMT");
    }

    #[test]
    fn algorithms_are_named_as_certificates_hold_them() {
        const SHA_1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05";
        let tagged = [b"\x06\x09", SHA_1].concat();
        let whole = [b"\x30\x0b", tagged.as_slice()].concat();
        for id in [SHA_1, &tagged, &whole] {
            assert_eq!(algorithm(id), Some("SHA-1 and RSA"));
        }
        assert_eq!(algorithm(b"\x2b\x65\x71"), Some("Ed448"));
        assert_eq!(algorithm(b"\x2b\x65\x70"), None);
    }
}
