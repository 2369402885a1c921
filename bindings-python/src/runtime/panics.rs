//! Panics: one line on standard error, and an `InternalError` for the caller.

use std::future::{Future, poll_fn};
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use geai_client::{Error, ErrorKind};

/// The error for a bug of this library.
pub fn internal_error(detail: impl Into<String>) -> Error {
    Error::local(ErrorKind::InternalError, detail)
}

/// Runs a call; a panic becomes an `InternalError`.
pub async fn catch_panics<T>(call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let mut call = pin!(call);
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(context)));
        polled.unwrap_or_else(|_| Poll::Ready(Err(internal_error("the call panicked"))))
    })
    .await
}

/// Replaces the message of a panic, which may hold a secret, by one line that says where it happened. The hook is of
/// this module alone, which has a standard library of its own.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        // Where standard error is closed, there is no other place to report to.
        let _ = writeln!(std::io::stderr(), "geai_client: the native module panicked at {place}: please report this");
    }));
}
