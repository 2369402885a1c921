//! Faults of the TLS handshake.

use serde_json::json;

use super::{Row, Script, error, fault, fault_with};
use crate::plan::Transport;

/// Refused for good, with nothing sent.
fn refused(script: Script) -> Script {
    let wanted = error("TLSError").executed("no").phases(&["connect"]).says("the TLS handshake with ");
    script.fails(wanted).processed(0..=0).requests(0..=0)
}

pub(super) fn rows() -> Vec<Row> {
    let old = |answer: &str| refused(fault_with("tls-old-version", json!({"answer": answer})));
    let wants =
        |version: &str, transport| refused(fault_with("tls-wants-client", json!({"version": version})).over(transport));
    vec![
        Row::new("F10", "self-signed certificate").both(refused(fault("tls-self-signed"))),
        Row::new("F11", "expired certificate").both(refused(fault("tls-expired"))),
        Row::new("F12", "certificate of another host").both(refused(fault("tls-wrong-name"))),
        Row::new("F13", "TLS 1.1 only").both(old("server-hello")).both(old("alert")),
        Row::new("F14", "closes during the handshake once")
            .both(fault("tls-close-handshake").times(1).ok(2).processed(1..=1))
            .both(fault_with("tls-close-handshake", json!({"how": "rst"})).times(1).ok(2).processed(1..=1)),
        Row::new("F15", "plain HTTP on the TLS port").both(refused(fault("tls-plain-http"))),
        Row::new("F16", "authority of the server given as ca_bundle")
            .both(fault("healthy").over(Transport::Tls).ok(1).processed(1..=1)),
        Row::new("F93", "server's own certificate, marked as an authority's, given as ca_bundle")
            .both(fault("tls-own-authority").over(Transport::Tls).ok(1).processed(1..=1)),
        Row::new("F94", "a certificate of the client is wanted")
            .both(wants("1.3", Transport::Tls))
            .both(wants("1.2", Transport::Tls))
            .both(wants("1.3", Transport::H2)),
    ]
}
