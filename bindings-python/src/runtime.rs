//! One tokio runtime per process, made when it is first needed.
//!
//! Threads do not survive a fork, so a child must not use its parent's runtime: the fork hook forgets it
//! and the next call makes a new one. The parent's is leaked in the child, on purpose: dropping it would
//! wait for threads that are not there. At exit the runtime is drained before the interpreter finalises:
//! a thread of ours that enters Python later would crash the process.

use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering::SeqCst};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use geai_client::{Error, ErrorKind};
use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle, Runtime};

/// Time that calls in flight get when the interpreter exits.
const DRAIN: Duration = Duration::from_millis(200);
/// More threads would only compete for the GIL.
const MOST_THREADS: usize = 4;

struct Process {
    id: u32,
    handle: Handle,
    /// Taken at exit.
    runtime: Mutex<Option<Runtime>>,
}

static CURRENT: AtomicPtr<Process> = AtomicPtr::new(ptr::null_mut());
/// Process whose thread makes a runtime; 0 for none. Not a lock: a fork may come while it is held, and the
/// child, where that thread is not, takes it over.
static MAKING: AtomicU32 = AtomicU32::new(0);
static CLOSING: AtomicBool = AtomicBool::new(false);
#[cfg(unix)]
static HOOKED: AtomicBool = AtomicBool::new(false);

/// Whether the interpreter is about to go: nothing may enter Python any more.
pub fn closing() -> bool {
    CLOSING.load(SeqCst)
}

/// The runtime of this process.
pub fn handle() -> Result<Handle, Error> {
    loop {
        if closing() {
            return Err(Error::local(ErrorKind::ClientClosedError, "the interpreter is shutting down"));
        }
        if let Some(process) = current() {
            return Ok(process.handle.clone());
        }
        let process = std::process::id();
        let maker = MAKING.load(SeqCst);
        if maker == process || MAKING.compare_exchange(maker, process, SeqCst, SeqCst).is_err() {
            thread::yield_now();
            continue;
        }
        let made = if current().is_some() { Ok(()) } else { make() };
        MAKING.store(0, SeqCst);
        made.map_err(|why| {
            Error::local(ErrorKind::InternalError, format!("the threads for calls could not be started: {why}"))
        })?;
    }
}

#[expect(unsafe_code, reason = "a lock could be held by a thread that does not survive a fork")]
fn current() -> Option<&'static Process> {
    // SAFETY: the pointer is null or was leaked by `make`, and what it points to is never freed.
    let process = unsafe { CURRENT.load(SeqCst).as_ref() }?;
    (process.id == std::process::id()).then_some(process)
}

fn make() -> std::io::Result<()> {
    hook_fork();
    let threads = thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, MOST_THREADS));
    let runtime =
        Builder::new_multi_thread().worker_threads(threads).thread_name("geai-client").enable_all().build()?;
    let process =
        Process { id: std::process::id(), handle: runtime.handle().clone(), runtime: Mutex::new(Some(runtime)) };
    CURRENT.store(Box::leak(Box::new(process)), SeqCst);
    Ok(())
}

#[cfg(unix)]
#[expect(unsafe_code, reason = "there is no safe interface to fork hooks")]
fn hook_fork() {
    extern "C" fn in_child() {
        CURRENT.store(ptr::null_mut(), SeqCst);
        MAKING.store(0, SeqCst);
    }
    if !HOOKED.swap(true, SeqCst) {
        // SAFETY: the hook only touches atomics, which is allowed between a fork and what follows it. Should
        // it not be installed, `current` still tells the child by its process id.
        unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    }
}

#[cfg(not(unix))]
fn hook_fork() {}

/// Ends the calls in flight and waits for the threads to leave Python. Registered with `atexit`.
#[pyfunction]
pub fn _shutdown(py: Python<'_>) {
    CLOSING.store(true, SeqCst);
    let runtime = current().and_then(|process| process.runtime.lock().unwrap_or_else(PoisonError::into_inner).take());
    if let Some(runtime) = runtime {
        py.detach(|| runtime.shutdown_timeout(DRAIN));
    }
}
