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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_deadline_is_at_most_a_day_away() {
        let now = Instant::now();
        let second = Duration::from_secs(1);
        assert_eq!(MAX_TIME.as_secs(), 86_400);
        assert_eq!(deadline_after(now, second), now + second);
        assert_eq!(deadline_after(now, Duration::MAX), now + MAX_TIME);
        assert_eq!(with_deadline(now + second, async { Ok::<_, ()>(1) }).await, Some(1));
        assert_eq!(with_deadline(now + second, async { Err::<i32, _>(()) }).await, None);
        assert_eq!(with_deadline(now + second, std::future::pending::<Result<i32, ()>>()).await, None);
        assert_eq!(now.elapsed(), second);
    }
}
