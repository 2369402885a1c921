//! Reads HTTP/1.1 requests.

use bytes::{Buf, Bytes, BytesMut};
use serde_json::Value;

use super::link::{Gone, Link};
use super::recorder::RequestId;
use crate::ledger;

/// Most bytes of a head.
const MAX_HEAD: usize = 128 * 1024;
/// Most bytes of a body that are kept to find a name in it. The rest is counted.
const MAX_BODY: usize = 32 * 1024 * 1024;

/// How long a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    Length(u64),
    Chunked,
}

/// What stands before the body.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) method: String,
    pub(super) target: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) framing: Framing,
}

/// A whole request.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) name: Option<String>,
    pub(super) body: Bytes,
}

impl Head {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Whether the peer will not use the connection again.
    pub(super) fn last(&self) -> bool {
        self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }

    /// As it stands in the ledger.
    pub(super) fn entry(&self, connection: usize, fault: &str) -> ledger::Request {
        ledger::Request {
            connection,
            method: self.method.clone(),
            target: self.target.clone(),
            headers: self.headers.clone(),
            fault: fault.to_owned(),
            ..ledger::Request::default()
        }
    }
}

pub(super) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
}

/// Waits for the next head. `None` for what is no HTTP request.
pub(super) async fn read_head(link: &mut Link) -> Result<Option<Head>, Gone> {
    loop {
        if !link.inbox.is_empty() {
            match parse(&mut link.inbox) {
                Parsed::Head(head) => return Ok(Some(head)),
                Parsed::Bad => return Ok(None),
                Parsed::Partial => {}
            }
        }
        link.fill().await?;
    }
}

/// What was received so far.
pub(super) enum Parsed {
    Head(Head),
    Partial,
    Bad,
}

/// Takes a head out of what was received.
pub(super) fn parse(inbox: &mut BytesMut) -> Parsed {
    let mut slots = [httparse::EMPTY_HEADER; 128];
    let mut request = httparse::Request::new(&mut slots);
    let length = match request.parse(inbox) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if inbox.len() < MAX_HEAD => return Parsed::Partial,
        _ => return Parsed::Bad,
    };
    let headers: Vec<(String, String)> = request
        .headers
        .iter()
        .map(|header| (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned()))
        .collect();
    let chunked = header(&headers, "transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked"));
    let length_given = header(&headers, "content-length").map_or(Ok(0), str::parse);
    let (Ok(length_given), Some(method), Some(target)) = (length_given, request.method, request.path) else {
        return Parsed::Bad;
    };
    let framing = if chunked { Framing::Chunked } else { Framing::Length(length_given) };
    let head = Head { method: method.to_owned(), target: target.to_owned(), headers, framing };
    inbox.advance(length);
    Parsed::Head(head)
}

/// Reads up to `limit` bytes of the body, or all of it, and writes the ledger. `None` where the limit ended it.
pub(super) async fn read_body(
    link: &mut Link,
    framing: Framing,
    id: RequestId,
    limit: Option<u64>,
) -> Result<Option<Bytes>, Gone> {
    let mut reader = BodyReader { framing, left: 0, ended: false, between: false };
    if let Framing::Length(length) = framing {
        reader.left = length;
        reader.ended = length == 0;
    }
    let (mut body, mut total) = (BytesMut::new(), 0);
    while !reader.ended {
        let piece = reader.take(&mut link.inbox);
        if !piece.is_empty() {
            link.recorder.body(id, piece.len());
            total += piece.len() as u64;
            if body.len() < MAX_BODY {
                body.extend_from_slice(&piece);
            }
        } else if limit.is_some_and(|limit| total >= limit) {
            return Ok(None);
        } else if !reader.ended {
            link.fill().await?;
        }
    }
    Ok(Some(body.freeze()))
}

/// Takes a body out of what was received.
struct BodyReader {
    framing: Framing,
    /// Bytes left of the body, or of the chunk.
    left: u64,
    ended: bool,
    /// Whether the line end of a chunk is due.
    between: bool,
}

impl BodyReader {
    /// What is there of the body; nothing if more must be received first, or at the end.
    fn take(&mut self, inbox: &mut BytesMut) -> Bytes {
        if self.framing == Framing::Chunked && self.left == 0 && !self.ended {
            self.next_chunk(inbox);
        }
        let take = usize::try_from(self.left).unwrap_or(usize::MAX).min(inbox.len());
        self.left -= take as u64;
        match self.framing {
            Framing::Length(_) => self.ended = self.left == 0,
            Framing::Chunked => self.between |= self.left == 0 && take > 0,
        }
        inbox.split_to(take).freeze()
    }

    fn next_chunk(&mut self, inbox: &mut BytesMut) {
        if self.between {
            if inbox.len() < 2 {
                return;
            }
            inbox.advance(2);
            self.between = false;
        }
        if let Ok(httparse::Status::Complete((line, size))) = httparse::parse_chunk_size(inbox) {
            if size > 0 {
                inbox.advance(line);
                self.left = size;
            } else if inbox.len() >= line + 2 {
                // No client of this API sends trailers.
                inbox.advance(line + 2);
                self.ended = true;
            }
        }
    }
}

/// The `name` of what a JSON body defines.
pub(super) fn name_in(body: &[u8]) -> Option<String> {
    let json: Value = serde_json::from_slice(body).ok()?;
    let at = ["/agentDefinition/name", "/toolPlugin/name", "/name", "/labPackage/agents/0/name"];
    at.iter().find_map(|path| json.pointer(path)?.as_str().map(str::to_owned))
}
