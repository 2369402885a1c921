//! One record per call in the logger `geai_client`: method, path, status, attempts, milliseconds. Never a
//! body, a query or a credential.

use std::io::Write as _;
use std::time::Duration;

use geai_client::{Error, bindings::ErasedResponse};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::door::loaded;

const DEBUG: u8 = 10;

/// What is called, as it stands in records.
#[derive(Clone)]
pub struct Called {
    pub method: String,
    /// With names of its fields in place of their values.
    pub path: String,
}

/// What a record says of a call.
pub struct Record {
    called: Called,
    status: String,
    attempts: u32,
    elapsed: Duration,
}

impl Record {
    pub fn of(called: Called, outcome: &Result<ErasedResponse, Error>) -> Self {
        let (status, attempts, elapsed) = match outcome {
            Ok(reply) => (reply.meta.status.as_u16().to_string(), reply.meta.attempts, reply.meta.elapsed),
            Err(error) => {
                let status = error.status.map(|status| format!("{status} "));
                (format!("{}{}", status.unwrap_or_default(), error.kind().name()), error.attempts, error.elapsed)
            }
        };
        Self { called, status, attempts, elapsed }
    }

    /// Writes it, if the application imported `logging` and wants it.
    pub fn write(&self, py: Python<'_>) -> PyResult<()> {
        static LOGGER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let Some(logging) = loaded(py, "logging")? else { return Ok(()) };
        let get = || logging.call_method1(intern!(py, "getLogger"), (intern!(py, "geai_client"),)).map(Bound::unbind);
        let logger = LOGGER.get_or_try_init(py, get)?.bind(py);
        if !logger.call_method1(intern!(py, "isEnabledFor"), (DEBUG,))?.is_truthy()? {
            return Ok(());
        }
        let Self { called: Called { method, path }, status, attempts, elapsed } = self;
        let arguments = (DEBUG, "%s %s: %s, attempts %d, %d ms", method, path, status, attempts, whole(*elapsed));
        logger.call_method1(intern!(py, "log"), arguments)?;
        Ok(())
    }
}

/// Makes a panic one line on standard error, which says where it was: its message may hold a secret. The
/// hook is of this module alone, which has a standard library of its own.
pub fn shorten_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        // Where nobody can read it, there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "geai_client: the native module panicked at {place}: please report this");
    }));
}

fn whole(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}
