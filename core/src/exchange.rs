//! One request over HTTP and its response: the only file that names the HTTP library's client.

use std::error::Error as StdError;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Method, StatusCode, Url, Version};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio::time::{Instant, timeout_at};

use crate::config::Config;
use crate::error::{Error, ErrorKind, Executed, Phase, escape_control};
use crate::options::after;
use crate::problem;
use crate::progress::{Noting, Progress};
use crate::redact::Secrets;
use crate::retry::{Cause, is_repeated, retry_after};

/// How much of an error body is kept.
const MAX_ERROR_BODY: usize = 64 * 1024;

/// Longest time that sent bytes may wait for the server to take them.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const UNREAD_TIME: Duration = Duration::from_secs(120);

/// A request, ready to be sent as often as need be.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Option<Bytes>,
}

/// A complete 2xx response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// A failed attempt: the error, and what repeating it depends on.
#[derive(Debug)]
pub(crate) struct Failure {
    pub error: Error,
    pub cause: Cause,
}

/// Connections to the server.
///
/// Reads share a pool: a connection that the server closes at the moment of reuse costs them nothing, they are
/// repeated. A write must not be, so it gets a connection of its own; or one of HTTP/2, where the server says
/// which requests it did not act on.
#[derive(Debug)]
pub(crate) struct Exchange {
    pooled: reqwest::Client,
    fresh: reqwest::Client,
    /// Made once the server has answered over HTTP/2; speaks nothing else.
    http2: OnceLock<reqwest::Client>,
    config: Arc<Config>,
    tls: rustls::ClientConfig,
}

/// Which connections a request may go over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pool {
    Shared,
    Fresh,
    Http2,
}

impl Exchange {
    pub(crate) fn new(config: &Arc<Config>) -> Result<Self, Error> {
        let tls = tls(config).map_err(|error| Error::config(format!("TLS: {error}")))?;
        let build = |pool| client(config, tls.clone(), pool);
        let (pooled, fresh) = (build(Pool::Shared)?, build(Pool::Fresh)?);
        Ok(Self { pooled, fresh, http2: OnceLock::new(), config: config.clone(), tls })
    }

    /// Makes one attempt. It ends by `until`, and `silence` bounds each pause in the body.
    pub(crate) async fn attempt(
        &self,
        request: &Request,
        reuse: bool,
        until: Instant,
        silence: Duration,
        progress: &Arc<Progress>,
    ) -> Result<Answer, Failure> {
        let client = match self.http2.get() {
            _ if reuse || self.config.limits.reuse_connections_for_writes => &self.pooled,
            Some(client) => client,
            None => &self.fresh,
        };
        let mut outgoing = reqwest::Request::new(request.method.clone(), request.url.clone());
        outgoing.headers_mut().clone_from(&request.headers);
        progress.set(Phase::Head);
        *outgoing.body_mut() = request.body.clone().map(|body| progress.upload(body));
        // Not dropped before the phase it ended in is read.
        let mut work = pin!(progress.follow(client.execute(outgoing)));
        let mut response = match timeout_at(until, work.as_mut()).await {
            Err(_) => return Err(timed_out(progress.phase(), None)),
            Ok(Err(error)) => return Err(broken(error, None)),
            Ok(Ok(response)) => response,
        };
        progress.set(Phase::Body);
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        if response.version() == Version::HTTP_2 && self.http2.get().is_none() {
            self.learn_http2();
        }
        if status.is_informational() {
            let detail = format!("the server answered {status}, which nobody asked for");
            let failure =
                Failure::new(ErrorKind::APIConnectionError, Phase::Head, Executed::Maybe, Cause::Unknown, detail);
            return Err(failure.about(status, &headers));
        }
        let success = status.is_success();
        let limit = if success { self.config.limits.max_response_bytes } else { MAX_ERROR_BODY };
        match read(response, until, silence, limit).await {
            Ok((body, false)) if success => Ok(Answer { status, headers, body }),
            Ok((_, true)) if success => Err(too_large(limit).about(status, &headers)),
            Ok((body, _)) => {
                // Before anything is cut, which could leave half of one.
                let clean = Secrets::of(&request.headers, request.body.as_ref()).out_of_bytes(&body);
                Err(refused(status, &headers, &clean.unwrap_or(body)))
            }
            Err(failure) => Err(failure.about(status, &headers)),
        }
    }

    /// Lets writes share connections of HTTP/2 from now on.
    fn learn_http2(&self) {
        let mut tls = self.tls.clone();
        // No fallback: over HTTP/1.1 a shared connection may lose a write.
        tls.alpn_protocols = vec![b"h2".to_vec()];
        if let Ok(client) = client(&self.config, tls, Pool::Http2) {
            let _already = self.http2.set(client);
        }
    }
}

fn client(config: &Config, tls: rustls::ClientConfig, pool: Pool) -> Result<reqwest::Client, Error> {
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .https_only(config.base_url.scheme() == "https")
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(config.limits.connect_timeout)
        .connector_layer(Noting)
        .pool_max_idle_per_host(if pool == Pool::Fresh { 0 } else { 16 })
        .pool_idle_timeout(Duration::from_secs(15))
        .tcp_keepalive(Duration::from_secs(30))
        .http2_keep_alive_interval(Duration::from_secs(30))
        .http2_keep_alive_timeout(Duration::from_secs(15));
    if pool == Pool::Http2 {
        builder = builder.http2_prior_knowledge();
    }
    // After a call was given up, hyper keeps its connection until the rest of the request is written: for ever,
    // if the server does not read.
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    {
        builder = builder.tcp_user_timeout(UNREAD_TIME);
    }
    match &config.proxy {
        // A proxy would read the token of a plain request.
        _ if config.base_url.scheme() == "http" => builder = builder.no_proxy(),
        Some(url) => {
            let proxy = reqwest::Proxy::https(url.clone()).map_err(|_| Error::config("proxy: not usable"))?;
            builder = builder.proxy(proxy);
        }
        None => {}
    }
    builder.build().map_err(|error| Error::config(chain(&error.without_url())))
}

/// Room that is made for a body because its head announces one of this size.
const MOST_RESERVED: usize = 64 << 20;

/// The body up to `limit`, and whether there was more.
async fn read(
    mut response: reqwest::Response,
    until: Instant,
    silence: Duration,
    limit: usize,
) -> Result<(Bytes, bool), Failure> {
    let status = response.status();
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    let mut body = BytesMut::new();
    let mut first = None;
    loop {
        let pause = until.min(after(Instant::now(), silence));
        match timeout_at(pause, response.chunk()).await {
            Err(_) => return Err(timed_out(Phase::Body, Some(status))),
            Ok(Err(error)) => return Err(broken(error, Some(status))),
            // A body in one piece is not copied.
            Ok(Ok(None)) => return Ok((first.unwrap_or_else(|| body.freeze()), false)),
            Ok(Ok(Some(chunk))) => {
                if let Some(first) = first.take() {
                    body.reserve(announced.min(limit).min(MOST_RESERVED));
                    body.extend_from_slice(&first);
                }
                if body.len().saturating_add(chunk.len()) > limit {
                    body.extend_from_slice(chunk.get(..limit.saturating_sub(body.len())).unwrap_or_default());
                    return Ok((body.freeze(), true));
                }
                if body.is_empty() {
                    first = Some(chunk);
                } else {
                    body.extend_from_slice(&chunk);
                }
            }
        }
    }
}

/// Whether the server acted, where its answer's head arrived and the body did not.
fn lost_body(status: StatusCode) -> Executed {
    match status.as_u16() {
        200..=299 => Executed::Yes,
        300..=499 => Executed::No,
        _ => Executed::Maybe,
    }
}

impl Failure {
    fn new(kind: ErrorKind, phase: Phase, executed: Executed, cause: Cause, detail: String) -> Self {
        let error = Error::local(kind, detail).with(|error| {
            (error.phase, error.executed) = (phase, executed);
            error.retryable = is_repeated(cause, true);
        });
        Self { error, cause }
    }

    fn about(mut self, status: StatusCode, headers: &HeaderMap) -> Self {
        self.error = self.error.with(|error| {
            error.status = Some(status.as_u16());
            error.request_id = request_id(headers);
        });
        self
    }
}

fn timed_out(phase: Phase, status: Option<StatusCode>) -> Failure {
    let (waiting, executed, cause) = match phase {
        Phase::Connect => ("a connection", Executed::No, Cause::NotSent),
        Phase::Send => ("the server to take the request", Executed::Maybe, Cause::Unknown),
        Phase::Body => ("the rest of the response", status.map_or(Executed::Maybe, lost_body), Cause::Unknown),
        _ => ("a response", Executed::Maybe, Cause::Unknown),
    };
    Failure::new(ErrorKind::APITimeoutError, phase, executed, cause, format!("timed out waiting for {waiting}"))
}

fn too_large(limit: usize) -> Failure {
    let detail = format!("the response is larger than {limit} bytes");
    Failure::new(ErrorKind::ResponseTooLargeError, Phase::Body, Executed::Yes, Cause::Final, detail)
}

/// A connection that could not be made or that broke; `status` where the head of the response arrived.
fn broken(error: reqwest::Error, status: Option<StatusCode>) -> Failure {
    // The URL holds the query.
    let error = error.without_url();
    let detail = escape_control(&chain(&error));
    let connection =
        |phase, executed, cause, detail| Failure::new(ErrorKind::APIConnectionError, phase, executed, cause, detail);
    if error.is_connect() {
        if find::<rustls::Error>(&error).is_some() {
            return Failure::new(ErrorKind::TLSError, Phase::Connect, Executed::No, Cause::Final, detail);
        }
        if error.is_timeout() {
            return timed_out(Phase::Connect, None);
        }
        // Says nothing of its type: the proxy wants a password (407).
        let cause = if detail.contains("proxy auth") { Cause::Final } else { Cause::NotSent };
        return connection(Phase::Connect, Executed::No, cause, detail);
    }
    match status {
        Some(status) => connection(Phase::Body, lost_body(status), Cause::Unknown, detail),
        None if error.is_builder() => {
            Failure::new(ErrorKind::InternalError, Phase::Local, Executed::No, Cause::Final, detail)
        }
        None if find::<h2::Error>(&error).is_some_and(is_refused_stream) => {
            connection(Phase::Send, Executed::No, Cause::NotSent, detail)
        }
        None => connection(Phase::Head, Executed::Maybe, Cause::Unknown, detail),
    }
}

/// Whether the server says that it did not act on the request (RFC 9113, 8.7).
fn is_refused_stream(error: &h2::Error) -> bool {
    let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
    let going = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
    error.is_remote() && (refused || going)
}

/// A complete response that is an error.
fn refused(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Failure {
    let after = retry_after(headers, SystemTime::now());
    let kind = Error::kind_of_status(status);
    let executed = match status.as_u16() {
        300..=499 => Executed::No,
        _ => Executed::Maybe,
    };
    let host = headers.get(LOCATION).and_then(|location| Url::parse(location.to_str().ok()?).ok());
    let host = host.and_then(|url| url.host_str().map(str::to_owned));
    let messages = if kind == ErrorKind::RedirectError { Vec::new() } else { problem::messages(body) };
    let detail = match (&kind, &host) {
        (ErrorKind::RedirectError, Some(host)) => {
            format!("redirected to {host}; redirects are not followed")
        }
        (ErrorKind::RedirectError, None) => "redirected; redirects are not followed".to_owned(),
        _ => problem::summary(&messages, body),
    };
    let cause = Cause::Status(status.as_u16(), after);
    let mut failure = Failure::new(kind, Phase::Response, executed, cause, detail).about(status, headers);
    failure.error = failure.error.with(|error| {
        error.messages = messages;
        error.retry_after = after;
        error.redirect_host = host;
        error.body = Some(String::from_utf8_lossy(body).into_owned());
    });
    failure
}

/// The id the server gave the request, whatever it calls it.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    ["x-request-id", "request-id", "x-correlation-id", "traceparent"].iter().find_map(|name| {
        let value = headers.get(*name)?.as_bytes().escape_ascii().to_string();
        Some(value.chars().take(200).collect())
    })
}

/// An error and what caused it, as one line.
fn chain(error: &dyn StdError) -> String {
    let mut texts = vec![error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        let text = error.to_string();
        // Wrappers often repeat what they wrap.
        if texts.last().is_none_or(|last| !last.contains(&text)) {
            texts.push(text);
        }
        source = error.source();
    }
    texts.join(": ")
}

/// The error of type `T` among the causes.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        let found = error.downcast_ref::<T>().or_else(|| {
            let inner = error.downcast_ref::<std::io::Error>()?.get_ref()?;
            find::<T>(inner)
        });
        if found.is_some() {
            return found;
        }
        next = error.source();
    }
    None
}

/// The certificates in a PEM file.
pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(|error| error.to_string())
}

/// TLS 1.2 or newer against the trust store of the system and the further certificates.
fn tls(config: &Config) -> Result<rustls::ClientConfig, String> {
    let text = |error: rustls::Error| error.to_string();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(text)?;
    if config.base_url.scheme() == "http" {
        // Never used; reading the trust store would cost more than the call.
        return Ok(builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth());
    }
    let extra = certificates(&config.ca_bundle)?;
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(extra, provider).map_err(text)?;
    // The method's name speaks of any verifier of one's own; this one is the platform's.
    let mut tls = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
}
