//! From a reply of the core to what the caller gets.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::time::Duration;

use geai_client::bindings::{Bytes, ErasedResponse, ResponseData};
use geai_client::{Error, Extra, HeaderName, HeaderValue, Response as CoreResponse, ResponseMeta};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyList, PyType};

use super::errors::{invalid, to_exception};
use super::from_json::{plain_data, plain_dict};
use super::generated;
use super::package::LabPackage;
use super::page::masked_extra;
use super::pydantic;
use super::to_json::{self, ModelForm};
use crate::call::context::Context;
use crate::runtime::boundary::{guard, internal_error};

/// The object for a reply, or the exception for an error.
pub fn to_python(py: Python<'_>, context: &Context, outcome: Result<ErasedResponse, Error>) -> PyResult<Py<PyAny>> {
    guard(py, || {
        let CoreResponse { data, meta, body } = outcome.map_err(|error| to_exception(py, &error))?;
        let data = to_object(py, context, data)?;
        if context.with_response {
            Ok(Py::new(py, Response { data, meta, body: Some(body) })?.into_any())
        } else {
            Ok(data)
        }
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
    /// Absent from a response that came out of a pickle.
    body: Option<Bytes>,
}

/// What makes a response again: its data and the rest of it.
type Reduced<'py> = (Bound<'py, PyAny>, (Py<PyAny>, Bound<'py, PyDict>));

impl Response {
    fn made(
        data: Bound<'_, PyAny>,
        status: u16,
        headers: Option<&Bound<'_, PyAny>>,
        request_id: Option<String>,
        (attempts, elapsed): (u32, f64),
        body: Option<Bytes>,
        extra: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let py = data.py();
        let mut meta = ResponseMeta::default();
        meta.status = status.try_into().map_err(|_| invalid(py, "status: expected an HTTP status"))?;
        if let Some(given) = headers {
            let pairs = py.get_type::<PyDict>().call1((given,))?.cast_into::<PyDict>()?;
            for (name, value) in pairs {
                let (name, value): (String, String) = (name.extract()?, value.extract()?);
                let name =
                    HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid(py, "headers: no header name"))?;
                let value = HeaderValue::from_str(&value).map_err(|_| invalid(py, "headers: no header value"))?;
                meta.headers.append(name, value);
            }
        }
        (meta.request_id, meta.attempts) = (request_id, attempts);
        meta.elapsed = Duration::try_from_secs_f64(elapsed).map_err(|_| invalid(py, "elapsed: expected seconds"))?;
        if let Some(extra) = extra {
            let text = to_json::value(extra, "extra", ModelForm::Plain)?;
            let extra: Extra = serde_json::from_str(&text).map_err(|_| invalid(py, "extra: expected a dict"))?;
            meta.beside = OnceLock::from(extra);
        }
        Ok(Self { data: data.unbind(), meta, body })
    }

    fn bytes(&self, py: Python<'_>) -> PyResult<&Bytes> {
        self.body.as_ref().ok_or_else(|| {
            invalid(py, "body: this response came out of a pickle, which holds no body: it may hold secrets")
        })
    }

    /// Names and values, without the headers of this name.
    fn header_pairs(&self, without: Option<HeaderName>) -> Vec<(&str, String)> {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers = self.meta.headers.iter().filter(|(name, _)| without.as_ref() != Some(*name));
        headers.map(|(name, value)| (name.as_str(), text(value.as_bytes()))).collect()
    }
}

#[pymethods]
impl Response {
    #[new]
    #[pyo3(signature = (data, *, status=200, headers=None, request_id=None, attempts=1, elapsed=0.0, body=None, extra=None))]
    #[expect(clippy::too_many_arguments, reason = "each is an attribute")]
    fn __new__(
        data: Bound<'_, PyAny>,
        status: u16,
        headers: Option<&Bound<'_, PyAny>>,
        request_id: Option<String>,
        attempts: u32,
        elapsed: f64,
        body: Option<Vec<u8>>,
        extra: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let body = Some(body.unwrap_or_default().into());
        guard(data.py(), || Self::made(data.clone(), status, headers, request_id, (attempts, elapsed), body, extra))
    }

    /// What pydantic checks and writes it by; pydantic asks for it.
    #[classmethod]
    #[pyo3(signature = (source, handler, /))]
    fn __get_pydantic_core_schema__<'py>(
        class: &Bound<'py, PyType>,
        source: &Bound<'py, PyAny>,
        handler: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        pydantic::schema(class, "response_schema", source, handler)
    }

    /// HTTP status.
    #[getter]
    fn status(&self) -> u16 {
        self.meta.status.as_u16()
    }

    /// Headers of the response; names in any casing.
    #[getter]
    fn headers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        static HEADERS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let class = HEADERS.import(py, "geai_client._native_support.headers", "Headers")?;
        class.call1((PyList::new(py, self.header_pairs(None))?,))
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

    /// The body as the server sent it, without its compression. A pickle does not hold it.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, self.bytes(py)?))
    }

    /// The body as text.
    #[getter]
    fn text(&self, py: Python<'_>) -> PyResult<Cow<'_, str>> {
        Ok(String::from_utf8_lossy(self.bytes(py)?))
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

    #[classmethod]
    fn _from_parts(_class: &Bound<'_, PyType>, data: Bound<'_, PyAny>, rest: &Bound<'_, PyDict>) -> PyResult<Self> {
        let py = rest.py();
        let part = |name: &str| {
            rest.get_item(name)?.ok_or_else(|| invalid(py, format!("a pickle of a response without {name}")))
        };
        let times = (part("attempts")?.extract()?, part("elapsed")?.extract()?);
        let (headers, extra) = (part("headers")?, part("extra")?);
        let (status, id) = (part("status")?.extract()?, part("request_id")?.extract()?);
        Self::made(data, status, Some(&headers), id, times, None, Some(&extra))
    }

    /// Neither the body nor cookies, which may be secrets.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        let (py, this) = (slf.py(), slf.get());
        guard(py, || {
            let rest = PyDict::new(py);
            rest.set_item("status", this.status())?;
            rest.set_item(
                "headers",
                PyDict::from_sequence(PyList::new(py, this.header_pairs(Some(SET_COOKIE)))?.as_any())?,
            )?;
            rest.set_item("request_id", this.request_id())?;
            rest.set_item("attempts", this.attempts())?;
            rest.set_item("elapsed", this.elapsed())?;
            rest.set_item("extra", masked_extra(py, this.meta.beside.get().unwrap_or(&Extra::new()))?)?;
            Ok((slf.get_type().getattr("_from_parts")?, (this.data.clone_ref(py), rest)))
        })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.data)
    }
}

/// The header that no pickle holds.
const SET_COOKIE: HeaderName = HeaderName::from_static("set-cookie");
