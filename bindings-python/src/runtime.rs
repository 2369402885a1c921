//! The tokio runtime of asynchronous calls, one per process.
//!
//! At exit it is drained before the interpreter finalises: a thread of ours that enters Python later would crash
//! the process.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use geai_client::{Error, ErrorKind};
use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle, Runtime};

#[cfg(unix)]
use crate::driver::DRIVER;
use crate::process::PerProcess;

/// Time that calls in flight get when the interpreter exits.
const DRAIN: Duration = Duration::from_millis(200);
/// More threads would only compete for the GIL.
const MOST_THREADS: usize = 4;

struct Pool {
    handle: Handle,
    /// Taken at exit.
    runtime: Mutex<Option<Runtime>>,
}

static POOL: PerProcess<Pool> = PerProcess::new();
static CLOSING: AtomicBool = AtomicBool::new(false);
/// Threads on their way back into Python.
static RETURNING: AtomicUsize = AtomicUsize::new(0);

/// Whether the interpreter is about to go: nothing may enter Python any more.
pub fn closing() -> bool {
    CLOSING.load(SeqCst)
}

/// Runs `work` with the GIL released. A thread that wants back when the interpreter is about to go stays out.
pub fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> T {
    if closing() {
        return work();
    }
    let value = py.detach(|| {
        let value = work();
        if !returning() {
            stay();
        }
        value
    });
    RETURNING.fetch_sub(1, SeqCst);
    value
}

/// Gives another thread its turn, unless there may be no way back.
pub fn give_way(py: Python<'_>) {
    if returning() {
        py.detach(|| ());
        RETURNING.fetch_sub(1, SeqCst);
    }
}

/// Enters Python from a thread of ours. `None` when there is no interpreter to enter any more.
pub fn attached<T>(work: impl FnOnce(Python<'_>) -> T) -> Option<T> {
    if !returning() {
        return None;
    }
    let value = Python::try_attach(work);
    RETURNING.fetch_sub(1, SeqCst);
    value
}

/// Announces a return into Python, which `_shutdown` then waits for. `false` when it is too late for one.
fn returning() -> bool {
    RETURNING.fetch_add(1, SeqCst);
    let possible = !closing();
    if !possible {
        RETURNING.fetch_sub(1, SeqCst);
    }
    possible
}

/// Keeps a daemon thread at exit out of Python: entering it again would end the process badly.
pub fn stay() {
    loop {
        thread::park();
    }
}

/// The error of a call that is made when the interpreter is about to go.
pub fn shutting_down() -> Error {
    Error::local(ErrorKind::ClientClosedError, "the interpreter is shutting down")
}

/// The runtime of this process.
pub fn handle() -> Result<Handle, Error> {
    if closing() {
        return Err(shutting_down());
    }
    let pool = POOL.get(make).map_err(|why| {
        Error::local(ErrorKind::InternalError, format!("the threads for calls could not be started: {why}"))
    })?;
    Ok(pool.handle.clone())
}

fn make() -> std::io::Result<Pool> {
    hook_fork();
    let threads = thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, MOST_THREADS));
    let runtime =
        Builder::new_multi_thread().worker_threads(threads).thread_name("geai-client").enable_all().build()?;
    Ok(Pool { handle: runtime.handle().clone(), runtime: Mutex::new(Some(runtime)) })
}

/// Lets a child of a fork forget what its parent made with threads.
#[cfg(unix)]
#[expect(unsafe_code, reason = "there is no safe interface to fork hooks")]
pub fn hook_fork() {
    static HOOKED: AtomicBool = AtomicBool::new(false);
    extern "C" fn in_child() {
        POOL.forget();
        DRIVER.forget();
        RETURNING.store(0, SeqCst);
    }
    if !HOOKED.swap(true, SeqCst) {
        // SAFETY: the hook only touches atomics, which is allowed between a fork and what follows it. Should
        // it not be installed, the child is still told by its process id.
        unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    }
}

#[cfg(not(unix))]
pub fn hook_fork() {}

/// Ends the calls in flight and waits for the threads to leave Python. Registered with `atexit`.
#[pyfunction]
pub fn _shutdown(py: Python<'_>) {
    CLOSING.store(true, SeqCst);
    let begun = Instant::now();
    while RETURNING.load(SeqCst) > 0 && begun.elapsed() < DRAIN {
        py.detach(|| thread::sleep(Duration::from_millis(1)));
    }
    let runtime = POOL.made().and_then(|pool| pool.runtime.lock().unwrap_or_else(PoisonError::into_inner).take());
    if let Some(runtime) = runtime {
        py.detach(|| runtime.shutdown_timeout(DRAIN));
    }
}
