//! A whole answer, and its bytes in HTTP/1.1.

use std::io::Write as _;

use bytes::Bytes;
use serde_json::Value;

/// A whole answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    pub(super) body: Bytes,
}

impl Reply {
    pub(super) fn new(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.into())];
        Self { status, headers, body: body.into() }
    }

    pub(super) fn empty(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    #[must_use]
    pub(super) fn with(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Status line and headers, without `Content-Length` and the empty line.
    pub(super) fn open_head(&self) -> Vec<u8> {
        let reason = http::StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason());
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason.unwrap_or("Unknown")).into_bytes();
        for (name, value) in &self.headers {
            // Writing to memory cannot fail.
            let _ = write!(head, "{name}: ");
            head.extend_from_slice(value);
            head.extend_from_slice(b"\r\n");
        }
        head
    }

    /// The head, with the length of the body.
    pub(super) fn head(&self) -> Vec<u8> {
        let mut head = self.open_head();
        if self.status >= 200 && self.status != 204 && self.status != 304 {
            let _ = write!(head, "content-length: {}\r\n", self.body.len());
        }
        head.extend_from_slice(b"\r\n");
        head
    }

    /// The whole answer.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.head();
        bytes.extend_from_slice(&self.body);
        bytes
    }
}
