//! A common rate of requests: each waits for its turn, so that they leave evenly instead of in bursts.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::config::deadline::deadline_after;

/// How late a turn may be taken without the next one becoming later, too: timers wake as late as this.
const LATE: Duration = Duration::from_millis(2);

/// The turns of requests, one in an interval.
pub(super) struct Pace {
    interval: Duration,
    /// When the next turn comes. Whoever waits for it holds the lock, whose queue is first come, first served; one that
    /// gives up takes no turn.
    next: Mutex<Instant>,
}

impl Pace {
    /// Turns for so many requests a second; none where that has no limit.
    pub fn new(per_second: f64) -> Option<Self> {
        let interval = Duration::try_from_secs_f64(per_second.recip()).unwrap_or(Duration::MAX);
        (!interval.is_zero()).then(|| Self { interval, next: Mutex::new(Instant::now()) })
    }

    /// Waits for the turn of one request. `false` where none comes before `deadline`.
    pub async fn turn(&self, deadline: Instant) -> bool {
        let turn = async {
            let mut next = self.next.lock().await;
            if *next >= deadline {
                return false;
            }
            sleep_until(*next).await;
            let now = Instant::now();
            *next = deadline_after((*next).max(now.checked_sub(LATE).unwrap_or(now)), self.interval);
            true
        };
        timeout_at(deadline, turn).await.unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn turns_come_evenly_whoever_waits_for_them() {
        let pace = Pace::new(4.0).unwrap();
        let begun = Instant::now();
        let far = begun + 60 * SECOND;
        let turns = (0..9).map(|_| async { pace.turn(far).await.then(|| begun.elapsed().as_millis()) });
        let found = futures_util::future::join_all(turns).await;
        let expected: Vec<_> = (0..9).map(|turn| Some(turn * 250)).collect();
        assert_eq!(found, expected);
        // A pause saves nothing up.
        tokio::time::sleep(10 * SECOND).await;
        let again = Instant::now();
        assert!(pace.turn(far).await && pace.turn(far).await && pace.turn(far).await);
        let apart = again.elapsed().as_millis();
        assert!((498..=500).contains(&apart), "{apart}");
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_takes_no_turn() {
        let pace = Pace::new(0.5).unwrap();
        let begun = Instant::now();
        assert!(pace.turn(begun + SECOND).await);
        // Its turn would come after two seconds: it does not even wait for its deadline.
        assert!(!pace.turn(begun + SECOND).await && begun.elapsed() < SECOND);
        assert!(tokio::time::timeout(SECOND, pace.turn(begun + 60 * SECOND)).await.is_err());
        assert!(pace.turn(begun + 60 * SECOND).await);
        assert!(begun.elapsed() >= 2 * SECOND && begun.elapsed() < 2 * SECOND + LATE, "{:?}", begun.elapsed());
    }

    #[test]
    fn what_is_no_limit_has_no_turns() {
        assert!(Pace::new(f64::INFINITY).is_none());
        assert_eq!(Pace::new(f64::MIN_POSITIVE).unwrap().interval, Duration::MAX);
        assert_eq!(Pace::new(1000.0).unwrap().interval, Duration::from_millis(1));
    }
}
