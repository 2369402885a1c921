//! Documents for people: plans and results in the forms that the core gives them.

use geai_client::bindings::{self, Schema};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::errors::to_exception;
use super::forms;
use super::from_json::plain_data;
use super::model::{BaseModel, Class, Reading};
use crate::runtime::boundary::detached;

/// A document in one of its forms.
pub fn form(of: &Bound<'_, BaseModel>, form: &str) -> PyResult<String> {
    let (py, model) = (of.py(), &*of.get().model);
    let text = forms::wire_text(py, model)?;
    // Also of one that a program changed, which is refused where it is read.
    if form == JSON { Ok(text) } else { in_form(py, model.schema(), form, &text) }
}

/// The forms of a document by their media types: those that are wanted, as notebooks ask for them.
pub fn media(
    of: &Bound<'_, BaseModel>,
    include: Option<&Bound<'_, PyAny>>,
    exclude: Option<&Bound<'_, PyAny>>,
) -> PyResult<Py<PyAny>> {
    let py = of.py();
    let all = plain_data(py, &form(of, MEDIA)?)?;
    let all = all.bind(py).cast::<PyDict>()?;
    let wanted = PyDict::new(py);
    for (name, text) in all {
        let is_included = include.map_or(Ok(true), |names| names.contains(&name))?;
        if is_included && !exclude.map_or(Ok(false), |names| names.contains(&name))? {
            wanted.set_item(name, text)?;
        }
    }
    Ok(wanted.into_any().unbind())
}

/// The form that holds those that notebooks show.
const MEDIA: &str = "media";

/// The form that is the document itself.
const JSON: &str = "json";

/// Reads the JSON of a document, which is checked.
pub fn read(py: Python<'_>, class: &Class, text: &str) -> PyResult<Py<PyAny>> {
    let text = in_form(py, class.schema, JSON, text)?;
    class.object(py, &text, Reading::Stored)
}

fn in_form(py: Python<'_>, schema: &'static Schema, form: &str, text: &str) -> PyResult<String> {
    let verb = format!("{}.{form}", schema.name);
    detached(py, || bindings::run_task(&verb, text)).map_err(|error| to_exception(py, &error))
}
