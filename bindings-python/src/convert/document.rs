//! Documents for people: plans and results in the forms that the core gives them.

use geai_client::bindings::{self, Model, Schema};
use pyo3::prelude::*;

use super::errors::to_exception;
use super::model::{AnyModel, from_stored_text, instance};
use crate::runtime::exit::detached;

/// A document in one of its forms.
pub fn form(py: Python<'_>, value: &dyn AnyModel, form: &str) -> PyResult<String> {
    let (schema, text) = instance(py, value)?;
    // Also of one that a program changed, which is refused where it is read.
    if form == JSON { Ok(text) } else { in_form(py, schema, form, &text) }
}

/// The form that is the document itself.
const JSON: &str = "json";

/// Reads the JSON of a document, which is checked.
pub fn read<T: Model>(py: Python<'_>, text: &str) -> PyResult<T> {
    let text = in_form(py, T::SCHEMA, JSON, text)?;
    from_stored_text(py, &text)
}

#[inline(never)]
fn in_form(py: Python<'_>, schema: &'static Schema, form: &str, text: &str) -> PyResult<String> {
    let verb = format!("{}.{form}", schema.name);
    detached(py, || bindings::run_task(&verb, text)).map_err(|error| to_exception(py, &error))
}
