//! One accepted connection: written to while it is read, so that the peer's end is seen at once.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, Interest, ReadBuf};
use tokio::time::{Instant, sleep_until};

use super::recorder::Recorder;
use super::stream::Stream;

/// Most bytes kept unread while something else is done. A peer that sends more has to wait.
const INBOX: usize = 256 * 1024;
/// How long the server listens on after it has sent its FIN.
const AFTER_FIN: Duration = Duration::from_secs(30);

/// The peer has ended the connection.
#[derive(Debug)]
pub(super) struct Gone;

/// How a connection goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// With the next request.
    Keep,
    /// With FIN; what comes is read, to see the peer's end.
    Fin,
    /// With a close of the socket, which answers later bytes with RST.
    Close,
    /// With RST.
    Reset,
}

impl After {
    /// The parameter `how`.
    pub(super) fn named(how: &str) -> Self {
        match how {
            "fin" => Self::Fin,
            "rst" => Self::Reset,
            _ => Self::Close,
        }
    }
}

/// One accepted connection.
#[derive(Debug)]
pub(super) struct Link {
    stream: Stream,
    /// What was received and not yet taken.
    pub(super) inbox: BytesMut,
    pub(super) id: usize,
    pub(super) recorder: Arc<Recorder>,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.recorder.closed_by_server(self.id);
    }
}

impl Link {
    pub(super) fn new(stream: Stream, id: usize, recorder: Arc<Recorder>) -> Self {
        Self { stream, inbox: BytesMut::new(), id, recorder }
    }

    /// Reads once into the inbox. Pending while the inbox is full.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<Result<usize, Gone>> {
        if self.inbox.len() >= INBOX {
            return Poll::Pending;
        }
        let mut chunk = [0; 16 * 1024];
        let mut buffer = ReadBuf::new(&mut chunk);
        let read = match Pin::new(&mut self.stream).poll_read(cx, &mut buffer) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Ok(())) => buffer.filled(),
            Poll::Ready(Err(_)) => &[],
        };
        if read.is_empty() {
            self.recorder.closed_by_peer(self.id);
            return Poll::Ready(Err(Gone));
        }
        self.recorder.received(self.id, read.len());
        self.inbox.extend_from_slice(read);
        Poll::Ready(Ok(read.len()))
    }

    /// Reads more.
    pub(super) async fn fill(&mut self) -> Result<usize, Gone> {
        poll_fn(|cx| self.poll_fill(cx)).await
    }

    /// Reads until the time has come; `None` waits for the peer's end.
    pub(super) async fn pause_until(&mut self, end: Option<Instant>) -> Result<(), Gone> {
        let mut timer = std::pin::pin!(sleep_until(end.unwrap_or_else(Instant::now)));
        poll_fn(|cx| {
            while let Poll::Ready(read) = self.poll_fill(cx) {
                read?;
            }
            if end.is_some() { timer.as_mut().poll(cx).map(Ok) } else { Poll::Pending }
        })
        .await
    }

    pub(super) async fn pause(&mut self, time: Duration) -> Result<(), Gone> {
        if time.is_zero() {
            return Ok(());
        }
        self.pause_until(Some(Instant::now() + time)).await
    }

    /// Does nothing until the peer ends the connection. What comes is thrown away.
    pub(super) async fn stall(&mut self) -> Gone {
        loop {
            self.inbox.clear();
            if let Err(gone) = self.fill().await {
                return gone;
            }
        }
    }

    /// Reads nothing for so long. Only a reset is noticed.
    pub(super) async fn stop_reading(&mut self, time: Duration) -> Result<(), Gone> {
        match tokio::time::timeout(time, self.stream.tcp().ready(Interest::ERROR)).await {
            Ok(_) => Err(self.broken()),
            Err(_) => Ok(()),
        }
    }

    /// Writes all of it and reads nothing meanwhile.
    pub(super) async fn send_only(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), Gone> {
        let written = self.stream.write_all(bytes.as_ref()).await;
        if written.is_err() || self.stream.flush().await.is_err() {
            return Err(self.broken());
        }
        Ok(())
    }

    /// Writes all of it.
    pub(super) async fn send(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), Gone> {
        let mut rest = bytes.as_ref();
        poll_fn(|cx| {
            while let Poll::Ready(read) = self.poll_fill(cx) {
                read?;
            }
            while !rest.is_empty() {
                match Pin::new(&mut self.stream).poll_write(cx, rest) {
                    Poll::Ready(Ok(written)) if written > 0 => rest.advance(written),
                    Poll::Ready(_) => return Poll::Ready(Err(self.broken())),
                    Poll::Pending => return Poll::Pending,
                }
            }
            match Pin::new(&mut self.stream).poll_flush(cx) {
                Poll::Ready(Err(_)) => Poll::Ready(Err(self.broken())),
                Poll::Ready(Ok(())) => Poll::Ready(Ok(())),
                Poll::Pending => Poll::Pending,
            }
        })
        .await
    }

    fn broken(&self) -> Gone {
        self.recorder.closed_by_peer(self.id);
        Gone
    }

    /// Ends the connection.
    pub(super) async fn end(mut self, after: After) {
        if after == After::Reset {
            self.stream.linger_zero();
        }
        self.recorder.closed_by_server(self.id);
        if after == After::Fin && self.stream.shutdown().await.is_ok() {
            // Its time is up or the peer has gone: either way it ends here.
            let _ = tokio::time::timeout(AFTER_FIN, self.stall()).await;
        }
    }
}
