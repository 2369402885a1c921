//! How often the answer of a server is seen that refuses an upload by its head, with the body unread, and closes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::HashMap;

use geai_client::{CallOptions, Client, ErrorKind, Executed, Json, Method};
use geai_faults::plan::{Plan, Transport};
use geai_faults::server::start;
use serde_json::json;

const CALLS: usize = 200;

async fn seen(transport: Transport, status: u16, size: usize) -> usize {
    let plan = Plan::of("refuse-upload", json!({"status": status})).over(transport);
    let server = start(plan).await.unwrap();
    let builder = Client::builder().base_url(server.base_url()).api_token("t").environment(HashMap::new());
    let directory = tempfile::tempdir().unwrap();
    let authority = directory.path().join("authority.pem");
    std::fs::write(&authority, server.ca_pem()).unwrap();
    let builder = if transport == Transport::Plain { builder } else { builder.ca_bundle(authority) };
    let client = builder.build().unwrap();
    let body = Json::from_text(format!("\"{}\"", "x".repeat(size))).unwrap();
    let (mut seen, options) = (0, CallOptions::default());
    for _ in 0..CALLS {
        let call = client.request(Method::POST, "/v2/agents/import", &[], Some(body.clone()), &options);
        let error = call.await.unwrap_err();
        if error.status == Some(status) {
            assert_eq!((error.executed, error.attempts), (Executed::No, 1), "{error}");
            seen += 1;
        } else {
            assert_eq!((error.kind(), error.executed), (ErrorKind::APIConnectionError, Executed::Maybe), "{error}");
        }
    }
    seen
}

/// The server has a thread of its own, as it has a process of its own elsewhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_200_early_answers_at_least_95_in_100_are_seen() {
    for (transport, status, size) in [
        (Transport::Plain, 413, 1 << 20),
        (Transport::Plain, 401, 4 << 20),
        (Transport::Tls, 413, 100 << 10),
        (Transport::Tls, 401, 4 << 20),
    ] {
        let seen = seen(transport, status, size).await;
        println!("{transport:?}, {status}, {size} bytes: {seen} of {CALLS}");
        assert!(seen * 100 >= CALLS * 95, "{transport:?}, {size} bytes: {seen} of {CALLS}");
    }
}
