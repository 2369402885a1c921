//! The proxy.

use geai_faults::plan::{Plan, Transport};
use geai_faults::server::{FaultServer, start};
use serde_json::json;
use tokio::net::TcpStream;

use super::client::{End, GET, LIMIT, Raw, serve, tls_over};

async fn connect(server: &FaultServer, with: &str) -> Raw {
    let mut raw = Raw::over(to_proxy(server).await);
    raw.send(format!("CONNECT {} HTTP/1.1\r\nhost: x\r\n{with}\r\n", server.address())).await;
    raw
}

async fn to_proxy(server: &FaultServer) -> TcpStream {
    TcpStream::connect(server.proxy_url().strip_prefix("http://").unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_tunnel_carries_tls() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let server = start(Plan::default().over(Transport::Tls)).await.unwrap();
    let mut tcp = to_proxy(&server).await;
    tcp.write_all(format!("CONNECT {} HTTP/1.1\r\n\r\n", server.address()).as_bytes()).await.unwrap();
    let mut greeting = [0; 39];
    tcp.read_exact(&mut greeting).await.unwrap();
    assert_eq!(&greeting, b"HTTP/1.1 200 Connection established\r\n\r\n");
    let mut raw = Raw::over(tls_over(&server, tcp, "http/1.1").await.unwrap());
    raw.send(GET).await;
    assert_eq!(raw.answer().await.json()["name"], "Parcel");
    let proxied = &server.ledger().proxied[0];
    assert_eq!((proxied.method.as_str(), proxied.target.clone()), ("CONNECT", server.address().to_string()));
    assert_eq!((proxied.authorized, proxied.answered), (false, 200));
}

#[tokio::test]
async fn a_password_is_wanted_and_never_kept() {
    let server = serve("proxy-407", json!({})).await;
    let mut raw = connect(&server, "Proxy-Authorization: Basic Zm9vOmJhcg==\r\n").await;
    let answer = raw.answer().await;
    assert_eq!((answer.status, answer.header("proxy-authenticate").len()), (407, 1));
    assert_eq!(raw.rest().await, (Vec::new(), End::Fin));
    let ledger = server.ledger();
    assert!(ledger.proxied[0].authorized && ledger.connections.is_empty());
    assert!(!serde_json::to_string(&ledger).unwrap().contains("Zm9v"));
}

#[tokio::test]
async fn a_proxy_fails_once() {
    let server = start(Plan::of("proxy-502", json!({})).times(1)).await.unwrap();
    assert!(server.base_url().starts_with("https://"));
    assert_eq!(connect(&server, "").await.answer().await.status, 502);
    assert_eq!(connect(&server, "").await.answer().await.status, 200);
    let answers: Vec<u16> = server.ledger().proxied.iter().map(|proxied| proxied.answered).collect();
    assert_eq!(answers, [502, 200]);
}

#[tokio::test]
async fn a_proxy_is_silent() {
    let server = serve("proxy-silent", json!({})).await;
    let mut raw = connect(&server, "").await;
    assert!(server.wait(|ledger| ledger.proxied.len() == 1, LIMIT).await);
    assert!(raw.is_quiet().await);
}

#[tokio::test]
async fn a_proxy_tunnels_and_does_nothing_else() {
    let server = serve("healthy", json!({})).await;
    let mut raw = Raw::over(to_proxy(&server).await);
    raw.send(format!("GET {}/v4/agents HTTP/1.1\r\nhost: x\r\n\r\n", server.base_url())).await;
    assert_eq!(raw.answer().await.status, 405);
}
