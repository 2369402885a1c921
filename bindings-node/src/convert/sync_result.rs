//! What a synchronous function gives: a value, or an error as JSON.

use std::panic::{AssertUnwindSafe, catch_unwind};

use geai_client::Error;

use super::error;

/// The value, or the error as JSON: thrown by JavaScript, so that it has its class and its fields.
pub type SyncResult<T> = (Option<T>, Option<String>);

/// The result of `work`. A panic becomes an error.
pub fn sync_result<T>(work: impl FnOnce() -> Result<T, Error>) -> SyncResult<T> {
    match catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(error::panicked(panic))) {
        Ok(value) => (Some(value), None),
        Err(error) => (None, Some(error::text(&error))),
    }
}
