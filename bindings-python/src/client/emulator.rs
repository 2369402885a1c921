//! The native part of `geai_client.testing.Emulator`, over the emulator crate. The rest is in `testing.py`.

use std::collections::HashMap;
use std::io::{Error, ErrorKind, stderr, stdout};
use std::path::PathBuf;
use std::time::Duration;

use geai_emulator::{Emulator as Running, Fault, InvalidInput, Seed, Snapshot, Temper, ToolInfo, read_json};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::convert::from_json::plain_data;
use crate::convert::to_json::{self, ModelForm};
use crate::runtime::boundary::{detached, guard};

/// A running emulator.
#[pyclass(frozen, module = "geai_client._native")]
pub struct Emulator(Running);

fn text<T: serde::Serialize>(value: &T) -> PyResult<String> {
    serde_json::to_string(value).map_err(refused)
}

fn refused(why: impl ToString) -> PyErr {
    PyValueError::new_err(why.to_string())
}

fn failed(why: Error) -> PyErr {
    let is_seed = why.get_ref().is_some_and(|inner| inner.is::<InvalidInput>());
    match why.kind() {
        _ if is_seed => refused(why),
        // Settings, seeds and snapshots that are wrong in themselves.
        ErrorKind::InvalidInput | ErrorKind::InvalidData => refused(why),
        _ => why.into(),
    }
}

fn parsed(tempers: &HashMap<String, String>) -> PyResult<Vec<Temper>> {
    let parse = |(name, value): (&String, &String)| Temper::parse(name, value);
    tempers.iter().map(parse).collect::<Result<_, _>>().map_err(refused)
}

/// A mapping, or the path of a file.
fn seed_of(seed: &Bound<'_, PyAny>) -> PyResult<Seed> {
    if seed.is_instance_of::<PyString>() || seed.hasattr("__fspath__")? {
        return Seed::read(seed.extract::<PathBuf>()?).map_err(failed);
    }
    Seed::parse(&to_json::value(seed, "seed", ModelForm::Plain)?).map_err(refused)
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
        seed: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guard(py, || {
            let builder =
                projects.into_iter().fold(Running::builder().port(port), |builder, name| builder.project(name));
            let builder = allow_hosts.into_iter().fold(builder, |builder, host| builder.allow_host(host));
            let builder = parsed(&tempers)?.into_iter().fold(builder, |builder, temper| builder.temper(temper));
            let builder = seed.map(seed_of).transpose()?.into_iter().fold(builder, |builder, seed| builder.seed(seed));
            detached(py, || builder.start()).map(Self).map_err(failed)
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
            let fault = read_json(&fault).and_then(Fault::from_value).map_err(refused)?;
            self.0.fail_next(fault);
            Ok(())
        })
    }

    /// Removes the faults that no request has met yet.
    fn clear_faults(&self) {
        self.0.clear_faults();
    }

    /// Lets others edit at a chosen moment.
    fn before_next(&self, py: Python<'_>, edit: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(py, || {
            let edit = to_json::value(edit, "edit", ModelForm::Plain)?;
            self.0.before_next_json(read_json(&edit).map_err(refused)?).map_err(refused)
        })
    }

    /// Removes the edits that were not made yet.
    fn clear_edits(&self) {
        self.0.clear_edits();
    }

    /// Requests that arrived.
    fn requests(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guard(py, || {
            let requests = detached(py, || text(&self.0.requests()))?;
            plain_data(py, &requests)
        })
    }

    /// Clears the recorded requests.
    fn clear_requests(&self) {
        self.0.clear_requests();
    }

    /// Everything that it stores.
    fn snapshot(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guard(py, || plain_data(py, &detached(py, || self.0.snapshot().to_json())))
    }

    /// Puts a snapshot in the place of everything.
    fn restore(&self, py: Python<'_>, snapshot: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(py, || {
            let snapshot = to_json::document(snapshot, "snapshot")?;
            detached(py, || self.0.restore(&Snapshot::from_json(&snapshot)?)).map_err(refused)
        })
    }

    /// Makes everything as it was at the start.
    fn reset(&self, py: Python<'_>) {
        detached(py, || self.0.reset());
    }

    /// Creates what a seed holds.
    fn seed(&self, py: Python<'_>, seed: &Bound<'_, PyAny>) -> PyResult<usize> {
        guard(py, || {
            let seed = seed_of(seed)?;
            detached(py, || self.0.seed(&seed)).map_err(refused)
        })
    }

    /// Adds a tool to a project, or to the public catalogue.
    #[expect(clippy::too_many_arguments, reason = "the members of a tool, each with its name")]
    fn add_tool(
        &self,
        project: Option<&str>,
        id: String,
        name: String,
        public_name: String,
        kind: String,
        access_scope: String,
        description: String,
    ) -> PyResult<()> {
        let tool = ToolInfo { id, name, public_name, kind, access_scope, description, is_reference: false };
        self.0.add_tool(project, tool).map_err(refused)
    }

    /// Adds a model.
    fn add_model(&self, name: &str, id: Option<&str>) -> PyResult<()> {
        self.0.add_model(name, id).map_err(refused)
    }

    /// Adds an API that the inspector knows.
    fn add_inspector_target(
        &self,
        py: Python<'_>,
        url: &str,
        security_scheme: &Bound<'_, PyAny>,
        manifest: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        guard(py, || {
            let scheme = to_json::value(security_scheme, "security_scheme", ModelForm::Plain)?;
            let scheme = read_json(&scheme).map_err(refused)?;
            let manifest = match manifest.cast::<PyString>() {
                Ok(text) => text.to_str()?.to_owned(),
                Err(_) => to_json::value(manifest, "manifest", ModelForm::Plain)?,
            };
            self.0.add_inspector_target(url, scheme, manifest).map_err(refused)
        })
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
        let by = Duration::try_from_secs_f64(seconds).map_err(refused)?;
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
