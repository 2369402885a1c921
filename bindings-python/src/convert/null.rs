//! `NULL`, which clears a member: `None` is what is not given.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

use super::pydantic;

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
    #[pyo3(signature = (source, handler, /))]
    fn __get_pydantic_core_schema__<'py>(
        class: &Bound<'py, PyType>,
        source: &Bound<'py, PyAny>,
        handler: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        pydantic::schema(class, "null_schema", source, handler)
    }
}

static NULL: PyOnceLock<Py<Null>> = PyOnceLock::new();

/// `NULL`.
pub fn null(py: Python<'_>) -> PyResult<Bound<'_, Null>> {
    Ok(NULL.get_or_try_init(py, || Py::new(py, Null))?.bind(py).clone())
}
