//! Calls of `AsyncClient`: a call runs on the thread pool, and the caller gets a future of the running event loop.

use std::future::Future;
use std::sync::Arc;

use geai_client::Error;
use geai_client::bindings::ErasedResponse;
use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use super::caller::{CALLER, Caller};
use super::context::{Call, Context};
use super::event_loop::EventLoop;
use super::hook::Listener;
use super::log::LogRecord;
use crate::runtime::boundary::{self, catch_panics};
use crate::runtime::interpreter::loaded_module;
use crate::runtime::thread_pool;

/// Replies of more bytes are turned into objects on the thread pool: the event loop would stand still meanwhile.
const LARGE_REPLY: usize = 64 * 1024;

/// Starts a call. The future that comes back is one of the running loop; cancelling it ends the request.
pub fn start<'py>(py: Python<'py>, call: Call<'static>, context: Context) -> PyResult<Bound<'py, PyAny>> {
    let handle = match thread_pool::handle() {
        Ok(handle) => handle,
        Err(error) => return context.failed(py, error).map(|value| value.into_bound(py)),
    };
    let listeners: Vec<_> = context.listener.iter().cloned().collect();
    let has_callbacks = context.has_callbacks;
    let finish = move |py: Python<'_>, outcome| {
        let log_records = vec![LogRecord::new(&context, &outcome)];
        let value = (context.to_python)(py, &context, outcome);
        let notified = context.listener.iter().map(|listener| {
            (listener.clone(), value.as_ref().err().map(|error| error.value(py).clone().into_any().unbind()))
        });
        Finished { log_records, notified: notified.collect(), value }
    };
    let is_large =
        |outcome: &Result<ErasedResponse, Error>| outcome.as_ref().is_ok_and(|reply| reply.meta.size > LARGE_REPLY);
    spawn(py, &handle, has_callbacks, listeners, |_, _| catch_panics(call), is_large, finish)
}

/// The value of a future, and the log records of its calls.
pub struct Finished {
    pub log_records: Vec<LogRecord>,
    /// Who observes each call that ended, and its exception.
    pub notified: Vec<(Arc<Listener>, Option<Py<PyAny>>)>,
    pub value: PyResult<Py<PyAny>>,
}

/// Starts, on the thread pool of `handle`, the work that `work` makes of the running loop and of the future that comes
/// back; `has_callbacks` says whether it may ask functions of the caller for tokens, `listeners` are called where the future is
/// cancelled. `finish` turns its outcome into objects: on the event loop, or on the thread pool if it `is_large`.
pub fn spawn<'py, T: Send + 'static, W: Future<Output = T> + Send + 'static>(
    py: Python<'py>,
    handle: &Handle,
    has_callbacks: bool,
    listeners: Vec<Arc<Listener>>,
    work: impl FnOnce(&Arc<EventLoop>, &Bound<'py, PyAny>) -> W,
    is_large: impl FnOnce(&T) -> bool + Send + 'static,
    finish: impl FnOnce(Python<'_>, T) -> Finished + Send + 'static,
) -> PyResult<Bound<'py, PyAny>> {
    static RUNNING_LOOP: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let python_loop = RUNNING_LOOP.import(py, "asyncio", "get_running_loop")?.call0();
    let python_loop = python_loop.map_err(|error| no_loop(py, error))?;
    let event_loop = EventLoop::of(&python_loop)?;
    let future = python_loop.call_method0(intern!(py, "create_future"))?;
    let caller = has_callbacks.then(|| Caller::here(py, Some(&python_loop))).transpose()?;
    let (work, waiting) = (CALLER.scope(caller, work(&event_loop, &future)), future.clone().unbind());
    let task = handle.spawn(async move {
        let outcome = work.await;
        if !is_large(&outcome) {
            event_loop.post(move |py| {
                let waiting = waiting.bind(py);
                if is_done(waiting)? { Ok(()) } else { settle(waiting, finish(py, outcome)) }
            });
        } else if let Some(finished) = boundary::attached(|py| finish(py, outcome)) {
            event_loop.post(move |py| settle(waiting.bind(py), finished));
        }
    });
    future.call_method1(intern!(py, "add_done_callback"), (AbortWhenDone { task: task.abort_handle(), listeners },))?;
    Ok(future)
}

/// The error of a call outside of an asyncio event loop, which says what to do.
fn no_loop(py: Python<'_>, error: PyErr) -> PyErr {
    if !error.is_instance_of::<PyRuntimeError>(py) {
        return error;
    }
    let advice = if runs_trio(py).unwrap_or_default() {
        "trio has none: call a Client in `trio.to_thread.run_sync`, or run the AsyncClient under trio-asyncio"
    } else {
        "call it inside of `asyncio.run`, or use a Client"
    };
    let explained = PyRuntimeError::new_err(format!("AsyncClient needs a running asyncio event loop; {advice}"));
    explained.set_cause(py, Some(error));
    explained
}

/// Whether this thread runs trio. That a program loaded it says nothing.
fn runs_trio(py: Python<'_>) -> PyResult<bool> {
    let Some(trio) = loaded_module(py, "trio")? else { return Ok(false) };
    trio.getattr("lowlevel")?.call_method0("in_trio_run")?.is_truthy()
}

/// Whether a future has its result already: its caller cancelled it.
pub fn is_done(future: &Bound<'_, PyAny>) -> PyResult<bool> {
    future.call_method0(intern!(future.py(), "done"))?.is_truthy()
}

/// Settles a future, on its loop.
fn settle(future: &Bound<'_, PyAny>, finished: Finished) -> PyResult<()> {
    let py = future.py();
    if is_done(future)? {
        return Ok(());
    }
    let Finished { log_records, notified, value } = finished;
    let told = log_records.iter().try_for_each(|record| record.write(py));
    let told = told.and_then(|()| {
        notified
            .iter()
            .try_for_each(|(listener, error)| listener.deliver(py, error.as_ref().map(|error| error.bind(py))))
    });
    match told.and(value) {
        Ok(value) => future.call_method1(intern!(py, "set_result"), (value,))?,
        Err(error) => future.call_method1(intern!(py, "set_exception"), (error,))?,
    };
    Ok(())
}

/// Ends the work when its future is done: cancelled, or failed early.
#[pyclass(frozen)]
struct AbortWhenDone {
    task: AbortHandle,
    listeners: Vec<Arc<Listener>>,
}

#[pymethods]
impl AbortWhenDone {
    fn __call__(&self, py: Python<'_>, _future: &Bound<'_, PyAny>) -> PyResult<()> {
        self.task.abort();
        self.listeners.iter().try_for_each(|listener| listener.cancel(py))
    }
}
