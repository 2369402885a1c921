//! Private parts, open to the fuzz targets and property tests of this repository.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::header::HeaderMap;

use crate::{Received, ServerMessage, problem, retry};

pub use crate::path::{join, segment};

/// A 2xx response with this body.
pub fn received(body: Bytes) -> Received {
    Received { meta: Arc::default(), body, cursor: None }
}

/// What an error body says: its entries, and the line made of them.
pub fn server_messages(body: &[u8]) -> (Vec<ServerMessage>, String) {
    let messages = problem::messages(body);
    let line = problem::summary(&messages, body);
    (messages, line)
}

/// The wait that headers ask for.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    retry::retry_after(headers, now)
}

/// Why an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    NotSent,
    Unknown,
    Status(u16, Option<Duration>),
    Final,
}

/// What may be set about repeating.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    pub retries: u32,
    pub backoff: Duration,
    pub max_retry_after: Duration,
    pub refused_writes: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            retries: retry::DEFAULT_RETRIES,
            backoff: retry::DEFAULT_BACKOFF,
            max_retry_after: retry::DEFAULT_MAX_RETRY_AFTER,
            refused_writes: true,
        }
    }
}

/// The wait before the next attempt, if there is one.
pub fn wait(
    cause: Cause,
    repeatable: bool,
    attempts: u32,
    policy: Policy,
    left: Duration,
    jitter: f64,
) -> Option<Duration> {
    let cause = match cause {
        Cause::NotSent => retry::Cause::NotSent,
        Cause::Unknown => retry::Cause::Unknown,
        Cause::Status(status, after) => retry::Cause::Status(status, after),
        Cause::Final => retry::Cause::Final,
    };
    let Policy { retries, backoff, max_retry_after, refused_writes } = policy;
    let policy = retry::Policy { retries, backoff, max_retry_after, refused_writes };
    retry::wait(retry::Situation { cause, repeatable, attempts, policy, left, jitter })
}

/// The allowance for repetitions.
#[derive(Debug)]
pub struct Budget(retry::Budget);

impl Default for Budget {
    fn default() -> Self {
        Self(retry::Budget::new())
    }
}

impl Budget {
    /// Takes the price of a repetition, if there is enough.
    pub fn take(&self, timed_out: bool) -> Option<u32> {
        let price = retry::price(timed_out);
        self.0.take(price).then_some(price)
    }

    /// Gives back after a success.
    pub fn give(&self, amount: u32) {
        self.0.give(amount);
    }
}
