//! Deadlines: moments until which a call may run.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

/// Longest time that an option may ask for.
pub(crate) const MAX_TIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The moment `time` after `from`; at most [`MAX_TIME`] later.
pub(crate) fn deadline_after(from: Instant, time: Duration) -> Instant {
    from.checked_add(time.min(MAX_TIME)).unwrap_or(from)
}

/// The result of `work`, or `None` if it failed or `deadline` passed before.
pub(crate) async fn with_deadline<T, E>(deadline: Instant, work: impl Future<Output = Result<T, E>>) -> Option<T> {
    timeout_at(deadline, work).await.ok()?.ok()
}
