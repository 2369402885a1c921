//! The context of a caller, in the sense of `contextvars`: functions of the caller run in it, wherever they are called.

use pyo3::call::PyCallArgs;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// The context in which a call was made.
pub struct CallerContext(Py<PyAny>);

impl CallerContext {
    /// That of the code that runs.
    pub fn current(py: Python<'_>) -> PyResult<Self> {
        static COPY_CONTEXT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        COPY_CONTEXT.import(py, "contextvars", "copy_context")?.call0().map(|context| Self(context.unbind()))
    }

    /// A context like this one, for code that is run by a function of Python.
    pub fn copy<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.bind(py).call_method0(intern!(py, "copy"))
    }

    /// Runs a function in a context like this one: a context itself can be entered once at a time.
    pub fn run<'py>(&self, py: Python<'py>, arguments: impl PyCallArgs<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.copy(py)?.call_method1(intern!(py, "run"), arguments)
    }
}
