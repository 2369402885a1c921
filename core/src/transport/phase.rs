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
    /// The phase of the call that is running, which opens connections.
    pub(super) static CURRENT: Arc<PhaseTracker>;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_advances_unless_it_has_changed_meanwhile() {
        let tracker = PhaseTracker::default();
        assert_eq!(tracker.current(), Phase::Queue);
        for phase in PHASES {
            tracker.set(phase);
            assert_eq!(tracker.current(), phase);
        }
        tracker.advance(Phase::Send, Phase::Head);
        assert_eq!(tracker.current(), Phase::Body);
        tracker.advance(Phase::Body, Phase::Send);
        assert_eq!(tracker.current(), Phase::Send);
        // One that no attempt has.
        tracker.set(Phase::Response);
        assert_eq!(tracker.current(), Phase::Head);
    }

    #[test]
    fn the_version_is_that_of_the_last_response() {
        let tracker = PhaseTracker::default();
        assert_eq!(tracker.version(), None);
        for (version, text) in VERSIONS {
            tracker.note_version(Some(version));
            assert_eq!(tracker.version(), Some(text));
        }
        for none in [Some(Version::HTTP_09), None] {
            tracker.note_version(Some(Version::HTTP_11));
            tracker.note_version(none);
            assert_eq!(tracker.version(), None);
        }
    }

    #[tokio::test]
    async fn a_connection_that_a_call_does_not_wait_for_any_more_leaves_its_phase() {
        let tracker = Arc::new(PhaseTracker::default());
        tracker.set(Phase::Send);
        let opened = CURRENT.scope(tracker.clone(), async {
            let connecting = CURRENT.with(Connecting::new);
            assert_eq!(tracker.current(), Phase::Connect);
            drop(connecting);
            tracker.current()
        });
        assert_eq!(opened.await, Phase::Send);
        let connecting = Connecting::new(&tracker);
        tracker.set(Phase::Body);
        drop(connecting);
        assert_eq!(tracker.current(), Phase::Body);
    }

    /// A connector that is not ready, and then fails.
    struct Busy;

    impl Service<()> for Busy {
        type Response = ();
        type Error = &'static str;
        type Future = std::future::Ready<Result<(), &'static str>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            Poll::Pending
        }

        fn call(&mut self, (): ()) -> Self::Future {
            std::future::ready(Err("busy"))
        }
    }

    #[tokio::test]
    async fn a_connector_is_as_ready_as_the_one_below_and_only_what_was_opened_is_timed() {
        let round_trip = Arc::<RoundTrip>::default();
        let unknown = round_trip.wait(true);
        let mut service = PhaseLayer(round_trip.clone()).layer(Busy);
        let ready = poll_fn(|context| Poll::Ready(service.poll_ready(context).is_ready())).await;
        assert!(!ready);
        assert_eq!(service.call(()).await, Err("busy"));
        assert_eq!(round_trip.wait(true), unknown);
    }
}
