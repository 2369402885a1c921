//! What an operation promises about repeating it, and how much time it may take: two independent properties.

use std::time::Duration;

/// What the server does with a repeated request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotency {
    /// The operation only reads. It is repeated freely.
    ReadOnly,
    /// A write that may be repeated: a second execution changes nothing more.
    Idempotent,
    /// A PUT that makes a new revision at each execution. It is repeated only with `retry_writes`.
    NewRevision,
    /// A write that makes something new at each execution. It is never repeated once the server may have acted.
    NotIdempotent,
}

impl Idempotency {
    /// Whether a request may be repeated although the server may have acted on it.
    pub(crate) fn repeatable(self, retry_writes: bool) -> bool {
        match self {
            Self::ReadOnly | Self::Idempotent => true,
            Self::NewRevision => retry_writes,
            Self::NotIdempotent => false,
        }
    }

    /// Whether a second execution changes nothing more.
    pub(crate) fn is_idempotent(self) -> bool {
        matches!(self, Self::ReadOnly | Self::Idempotent)
    }
}

/// How long an operation may take by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeBudget {
    /// 30 s for an attempt, 60 s for the call.
    Standard,
    /// A read of a document that may be large: 60 s for an attempt, 120 s for the call.
    LargeRead,
    /// A write that the server needs time for: 120 s for an attempt, 130 s for the call.
    LongWrite,
}

impl TimeBudget {
    /// Default times for one attempt and for the whole call.
    pub(crate) fn defaults(self) -> (Duration, Duration) {
        let seconds = Duration::from_secs;
        match self {
            Self::Standard => (seconds(30), seconds(60)),
            Self::LargeRead => (seconds(60), seconds(120)),
            Self::LongWrite => (seconds(120), seconds(130)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_repeated_and_what_may_share_a_connection() {
        for (promise, repeated, repeated_as_asked, idempotent) in [
            (Idempotency::ReadOnly, true, true, true),
            (Idempotency::Idempotent, true, true, true),
            (Idempotency::NewRevision, false, true, false),
            (Idempotency::NotIdempotent, false, false, false),
        ] {
            let found = (promise.repeatable(false), promise.repeatable(true), promise.is_idempotent());
            assert_eq!(found, (repeated, repeated_as_asked, idempotent), "{promise:?}");
        }
    }

    #[test]
    fn a_call_has_time_for_one_attempt_and_more() {
        for (budget, attempt, call) in
            [(TimeBudget::Standard, 30, 60), (TimeBudget::LargeRead, 60, 120), (TimeBudget::LongWrite, 120, 130)]
        {
            assert_eq!(budget.defaults(), (Duration::from_secs(attempt), Duration::from_secs(call)), "{budget:?}");
        }
    }
}
