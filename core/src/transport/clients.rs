//! The clients of the HTTP library, and what they are told.

use std::sync::Arc;
use std::time::Duration;

use super::causes::error_chain;
use super::phase::PhaseLayer;
use super::resolver::Resolver;
use super::round_trip::RoundTrip;
use crate::config::Config;
use crate::error::Error;

/// Longest time that sent bytes may wait for the server to acknowledge them.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const UNREAD_TIME: Duration = Duration::from_secs(20);

/// While a call waits for something over HTTP/2, a ping is sent this long after something last arrived, and the connection
/// is given up when it is not answered within the same time.
const PING_TIME: Duration = Duration::from_secs(3);

/// Which connections a client holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Those that several calls may use, one after the other.
    Shared,
    /// One for each call.
    Fresh,
    /// Those that speak HTTP/2, and nothing else.
    Http2,
}

/// Makes clients of one server.
#[derive(Debug, Clone)]
pub(super) struct Clients {
    pub config: Arc<Config>,
    pub tls: rustls::ClientConfig,
    pub resolver: Resolver,
    pub round_trip: Arc<RoundTrip>,
}

impl Clients {
    pub(super) fn make(&self, kind: Kind) -> Result<reqwest::Client, Error> {
        let mut tls = self.tls.clone();
        if kind == Kind::Http2 {
            // No fallback to HTTP/1.1: a reused connection may lose a write there.
            tls.alpn_protocols = vec![b"h2".to_vec()];
        }
        let config = &self.config;
        let most_in_flight = usize::try_from(config.limits.max_in_flight).unwrap_or(usize::MAX);
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(config.base_url.scheme() == "https")
            .redirect(reqwest::redirect::Policy::none())
            // What is repeated is decided, counted and paid for by our retry loop alone.
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(config.limits.connect_timeout)
            .connector_layer(PhaseLayer(self.round_trip.clone()))
            .dns_resolver(self.resolver.clone())
            // As many as calls may use at once: the calls of the next moment find them open.
            .pool_max_idle_per_host(if kind == Kind::Fresh { 0 } else { most_in_flight })
            .pool_idle_timeout(Duration::from_secs(15))
            .tcp_keepalive(Duration::from_secs(30))
            .http2_keep_alive_interval(PING_TIME)
            .http2_keep_alive_timeout(PING_TIME);
        if kind == Kind::Http2 {
            builder = builder.http2_prior_knowledge();
        }
        // After a call was given up, hyper keeps its connection until what it has buffered is written: for ever, if the
        // server does not read.
        #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
        {
            builder = builder.tcp_user_timeout(UNREAD_TIME);
        }
        // The library would look a proxy up in the environment by rules of its own.
        builder = match &config.proxy {
            Some(url) => {
                let proxy = reqwest::Proxy::https(url.clone()).map_err(|_| Error::config("proxy: not usable"))?;
                builder.proxy(proxy)
            }
            None => builder.no_proxy(),
        };
        builder.build().map_err(|error| Error::config(error_chain(&error.without_url())))
    }
}
