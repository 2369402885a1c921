//! Long lists of Python objects.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::runtime::exit;

/// How long a list is built before other threads may run. A thread that waits for the GIL asks for it after 5 ms in
/// which nothing changed; releasing it earlier would not let that thread in.
const MAX_GIL_HOLD: Duration = Duration::from_millis(6);

/// How many items are turned into objects between two looks at the time.
const CHUNK: usize = 64;

/// The model of the core behind a Python object: owned by it, or in a list that it shares with other objects.
pub enum ModelRef<T> {
    Owned(Box<T>),
    Listed(Arc<Vec<T>>, usize),
}

impl<T> From<T> for ModelRef<T> {
    fn from(value: T) -> Self {
        Self::Owned(Box::new(value))
    }
}

impl<T> Deref for ModelRef<T> {
    type Target = T;
    #[expect(clippy::indexing_slicing, reason = "`model_list` counts them")]
    fn deref(&self) -> &T {
        match self {
            Self::Owned(value) => value,
            Self::Listed(values, at) => &values[*at],
        }
    }
}

/// A list of objects that `one` makes of the models. The objects share the list, so that a large one is not copied.
pub fn model_list<T>(
    py: Python<'_>,
    values: Vec<T>,
    one: impl Fn(Python<'_>, ModelRef<T>) -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyList>> {
    let values = Arc::new(values);
    object_list(py, values.len(), |py, at| one(py, ModelRef::Listed(values.clone(), at)))
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
            exit::yield_gil(py);
            begun = Instant::now();
        }
    }
    Ok(list.unbind())
}
