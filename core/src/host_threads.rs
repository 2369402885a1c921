//! The runtime of a host language's calls, where the system may have no thread to give.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

/// Longest wait for the threads of a runtime that was built.
const START_TIME: Duration = Duration::from_secs(5);

/// Counts threads that run, and lets them go.
#[derive(Default)]
struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    running: usize,
    open: bool,
}

impl Gate {
    fn enter(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.running = state.running.saturating_add(1);
        self.changed.notify_all();
    }

    fn open(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).open = true;
        self.changed.notify_all();
    }

    fn wait_until_open(&self) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.changed.wait_while(state, |state| !state.open));
    }

    /// Whether so many threads came to run in time.
    fn all_run(&self, threads: usize) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(state, START_TIME, |state| state.running < threads);
        waited.is_ok_and(|(state, _)| state.running >= threads)
    }
}

/// A runtime with this number of threads. Errs where the system does not give as many.
///
/// tokio's own builder panics where it gets no thread; where it gets some, it answers a runtime that hands work to threads
/// which do not exist.
pub(crate) fn multi_thread_runtime(threads: usize) -> io::Result<Runtime> {
    try_threads(threads)?;
    let gate = Arc::new(Gate::default());
    let started = gate.clone();
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(threads).thread_name("geai-client").enable_all().on_thread_start(move || started.enter());
    let no_threads = || io::Error::new(io::ErrorKind::WouldBlock, "the system gives no thread");
    let runtime = catch_unwind(AssertUnwindSafe(|| builder.build())).map_err(|_| no_threads())??;
    if gate.all_run(threads) {
        return Ok(runtime);
    }
    runtime.shutdown_background();
    Err(no_threads())
}

/// Whether the system gives this number of threads at a time.
fn try_threads(threads: usize) -> io::Result<()> {
    let gate = Arc::new(Gate::default());
    let spawn = |_| {
        let gate = gate.clone();
        thread::Builder::new().name("geai-client".to_owned()).spawn(move || gate.wait_until_open())
    };
    let spawned: Vec<io::Result<_>> = (0..threads).map(spawn).collect();
    gate.open();
    spawned.into_iter().try_for_each(|spawned| spawned.map(|thread| drop(thread.join())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_has_the_threads_that_it_was_asked_for() {
        let runtime = multi_thread_runtime(2).unwrap();
        assert_eq!(runtime.metrics().num_workers(), 2);
        assert_eq!(runtime.block_on(async { tokio::spawn(async { 7 }).await.unwrap() }), 7);
    }
}
