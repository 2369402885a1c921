//! The ledger.

use std::time::Duration;

use geai_faults::ledger::Ledger;
use geai_faults::plan::Plan;
use serde_json::json;

use super::client::{GET, LIMIT, Raw, post, serve};

#[tokio::test]
async fn a_request_is_complete_when_its_last_byte_has_come() {
    let server = serve("healthy", json!({})).await;
    let mut raw = Raw::open(&server).await;
    let request = post("slowly");
    let (most, last) = request.split_at(request.len() - 1);
    raw.send(most).await;
    assert!(server.wait(|ledger| ledger.requests.first().is_some_and(|entry| entry.body_bytes > 30), LIMIT).await);
    let entry = server.ledger().requests[0].clone();
    assert_eq!((entry.complete, entry.processed, entry.name), (false, false, None));
    raw.send(last).await;
    raw.answer().await;
    let entry = &server.ledger().requests[0];
    assert_eq!((entry.complete, entry.processed, entry.answered), (true, true, Some(201)));
    assert_eq!((entry.name.as_deref(), entry.connection), (Some("slowly"), 0));
    assert_eq!((entry.method.as_str(), entry.target.as_str()), ("POST", "/v4/agents"));
    assert_eq!(entry.headers[0], ("host".to_owned(), "x".to_owned()));
}

#[tokio::test]
async fn half_a_request_is_not_complete() {
    let server = serve("healthy", json!({})).await;
    let mut raw = Raw::open(&server).await;
    let request = post("half");
    raw.send(&request[..request.len() - 3]).await;
    drop(raw);
    assert!(server.wait(|ledger| ledger.connections.iter().any(|one| one.closed_by_peer.is_some()), LIMIT).await);
    assert!(!server.ledger().requests[0].complete);
    assert_eq!(server.ledger().processed("half"), 0);
}

#[tokio::test]
async fn chunks_and_pipelines_are_read() {
    let server = serve("healthy", json!({})).await;
    let mut raw = Raw::open(&server).await;
    let body = r#"{"toolPlugin": {"name": "chunked"}}"#;
    let (one, two) = body.split_at(10);
    let chunked = format!(
        "POST /v3/tool-plugins/import HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{one}\r\n{:x};e=1\r\n{two}\r\n0\r\n\r\n",
        one.len(),
        two.len()
    );
    raw.send(format!("{chunked}{GET}{chunked}")).await;
    assert_eq!(raw.answer().await.json()["name"], "chunked");
    assert_eq!(raw.answer().await.json()["name"], "Parcel");
    assert_eq!(raw.answer().await.json()["name"], "chunked");
    assert_eq!(server.ledger().processed("chunked"), 2);
    assert_eq!(server.ledger().requests[0].body_bytes, body.len() as u64);
    // The same, byte by byte.
    for byte in chunked.bytes() {
        raw.send([byte]).await;
    }
    assert_eq!(raw.answer().await.json()["name"], "chunked");
}

#[tokio::test]
async fn clearing_keeps_open_connections() {
    let server = serve("healthy", json!({})).await;
    let (mut open, mut ended) = (Raw::open(&server).await, Raw::open(&server).await);
    for raw in [&mut open, &mut ended] {
        raw.send(GET).await;
        raw.answer().await;
    }
    drop(ended);
    assert!(server.wait(|ledger| ledger.connections.iter().any(|one| one.closed_by_peer.is_some()), LIMIT).await);
    let kept = server.ledger().connections.iter().find(|one| one.closed_by_peer.is_none()).unwrap().id;
    server.clear_ledger();
    let ledger = server.ledger();
    assert_eq!((ledger.connections.len(), ledger.connections[0].id, ledger.requests.len()), (1, kept, 0));
    open.send(GET).await;
    open.answer().await;
    let ledger = server.ledger();
    assert_eq!(
        (ledger.requests.len(), ledger.requests[0].connection, ledger.requests[0].answered),
        (1, kept, Some(200))
    );
    let mut third = Raw::open(&server).await;
    third.send(GET).await;
    third.answer().await;
    assert_eq!(server.ledger().connections[1].id, 2);
}

#[tokio::test]
async fn a_request_that_was_cleared_leaves_no_trace() {
    let server = serve("silent", json!({})).await;
    let mut raw = Raw::open(&server).await;
    raw.send(&post("early")[..80]).await;
    assert!(server.wait(|ledger| ledger.requests.len() == 1, LIMIT).await);
    server.clear_ledger();
    server.set(Plan::default()).unwrap();
    let mut other = Raw::open(&server).await;
    other.send(GET).await;
    other.answer().await;
    raw.send(&post("early")[80..]).await;
    assert!(server.wait(|ledger| ledger.connections[0].received as usize == post("early").len(), LIMIT).await);
    let ledger = server.ledger();
    assert_eq!((ledger.requests.len(), ledger.requests[0].name.clone(), ledger.requests[0].body_bytes), (1, None, 0));
}

#[tokio::test]
async fn waiting_ends_with_its_time() {
    let server = serve("healthy", json!({})).await;
    assert!(!server.wait(|ledger| ledger.requests.len() == 1, Duration::from_millis(20)).await);
    assert!(server.wait(|ledger| ledger.requests.is_empty(), Duration::ZERO).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_thousand_posts_are_all_there_once() {
    let server = std::sync::Arc::new(serve("healthy", json!({})).await);
    let workers: Vec<_> = (0..20)
        .map(|worker| {
            let server = std::sync::Arc::clone(&server);
            tokio::spawn(async move {
                let mut raw = Raw::open(&server).await;
                for number in 0..1000 {
                    raw.send(post(&format!("{worker}-{number}"))).await;
                    assert_eq!(raw.answer().await.status, 201);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let ledger = server.ledger();
    let mut names: Vec<_> = ledger.requests.iter().filter(|entry| entry.processed).map(|entry| &entry.name).collect();
    assert_eq!(names.len(), 20_000);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 20_000);
    let text = serde_json::to_string(&ledger).unwrap();
    assert_eq!(serde_json::from_str::<Ledger>(&text).unwrap(), ledger);
}
