//! How long a round trip to the server takes.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::Duration;

/// Shortest and longest wait for a response behind the first piece. A server on the same network needs time to answer, too,
/// and more of it over TLS.
const MIN_WAIT: Duration = Duration::from_millis(1);
const MIN_WAIT_TLS: Duration = Duration::from_millis(2);
const MAX_WAIT: Duration = Duration::from_millis(100);

/// Time that one round trip to the server takes at most, known from the last connection that was opened.
#[derive(Debug, Default)]
pub(super) struct RoundTrip(AtomicU64);

impl RoundTrip {
    pub(super) fn record(&self, connecting: Duration) {
        self.0.store(u64::try_from(connecting.as_micros()).unwrap_or(u64::MAX).max(1), SeqCst);
    }

    /// The wait for a response.
    pub(super) fn wait(&self, is_tls: bool) -> Duration {
        let shortest = if is_tls { MIN_WAIT_TLS } else { MIN_WAIT };
        match self.0.load(SeqCst) {
            0 => MAX_WAIT,
            known => Duration::from_micros(known).clamp(shortest, MAX_WAIT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_trip_is_at_most_a_tenth_of_a_second() {
        let known = RoundTrip::default();
        assert_eq!(known.wait(false), MAX_WAIT);
        known.record(Duration::from_millis(30));
        assert_eq!(known.wait(false).as_millis(), 30);
        known.record(Duration::from_micros(90));
        assert_eq!((known.wait(false), known.wait(true)), (MIN_WAIT, MIN_WAIT_TLS));
        known.record(Duration::from_secs(3));
        assert_eq!(known.wait(false), MAX_WAIT);
    }
}
