//! HTTP/2 is told that headers are secret: it compresses them in the form that no proxy may keep (RFC 7541, 6.2.3).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use geai_client::Client;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// Bytes of what a client sends before its first frame.
const PREFACE: usize = 24;
const HEADERS: u8 = 1;
/// "Never indexed", and `authorization` as number 23 of the static table.
const NEVER_INDEXED_AUTHORIZATION: [u8; 2] = [0x1f, 23 - 15];

/// The compressed headers of the first request of a client.
async fn first_headers() -> Vec<u8> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let authority = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(authority.path(), made.cert.pem()).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = builder.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let client = Client::builder().base_url(base_url).api_token("token-of-a-test").ca_bundle(authority.path());
    let client = client.environment([].into()).build().unwrap();
    let call = tokio::spawn(async move { client.agents().get("x").retries(0).await.map(|_| ()) });
    let (stream, _) = listener.accept().await.unwrap();
    let mut stream = TlsAcceptor::from(Arc::new(config)).accept(stream).await.unwrap();
    // Empty settings.
    stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await.unwrap();
    stream.flush().await.unwrap();
    stream.read_exact(&mut [0; PREFACE]).await.unwrap();
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.unwrap();
        let mut body = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        stream.read_exact(&mut body).await.unwrap();
        if head[3] == HEADERS {
            call.abort();
            return body;
        }
    }
}

#[tokio::test]
async fn the_token_is_sent_in_the_form_that_is_never_indexed() {
    let headers = first_headers().await;
    let found = headers.windows(2).any(|pair| pair == NEVER_INDEXED_AUTHORIZATION);
    assert!(found, "{headers:02x?}");
}
