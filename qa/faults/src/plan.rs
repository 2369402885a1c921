//! What a fault server is asked to do.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a fault server is asked to do.
///
/// What a turn is depends on the fault: a connection, a request, or a request to the proxy
/// ([`Level`](crate::server::Level)). `after` and `times` count turns. A turn that [`with`](Self::with) rules out by
/// `nth` or `method` is healthy and not counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    /// Name of the fault, such as `truncated-body`; `healthy`, or nothing, for none.
    pub fault: String,
    /// Parameters of the fault, such as `{"status": 503}`. One the fault does not know is an error.
    pub with: Map<String, Value>,
    /// Healthy turns before the first fault.
    pub after: u32,
    /// How often the fault is played before the server is healthy again; `None` for ever.
    pub times: Option<u32>,
    /// Plain, TLS or HTTP/2. A fault of TLS or of HTTP/2 sets what it needs by itself.
    pub transport: Transport,
}

impl Plan {
    /// A plan that plays `fault` for ever, with parameters given as a JSON object.
    pub fn of(fault: &str, with: Value) -> Self {
        let with = if let Value::Object(with) = with { with } else { Map::new() };
        Self { fault: fault.to_owned(), with, ..Self::default() }
    }

    /// The same, played `times` times.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// The same, after so many healthy turns.
    #[must_use]
    pub fn after(self, after: u32) -> Self {
        Self { after, ..self }
    }

    /// The same over another transport.
    #[must_use]
    pub fn over(self, transport: Transport) -> Self {
        Self { transport, ..self }
    }
}

/// How the server is reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// HTTP/1.1 over TCP.
    #[default]
    Plain,
    /// HTTP/1.1 over TLS, with a certificate of the server's own authority.
    Tls,
    /// HTTP/2 over TLS.
    H2,
}
