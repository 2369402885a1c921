//! Heads of answers.

use std::time::{Duration, Instant};

use serde_json::json;

use super::client::{End, GET, LIMIT, Raw, post, sees_the_end, serve};

/// What a fault answers to a request, until the connection ends.
async fn all(fault: &str, with: serde_json::Value) -> (Vec<u8>, End) {
    let server = serve(fault, with).await;
    let mut raw = Raw::open(&server).await;
    raw.send(GET).await;
    raw.rest().await
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn silent_reads_and_never_answers() {
    let server = serve("silent", json!({})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(post("unheard")).await;
    assert!(server.wait(|ledger| ledger.requests.len() == 1 && ledger.requests[0].complete, LIMIT).await);
    assert!(raw.is_quiet().await);
    drop(raw);
    assert!(sees_the_end(&server).await);
    let entry = &server.ledger().requests[0];
    assert_eq!((entry.name.as_deref(), entry.processed, entry.answered), (Some("unheard"), true, None));
}

#[tokio::test]
async fn a_slow_head_comes_in_single_bytes() {
    let server = serve("slow-head", json!({"every_ms": 5})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(GET).await;
    let began = Instant::now();
    assert_eq!(raw.take(1).await, b"H");
    let line = raw.take(11).await;
    assert_eq!(line, b"TTP/1.1 200");
    assert!(began.elapsed() >= Duration::from_millis(40));
    assert_eq!(server.ledger().requests[0].answered, None);
    drop(raw);
    assert!(sees_the_end(&server).await);
}

#[tokio::test]
async fn garbage_is_not_http() {
    for (kind, start) in [("ssh", "SSH-2.0-"), ("tls-alert", "\u{15}\u{3}\u{3}"), ("html", "<html>")] {
        let (bytes, end) = all("garbage", json!({"kind": kind})).await;
        assert!(text(&bytes).starts_with(start) && end == End::Fin, "{kind}");
    }
    assert_eq!(all("garbage", json!({"body_base64": "/wD/"})).await.0, [0xff, 0, 0xff]);
}

#[tokio::test]
async fn headers_are_huge_or_many() {
    let (bytes, _) = all("huge-header", json!({})).await;
    assert!(text(&bytes).contains(&format!("x-filler: {}\r\n", "x".repeat(1 << 20))));
    let (bytes, _) = all("many-headers", json!({})).await;
    assert_eq!(text(&bytes).matches("x-filler-").count(), 500);
}

#[tokio::test]
async fn headers_never_end() {
    let server = serve("endless-headers", json!({})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(GET).await;
    let bytes = raw.take(4 << 20).await;
    assert!(bytes.starts_with(b"HTTP/1.1 200 OK\r\n") && !text(&bytes).contains("\r\n\r\n"));
    drop(raw);
    assert!(sees_the_end(&server).await);
}

#[tokio::test]
async fn lengths_are_wrong() {
    let (bytes, _) = all("two-lengths", json!({})).await;
    let head = text(&bytes);
    let lengths: Vec<usize> =
        head.lines().filter_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).collect();
    assert_eq!(lengths.len(), 2);
    assert_ne!(lengths[0], lengths[1]);
    assert!(text(&all("negative-length", json!({})).await.0).contains("\r\ncontent-length: -1\r\n"));
    assert!(text(&all("obs-fold", json!({})).await.0).contains("\r\nx-folded: one\r\n two\r\n"));
}

#[tokio::test]
async fn status_lines_are_wrong() {
    for code in ["000", "1000", "abc"] {
        let (bytes, end) = all("status-line", json!({"code": code})).await;
        assert!(text(&bytes).starts_with(&format!("HTTP/1.1 {code} ")) && end == End::Fin);
    }
}

#[tokio::test]
async fn a_request_id_holds_bytes_that_are_not_text() {
    let server = serve("bad-request-id", json!({})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(GET).await;
    let mut bytes = raw.take(200).await;
    bytes.truncate(bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap());
    assert!(bytes.windows(11).any(|window| window == b": id-\xff\xfe-end"));
}

#[tokio::test]
async fn protocols_are_switched_unasked() {
    let (bytes, end) = all("switching-protocols", json!({})).await;
    assert!(text(&bytes).starts_with("HTTP/1.1 101 ") && end == End::Fin);
}
