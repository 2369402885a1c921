//! How far an attempt has come, for the error that ends it: the HTTP library does not say.

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

/// A body is handed over in pieces of this size, so that one which does not get through is noticed.
const PIECE: usize = 64 * 1024;

const PHASES: [Phase; 5] = [Phase::Queue, Phase::Connect, Phase::Send, Phase::Head, Phase::Body];

tokio::task_local! {
    static CURRENT: Arc<Progress>;
}

/// The phase of a call.
#[derive(Debug, Default)]
pub(crate) struct Progress(AtomicU8);

impl Progress {
    /// How far the call has come.
    pub(crate) fn phase(&self) -> Phase {
        PHASES.get(usize::from(self.0.load(SeqCst))).copied().unwrap_or(Phase::Head)
    }

    pub(crate) fn set(&self, phase: Phase) {
        self.0.store(number(phase), SeqCst);
    }

    fn advance(&self, from: Phase, to: Phase) {
        // Refused where another step was taken already.
        let _ = self.0.compare_exchange(number(from), number(to), SeqCst, SeqCst);
    }

    /// Notes how far `work` comes.
    pub(crate) fn follow<F: Future>(self: &Arc<Self>, work: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self.clone(), work)
    }

    /// The body of a request; one of several pieces is followed until the last was taken.
    pub(crate) fn upload(self: &Arc<Self>, body: Bytes) -> reqwest::Body {
        if body.len() <= PIECE {
            return body.into();
        }
        self.set(Phase::Send);
        reqwest::Body::wrap(Upload { rest: body, progress: self.clone() })
    }
}

fn number(phase: Phase) -> u8 {
    let at = PHASES.iter().position(|other| *other == phase);
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

/// A body of several pieces.
struct Upload {
    rest: Bytes,
    progress: Arc<Progress>,
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
            self.progress.advance(Phase::Send, Phase::Head);
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

/// Notes when a call connects.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noting;

impl<S> Layer<S> for Noting {
    type Service = Noted<S>;
    fn layer(&self, inner: S) -> Noted<S> {
        Noted(inner)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Noted<S>(S);

impl<S, R> Service<R> for Noted<S>
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
                // The pool had a connection after all: this one is finished in the background, for others.
                if CURRENT.try_with(|_| ()).is_err() {
                    connecting = None;
                }
                work.as_mut().poll(context)
            })
            .await
        })
    }
}

/// A call that waits for a connection of its own.
struct Connecting {
    progress: Arc<Progress>,
    after: Phase,
}

impl Connecting {
    fn new(progress: &Arc<Progress>) -> Self {
        let connecting = Self { progress: progress.clone(), after: progress.phase() };
        progress.set(Phase::Connect);
        connecting
    }
}

impl Drop for Connecting {
    fn drop(&mut self) {
        self.progress.advance(Phase::Connect, self.after);
    }
}
