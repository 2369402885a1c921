//! Members of models as Python objects, for the getters in `generated.rs`.

use geai_client::{Json, Number};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyString, PyTuple};

use super::from_json::plain_data;

/// The value of the slot, made when it is first asked for; without a slot it is made each time.
pub fn cached(
    py: Python<'_>,
    slots: &[PyOnceLock<Py<PyAny>>],
    slot: Option<usize>,
    make: impl FnOnce() -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyAny>> {
    match slot.and_then(|slot| slots.get(slot)) {
        Some(slot) => slot.get_or_try_init(py, make).map(|value| value.clone_ref(py)),
        None => make(),
    }
}

/// The value, or `None`.
pub fn optional<T>(
    py: Python<'_>,
    value: Option<&T>,
    make: impl FnOnce(Python<'_>, &T) -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyAny>> {
    value.map_or_else(|| Ok(py.None()), |value| make(py, value))
}

/// A tuple of the values.
pub fn tuple<T>(
    py: Python<'_>,
    values: &[T],
    make: impl Fn(Python<'_>, &T) -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyAny>> {
    tuple_of(py, &mut values.iter().map(|value| make(py, value)))
}

/// A tuple of what is made, compiled once for all types of values.
fn tuple_of(py: Python<'_>, made: &mut dyn Iterator<Item = PyResult<Py<PyAny>>>) -> PyResult<Py<PyAny>> {
    Ok(PyTuple::new(py, made.collect::<PyResult<Vec<_>>>()?)?.into_any().unbind())
}

/// A `str`.
pub fn string(py: Python<'_>, text: &str) -> PyResult<Py<PyAny>> {
    Ok(PyString::new(py, text).into_any().unbind())
}

/// A `bool`.
pub fn boolean(py: Python<'_>, truth: bool) -> PyResult<Py<PyAny>> {
    Ok(PyBool::new(py, truth).to_owned().into_any().unbind())
}

/// An `int`.
pub fn integer(py: Python<'_>, integer: i64) -> PyResult<Py<PyAny>> {
    integer.into_py_any(py)
}

/// An `int` where the number is integral, else a `float`.
pub fn number(py: Python<'_>, number: &Number) -> PyResult<Py<PyAny>> {
    match number.as_i64() {
        Some(integer) => integer.into_py_any(py),
        None => number.as_f64().into_py_any(py),
    }
}

/// Free-form JSON as plain data.
pub fn free_form(py: Python<'_>, value: &Json) -> PyResult<Py<PyAny>> {
    plain_data(py, value.text())
}
