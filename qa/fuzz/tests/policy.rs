//! Properties of the decisions to repeat and to wait, and of paths: 10,000 cases each, or `PROPTEST_CASES`.

use std::time::Duration;

use geai_client::__fuzzing::{Cause, Policy, RetryContext, next_delay};
use geai_fuzz::policy::{Call, Counted, Outcome, play, was_not_done};
use geai_fuzz::requests::url_of;
use proptest::prelude::*;

fn cases() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: cases.unwrap_or(10_000), failure_persistence: None, ..ProptestConfig::default() }
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![
        prop::sample::select(vec![301, 401, 404, 408, 409, 429, 500, 501, 502, 503, 504, 505, 520, 529]),
        300..=999_u16,
    ]
}

fn millis(range: std::ops::Range<u64>) -> impl Strategy<Value = Duration> {
    range.prop_map(Duration::from_millis)
}

fn cause() -> impl Strategy<Value = Cause> {
    prop_oneof![
        2 => Just(Cause::NotSent),
        4 => Just(Cause::Unknown),
        1 => Just(Cause::Final),
        4 => (status(), prop::option::of(millis(0..70_000))).prop_map(|(status, after)| Cause::Status(status, after)),
        3 => millis(0..5000).prop_map(|after| Cause::Status(429, Some(after))),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    (prop::option::weighted(0.9, cause()), any::<bool>(), millis(0..3000), 0.0..=1.0).prop_map(
        |(cause, timed_out, took, jitter)| Outcome {
            timed_out: timed_out && cause == Some(Cause::Unknown),
            cause,
            took,
            jitter,
        },
    )
}

fn policy() -> impl Strategy<Value = Policy> {
    (0..=100_u32, millis(1..10_000), millis(0..100_000), any::<bool>()).prop_map(
        |(retries, backoff, max_retry_after, refused_writes)| Policy {
            retries,
            backoff,
            max_retry_after,
            refused_writes,
        },
    )
}

fn call() -> impl Strategy<Value = Call> {
    let policy = prop_oneof![Just(Policy::default()), policy()];
    (any::<bool>(), policy, millis(1..120_000), prop::collection::vec(outcome(), 0..8))
        .prop_map(|(repeatable, policy, deadline, outcomes)| Call { repeatable, policy, deadline, outcomes })
}

proptest! {
    #![proptest_config(cases())]

    /// `play` checks each decision; here is what must hold of the whole.
    #[test]
    fn calls_keep_to_their_attempts_their_deadline_and_their_class(calls in prop::collection::vec(call(), 1..4)) {
        let mut budget = Counted::default();
        for call in &calls {
            let played = play(call, &mut budget);
            let throttled = call.outcomes.iter().filter(|outcome| outcome.cause.is_some_and(Cause::is_throttled));
            prop_assert!(played.attempts as usize <= call.policy.retries as usize + 1 + throttled.count().min(20));
            prop_assert_eq!(played.waits.len() + 1, played.attempts as usize);
            prop_assert!(played.elapsed <= call.deadline);
            if !call.repeatable {
                // The first attempt that may have reached the server is the last.
                let reached = call.outcomes.iter().position(|outcome| {
                    outcome.cause.is_none_or(|cause| !was_not_done(cause, call.policy))
                });
                prop_assert!(played.attempts as usize <= reached.unwrap_or(call.outcomes.len()) + 1);
            }
        }
    }

    #[test]
    fn without_a_success_there_are_at_most_a_hundred_repetitions(
        calls in prop::collection::vec(any::<[u8; 4]>(), 34..40)
    ) {
        let mut budget = Counted::default();
        let mut repetitions = 0;
        for attempts in calls {
            let outcomes = attempts.map(|drawn| Outcome {
                cause: Some(Cause::Unknown),
                timed_out: drawn % 2 == 0,
                took: Duration::ZERO,
                jitter: f64::from(drawn) / 255.0,
            });
            let call = Call {
                repeatable: true,
                policy: Policy::default(),
                deadline: Duration::from_secs(60),
                outcomes: outcomes.into(),
            };
            repetitions += play(&call, &mut budget).attempts - 1;
        }
        prop_assert!(repetitions <= 100, "{} repetitions", repetitions);
        prop_assert!(repetitions >= 50, "{} repetitions", repetitions);
    }

    #[test]
    fn any_id_is_refused_or_stays_in_its_place(id in id()) {
        url_of(&id, "https://host.example/prefix");
    }

    #[test]
    fn two_ids_never_give_the_same_path(one in id(), other in id(), edit in any::<prop::sample::Index>()) {
        // One that differs in a single place is the likeliest to collide.
        let mut near: Vec<char> = one.chars().collect();
        if !near.is_empty() {
            let at = edit.index(near.len());
            let escape: Vec<char> = near[at].to_string().bytes().flat_map(|b| format!("%{b:02x}").into_bytes())
                .map(char::from).collect();
            near.splice(at..=at, escape);
        }
        let near: String = near.into_iter().collect();
        for other in [other, near] {
            let urls = [&one, &other].map(|id| url_of(id, "https://host.example"));
            if let [Some(first), Some(second)] = urls {
                prop_assert_eq!(one == other, first == second, "{} and {}", one, other);
            }
        }
    }
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{1,24}",
        "[./%2eEfF5cC;?#@ :-]{1,12}",
        "([a-c%]|%2[05eEfF]|%c[0-9]|%e2%80%a8|ü|\u{301}){1,8}",
        any::<String>(),
        (1020..1030_usize).prop_map(|length| "x".repeat(length)),
    ]
}

const DRAWS: u32 = 10_000;

fn waits(cause: Cause, draws: u32) -> Vec<Duration> {
    let left = Duration::from_secs(3600);
    let drawn = (0..draws).map(|_| {
        let (policy, jitter) = (Policy::default(), fastrand::f64());
        next_delay(RetryContext { cause, repeatable: true, attempts: 1, throttled: 0, policy, left, jitter })
    });
    drawn.map(|wait| wait.expect("a first failure is repeated")).collect()
}

#[test]
fn waits_are_drawn_evenly_from_the_upper_half() {
    for (cause, full) in [
        (Cause::Unknown, 0.3),
        (Cause::NotSent, 0.3),
        (Cause::Status(500, None), 0.3),
        (Cause::Status(429, None), 1.0),
        (Cause::Status(503, None), 1.0),
    ] {
        let mean = waits(cause, DRAWS).iter().map(Duration::as_secs_f64).sum::<f64>() / f64::from(DRAWS);
        let expected = 0.75 * full;
        assert!((mean / expected - 1.0).abs() < 0.02, "{cause:?}: {mean} instead of {expected}");
    }
}

/// A thousand clients that failed together do not come back together.
#[test]
fn repetitions_are_spread() {
    let zero = Some(Duration::ZERO);
    for cause in [Cause::Unknown, Cause::Status(503, None), Cause::Status(503, zero), Cause::Status(429, zero)] {
        let mut slots = std::collections::HashMap::<u128, u32>::new();
        for wait in waits(cause, 1000) {
            *slots.entry(wait.as_millis() / 50).or_default() += 1;
        }
        let fullest = slots.values().max().copied().unwrap_or_default();
        assert!(fullest <= 400, "{cause:?}: {fullest} of 1000 within 50 ms");
    }
}
