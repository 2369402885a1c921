//! Events of calls as Python objects.

use std::time::{Duration, SystemTime};

use geai_client::{AttributeValue, Attributes, Event as CoreEvent, EventKind};
use pyo3::IntoPyObjectExt as _;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// What `on_event` receives about a call. It holds no body, no query and no credential.
#[pyclass(frozen, module = "geai_client")]
pub struct Event {
    pub event: CoreEvent,
    pub error: Option<Py<PyAny>>,
}

#[pymethods]
impl Event {
    /// `start`, `attempt`, `retry` or `end`.
    #[getter]
    fn kind(&self) -> &'static str {
        self.event.kind.name()
    }

    /// Number of the call: that of each of its events.
    #[getter]
    fn call_id(&self) -> u64 {
        self.event.number
    }

    /// Operation, such as `agents.get`; `request` for requests that no operation covers.
    #[getter]
    fn operation(&self) -> &'static str {
        self.event.operation
    }

    /// HTTP method; `None` at the start of a sign-in, which takes several requests.
    #[getter]
    fn method(&self) -> Option<&str> {
        self.event.method.as_ref().map(|method| method.as_str())
    }

    /// Base URL of the client.
    #[getter]
    fn base_url(&self) -> &str {
        &self.event.base_url
    }

    /// Host of the server.
    #[getter]
    fn host(&self) -> &str {
        &self.event.host
    }

    /// Port of the server.
    #[getter]
    fn port(&self) -> Option<u16> {
        self.event.port
    }

    /// Path with `{field}`s in place of its values; `None` where there is no such pattern.
    #[getter]
    fn path(&self) -> Option<&str> {
        self.event.path.as_deref()
    }

    /// URL without its query; `None` at the start of a sign-in, and where an argument was refused.
    #[getter]
    fn url(&self) -> Option<&str> {
        self.event.url.as_deref()
    }

    /// Id of the project, where one is configured.
    #[getter]
    fn project_id(&self) -> Option<&str> {
        self.event.project_id.as_deref()
    }

    /// When it happened, in seconds as `time.time()`. The hook may receive it later.
    #[getter]
    fn time(&self) -> f64 {
        self.since_epoch().as_secs_f64()
    }

    /// When it happened, in nanoseconds as `time.time_ns()`.
    #[getter]
    fn time_ns(&self) -> u128 {
        self.since_epoch().as_nanos()
    }

    /// Attempts so far, this one included; 0 at the start.
    #[getter]
    fn attempt(&self) -> u32 {
        self.event.attempt
    }

    /// Seconds of the attempt, or of the whole call; `None` at the start and before a wait.
    #[getter]
    fn elapsed(&self) -> Option<f64> {
        let timed = matches!(self.event.kind, EventKind::Attempt | EventKind::End);
        timed.then_some(self.event.elapsed.as_secs_f64())
    }

    /// Seconds until the next attempt, of a `retry`.
    #[getter]
    fn wait(&self) -> Option<f64> {
        self.event.wait.map(|wait| wait.as_secs_f64())
    }

    /// HTTP status, where there was a response.
    #[getter]
    fn status(&self) -> Option<u16> {
        self.event.status
    }

    /// Id the server gave the request.
    #[getter]
    fn request_id(&self) -> Option<&str> {
        self.event.request_id.as_deref()
    }

    /// Name of the class of the error of the attempt or the call; `cancelled` where its caller dropped it.
    #[getter]
    fn error_type(&self) -> Option<&'static str> {
        self.event.error_type
    }

    /// The exception that the call raises, at its end.
    #[getter]
    fn error(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.error.as_ref().map(|error| error.clone_ref(py))
    }

    /// The event in the words of OpenTelemetry: for the span of the call, or for an event of that span.
    #[getter]
    fn attributes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        dict(py, self.event.attributes())
    }

    /// Of an `attempt` or an `end`: the attributes of a measurement of its time, none of which has many values.
    #[getter]
    fn metric_attributes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        dict(py, self.event.metric_attributes())
    }

    fn __repr__(&self) -> String {
        let CoreEvent { kind, attempt, status, error_type, .. } = &self.event;
        let mut shown = format!("Event({:?}, operation={:?}, attempt={attempt}", kind.name(), self.event.operation);
        if let Some(status) = status {
            shown.push_str(&format!(", status={status}"));
        }
        if let Some(error_type) = error_type {
            shown.push_str(&format!(", error_type={error_type:?}"));
        }
        shown + ")"
    }
}

impl Event {
    fn since_epoch(&self) -> Duration {
        self.event.time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
    }
}

fn dict<'py>(py: Python<'py>, attributes: Attributes<'_>) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in attributes {
        let value = match value {
            AttributeValue::Text(text) => text.into_bound_py_any(py)?,
            AttributeValue::Integer(number) => number.into_bound_py_any(py)?,
            AttributeValue::Number(number) => number.into_bound_py_any(py)?,
            _ => continue,
        };
        dict.set_item(name, value)?;
    }
    Ok(dict)
}
