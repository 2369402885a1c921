//! The server: real HTTP/1.1 connections, recording, and faults in place of normal responses.

mod body;
mod edit;
mod fault;
mod socket;

use std::convert::Infallible;
use std::future::{pending, poll_fn};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use hyper::body::{Body, Incoming};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::http::faults::{Fault, FaultKind};
use crate::http::host;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::http::request::HttpRequest;
use crate::router::error_reply::framework_error;
use crate::router::{control, dispatch};
use crate::server::body::{ConnectionCut, ResponseBody};
use crate::server::socket::Socket;
use crate::shared::Shared;
use crate::store::state::lock;

/// Larger requests are answered with 413.
const MAX_BODY: usize = 64 << 20;

/// A connection on which no complete head arrives for so long is closed. Clients of this project keep idle ones for less.
const HEAD_TIME: Duration = Duration::from_secs(20);

/// Sent with every response, so that none can be taken for the vendor's.
const NOTICE: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-geai-emulator"), HeaderValue::from_static("not the vendor's server"));

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Accepts connections until the sender of `stop` is dropped. Returning closes the listener; dropping the runtime then
/// ends the connections that are open.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>, stop: oneshot::Receiver<Infallible>) {
    tokio::pin!(stop);
    loop {
        tokio::select! {
            _ = &mut stop => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    tokio::spawn(serve_connection(stream, peer, Arc::clone(&shared)));
                }
                // There are no file descriptors left, or the client has closed the connection already.
                Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
            },
        }
    }
}

async fn serve_connection(stream: TcpStream, peer: SocketAddr, shared: Arc<Shared>) {
    // Small responses must not wait for a full packet. Where the option cannot be set they are only slower.
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let socket = Socket::new(stream, Arc::clone(&reset));
    let service = service_fn(|request| respond(Arc::clone(&shared), Arc::clone(&reset), peer, request));
    // An error means that the client closed the connection or that a fault cut it.
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    let _ = server.serve_connection(TokioIo::new(socket), service).await;
}

async fn respond(
    shared: Arc<Shared>,
    reset: Arc<AtomicBool>,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response<ResponseBody>, ConnectionCut> {
    let started = Instant::now();
    let (head, body) = request.into_parts();
    let (body, too_large) = match read_body(body).await {
        Ok(Some(body)) => (body, false),
        Ok(None) => (Bytes::new(), true),
        Err(_) => return Err(ConnectionCut),
    };
    let request_id = Uuid::new_v4().to_string();
    let Ok(host) = host::target(head.version, &head.uri, &head.headers) else {
        let reply = framework_error(StatusCode::BAD_REQUEST);
        return Ok(response(reply, &request_id, ResponseBody::full));
    };
    let request = HttpRequest {
        host,
        path: head.uri.path().to_owned(),
        query: Query::parse(head.uri.query().unwrap_or_default().as_bytes()),
        method: head.method,
        headers: head.headers,
        body,
    };
    if control::is_control(&request.path) {
        let reply = match too_large {
            true => framework_error(StatusCode::PAYLOAD_TOO_LARGE),
            false => control::dispatch(&shared, &request, peer),
        };
        return Ok(response(reply, &request_id, ResponseBody::full));
    }
    let number = lock(&shared.recorder).push(request_id.clone(), &request);
    let edits = lock(&shared.edits).take(request.method.as_str(), &request.path);
    let fault = lock(&shared.faults).take(request.method.as_str(), &request.path);
    let execute = || {
        if too_large {
            return framework_error(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let tempers = *lock(&shared.tempers);
        let mut state = lock(&shared.state);
        let mut dispatched = |request: &HttpRequest| {
            dispatch::dispatch(&mut state, request, tempers, &shared.oauth_token, &shared.base_url)
        };
        if let Some(refused) = edits.iter().find_map(|edit| edit::refusal(edit, &request, &mut dispatched)) {
            return refused;
        }
        dispatched(&request)
    };
    let response = match fault {
        None => response(execute(), &request_id, ResponseBody::full),
        Some(fault) => faulty_response(fault, execute, &request_id, &reset).await?,
    };
    let status = response.status().as_u16();
    lock(&shared.recorder).set_status(number, status);
    if shared.verbose {
        let ms = started.elapsed().as_secs_f64() * 1e3;
        eprintln!("{} {} {status} {ms:.1} ms", request.method, request.path);
    }
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

fn response(reply: Reply, request_id: &str, body: impl FnOnce(Bytes) -> ResponseBody) -> Response<ResponseBody> {
    let mut response = Response::new(body(reply.body));
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    headers.insert(NOTICE.0, NOTICE.1);
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
    if let Some(content_type) = reply.content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    headers.extend(reply.headers);
    response
}

/// What a fault makes of a request: another response, or the end of the connection.
async fn faulty_response(
    fault: Fault,
    execute: impl Fn() -> Reply,
    request_id: &str,
    reset: &AtomicBool,
) -> Result<Response<ResponseBody>, ConnectionCut> {
    let executed = fault.executed.then(&execute);
    let headers = fault::headers(&fault);
    let mut response = match fault.kind {
        FaultKind::Reset => {
            reset.store(true, Ordering::Relaxed);
            return Err(ConnectionCut);
        }
        FaultKind::Stall { after_head: false } => pending().await,
        FaultKind::Delay { ms } => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            response(executed.unwrap_or_else(execute), request_id, ResponseBody::full)
        }
        FaultKind::Status { status, retry_after, body } => {
            response(fault::status_reply(status, retry_after, body), request_id, ResponseBody::full)
        }
        FaultKind::Garbage => response(fault::garbage_reply(), request_id, ResponseBody::full),
        FaultKind::Stall { after_head: true } => {
            response(fault::with_body(executed), request_id, |_| ResponseBody::Stalled)
        }
        FaultKind::Truncate => {
            let reply = fault::with_body(executed);
            let announced = reply.body.len() + 64;
            let mut response = response(reply, request_id, ResponseBody::half);
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(announced));
            response
        }
    };
    response.headers_mut().extend(headers);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;
    use crate::handle::Emulator;

    #[tokio::test]
    async fn a_connection_that_sends_half_a_head_is_closed() {
        for half in ["", "GET /v4/agents HTTP/1.1\r\nHost: local"] {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let shared = Arc::new(Emulator::builder().into_shared_for_tests(address));
            let (stop, stopped) = oneshot::channel();
            let server = tokio::spawn(serve(listener, shared, stopped));
            let mut client = TcpStream::connect(address).await.unwrap();
            client.write_all(half.as_bytes()).await.unwrap();
            // The clock of the runtime runs ahead whenever nothing else is left to do.
            tokio::time::pause();
            let began = tokio::time::Instant::now();
            let mut answer = Vec::new();
            let _ = client.read_to_end(&mut answer).await;
            assert!(answer.is_empty() && began.elapsed() >= HEAD_TIME, "{:?}", began.elapsed());
            tokio::time::resume();
            drop(stop);
            server.await.unwrap();
        }
    }
}
