//! Calls of the caller's functions while its future waits, made on the event loop.

use std::sync::Arc;

use pyo3::call::PyCallArgs;
use pyo3::intern;
use pyo3::prelude::*;

use super::asynchronous::is_done;

/// A function that receives the progress of a call. An exception of the function fails the call.
#[derive(Clone)]
pub struct Report {
    function: Arc<Py<PyAny>>,
    future: Arc<Py<PyAny>>,
}

impl Report {
    pub fn new(function: &Arc<Py<PyAny>>, future: &Arc<Py<PyAny>>) -> Self {
        Self { function: function.clone(), future: future.clone() }
    }

    /// Calls the function, unless the call ended.
    pub fn deliver<'py>(&self, py: Python<'py>, arguments: impl PyCallArgs<'py>) -> PyResult<()> {
        let future = self.future.bind(py);
        if is_done(future)? {
            return Ok(());
        }
        if let Err(error) = self.function.bind(py).call1(arguments)
            && !is_done(future)?
        {
            future.call_method1(intern!(py, "set_exception"), (error,))?;
        }
        Ok(())
    }
}
