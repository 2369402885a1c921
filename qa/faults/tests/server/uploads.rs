//! Faults while a request is sent.

use std::time::Duration;

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::client::{End, LIMIT, QUIET, Raw, post, sees_the_end, serve};

fn big(length: usize) -> Vec<u8> {
    let mut request =
        format!("POST /v2/agents/import HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n").into_bytes();
    request.resize(request.len() + length, b' ');
    request
}

#[tokio::test]
async fn reading_stops_and_the_peers_reset_is_seen() {
    let server = serve("stop-reading", json!({"after_bytes": 100_000, "stall_ms": 600_000})).await;
    let mut tcp = TcpStream::connect(server.address()).await.unwrap();
    let request = big(64 << 20);
    // What the system buffers is far below this, so the upload must stop.
    assert!(tokio::time::timeout(Duration::from_secs(1), tcp.write_all(&request)).await.is_err());
    let received = server.ledger().requests[0].body_bytes;
    assert!((100_000..2 << 20).contains(&received), "{received}");
    socket2::SockRef::from(&tcp).set_linger(Some(Duration::ZERO)).unwrap();
    drop(tcp);
    assert!(sees_the_end(&server).await);
    let entry = &server.ledger().requests[0];
    assert_eq!((entry.complete, entry.answered, entry.body_bytes), (false, None, received));
}

#[tokio::test]
async fn after_the_stall_the_peers_fin_is_seen() {
    let server = serve("stop-reading", json!({"stall_ms": 200})).await;
    let mut tcp = TcpStream::connect(server.address()).await.unwrap();
    assert!(tokio::time::timeout(QUIET, tcp.write_all(&big(64 << 20))).await.is_err());
    drop(tcp);
    assert!(sees_the_end(&server).await);
    assert!(!server.ledger().requests[0].complete);
}

#[tokio::test]
async fn an_upload_is_refused_unread() {
    let server = serve("refuse-upload", json!({})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(b"POST /v2/agents/import HTTP/1.1\r\nhost: x\r\ncontent-length: 8388608\r\n\r\n").await;
    let answer = raw.answer().await;
    assert_eq!((answer.status, answer.header("connection")), (413, vec!["close"]));
    assert_eq!(raw.rest().await.1, End::Fin);
    let entry = &server.ledger().requests[0];
    assert_eq!((entry.complete, entry.processed, entry.answered), (false, false, Some(413)));
}

#[tokio::test]
async fn an_upload_that_is_refused_under_way_is_reset() {
    let server = serve("refuse-upload", json!({"latency_ms": 50})).await;
    let mut tcp = TcpStream::connect(server.address()).await.unwrap();
    assert!(tokio::time::timeout(LIMIT, tcp.write_all(&big(64 << 20))).await.unwrap().is_err());
    assert!(!server.ledger().requests[0].complete);
}

#[tokio::test]
async fn hints_come_before_the_answer() {
    let server = serve("early-hints", json!({})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(post("hinted")).await;
    for _ in 0..100 {
        assert!(raw.head().await.starts_with("HTTP/1.1 103 "));
    }
    assert_eq!(raw.answer().await.json()["name"], "hinted");
}

#[tokio::test]
async fn hints_never_end() {
    let server = serve("endless-hints", json!({"every_ms": 1})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(post("hinted")).await;
    for _ in 0..150 {
        assert!(raw.head().await.starts_with("HTTP/1.1 103 "));
    }
    drop(raw);
    assert!(sees_the_end(&server).await);
    assert!(server.ledger().requests[0].complete);
}
