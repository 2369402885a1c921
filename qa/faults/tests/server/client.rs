//! A client that shows what is on the wire.

use std::sync::Arc;
use std::time::Duration;

use geai_faults::ledger::Ledger;
use geai_faults::plan::Plan;
use geai_faults::server::{FaultServer, start};
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// A test waits no longer than this for what must come.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);
/// Long enough to see that nothing comes.
pub(crate) const QUIET: Duration = Duration::from_millis(60);

pub(crate) const GET: &str = "GET /v4/agents/Parcel HTTP/1.1\r\nhost: x\r\n\r\n";
pub(crate) const DELETE: &str = "DELETE /v2/agents/Parcel HTTP/1.1\r\nhost: x\r\n\r\n";

pub(crate) trait Io: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Io for T {}

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Fin,
    Reset,
}

/// A connection to the server.
pub(crate) struct Raw {
    io: Box<dyn Io>,
    received: Vec<u8>,
}

/// Head and body of an answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

pub(crate) async fn serve(fault: &str, with: Value) -> FaultServer {
    start(Plan::of(fault, with)).await.unwrap()
}

/// Whether the server sees that its first connection was ended by this side.
pub(crate) async fn sees_the_end(server: &FaultServer) -> bool {
    let ended = |ledger: &Ledger| ledger.connections.first().is_some_and(|one| one.closed_by_peer.is_some());
    server.wait(ended, LIMIT).await
}

pub(crate) fn post(name: &str) -> String {
    let body = format!(r#"{{"agentDefinition":{{"name":"{name}"}}}}"#);
    format!("POST /v4/agents HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// Sends a request on a new connection and reads the whole answer.
pub(crate) async fn ask(server: &FaultServer, request: &str) -> Answer {
    let mut raw = Raw::open(server).await;
    raw.send(request).await;
    raw.answer().await
}

impl Raw {
    pub(crate) async fn open(server: &FaultServer) -> Self {
        Self::over(TcpStream::connect(server.address()).await.unwrap())
    }

    pub(crate) fn over(io: impl Io + 'static) -> Self {
        Self { io: Box::new(io), received: Vec::new() }
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.io.write_all(bytes.as_ref()).await.unwrap();
        self.io.flush().await.unwrap();
    }

    /// Sends, if the connection still takes it.
    pub(crate) async fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.io.write_all(bytes.as_ref()).await.is_ok()
    }

    /// Reads once. `Err` at the end.
    pub(crate) async fn more(&mut self) -> Result<usize, End> {
        let mut chunk = vec![0; 64 * 1024];
        let read = tokio::time::timeout(LIMIT, self.io.read(&mut chunk)).await.expect("nothing comes");
        match read {
            Ok(0) => Err(End::Fin),
            Ok(read) => {
                self.received.extend_from_slice(&chunk[..read]);
                Ok(read)
            }
            Err(_) => Err(End::Reset),
        }
    }

    /// The next so many bytes.
    pub(crate) async fn take(&mut self, length: usize) -> Vec<u8> {
        while self.received.len() < length {
            self.more().await.expect("the answer is too short");
        }
        self.received.drain(..length).collect()
    }

    /// The next head, with its empty line.
    pub(crate) async fn head(&mut self) -> String {
        loop {
            if let Some(at) = self.received.windows(4).position(|window| window == b"\r\n\r\n") {
                return String::from_utf8_lossy(&self.take(at + 4).await).into_owned();
            }
            self.more().await.expect("the head is cut");
        }
    }

    /// The next whole answer, whose body has a `Content-Length`.
    pub(crate) async fn answer(&mut self) -> Answer {
        let head = self.head().await;
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Answer { status, head, body: Vec::new() };
        if let Some(length) = answer.header("content-length").first().map(|length| length.parse().unwrap()) {
            answer.body = self.take(length).await;
        }
        answer
    }

    /// Everything until the connection ends.
    pub(crate) async fn rest(&mut self) -> (Vec<u8>, End) {
        loop {
            if let Err(end) = self.more().await {
                return (std::mem::take(&mut self.received), end);
            }
        }
    }

    /// Whether nothing comes for a while, not even the end.
    pub(crate) async fn is_quiet(&mut self) -> bool {
        let mut byte = [0];
        self.received.is_empty() && tokio::time::timeout(QUIET, self.io.read(&mut byte)).await.is_err()
    }
}

/// Begins TLS with trust in the server's authority.
pub(crate) async fn tls(
    server: &FaultServer,
    protocol: &str,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, std::io::Error> {
    let tcp = TcpStream::connect(server.address()).await?;
    tls_over(server, tcp, protocol).await
}

pub(crate) async fn tls_over(
    server: &FaultServer,
    tcp: TcpStream,
    protocol: &str,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, std::io::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(server.ca_pem().as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    let name = ServerName::try_from("127.0.0.1").unwrap();
    tokio::time::timeout(LIMIT, TlsConnector::from(Arc::new(config)).connect(name, tcp)).await.expect("TLS hangs")
}
