//! What a call needs beside its request.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use geai_client::bindings::{ErasedResponse, ObservedTarget};
use geai_client::{CallOptions, Client, Error};
use pyo3::prelude::*;

use super::hook::{Hook, Listener};

/// A call that is to be made. Boxed, so that what makes calls is compiled once.
pub type Call<'a> = Pin<Box<dyn Future<Output = Result<ErasedResponse, Error>> + Send + 'a>>;

/// What a call is called in log records.
#[derive(Clone)]
pub struct CallTarget {
    /// Name of the operation.
    pub operation: &'static str,
    pub method: String,
    /// With names of its fields in place of their values.
    pub path: String,
}

/// Makes the Python object that the caller gets, or the exception.
pub type ToPython = fn(Python<'_>, &Context, Result<ErasedResponse, Error>) -> PyResult<Py<PyAny>>;

/// The client, the options of the call, and how its reply becomes a Python object.
#[derive(Clone)]
pub struct Context {
    /// Also sends the requests for further pages.
    pub client: Client,
    pub options: CallOptions,
    pub target: CallTarget,
    /// Receives the events of calls.
    pub hook: Option<Hook>,
    /// The call as the hook observes it, once it began.
    pub listener: Option<Arc<Listener>>,
    /// Whether pages are those of the asynchronous client.
    pub asynchronous: bool,
    /// Whether the call may run functions of its caller.
    pub has_callbacks: bool,
    /// Whether the caller gets a `Response`, with status, headers and times.
    pub with_response: bool,
    pub to_python: ToPython,
}

impl Context {
    /// Begins a call: tells the hook, if there is one, in the context of the caller.
    pub fn begin(&mut self, py: Python<'_>, target: ObservedTarget<'_>) -> PyResult<()> {
        let Some(hook) = &self.hook else { return Ok(()) };
        let listener = hook.start(py, &self.client, target)?;
        self.options.observed = Some(listener.observed.clone());
        self.listener = Some(listener);
        Ok(())
    }

    /// The exception for arguments that were refused, which the hook receives.
    pub fn refused(&self, py: Python<'_>, error: PyErr) -> PyErr {
        let Some(listener) = &self.listener else { return error };
        listener.refuse(py, &error).err().unwrap_or(error)
    }

    /// Tells the hook that the call is over, with this value or exception.
    pub fn ended(&self, py: Python<'_>, value: &PyResult<Py<PyAny>>) -> PyResult<()> {
        let Some(listener) = &self.listener else { return Ok(()) };
        let error = value.as_ref().err().map(|error| error.value(py).as_any());
        listener.deliver(py, error)
    }

    /// The exception of a call that could not be made.
    pub fn failed(&self, py: Python<'_>, error: Error) -> PyResult<Py<PyAny>> {
        if let Some(listener) = &self.listener {
            listener.observed.end(Some(&error));
        }
        let value = (self.to_python)(py, self, Err(error));
        self.ended(py, &value)?;
        value
    }

    /// Tells the hook that the caller dropped the call.
    pub fn cancelled(&self, py: Python<'_>) -> PyResult<()> {
        self.listener.as_ref().map_or(Ok(()), |listener| listener.cancel(py))
    }
}
