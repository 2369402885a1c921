//! Crossings between Python and the threads of this module, and the exit of the interpreter, after which none may
//! happen: a thread that enters Python while the interpreter finalises crashes the process.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use geai_client::{Error, ErrorKind};
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

/// Forgets the threads of the parent, which do not exist in the child of a fork. Only touches an atomic.
#[cfg(unix)]
pub fn forget_entering_threads() {
    ENTERING.store(0, SeqCst);
}
