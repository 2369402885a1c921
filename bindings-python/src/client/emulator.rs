//! The native part of `geai_client.testing.Emulator`, over the emulator crate. The rest is in `testing.py`.

use std::collections::HashMap;
use std::io::{stderr, stdout};
use std::time::Duration;

use geai_emulator::{Emulator as Running, Fault, Temper};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;

use crate::convert::errors::guard;
use crate::convert::from_json::plain_data;
use crate::convert::to_json::{self, ModelForm};
use crate::runtime::exit::detached;

/// A running emulator.
#[pyclass(frozen, module = "geai_client._native")]
pub struct Emulator(Running);

fn text<T: serde::Serialize>(value: &T) -> PyResult<String> {
    serde_json::to_string(value).map_err(|why| PyValueError::new_err(why.to_string()))
}

fn parsed(tempers: &HashMap<String, String>) -> PyResult<Vec<Temper>> {
    let parse = |(name, value): (&String, &String)| Temper::parse(name, value);
    tempers.iter().map(parse).collect::<Result<_, _>>().map_err(|why| PyValueError::new_err(why.to_string()))
}

/// Runs the program of the emulator until a signal stops it, and gives its exit code. `arguments` begin with its name.
#[pyfunction]
pub fn run_emulator(py: Python<'_>, arguments: Vec<String>) -> PyResult<u8> {
    guard(py, || Ok(detached(py, || geai_emulator::cli::run(arguments, &mut stdout(), &mut stderr()))))
}

#[pymethods]
impl Emulator {
    #[new]
    fn new(
        py: Python<'_>,
        projects: Vec<String>,
        port: u16,
        allow_hosts: Vec<String>,
        tempers: HashMap<String, String>,
    ) -> PyResult<Self> {
        guard(py, || {
            let builder =
                projects.into_iter().fold(Running::builder().port(port), |builder, name| builder.project(name));
            let builder = allow_hosts.into_iter().fold(builder, |builder, host| builder.allow_host(host));
            let builder = parsed(&tempers)?.into_iter().fold(builder, |builder, temper| builder.temper(temper));
            detached(py, || builder.start()).map(Self).map_err(|why| PyOSError::new_err(why.to_string()))
        })
    }

    /// URL, projects and credentials.
    fn info(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guard(py, || plain_data(py, &self.0.info().to_json()))
    }

    /// Tools that agents of a project can refer to.
    fn tools(&self, py: Python<'_>, project: &str) -> PyResult<Py<PyAny>> {
        guard(py, || plain_data(py, &text(&self.0.tools(project))?))
    }

    /// The tempers, by name.
    fn tempers(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guard(py, || plain_data(py, &text(&self.0.tempers())?))
    }

    /// Changes tempers; if one is unknown, none.
    fn set_tempers(&self, tempers: HashMap<String, String>) -> PyResult<()> {
        parsed(&tempers)?.into_iter().for_each(|temper| self.0.set_temper(temper));
        Ok(())
    }

    /// Lets the next matching requests fail.
    fn fail_next(&self, py: Python<'_>, fault: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(py, || {
            let fault = to_json::value(fault, "fault", ModelForm::Plain)?;
            let fault: Fault = serde_json::from_str(&fault).map_err(|why| PyValueError::new_err(why.to_string()))?;
            self.0.fail_next(fault);
            Ok(())
        })
    }

    /// Forgets the faults that no request has met yet.
    fn clear_faults(&self) {
        self.0.clear_faults();
    }

    /// Requests that arrived.
    fn requests(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guard(py, || {
            let requests = detached(py, || text(&self.0.requests()))?;
            plain_data(py, &requests)
        })
    }

    /// Forgets the requests so far.
    fn clear_requests(&self) {
        self.0.clear_requests();
    }

    /// Creates published agents.
    fn seed_agents(&self, py: Python<'_>, project: &str, count: usize) -> PyResult<usize> {
        if count > Running::MAX_SEED {
            return Err(PyValueError::new_err(format!("count: expected at most {}", Running::MAX_SEED)));
        }
        Ok(detached(py, || self.0.seed_agents(project, count)))
    }

    /// Moves the clock forward.
    fn advance_clock(&self, seconds: f64) -> PyResult<()> {
        let by = Duration::try_from_secs_f64(seconds).map_err(|why| PyValueError::new_err(why.to_string()))?;
        self.0.advance_clock(by);
        Ok(())
    }

    /// Completes an open challenge.
    fn complete_challenge(&self, challenge_id: &str) -> bool {
        self.0.complete_challenge(challenge_id)
    }

    /// Stops it.
    fn stop(&self, py: Python<'_>) {
        detached(py, || self.0.stop());
    }
}
