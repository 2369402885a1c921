//! One log record per call in the logger `geai_client`: method, URL, project, status, id of the request, attempts,
//! milliseconds, in the text and as attributes of the record. Never a body, a query or a credential.

use std::time::Duration;

use geai_client::bindings::ErasedResponse;
use geai_client::{Client, Error};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{IntoPyDict as _, PyDict};

use super::context::{CallTarget, Context};
use crate::runtime::interpreter::loaded_module;

const DEBUG: u8 = 10;

/// The log record of a call.
pub struct LogRecord {
    client: Client,
    target: CallTarget,
    status: Option<u16>,
    error: Option<&'static str>,
    request_id: Option<String>,
    attempts: u32,
    elapsed: Duration,
    /// Places of members of another type than documented.
    malformed: Option<String>,
}

impl LogRecord {
    pub fn new(context: &Context, outcome: &Result<ErasedResponse, Error>) -> Self {
        let (status, error, request_id, attempts, elapsed) = match outcome {
            Ok(reply) => {
                let meta = &reply.meta;
                (Some(meta.status.as_u16()), None, &meta.request_id, meta.attempts, meta.elapsed)
            }
            Err(error) => (error.status, Some(error.kind().name()), &error.request_id, error.attempts, error.elapsed),
        };
        let (client, target, request_id) = (context.client.clone(), context.target.clone(), request_id.clone());
        let malformed =
            outcome.as_ref().ok().and_then(|reply| reply.meta.malformed.get()).map(|places| places.join(", "));
        Self { client, target, status, error, request_id, attempts, elapsed, malformed }
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
        let Self { target: CallTarget { operation, method, path }, status, error, attempts, elapsed, .. } = self;
        let outcome = [status.map(|status| status.to_string()), error.map(str::to_owned)];
        let outcome = outcome.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let base_url = self.client.base_url();
        // What takes several operations has a name in place of a path.
        let url = if path.starts_with('/') { format!("{base_url}{path}") } else { format!("{path} at {base_url}") };
        let project = self.client.project_id().map(|id| format!(", project {id}")).unwrap_or_default();
        let request = self.request_id.as_ref().map(|id| format!(", request id {id}")).unwrap_or_default();
        let format = "%s %s: %s%s%s, attempts %d, %d ms";
        let extra = PyDict::new(py);
        extra.set_item("geai_operation", operation)?;
        extra.set_item("geai_method", method)?;
        extra.set_item("geai_base_url", base_url)?;
        extra.set_item("geai_path", path)?;
        extra.set_item("geai_project_id", self.client.project_id())?;
        extra.set_item("geai_status", status)?;
        extra.set_item("geai_error", error)?;
        extra.set_item("geai_request_id", &self.request_id)?;
        extra.set_item("geai_attempts", attempts)?;
        extra.set_item("geai_elapsed", elapsed.as_secs_f64())?;
        let extra = [("extra", extra)].into_py_dict(py)?;
        let arguments = (DEBUG, format, method, &url, outcome, project, request, attempts, millis(*elapsed));
        logger.call_method(intern!(py, "log"), arguments, Some(&extra))?;
        if let Some(places) = &self.malformed {
            let format = "%s %s: members of another type than documented are unset: %s";
            logger.call_method(intern!(py, "log"), (DEBUG, format, method, &url, places), Some(&extra))?;
        }
        Ok(())
    }
}

fn millis(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}
