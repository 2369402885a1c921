//! Many calls at once: one crossing, one task, outcomes in the order of the items.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use geai_client::{CallOptions, Client, Error, bindings::ErasedResponse};
use geai_client::{Endpoint, bindings::Args};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyList;
use tokio::sync::mpsc::unbounded_channel;

use crate::answer::Context;
use crate::door::{self, Answered, is_over};
use crate::errors::{defect, guarded, raised};
use crate::log::Record;

/// Calls that were not made yet.
pub struct Bulk {
    calls: Calls,
    results: Results,
    on_progress: Option<Py<PyAny>>,
}

struct Calls {
    client: Client,
    calls: Vec<(&'static Endpoint, Args, CallOptions)>,
    concurrency: usize,
    deadline: Option<Duration>,
}

#[derive(Default)]
struct Results {
    /// By item; none where the call has not ended.
    values: Vec<Option<Py<PyAny>>>,
    /// By call: its item, and what makes its answer.
    contexts: Vec<(usize, Context)>,
}

/// How many calls ended, and of how many.
#[derive(Clone, Copy)]
struct Count {
    done: usize,
    total: usize,
}

impl Bulk {
    pub fn new(client: Client, concurrency: usize, deadline: Option<Duration>, on_progress: Option<Py<PyAny>>) -> Self {
        let calls = Calls { client, calls: Vec::new(), concurrency, deadline };
        Self { calls, results: Results::default(), on_progress }
    }

    /// Adds a call. One that was refused before anything is sent is a failure like any other.
    pub fn add(&mut self, py: Python<'_>, prepared: PyResult<(&'static Endpoint, Args, Context)>) -> PyResult<()> {
        let refused = match prepared {
            Ok((operation, args, context)) => {
                self.calls.calls.push((operation, args, context.options.clone()));
                self.results.contexts.push((self.results.values.len(), context));
                None
            }
            Err(error) => Some(failure(py, error)?),
        };
        self.results.values.push(refused);
        Ok(())
    }

    /// Makes the calls and waits for them.
    pub fn wait(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let mut count = self.count();
        let Self { calls, mut results, on_progress } = self;
        let (sender, receiver) = unbounded_channel();
        let work = async move {
            // Nobody may be waiting any more. What a defect keeps from being sent is missed below.
            let _ = calls.make(|number, outcome| drop(sender.send((number, outcome)))).await;
        };
        door::listen(py, work, receiver, |(number, outcome)| {
            results.record(number, &outcome).map_or(Ok(()), |record| record.write(py))?;
            results.set(py, number, outcome)?;
            count.done += 1;
            if let Some(function) = &on_progress {
                function.call1(py, (count.done, count.total))?;
            }
            Ok(if count.done == count.total { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        results.list(py).map(|list| list.into_bound(py))
    }

    /// Starts the calls. What comes back is a future of the running loop; cancelling it ends them.
    pub fn start(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let mut count = self.count();
        let Self { calls, mut results, on_progress } = self;
        let function = on_progress.map(Arc::new);
        door::spawn(
            py,
            move |mailbox, future| {
                let (mailbox, future) = (mailbox.clone(), Arc::new(future.clone().unbind()));
                async move {
                    let mut outcomes = Vec::with_capacity(calls.calls.len());
                    let made = calls.make(|number, outcome| {
                        outcomes.push((number, outcome));
                        count.done += 1;
                        if let Some(function) = &function {
                            let (function, future) = (function.clone(), future.clone());
                            let progress = Progress { function, future, count };
                            mailbox.post(move |py| progress.tell(py));
                        }
                    });
                    made.await.map(|()| outcomes)
                }
            },
            |_| true,
            move |py, outcomes: Result<Vec<_>, Error>| {
                let mut records = Vec::new();
                let list = || {
                    for (number, outcome) in outcomes.map_err(|error| raised(py, &error))? {
                        records.extend(results.record(number, &outcome));
                        results.set(py, number, outcome)?;
                    }
                    results.list(py)
                };
                let value = list();
                Answered { records, value }
            },
        )
    }

    fn count(&self) -> Count {
        let total = self.results.values.len();
        Count { done: total.saturating_sub(self.calls.calls.len()), total }
    }
}

impl Calls {
    async fn make(self, ended: impl FnMut(usize, Result<ErasedResponse, Error>)) -> Result<(), Error> {
        let Self { client, calls, concurrency, deadline } = self;
        guarded(async move {
            client.bulk_calls(calls, concurrency, deadline, ended).await;
            Ok(())
        })
        .await
    }
}

impl Results {
    fn record(&self, number: usize, outcome: &Result<ErasedResponse, Error>) -> Option<Record> {
        let (_, context) = self.contexts.get(number)?;
        Some(Record::of(context.called.clone(), outcome))
    }

    fn set(&mut self, py: Python<'_>, number: usize, outcome: Result<ErasedResponse, Error>) -> PyResult<()> {
        let Some((item, context)) = self.contexts.get(number) else { return Ok(()) };
        let value = context.value(py, outcome).or_else(|error| failure(py, error))?;
        if let Some(place) = self.values.get_mut(*item) {
            *place = Some(value);
        }
        Ok(())
    }

    fn list(&mut self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let values: Option<Vec<_>> = std::mem::take(&mut self.values).into_iter().collect();
        let values = values.ok_or_else(|| raised(py, &defect("a call was lost")))?;
        Ok(PyList::new(py, values)?.into_any().unbind())
    }
}

/// An error of this library as a value; any other is raised.
fn failure(py: Python<'_>, error: PyErr) -> PyResult<Py<PyAny>> {
    let base = py.import(intern!(py, "geai_client._errors"))?.getattr(intern!(py, "GeaiError"))?;
    if error.is_instance(py, &base) { Ok(error.into_value(py).into_any()) } else { Err(error) }
}

/// Tells of progress. What the function raises fails the whole.
struct Progress {
    function: Arc<Py<PyAny>>,
    future: Arc<Py<PyAny>>,
    count: Count,
}

impl Progress {
    fn tell(&self, py: Python<'_>) -> PyResult<()> {
        let future = self.future.bind(py);
        if is_over(future)? {
            return Ok(());
        }
        if let Err(error) = self.function.call1(py, (self.count.done, self.count.total))
            && !is_over(future)?
        {
            future.call_method1(intern!(py, "set_exception"), (error,))?;
        }
        Ok(())
    }
}
