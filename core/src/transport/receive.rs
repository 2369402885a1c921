//! Receives a response within the time of its attempt, with a last look at the socket when that time is over.
//!
//! A process that was stopped (by a platform that freezes it, a signal, the lid of a laptop) finds its time over as it goes
//! on, while the response lies in the socket. How late a timer fires tells how long nothing ran.

use std::pin::{Pin, pin};
use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::time::{Instant, timeout, timeout_at};

use super::body::{Body, Collector, Lost};
use crate::config::deadline::deadline_after;

/// Longest time for the last look.
const MAX_LOOK: Duration = Duration::from_secs(1);

/// When the time of an attempt is over.
#[derive(Debug)]
pub(super) struct Expiry {
    at: Instant,
    is_extended: bool,
}

impl Expiry {
    pub(super) fn new(at: Instant) -> Self {
        Self { at, is_extended: false }
    }

    /// When it is over.
    pub(super) fn at(&self) -> Instant {
        self.at
    }

    /// Waits for `work`, and at most for `pause`. `None` if the time is over, and nothing was there.
    pub(super) async fn wait<F: Future>(
        &mut self,
        pause: Option<Duration>,
        mut work: Pin<&mut F>,
    ) -> Option<F::Output> {
        let paused_at = pause.map(|pause| deadline_after(Instant::now(), pause)).filter(|at| *at < self.at);
        let at = paused_at.unwrap_or(self.at);
        if let Ok(done) = timeout_at(at, work.as_mut()).await {
            return Some(done);
        }
        let look = at.elapsed().min(MAX_LOOK);
        if paused_at.is_none() {
            if self.is_extended {
                return None;
            }
            // Once, so that a response that comes in small pieces has an end.
            (self.at, self.is_extended) = (deadline_after(Instant::now(), look), true);
        }
        timeout(look, work).await.ok()
    }

    /// Reads the body up to `limit` bytes, and calls `heard` as chunks arrive. `silence` bounds each pause. Once the body is
    /// decoded, `headers` tell nothing more of its coding.
    pub(super) async fn read(
        &mut self,
        mut response: reqwest::Response,
        headers: &mut HeaderMap,
        silence: Duration,
        limit: usize,
        heard: impl Fn(),
    ) -> Result<Body, Lost> {
        let mut body = Collector::new(headers, response.content_length(), limit);
        loop {
            let chunk = match self.wait(Some(silence), pin!(response.chunk())).await {
                None => return Err(Lost::TimedOut),
                Some(Err(error)) => return Err(Lost::Broken(error)),
                Some(Ok(None)) => return body.end(None, headers),
                Some(Ok(Some(chunk))) => chunk,
            };
            heard();
            if let Err(stopped) = body.add(chunk) {
                return body.end(Some(stopped), headers);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::pin::pin;

    use tokio::sync::oneshot;
    use tokio::time::{advance, sleep};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn time_that_passes_as_it_should_is_not_extended() {
        let begun = Instant::now();
        let mut expiry = Expiry::new(begun + SECOND);
        assert_eq!(expiry.wait(None, pin!(pending::<()>())).await, None);
        assert_eq!((begun.elapsed(), expiry.at()), (SECOND, begun + SECOND));
        let mut expiry = Expiry::new(begun + SECOND * 60);
        assert_eq!(expiry.wait(Some(SECOND * 5), pin!(pending::<()>())).await, None);
        assert_eq!(begun.elapsed(), SECOND * 6);
    }

    /// Waits while nothing runs for `frozen`; what is waited for comes `after` that.
    async fn frozen(expiry: &mut Expiry, pause: Option<Duration>, frozen: Duration, after: Duration) -> Option<u8> {
        let (sender, receiver) = oneshot::channel();
        tokio::spawn(async move {
            advance(frozen).await;
            sleep(after).await;
            let _ = sender.send(1);
        });
        expiry.wait(pause, pin!(receiver)).await.map(|received| received.unwrap_or_default())
    }

    #[tokio::test(start_paused = true)]
    async fn what_lies_in_the_socket_after_a_stop_is_taken_once() {
        let begun = Instant::now();
        let mut expiry = Expiry::new(begun + SECOND);
        assert_eq!(frozen(&mut expiry, None, SECOND * 9, SECOND / 2).await, Some(1));
        assert_eq!(expiry.at(), begun + SECOND * 10);
        assert_eq!(frozen(&mut expiry, None, SECOND * 9, SECOND / 2).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_that_is_over_with_the_attempt_extends_it() {
        let begun = Instant::now();
        let mut expiry = Expiry::new(begun + SECOND);
        assert_eq!(frozen(&mut expiry, Some(SECOND), SECOND * 9, SECOND / 2).await, Some(1));
        assert_eq!(expiry.at(), begun + SECOND * 10);
    }

    #[tokio::test(start_paused = true)]
    async fn a_look_is_as_long_as_nothing_ran_and_no_longer_than_a_second() {
        let mut expiry = Expiry::new(Instant::now() + SECOND);
        assert_eq!(frozen(&mut expiry, None, SECOND * 9, SECOND * 2).await, None);
        let mut expiry = Expiry::new(Instant::now() + SECOND * 60);
        assert_eq!(frozen(&mut expiry, Some(SECOND), SECOND * 9, SECOND / 2).await, Some(1));
        assert_eq!(frozen(&mut expiry, Some(SECOND), SECOND + SECOND / 4, SECOND / 2).await, None);
    }
}
