//! Waits until the runtime has looked at its sockets.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::task::AtomicWaker;
use tokio::task::yield_now;

/// Is ready once the runtime has looked at its sockets. The future of `yield_now` is ready when it is polled again, which
/// the HTTP library does in the same turn.
#[derive(Default)]
pub(super) struct ReactorTurn(Option<Arc<Turn>>);

#[derive(Default)]
struct Turn {
    over: AtomicBool,
    waiting: AtomicWaker,
}

impl Wake for Turn {
    fn wake(self: Arc<Self>) {
        self.over.store(true, SeqCst);
        self.waiting.wake();
    }
}

impl Future for ReactorTurn {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let is_new = self.0.is_none();
        let turn = self.0.get_or_insert_with(Arc::default);
        // Before the end is read, so that it is not missed.
        turn.waiting.register(context.waker());
        if turn.over.load(SeqCst) {
            return Poll::Ready(());
        }
        if is_new {
            // The runtime wakes this waker after it has looked.
            let waker = Waker::from(turn.clone());
            let _ = pin!(yield_now()).poll(&mut Context::from_waker(&waker));
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    #[tokio::test]
    async fn a_second_poll_in_the_same_turn_does_not_end_it() {
        let mut turn = ReactorTurn::default();
        let polled = poll_fn(|context| {
            let polled = [0; 3].map(|_| Pin::new(&mut turn).poll(context).is_ready());
            Poll::Ready(polled)
        });
        assert_eq!(polled.await, [false; 3]);
        turn.await;
    }
}
