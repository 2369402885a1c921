//! HTTP/2.

use bytes::Bytes;
use geai_faults::ledger::Request;
use geai_faults::plan::{Plan, Transport};
use geai_faults::server::{FAULTS, FaultServer, Level, start};
use h2::Reason;
use h2::client::SendRequest;
use serde_json::{Value, json};

use super::client::{LIMIT, QUIET, sees_the_end, tls};

async fn serve(fault: &str, with: Value) -> FaultServer {
    start(Plan::of(fault, with).over(Transport::H2)).await.unwrap()
}

async fn connect(server: &FaultServer) -> SendRequest<Bytes> {
    let (client, connection) = h2::client::handshake(tls(server, "h2").await.unwrap()).await.unwrap();
    // How the connection ends shows in the requests on it.
    tokio::spawn(async { drop(connection.await) });
    client
}

type Received = Result<(u16, Result<Vec<u8>, h2::Error>), h2::Error>;

async fn ask(client: &mut SendRequest<Bytes>, method: &str, body: &str) -> Received {
    let answer = async {
        std::future::poll_fn(|cx| client.poll_ready(cx)).await?;
        let request =
            http::Request::builder().method(method).uri("https://127.0.0.1/v4/agents/Parcel").body(()).unwrap();
        let (answer, mut sending) = client.send_request(request, body.is_empty())?;
        if !body.is_empty() {
            sending.send_data(Bytes::copy_from_slice(body.as_bytes()), true)?;
        }
        let (head, mut receiving) = answer.await?.into_parts();
        let mut body = Vec::new();
        while let Some(piece) = receiving.data().await {
            match piece {
                Ok(piece) => body.extend_from_slice(&piece),
                Err(error) => return Ok((head.status.as_u16(), Err(error))),
            }
            receiving.flow_control().release_capacity(body.len().min(16_384)).ok();
        }
        Ok((head.status.as_u16(), Ok(body)))
    };
    tokio::time::timeout(LIMIT, answer).await.expect("no answer")
}

const NAMED: &str = r#"{"agentDefinition": {"name": "two"}}"#;

#[tokio::test]
async fn healthy_over_http_2() {
    let server = serve("healthy", json!({})).await;
    let mut client = connect(&server).await;
    for _ in 0..2 {
        let (status, body) = ask(&mut client, "PUT", NAMED).await.unwrap();
        let body: Value = serde_json::from_slice(&body.unwrap()).unwrap();
        assert_eq!((status, &body["name"]), (200, &json!("two")));
    }
    let ledger = server.ledger();
    assert_eq!((ledger.connections[0].protocol.as_str(), ledger.processed("two")), ("h2", 2));
    assert_eq!(ledger.requests[0].body_bytes, NAMED.len() as u64);
}

#[tokio::test]
async fn goaway_refuses_the_stream() {
    let server = start(Plan::of("h2-goaway", json!({})).after(1).times(1)).await.unwrap();
    let mut client = connect(&server).await;
    assert_eq!(ask(&mut client, "GET", "").await.unwrap().0, 200);
    let error = ask(&mut client, "PUT", NAMED).await.unwrap_err();
    assert!(error.is_go_away() && error.is_remote() && error.reason() == Some(Reason::NO_ERROR), "{error:?}");
    assert_eq!(ask(&mut connect(&server).await, "PUT", NAMED).await.unwrap().0, 200);
    let ledger = server.ledger();
    assert_eq!((ledger.connections.len(), ledger.requests.len(), ledger.processed("two")), (2, 3, 1));
    assert!(!ledger.requests[1].processed && ledger.requests[1].answered.is_none());
}

#[tokio::test]
async fn goaway_lets_earlier_streams_end() {
    let plan = json!({"mix": [{"fault": "slow", "probability": 1.0, "with": {"ms": 300, "method": "GET"}},
        {"fault": "h2-goaway", "probability": 1.0, "with": {"method": "PUT"}}]});
    let server = serve("random", plan).await;
    let client = connect(&server).await;
    let (mut first, mut second) = (client.clone(), client);
    let slow = tokio::spawn(async move { ask(&mut first, "GET", "").await });
    assert!(server.wait(|ledger| ledger.requests.len() == 1, LIMIT).await);
    assert!(ask(&mut second, "PUT", NAMED).await.unwrap_err().is_go_away());
    assert_eq!(slow.await.unwrap().unwrap().0, 200);
}

#[tokio::test]
async fn a_stream_is_refused() {
    let server = start(Plan::of("h2-refused", json!({})).times(1)).await.unwrap();
    let mut client = connect(&server).await;
    let error = ask(&mut client, "PUT", NAMED).await.unwrap_err();
    assert!(error.is_reset() && error.reason() == Some(Reason::REFUSED_STREAM), "{error:?}");
    assert_eq!(ask(&mut client, "PUT", NAMED).await.unwrap().0, 200);
    assert_eq!((server.ledger().connections.len(), server.ledger().processed("two")), (1, 1));
}

#[tokio::test]
async fn a_connection_is_cut_with_its_stream_open() {
    for how in ["close", "rst"] {
        let server = start(Plan::of("h2-cut", json!({"how": how})).times(1)).await.unwrap();
        let error = ask(&mut connect(&server).await, "PUT", NAMED).await.unwrap_err();
        assert!(!error.is_reset() && !error.is_go_away(), "{error:?}");
        assert!(server.wait(|ledger| ledger.connections[0].closed_by_server.is_some(), LIMIT).await);
        assert_eq!(server.ledger().processed("two"), 1);
        assert_eq!(ask(&mut connect(&server).await, "GET", "").await.unwrap().0, 200);
    }
}

#[tokio::test]
async fn a_connection_falls_silent() {
    let server = start(Plan::of("h2-silent", json!({})).after(1).times(1)).await.unwrap();
    let mut client = connect(&server).await;
    assert_eq!(ask(&mut client, "GET", "").await.unwrap().0, 200);
    let call = tokio::spawn(async move { ask(&mut client, "PUT", NAMED).await.map(drop) });
    assert!(server.wait(|ledger| ledger.requests.len() == 2, LIMIT).await);
    tokio::time::sleep(QUIET).await;
    assert!(!call.is_finished());
    assert_eq!(ask(&mut connect(&server).await, "PUT", NAMED).await.unwrap().0, 200);
    call.abort();
    assert!(server.wait(|ledger| ledger.connections[0].closed_by_peer.is_some(), LIMIT).await);
    assert_eq!(server.ledger().processed("two"), 1);
}

#[tokio::test]
async fn one_stream_at_a_time() {
    let server = start(Plan::of("h2-one-stream", json!({}))).await.unwrap();
    assert!(server.base_url().starts_with("https://"));
    let client = connect(&server).await;
    let mut first = client.clone();
    assert_eq!(ask(&mut first, "GET", "").await.unwrap().0, 200);
    assert_eq!(client.current_max_send_streams(), 1);
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let mut client = client.clone();
            tokio::spawn(async move { ask(&mut client, "GET", "").await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().0, 200);
    }
    assert_eq!((server.ledger().connections.len(), server.ledger().requests.len()), (1, 51));
}

#[tokio::test]
async fn answers_go_wrong() {
    let server = serve("status", json!({"status": 429, "retry_after": 1})).await;
    assert_eq!(ask(&mut connect(&server).await, "GET", "").await.unwrap().0, 429);
    let server = serve("truncated-body", json!({})).await;
    let (status, body) = ask(&mut connect(&server).await, "GET", "").await.unwrap();
    assert_eq!((status, body.unwrap_err().reason()), (200, Some(Reason::INTERNAL_ERROR)));
    let server = serve("sliced", json!({"bytes": 10})).await;
    let (_, body) = ask(&mut connect(&server).await, "GET", "").await.unwrap();
    assert!(serde_json::from_slice::<Value>(&body.unwrap()).is_ok());
    let server = serve("huge-error", json!({})).await;
    let (status, body) = ask(&mut connect(&server).await, "GET", "").await.unwrap();
    assert_eq!((status, body.unwrap().len()), (502, 10 << 20));
    let server = serve("delete-lost", json!({})).await;
    assert!(ask(&mut connect(&server).await, "DELETE", "").await.is_err());
    assert_eq!(ask(&mut connect(&server).await, "DELETE", "").await.unwrap().0, 404);
}

#[tokio::test]
async fn answers_stall_and_the_end_is_seen() {
    for fault in ["silent", "stall-body", "slow-body", "endless-body"] {
        let server = serve(fault, json!({})).await;
        let mut client = connect(&server).await;
        let call = tokio::spawn(async move { ask(&mut client, "GET", "").await.map(drop) });
        let heard = |entry: &Request| entry.complete && (fault == "silent" || entry.answered == Some(200));
        assert!(server.wait(|ledger| ledger.requests.first().is_some_and(heard), LIMIT).await, "{fault}");
        tokio::time::sleep(QUIET).await;
        assert!(!call.is_finished(), "{fault}");
        call.abort();
        assert!(sees_the_end(&server).await, "{fault}");
        assert_eq!(server.ledger().requests[0].answered.is_some(), fault != "silent");
    }
}

#[tokio::test]
async fn every_fault_that_says_so_is_played() {
    for fault in FAULTS.iter().filter(|fault| fault.level == Level::Request && fault.h2 && fault.name != "random") {
        let server = serve(fault.name, json!({})).await;
        let mut client = connect(&server).await;
        let call = tokio::spawn(async move { ask(&mut client, "GET", "").await.map(drop) });
        assert!(server.wait(|ledger| ledger.requests.first().is_some_and(|entry| entry.complete), LIMIT).await);
        assert_eq!(server.ledger().requests[0].fault, fault.name);
        // However it ended, the server still answers.
        server.set(Plan::default().over(Transport::H2)).unwrap();
        assert_eq!(ask(&mut connect(&server).await, "GET", "").await.unwrap().0, 200, "{}", fault.name);
        call.abort();
    }
}
