//! Tracks the phase of an attempt, for the error that ends it: the errors of the HTTP library do not tell it.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::SeqCst};
use std::task::{Context, Poll};

use reqwest::Version;
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use super::round_trip::RoundTrip;
use crate::error::Phase;

const PHASES: [Phase; 5] = [Phase::Queue, Phase::Connect, Phase::Send, Phase::Head, Phase::Body];

tokio::task_local! {
    static CURRENT: Arc<PhaseTracker>;
}

/// The phase of a call, and the version of HTTP of its last response.
#[derive(Debug, Default)]
pub(crate) struct PhaseTracker(AtomicU8, AtomicU8);

/// Versions of HTTP, as OpenTelemetry writes them; their number in this list is noted, and 0 where there was no response.
const VERSIONS: [(Version, &str); 4] =
    [(Version::HTTP_10, "1.0"), (Version::HTTP_11, "1.1"), (Version::HTTP_2, "2"), (Version::HTTP_3, "3")];

impl PhaseTracker {
    /// The current phase.
    pub(crate) fn current(&self) -> Phase {
        PHASES.get(usize::from(self.0.load(SeqCst))).copied().unwrap_or(Phase::Head)
    }

    /// Notes the version of a response; `None` before there is one.
    pub(crate) fn note_version(&self, version: Option<Version>) {
        let at = version.and_then(|version| VERSIONS.iter().position(|(known, _)| *known == version));
        let number = at.and_then(|at| u8::try_from(at).ok()).map_or(0, |at| at.saturating_add(1));
        self.1.store(number, SeqCst);
    }

    /// The version of the last response.
    pub(crate) fn version(&self) -> Option<&'static str> {
        let at = usize::from(self.1.load(SeqCst)).checked_sub(1)?;
        VERSIONS.get(at).map(|(_, text)| *text)
    }

    pub(crate) fn set(&self, phase: Phase) {
        self.0.store(number(phase), SeqCst);
    }

    /// Changes the phase, unless it has changed meanwhile.
    pub(super) fn advance(&self, from: Phase, to: Phase) {
        // Fails if the phase has changed since; the later phase stands.
        let _ = self.0.compare_exchange(number(from), number(to), SeqCst, SeqCst);
    }

    /// Tracks the phase of `work`.
    pub(crate) fn follow<F: Future>(self: &Arc<Self>, work: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self.clone(), work)
    }
}

fn number(phase: Phase) -> u8 {
    let at = PHASES.iter().position(|other| *other == phase);
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

/// Connector layer that sets the phase `Connect` while a call opens a connection, and records how long that takes.
#[derive(Debug, Clone)]
pub(super) struct PhaseLayer(pub Arc<RoundTrip>);

impl<S> Layer<S> for PhaseLayer {
    type Service = PhaseService<S>;
    fn layer(&self, inner: S) -> PhaseService<S> {
        PhaseService(inner, self.0.clone())
    }
}

#[derive(Debug, Clone)]
pub(super) struct PhaseService<S>(S, Arc<RoundTrip>);

impl<S, R> Service<R> for PhaseService<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let connecting = CURRENT.try_with(Connecting::new).ok();
        let (work, round_trip, begun) = (self.0.call(request), self.1.clone(), Instant::now());
        Box::pin(async move {
            let (mut work, mut connecting) = (pin!(work), connecting);
            poll_fn(|context| {
                // The pool gave the call another connection: this one is opened in the background, for later calls.
                if CURRENT.try_with(|_| ()).is_err() {
                    connecting = None;
                }
                let polled = work.as_mut().poll(context);
                if let Poll::Ready(Ok(_)) = polled {
                    round_trip.record(begun.elapsed());
                }
                polled
            })
            .await
        })
    }
}

/// A call that waits for its connection.
struct Connecting {
    tracker: Arc<PhaseTracker>,
    after: Phase,
}

impl Connecting {
    fn new(tracker: &Arc<PhaseTracker>) -> Self {
        let connecting = Self { tracker: tracker.clone(), after: tracker.current() };
        tracker.set(Phase::Connect);
        connecting
    }
}

impl Drop for Connecting {
    fn drop(&mut self) {
        self.tracker.advance(Phase::Connect, self.after);
    }
}
