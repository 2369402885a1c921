//! Free-form JSON as plain data.

use geai_client::Extra;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

/// JSON as plain data. Python's own parser keeps integers of any size.
pub fn plain_data(py: Python<'_>, text: &str) -> PyResult<Py<PyAny>> {
    static LOADS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let read = LOADS.import(py, "json", "loads")?.call1((text,));
    let read = read.or_else(|_| py.import("geai_client._native_support.exact_json")?.getattr("loads")?.call1((text,)));
    read.map(Bound::unbind)
}

/// Members by wire name as a dict.
pub fn plain_dict(py: Python<'_>, members: &Extra) -> PyResult<Py<PyAny>> {
    let dict = PyDict::new(py);
    for (name, value) in members {
        dict.set_item(name, plain_data(py, value.text())?)?;
    }
    Ok(dict.into_any().unbind())
}
