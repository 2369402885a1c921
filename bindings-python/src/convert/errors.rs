//! Core errors as the exception classes of `geai_client._errors`, and panics as `InternalError`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use geai_client::{Error, ErrorKind, Executed, Phase};
use pyo3::exceptions::PyException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::runtime::panics::internal_error;

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

fn exception<'py>(py: Python<'py>, error: &Error, operation: Option<&'static str>) -> PyResult<Bound<'py, PyAny>> {
    let module = py.import(intern!(py, "geai_client._errors"))?;
    let server_message = module.getattr(intern!(py, "ServerMessage"))?;
    let attempt = module.getattr(intern!(py, "Attempt"))?;
    let history = error.history.iter().map(|attempted| {
        let (elapsed, waited) = (attempted.elapsed.as_secs_f64(), attempted.waited.as_secs_f64());
        attempt.call1((attempted.kind.name(), attempted.status, phase(attempted.phase), elapsed, waited))
    });
    let messages =
        error.messages.iter().map(|message| server_message.call1((message.id, &message.code, &message.description)));
    let known = PyDict::new(py);
    known.set_item("message", &error.detail)?;
    known.set_item("operation", error.operation.or(operation))?;
    known.set_item("base_url", &error.base_url)?;
    known.set_item("proxy", &error.proxy)?;
    known.set_item("method", &error.method)?;
    known.set_item("path", &error.path)?;
    known.set_item("status", error.status)?;
    known.set_item("messages", PyTuple::new(py, messages.collect::<PyResult<Vec<_>>>()?)?)?;
    known.set_item("request_id", &error.request_id)?;
    known.set_item("attempts", error.attempts)?;
    known.set_item("history", PyTuple::new(py, history.collect::<PyResult<Vec<_>>>()?)?)?;
    known.set_item("elapsed", error.elapsed.as_secs_f64())?;
    known.set_item("phase", phase(error.phase))?;
    known.set_item("executed", executed(error.executed))?;
    known.set_item("retry_after", error.retry_after.map(|wait| wait.as_secs_f64()))?;
    known.set_item("redirect_host", &error.redirect_host)?;
    known.set_item("retryable", error.retryable)?;
    known.set_item("body", &error.body)?;
    known.set_item("is_already_exists", error.is_already_exists())?;
    let exception = module.getattr(error.kind().name())?.call((error.to_string(),), Some(&known))?;
    if let Some(cause) = &error.cause {
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

/// Runs a function that Python called. A panic becomes an `InternalError`; the `PanicException` of pyo3 would pass every
/// `except Exception`.
pub fn guard<T>(py: Python<'_>, function: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(function)).unwrap_or_else(|_| Err(panicked(py)))
}

#[cold]
#[inline(never)]
fn panicked(py: Python<'_>) -> PyErr {
    to_exception(py, &internal_error("the native module panicked"))
}
