//! Long lists of Python objects.

use std::sync::Arc;
use std::time::{Duration, Instant};

use geai_client::bindings::Model;
use pyo3::prelude::*;
use pyo3::types::PyList;

use super::any_model::{HeldModel, ModelList};
use crate::runtime::boundary;

/// How long a list is built before other threads may run. A thread that waits for the GIL asks for it after 5 ms in
/// which nothing changed; releasing it earlier would not let that thread in.
const MAX_GIL_HOLD: Duration = Duration::from_millis(6);

/// How many items are turned into objects between two looks at the time.
const CHUNK: usize = 64;

/// What makes an object of a model.
pub type Make = fn(Python<'_>, HeldModel) -> PyResult<Py<PyAny>>;

/// A list of objects that `one` makes of the models. The objects share the list, so that a large one is not copied.
pub fn model_list<T: Model>(py: Python<'_>, models: Vec<T>, one: Make) -> PyResult<Py<PyList>> {
    let (count, models): (_, Arc<dyn ModelList>) = (models.len(), Arc::new(models));
    object_list(py, count, |py, at| one(py, HeldModel::Listed(models.clone(), at)))
}

/// A list of `count` objects that `one` makes. Other threads may run in between.
pub fn object_list(
    py: Python<'_>,
    count: usize,
    one: impl Fn(Python<'_>, usize) -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyList>> {
    let list = PyList::new(py, (0..count).map(|_| py.None()))?;
    let mut begun = Instant::now();
    for at in 0..count {
        list.set_item(at, one(py, at)?)?;
        if at.is_multiple_of(CHUNK) && begun.elapsed() > MAX_GIL_HOLD {
            boundary::yield_gil(py);
            begun = Instant::now();
        }
    }
    Ok(list.unbind())
}
