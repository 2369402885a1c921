//! From a reply of the core to what the caller gets.

use std::borrow::Cow;

use geai_client::bindings::{Bytes, ErasedResponse, ResponseData};
use geai_client::{Error, Response as CoreResponse, ResponseMeta};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyList};

use super::errors::{guard, to_exception};
use super::from_json::{plain_data, plain_dict};
use super::generated;
use super::package::LabPackage;
use crate::call::context::Context;
use crate::runtime::panics::internal_error;

/// The object for a reply, or the exception for an error.
pub fn to_python(py: Python<'_>, context: &Context, outcome: Result<ErasedResponse, Error>) -> PyResult<Py<PyAny>> {
    guard(py, || {
        let CoreResponse { data, meta, body } = outcome.map_err(|error| to_exception(py, &error))?;
        let data = to_object(py, context, data)?;
        if context.with_response { Ok(Py::new(py, Response { data, meta, body })?.into_any()) } else { Ok(data) }
    })
}

fn to_object(py: Python<'_>, context: &Context, body: ResponseData) -> PyResult<Py<PyAny>> {
    let unknown = |what: &str| Err(to_exception(py, &internal_error(what)));
    match body {
        ResponseData::Typed(answer) => generated::to_object(py, answer.into_any(), context)
            .unwrap_or_else(|| unknown("an answer whose type is not one of the classes")),
        ResponseData::LabPackage(package) => Ok(Py::new(py, LabPackage::new(package))?.into_any()),
        ResponseData::Json(Some(value)) => plain_data(py, value.text()),
        ResponseData::Json(None) | ResponseData::Nothing => Ok(py.None()),
        _ => unknown("an answer of an unknown kind"),
    }
}

/// An answer with status, headers and times.
#[pyclass(frozen, module = "geai_client", generic)]
pub struct Response {
    /// The answer.
    #[pyo3(get)]
    data: Py<PyAny>,
    meta: ResponseMeta,
    body: Bytes,
}

#[pymethods]
impl Response {
    /// HTTP status.
    #[getter]
    fn status(&self) -> u16 {
        self.meta.status.as_u16()
    }

    /// Headers of the response; names in any casing.
    #[getter]
    fn headers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers: Vec<_> =
            self.meta.headers.iter().map(|(name, value)| (name.as_str(), text(value.as_bytes()))).collect();
        static HEADERS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let class = HEADERS.import(py, "geai_client._native_support.headers", "Headers")?;
        class.call1((PyList::new(py, headers)?,))
    }

    /// Id the server gave the request.
    #[getter]
    fn request_id(&self) -> Option<&str> {
        self.meta.request_id.as_deref()
    }

    /// Attempts made.
    #[getter]
    fn attempts(&self) -> u32 {
        self.meta.attempts
    }

    /// Seconds from the call to its answer.
    #[getter]
    fn elapsed(&self) -> f64 {
        self.meta.elapsed.as_secs_f64()
    }

    /// The body as the server sent it, without its compression.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.body)
    }

    /// The body as text.
    #[getter]
    fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// Members beside the data, in the object around it, as plain data.
    #[getter]
    fn extra(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guard(py, || {
            self.meta.beside.get().map_or_else(|| Ok(PyDict::new(py).into_any().unbind()), |it| plain_dict(py, it))
        })
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Response(status={}, data={})", self.meta.status.as_u16(), self.data.bind(py).repr()?))
    }
}
