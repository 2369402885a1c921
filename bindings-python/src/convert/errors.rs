//! Core errors as the exception classes of `geai_client._errors`, and panics as `InternalError`.

use geai_client::{Error, ErrorKind, Executed, KINDS, Phase};
use pyo3::exceptions::{PyException, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{IntoPyDict, PyDict, PyList};
use pyo3::{IntoPyObjectExt as _, intern};

use crate::runtime::boundary::internal_error;

/// The exception for `error`.
pub fn to_exception(py: Python<'_>, error: &Error) -> PyErr {
    exception(py, error, None).map_or_else(|failure| failure, PyErr::from_value)
}

/// The exception for an error of `operation`, which refused its arguments.
pub fn to_exception_of(py: Python<'_>, error: &Error, operation: &'static str) -> PyErr {
    exception(py, error, Some(operation)).map_or_else(|failure| failure, PyErr::from_value)
}

/// The exception for an argument that was refused.
pub fn invalid(py: Python<'_>, detail: impl Into<String>) -> PyErr {
    to_exception(py, &Error::local(ErrorKind::InvalidRequestError, detail))
}

/// The classes of `geai_client._errors`, of the copy of the package that was loaded first. An import at each use would find
/// those of another copy, which no `except` of the program names.
static CLASSES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();

/// Binds the classes among the names of `geai_client._errors`. Where they were bound before, gives the names theirs.
#[pyfunction]
pub fn bind_errors(py: Python<'_>, names: &Bound<'_, PyDict>) -> PyResult<()> {
    let classes = CLASSES.get_or_try_init(py, || {
        let classes = PyDict::new(py);
        for name in KINDS.iter().map(|row| row.name).chain([BASE, "ServerMessage", "Attempt", "DefinitionFault"]) {
            classes.set_item(name, names.get_item(name)?)?;
        }
        Ok::<_, PyErr>(classes.unbind())
    })?;
    names.update(classes.bind(py).as_mapping())
}

const BASE: &str = "GeaiError";

fn class<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let class = CLASSES.get(py).map(|classes| classes.bind(py).get_item(name)).transpose()?.flatten();
    class.ok_or_else(|| PyRuntimeError::new_err("geai_client._errors was not imported"))
}

/// Whether an exception is an error of this library.
pub fn is_own(py: Python<'_>, error: &PyErr) -> PyResult<bool> {
    Ok(error.is_instance(py, &class(py, BASE)?))
}

fn exception<'py>(py: Python<'py>, error: &Error, operation: Option<&'static str>) -> PyResult<Bound<'py, PyAny>> {
    let dict = |members: &[(&str, Bound<'py, PyAny>)]| members.into_py_dict(py);
    let history = error.history.iter().map(|attempted| {
        dict(&[
            ("kind", attempted.kind.name().into_bound_py_any(py)?),
            ("status", attempted.status.into_bound_py_any(py)?),
            ("phase", phase(attempted.phase).into_bound_py_any(py)?),
            ("elapsed", attempted.elapsed.as_secs_f64().into_bound_py_any(py)?),
            ("waited", attempted.waited.as_secs_f64().into_bound_py_any(py)?),
        ])
    });
    let messages = error.messages.iter().map(|message| {
        dict(&[
            ("id", message.id.into_bound_py_any(py)?),
            ("code", message.code.as_deref().into_bound_py_any(py)?),
            ("description", message.description.as_str().into_bound_py_any(py)?),
        ])
    });
    let faults = error.faults.iter().map(|fault| {
        dict(&[
            ("file", fault.file.as_deref().into_bound_py_any(py)?),
            ("line", fault.line.into_bound_py_any(py)?),
            ("text", fault.text.as_str().into_bound_py_any(py)?),
        ])
    });
    let known = PyDict::new(py);
    known.set_item("message", &error.detail)?;
    known.set_item("operation", error.operation.or(operation))?;
    known.set_item("base_url", &error.base_url)?;
    known.set_item("proxy", &error.proxy)?;
    known.set_item("method", &error.method)?;
    known.set_item("path", &error.path)?;
    known.set_item("status", error.status)?;
    known.set_item("messages", PyList::new(py, messages.collect::<PyResult<Vec<_>>>()?)?)?;
    known.set_item("faults", PyList::new(py, faults.collect::<PyResult<Vec<_>>>()?)?)?;
    known.set_item("request_id", &error.request_id)?;
    known.set_item("attempts", error.attempts)?;
    known.set_item("history", PyList::new(py, history.collect::<PyResult<Vec<_>>>()?)?)?;
    known.set_item("elapsed", error.elapsed.as_secs_f64())?;
    known.set_item("phase", phase(error.phase))?;
    known.set_item("executed", executed(error.executed))?;
    known.set_item("retry_after", error.retry_after.map(|wait| wait.as_secs_f64()))?;
    known.set_item("redirect_host", &error.redirect_host)?;
    known.set_item("retryable", error.retryable)?;
    known.set_item("is_already_exists", error.is_already_exists())?;
    known.set_item("is_not_found", error.is_not_found())?;
    let applied = error.applied.as_ref().map(|applied| applied.text());
    let body =
        dict(&[("body", error.body.as_deref().into_bound_py_any(py)?), ("applied", applied.into_bound_py_any(py)?)])?;
    let exception = class(py, error.kind().name())?.call((error.to_string(), known), Some(&body))?;
    if let Some(origin) = &error.origin {
        exception.setattr(intern!(py, "__cause__"), self::exception(py, origin, operation)?)?;
    } else if let Some(cause) = &error.cause {
        let cause = PyException::new_err(cause.to_string()).into_value(py);
        exception.setattr(intern!(py, "__cause__"), cause)?;
    }
    Ok(exception)
}

fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Local => "local",
        Phase::Queue => "queue",
        Phase::Connect => "connect",
        Phase::Send => "send",
        Phase::Head => "head",
        Phase::Body => "body",
        Phase::Response => "response",
        Phase::Decode => "decode",
    }
}

fn executed(executed: Executed) -> &'static str {
    match executed {
        Executed::No => "no",
        Executed::Maybe => "maybe",
        Executed::Yes => "yes",
    }
}

/// The exception for a panic.
#[cold]
#[inline(never)]
pub fn panicked(py: Python<'_>) -> PyErr {
    to_exception(py, &internal_error("the native module panicked"))
}
