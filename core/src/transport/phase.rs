//! Tracks the phase of an attempt, for the error that ends it: the errors of the HTTP library do not tell it.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::SeqCst};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tower_layer::Layer;
use tower_service::Service;

use crate::error::Phase;

/// Size of the pieces in which a body is handed to the HTTP library, which tells when each was taken.
const PIECE: usize = 64 * 1024;

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

    fn advance(&self, from: Phase, to: Phase) {
        // Fails if the phase has changed since; the later phase stands.
        let _ = self.0.compare_exchange(number(from), number(to), SeqCst, SeqCst);
    }

    /// Tracks the phase of `work`.
    pub(crate) fn follow<F: Future>(self: &Arc<Self>, work: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self.clone(), work)
    }

    /// The body of a request. While it has several pieces, the phase is `Send` until the last was taken.
    pub(crate) fn upload(self: &Arc<Self>, body: Bytes) -> reqwest::Body {
        if body.len() <= PIECE {
            return body.into();
        }
        self.set(Phase::Send);
        reqwest::Body::wrap(Upload { rest: body, tracker: self.clone() })
    }
}

fn number(phase: Phase) -> u8 {
    let at = PHASES.iter().position(|other| *other == phase);
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

/// A body of several pieces.
struct Upload {
    rest: Bytes,
    tracker: Arc<PhaseTracker>,
}

impl Body for Upload {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let size = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(size);
        if self.rest.is_empty() {
            self.tracker.advance(Phase::Send, Phase::Head);
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

/// Connector layer that sets the phase `Connect` while a call opens a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PhaseLayer;

impl<S> Layer<S> for PhaseLayer {
    type Service = PhaseService<S>;
    fn layer(&self, inner: S) -> PhaseService<S> {
        PhaseService(inner)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct PhaseService<S>(S);

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
        let work = self.0.call(request);
        Box::pin(async move {
            let (mut work, mut connecting) = (pin!(work), connecting);
            poll_fn(|context| {
                // The pool gave the call another connection: this one is opened in the background, for later calls.
                if CURRENT.try_with(|_| ()).is_err() {
                    connecting = None;
                }
                work.as_mut().poll(context)
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
