//! What a fault server received. Assertions are made on this, not on the client's word.

use serde::{Deserialize, Serialize};

/// Everything that happened at one server.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Connections, in the order they were accepted.
    pub connections: Vec<Connection>,
    /// Requests, in the order their head was complete.
    pub requests: Vec<Request>,
    /// Requests made to the server's proxy.
    #[serde(default)]
    pub proxied: Vec<Proxied>,
}

impl Ledger {
    /// Requests the server acted on, of those that carry this name.
    pub fn processed(&self, name: &str) -> usize {
        self.requests.iter().filter(|request| request.processed && request.name.as_deref() == Some(name)).count()
    }
}

/// One connection.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    /// Number of the connection, from 0. A ledger that was cleared goes on counting.
    pub id: usize,
    /// When it was accepted, in milliseconds since the server started.
    pub opened: f64,
    /// When the peer's end (FIN or RST) was seen, if it was.
    pub closed_by_peer: Option<f64>,
    /// When the server ended it, if it did so before the peer was seen to.
    #[serde(default)]
    pub closed_by_server: Option<f64>,
    /// Bytes received. Over TLS those that were sealed inside; a broken handshake counts none.
    pub received: u64,
    /// Protocol once known: `http/1.1`, `h2`, or empty.
    pub protocol: String,
    /// Why the TLS handshake failed, in the server's eyes.
    #[serde(default)]
    pub tls_error: Option<String>,
}

/// One request, from its complete head on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Number of the connection it came on.
    pub connection: usize,
    /// When its head was complete, in milliseconds since the server started.
    pub at: f64,
    /// HTTP method.
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    /// Headers in their order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Bytes of the body that arrived.
    pub body_bytes: u64,
    /// The `name` in a JSON body, which tells one create from another. Known once the body is complete.
    pub name: Option<String>,
    /// Whether the whole request arrived.
    pub complete: bool,
    /// Whether the server acted on it: it is complete, and was refused neither by HTTP/2 (GOAWAY, REFUSED_STREAM) nor
    /// by a status from 300 to 499. A 5xx counts as acted on, since nobody can tell.
    #[serde(default)]
    pub processed: bool,
    /// Status that was answered, if one was. It is written before the first byte of the answer leaves.
    pub answered: Option<u16>,
    /// Name of the fault that was played on it; `healthy` for none.
    #[serde(default)]
    pub fault: String,
}

/// One request to the proxy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Proxied {
    /// When its head was complete, in milliseconds since the server started.
    pub at: f64,
    /// HTTP method.
    pub method: String,
    /// Where to, as sent.
    pub target: String,
    /// Whether `Proxy-Authorization` was there. Its value is never kept.
    pub authorized: bool,
    /// Status that was answered.
    pub answered: u16,
}
