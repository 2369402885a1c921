//! A bound on the calls in flight, and a deadline, that several calls share.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::deadline::deadline_after;

/// Calls that share a bound on how many of them are in flight, and a deadline.
#[derive(Debug)]
pub struct ConcurrencyGroup {
    pub(crate) permits: Semaphore,
    pub(crate) deadline: Option<Instant>,
}

impl ConcurrencyGroup {
    /// A group of at most `concurrency` calls in flight (at least 1), all of which end before `deadline` has passed.
    pub fn new(concurrency: usize, deadline: Option<Duration>) -> Arc<Self> {
        let permits = Semaphore::new(concurrency.clamp(1, Semaphore::MAX_PERMITS));
        let deadline = deadline.map(|deadline| deadline_after(Instant::now(), deadline));
        Arc::new(Self { permits, deadline })
    }

    /// Admits no further call: a call that waits for a permit fails with `ClientClosedError`.
    pub fn close(&self) {
        self.permits.close();
    }
}
