//! Response bodies, whole and broken.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// The error that makes hyper close the connection before the response is complete.
#[derive(Debug)]
pub(crate) struct ConnectionCut;

impl fmt::Display for ConnectionCut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("connection cut by the emulator")
    }
}

impl std::error::Error for ConnectionCut {}

/// A response body.
#[derive(Debug)]
pub(crate) enum ResponseBody {
    Full(Bytes),
    /// Sends its bytes, lets them leave the socket, then cuts the connection.
    Half(Bytes, Flushed),
    /// Never sends anything.
    Stalled,
}

/// Whether the bytes of half a body had the time to leave the socket.
#[derive(Debug, PartialEq)]
pub(crate) enum Flushed {
    No,
    Yes,
}

impl ResponseBody {
    pub(crate) const fn full(body: Bytes) -> Self {
        Self::Full(body)
    }

    /// The first half of a body, at least one byte.
    pub(crate) fn half(mut body: Bytes) -> Self {
        body.truncate((body.len() / 2).max(1));
        Self::Half(body, Flushed::No)
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = ConnectionCut;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, ConnectionCut>>> {
        match self.get_mut() {
            Self::Full(body) if body.is_empty() => Poll::Ready(None),
            Self::Full(body) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(body))))),
            Self::Half(body, _) if !body.is_empty() => Poll::Ready(Some(Ok(Frame::data(std::mem::take(body))))),
            Self::Half(_, flushed) if *flushed == Flushed::No => {
                // hyper flushes when a body has nothing ready, so the error follows with the next poll.
                *flushed = Flushed::Yes;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Half(..) => Poll::Ready(Some(Err(ConnectionCut))),
            Self::Stalled => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Full(body) if body.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Full(body) => SizeHint::with_exact(body.len() as u64),
            _ => SizeHint::default(),
        }
    }
}
