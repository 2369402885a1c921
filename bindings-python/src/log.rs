//! One record per call in the logger `geai_client`: method, path, status, attempts, milliseconds. Never a
//! body, a query or a credential.

use std::time::Duration;

use geai_client::{Error, Reply};
use pyo3::intern;
use pyo3::prelude::*;

use crate::door::loaded;

const DEBUG: u8 = 10;

/// What is called, as it stands in records.
#[derive(Clone)]
pub struct Called {
    pub method: String,
    /// With names of its fields in place of their values.
    pub path: String,
}

/// Writes the record, if the application imported `logging` and wants it.
pub fn record(py: Python<'_>, called: &Called, outcome: &Result<Reply, Error>) -> PyResult<()> {
    let Some(logging) = loaded(py, "logging")? else { return Ok(()) };
    let logger = logging.call_method1(intern!(py, "getLogger"), (intern!(py, "geai_client"),))?;
    if !logger.call_method1(intern!(py, "isEnabledFor"), (DEBUG,))?.is_truthy()? {
        return Ok(());
    }
    let (status, attempts, elapsed) = match outcome {
        Ok(reply) => (reply.meta.status.as_u16().to_string(), reply.meta.attempts, reply.meta.elapsed),
        Err(error) => {
            let status = error.status.map(|status| format!("{status} "));
            (format!("{}{}", status.unwrap_or_default(), error.kind().name()), error.attempts, error.elapsed)
        }
    };
    let arguments =
        (DEBUG, "%s %s: %s, attempts %d, %d ms", &called.method, &called.path, status, attempts, whole(elapsed));
    logger.call_method1(intern!(py, "log"), arguments)?;
    Ok(())
}

fn whole(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}
