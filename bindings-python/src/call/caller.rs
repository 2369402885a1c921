//! Where a call came from. Functions of the caller run in its context, whatever thread runs them.

use std::sync::Arc;

use pyo3::prelude::*;

use crate::runtime::caller_context::CallerContext;

tokio::task_local! {
    /// The caller of the call that is running, if functions of its caller may be run.
    pub static CALLER: Option<Arc<Caller>>;
}

/// The context of the code that made a call, and its event loop.
pub struct Caller {
    context: CallerContext,
    /// None for blocking calls.
    pub event_loop: Option<Py<PyAny>>,
}

impl Caller {
    /// The code that is running.
    pub fn here(py: Python<'_>, event_loop: Option<&Bound<'_, PyAny>>) -> PyResult<Arc<Self>> {
        let context = CallerContext::current(py)?;
        Ok(Arc::new(Self { context, event_loop: event_loop.map(|event_loop| event_loop.clone().unbind()) }))
    }

    /// The caller of the call that is running, if functions of its caller may be run.
    pub fn of_call() -> Option<Arc<Self>> {
        CALLER.try_with(Clone::clone).ok().flatten()
    }

    /// A copy of the context: several functions may run at a time, and none sees what another one changes.
    pub fn context<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.context.copy(py)
    }
}
