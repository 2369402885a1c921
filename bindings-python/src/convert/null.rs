//! `NULL`, which clears a member: `None` is what is not given.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// Clears the member that it is given for: it is sent as `null`. `NULL` is the only one; it is false.
#[pyclass(frozen, module = "geai_client")]
pub struct Null;

#[pymethods]
impl Null {
    fn __bool__(&self) -> bool {
        false
    }

    fn __repr__(&self) -> &'static str {
        "NULL"
    }

    /// A copy, and what a pickle is read as, is the same object: its name in the package.
    fn __reduce__(&self) -> &'static str {
        "NULL"
    }

    /// What pydantic checks and writes it by; pydantic asks for it.
    #[classmethod]
    #[pyo3(signature = (_source, _handler, /))]
    fn __get_pydantic_core_schema__<'py>(
        class: &Bound<'py, PyType>,
        _source: &Bound<'py, PyAny>,
        _handler: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = class.py();
        py.import("geai_client._native_support.pydantic_schema")?.call_method1("null_schema", (class, null(py)?))
    }
}

static NULL: PyOnceLock<Py<Null>> = PyOnceLock::new();

/// `NULL`.
pub fn null(py: Python<'_>) -> PyResult<Bound<'_, Null>> {
    Ok(NULL.get_or_try_init(py, || Py::new(py, Null))?.bind(py).clone())
}
