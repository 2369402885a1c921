//! Core errors as the exception classes of `geai_client._errors`, and panics as `InternalError`.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use geai_client::{Error, ErrorKind, Executed, Phase};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

/// The exception for `error`.
pub fn raised(py: Python<'_>, error: &Error) -> PyErr {
    exception(py, error, None).map_or_else(|failure| failure, PyErr::from_value)
}

/// The same, for an operation that refused its arguments.
pub fn raised_by(py: Python<'_>, error: &Error, operation: &'static str) -> PyErr {
    exception(py, error, Some(operation)).map_or_else(|failure| failure, PyErr::from_value)
}

/// The exception for an argument that was refused.
pub fn invalid(py: Python<'_>, detail: impl Into<String>) -> PyErr {
    raised(py, &Error::local(ErrorKind::InvalidRequestError, detail))
}

fn exception<'py>(py: Python<'py>, error: &Error, operation: Option<&'static str>) -> PyResult<Bound<'py, PyAny>> {
    let module = py.import(intern!(py, "geai_client._errors"))?;
    let entry = module.getattr(intern!(py, "ServerMessage"))?;
    let attempt = module.getattr(intern!(py, "Attempt"))?;
    let history = error.history.iter().map(|tried| {
        let (elapsed, waited) = (tried.elapsed.as_secs_f64(), tried.waited.as_secs_f64());
        attempt.call1((tried.kind.name(), tried.status, phase(tried.phase), elapsed, waited))
    });
    let messages = error.messages.iter().map(|said| entry.call1((said.id, &said.code, &said.description)));
    let known = PyDict::new(py);
    known.set_item("message", &error.detail)?;
    known.set_item("operation", error.operation.or(operation))?;
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
    module.getattr(error.kind().name())?.call((error.to_string(),), Some(&known))
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

/// A defect of this library.
pub fn defect(detail: &str) -> Error {
    Error::local(ErrorKind::InternalError, detail)
}

/// Runs an entry from Python; a panic becomes an `InternalError`, where pyo3 would raise what no
/// `except Exception` catches.
pub fn guard<T>(py: Python<'_>, entry: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(entry)).unwrap_or_else(|_| Err(panicked(py)))
}

#[cold]
#[inline(never)]
fn panicked(py: Python<'_>) -> PyErr {
    raised(py, &defect("the native module panicked"))
}

/// Runs a call; a panic becomes an `InternalError`.
pub async fn guarded<T>(call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let mut call = pin!(call);
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(context)));
        polled.unwrap_or_else(|_| Poll::Ready(Err(defect("the call panicked"))))
    })
    .await
}
