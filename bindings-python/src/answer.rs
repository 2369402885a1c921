//! From an answer of the core to what the caller gets.

use geai_client::Json;
use geai_client::bindings::Cursor;
use geai_client::models::PageInformation;
use geai_client::{
    CallOptions, Client, Error, Response as CoreResponse, ResponseMeta, bindings::ErasedResponse,
    bindings::ResponseData,
};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::errors::{defect, raised};
use crate::generated;
use crate::log::Called;
use crate::model::{Record, json, records};
use crate::package::LabPackage;
use crate::page::{AsyncPage, Page, Parts};

/// What the answer of a call depends on beside the server.
#[derive(Clone)]
pub struct Context {
    /// For the pages after this one.
    pub client: Client,
    pub options: CallOptions,
    pub called: Called,
    /// Pages are asynchronous.
    pub asynchronous: bool,
    /// Status, headers and times are wanted, too.
    pub full: bool,
}

impl Context {
    /// What the caller gets.
    pub fn value(&self, py: Python<'_>, outcome: Result<ErasedResponse, Error>) -> PyResult<Py<PyAny>> {
        let CoreResponse { data, meta } = outcome.map_err(|error| raised(py, &error))?;
        let data = self.data(py, data)?;
        if self.full { Ok(Py::new(py, Response { data, meta })?.into_any()) } else { Ok(data) }
    }

    fn data(&self, py: Python<'_>, body: ResponseData) -> PyResult<Py<PyAny>> {
        match body {
            ResponseData::Typed(answer) => generated::wrapped(py, answer.into_any(), self)
                .unwrap_or_else(|| Err(raised(py, &defect("an answer of a type that is no class here")))),
            ResponseData::LabPackage(package) => Ok(Py::new(py, LabPackage::new(package))?.into_any()),
            ResponseData::Json(Some(value)) => json(py, value.text()),
            ResponseData::Json(None) | ResponseData::Nothing => Ok(py.None()),
            _ => Err(raised(py, &defect("an answer of a type that is not known here"))),
        }
    }

    /// A page as its class; `one` makes a record.
    pub fn page<T>(
        &self,
        py: Python<'_>,
        page: geai_client::Page<T>,
        one: impl Fn(Python<'_>, Record<T>) -> PyResult<Py<PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let (total, cursor) = (page.total(), page.cursor().cloned());
        self.page_of(py, records(py, page.items, one)?, page.malformed, page.information, total, cursor)
    }

    /// The part of it that is the same for all records.
    #[inline(never)]
    fn page_of(
        &self,
        py: Python<'_>,
        items: Py<PyList>,
        malformed: Vec<Json>,
        information: Option<PageInformation>,
        total: Option<i64>,
        cursor: Option<Cursor>,
    ) -> PyResult<Py<PyAny>> {
        // Pages after this one are pages, whatever the first one came in.
        let context = Self { full: false, ..self.clone() };
        let malformed = records(py, malformed, |py, record| json(py, record.text()))?;
        let information = information.map(|it| generated::PageInformation::wrap(py, it)).transpose()?;
        let parts = Parts { items, malformed, information, total, cursor, context };
        if self.asynchronous {
            Ok(Py::new(py, AsyncPage(parts))?.into_any())
        } else {
            Ok(Py::new(py, Page(parts))?.into_any())
        }
    }
}

/// An answer with status, headers and times.
#[pyclass(frozen, module = "geai_client", generic)]
pub struct Response {
    /// The answer.
    #[pyo3(get)]
    data: Py<PyAny>,
    meta: ResponseMeta,
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
        py.import(intern!(py, "geai_client._headers"))?.getattr("Headers")?.call1((PyList::new(py, headers)?,))
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

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Response(status={}, data={})", self.meta.status.as_u16(), self.data.bind(py).repr()?))
    }
}
