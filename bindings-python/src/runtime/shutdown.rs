//! The exit of the interpreter: everything that must end before it finalises.

use pyo3::prelude::*;

use super::{boundary, thread_pool};

/// Ends the calls in flight and waits for the threads to leave Python. Registered with `atexit`.
#[pyfunction]
pub fn _shutdown(py: Python<'_>) {
    boundary::close(py);
    thread_pool::shut_down(py);
}
