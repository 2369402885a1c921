//! An HTTP proxy, for tunnels alone.

use std::sync::Arc;

use bytes::BytesMut;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::SharedState;
use super::director::Event;
use super::request::{Head, Parsed, parse};

/// Serves until it is aborted, and its tunnels with it.
pub(super) async fn serve(shared: Arc<SharedState>, listener: TcpListener) {
    let mut tunnels = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        while tunnels.try_join_next().is_some() {}
        tunnels.spawn(tunnel(Arc::clone(&shared), client));
    }
}

async fn tunnel(shared: Arc<SharedState>, mut client: TcpStream) {
    let mut inbox = BytesMut::new();
    let head = loop {
        let Ok(1..) = client.read_buf(&mut inbox).await else { return };
        match parse(&mut inbox) {
            Parsed::Head(head) => break head,
            Parsed::Partial => {}
            Parsed::Bad => return,
        }
    };
    let play = shared.director.play(Event::Proxy);
    if let Some(wait) = play.as_ref().and_then(|play| play.with.optional_time("latency_ms")) {
        tokio::time::sleep(wait).await;
    }
    let refusal = match &play {
        Some(play) if play.fault.name == "proxy-407" => 407,
        Some(play) if play.fault.name == "proxy-502" => play.with.status("status", 502),
        Some(_) => {
            note(&shared, &head, 0);
            while let Ok(1..) = client.read_buf(&mut inbox).await {
                inbox.clear();
            }
            return;
        }
        None if head.method != "CONNECT" => 405,
        None => match TcpStream::connect(&head.target).await {
            Ok(server) => return pass(&shared, &head, client, server, &inbox).await,
            Err(_) => 504,
        },
    };
    note(&shared, &head, refusal);
    let asks = if refusal == 407 { "proxy-authenticate: Basic realm=\"proxy\"\r\n" } else { "" };
    let answer = format!("HTTP/1.1 {refusal} Refused\r\n{asks}content-length: 0\r\nconnection: close\r\n\r\n");
    // A client that has gone needs no answer.
    let _ = client.write_all(answer.as_bytes()).await;
}

async fn pass(shared: &SharedState, head: &Head, mut client: TcpStream, mut server: TcpStream, early: &[u8]) {
    note(shared, head, 200);
    let greeted = client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await;
    if greeted.is_ok() && server.write_all(early).await.is_ok() {
        // The tunnel lasts until either side ends it.
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }
}

fn note(shared: &SharedState, head: &Head, answered: u16) {
    let authorized = head.header("proxy-authorization").is_some();
    shared.recorder.proxied(&head.method, &head.target, authorized, answered);
}
