//! How many connections calls open that are in flight together, counted by the server.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use geai_client::Client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;

const IN_FLIGHT: usize = 64;

const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 21\r\n\r\n{\"id\":\"1\",\"name\":\"a\"}";

/// Answers requests once as many wait as are in flight together.
async fn serve(mut stream: TcpStream, together: Arc<Barrier>) {
    let mut head = Vec::new();
    while stream.read_buf(&mut head).await.is_ok_and(|read| read > 0) {
        if head.ends_with(b"\r\n\r\n") {
            head.clear();
            together.wait().await;
            if stream.write_all(ANSWER).await.is_err() {
                return;
            }
        }
    }
}

#[tokio::test]
async fn calls_in_flight_together_find_the_connections_of_the_last_ones() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let opened = Arc::new(AtomicUsize::new(0));
    let (counted, together) = (opened.clone(), Arc::new(Barrier::new(IN_FLIGHT)));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve(stream, together.clone()));
        }
    });
    let client = Client::builder().base_url(url).api_token("t").environment(HashMap::new()).build().unwrap();
    for round in 0..20 {
        let calls = (0..IN_FLIGHT).map(|_| async { client.agents().get("a").await.map(|agent| agent.name) });
        for answer in join_all(calls).await {
            assert_eq!(answer.unwrap(), "a", "round {round}");
        }
    }
    let opened = opened.load(Ordering::SeqCst);
    assert!((IN_FLIGHT..=80).contains(&opened), "{opened} connections for 20 times {IN_FLIGHT} calls");
}
