//! `on_event`: the function of a client that receives the events of its calls, in the context of each call. A start is
//! delivered before the call enters the core, the other events together, with their own times, when the call is over: no
//! attempt waits for Python.

use std::sync::Arc;

use geai_client::bindings::{self, ObservedCall, ObservedTarget};
use geai_client::{Client, ErrorKind, Event as CoreEvent, EventKind, HeaderMap, KINDS};
use pyo3::exceptions::{PyException, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyMapping;

use super::event::Event;
use crate::runtime::caller_context::CallerContext;

/// The function that receives events.
#[derive(Clone)]
pub struct Hook(Arc<Py<PyAny>>);

impl Hook {
    pub fn new(function: Py<PyAny>) -> Self {
        Self(Arc::new(function))
    }

    /// Tells that a call starts, in the context that runs. Later events are told in that context, too.
    pub fn start(&self, py: Python<'_>, client: &Client, target: ObservedTarget<'_>) -> PyResult<Arc<Listener>> {
        let observed = client.observe(target);
        let started = Py::new(py, Event { event: observed.start_event(), error: None })?;
        let answer = self.reported(py, self.0.call1(py, (started,)))?;
        let headers = answer.map(|answer| headers(answer.bind(py))).transpose();
        if let Some(Some(headers)) = self.reported(py, headers)? {
            observed.set_headers(headers);
        }
        Ok(Arc::new(Listener { hook: self.clone(), observed, context: CallerContext::current(py)? }))
    }

    /// An exception of the hook changes nothing about the call: it is reported as one that nobody can handle. What is no
    /// `Exception`, such as `KeyboardInterrupt`, is raised.
    fn reported<T>(&self, py: Python<'_>, outcome: PyResult<T>) -> PyResult<Option<T>> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is_instance_of::<PyException>(py) => {
                error.write_unraisable(py, Some(self.0.bind(py)));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// A call that a hook observes.
pub struct Listener {
    hook: Hook,
    pub observed: Arc<ObservedCall>,
    context: CallerContext,
}

impl Listener {
    /// Tells of the events since the last time. `error` is the exception with which the call failed.
    pub fn deliver(&self, py: Python<'_>, error: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        for mut event in self.observed.take_events() {
            let error = error.filter(|_| event.kind == EventKind::End);
            if let Some(error) = error {
                name_error(&mut event, error)?;
            }
            let event = Py::new(py, Event { event, error: error.map(|error| error.clone().unbind()) })?;
            let notified = self.context.run(py, (&*self.hook.0, event));
            self.hook.reported(py, notified)?;
        }
        Ok(())
    }

    /// Tells that the call was cancelled, unless it is over.
    pub fn cancel(&self, py: Python<'_>) -> PyResult<()> {
        self.observed.cancel();
        self.deliver(py, None)
    }

    /// Tells that the arguments of the call were refused.
    pub fn refuse(&self, py: Python<'_>, error: &PyErr) -> PyResult<()> {
        self.observed.end_named(ErrorKind::InvalidRequestError.name());
        self.deliver(py, Some(error.value(py)))
    }
}

/// Where an answer of the server cannot be made into objects, the core does not know of the error.
fn name_error(event: &mut CoreEvent, error: &Bound<'_, PyAny>) -> PyResult<()> {
    if event.error_type.is_none() {
        let name = error.get_type().name()?;
        let known = KINDS.iter().map(|row| row.name).find(|known| name == *known);
        event.error_type = Some(known.unwrap_or("InternalError"));
    }
    Ok(())
}

/// The headers that a hook returned of a start.
fn headers(answer: &Bound<'_, PyAny>) -> PyResult<HeaderMap> {
    if answer.is_none() {
        return Ok(HeaderMap::new());
    }
    let Ok(mapping) = answer.cast::<PyMapping>() else {
        let class = answer.get_type().name()?;
        return Err(PyTypeError::new_err(format!("on_event: expected a mapping of headers or None, got {class}")));
    };
    let given: Vec<(String, String)> = mapping
        .items()?
        .extract()
        .map_err(|_| PyTypeError::new_err("on_event: names and values of headers are str"))?;
    bindings::headers(given).map_err(|why| PyValueError::new_err(format!("on_event: {why}")))
}
