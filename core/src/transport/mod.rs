//! Sends one request over HTTP and reads its response.

use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode, Url, Version};
use tokio::time::Instant;

use crate::config::Config;
use crate::error::server_messages::BodyInfo;
use crate::error::{Error, ErrorKind, Executed, Phase};
use crate::retry::Cause;
use body::foreign_form;
use client_auth::ClientAuth;
use clients::{Clients, Kind};
use failure::{
    ErrorHead, Failure, classify_error, error_from_response, error_from_unreadable, error_without_body,
    is_ping_unanswered, timed_out, tls_failed, too_large,
};
use lookup::Lookups;
use phase::{CURRENT, PhaseTracker};
use pool::{Connections, Pool};
use receive::Expiry;
use redact::{Secrets, SentBody};
use resolver::Resolver;
use sentences::Route;
use tls::tls_config;
use tls_reason::tls_reason;
use upload::{Way, upload};

pub(crate) mod body;
mod causes;
mod client_auth;
mod clients;
mod decompress;
pub(crate) mod failure;
mod lookup;
pub(crate) mod path;
pub(crate) mod phase;
mod pool;
pub(crate) mod proxy;
mod reactor_turn;
mod receive;
pub(crate) mod redact;
pub(crate) mod repeats;
mod resolver;
mod round_trip;
mod sentences;
mod tls;
mod tls_reason;
mod upload;
mod verifier;

/// How much of an error body is kept.
const MAX_ERROR_BODY: usize = 64 * 1024;

/// A request, ready to be sent as often as need be.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub sent: SentBody,
}

/// A complete 2xx response.
#[derive(Debug)]
pub(crate) struct AttemptResponse {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// The connections to the server.
///
/// Idempotent requests share a pool: if the server closes a connection at the moment of reuse, they are repeated. A write
/// is not repeated, so it gets a connection of its own; or a shared one of HTTP/2, where the server says which requests it
/// did not process.
#[derive(Debug)]
pub(crate) struct Transport {
    shared: Pool<reqwest::Client>,
    fresh: Arc<Connections<reqwest::Client>>,
    /// For writes, once the server has answered over HTTP/2.
    http2: OnceLock<Pool<reqwest::Client>>,
    config: Arc<Config>,
    clients: Arc<Clients>,
    client_auth: Arc<ClientAuth>,
}

impl Transport {
    pub(crate) fn new(config: &Arc<Config>) -> Result<Self, Error> {
        let client_auth = Arc::new(ClientAuth::new(config.client_cert.clone()));
        let tls = tls_config(config, client_auth.clone()).map_err(|error| {
            Error::config(format!("TLS: {}", tls_reason(&error, config.style, config.client_cert.is_some())))
        })?;
        let peer = config.proxy.as_ref().unwrap_or(&config.base_url);
        let resolver = Resolver::new(Lookups::of_process(), peer.port_or_known_default().unwrap_or_default());
        let round_trip = Arc::default();
        let clients = Arc::new(Clients { config: config.clone(), tls, resolver, round_trip });
        let shared = pool_of(&clients, Kind::Shared)?;
        let fresh = Connections::new(clients.make(Kind::Fresh)?);
        Ok(Self { shared, fresh, http2: OnceLock::new(), config: config.clone(), clients, client_auth })
    }

    /// Makes one attempt. It ends by `until`, and `silence` bounds each pause in the body.
    pub(crate) async fn attempt(
        &self,
        request: &Request,
        reuse: bool,
        until: Instant,
        silence: Duration,
        phase: &Arc<PhaseTracker>,
    ) -> Result<AttemptResponse, Failure> {
        let may_share = reuse || self.config.limits.reuse_connections_for_writes;
        let (begun, pool) = (Instant::now(), if may_share { Some(&self.shared) } else { self.http2.get() });
        let connections = pool.map_or_else(|| self.fresh.clone(), Pool::current);
        phase.set(Phase::Head);
        phase.note_version(None);
        let is_tls = self.config.base_url.scheme() == "https";
        let is_http2 = pool.is_some() && self.http2.get().is_some();
        let way = Way { is_tls, round_trip: (!is_http2).then_some(&self.clients.round_trip) };
        let (body, upload) = request.sent.bytes.clone().map(|body| upload(body, way, phase)).unzip();
        // Dropping the future would change the phase, so it lives until the phase was read.
        let mut work = pin!(CURRENT.scope(phase.clone(), connections.client.execute(outgoing(request, body))));
        let mut expiry = Expiry::new(until);
        let mut response = match expiry.wait(None, work.as_mut()).await {
            Some(Ok(response)) => response,
            ended => {
                let (route, reached) = (self.route(request), phase.current());
                let (failure, is_silent) = match ended {
                    Some(Err(error)) => {
                        let is_unanswered = is_ping_unanswered(&error);
                        if is_unanswered {
                            self.replace_silent(begun);
                        }
                        (classify_error(error, &route, None), is_unanswered)
                    }
                    _ => {
                        let is_silent = is_http2 && reached != Phase::Connect && connections.is_silent_since(begun);
                        (timed_out(&route, reached, None), is_silent)
                    }
                };
                if let Some(pool) = pool.filter(|_| is_silent) {
                    pool.replace(&connections);
                }
                // Boxed: it would make every call a half larger.
                return Err(Box::pin(self.not_connected(failure, &route, expiry.at(), phase)).await);
            }
        };
        connections.hear();
        phase.set(Phase::Body);
        phase.note_version(Some(response.version()));
        self.client_auth.answered();
        if let Some(address) = response.remote_addr() {
            self.clients.resolver.remember(address);
        }
        let (status, mut headers) = (response.status(), std::mem::take(response.headers_mut()));
        if response.version() == Version::HTTP_2 && self.http2.get().is_none() {
            self.enable_http2_pool();
        }
        if status.is_informational() {
            let detail = format!("the server answered {status}, which nobody asked for");
            let failure =
                Failure::new(ErrorKind::APIConnectionError, Phase::Head, Executed::Maybe, Cause::Unknown, detail);
            return Err(failure.with_response(status, &headers, &request.headers));
        }
        let success = status.is_success();
        if let Some(upload) = upload.as_ref().filter(|_| !success) {
            upload.hold();
        }
        let limit = if success { self.config.limits.max_response_bytes } else { MAX_ERROR_BODY };
        let body = expiry.read(response, &mut headers, silence, limit, || connections.hear()).await;
        let body = body.map_err(|lost| lost.failure(status, &self.route(request)));
        let head = ErrorHead { url: &request.url, sent: &request.headers, status, headers: &headers };
        match body {
            Ok(body) if success && body.is_cut => {
                Err(too_large(limit).with_response(status, &headers, &request.headers))
            }
            Ok(body) if success => Ok(AttemptResponse { status, headers, body: body.bytes }),
            Ok(body) if body::is_unreadable(&headers, &body.bytes) => {
                let info = BodyInfo::new(&headers, body.bytes.len(), body.is_cut);
                Err(error_from_unreadable(head, foreign_form(&headers, &body.bytes), &info))
            }
            Ok(body) => {
                let info = BodyInfo::new(&headers, body.bytes.len(), body.is_cut);
                // Before the text is cut, which could leave a part of a secret.
                let clean = Secrets::of(&request.headers, &request.sent).redact_bytes(&body.bytes);
                Err(error_from_response(head, &clean.unwrap_or(body.bytes), &info))
            }
            Err(failure) if success => Err(failure.with_response(status, &headers, &request.headers)),
            // The status line decides what the error is, whether it is repeated and what was executed.
            Err(failure) => Err(error_without_body(head, &failure)),
        }
    }

    /// Where a request goes, for errors.
    fn route<'a>(&'a self, request: &'a Request) -> Route<'a> {
        Route::new(&request.url, &self.config)
    }

    /// Evaluates the failure of an attempt that found no connection; asks a proxy that opened no tunnel for its reason.
    async fn not_connected(
        &self,
        failure: Failure,
        route: &Route<'_>,
        until: Instant,
        phase: &PhaseTracker,
    ) -> Failure {
        if failure.error.phase != Phase::Connect {
            return self.explain_refusal(failure, route, until).await;
        }
        let reported = failure.error.cause.as_deref().map_or("", |cause| &cause.0);
        let Some(proxy) = self.config.proxy.as_ref().filter(|_| proxy::is_refused(reported)) else {
            self.clients.resolver.forget();
            return self.in_doubt(failure, route);
        };
        phase.set(Phase::Connect);
        let Some(mut told) = proxy::ask(proxy, route, &self.clients.tls, &self.clients.resolver, until).await else {
            return failure;
        };
        told.error = told.error.with(|error| error.cause.clone_from(&failure.error.cause));
        told
    }

    /// Finds out whether a connection broke because the server refuses this client, where it asked for a certificate and has
    /// never answered.
    async fn explain_refusal(&self, failure: Failure, route: &Route<'_>, until: Instant) -> Failure {
        if failure.error.kind() != ErrorKind::APIConnectionError || !self.client_auth.is_in_doubt() {
            return failure;
        }
        let proxy = self.config.proxy.as_ref();
        let asking = Box::pin(client_auth::refusal(proxy, route, &self.clients.tls, &self.clients.resolver, until));
        let Some(error) = asking.await else {
            return self.in_doubt(failure, route);
        };
        let mut told = tls_failed(&error, route);
        told.error = told.error.with(|error| error.cause.clone_from(&failure.error.cause));
        told
    }

    /// The failure, which says that a certificate of the client may be its reason if it may be: some servers close the
    /// connection without an alert.
    fn in_doubt(&self, mut failure: Failure, route: &Route<'_>) -> Failure {
        if failure.error.kind() == ErrorKind::APIConnectionError && self.client_auth.is_in_doubt() {
            failure.error = failure.error.with(|error| error.detail.push_str(&route.wants_client()));
        }
        failure
    }

    /// Lets writes share HTTP/2 connections from now on.
    fn enable_http2_pool(&self) {
        if let Ok(pool) = pool_of(&self.clients, Kind::Http2) {
            let _already = self.http2.set(pool);
        }
    }

    /// Replaces the pools over which nothing has arrived since `begun`: what has cut one connection to the server off has
    /// often cut off the others.
    fn replace_silent(&self, begun: Instant) {
        for pool in [&self.shared].into_iter().chain(self.http2.get()) {
            let connections = pool.current();
            if connections.is_silent_since(begun) {
                pool.replace(&connections);
            }
        }
    }
}

/// The request of the HTTP library.
fn outgoing(request: &Request, body: Option<reqwest::Body>) -> reqwest::Request {
    let mut outgoing = reqwest::Request::new(request.method.clone(), request.url.clone());
    let mut headers = request.headers.clone();
    headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static("gzip"));
    *outgoing.headers_mut() = headers;
    *outgoing.body_mut() = body;
    outgoing
}

fn pool_of(clients: &Arc<Clients>, kind: Kind) -> Result<Pool<reqwest::Client>, Error> {
    let (first, clients) = (clients.make(kind)?, clients.clone());
    Ok(Pool::new(first, move || clients.make(kind).ok()))
}
