//! Facts about the running interpreter.

use std::cell::Cell;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

static MODULES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();

/// Binds the modules of the interpreter. While it ends, when finalizers may make calls, nothing can be imported.
pub fn bind_modules(py: Python<'_>) -> PyResult<()> {
    let modules = || Ok(py.import("sys")?.getattr("modules")?.cast_into::<PyDict>()?.unbind());
    MODULES.get_or_try_init(py, modules).map(drop)
}

/// The module, if the application imported it.
pub fn loaded_module<'py>(py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    let Some(modules) = MODULES.get(py) else { return Ok(None) };
    Ok(modules.bind(py).get_item(name)?.filter(|module| !module.is_none()))
}

/// Whether this is the main thread, on which signals are handled. Where `threading` was never imported there is no
/// other thread.
pub fn on_main_thread(py: Python<'_>) -> PyResult<bool> {
    thread_local! {
        /// Process and answer: in a child, the thread that forked is the main one.
        static KNOWN: Cell<Option<(u32, bool)>> = const { Cell::new(None) };
    }
    let process = std::process::id();
    if let Some((_, is_main)) = KNOWN.get().filter(|(known, _)| *known == process) {
        return Ok(is_main);
    }
    let Some(threading) = loaded_module(py, "threading")? else { return Ok(true) };
    let current = threading.call_method0(intern!(py, "get_ident"))?;
    let main = threading.call_method0(intern!(py, "main_thread"))?;
    let is_main = current.eq(main.getattr(intern!(py, "ident"))?)?;
    KNOWN.set(Some((process, is_main)));
    Ok(is_main)
}
