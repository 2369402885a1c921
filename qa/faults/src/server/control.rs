//! Drives a fault server over HTTP, for programs in any language.
//!
//! | request | body | answer |
//! |---|---|---|
//! | `POST /plan` | a [`Plan`] | `{"url": …}`, where clients connect under this plan |
//! | `GET /ledger` | | the [`Ledger`] |
//! | `POST /clear` | | `{}` |
//! | `POST /wait` | a [`Wait`] | `{"reached": true}` or `false` |
//! | `GET /faults` | | [`FAULTS`] |
//! | `POST /stop` | | `{}`, and the end of [`serve`] |
//!
//! What cannot be done is a 400 with `{"error": …}`.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::reply::Reply;
use super::request::{Framing, Head, Parsed, parse};
use super::{FAULTS, FaultServer};
use crate::ledger::Ledger;
use crate::plan::Plan;

/// What `POST /wait` waits for: all that is given, for at most `timeout_ms`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wait {
    /// Connections that were accepted.
    pub connections: usize,
    /// Connections whose end the peer was seen to make.
    pub closed: usize,
    /// Requests whose head arrived.
    pub requests: usize,
    /// Requests that arrived whole.
    pub complete: usize,
    /// Requests that were answered.
    pub answered: usize,
    /// Requests to the proxy.
    pub proxied: usize,
    /// Longest wait.
    pub timeout_ms: u64,
}

impl Wait {
    /// Whether the ledger has all of it.
    pub fn reached(&self, ledger: &Ledger) -> bool {
        let closed = || ledger.connections.iter().filter(|connection| connection.closed_by_peer.is_some()).count();
        let complete = || ledger.requests.iter().filter(|request| request.complete).count();
        let answered = || ledger.requests.iter().filter(|request| request.answered.is_some()).count();
        ledger.connections.len() >= self.connections
            && ledger.requests.len() >= self.requests
            && ledger.proxied.len() >= self.proxied
            && (self.closed == 0 || closed() >= self.closed)
            && (self.complete == 0 || complete() >= self.complete)
            && (self.answered == 0 || answered() >= self.answered)
    }
}

/// Serves until it is told to stop.
///
/// # Errors
/// The listener fails.
pub async fn serve(listener: TcpListener, server: Arc<FaultServer>) -> io::Result<()> {
    let stop = Arc::new(Notify::new());
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.notified() => return Ok(()),
            accepted = listener.accept() => {
                while connections.try_join_next().is_some() {}
                connections.spawn(connection(accepted?.0, Arc::clone(&server), Arc::clone(&stop)));
            }
        }
    }
}

async fn connection(mut tcp: TcpStream, server: Arc<FaultServer>, stop: Arc<Notify>) {
    let mut inbox = BytesMut::new();
    while let Some((head, body)) = receive(&mut tcp, &mut inbox).await {
        let reply = match answer(&head, &body, &server).await {
            Ok(reply) => Reply::json(200, &reply),
            Err(error) => Reply::json(400, &json!({"error": error.to_string()})),
        };
        if tcp.write_all(&reply.bytes()).await.is_err() {
            return;
        }
        if head.target == "/stop" {
            stop.notify_one();
        }
        if head.last() {
            return;
        }
    }
}

async fn receive(tcp: &mut TcpStream, inbox: &mut BytesMut) -> Option<(Head, Bytes)> {
    let head = loop {
        match parse(inbox) {
            Parsed::Head(head) => break head,
            Parsed::Bad => return None,
            Parsed::Partial => {
                if !matches!(tcp.read_buf(inbox).await, Ok(1..)) {
                    return None;
                }
            }
        }
    };
    let Framing::Length(length) = head.framing else { return None };
    let length = usize::try_from(length).ok()?;
    while inbox.remaining() < length {
        if !matches!(tcp.read_buf(inbox).await, Ok(1..)) {
            return None;
        }
    }
    let body = inbox.split_to(length).freeze();
    Some((head, body))
}

async fn answer(
    head: &Head,
    body: &[u8],
    server: &FaultServer,
) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
    match (head.method.as_str(), head.target.as_str()) {
        ("POST", "/plan") => {
            server.set(serde_json::from_slice::<Plan>(body)?)?;
            Ok(json!({"url": server.base_url()}))
        }
        ("GET", "/ledger") => Ok(serde_json::to_value(server.ledger())?),
        ("GET", "/faults") => Ok(serde_json::to_value(FAULTS)?),
        ("POST", "/clear") => {
            server.clear_ledger();
            Ok(json!({}))
        }
        ("POST", "/wait") => {
            let wait: Wait = serde_json::from_slice(body)?;
            let limit = Duration::from_millis(wait.timeout_ms);
            Ok(json!({"reached": server.wait(|ledger| wait.reached(ledger), limit).await}))
        }
        ("POST", "/stop") => Ok(json!({})),
        _ => Err(format!("there is no {} {}", head.method, head.target).into()),
    }
}
