//! The server: reads every request whole, and answers what was prepared.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::LocalSet;
use tokio_rustls::TlsAcceptor;

use crate::bodies::Bodies;

/// Runs tasks of HTTP/2 on the one thread.
#[derive(Clone, Copy)]
struct Here;

impl<F: Future + 'static> hyper::rt::Executor<F> for Here {
    fn execute(&self, future: F) {
        tokio::task::spawn_local(async move {
            future.await;
        });
    }
}

/// Listens on a port that the system chooses; with `tls`, HTTP/2 where it says so.
pub async fn listen(
    local: &LocalSet,
    bodies: Rc<Bodies>,
    tls: Option<Arc<rustls::ServerConfig>>,
) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    local.spawn_local(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (bodies, tls) = (bodies.clone(), tls.clone());
            tokio::task::spawn_local(async move {
                let _ = stream.set_nodelay(true);
                let Some(tls) = tls else { return serve(stream, bodies, false).await };
                if let Ok(stream) = TlsAcceptor::from(tls).accept(stream).await {
                    let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                    serve(stream, bodies, http2).await;
                }
            });
        }
    });
    Ok(address)
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin + 'static, bodies: Rc<Bodies>, http2: bool) {
    let service = service_fn(move |request: Request<Incoming>| {
        let bodies = bodies.clone();
        async move {
            let (path, query) = (request.uri().path().to_owned(), request.uri().query().unwrap_or_default().to_owned());
            let mut body = request.into_body();
            while let Some(Ok(_)) = body.frame().await {}
            let mut response = Response::new(Full::<Bytes>::new(bodies.answer(&path, &query)));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            Ok::<_, Infallible>(response)
        }
    });
    let stream = TokioIo::new(stream);
    // A client that goes away is none of the server's business.
    if http2 {
        let _ = hyper::server::conn::http2::Builder::new(Here).serve_connection(stream, service).await;
    } else {
        let mut http1 = hyper::server::conn::http1::Builder::new();
        let _ = http1.timer(TokioTimer::new()).header_read_timeout(None).serve_connection(stream, service).await;
    }
}
