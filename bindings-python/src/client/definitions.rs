//! Set-ups as code: what needs no client.

use geai_client::bindings;
use pyo3::prelude::*;

use super::arguments::Arguments;
use crate::convert::errors::to_exception;
use crate::convert::to_json::{self, ModelForm};
use crate::runtime::boundary::{detached, guard};

/// Runs a verb of set-ups on its arguments, and gives its result as JSON.
#[pyfunction]
#[pyo3(signature = (verb, arguments, /))]
pub fn run_task(py: Python<'_>, verb: &str, arguments: &Arguments) -> PyResult<String> {
    guard(py, || {
        let arguments = to_json::value(arguments.dict(py), "", ModelForm::Plain)?;
        detached(py, || bindings::run_task(verb, &arguments)).map_err(|error| to_exception(py, &error))
    })
}
