//! Mutable state of one call across its attempts.

use std::sync::Arc;

use reqwest::header::HeaderValue;
use tokio::time::Instant;

use crate::error::Attempt;
use crate::events::observed::ObservedCall;
use crate::transport::phase::PhaseTracker;

/// Mutable state of one call across its attempts.
#[derive(Default)]
pub(super) struct CallState {
    /// Attempts begun.
    pub attempts: u32,
    /// The failed attempts.
    pub history: Vec<Attempt>,
    /// When the attempt in flight began; `None` between attempts.
    pub attempt_started: Option<Instant>,
    /// Whether the server may have acted on an earlier attempt.
    pub may_have_executed: bool,
    /// Values of `Authorization` that were sent.
    pub tokens: Vec<HeaderValue>,
    pub phase: Arc<PhaseTracker>,
    /// The call as a hook observes it.
    pub observed: Option<Arc<ObservedCall>>,
}
