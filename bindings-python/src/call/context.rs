//! What a call needs beside its request.

use geai_client::bindings::ErasedResponse;
use geai_client::{CallOptions, Client, Error};
use pyo3::prelude::*;

/// What a call is called in log records.
#[derive(Clone)]
pub struct CallTarget {
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
    /// Whether pages are those of the asynchronous client.
    pub asynchronous: bool,
    /// Whether the caller gets a `Response`, with status, headers and times.
    pub with_response: bool,
    pub to_python: ToPython,
}

impl Context {
    /// What the caller gets.
    pub fn to_python(&self, py: Python<'_>, outcome: Result<ErasedResponse, Error>) -> PyResult<Py<PyAny>> {
        (self.to_python)(py, self, outcome)
    }
}
