//! One HTTP/2 connection, and the faults that are played on it.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, RecvStream};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::task::JoinSet;

use super::director::{Event, Play};
use super::h2_play::Ending;
use super::link::After;
use super::recorder::{Recorder, RequestId};
use super::request::{Exchange, name_in};
use super::stream::Stream;
use super::{SharedState, h2_play};
use crate::ledger;

/// A GOAWAY frame up to the number of the last stream: 8 bytes, type 7, no flags, stream 0.
const GOAWAY: [u8; 9] = [0, 0, 8, 7, 0, 0, 0, 0, 0];

/// Serves a connection until it ends.
pub(super) async fn connection(shared: &Arc<SharedState>, stream: Stream, id: usize, max_streams: Option<u32>) {
    let io = Shared { stream: Arc::new(Mutex::new(Some(stream))), recorder: shared.recorder.clone(), id };
    let mut builder = h2::server::Builder::new();
    builder.initial_window_size(1 << 20).initial_connection_window_size(1 << 24);
    if let Some(most) = max_streams {
        builder.max_concurrent_streams(most);
    }
    let Ok(mut connection) = builder.handshake::<_, Bytes>(io.clone()).await else { return };
    shared.recorder.protocol(id, "h2");
    let mut streams = JoinSet::new();
    // Streams above the last one of a GOAWAY; they are kept, so that no reset is sent for them.
    let (mut refused, mut leaving) = (Vec::new(), false);
    let mut nth = 0;
    loop {
        let accepted = tokio::select! {
            accepted = connection.accept() => accepted,
            Some(ended) = streams.join_next() => match ended {
                Ok(Some(Ending::Connection(after, _open))) => return io.cut(after),
                Ok(Some(Ending::Stream(mut body))) => {
                    // A reset throws away what was not written.
                    write_out(&mut connection).await;
                    body.send_reset(Reason::INTERNAL_ERROR);
                    continue;
                }
                _ if leaving && streams.is_empty() => {
                    write_out(&mut connection).await;
                    break;
                }
                _ => continue,
            },
        };
        let Some(Ok((request, mut respond))) = accepted else { break };
        nth += 1;
        let event = Event::Request { nth, method: request.method().as_str(), h2: true };
        let fault = if leaving { None } else { shared.director.play(event) };
        let name = fault.as_ref().map_or(if leaving { "h2-goaway" } else { "healthy" }, |fault| fault.fault.name);
        let (exchange, body) = taken(request);
        let number = shared.recorder.head(entry(&exchange, id, name));
        if name == "h2-silent" {
            return io.fall_silent().await;
        }
        if name == "h2-refused" {
            respond.send_reset(Reason::REFUSED_STREAM);
        } else if name == "h2-goaway" {
            if !leaving {
                leaving = true;
                io.say_goodbye(respond.stream_id().as_u32().saturating_sub(2)).await;
            }
            refused.push((body, respond));
            if streams.is_empty() {
                break;
            }
        } else {
            streams.spawn(stream_task(Arc::clone(shared), exchange, body, respond, number, fault));
        }
    }
    if leaving {
        return io.leave().await;
    }
    io.cut(After::Close);
}

/// Drives the connection once, which writes what its streams have sent.
async fn write_out(connection: &mut h2::server::Connection<Shared, Bytes>) {
    poll_fn(|cx| Poll::Ready(connection.poll_closed(cx).is_ready())).await;
}

async fn ignore_rest(stream: &mut Stream) {
    let mut ignored = vec![0; 16 * 1024];
    while let Ok(1..) = stream.read(&mut ignored).await {}
}

fn taken(request: http::Request<RecvStream>) -> (Exchange, RecvStream) {
    let (head, body) = request.into_parts();
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let exchange = Exchange {
        method: head.method.to_string(),
        target: head.uri.path_and_query().map_or_else(|| "*".to_owned(), ToString::to_string),
        headers: head.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        name: None,
        body: Bytes::new(),
    };
    (exchange, body)
}

fn entry(exchange: &Exchange, connection: usize, fault: &str) -> ledger::Request {
    ledger::Request {
        connection,
        method: exchange.method.clone(),
        target: exchange.target.clone(),
        headers: exchange.headers.clone(),
        fault: fault.to_owned(),
        ..ledger::Request::default()
    }
}

/// Reads a request and answers it, or answers how the whole connection is to end.
async fn stream_task(
    shared: Arc<SharedState>,
    mut exchange: Exchange,
    mut body: RecvStream,
    respond: SendResponse<Bytes>,
    id: RequestId,
    fault: Option<Play>,
) -> Option<Ending> {
    let mut received = Vec::new();
    while let Some(piece) = body.data().await {
        let piece = piece.ok()?;
        shared.recorder.body(id, piece.len());
        received.extend_from_slice(&piece);
        body.flow_control().release_capacity(piece.len()).ok()?;
    }
    exchange.name = name_in(&received);
    exchange.body = received.into();
    shared.recorder.complete(id, exchange.name.clone());
    h2_play::play(&shared, &exchange, respond, id, fault.as_ref()).await
}

/// A stream that HTTP/2 works on, and that can be taken away from it.
#[derive(Clone)]
struct Shared {
    stream: Arc<Mutex<Option<Stream>>>,
    recorder: Arc<Recorder>,
    id: usize,
}

impl Shared {
    /// Ends the connection under HTTP/2's feet.
    fn cut(&self, after: After) {
        if let Some(stream) = self.take()
            && after == After::Reset
        {
            stream.linger_zero();
        }
        self.recorder.closed_by_server(self.id);
    }

    /// Sends nothing more, and throws away what comes, until the peer ends the connection.
    async fn fall_silent(&self) {
        let Some(mut stream) = self.take() else { return };
        ignore_rest(&mut stream).await;
        self.recorder.closed_by_peer(self.id);
    }

    /// Sends nothing more and says so. What still comes is read: a connection that is closed with bytes unread is reset,
    /// and a peer that writes then learns of the reset before it reads the GOAWAY.
    async fn leave(&self) {
        let Some(mut stream) = self.take() else { return };
        self.recorder.closed_by_server(self.id);
        if stream.shutdown().await.is_ok() {
            ignore_rest(&mut stream).await;
        }
    }

    fn take(&self) -> Option<Stream> {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Sends GOAWAY. HTTP/2 has written all it had by now, so the frame stands between two others.
    async fn say_goodbye(&self, last: u32) {
        let frame = [GOAWAY.as_slice(), &last.to_be_bytes(), &[0; 4]].concat();
        let mut stream = self.clone();
        // A peer that has gone needs no goodbye.
        let _ = stream.write_all(&frame).await;
        let _ = stream.flush().await;
    }

    fn poll<T>(&self, work: impl FnOnce(Pin<&mut Stream>) -> Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match &mut *self.stream.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(stream) => work(Pin::new(stream)),
            None => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }
}

impl AsyncRead for Shared {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let result = ready!(self.poll(|stream| stream.poll_read(cx, buf)));
        let read = buf.filled().len() - before;
        if read == 0 {
            self.recorder.closed_by_peer(self.id);
        } else {
            self.recorder.received(self.id, read);
        }
        Poll::Ready(result)
    }
}

impl AsyncWrite for Shared {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.poll(|stream| stream.poll_write(cx, buf))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll(|stream| stream.poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll(|stream| stream.poll_shutdown(cx))
    }
}
