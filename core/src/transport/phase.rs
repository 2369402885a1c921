//! Tracks the phase of an attempt, for the error that ends it: the errors of the HTTP library do not tell it.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::SeqCst};
use std::task::{Context, Poll};

use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use super::round_trip::RoundTrip;
use crate::error::Phase;

const PHASES: [Phase; 5] = [Phase::Queue, Phase::Connect, Phase::Send, Phase::Head, Phase::Body];

tokio::task_local! {
    static CURRENT: Arc<PhaseTracker>;
}

/// The phase of a call.
#[derive(Debug, Default)]
pub(crate) struct PhaseTracker(AtomicU8);

impl PhaseTracker {
    /// The current phase.
    pub(crate) fn current(&self) -> Phase {
        PHASES.get(usize::from(self.0.load(SeqCst))).copied().unwrap_or(Phase::Head)
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
