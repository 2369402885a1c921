//! The server: one background thread with its own runtime, real HTTP/1.1, faults on the way out.

use std::convert::Infallible;
use std::future::{pending, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::failure::Failure;
use crate::faults::{Fault, FaultKind, Faults};
use crate::message::{Call, Reply};
use crate::query::Query;
use crate::records::Records;
use crate::world::World;
use crate::{control, frame};

/// Larger requests are answered with 413.
const MAX_BODY: usize = 64 << 20;

/// Every response says what it is not.
const MARK: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-geai-emulator"), HeaderValue::from_static("not the vendor's server"));

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the server and the handle share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) world: Mutex<World>,
    pub(crate) records: Mutex<Records>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) base_url: String,
    pub(crate) oauth_token: String,
    pub(crate) verbose: bool,
}

/// Locks; a panic elsewhere does not make the state unusable.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Accepts until told to stop. Returning drops the listener; dropping the runtime then cuts what is in flight.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>, stop: oneshot::Receiver<Infallible>) {
    tokio::pin!(stop);
    loop {
        tokio::select! {
            // The sender is dropped, never used.
            _ = &mut stop => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    tokio::spawn(connection(stream, peer, Arc::clone(&shared)));
                }
                // Out of file descriptors, or the client is gone already.
                Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
            },
        }
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, shared: Arc<Shared>) {
    // Small answers must not wait for a full packet; without it they are only slower.
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let io = Connection { stream, reset: Arc::clone(&reset) };
    let service = service_fn(|request| respond(Arc::clone(&shared), Arc::clone(&reset), peer, request));
    // An error here is a client that went away or a fault that was asked for.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(io), service).await;
}

async fn respond(
    shared: Arc<Shared>,
    reset: Arc<AtomicBool>,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response<ReplyBody>, Cut> {
    let started = Instant::now();
    let (head, body) = request.into_parts();
    let read = read_body(body).await;
    let (body, too_large) = match read {
        Ok(Some(body)) => (body, false),
        Ok(None) => (Bytes::new(), true),
        Err(_) => return Err(Cut),
    };
    let call = Call {
        path: head.uri.path().to_owned(),
        query: Query::parse(head.uri.query().unwrap_or_default()),
        method: head.method,
        headers: head.headers,
        body,
    };
    let request_id = Uuid::new_v4().to_string();
    if control::is_control(&call.path) {
        let reply = control::answer(&shared, &call, peer);
        return Ok(respond_with(reply, &request_id, ReplyBody::full));
    }
    let number = lock(&shared.records).push(request_id.clone(), &call);
    let fault = lock(&shared.faults).take(call.method.as_str(), &call.path);
    let done = |status: StatusCode| {
        lock(&shared.records).set_status(number, status.as_u16());
        if shared.verbose {
            let ms = started.elapsed().as_secs_f64() * 1e3;
            eprintln!("{} {} {} {ms:.1} ms", call.method, call.path, status.as_u16());
        }
    };
    let execute = || {
        if too_large {
            return Failure::Framework(StatusCode::PAYLOAD_TOO_LARGE).into_reply();
        }
        let mut world = lock(&shared.world);
        frame::answer(&mut world, &call, &shared.oauth_token, &shared.base_url)
    };
    let Some(fault) = fault else {
        let reply = execute();
        done(reply.status);
        return Ok(respond_with(reply, &request_id, ReplyBody::full));
    };
    let executed = fault.executed.then(execute);
    let headers = fault_headers(&fault);
    let mut response = match fault.kind {
        FaultKind::Reset => {
            reset.store(true, Ordering::Relaxed);
            return Err(Cut);
        }
        FaultKind::Stall { after_head: false } => pending().await,
        FaultKind::Delay { ms } => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            let reply = executed.unwrap_or_else(execute);
            respond_with(reply, &request_id, ReplyBody::full)
        }
        FaultKind::Status { status, retry_after, body } => {
            let reply = status_reply(status, retry_after, body);
            respond_with(reply, &request_id, ReplyBody::full)
        }
        FaultKind::Garbage => {
            let reply = Reply::text(StatusCode::OK, "application/json", "<html>this is not JSON \u{fffd}{[".to_owned());
            respond_with(reply, &request_id, ReplyBody::full)
        }
        FaultKind::Stall { after_head: true } => respond_with(breakable(executed), &request_id, |_| ReplyBody::Stalled),
        FaultKind::Truncate => {
            let reply = breakable(executed);
            let promised = reply.body.len() + 64;
            let mut response = respond_with(reply, &request_id, ReplyBody::half);
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(promised));
            response
        }
    };
    response.headers_mut().extend(headers);
    done(response.status());
    Ok(response)
}

/// Collects the body; `None` when it is too large.
async fn read_body(mut body: Incoming) -> Result<Option<Bytes>, hyper::Error> {
    let mut collected = BytesMut::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        if let Ok(data) = frame?.into_data() {
            if collected.len() + data.len() > MAX_BODY {
                return Ok(None);
            }
            collected.extend_from_slice(&data);
        }
    }
    Ok(Some(collected.freeze()))
}

fn respond_with(reply: Reply, request_id: &str, body: impl FnOnce(Bytes) -> ReplyBody) -> Response<ReplyBody> {
    let mut response = Response::new(body(reply.body));
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    headers.insert(MARK.0, MARK.1);
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
    if let Some(content_type) = reply.content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    headers.extend(reply.headers);
    response
}

fn status_reply(status: u16, retry_after: Option<f64>, body: Option<Value>) -> Reply {
    let code = StatusCode::from_u16(status.max(200)).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let reply = match body {
        _ if matches!(status, 204 | 304) => Reply::empty(code),
        Some(Value::String(text)) => Reply::text(code, "text/plain; charset=utf-8", text),
        Some(body) => Reply::json(code, &body),
        None => Failure::with_status(code, i64::from(status), "Injected fault.").into_reply(),
    };
    match retry_after {
        Some(seconds) => reply.with_header(RETRY_AFTER, &seconds.to_string()),
        None => reply,
    }
}

/// An answer with a body to lose. A 204 has none, so it becomes a 200.
fn breakable(executed: Option<Reply>) -> Reply {
    executed
        .filter(|reply| !reply.body.is_empty())
        .unwrap_or_else(|| Reply::ok(&json!({ "id": "lost", "name": "lost", "agents": [], "toolPlugins": [] })))
}

fn fault_headers(fault: &Fault) -> HeaderMap {
    fault
        .headers
        .iter()
        .filter_map(|(name, value)| {
            Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
        })
        .collect()
}

/// The connection ends here, without (the rest of) an answer.
#[derive(Debug)]
pub(crate) struct Cut;

impl std::fmt::Display for Cut {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("connection cut by the emulator")
    }
}

impl std::error::Error for Cut {}

/// A response body, whole or broken.
#[derive(Debug)]
enum ReplyBody {
    Full(Bytes),
    /// Sends what it has, lets it leave the socket, then breaks the connection.
    Half(Bytes, Flushed),
    Stalled,
}

#[derive(Debug, PartialEq)]
enum Flushed {
    No,
    Yes,
}

impl ReplyBody {
    const fn full(body: Bytes) -> Self {
        Self::Full(body)
    }

    /// The first half, at least one byte.
    fn half(mut body: Bytes) -> Self {
        body.truncate((body.len() / 2).max(1));
        Self::Half(body, Flushed::No)
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        match self.get_mut() {
            Self::Full(body) if body.is_empty() => Poll::Ready(None),
            Self::Full(body) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(body))))),
            Self::Half(body, _) if !body.is_empty() => Poll::Ready(Some(Ok(Frame::data(std::mem::take(body))))),
            Self::Half(_, flushed) if *flushed == Flushed::No => {
                // hyper flushes when the body has nothing ready; the break comes on the next turn.
                *flushed = Flushed::Yes;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Half(..) => Poll::Ready(Some(Err(Cut))),
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

/// A socket that can be told to end with a reset instead of a goodbye.
#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    reset: Arc<AtomicBool>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.reset.load(Ordering::Relaxed) {
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.reset.load(Ordering::Relaxed) {
            // A shutdown would send the goodbye that a reset leaves out.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
