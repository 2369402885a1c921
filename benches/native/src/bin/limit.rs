//! The limit: a bare HTTP/1.1 loop over hyper. Reads tasks from standard input, one JSON object a line, and
//! answers each with what it cost.

use std::error::Error;
use std::io::{BufRead as _, Write as _};
use std::rc::Rc;
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use cpu_time::ProcessTime;
use geai_bench::{bodies, tls};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::SendRequest;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio::task::LocalSet;
use tokio_rustls::TlsConnector;

#[derive(Deserialize)]
struct Task {
    url: String,
    path: String,
    calls: usize,
    #[serde(default = "one")]
    in_flight: usize,
    /// Bytes to send, as a POST.
    #[serde(default)]
    upload: usize,
    /// Who signed the server's certificate, in PEM.
    #[serde(default)]
    authority: String,
}

fn one() -> usize {
    1
}

type Failed = Box<dyn Error>;

fn main() -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for line in std::io::stdin().lock().lines() {
        let task: Task = serde_json::from_str(&line?)?;
        let calls = task.calls as f64;
        let body = if task.upload > 0 { bodies::package(task.upload) } else { Bytes::new() };
        let (wall, cpu) = (Instant::now(), ProcessTime::now());
        LocalSet::new().block_on(&runtime, run(task, body))?;
        let cost = serde_json::json!({
            "cpu": cpu.elapsed().as_secs_f64() / calls,
            "wall": wall.elapsed().as_secs_f64() / calls,
        });
        println!("{cost}");
        std::io::stdout().flush()?;
    }
    Ok(())
}

async fn run(task: Task, body: Bytes) -> Result<(), Failed> {
    let task = Rc::new(task);
    let lanes: Vec<_> = (0..task.in_flight)
        .map(|lane| {
            let calls = task.calls / task.in_flight + usize::from(lane < task.calls % task.in_flight);
            let (task, body) = (task.clone(), body.clone());
            tokio::task::spawn_local(async move { one_after_the_other(&task, body, calls).await })
        })
        .collect();
    for lane in lanes {
        lane.await??;
    }
    Ok(())
}

/// The calls of one connection.
async fn one_after_the_other(task: &Task, body: Bytes, calls: usize) -> Result<(), Failed> {
    let url: Uri = task.url.parse()?;
    let host = url.authority().ok_or("a URL without a host")?.as_str().to_owned();
    let mut sender = connect(&host, task).await?;
    for _ in 0..calls {
        let mut request = Request::builder()
            .uri(&task.path)
            .header(HOST, &host)
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, "Bearer bench");
        if task.upload > 0 {
            request = request.method(Method::POST).header(CONTENT_TYPE, "application/json");
        }
        sender.ready().await?;
        let mut response = sender.send_request(request.body(Full::new(body.clone()))?).await?.into_body();
        let mut whole = BytesMut::new();
        while let Some(frame) = response.frame().await {
            if let Some(data) = frame?.data_ref() {
                whole.extend_from_slice(data);
            }
        }
        assert!(!whole.is_empty());
    }
    Ok(())
}

async fn connect(host: &str, task: &Task) -> Result<SendRequest<Full<Bytes>>, Failed> {
    let stream = TcpStream::connect(host).await?;
    stream.set_nodelay(true)?;
    if task.authority.is_empty() {
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::task::spawn_local(connection);
        return Ok(sender);
    }
    let connector = TlsConnector::from(tls::client(task.authority.as_bytes(), b"http/1.1")?);
    let stream = connector.connect(ServerName::try_from("localhost")?, stream).await?;
    let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::task::spawn_local(connection);
    Ok(sender)
}
