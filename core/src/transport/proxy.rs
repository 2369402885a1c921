//! Asks a proxy why it opens no tunnel: the HTTP library does not tell the status of its answer.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use reqwest::{StatusCode, Url};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

use super::failure::Failure;
use super::resolver::Resolver;
use super::sentences::Route;
use crate::error::{ErrorKind, Executed, Phase, escape_control};
use crate::retry::Cause;

/// Longest head of an answer that the HTTP library reads.
const MAX_HEAD: usize = 8192;

/// Most headers that it reads.
const MAX_HEADERS: usize = 100;

const MAX_REASON: usize = 200;

/// Longest time for the question, which is only for the text of an error.
const MAX_TIME: Duration = Duration::from_secs(5);

/// A connection, with or without TLS.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Whether the HTTP library says that the proxy answered and that no tunnel was opened.
pub(super) fn is_refused(detail: &str) -> bool {
    ["unsuccessful", "proxy authorization required", "proxy response headers too long"]
        .iter()
        .any(|why| detail.contains(&format!("tunnel error: {why}")))
}

/// Sends the proxy one `CONNECT` more, reads its answer, and closes the connection. `None` if there is none in time.
pub(super) async fn ask(
    proxy: &Url,
    route: &Route<'_>,
    tls: &rustls::ClientConfig,
    resolver: &Resolver,
    until: Instant,
) -> Option<Failure> {
    let asking = timeout(MAX_TIME, async {
        let mut stream = to_proxy(proxy, tls, resolver).await?;
        head(&mut stream, proxy, route.url).await
    });
    let (head, is_whole) = timeout_at(until, asking).await.ok()?.ok()??;
    Some(judge(&head, is_whole, &route.peer().1))
}

/// A tunnel to the server of a route, or without a proxy a connection to it.
pub(super) async fn to_server(
    proxy: Option<&Url>,
    route: &Route<'_>,
    tls: &rustls::ClientConfig,
    resolver: &Resolver,
) -> Option<Box<dyn Stream>> {
    let Some(proxy) = proxy else { return Some(Box::new(connect(route.url, resolver).await?)) };
    let mut stream = to_proxy(proxy, tls, resolver).await?;
    let (head, _) = head(&mut stream, proxy, route.url).await?;
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    answer.parse(&head).ok()?;
    (answer.code == Some(200)).then_some(stream)
}

async fn to_proxy(proxy: &Url, tls: &rustls::ClientConfig, resolver: &Resolver) -> Option<Box<dyn Stream>> {
    let stream = connect(proxy, resolver).await?;
    if proxy.scheme() == "http" {
        return Some(Box::new(stream));
    }
    let mut tls = tls.clone();
    tls.alpn_protocols.clear();
    let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::new(tls));
    Some(Box::new(connector.connect(server_name(proxy)?, stream).await.ok()?))
}

/// The name that the certificate of a host must have.
pub(super) fn server_name(url: &Url) -> Option<ServerName<'static>> {
    ServerName::try_from(url.host_str()?.trim_matches(['[', ']']).to_owned()).ok()
}

async fn connect(host: &Url, resolver: &Resolver) -> Option<TcpStream> {
    let port = host.port_or_known_default()?;
    match host.host()? {
        url::Host::Ipv4(address) => TcpStream::connect((address, port)).await.ok(),
        url::Host::Ipv6(address) => TcpStream::connect((address, port)).await.ok(),
        url::Host::Domain(name) => TcpStream::connect(&*resolver.find(name).await.ok()?).await.ok(),
    }
}

/// The head of the answer, as much as the HTTP library would read, and whether it ends there.
async fn head(stream: &mut dyn Stream, proxy: &Url, target: &Url) -> Option<(Vec<u8>, bool)> {
    let authority = format!("{}:{}", target.host_str()?, target.port_or_known_default()?);
    let authorization = basic(proxy).map(|value| format!("Proxy-Authorization: {value}\r\n")).unwrap_or_default();
    let request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{authorization}\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    stream.flush().await.ok()?;
    let mut head = Vec::with_capacity(1024);
    let mut stream = stream.take(MAX_HEAD as u64);
    while !is_end(&head) {
        if stream.read_buf(&mut head).await.ok()? == 0 {
            return (head.len() == MAX_HEAD).then_some((head, false));
        }
    }
    Some((head, true))
}

/// Whether the head has ended, or cannot be read.
fn is_end(head: &[u8]) -> bool {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    !matches!(httparse::Response::new(&mut headers).parse(head), Ok(httparse::Status::Partial))
}

/// The failure that the answer to `CONNECT` is; `proxy` names the proxy.
fn judge(head: &[u8], is_whole: bool, proxy: &str) -> Failure {
    let refused = |cause, detail: String| {
        Failure::new(ErrorKind::APIConnectionError, Phase::Connect, Executed::No, cause, detail)
    };
    if !is_whole {
        let detail = format!("{proxy} answered CONNECT with a head of more than {} KiB", MAX_HEAD / 1024);
        return refused(Cause::Final, detail);
    }
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    if let Err(error) = answer.parse(head) {
        return refused(Cause::NotSent, format!("what {proxy} answered to CONNECT cannot be read: {error}"));
    }
    let status = answer.code.unwrap_or_default();
    let known = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let reason = answer.reason.filter(|reason| !reason.trim().is_empty()).or(known).unwrap_or_default();
    let reason: String = escape_control(reason).chars().take(MAX_REASON).collect();
    let named = format!("{status} {reason}");
    let named = named.trim_end();
    match status {
        100..=199 => {
            refused(Cause::Final, format!("{proxy} sent {named} before its answer to CONNECT, which is not supported"))
        }
        200 => refused(Cause::NotSent, format!("{proxy} refused a tunnel, and gave one when asked again")),
        201..=299 => refused(Cause::Final, format!("{proxy} answered CONNECT with {named}; only 200 opens a tunnel")),
        408 | 425 | 429 | 500.. => refused(Cause::NotSent, format!("{proxy} refused a tunnel: {named}")),
        _ => refused(Cause::Final, format!("{proxy} refused a tunnel: {named}")),
    }
}

/// User and password of the proxy as they were before they became part of a URL.
fn credentials(proxy: &Url) -> Option<(String, String)> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let is_there = !proxy.username().is_empty() || proxy.password().is_some();
    is_there.then(|| (decoded(proxy.username()), decoded(proxy.password().unwrap_or_default())))
}

/// The value of `Proxy-Authorization`.
fn basic(proxy: &Url) -> Option<String> {
    let (user, password) = credentials(proxy)?;
    Some(format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}"))))
}

/// What a proxy may repeat of the secrets in its URL.
pub(crate) fn secrets(proxy: &Url) -> Vec<String> {
    let Some((user, password)) = credentials(proxy) else { return Vec::new() };
    let encoded = BASE64_STANDARD.encode(format!("{user}:{password}"));
    let in_url = [proxy.username(), proxy.password().unwrap_or_default()].map(str::to_owned);
    in_url.into_iter().chain([user, password, encoded]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(head: &str) -> (String, bool) {
        let Failure { error, cause, .. } = judge(head.as_bytes(), true, "the proxy");
        assert_eq!((error.phase, error.executed), (Phase::Connect, Executed::No));
        assert_eq!(error.retryable, matches!(cause, Cause::NotSent), "{head}");
        (error.detail.clone(), error.retryable)
    }

    #[test]
    fn answers_are_named_and_those_that_stay_the_same_are_final() {
        for (head, text, repeated) in [
            ("HTTP/1.1 403 Not for you\r\n\r\n", "the proxy refused a tunnel: 403 Not for you", false),
            ("HTTP/1.0 403\r\n\r\n", "the proxy refused a tunnel: 403 Forbidden", false),
            ("HTTP/1.1 302 Found\r\nLocation: http://sign.in/\r\n\r\n", "the proxy refused a tunnel: 302 Found", false),
            (
                "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
                "the proxy refused a tunnel: 407 Proxy Authentication Required",
                false,
            ),
            ("HTTP/1.1 799 \r\n\r\n", "the proxy refused a tunnel: 799", true),
            ("HTTP/1.1 502 Bad Gateway\r\n\r\n", "the proxy refused a tunnel: 502 Bad Gateway", true),
            ("HTTP/1.1 429 Slow down\r\n\r\n", "the proxy refused a tunnel: 429 Slow down", true),
            (
                "HTTP/1.1 201 Created\r\n\r\n",
                "the proxy answered CONNECT with 201 Created; only 200 opens a tunnel",
                false,
            ),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
                "the proxy sent 100 Continue before its answer to CONNECT, which is not supported",
                false,
            ),
            ("HTTP/1.1 200 OK\r\n\r\n", "the proxy refused a tunnel, and gave one when asked again", true),
        ] {
            assert_eq!(judged(head), (text.to_owned(), repeated), "{head}");
        }
        assert!(judged("SSH-2.0-OpenSSH\r\n\r\n").0.starts_with("what the proxy answered to CONNECT cannot be read"));
        assert_eq!(
            judge(b"", false, "the proxy").error.detail,
            "the proxy answered CONNECT with a head of more than 8 KiB"
        );
        assert!(!judged(&format!("HTTP/1.1 403 a\tb{}\r\n\r\n", "c".repeat(500))).0.contains('\t'));
    }

    #[test]
    fn credentials_are_those_before_the_url() {
        let proxy = Url::parse("http://us%40er:pass%2Fword@proxy.example").unwrap();
        assert_eq!(basic(&proxy).as_deref(), Some("Basic dXNAZXI6cGFzcy93b3Jk"));
        assert!(secrets(&proxy).contains(&"pass/word".to_owned()));
        assert_eq!(basic(&Url::parse("http://proxy.example").unwrap()), None);
    }

    #[test]
    fn what_the_library_says_of_a_proxy_that_answered_is_recognised() {
        for (said, refused) in [
            ("tunnel error: unsuccessful", true),
            ("client error (Connect): tunnel error: proxy authorization required", true),
            ("tunnel error: proxy response headers too long", true),
            ("tunnel error: unexpected end of file", false),
            ("unsuccessful", false),
        ] {
            assert_eq!(is_refused(said), refused, "{said}");
        }
    }

    #[test]
    fn a_user_without_a_password_is_one_and_so_is_a_password_alone() {
        for (url, user, password) in [
            ("http://u@proxy.example", "u", ""),
            ("http://:p@proxy.example", "", "p"),
            ("http://u:p@p.example", "u", "p"),
        ] {
            let found = credentials(&Url::parse(url).unwrap());
            assert_eq!(found, Some((user.to_owned(), password.to_owned())), "{url}");
        }
        let plain = Url::parse("http://proxy.example").unwrap();
        assert!(credentials(&plain).is_none() && secrets(&plain).is_empty());
        let found = secrets(&Url::parse("http://us%40er:pass%2Fword@proxy.example").unwrap());
        assert_eq!(found, ["us%40er", "pass%2Fword", "us@er", "pass/word", "dXNAZXI6cGFzcy93b3Jk"]);
    }

    #[test]
    fn a_server_is_named_by_its_host_alone() {
        let name = |url| server_name(&Url::parse(url).unwrap()).map(|name| name.to_str().into_owned());
        assert_eq!(name("https://api.example:8443/x").as_deref(), Some("api.example"));
        assert_eq!(name("https://127.0.0.1/").as_deref(), Some("127.0.0.1"));
        assert_eq!(name("https://[::1]:8443/").as_deref(), Some("::1"));
    }

    /// What is read of an answer, and what was asked.
    async fn asked(answer: &[u8]) -> (Option<(Vec<u8>, bool)>, String) {
        let (mut ours, mut theirs) = tokio::io::duplex(4 * MAX_HEAD);
        theirs.write_all(answer).await.unwrap();
        theirs.shutdown().await.unwrap();
        let proxy = Url::parse("http://user:pass@proxy.example").unwrap();
        let found = head(&mut ours, &proxy, &Url::parse("https://api.example/v4").unwrap()).await;
        drop(ours);
        let mut request = String::new();
        theirs.read_to_string(&mut request).await.unwrap();
        (found, request)
    }

    #[tokio::test]
    async fn the_head_of_an_answer_is_read_to_its_end_or_to_the_limit() {
        let whole = b"HTTP/1.1 407 Odd\r\nx: y\r\n\r\n";
        let (found, request) = asked(whole).await;
        assert_eq!(found, Some((whole.to_vec(), true)));
        let lines = "CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n";
        assert_eq!(request, format!("{lines}Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n"));
        // What is no HTTP has an end, too.
        assert_eq!(asked(b"SSH-2.0-x\r\n\r\n").await.0.map(|(_, whole)| whole), Some(true));
        assert_eq!(asked(b"HTTP/1.1 407 Odd\r\nx: y").await.0, None);
        assert_eq!(asked(b"").await.0, None);
        let long = [&b"HTTP/1.1 407 Odd\r\nx: "[..], &[b'y'; MAX_HEAD]].concat();
        let (head, is_whole) = asked(&long).await.0.unwrap();
        assert_eq!((head.len(), is_whole), (MAX_HEAD, false));
    }

    #[test]
    fn statuses_at_the_edges_are_final_or_not() {
        for (status, repeated) in
            [(199, false), (200, true), (299, false), (300, false), (408, true), (425, true), (499, false), (500, true)]
        {
            assert_eq!(judged(&format!("HTTP/1.1 {status} x\r\n\r\n")).1, repeated, "{status}");
        }
    }
}
