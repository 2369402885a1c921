//! The command line, which the package's console script runs.

use std::ffi::OsString;

use pyo3::prelude::*;

use crate::runtime::boundary::{detached, guard};

/// Runs the command line, and gives its exit code. `arguments` begin with the name of the program.
#[pyfunction]
pub fn run_cli(py: Python<'_>, arguments: Vec<OsString>) -> PyResult<u8> {
    guard(py, || Ok(detached(py, || geai_client_cli::main(arguments))))
}
