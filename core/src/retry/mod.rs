//! Decides whether a failed attempt is repeated, and after which delay. Pure functions, so that every row of the
//! policy can be tested without waiting.

use std::sync::Mutex;
use std::time::Duration;

use reqwest::header::HeaderMap;

pub(crate) mod semantics;

/// Default number of repetitions.
pub const DEFAULT_RETRIES: u32 = 3;
/// Default for the longest wait that a server may ask for.
pub const DEFAULT_MAX_RETRY_AFTER: Duration = Duration::from_secs(60);
/// Default of the first delay.
pub const DEFAULT_BACKOFF: Duration = Duration::from_millis(300);

/// How much longer the base is after a server said it is overloaded, without saying for how long.
const OVERLOADED: f64 = 10.0 / 3.0;
const CAP: Duration = Duration::from_secs(8);

/// Most waits of one call for a server that limits the rate, which count neither as retries nor against the budget.
const MAX_THROTTLED: u32 = 20;
/// Least of such a wait.
const LEAST_THROTTLED: Duration = Duration::from_secs(1);
/// Range of the random part of such a wait, so that calls that were refused together do not come back together.
const THROTTLED_SPREAD: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(1));

/// Why an attempt failed, as far as repeating it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Nothing of the request reached the server.
    NotSent,
    /// The server may have acted.
    Unknown,
    /// An answer with this status, and the wait it asked for.
    Status(u16, Option<Duration>),
    /// Repeating cannot help.
    Final,
}

impl Cause {
    /// Whether the server limits the rate, refused the request untouched and said when to come back.
    pub fn is_throttled(self) -> bool {
        matches!(self, Self::Status(429, Some(_)))
    }
}

/// What may be set about repeating.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// Repetitions of a failed attempt.
    pub retries: u32,
    /// Wait before the first repetition; each further one is twice as long.
    pub backoff: Duration,
    /// Longest wait a server may ask for.
    pub max_retry_after: Duration,
    /// Whether a write is repeated that the server refused untouched, with a wait (429).
    pub refused_writes: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            retries: DEFAULT_RETRIES,
            backoff: DEFAULT_BACKOFF,
            max_retry_after: DEFAULT_MAX_RETRY_AFTER,
            refused_writes: true,
        }
    }
}

/// What is known when a repetition is considered.
#[derive(Debug, Clone, Copy)]
pub struct RetryContext {
    /// Why the last attempt failed.
    pub cause: Cause,
    /// Whether the request may be repeated although the server may have acted on it.
    pub repeatable: bool,
    /// Attempts made.
    pub attempts: u32,
    /// Attempts before the last one that were throttled, and waited for.
    pub throttled: u32,
    /// What may be set about repeating.
    pub policy: Policy,
    /// Time left until the deadline.
    pub left: Duration,
    /// A random number from 0 to 1.
    pub jitter: f64,
}

/// The wait before the next attempt; `None` where there is none.
pub fn next_delay(context: RetryContext) -> Option<Duration> {
    let RetryContext { cause, repeatable, attempts, throttled, policy, left, jitter } = context;
    let refused = matches!(cause, Cause::Status(429, _)) && !repeatable && !policy.refused_writes;
    let failed = attempts.saturating_sub(throttled);
    let spent = match cause.is_throttled() {
        true => policy.retries == 0 || throttled >= MAX_THROTTLED,
        false => failed > policy.retries,
    };
    if spent || refused || !is_repeated(cause, repeatable) {
        return None;
    }
    let overloaded = matches!(cause, Cause::Status(429 | 503, None));
    let base = if overloaded { policy.backoff.mul_f64(OVERLOADED) } else { policy.backoff };
    let backoff = base.saturating_mul(1 << failed.saturating_sub(1).min(31)).min(CAP);
    let drawn = backoff.mul_f64(0.5 + jitter / 2.0);
    let wait = match cause {
        Cause::Status(_, Some(asked)) if asked > policy.max_retry_after => return None,
        Cause::Status(429, Some(asked)) => {
            let (least, most) = THROTTLED_SPREAD;
            let minimum = asked.max(LEAST_THROTTLED);
            minimum.saturating_add(minimum.mul_f64(0.1).clamp(least, most).mul_f64(jitter))
        }
        // A minimum that the server set: the jitter comes on top.
        Cause::Status(_, Some(asked)) => {
            let most = asked.mul_f64(0.1).min(Duration::from_secs(1));
            asked.max(drawn).saturating_add(most.mul_f64(jitter))
        }
        _ => drawn,
    };
    // Waiting for a time-out would mask the error that is already here.
    (wait < left).then_some(wait)
}

/// Why a wait that the server asks for is not made, where it is the only reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is longer than `max_retry_after`.
    TooLong(Duration),
    /// The deadline comes first.
    Deadline(Duration),
}

/// Why a refused attempt is not repeated although attempts are left, as far as its wait goes.
pub fn refusal(context: RetryContext) -> Option<Refusal> {
    let Cause::Status(_, Some(asked)) = context.cause else { return None };
    let patient = Policy { max_retry_after: Duration::MAX, ..context.policy };
    next_delay(RetryContext { policy: patient, left: Duration::MAX, ..context })?;
    match asked > context.policy.max_retry_after {
        true => Some(Refusal::TooLong(asked)),
        false => next_delay(context).is_none().then_some(Refusal::Deadline(asked)),
    }
}

/// Whether a failure of this kind is ever repeated.
pub fn is_repeated(cause: Cause, repeatable: bool) -> bool {
    match cause {
        Cause::NotSent | Cause::Status(429, Some(_)) => true,
        Cause::Unknown | Cause::Status(408 | 429 | 500 | 502 | 503 | 504 | 520..=524 | 529, _) => repeatable,
        Cause::Status(..) | Cause::Final => false,
    }
}

/// The wait a response asks for. Anything that is not one clear, future wait counts as none.
pub fn retry_after(headers: &HeaderMap, now: std::time::SystemTime) -> Option<Duration> {
    let only = |name: &str| {
        let mut values = headers.get_all(name).iter();
        let value = values.next()?.to_str().ok()?.trim();
        values.next().is_none().then_some(value)
    };
    let number = |text: &str, scale: f64| {
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let seconds = text.parse::<f64>().ok().filter(|_| plain)? * scale;
        Duration::try_from_secs_f64(seconds).ok()
    };
    if let Some(wait) = only("retry-after-ms").and_then(|text| number(text, 0.001)) {
        return Some(wait);
    }
    let text = only("retry-after")?;
    number(text, 1.0).or_else(|| httpdate::parse_http_date(text).ok()?.duration_since(now).ok())
}

/// Budget for repetitions, shared by all calls of a client, so that retries do not multiply the load of an outage.
#[derive(Debug)]
pub struct Budget(Mutex<u32>);

const BUDGET: u32 = 500;

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(BUDGET))
    }
}

impl Budget {
    /// Withdraws the cost of one repetition. Returns `false` if the budget is spent.
    pub fn withdraw(&self, cost: u32) -> bool {
        let Ok(mut left) = self.0.lock() else {
            return false;
        };
        match left.checked_sub(cost) {
            Some(rest) => *left = rest,
            None => return false,
        }
        true
    }

    /// Deposits `amount` after a success, up to the initial budget.
    pub fn deposit(&self, amount: u32) {
        if let Ok(mut left) = self.0.lock() {
            *left = BUDGET.min(left.saturating_add(amount));
        }
    }
}

/// Cost of one repetition, in units of the budget. A server that limits the rate has not failed.
pub fn retry_cost(cause: Cause, timed_out: bool) -> u32 {
    match timed_out {
        _ if cause.is_throttled() => 0,
        true => 10,
        false => 5,
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    const POLICY: Policy =
        Policy { retries: 3, backoff: DEFAULT_BACKOFF, max_retry_after: DEFAULT_MAX_RETRY_AFTER, refused_writes: true };

    fn context(cause: Cause, repeatable: bool) -> RetryContext {
        let left = Duration::from_secs(60);
        RetryContext { cause, repeatable, attempts: 1, throttled: 0, policy: POLICY, left, jitter: 0.5 }
    }

    #[test]
    fn what_is_repeated() {
        let after = Some(Duration::from_secs(1));
        for (cause, read, write) in [
            (Cause::NotSent, true, true),
            (Cause::Unknown, true, false),
            (Cause::Status(429, after), true, true),
            (Cause::Status(429, None), true, false),
            (Cause::Status(503, after), true, false),
            (Cause::Status(500, None), true, false),
            (Cause::Status(501, None), false, false),
            (Cause::Status(409, None), false, false),
            (Cause::Status(400, after), false, false),
            (Cause::Final, false, false),
        ] {
            assert_eq!(next_delay(context(cause, true)).is_some(), read, "{cause:?} read");
            assert_eq!(next_delay(context(cause, false)).is_some(), write, "{cause:?} write");
        }
    }

    #[test]
    fn a_wait_that_is_not_made_has_a_reason() {
        let after = |seconds| Cause::Status(429, Some(Duration::from_secs(seconds)));
        assert_eq!(refusal(context(after(61), false)), Some(Refusal::TooLong(Duration::from_secs(61))));
        let short = RetryContext { left: Duration::from_secs(5), ..context(after(30), true) };
        assert_eq!(refusal(short), Some(Refusal::Deadline(Duration::from_secs(30))));
        // The longest wait that may be asked for is not too long.
        let longest = RetryContext { left: Duration::from_secs(5), ..context(after(60), true) };
        assert_eq!(refusal(longest), Some(Refusal::Deadline(Duration::from_secs(60))));
        for context in [
            context(after(1), true),
            context(Cause::Status(429, None), true),
            context(Cause::Status(400, Some(Duration::from_secs(61))), true),
            RetryContext { attempts: 22, throttled: 20, ..context(after(61), true) },
        ] {
            assert_eq!(refusal(context), None, "{context:?}");
        }
    }

    #[test]
    fn waits_grow_and_stay_within_their_half() {
        for (attempts, full) in [(1, 300), (2, 600), (3, 1200), (6, 8000), (90, 8000)] {
            for jitter in [0.0, 1.0] {
                let policy = Policy { retries: 99, ..POLICY };
                let found =
                    next_delay(RetryContext { attempts, policy, jitter, ..context(Cause::Unknown, true) }).unwrap();
                let expected = if jitter == 0.0 { full / 2 } else { full };
                assert_eq!(found.as_millis(), expected);
            }
        }
        assert!(next_delay(RetryContext { attempts: 4, ..context(Cause::Unknown, true) }).is_none());
    }

    #[test]
    fn an_overloaded_server_is_left_alone_for_longer() {
        let first = |status, jitter| {
            let overloaded = RetryContext { jitter, ..context(Cause::Status(status, None), true) };
            next_delay(overloaded).unwrap().as_millis()
        };
        assert_eq!([first(503, 0.0), first(503, 1.0), first(429, 1.0), first(500, 1.0)], [500, 1000, 1000, 300]);
    }

    #[test]
    fn a_refused_write_is_not_repeated_where_that_was_switched_off() {
        let policy = Policy { refused_writes: false, ..POLICY };
        let cause = Cause::Status(429, Some(Duration::from_secs(1)));
        assert!(next_delay(RetryContext { policy, ..context(cause, false) }).is_none());
        assert!(next_delay(RetryContext { policy, ..context(cause, true) }).is_some());
        assert!(next_delay(RetryContext { policy, ..context(Cause::NotSent, false) }).is_some());
    }

    #[test]
    fn a_wait_beyond_the_deadline_or_the_limit_is_not_waited() {
        let short = RetryContext { left: Duration::from_millis(100), ..context(Cause::Unknown, true) };
        assert!(next_delay(short).is_none());
        for status in [429, 503] {
            let asked = context(Cause::Status(status, Some(Duration::from_secs(61))), true);
            assert!(next_delay(RetryContext { left: Duration::from_secs(600), ..asked }).is_none(), "{status}");
        }
        let asked = next_delay(context(Cause::Status(429, Some(Duration::from_secs(10))), true)).unwrap();
        assert!(asked >= Duration::from_secs(10) && asked <= Duration::from_secs(11));
    }

    #[test]
    fn retry_after_is_read_or_ignored() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let read = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(*name, value.parse().unwrap());
            }
            retry_after(&headers, now).map(|wait| wait.as_millis())
        };
        assert_eq!(read(&[("retry-after", "2")]), Some(2000));
        assert_eq!(read(&[("retry-after", "0.5")]), Some(500));
        assert_eq!(read(&[("retry-after-ms", "700"), ("retry-after", "9")]), Some(700));
        assert_eq!(read(&[("retry-after", "Sun, 06 Nov 1994 08:49:39 GMT")]), Some(2000));
        for wrong in ["-1", "-0", "+1", "1e1", "1e30", "NaN", "inf", "", "soon", "9999999999999999999999999"] {
            assert_eq!(read(&[("retry-after", wrong)]), None, "{wrong}");
        }
        assert_eq!(read(&[("retry-after", "Sun, 06 Nov 1994 08:49:36 GMT")]), None);
        assert_eq!(read(&[("retry-after", "1"), ("retry-after", "2")]), None);
    }

    #[test]
    fn the_budget_ends_and_refills() {
        let budget = Budget::default();
        assert_eq!((0..200).filter(|_| budget.withdraw(5)).count(), 100);
        budget.deposit(5);
        assert!(budget.withdraw(5) && !budget.withdraw(5));
        budget.deposit(10_000);
        assert_eq!((0..200).filter(|_| budget.withdraw(5)).count(), 100);
    }

    #[test]
    fn the_last_repetition_and_the_longest_wait_are_still_allowed() {
        let last = RetryContext { attempts: POLICY.retries, ..context(Cause::Unknown, true) };
        assert!(next_delay(last).is_some());
        let longest = Cause::Status(429, Some(DEFAULT_MAX_RETRY_AFTER));
        let patient = RetryContext { left: DEFAULT_MAX_RETRY_AFTER * 2, ..context(longest, true) };
        // The jitter that comes on top is at most a second: half of it here.
        assert_eq!(next_delay(patient), Some(DEFAULT_MAX_RETRY_AFTER + Duration::from_millis(500)));
        let short = Cause::Status(503, Some(Duration::from_secs(2)));
        assert_eq!(next_delay(RetryContext { jitter: 1.0, ..context(short, true) }), Some(Duration::from_millis(2200)));
        let whole = RetryContext { left: DEFAULT_BACKOFF, jitter: 1.0, ..context(Cause::Unknown, true) };
        assert_eq!(next_delay(whole), None);
        let more = RetryContext { left: DEFAULT_BACKOFF + Duration::from_nanos(1), ..whole };
        assert_eq!(next_delay(more), Some(DEFAULT_BACKOFF));
        for status in [408, 429, 500, 502, 503, 504, 520, 524, 529] {
            assert!(is_repeated(Cause::Status(status, None), true), "{status}");
            assert!(!is_repeated(Cause::Status(status, None), false), "{status}");
        }
        for status in [200, 400, 404, 501, 505, 519, 525, 528] {
            assert!(!is_repeated(Cause::Status(status, None), true), "{status}");
        }
        assert_eq!((retry_cost(Cause::Unknown, true), retry_cost(Cause::Unknown, false)), (10, 5));
        assert_eq!(retry_cost(Cause::Status(429, None), false), 5);
    }

    #[test]
    fn waits_for_a_server_that_limits_the_rate_are_no_retries() {
        let after = |milliseconds| Cause::Status(429, Some(Duration::from_millis(milliseconds)));
        let waits = |cause, attempts, throttled, retries| {
            let policy = Policy { retries, ..POLICY };
            next_delay(RetryContext { attempts, throttled, policy, jitter: 0.0, ..context(cause, false) })
        };
        let second = Some(Duration::from_secs(1));
        for (attempts, throttled, retries, expected) in
            [(1, 0, 1, second), (20, 19, 1, second), (21, 20, 1, None), (24, 19, 4, second), (1, 0, 0, None)]
        {
            assert_eq!(waits(after(1000), attempts, throttled, retries), expected, "{attempts} {throttled} {retries}");
        }
        // Neither does another failure behind them count them, or wait longer for them.
        let first = next_delay(RetryContext { jitter: 0.0, ..context(Cause::NotSent, false) });
        assert_eq!((waits(Cause::NotSent, 21, 20, 3), waits(Cause::NotSent, 24, 20, 3)), (first, None));
        let spread = [(0, 1000, 1250), (999, 1000, 1250), (4000, 4000, 4400), (20_000, 20_000, 21_000)];
        for (asked, least, most) in spread {
            let wait = |jitter| next_delay(RetryContext { jitter, ..context(after(asked), false) }).unwrap();
            assert_eq!((wait(0.0).as_millis(), wait(1.0).as_millis()), (least, most), "{asked}");
        }
        assert_eq!(retry_cost(after(0), false), 0);
    }
}
