//! The tokio runtime of asynchronous calls, one per process.

use std::sync::{Mutex, PoisonError};
use std::thread;

use geai_client::{Error, bindings};
use pyo3::prelude::*;
use tokio::runtime::{Handle, Runtime};

use super::boundary::{self, internal_error};
#[cfg(unix)]
use super::process::ForkHook;
use super::process::PerProcess;

/// More threads would only compete for the GIL.
const MAX_THREADS: usize = 4;

struct ThreadPool {
    handle: Handle,
    /// Taken at exit.
    runtime: Mutex<Option<Runtime>>,
}

static POOL: PerProcess<ThreadPool> = PerProcess::new();

#[cfg(unix)]
static FORK_HOOK: ForkHook = ForkHook::new(forget_in_child);

#[cfg(unix)]
extern "C" fn forget_in_child() {
    POOL.forget();
    boundary::forget_entering_threads();
}

/// The runtime of this process.
pub fn handle() -> Result<Handle, Error> {
    if boundary::is_closing() {
        return Err(boundary::shutting_down());
    }
    let pool =
        POOL.get(start).map_err(|why| internal_error(format!("the threads for calls could not be started: {why}")))?;
    Ok(pool.handle.clone())
}

fn start() -> std::io::Result<ThreadPool> {
    #[cfg(unix)]
    FORK_HOOK.install();
    let threads = thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, MAX_THREADS));
    let runtime = bindings::multi_thread_runtime(threads)?;
    Ok(ThreadPool { handle: runtime.handle().clone(), runtime: Mutex::new(Some(runtime)) })
}

/// Ends the calls in flight, and waits for the threads for a limited time.
pub fn shut_down(py: Python<'_>) {
    let runtime = POOL.made().and_then(|pool| pool.runtime.lock().unwrap_or_else(PoisonError::into_inner).take());
    if let Some(runtime) = runtime {
        py.detach(|| runtime.shutdown_timeout(boundary::DRAIN_TIMEOUT));
    }
}
