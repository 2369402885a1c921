//! Large bodies whose call ends before they are sent.
#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::time::Duration;

use geai_client::{CallOptions, Client, Error, ErrorKind, Executed, Json, Method, Phase};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

const SIZE: usize = 24 << 20;

/// A server that accepts and reads nothing by itself.
async fn deaf() -> (String, mpsc::UnboundedReceiver<TcpStream>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (accepted, connections) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = accepted.send(stream);
        }
    });
    (url, connections)
}

async fn upload(client: &Client, timeout: Duration) -> Error {
    let body = Json::from_text(format!("\"{}\"", "x".repeat(SIZE))).unwrap();
    let options = CallOptions { timeout: Some(timeout), ..CallOptions::default() };
    client.request(Method::POST, "/x", &[], Some(body), &options).await.unwrap_err()
}

fn client(url: String) -> Client {
    Client::builder().base_url(url).api_token("t").environment(HashMap::new()).build().unwrap()
}

/// Bytes of memory that this process has.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse::<usize>().unwrap() * 1024
}

#[tokio::test]
async fn an_upload_that_was_given_up_keeps_no_body_and_sends_no_more_of_it() {
    let (url, mut connections) = deaf().await;
    let client = client(url);
    upload(&client, Duration::from_millis(300)).await;
    let before = memory();
    for _ in 0..5 {
        let error = upload(&client, Duration::from_millis(300)).await;
        assert_eq!((error.kind(), error.phase), (ErrorKind::APITimeoutError, Phase::Send));
        assert_eq!(error.executed, Executed::Maybe);
    }
    let grown = memory().saturating_sub(before);
    assert!(grown < SIZE, "{grown} bytes more for 5 uploads of {SIZE}");
    client.close();
    // What the system had may still arrive, and what the library had buffered.
    while let Ok(mut stream) = connections.try_recv() {
        let mut received = Vec::new();
        let _ended = stream.read_to_end(&mut received).await;
        assert!(received.len() < SIZE / 2, "{} bytes arrived", received.len());
    }
}

#[tokio::test]
async fn nothing_is_sent_behind_an_early_refusal() {
    let (url, mut connections) = deaf().await;
    let client = client(url);
    let call = tokio::spawn(async move { upload(&client, Duration::from_secs(20)).await });
    let mut stream = connections.recv().await.unwrap();
    let mut received = vec![0; 1000];
    stream.read_exact(&mut received).await.unwrap();
    // The connection stays open, so the client has to end it.
    stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\n{}").await.unwrap();
    let error = call.await.unwrap();
    assert_eq!((error.status, error.executed, error.phase), (Some(403), Executed::No, Phase::Response));
    let _ended = stream.read_to_end(&mut received).await;
    assert!(received.len() < SIZE / 2, "{} bytes arrived", received.len());
}

#[tokio::test]
async fn a_success_that_begins_before_the_end_of_the_body_is_waited_for() {
    let (url, mut connections) = deaf().await;
    let client = client(url);
    let body = Json::from_text(format!("\"{}\"", "x".repeat(SIZE))).unwrap();
    let call =
        tokio::spawn(async move { client.request(Method::POST, "/x", &[], Some(body), &CallOptions::default()).await });
    let mut stream = connections.recv().await.unwrap();
    let mut received = vec![0; 1000];
    stream.read_exact(&mut received).await.unwrap();
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n").await.unwrap();
    let mut left = SIZE;
    let mut buffer = vec![0; 1 << 20];
    while left > 0 {
        left = left.saturating_sub(stream.read(&mut buffer).await.unwrap().max(1));
        if left < 1000 {
            break;
        }
    }
    stream.write_all(b"{}").await.unwrap();
    assert_eq!(call.await.unwrap().unwrap().data.unwrap().text(), "{}");
}
