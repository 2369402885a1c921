//! From an accepted socket to a stream: TLS, and the faults before and during its handshake.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::SharedState;
use super::certificates::Identity;
use super::director::Play;
use super::link::{After, Link};
use super::play::garbage;
use super::stream::{Stream, linger_zero};
use crate::plan::Transport;

/// How long the peer has to end a connection whose handshake failed.
const AFTER_FAILURE: Duration = Duration::from_secs(10);
/// Alert: fatal, protocol_version, in a TLS 1.1 record.
const ALERT_VERSION: &[u8] = &[0x15, 3, 2, 0, 2, 2, 70];

/// Plays the fault of a connection, if it has one, and otherwise makes it ready for requests. Answers the stream and,
/// where HTTP/2 is to limit them, the most streams at a time.
pub(super) async fn prepare(
    shared: &SharedState,
    tcp: TcpStream,
    id: usize,
    transport: Transport,
) -> Option<(Stream, Option<u32>)> {
    let play = shared.director.play(super::director::Event::Connection);
    if let Some(wait) = play.as_ref().and_then(|play| play.with.optional_time("latency_ms")) {
        tokio::time::sleep(wait).await;
    }
    let (mut identity, mut max_streams) = (Identity::Good, None);
    if let Some(play) = &play {
        let how = After::named(play.with.text("how", "close"));
        match play.fault.name {
            "accept-close" => {
                Link::new(Stream::Plain(tcp), id, shared.recorder.clone()).end(how).await;
                return None;
            }
            "garbage-at-accept" => {
                let mut link = Link::new(Stream::Plain(tcp), id, shared.recorder.clone());
                if link.send(garbage(&play.with)).await.is_ok() {
                    link.end(After::Fin).await;
                }
                return None;
            }
            "tls-self-signed" => identity = Identity::SelfSigned,
            "tls-own-authority" => identity = Identity::OwnAuthority,
            "tls-wants-client" if play.with.text("version", "1.3") == "1.2" => identity = Identity::WantsClient12,
            "tls-wants-client" => identity = Identity::WantsClient13,
            "tls-expired" => identity = Identity::Expired,
            "tls-wrong-name" => identity = Identity::WrongName,
            "h2-one-stream" => max_streams = Some(1),
            _ => {
                break_off(shared, tcp, id, play, how).await;
                return None;
            }
        }
    }
    if transport == Transport::Plain {
        return Some((Stream::Plain(tcp), None));
    }
    let config = shared.certificates.config(identity, transport).ok()?;
    match TlsAcceptor::from(config).accept(tcp).into_fallible().await {
        Ok(stream) => Some((Stream::Tls(Box::new(stream)), max_streams)),
        Err((error, tcp)) => {
            shared.recorder.tls_failed(id, &error.to_string());
            drain(shared, tcp, id).await;
            None
        }
    }
}

/// Reads the ClientHello and answers it wrongly, or not at all.
async fn break_off(shared: &SharedState, mut tcp: TcpStream, id: usize, play: &Play, how: After) {
    let mut hello = vec![0; 16 * 1024];
    let Ok(length @ 1..) = tcp.read(&mut hello).await else {
        shared.recorder.closed_by_peer(id);
        return;
    };
    hello.truncate(length);
    let answer = match play.fault.name {
        "tls-old-version" if play.with.text("answer", "server-hello") == "alert" => ALERT_VERSION.to_vec(),
        "tls-old-version" => hello_of_tls_1_1(),
        "tls-plain-http" => b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec(),
        _ => {
            if how == After::Reset {
                linger_zero(&tcp);
            }
            shared.recorder.closed_by_server(id);
            if how == After::Fin && tcp.shutdown().await.is_ok() {
                drain(shared, tcp, id).await;
            }
            return;
        }
    };
    if tcp.write_all(&answer).await.is_err() || tcp.shutdown().await.is_err() {
        shared.recorder.closed_by_peer(id);
        return;
    }
    drain(shared, tcp, id).await;
}

/// Reads until the peer ends the connection.
async fn drain(shared: &SharedState, mut tcp: TcpStream, id: usize) {
    let reading = async {
        let mut rest = [0; 1024];
        while let Ok(1..) = tcp.read(&mut rest).await {}
    };
    match tokio::time::timeout(AFTER_FAILURE, reading).await {
        Ok(()) => shared.recorder.closed_by_peer(id),
        Err(_) => shared.recorder.closed_by_server(id),
    }
}

/// A ServerHello that chooses TLS 1.1 with TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, as a server of that age does.
fn hello_of_tls_1_1() -> Vec<u8> {
    let mut hello = vec![0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
    hello.extend_from_slice(&[0x5a; 32]);
    hello.extend_from_slice(&[0, 0xc0, 0x13, 0]);
    hello
}
