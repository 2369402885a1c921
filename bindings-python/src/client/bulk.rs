//! Bulk calls: Python is entered once, one task makes all calls, and outcomes are in the order of the items.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use geai_client::bindings::{Args, ErasedResponse};
use geai_client::{CallOptions, Client, Endpoint, Error};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyList;
use tokio::sync::mpsc::unbounded_channel;

use crate::call::asynchronous::{self, Finished, is_done};
use crate::call::blocking;
use crate::call::context::Context;
use crate::call::hook::Listener;
use crate::call::log::LogRecord;
use crate::convert::errors::{is_own, to_exception};
use crate::runtime::boundary::{catch_panics, guard, internal_error};
use crate::runtime::thread_pool;

/// Calls that are not made yet.
pub struct BulkCall {
    calls: PendingCalls,
    results: Results,
    on_progress: Option<Py<PyAny>>,
}

struct PendingCalls {
    client: Client,
    calls: Vec<(&'static Endpoint, Args, CallOptions)>,
    concurrency: usize,
    deadline: Option<Duration>,
    has_callbacks: bool,
}

#[derive(Default)]
struct Results {
    /// By item; `None` where the call has not ended.
    values: Vec<Option<Py<PyAny>>>,
    /// By call: the index of its item, and what makes its answer.
    contexts: Vec<(usize, Context)>,
}

/// Who observes a call, and its exception.
type Notified = (Arc<Listener>, Option<Py<PyAny>>);

/// How many calls ended, of how many, and how many of them failed.
#[derive(Clone, Copy)]
struct Progress {
    done: usize,
    total: usize,
    failed: usize,
}

impl Progress {
    fn add(&mut self, failed: bool) {
        self.done += 1;
        self.failed += usize::from(failed);
    }

    fn report(self, py: Python<'_>, function: &Py<PyAny>) -> PyResult<()> {
        function.call1(py, (self.done, self.total, self.failed)).map(drop)
    }
}

impl BulkCall {
    pub fn new(
        client: Client,
        has_callbacks: bool,
        concurrency: usize,
        deadline: Option<Duration>,
        on_progress: Option<Py<PyAny>>,
    ) -> Self {
        let calls = PendingCalls { client, calls: Vec::new(), concurrency, deadline, has_callbacks };
        Self { calls, results: Results::default(), on_progress }
    }

    /// Adds a call. If its arguments were refused, the error is its outcome.
    pub fn add(&mut self, py: Python<'_>, prepared: PyResult<(&'static Endpoint, Args, Context)>) -> PyResult<()> {
        let refused = match prepared {
            Ok((endpoint, args, context)) => {
                self.calls.calls.push((endpoint, args, context.options.clone()));
                self.results.contexts.push((self.results.values.len(), context));
                None
            }
            Err(error) => Some(error_value(py, error)?),
        };
        self.results.values.push(refused);
        Ok(())
    }

    /// Makes the calls and waits for them.
    pub fn wait(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let mut progress = self.progress();
        let Self { calls, mut results, on_progress } = self;
        let listeners = results.listeners();
        let (sender, receiver) = unbounded_channel();
        let has_callbacks = calls.has_callbacks;
        let work = async move {
            // The receiver may be gone. `Results::into_list` notices calls that a bug kept from ending.
            let _ = calls.execute(|number, outcome| drop(sender.send((number, outcome)))).await;
        };
        let notified = blocking::listen(py, has_callbacks, work, receiver, |(number, outcome)| {
            results.log_record(number, &outcome).map_or(Ok(()), |record| record.write(py))?;
            progress.add(outcome.is_err());
            if let Some((listener, error)) = results.set(py, number, outcome)? {
                listener.deliver(py, error.as_ref().map(|error| error.bind(py)))?;
            }
            if let Some(function) = &on_progress {
                progress.report(py, function)?;
            }
            Ok(if progress.done == progress.total { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        });
        // What has not ended was dropped: by a signal, or because the work could not be done.
        listeners.iter().try_for_each(|listener| listener.cancel(py))?;
        notified?.map_err(|error| to_exception(py, &error))?;
        results.into_list(py).map(|list| list.into_bound(py))
    }

    /// Starts the calls. The future that comes back is one of the running loop; cancelling it ends the calls.
    pub fn start(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let mut progress = self.progress();
        let Self { calls, mut results, on_progress } = self;
        let on_progress = on_progress.map(Arc::new);
        let listeners = results.listeners();
        let handle = thread_pool::handle().map_err(|error| to_exception(py, &error))?;
        let has_callbacks = calls.has_callbacks;
        asynchronous::spawn(
            py,
            &handle,
            has_callbacks,
            listeners,
            move |event_loop, future| {
                let (event_loop, future) = (event_loop.clone(), Arc::new(future.clone().unbind()));
                async move {
                    let mut outcomes = Vec::with_capacity(calls.calls.len());
                    let executed = calls.execute(|number, outcome| {
                        progress.add(outcome.is_err());
                        outcomes.push((number, outcome));
                        if let Some(function) = &on_progress {
                            let report =
                                ProgressReport { function: function.clone(), future: future.clone(), progress };
                            event_loop.post(move |py| report.deliver(py));
                        }
                    });
                    executed.await.map(|()| outcomes)
                }
            },
            |_| true,
            move |py, outcomes: Result<Vec<_>, Error>| {
                let (mut log_records, mut notified) = (Vec::new(), Vec::new());
                let value = guard(py, || {
                    for (number, outcome) in outcomes.map_err(|error| to_exception(py, &error))? {
                        log_records.extend(results.log_record(number, &outcome));
                        notified.extend(results.set(py, number, outcome)?);
                    }
                    results.into_list(py)
                });
                Finished { log_records, notified, value }
            },
        )
    }

    fn progress(&self) -> Progress {
        let total = self.results.values.len();
        // What was refused has ended, and failed.
        let refused = total.saturating_sub(self.calls.calls.len());
        Progress { done: refused, total, failed: refused }
    }
}

impl PendingCalls {
    async fn execute(self, on_end: impl FnMut(usize, Result<ErasedResponse, Error>)) -> Result<(), Error> {
        let Self { client, calls, concurrency, deadline, .. } = self;
        catch_panics(async move {
            client.bulk_calls(calls, concurrency, deadline, on_end).await;
            Ok(())
        })
        .await
    }
}

impl Results {
    fn log_record(&self, number: usize, outcome: &Result<ErasedResponse, Error>) -> Option<LogRecord> {
        let (_, context) = self.contexts.get(number)?;
        Some(LogRecord::new(context, outcome))
    }

    /// Sets the outcome of a call. Answers who observes it, and its exception.
    fn set(
        &mut self,
        py: Python<'_>,
        number: usize,
        outcome: Result<ErasedResponse, Error>,
    ) -> PyResult<Option<Notified>> {
        let Some((item, context)) = self.contexts.get(number) else { return Ok(None) };
        let converted = (context.to_python)(py, context, outcome);
        let failed = converted.is_err();
        let value = converted.or_else(|error| error_value(py, error))?;
        let notified =
            context.listener.as_ref().map(|listener| (listener.clone(), failed.then(|| value.clone_ref(py))));
        if let Some(slot) = self.values.get_mut(*item) {
            *slot = Some(value);
        }
        Ok(notified)
    }

    /// Who observes the calls.
    fn listeners(&self) -> Vec<Arc<Listener>> {
        self.contexts.iter().filter_map(|(_, context)| context.listener.clone()).collect()
    }

    fn into_list(self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let values: Option<Vec<_>> = self.values.into_iter().collect();
        let values = values.ok_or_else(|| to_exception(py, &internal_error("a bulk call did not end")))?;
        Ok(PyList::new(py, values)?.into_any().unbind())
    }
}

/// An error of this library as a value; any other is raised.
fn error_value(py: Python<'_>, error: PyErr) -> PyResult<Py<PyAny>> {
    if is_own(py, &error)? { Ok(error.into_value(py).into_any()) } else { Err(error) }
}

/// A call of the progress function, made on the event loop. An exception of the function fails the bulk call.
struct ProgressReport {
    function: Arc<Py<PyAny>>,
    future: Arc<Py<PyAny>>,
    progress: Progress,
}

impl ProgressReport {
    fn deliver(&self, py: Python<'_>) -> PyResult<()> {
        let future = self.future.bind(py);
        if is_done(future)? {
            return Ok(());
        }
        if let Err(error) = self.progress.report(py, &self.function)
            && !is_done(future)?
        {
            future.call_method1(intern!(py, "set_exception"), (error,))?;
        }
        Ok(())
    }
}
