//! The boundary between Python and the threads of this module. No thread crosses it once the interpreter exits: one that
//! enters Python while the interpreter finalises crashes the process. No panic crosses it either: it is one line on standard
//! error, and an `InternalError` for the caller.

use std::future::{Future, poll_fn};
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use geai_client::{Error, ErrorKind};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// Time that calls in flight get when the interpreter exits.
pub const DRAIN_TIMEOUT: Duration = Duration::from_millis(200);

static CLOSING: AtomicBool = AtomicBool::new(false);
/// Number of threads that are entering Python.
static ENTERING: AtomicUsize = AtomicUsize::new(0);

/// Whether the interpreter is exiting: no thread may enter Python any more.
pub fn is_closing() -> bool {
    CLOSING.load(SeqCst)
}

/// Runs `work` with the GIL released. If the interpreter exits meanwhile, the thread does not come back.
pub fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> T {
    if is_closing() {
        return work();
    }
    let value = py.detach(|| {
        let value = work();
        if !announce_entry() {
            park_forever();
        }
        value
    });
    ENTERING.fetch_sub(1, SeqCst);
    value
}

/// Lets another thread take the GIL, unless the interpreter exits and this thread could not take it again.
pub fn yield_gil(py: Python<'_>) {
    if announce_entry() {
        py.detach(|| ());
        ENTERING.fetch_sub(1, SeqCst);
    }
}

/// Enters Python from a thread of this module. `None` if the interpreter exits or is gone.
pub fn attached<T>(work: impl FnOnce(Python<'_>) -> T) -> Option<T> {
    if !announce_entry() {
        return None;
    }
    let value = Python::try_attach(work);
    ENTERING.fetch_sub(1, SeqCst);
    value
}

/// Announces that this thread enters Python, which `close` then waits for. `false` if the interpreter exits.
fn announce_entry() -> bool {
    ENTERING.fetch_add(1, SeqCst);
    let possible = !is_closing();
    if !possible {
        ENTERING.fetch_sub(1, SeqCst);
    }
    possible
}

/// Keeps a daemon thread out of Python at exit: entering it again would crash the process.
pub fn park_forever() {
    loop {
        thread::park();
    }
}

/// The error of a call that is made while the interpreter exits.
pub fn shutting_down() -> Error {
    Error::local(ErrorKind::ClientClosedError, "the interpreter is shutting down")
}

/// Refuses further entries into Python and waits, for a limited time, for those that were announced.
pub fn close(py: Python<'_>) {
    CLOSING.store(true, SeqCst);
    let begun = Instant::now();
    while ENTERING.load(SeqCst) > 0 && begun.elapsed() < DRAIN_TIMEOUT {
        py.detach(|| thread::sleep(Duration::from_millis(1)));
    }
}

/// Drops the counts of the threads of the parent, which do not exist in the child of a fork. Only touches an atomic.
#[cfg(unix)]
pub fn forget_entering_threads() {
    ENTERING.store(0, SeqCst);
}

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

/// Makes the exception for a panic.
pub type Panicked = fn(Python<'_>) -> PyErr;

/// Given by [`handle_panics`]: this layer does not know the exceptions.
static PANICKED: OnceLock<Panicked> = OnceLock::new();

/// Runs a function that Python called. A panic becomes an `InternalError`; the `PanicException` of pyo3 would pass every
/// `except Exception`.
pub fn guard<T>(py: Python<'_>, function: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(function)).unwrap_or_else(|_| {
        Err(PANICKED.get().map_or_else(|| PyRuntimeError::new_err("a panic"), |panicked| panicked(py)))
    })
}

/// Has panics become exceptions. Replaces the message of a panic, which may hold a secret, by one line that says where it happened. The hook is of
/// this module alone, which has a standard library of its own.
pub fn handle_panics(panicked: Panicked) {
    // A second interpreter of the process gives the same function.
    let _already_set = PANICKED.set(panicked);
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        // Where standard error is closed, there is no other place to report to.
        let _ = writeln!(std::io::stderr(), "geai_client: the native module panicked at {place}: please report this");
    }));
}
