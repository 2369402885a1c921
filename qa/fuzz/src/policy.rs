//! Targets for what is repeated and when.

use std::time::{Duration, SystemTime};

use geai_client::__fuzzing::{self, Budget, Cause, Policy, RetryContext};
use reqwest::header::{HeaderMap, HeaderValue};

use crate::choose;

/// What the allowance for repetitions holds at most.
const CAPACITY: u32 = 500;
/// Longest wait of this library's own.
const MAX_BACKOFF: Duration = Duration::from_secs(8);
/// Most waits of one call for a server that limits the rate.
const MAX_THROTTLED: u32 = 20;

/// Any values of the headers: a wait that can be added to a time, or none.
///
/// The first byte says which header each line is for.
pub fn retry_after(data: &[u8]) {
    let Some((which, rest)) = choose(data) else { return };
    let mut headers = HeaderMap::new();
    for (at, line) in rest.split(|byte| *byte == b'\n').take(8).enumerate() {
        let name = if which >> at & 1 == 0 { "retry-after" } else { "retry-after-ms" };
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(name, value);
        }
    }
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    let asked = __fuzzing::retry_after(&headers, now);
    if headers.get_all("retry-after").iter().count() > 1 && !headers.contains_key("retry-after-ms") {
        assert_eq!(asked, None, "two values are none");
    }
    let left = Duration::from_secs(24 * 60 * 60);
    let policy = Policy::default();
    let wait = __fuzzing::next_delay(RetryContext {
        cause: Cause::Status(429, asked),
        repeatable: true,
        attempts: 1,
        throttled: 0,
        policy,
        left,
        jitter: 1.0,
    });
    match asked {
        Some(asked) if asked > policy.max_retry_after => assert_eq!(wait, None, "{asked:?} is too long to wait"),
        Some(asked) => {
            let wait = wait.expect("a wait that is short enough is waited");
            assert!(wait >= asked && wait <= asked.max(MAX_BACKOFF) + Duration::from_secs(1), "{asked:?}: {wait:?}");
        }
        None => assert!(wait.is_some_and(|wait| wait <= MAX_BACKOFF)),
    }
}

/// One call, as far as its attempts go.
#[derive(Debug, Clone)]
pub struct Call {
    /// Whether it may be repeated although the server may have acted.
    pub repeatable: bool,
    /// What was set about repeating.
    pub policy: Policy,
    /// Time for the whole call.
    pub deadline: Duration,
    /// What happens to each attempt; the one after the last succeeds.
    pub outcomes: Vec<Outcome>,
}

/// What happens to one attempt.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    /// Why it failed; `None` where it succeeds.
    pub cause: Option<Cause>,
    /// Whether the failure is a time-out.
    pub timed_out: bool,
    /// How long it took.
    pub took: Duration,
    /// The random number of the wait after it.
    pub jitter: f64,
}

/// What a call came to.
#[derive(Debug, Default, PartialEq)]
pub struct Played {
    /// Attempts made.
    pub attempts: u32,
    /// Waits between them.
    pub waits: Vec<Duration>,
    /// Time in all.
    pub elapsed: Duration,
    /// Whether the last attempt succeeded.
    pub succeeded: bool,
    /// Whether the allowance refused a repetition.
    pub refused: bool,
}

/// An allowance, beside a count of what must be left of it.
#[derive(Debug)]
pub struct Counted {
    budget: Budget,
    left: u32,
}

impl Default for Counted {
    fn default() -> Self {
        Self { budget: Budget::default(), left: CAPACITY }
    }
}

impl Counted {
    /// Takes the price of a repetition, which succeeds exactly where that much is left.
    pub fn take(&mut self, cause: Cause, timed_out: bool) -> Option<u32> {
        let cost = __fuzzing::retry_cost(cause, timed_out);
        let expected = match cause {
            Cause::Status(429, Some(_)) => 0,
            _ if timed_out => 10,
            _ => 5,
        };
        assert_eq!(cost, expected, "{cause:?}");
        let withdrawn = self.budget.withdraw(cost).then_some(cost);
        assert_eq!(withdrawn, (self.left >= cost).then_some(cost), "with {} left", self.left);
        self.left -= withdrawn.unwrap_or(0);
        withdrawn
    }

    /// Gives back; there is never more than the capacity.
    pub fn give(&mut self, amount: u32) {
        self.budget.deposit(amount);
        self.left = CAPACITY.min(self.left + amount);
    }
}

/// Plays a call in virtual time, as the client does it, and checks every decision on the way.
pub fn play(call: &Call, budget: &mut Counted) -> Played {
    let mut played = Played::default();
    let (mut paid, mut throttled) = (0, 0);
    let mut outcomes = call.outcomes.iter();
    loop {
        played.attempts += 1;
        let most = call.policy.retries + 1 + throttled;
        assert!(played.attempts <= most && throttled <= MAX_THROTTLED, "{} attempts of {call:?}", played.attempts);
        assert!(played.elapsed < call.deadline || played.attempts == 1, "an attempt after the deadline");
        let next = outcomes.next().copied();
        let took = next.map_or(Duration::ZERO, |outcome| outcome.took);
        played.elapsed = call.deadline.min(played.elapsed + took);
        let Some(Outcome { cause: Some(cause), timed_out, jitter, .. }) = next else {
            budget.give(if paid > 0 { paid } else { 1 });
            played.succeeded = true;
            return played;
        };
        let left = call.deadline.saturating_sub(played.elapsed);
        let context = RetryContext {
            cause,
            repeatable: call.repeatable,
            attempts: played.attempts,
            throttled,
            policy: call.policy,
            left,
            jitter,
        };
        let wait = __fuzzing::next_delay(context);
        let Some(wait) = wait else { return played };
        assert!(wait < left, "{wait:?} is not within {left:?}");
        assert!(call.repeatable || was_not_done(cause, call.policy), "a write is repeated after {cause:?}");
        check_wait(cause, call.policy, played.attempts - throttled, wait);
        throttled += u32::from(cause.is_throttled());
        let Some(price) = budget.take(cause, timed_out) else {
            played.refused = true;
            return played;
        };
        paid += price;
        played.waits.push(wait);
        played.elapsed += wait;
    }
}

/// Whether the server certainly did not act on an attempt that failed so, as far as the caller believes it.
pub fn was_not_done(cause: Cause, policy: Policy) -> bool {
    match cause {
        Cause::NotSent => true,
        Cause::Status(429, Some(_)) => policy.refused_writes,
        _ => false,
    }
}

/// The bounds of the wait after this many attempts that count.
pub fn check_wait(cause: Cause, policy: Policy, attempts: u32, wait: Duration) {
    let overloaded = matches!(cause, Cause::Status(429 | 503, None));
    let base = if overloaded { policy.backoff.mul_f64(10.0 / 3.0) } else { policy.backoff };
    let full = base.saturating_mul(2_u32.saturating_pow(attempts - 1)).min(MAX_BACKOFF);
    match cause {
        Cause::Status(429, Some(asked)) => {
            assert!(asked <= policy.max_retry_after, "{asked:?} is too long to wait");
            let least = asked.max(Duration::from_secs(1));
            let spread = Duration::from_millis(250).max(least / 10).min(Duration::from_secs(1));
            assert!(wait >= least && wait <= least + spread, "{wait:?} where {asked:?} was asked for");
        }
        Cause::Status(_, Some(asked)) => {
            assert!(asked <= policy.max_retry_after, "{asked:?} is too long to wait");
            let most = asked.max(full).saturating_add(Duration::from_secs(1));
            assert!(wait >= asked && wait <= most, "{wait:?} where {asked:?} was asked for");
        }
        // A nanosecond may be lost where halves are rounded.
        _ => {
            assert!(wait + Duration::from_nanos(2) >= full / 2 && wait <= full, "{wait:?} outside the half of {full:?}")
        }
    }
}

/// Any calls on one allowance.
///
/// Each call is a byte of flags and retries, one of its base of waits, one of its deadline, one of its number of outcomes, and four bytes an
/// outcome.
pub fn retry_state(data: &[u8]) {
    let mut budget = Counted::default();
    let mut bytes = data.iter().copied();
    while let (Some(flags), Some(backoff), Some(deadline), Some(count)) =
        (bytes.next(), bytes.next(), bytes.next(), bytes.next())
    {
        let mut outcomes = Vec::new();
        for _ in 0..count % 16 {
            let (Some(kind), Some(value), Some(took), Some(jitter)) =
                (bytes.next(), bytes.next(), bytes.next(), bytes.next())
            else {
                break;
            };
            outcomes.push(outcome(kind, value, took, jitter));
        }
        let call = Call {
            repeatable: flags & 1 == 1,
            policy: Policy {
                retries: u32::from(flags >> 2),
                backoff: Duration::from_millis(1 + u64::from(backoff) * 40),
                refused_writes: flags & 2 == 0,
                ..Policy::default()
            },
            deadline: Duration::from_millis(1 + u64::from(deadline) * 500),
            outcomes,
        };
        play(&call, &mut budget);
    }
}

fn outcome(kind: u8, value: u8, took: u8, jitter: u8) -> Outcome {
    const STATUSES: [u16; 16] = [301, 400, 401, 404, 408, 409, 429, 500, 501, 502, 503, 504, 505, 524, 529, 599];
    let status = STATUSES.get(usize::from(kind >> 4)).copied().unwrap_or(500);
    let cause = match kind & 7 {
        0 => None,
        1 => Some(Cause::NotSent),
        2 | 3 => Some(Cause::Unknown),
        4 => Some(Cause::Final),
        5 | 6 => Some(Cause::Status(status, None)),
        _ => Some(Cause::Status(status, Some(Duration::from_millis(u64::from(value) * 300)))),
    };
    Outcome {
        cause,
        timed_out: kind & 7 == 3,
        took: Duration::from_millis(u64::from(took) * 50),
        jitter: f64::from(jitter) / 255.0,
    }
}
