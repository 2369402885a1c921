//! One request over HTTP and its response: the only file that names the HTTP library's client.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Method, StatusCode, Url};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio::time::{Instant, timeout_at};

use crate::config::Config;
use crate::error::{Error, ErrorKind, Executed, Phase, escape_control};
use crate::problem;
use crate::retry::{Cause, is_repeated, retry_after};

/// How much of an error body is kept.
const MAX_ERROR_BODY: usize = 64 * 1024;

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
/// Two pools: a connection that the server closes at the moment of reuse costs a read nothing, it is
/// repeated. A write must not be, so it gets a connection of its own.
#[derive(Debug)]
pub(crate) struct Exchange {
    pooled: reqwest::Client,
    fresh: reqwest::Client,
    max_response_bytes: usize,
}

impl Exchange {
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        let tls = tls(config).map_err(|error| Error::config(format!("TLS: {error}")))?;
        let build = |idle: usize| {
            let mut builder = reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .https_only(config.base_url.scheme() == "https")
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .connect_timeout(config.connect_timeout)
                .pool_max_idle_per_host(idle)
                .pool_idle_timeout(Duration::from_secs(15))
                .tcp_keepalive(Duration::from_secs(30))
                .http2_keep_alive_interval(Duration::from_secs(30))
                .http2_keep_alive_timeout(Duration::from_secs(15));
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
        };
        Ok(Self { pooled: build(16)?, fresh: build(0)?, max_response_bytes: config.max_response_bytes })
    }

    /// Makes one attempt. It ends by `until`, and `silence` bounds each pause in the body.
    pub(crate) async fn attempt(
        &self,
        request: &Request,
        reuse: bool,
        until: Instant,
        silence: Duration,
    ) -> Result<Answer, Failure> {
        let client = if reuse { &self.pooled } else { &self.fresh };
        let mut outgoing = reqwest::Request::new(request.method.clone(), request.url.clone());
        outgoing.headers_mut().clone_from(&request.headers);
        *outgoing.body_mut() = request.body.clone().map(Into::into);
        let response = match timeout_at(until, client.execute(outgoing)).await {
            Err(_) => return Err(timed_out(Phase::Head, Executed::Maybe)),
            Ok(Err(error)) => return Err(broken(error, None)),
            Ok(Ok(response)) => response,
        };
        let (status, headers) = (response.status(), response.headers().clone());
        let success = status.is_success();
        let limit = if success { self.max_response_bytes } else { MAX_ERROR_BODY };
        match read(response, until, silence, limit).await {
            Ok((body, false)) if success => Ok(Answer { status, headers, body }),
            Ok((_, true)) if success => Err(too_large(status, limit)),
            Ok((body, _)) => Err(refused(status, &headers, &body)),
            Err(failure) => Err(failure.about(status, &headers)),
        }
    }
}

/// The body up to `limit`, and whether there was more.
async fn read(
    mut response: reqwest::Response,
    until: Instant,
    silence: Duration,
    limit: usize,
) -> Result<(Bytes, bool), Failure> {
    let status = response.status();
    let mut body = BytesMut::new();
    let mut first = None;
    loop {
        let pause = until.min(Instant::now() + silence);
        match timeout_at(pause, response.chunk()).await {
            Err(_) => return Err(timed_out(Phase::Body, lost_body(status))),
            Ok(Err(error)) => return Err(broken(error, Some(status))),
            // A body in one piece is not copied.
            Ok(Ok(None)) => return Ok((first.unwrap_or_else(|| body.freeze()), false)),
            Ok(Ok(Some(chunk))) => {
                if let Some(first) = first.take() {
                    body.extend_from_slice(&first);
                }
                if body.len() + chunk.len() > limit {
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

fn timed_out(phase: Phase, executed: Executed) -> Failure {
    let waiting = if phase == Phase::Body { "the rest of the response" } else { "a response" };
    let detail = format!("timed out waiting for {waiting}");
    Failure::new(ErrorKind::APITimeoutError, phase, executed, Cause::Unknown, detail)
}

fn too_large(status: StatusCode, limit: usize) -> Failure {
    let detail = format!("the response is larger than {limit} bytes");
    let failure = Failure::new(ErrorKind::ResponseTooLargeError, Phase::Body, Executed::Yes, Cause::Final, detail);
    failure.about(status, &HeaderMap::new())
}

/// A connection that could not be made or that broke; `status` where the head of the response arrived.
fn broken(error: reqwest::Error, status: Option<StatusCode>) -> Failure {
    // The URL holds the query.
    let error = error.without_url();
    let detail = escape_control(&chain(&error));
    if has::<rustls::Error>(&error) && error.is_connect() {
        return Failure::new(ErrorKind::TLSError, Phase::Connect, Executed::No, Cause::Final, detail);
    }
    if error.is_connect() {
        let kind = if error.is_timeout() { ErrorKind::APITimeoutError } else { ErrorKind::APIConnectionError };
        return Failure::new(kind, Phase::Connect, Executed::No, Cause::NotSent, detail);
    }
    match status {
        Some(status) => {
            let executed = lost_body(status);
            Failure::new(ErrorKind::APIConnectionError, Phase::Body, executed, Cause::Unknown, detail)
        }
        None if error.is_builder() => {
            Failure::new(ErrorKind::InternalError, Phase::Local, Executed::No, Cause::Final, detail)
        }
        None => Failure::new(ErrorKind::APIConnectionError, Phase::Head, Executed::Maybe, Cause::Unknown, detail),
    }
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

/// Whether an error of type `T` is among the causes.
fn has<T: StdError + 'static>(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let inner = error.downcast_ref::<std::io::Error>().and_then(|error| error.get_ref());
        if error.is::<T>() || inner.is_some_and(|inner| inner.is::<T>() || has::<T>(inner)) {
            return true;
        }
        next = error.source();
    }
    false
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
