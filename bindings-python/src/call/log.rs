//! One log record per call in the logger `geai_client`: method, path, status, attempts, milliseconds. Never a
//! body, a query or a credential.

use std::time::Duration;

use geai_client::Error;
use geai_client::bindings::ErasedResponse;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::runtime::interpreter::loaded_module;

const DEBUG: u8 = 10;

/// What a call is called in log records.
#[derive(Clone)]
pub struct CallTarget {
    pub method: String,
    /// With names of its fields in place of their values.
    pub path: String,
}

/// The log record of a call.
pub struct LogRecord {
    target: CallTarget,
    status: String,
    attempts: u32,
    elapsed: Duration,
}

impl LogRecord {
    pub fn new(target: CallTarget, outcome: &Result<ErasedResponse, Error>) -> Self {
        let (status, attempts, elapsed) = match outcome {
            Ok(reply) => (reply.meta.status.as_u16().to_string(), reply.meta.attempts, reply.meta.elapsed),
            Err(error) => {
                let status = error.status.map(|status| format!("{status} "));
                (format!("{}{}", status.unwrap_or_default(), error.kind().name()), error.attempts, error.elapsed)
            }
        };
        Self { target, status, attempts, elapsed }
    }

    /// Writes it, if the application imported `logging` and enabled the level.
    pub fn write(&self, py: Python<'_>) -> PyResult<()> {
        static LOGGER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let Some(logging) = loaded_module(py, "logging")? else { return Ok(()) };
        let get = || logging.call_method1(intern!(py, "getLogger"), (intern!(py, "geai_client"),)).map(Bound::unbind);
        let logger = LOGGER.get_or_try_init(py, get)?.bind(py);
        if !logger.call_method1(intern!(py, "isEnabledFor"), (DEBUG,))?.is_truthy()? {
            return Ok(());
        }
        let Self { target: CallTarget { method, path }, status, attempts, elapsed } = self;
        let arguments = (DEBUG, "%s %s: %s, attempts %d, %d ms", method, path, status, attempts, millis(*elapsed));
        logger.call_method1(intern!(py, "log"), arguments)?;
        Ok(())
    }
}

fn millis(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}
