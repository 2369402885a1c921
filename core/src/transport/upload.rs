//! Sends a large body in small pieces, so that a response that comes before the end of the body is seen, and so that
//! nothing more of a body is sent once its call has ended.
//!
//! A server may refuse a request by its head and close the connection. What it sends after that is answered with a reset,
//! which reaches this process while it still writes; a response that was not read by then is lost (RFC 9112 9.5). So the
//! first piece is followed by a wait of one round trip, and each other one by a look at the socket: only a reset between
//! that and the next write can still take a response with it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use futures_util::task::AtomicWaker;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use super::phase::PhaseTracker;
use super::reactor_turn::ReactorTurn;
use super::round_trip::RoundTrip;
use crate::error::Phase;

/// Size of the first piece, and of those behind it: each costs a system call and a look at the sockets.
const FIRST_PIECE: usize = 16 * 1024;
const PIECE: usize = 64 * 1024;

/// Largest body that is handed to the HTTP library as a whole: it leaves at once, so that nothing could be seen
/// meanwhile. Less over TLS, which takes more writes for the same bytes.
const MAX_WHOLE: usize = 256 * 1024;
const MAX_WHOLE_TLS: usize = 64 * 1024;

/// What an upload may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Sending,
    /// The server has refused the request: the rest waits until its response is read, and is not sent then.
    Held,
    /// The call has ended.
    Stopped,
}

/// State that an upload and its call share.
struct Shared {
    state: AtomicU8,
    waker: AtomicWaker,
    /// What was not sent yet.
    rest: Mutex<Bytes>,
}

impl Shared {
    fn set(&self, state: State) {
        self.state.store(state as u8, SeqCst);
        if state == State::Stopped {
            // The connection may live on until the peer reads; the body need not.
            self.rest.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        self.waker.wake();
    }

    fn is(&self, state: State) -> bool {
        self.state.load(SeqCst) == state as u8
    }
}

/// The call's side of an upload. Dropping it ends the upload.
pub(super) struct UploadGuard(Option<Arc<Shared>>);

impl UploadGuard {
    /// Sends nothing more until the call has ended.
    pub(super) fn hold(&self) {
        if let Some(shared) = &self.0 {
            shared.set(State::Held);
        }
    }
}

impl Drop for UploadGuard {
    fn drop(&mut self) {
        if let Some(shared) = &self.0 {
            shared.set(State::Stopped);
        }
    }
}

/// How a body is sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way<'a> {
    pub is_tls: bool,
    /// The round trip that is waited for. HTTP/2 needs no wait: its streams end one by one.
    pub round_trip: Option<&'a RoundTrip>,
}

/// The body of a request, and the guard of its upload. While pieces are left, the phase is `Send`.
pub(super) fn upload(body: Bytes, way: Way<'_>, tracker: &Arc<PhaseTracker>) -> (reqwest::Body, UploadGuard) {
    if body.len() <= if way.is_tls { MAX_WHOLE_TLS } else { MAX_WHOLE } {
        return (body.into(), UploadGuard(None));
    }
    tracker.set(Phase::Send);
    let left = body.len();
    let state = AtomicU8::new(State::Sending as u8);
    let shared = Arc::new(Shared { state, waker: AtomicWaker::new(), rest: Mutex::new(body) });
    let first_wait = way.round_trip.map(|round_trip| round_trip.wait(way.is_tls));
    let upload = Upload {
        shared: shared.clone(),
        left,
        pause: Pause::None,
        piece: FIRST_PIECE,
        first_wait,
        tracker: tracker.clone(),
    };
    (reqwest::Body::wrap(upload), UploadGuard(Some(shared)))
}

/// The library's side of an upload.
struct Upload {
    shared: Arc<Shared>,
    /// Bytes that were not sent yet.
    left: usize,
    /// What the next piece waits for.
    pause: Pause,
    /// Size of the next piece.
    piece: usize,
    /// The wait behind the first piece, until that was sent.
    first_wait: Option<Duration>,
    tracker: Arc<PhaseTracker>,
}

/// What a piece waits for.
enum Pause {
    None,
    Time(Pin<Box<Sleep>>),
    Turn(ReactorTurn),
}

impl Pause {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let Self::Time(time) = self {
            if time.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            // What else the runtime does in this turn may be the response.
            *self = Self::Turn(ReactorTurn::default());
        }
        match self {
            Self::Turn(turn) => Pin::new(turn).poll(context),
            _ => Poll::Ready(()),
        }
    }
}

/// The call has ended before its body was sent.
#[derive(Debug)]
pub(super) struct Ended;

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the call has ended")
    }
}

impl std::error::Error for Ended {}

impl Body for Upload {
    type Data = Bytes;
    type Error = Ended;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Ended>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        // Before the state is read, so that no change is missed.
        self.shared.waker.register(context.waker());
        if self.shared.is(State::Stopped) {
            return Poll::Ready(Some(Err(Ended)));
        }
        if self.shared.is(State::Held) {
            return Poll::Pending;
        }
        if self.pause.poll(context).is_pending() {
            return Poll::Pending;
        }
        let piece = {
            let mut rest = self.shared.rest.lock().unwrap_or_else(PoisonError::into_inner);
            let size = rest.len().min(self.piece);
            if size == 0 {
                return Poll::Ready(Some(Err(Ended)));
            }
            // A copy: a slice would keep the whole body for as long as the library has the piece.
            let piece = Bytes::copy_from_slice(rest.get(..size).unwrap_or_default());
            rest.advance(size);
            piece
        };
        self.left = self.left.saturating_sub(piece.len());
        if self.left == 0 {
            self.tracker.advance(Phase::Send, Phase::Head);
        } else {
            self.piece = PIECE;
            self.pause = match self.first_wait.take() {
                Some(wait) => Pause::Time(Box::pin(sleep(wait))),
                None => Pause::Turn(ReactorTurn::default()),
            };
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left as u64)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;

    use tokio::task::yield_now;

    use super::*;

    fn started(size: usize, first_wait: Option<Duration>) -> (Upload, UploadGuard) {
        let state = AtomicU8::new(State::Sending as u8);
        let rest = Mutex::new(Bytes::from(vec![b'x'; size]));
        let shared = Arc::new(Shared { state, waker: AtomicWaker::new(), rest });
        let tracker = Arc::new(PhaseTracker::default());
        let (shared_too, pause) = (shared.clone(), Pause::None);
        let upload = Upload { shared: shared_too, left: size, pause, piece: FIRST_PIECE, first_wait, tracker };
        (upload, UploadGuard(Some(shared)))
    }

    async fn next(upload: &mut Upload) -> Option<Result<usize, Ended>> {
        let frame = poll_fn(|context| pin!(&mut *upload).poll_frame(context)).await;
        frame.map(|frame| frame.map(|frame| frame.into_data().unwrap().len()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_is_sent_in_pieces_with_a_round_trip_behind_the_first() {
        let (mut upload, _guard) = started(FIRST_PIECE + PIECE * 2 + 5, Some(Duration::from_millis(70)));
        assert!(!upload.is_end_stream());
        assert_eq!(upload.size_hint().exact(), Some((FIRST_PIECE + PIECE * 2 + 5) as u64));
        let begun = tokio::time::Instant::now();
        assert!(matches!(next(&mut upload).await, Some(Ok(FIRST_PIECE))));
        assert_eq!(begun.elapsed(), Duration::ZERO);
        for _ in 0..2 {
            assert!(matches!(next(&mut upload).await, Some(Ok(PIECE))));
            assert_eq!(begun.elapsed().as_millis(), 70);
        }
        assert!(matches!(next(&mut upload).await, Some(Ok(5))));
        assert_eq!(begun.elapsed().as_millis(), 70);
        assert!(upload.is_end_stream() && next(&mut upload).await.is_none());
    }

    #[tokio::test]
    async fn the_sockets_are_looked_at_between_two_pieces() {
        let (mut upload, _guard) = started(PIECE * 3, None);
        let polled = poll_fn(|context| {
            let mut poll = || pin!(&mut upload).poll_frame(context).is_ready();
            Poll::Ready([poll(), poll(), poll()])
        });
        assert_eq!(polled.await, [true, false, false]);
        assert!(matches!(next(&mut upload).await, Some(Ok(PIECE))));
    }

    #[tokio::test]
    async fn nothing_is_sent_behind_a_refusal_and_nothing_kept_behind_the_end() {
        let (mut upload, guard) = started(PIECE * 9, None);
        assert!(matches!(next(&mut upload).await, Some(Ok(FIRST_PIECE))));
        guard.hold();
        let waiting = tokio::spawn(async move {
            let ended = next(&mut upload).await;
            (ended, upload)
        });
        // Time enough for a piece.
        for _ in 0..9 {
            yield_now().await;
        }
        assert!(!waiting.is_finished());
        let shared = guard.0.clone().unwrap();
        drop(guard);
        let (ended, _upload) = waiting.await.unwrap();
        assert!(matches!(ended, Some(Err(Ended))));
        assert!(shared.rest.lock().unwrap().is_empty());
        // Without a refusal, too.
        let (_upload, guard) = started(PIECE, None);
        let shared = guard.0.clone().unwrap();
        drop(guard);
        assert!(shared.rest.lock().unwrap().is_empty());
    }

    #[test]
    fn a_body_leaves_at_once_up_to_256_kib_and_up_to_64_kib_over_tls() {
        for (is_tls, most) in [(false, 262_144), (true, 65_536)] {
            let is_whole = |size| {
                let way = Way { is_tls, round_trip: None };
                upload(Bytes::from(vec![b'x'; size]), way, &Arc::default()).1.0.is_none()
            };
            assert_eq!((is_whole(most), is_whole(most + 1)), (true, false), "{is_tls}");
        }
    }

    #[tokio::test]
    async fn the_first_piece_has_16_kib_and_each_other_one_64_kib() {
        let (mut upload, _guard) = started(100_000, None);
        let mut sizes = Vec::new();
        while let Some(size) = next(&mut upload).await {
            sizes.push(size.unwrap());
        }
        assert_eq!(sizes, [16_384, 65_536, 18_080]);
    }

    #[test]
    fn the_end_of_an_upload_has_a_text() {
        assert_eq!(Ended.to_string(), "the call has ended");
    }
}
