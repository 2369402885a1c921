//! TLS, and what goes wrong in its handshake.

use geai_faults::plan::{Plan, Transport};
use geai_faults::server::start;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::client::{GET, Raw, sees_the_end, serve, tls};

#[tokio::test]
async fn a_certificate_of_the_own_authority_is_good() {
    let server = start(Plan::default().over(Transport::Tls)).await.unwrap();
    assert!(server.base_url().starts_with("https://127.0.0.1:"));
    let mut raw = Raw::over(tls(&server, "http/1.1").await.unwrap());
    for _ in 0..2 {
        raw.send(GET).await;
        assert_eq!(raw.answer().await.json()["name"], "Parcel");
    }
    drop(raw);
    assert!(sees_the_end(&server).await);
    let connection = &server.ledger().connections[0];
    assert_eq!((connection.protocol.as_str(), connection.received), ("http/1.1", 2 * GET.len() as u64));
}

#[tokio::test]
async fn bad_certificates_are_refused_for_the_right_reason() {
    for (fault, why) in
        [("tls-self-signed", "UnknownIssuer"), ("tls-expired", "Expired"), ("tls-wrong-name", "NotValidForName")]
    {
        let server = serve(fault, json!({})).await;
        assert!(server.base_url().starts_with("https://"));
        let error = tls(&server, "http/1.1").await.unwrap_err();
        assert!(format!("{error:?}").contains(why), "{fault}: {error:?}");
        assert!(sees_the_end(&server).await);
        let ledger = server.ledger();
        assert!(ledger.connections[0].tls_error.is_some() && ledger.requests.is_empty(), "{fault}");
    }
}

#[tokio::test]
async fn an_authority_s_own_certificate_is_what_the_library_refuses_for_a_server() {
    let server = serve("tls-own-authority", json!({})).await;
    let error = format!("{:?}", tls(&server, "http/1.1").await.unwrap_err());
    assert!(error.contains("CaUsedAsEndEntity"), "{error}");
}

#[tokio::test]
async fn a_client_without_a_certificate_is_refused_in_the_handshake_or_behind_it() {
    let server = serve("tls-wants-client", json!({"version": "1.2"})).await;
    let error = format!("{:?}", tls(&server, "http/1.1").await.unwrap_err());
    assert!(error.contains("AlertReceived"), "{error}");
    // The handshake of TLS 1.3 is over for the client before the server has read its part.
    let server = serve("tls-wants-client", json!({"version": "1.3"})).await;
    let mut stream = tls(&server, "http/1.1").await.unwrap();
    let error = format!("{:?}", stream.read(&mut [0]).await.unwrap_err());
    assert!(error.contains("CertificateRequired"), "{error}");
}

#[tokio::test]
async fn a_bad_certificate_can_be_followed_by_a_good_one() {
    let server = start(Plan::of("tls-expired", json!({})).times(1)).await.unwrap();
    assert!(tls(&server, "http/1.1").await.is_err());
    assert!(tls(&server, "http/1.1").await.is_ok());
}

/// What comes back for the first bytes of a handshake.
async fn answer(fault: &str, with: Value) -> Vec<u8> {
    let server = serve(fault, with).await;
    let mut tcp = TcpStream::connect(server.address()).await.unwrap();
    tcp.write_all(&[0x16, 3, 1, 0, 4, 1, 0, 0, 0]).await.unwrap();
    let mut bytes = Vec::new();
    // An end by RST is an end.
    let _ = tcp.read_to_end(&mut bytes).await;
    bytes
}

#[tokio::test]
async fn tls_1_1_is_chosen() {
    let hello = answer("tls-old-version", json!({})).await;
    assert_eq!(hello[..11], [0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2]);
    assert_eq!(answer("tls-old-version", json!({"answer": "alert"})).await, [0x15, 3, 2, 0, 2, 2, 70]);
    for answer in ["server-hello", "alert"] {
        let server = serve("tls-old-version", json!({"answer": answer})).await;
        let error = format!("{:?}", tls(&server, "http/1.1").await.unwrap_err());
        assert!(error.contains("PeerIncompatible") || error.contains("ProtocolVersion"), "{answer}: {error}");
    }
}

#[tokio::test]
async fn a_handshake_is_broken_off_once() {
    for how in ["close", "fin", "rst"] {
        let server = start(Plan::of("tls-close-handshake", json!({"how": how})).times(1)).await.unwrap();
        assert!(tls(&server, "http/1.1").await.is_err());
        let mut raw = Raw::over(tls(&server, "http/1.1").await.unwrap());
        raw.send(GET).await;
        assert_eq!(raw.answer().await.status, 200);
        assert!(server.ledger().connections[0].closed_by_server.is_some());
    }
}

#[tokio::test]
async fn plain_http_on_the_port_of_tls() {
    assert!(answer("tls-plain-http", json!({})).await.starts_with(b"HTTP/1.1 400 "));
    let server = serve("tls-plain-http", json!({})).await;
    let error = format!("{:?}", tls(&server, "http/1.1").await.unwrap_err());
    assert!(error.contains("InvalidMessage"), "{error}");
}

#[tokio::test]
async fn faults_of_requests_are_played_over_tls() {
    let server = start(Plan::of("truncated-body", json!({})).over(Transport::Tls)).await.unwrap();
    let mut raw = Raw::over(tls(&server, "http/1.1").await.unwrap());
    raw.send(GET).await;
    raw.head().await;
    assert_eq!(raw.rest().await.0.len(), 5);
}
