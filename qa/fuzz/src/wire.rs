//! Targets for what comes over a connection: any bytes instead of a response, through the real client.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use geai_client::models::AgentDefinition;
use geai_client::{Builder, CallOptions, Client, Error, Method};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, pem::PemObject};

use crate::{canary, choose, is_hostile};

/// Time for a call to a server that keeps the connection open and says nothing more.
const SHORT: Duration = Duration::from_millis(30);
/// Time for a call to a server that closes the connection: no call comes near it.
const LONG: Duration = Duration::from_secs(4);
/// How long after its deadline a call must certainly have ended, on whatever machine.
const PATIENCE: Duration = Duration::from_secs(5);
/// Limit of a response. A compressed one of the longest input is far larger.
const MAX_RESPONSE: usize = 1024 * 1024;

/// Any bytes as a response of HTTP/1.
///
/// Of the first byte, one bit keeps the connection open afterwards, two choose the call, and one sends the rest in two
/// pieces.
pub fn response_stream(data: &[u8]) {
    thread_local!(static PLAIN: OnceCell<Peer> = const { OnceCell::new() });
    PLAIN.with(|peer| peer.get_or_init(|| Peer::start(false).expect("a server on loopback")).play(data));
}

/// Any bytes as the frames of a server of HTTP/2, over TLS.
///
/// The first byte as for HTTP/1; one more bit puts the server's settings in front.
pub fn h2_frames(data: &[u8]) {
    thread_local!(static SECURE: OnceCell<Peer> = const { OnceCell::new() });
    SECURE.with(|peer| peer.get_or_init(|| Peer::start(true).expect("a server on loopback")).play(data));
}

/// What the server does with a connection.
#[derive(Debug, Clone, Default)]
struct Part {
    bytes: Bytes,
    keeps_open: bool,
    in_two: bool,
}

/// A server, and what a client of it is built from.
struct Peer {
    runtime: Runtime,
    builder: Builder,
    part: watch::Sender<Part>,
    /// The server's certificate, where it has one.
    certificate: Option<PathBuf>,
}

impl Peer {
    fn start(secure: bool) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0)))?;
        let address = listener.local_addr()?;
        let mut builder =
            Client::builder().api_token(canary()).environment(HashMap::new()).max_response_bytes(MAX_RESPONSE);
        let (mut acceptor, mut certificate) = (None, None);
        if secure {
            let (made, pem) = tls()?;
            let name = format!("geai-fuzz-{}-{}.pem", std::process::id(), address.port());
            let file = std::env::temp_dir().join(name);
            std::fs::write(&file, pem)?;
            builder = builder.base_url(format!("https://localhost:{}", address.port())).ca_bundle(&file);
            (acceptor, certificate) = (Some(made), Some(file));
        } else {
            builder = builder.base_url(format!("http://{address}"));
        }
        let (part, current) = watch::channel(Part::default());
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let part = current.borrow().clone();
                // What the server meets when the client hangs up is no concern of the target.
                tokio::spawn(serve(stream, acceptor.clone(), part));
            }
        });
        Ok(Self { runtime, builder, part, certificate })
    }

    fn play(&self, data: &[u8]) {
        let Some((flags, rest)) = choose(data) else { return };
        let settings = if self.certificate.is_some() && flags & 16 != 0 { EMPTY_SETTINGS } else { &[] };
        let bytes = Bytes::from([settings, rest].concat());
        let keeps_open = flags & 1 != 0;
        let deadline = if keeps_open { SHORT } else { LONG };
        self.part.send_replace(Part { bytes, keeps_open, in_two: flags & 8 != 0 });
        // A client of its own for every input: what one leaves behind must not change what the next one does.
        let client = self.builder.clone().build().expect("a client");
        let work = async { timeout(deadline + PATIENCE, call(&client, flags >> 1 & 3, deadline)).await };
        if let Err(error) = self.runtime.block_on(work).expect("a call ends by its deadline") {
            check(&error);
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        if let Some(file) = &self.certificate {
            let _ = std::fs::remove_file(file);
        }
    }
}

async fn call(client: &Client, which: u8, deadline: Duration) -> Result<(), Error> {
    let options = || CallOptions { deadline: Some(deadline), retries: Some(0), ..CallOptions::default() };
    match which {
        0 => {
            let definition = AgentDefinition { name: Some("a".into()), ..AgentDefinition::default() };
            client.agents().create(definition).deadline(deadline).retries(0).await.map(drop)
        }
        1 => client.integrations().publish_tools("i").deadline(deadline).retries(0).await.map(drop),
        2 => client.agents().create_sharing_link("a").deadline(deadline).retries(0).await.map(drop),
        _ => client.request(Method::POST, "/x", &[], None, &options()).await.map(drop),
    }
}

fn check(error: &Error) {
    let shown = error.to_string();
    assert!(!shown.contains(canary()), "{shown}");
    assert!(!shown.contains(is_hostile), "{shown:?}");
    assert!(error.attempts <= 1, "{shown}");
    assert!(error.kind().name() != "InternalError", "{shown}");
    assert!(error.body.as_ref().is_none_or(|body| body.len() <= 4 * 64 * 1024), "a long body is kept");
}

async fn serve(stream: TcpStream, acceptor: Option<TlsAcceptor>, part: Part) -> io::Result<()> {
    stream.set_nodelay(true)?;
    match acceptor {
        Some(acceptor) => answer(acceptor.accept(stream).await?, &part, b"PRI * HTTP/2.0").await,
        None => answer(stream, &part, b"\r\n\r\n").await,
    }
}

/// Waits for the start of a request, sends what there is to send, and goes or stays until the client has gone.
async fn answer<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, part: &Part, start: &[u8]) -> io::Result<()> {
    let mut seen = Vec::new();
    while !seen.windows(start.len()).any(|window| window == start) {
        if stream.read_buf(&mut seen).await? == 0 {
            return Ok(());
        }
    }
    let (first, second) = part.bytes.split_at(if part.in_two { part.bytes.len() / 2 } else { part.bytes.len() });
    stream.write_all(first).await?;
    stream.flush().await?;
    if !second.is_empty() {
        // The client reads the first piece before it gets the second.
        tokio::task::yield_now().await;
        stream.write_all(second).await?;
    }
    if !part.keeps_open {
        stream.shutdown().await?;
    }
    let mut rest = [0; 4096];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}

/// The first frame of a server of HTTP/2, with nothing to say.
const EMPTY_SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];

/// A server's side of TLS with a certificate of its own, and that certificate.
fn tls() -> io::Result<(TlsAcceptor, String)> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).map_err(io::Error::other)?;
    let key = PrivateKeyDer::from_pem_slice(made.signing_key.serialize_pem().as_bytes()).map_err(io::Error::other)?;
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key))
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok((TlsAcceptor::from(Arc::new(config)), made.cert.pem()))
}
