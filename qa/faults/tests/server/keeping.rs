//! Connections that are kept, and those that are not.

use std::time::{Duration, Instant};

use geai_faults::plan::Plan;
use geai_faults::server::start;
use serde_json::json;

use super::client::{End, GET, LIMIT, Raw, ask, post, serve};

#[tokio::test]
async fn healthy_keeps_the_connection() {
    let server = serve("healthy", json!({})).await;
    let mut raw = Raw::open(&server).await;
    for name in ["one", "two"] {
        raw.send(post(name)).await;
        let answer = raw.answer().await;
        assert_eq!((answer.status, &answer.json()["name"]), (201, &json!(name)));
    }
    assert_eq!(server.ledger().connections.len(), 1);
}

#[tokio::test]
async fn connection_close_says_so_and_ends() {
    let server = serve("connection-close", json!({})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(GET).await;
    let answer = raw.answer().await;
    assert_eq!((answer.status, answer.header("connection")), (200, vec!["close"]));
    assert_eq!(raw.rest().await, (Vec::new(), End::Fin));
}

#[tokio::test]
async fn an_idle_connection_is_ended_and_a_busy_one_is_not() {
    for (how, end) in [("close", End::Fin), ("fin", End::Fin), ("rst", End::Reset)] {
        let server = serve("close-idle", json!({"idle_ms": 100, "how": how})).await;
        let mut raw = Raw::open(&server).await;
        let mut answered = Instant::now();
        for _ in 0..2 {
            raw.send(GET).await;
            assert_eq!(raw.answer().await.status, 200);
            answered = Instant::now();
        }
        assert_eq!(raw.rest().await, (Vec::new(), end), "{how}");
        assert!(answered.elapsed() >= Duration::from_millis(80));
        assert_eq!(server.ledger().requests.len(), 2);
    }
}

#[tokio::test]
async fn a_connection_closes_about_when_it_is_used_again() {
    let server = serve("close-at-reuse", json!({"max_ms": 1, "seed": 7})).await;
    for _ in 0..20 {
        let mut raw = Raw::open(&server).await;
        raw.send(GET).await;
        let answer = raw.answer().await;
        assert_eq!((answer.status, answer.header("connection")), (200, vec![]));
        assert_eq!(raw.rest().await, (Vec::new(), End::Fin));
    }
    let ledger = server.ledger();
    assert!(ledger.connections.iter().all(|connection| connection.closed_by_server.is_some()));
    assert_eq!((ledger.connections.len(), ledger.requests.len()), (20, 20));
}

#[tokio::test]
async fn a_request_is_read_and_its_connection_ends() {
    for (fault, end) in [("fin", End::Fin), ("rst", End::Reset)] {
        let server = start(Plan::of(fault, json!({"nth": 2}))).await.unwrap();
        let mut raw = Raw::open(&server).await;
        raw.send(GET).await;
        assert_eq!(raw.answer().await.status, 200);
        raw.send(post("lost")).await;
        assert_eq!(raw.rest().await, (Vec::new(), end), "{fault}");
        let lost = &server.ledger().requests[1];
        assert_eq!(
            (lost.complete, lost.processed, lost.answered, lost.name.as_deref()),
            (true, true, None, Some("lost"))
        );
    }
}

#[tokio::test]
async fn a_408_comes_that_nobody_asked_for() {
    for close in [true, false] {
        let server = serve("unsolicited-408", json!({"idle_ms": 5, "close": close})).await;
        let mut raw = Raw::open(&server).await;
        raw.send(GET).await;
        assert_eq!(raw.answer().await.status, 200);
        assert_eq!(raw.answer().await.status, 408);
        if close {
            assert_eq!(raw.rest().await, (Vec::new(), End::Fin));
        } else {
            raw.send(GET).await;
            assert_eq!(raw.answer().await.status, 200);
        }
        assert_eq!(server.ledger().requests[0].answered, Some(200));
    }
}

#[tokio::test]
async fn extra_bytes_follow_the_body() {
    let server = serve("extra-bytes", json!({})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(GET).await;
    assert_eq!(raw.answer().await.json()["name"], "Parcel");
    assert_eq!(raw.answer().await.json()["name"], "forged");
    let server = serve("extra-bytes", json!({"body": "xyz"})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(GET).await;
    raw.answer().await;
    assert_eq!(raw.take(3).await, b"xyz");
}

#[tokio::test]
async fn slow_waits_and_is_healthy() {
    let server = serve("slow", json!({"ms": 80})).await;
    let began = Instant::now();
    assert_eq!(ask(&server, GET).await.json()["name"], "Parcel");
    assert!(began.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn any_fault_can_be_late() {
    for fault in ["healthy", "status", "fin", "truncated-body", "accept-close"] {
        let server = serve(fault, json!({"latency_ms": 80})).await;
        let mut raw = Raw::open(&server).await;
        let began = Instant::now();
        if fault != "accept-close" {
            raw.send(GET).await;
        }
        // Whatever it is, an answer or the end, it comes late.
        let _ = raw.more().await;
        assert!(began.elapsed() >= Duration::from_millis(80), "{fault}");
    }
}

#[tokio::test]
async fn slow_close_ends_late() {
    let server = serve("slow-close", json!({"ms": 80})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(GET).await;
    let began = Instant::now();
    assert_eq!(raw.answer().await.header("connection"), vec!["close"]);
    assert_eq!(raw.rest().await, (Vec::new(), End::Fin));
    assert!(began.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn sliced_comes_in_pieces() {
    let server = serve("sliced", json!({"bytes": 100, "every_ms": 2})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(GET).await;
    assert!(raw.more().await.unwrap() <= 100);
    assert_eq!(raw.answer().await.json()["name"], "Parcel");
    assert!(
        server.wait(|ledger| ledger.requests.first().is_some_and(|entry| entry.answered == Some(200)), LIMIT).await
    );
}
