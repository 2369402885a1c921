//! The door that every call goes through: blocking for `Client`, a future of asyncio for `AsyncClient`.

use std::future::Future;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use geai_client::{Error, Reply};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList};
use tokio::task::AbortHandle;

use crate::answer::Context;
use crate::errors::{defect, guard, guarded, raised};
use crate::runtime;

/// How often the main thread looks for signals.
const TICK: Duration = Duration::from_millis(25);

tokio::task_local! {
    /// The event loop that the call of this task came from.
    pub static LOOP: Arc<Py<PyAny>>;
}

/// Makes a call and waits for its answer, with the GIL released. A signal whose handler raises ends the call.
pub fn wait(
    py: Python<'_>,
    call: impl Future<Output = Result<Reply, Error>> + Send + 'static,
    context: &Context,
) -> PyResult<Py<PyAny>> {
    let on_main = on_main_thread(py)?;
    if runtime::closing() && !on_main {
        py.detach(stay);
    }
    let (sender, mut receiver) = sync_channel(1);
    let handle = runtime::handle().map_err(|error| raised(py, &error))?;
    let task = handle.spawn(async move {
        // Nobody may be waiting any more.
        let _ = sender.send(guarded(call).await);
    });
    let slice = on_main.then_some(TICK);
    loop {
        let receiver = &mut receiver;
        if let Some(outcome) = py.detach(move || receive(receiver, slice)) {
            return context.answer(py, outcome);
        }
        if let Err(interrupt) = py.check_signals() {
            task.abort();
            return Err(interrupt);
        }
    }
}

/// What the call came to; `None` when the slice of time is over.
fn receive(receiver: &mut Receiver<Result<Reply, Error>>, slice: Option<Duration>) -> Option<Result<Reply, Error>> {
    let outcome = match slice {
        Some(slice) => match receiver.recv_timeout(slice) {
            Ok(outcome) => Some(outcome),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Err(defect("the call was lost"))),
        },
        None => Some(receiver.recv().unwrap_or_else(|_| Err(defect("the call was lost")))),
    };
    if runtime::closing() && outcome.is_some() {
        stay();
    }
    outcome
}

/// Keeps a daemon thread at exit out of Python: entering it again would end the process badly.
fn stay() {
    loop {
        std::thread::park();
    }
}

/// Signals are handled there only. Where `threading` was never imported there is no other thread.
fn on_main_thread(py: Python<'_>) -> PyResult<bool> {
    let Some(threading) = loaded(py, "threading")? else { return Ok(true) };
    let current = threading.call_method0(intern!(py, "get_ident"))?;
    let main = threading.call_method0(intern!(py, "main_thread"))?;
    current.eq(main.getattr(intern!(py, "ident"))?)
}

/// The module, if the application imported it.
pub fn loaded<'py>(py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    static MODULES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
    let modules = MODULES.get_or_try_init(py, || {
        let modules = py.import("sys")?.getattr("modules")?;
        Ok::<_, PyErr>(modules.cast_into::<PyDict>()?.unbind())
    })?;
    Ok(modules.bind(py).get_item(name)?.filter(|module| !module.is_none()))
}

/// Starts a call. What comes back is a future of the running loop; cancelling it ends the request.
pub fn start<'py>(
    py: Python<'py>,
    call: impl Future<Output = Result<Reply, Error>> + Send + 'static,
    context: Context,
) -> PyResult<Bound<'py, PyAny>> {
    static RUNNING: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let event_loop = RUNNING.import(py, "asyncio", "get_running_loop")?.call0()?;
    let future = event_loop.call_method0(intern!(py, "create_future"))?;
    let event_loop = Arc::new(event_loop.unbind());
    let handle = runtime::handle().map_err(|error| raised(py, &error))?;
    let settle = Settle { future: future.clone().unbind(), context, outcome: Mutex::new(None) };
    let task = handle.spawn(LOOP.scope(event_loop.clone(), async move {
        let outcome = guarded(call).await;
        deliver(&event_loop, settle, outcome);
    }));
    future.call_method1(intern!(py, "add_done_callback"), (AbortIfCancelled(task.abort_handle()),))?;
    Ok(future)
}

/// Hands the outcome to the loop, if there still is one.
fn deliver(event_loop: &Py<PyAny>, mut settle: Settle, outcome: Result<Reply, Error>) {
    settle.outcome = Mutex::new(Some(outcome));
    if runtime::closing() {
        return;
    }
    // `None`, or an error, where the interpreter or the loop is gone: nobody waits for the answer then.
    let _ = Python::try_attach(|py| {
        let event_loop = event_loop.bind(py);
        if !event_loop.call_method0(intern!(py, "is_closed"))?.is_truthy()? {
            event_loop.call_method1(intern!(py, "call_soon_threadsafe"), (settle,))?;
        }
        Ok::<_, PyErr>(())
    });
}

/// Settles a future; runs on its loop.
#[pyclass(frozen)]
struct Settle {
    future: Py<PyAny>,
    context: Context,
    outcome: Mutex<Option<Result<Reply, Error>>>,
}

#[pymethods]
impl Settle {
    fn __call__(&self, py: Python<'_>) -> PyResult<()> {
        let future = self.future.bind(py);
        if future.call_method0(intern!(py, "done"))?.is_truthy()? {
            return Ok(());
        }
        let outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
        let outcome = outcome.unwrap_or_else(|| Err(defect("the call was settled twice")));
        match guard(py, || self.context.answer(py, outcome)) {
            Ok(value) => future.call_method1(intern!(py, "set_result"), (value,))?,
            Err(error) => future.call_method1(intern!(py, "set_exception"), (error,))?,
        };
        Ok(())
    }
}

/// Ends the request when its future is cancelled.
#[pyclass(frozen)]
struct AbortIfCancelled(AbortHandle);

#[pymethods]
impl AbortIfCancelled {
    fn __call__(&self, future: &Bound<'_, PyAny>) -> PyResult<()> {
        if future.call_method0(intern!(future.py(), "cancelled"))?.is_truthy()? {
            self.0.abort();
        }
        Ok(())
    }
}

/// A list of what `items` come to.
pub fn list<T>(
    py: Python<'_>,
    items: Vec<T>,
    one: impl Fn(Python<'_>, T) -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyList>> {
    let items = items.into_iter().map(|item| one(py, item)).collect::<PyResult<Vec<_>>>()?;
    Ok(PyList::new(py, items)?.unbind())
}
