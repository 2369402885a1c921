//! Ports and connections.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use geai_faults::plan::Plan;
use geai_faults::server::{start, start_at};
use serde_json::json;
use tokio::net::TcpStream;

use super::client::{End, GET, LIMIT, QUIET, Raw, ask, serve};

#[tokio::test]
async fn a_closed_port_refuses_and_opens_with_the_next_plan() {
    let server = serve("port-closed", json!({})).await;
    for _ in 0..3 {
        assert_eq!(TcpStream::connect(server.address()).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
    }
    server.set(Plan::of("healthy", json!({}))).unwrap();
    assert_eq!(ask(&server, GET).await.status, 200);
    server.set(Plan::of("port-closed", json!({}))).unwrap();
    assert_eq!(TcpStream::connect(server.address()).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
    assert_eq!(server.ledger().connections.len(), 1);
}

#[tokio::test]
async fn a_port_that_closes_cuts_its_connections_unless_told_not_to() {
    for (cut, alive) in [(true, false), (false, true)] {
        let server = serve("healthy", json!({})).await;
        let mut raw = Raw::open(&server).await;
        raw.send(GET).await;
        raw.answer().await;
        server.set(Plan::of("port-closed", json!({"cut": cut}))).unwrap();
        if alive {
            raw.send(GET).await;
            assert_eq!(raw.answer().await.status, 200);
        } else {
            assert!(raw.rest().await.0.is_empty());
            assert!(server.ledger().connections[0].closed_by_server.is_some());
        }
    }
}

#[tokio::test]
async fn a_port_opens_again_by_itself() {
    let server = serve("port-closed", json!({"for_ms": 150})).await;
    let began = std::time::Instant::now();
    let opened = loop {
        match TcpStream::connect(server.address()).await {
            Ok(_) => break began.elapsed(),
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionRefused),
        }
        tokio::task::yield_now().await;
    };
    assert!(opened >= Duration::from_millis(100), "{opened:?}");
}

#[tokio::test]
async fn a_full_backlog_lets_nobody_connect() {
    let server = serve("backlog-full", json!({})).await;
    assert!(tokio::time::timeout(QUIET * 3, TcpStream::connect(server.address())).await.is_err());
    assert!(server.ledger().connections.is_empty());
    server.set(Plan::default()).unwrap();
    assert_eq!(ask(&server, GET).await.status, 200);
}

#[tokio::test]
async fn a_connection_ends_as_it_is_accepted() {
    for (how, end) in [("close", End::Fin), ("fin", End::Fin), ("rst", End::Reset)] {
        let server = start(Plan::of("accept-close", json!({"how": how})).times(1)).await.unwrap();
        let mut raw = Raw::open(&server).await;
        assert_eq!(raw.rest().await, (Vec::new(), end), "{how}");
        assert_eq!(ask(&server, GET).await.status, 200);
        let ledger = server.ledger();
        assert!(ledger.connections[0].closed_by_server.is_some());
        assert_eq!((ledger.connections[0].received, ledger.requests.len()), (0, 1));
    }
}

#[tokio::test]
async fn what_comes_at_once_is_not_http() {
    let kinds: [(&str, &[u8]); 3] = [("ssh", b"SSH-2.0-"), ("tls-alert", &[0x15, 3, 3, 0, 2]), ("html", b"<html>")];
    for (kind, start) in kinds {
        let server = serve("garbage-at-accept", json!({"kind": kind})).await;
        let (bytes, end) = Raw::open(&server).await.rest().await;
        assert!(bytes.starts_with(start) && end == End::Fin, "{kind}: {bytes:?}");
    }
}

#[tokio::test]
async fn a_server_can_be_put_at_an_address() {
    let first = serve("healthy", json!({})).await;
    let elsewhere = SocketAddr::from((Ipv4Addr::new(127, 0, 0, 2), first.address().port()));
    let second = start_at(Plan::default(), elsewhere).await.unwrap();
    assert_eq!(second.address(), elsewhere);
    assert_eq!(ask(&second, GET).await.status, 200);
    assert!(first.ledger().connections.is_empty());
}

#[tokio::test]
async fn a_closed_server_leaves_nothing_open() {
    let server = serve("silent", json!({})).await;
    let (address, mut raw) = (server.address(), Raw::open(&server).await);
    raw.send(GET).await;
    assert!(server.wait(|ledger| ledger.requests.len() == 1, LIMIT).await);
    server.close();
    assert_eq!(raw.rest().await.0, b"");
    assert_eq!(TcpStream::connect(address).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
}
