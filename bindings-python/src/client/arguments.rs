//! Arguments of Python as the core takes them.

use std::time::Duration;

use geai_client::bindings::{self, NameStyle};
use geai_client::{CallOptions, Document, Error, ErrorKind};
use pyo3::Borrowed;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDelta, PyDict};

use crate::convert::errors::{invalid, to_exception};
use crate::convert::package::document;
use crate::convert::to_json::{self, ModelForm};

/// The flag of the code of a coroutine function, as `inspect` has it.
const CO_COROUTINE: u32 = 0x80;

/// Arguments of a call, some of them secret. Error reporters send the local variables of frames: they see `***`, and
/// nothing that could be walked.
#[pyclass(frozen, module = "geai_client._native")]
pub struct Arguments(Py<PyDict>);

#[pymethods]
impl Arguments {
    #[new]
    fn new(values: Bound<'_, PyDict>) -> Self {
        Self(values.unbind())
    }

    /// Those that are given, without the secrets that are named.
    fn without(&self, py: Python<'_>, secrets: Vec<String>) -> PyResult<Py<PyDict>> {
        let rest = PyDict::new(py);
        for (name, value) in self.0.bind(py) {
            if !value.is_none() && !secrets.contains(&name.extract()?) {
                rest.set_item(name, value)?;
            }
        }
        Ok(rest.unbind())
    }

    fn __repr__(&self) -> &'static str {
        geai_client::bindings::MASK
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0)
    }
}

impl Arguments {
    /// As a dict, which callers may change.
    pub fn dict<'py>(&self, py: Python<'py>) -> &Bound<'py, PyDict> {
        self.0.bind(py)
    }
}

/// Takes the function that receives events out of the options of a client.
pub fn take_hook(options: &Bound<'_, PyDict>) -> PyResult<Option<Py<PyAny>>> {
    let py = options.py();
    let Some(given) = options.get_item("on_event")?.filter(|given| !given.is_none()) else { return Ok(None) };
    options.del_item("on_event")?;
    let refused = |why: String| to_exception(py, &Error::local(ErrorKind::ConfigError, format!("on_event: {why}")));
    if !given.is_callable() {
        return Err(refused(format!("expected a function of an event, got {}", given.get_type().name()?)));
    }
    // Of a coroutine function, whose answer nobody would await.
    let flags = given.getattr("__code__").and_then(|code| code.getattr("co_flags")?.extract::<u32>()).unwrap_or(0);
    if flags & CO_COROUTINE != 0 {
        return Err(refused("it is async, and events are not awaited".to_owned()));
    }
    Ok(Some(given.unbind()))
}

/// A time limit as it is given: a number of seconds, or a `timedelta`.
pub struct Seconds(pub f64);

impl<'py> FromPyObject<'_, 'py> for Seconds {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if given.is_instance_of::<PyDelta>() {
            return given.call_method0("total_seconds")?.extract().map(Self);
        }
        given.extract().map(Self)
    }
}

/// A time limit, checked before anything is sent.
pub fn seconds(py: Python<'_>, name: &str, given: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(given).map_err(|_| invalid(py, format!("{name}: expected seconds, 0 or more")))
}

/// The options of a call.
pub fn call_options(options: &Bound<'_, PyDict>) -> PyResult<CallOptions> {
    if options.values().iter().all(|value| value.is_none()) {
        return Ok(CallOptions::default());
    }
    let text = to_json::options(options)?;
    CallOptions::from_json(&text, NameStyle::Snake).map_err(|error| to_exception(options.py(), &error))
}

/// Takes a document out of the parameters: a large one is not copied through JSON.
pub fn take_document(params: &Bound<'_, PyDict>, name: &str) -> PyResult<Option<Document>> {
    let Some(given) = params.get_item(name)?.filter(|given| !given.is_none()) else { return Ok(None) };
    params.del_item(name)?;
    document(&given, name).map(Some)
}

/// Query parameters from a dict of str, int, float, bool or lists of these; `None` is left out.
pub fn query_pairs(query: &Bound<'_, PyAny>) -> PyResult<Vec<(String, String)>> {
    if query.is_none() {
        return Ok(Vec::new());
    }
    let text = to_json::value(query, "query", ModelForm::Plain)?;
    bindings::query_pairs(&text).map_err(|why| invalid(query.py(), why))
}

/// The `ConfigError` for an argument of the constructor that was refused.
pub fn as_config_error(py: Python<'_>, error: PyErr) -> PyErr {
    let detail = error.value(py).getattr("message").and_then(|message| message.extract::<String>());
    match detail {
        Ok(detail) => to_exception(py, &Error::local(ErrorKind::ConfigError, detail)),
        Err(_) => error,
    }
}
