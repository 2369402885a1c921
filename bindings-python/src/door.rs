//! The door that every call goes through: blocking for `Client`, a future of asyncio for `AsyncClient`.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant};

use geai_client::{Error, bindings::ErasedResponse};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::AbortHandle;

use crate::answer::Context;
use crate::driver::{Driver, driver};
use crate::errors::{guard, guarded, raised};
use crate::log::Record;
use crate::mailbox::Mailbox;
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
    call: impl Future<Output = Result<ErasedResponse, Error>> + Send,
    context: &Context,
) -> PyResult<Py<PyAny>> {
    let waiter = Waiter::new(py)?;
    let outcome = waiter.run(py, pin!(waiter.driver.hold(guarded(call))))?;
    Record::of(context.called.clone(), &outcome).write(py)?;
    context.value(py, outcome)
}

/// Lets `work` run and hears what it sends until nothing more is to be heard, with the GIL released between. A
/// signal whose handler raises ends it, and so does an error of `heard`.
pub fn listen<T: Send>(
    py: Python<'_>,
    work: impl Future<Output = ()> + Send,
    mut receiver: UnboundedReceiver<T>,
    mut heard: impl FnMut(T) -> PyResult<ControlFlow<()>>,
) -> PyResult<()> {
    let waiter = Waiter::new(py)?;
    let (mut work, mut ended) = (pin!(waiter.driver.hold(work)), false);
    loop {
        let next = poll_fn(|context| {
            ended = ended || work.as_mut().poll(context).is_ready();
            receiver.poll_recv(context)
        });
        let Some(sent) = waiter.run(py, pin!(next))? else { return Ok(()) };
        if heard(sent)?.is_break() {
            return Ok(());
        }
    }
}

/// A thread that waits for a call.
struct Waiter {
    driver: &'static Driver,
    /// How long it may wait without a look at signals.
    slice: Option<Duration>,
}

impl Waiter {
    fn new(py: Python<'_>) -> PyResult<Self> {
        let slice = on_main_thread(py)?.then_some(TICK);
        if runtime::closing() && slice.is_none() {
            py.detach(runtime::stay);
        }
        let driver = driver().map_err(|error| raised(py, &error))?;
        Ok(Self { driver, slice })
    }

    fn run<T: Send>(&self, py: Python<'_>, mut work: Pin<&mut (impl Future<Output = T> + Send)>) -> PyResult<T> {
        loop {
            let step = work.as_mut();
            match runtime::detached(py, || self.driver.drive(step, self.slice)) {
                Some(value) => return Ok(value),
                None => py.check_signals()?,
            }
        }
    }
}

/// Signals are handled there only. Where `threading` was never imported there is no other thread.
fn on_main_thread(py: Python<'_>) -> PyResult<bool> {
    thread_local! {
        /// Process and answer: in a child, the thread that forked is the main one.
        static KNOWN: Cell<Option<(u32, bool)>> = const { Cell::new(None) };
    }
    let process = std::process::id();
    if let Some((_, is_main)) = KNOWN.get().filter(|(known, _)| *known == process) {
        return Ok(is_main);
    }
    let Some(threading) = loaded(py, "threading")? else { return Ok(true) };
    let current = threading.call_method0(intern!(py, "get_ident"))?;
    let main = threading.call_method0(intern!(py, "main_thread"))?;
    let is_main = current.eq(main.getattr(intern!(py, "ident"))?)?;
    KNOWN.set(Some((process, is_main)));
    Ok(is_main)
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
    call: impl Future<Output = Result<ErasedResponse, Error>> + Send + 'static,
    context: Context,
) -> PyResult<Bound<'py, PyAny>> {
    let answer = move |py: Python<'_>, outcome| {
        let records = vec![Record::of(context.called.clone(), &outcome)];
        Answered { records, value: context.value(py, outcome) }
    };
    let large =
        |outcome: &Result<ErasedResponse, Error>| outcome.as_ref().is_ok_and(|reply| reply.meta.size > LARGE_ANSWER);
    spawn(py, |_, _| guarded(call), large, answer)
}

/// Bytes of an answer that the loop would notice.
const LARGE_ANSWER: usize = 64 * 1024;

/// What a future comes to, and what is to be logged of it.
pub struct Answered {
    pub records: Vec<Record>,
    pub value: PyResult<Py<PyAny>>,
}

/// Starts what `work` makes of the running loop and the future that comes back. `answer` turns its outcome into
/// objects: on the loop, or before for one that is `large`, with which the loop would stand still.
pub fn spawn<'py, T: Send + 'static, W: Future<Output = T> + Send + 'static>(
    py: Python<'py>,
    work: impl FnOnce(&Arc<Mailbox>, &Bound<'py, PyAny>) -> W,
    large: impl FnOnce(&T) -> bool + Send + 'static,
    answer: impl FnOnce(Python<'_>, T) -> Answered + Send + 'static,
) -> PyResult<Bound<'py, PyAny>> {
    static RUNNING: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let event_loop = RUNNING.import(py, "asyncio", "get_running_loop")?.call0()?;
    let mailbox = Mailbox::of(&event_loop)?;
    let future = event_loop.call_method0(intern!(py, "create_future"))?;
    let handle = runtime::handle().map_err(|error| raised(py, &error))?;
    let (work, waiting) = (work(&mailbox, &future), future.clone().unbind());
    let answer = move |py: Python<'_>, outcome| {
        let answered = guard(py, || Ok(answer(py, outcome)));
        answered.unwrap_or_else(|error| Answered { records: Vec::new(), value: Err(error) })
    };
    let task = handle.spawn(LOOP.scope(Arc::new(event_loop.unbind()), async move {
        let outcome = work.await;
        if !large(&outcome) {
            mailbox.post(move |py| {
                let waiting = waiting.bind(py);
                if is_over(waiting)? { Ok(()) } else { settle(waiting, answer(py, outcome)) }
            });
        } else if let Some(answered) = runtime::attached(|py| answer(py, outcome)) {
            mailbox.post(move |py| settle(waiting.bind(py), answered));
        }
    }));
    future.call_method1(intern!(py, "add_done_callback"), (AbortIfEnded(task.abort_handle()),))?;
    Ok(future)
}

/// Whether nobody waits for a future any more.
pub fn is_over(future: &Bound<'_, PyAny>) -> PyResult<bool> {
    future.call_method0(intern!(future.py(), "done"))?.is_truthy()
}

/// Settles a future, on its loop.
fn settle(future: &Bound<'_, PyAny>, answered: Answered) -> PyResult<()> {
    let py = future.py();
    if is_over(future)? {
        return Ok(());
    }
    let Answered { records, value } = answered;
    match records.iter().try_for_each(|record| record.write(py)).and(value) {
        Ok(value) => future.call_method1(intern!(py, "set_result"), (value,))?,
        Err(error) => future.call_method1(intern!(py, "set_exception"), (error,))?,
    };
    Ok(())
}

/// Ends the work when its future is over: cancelled, or failed before its time.
#[pyclass(frozen)]
struct AbortIfEnded(AbortHandle);

#[pymethods]
impl AbortIfEnded {
    fn __call__(&self, _future: &Bound<'_, PyAny>) {
        self.0.abort();
    }
}

/// How long an answer keeps Python to itself. A thread that waits asks for its turn after 5 ms, if nothing
/// moved meanwhile; only then is giving way sure to let it in.
const STRETCH: Duration = Duration::from_millis(6);

/// How many items are turned into objects before the time is looked at.
const CHUNK: usize = 64;

/// A list of `count` objects that `one` makes. Other threads get their turn in between.
pub fn list_of(
    py: Python<'_>,
    count: usize,
    one: impl Fn(Python<'_>, usize) -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyList>> {
    let list = PyList::new(py, (0..count).map(|_| py.None()))?;
    let mut begun = Instant::now();
    for at in 0..count {
        list.set_item(at, one(py, at)?)?;
        if at.is_multiple_of(CHUNK) && begun.elapsed() > STRETCH {
            runtime::give_way(py);
            begun = Instant::now();
        }
    }
    Ok(list.unbind())
}
