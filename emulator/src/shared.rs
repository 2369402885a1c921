//! What the server and the handle share.

use std::sync::Mutex;

use crate::http::edits::Edits;
use crate::http::faults::Faults;
use crate::http::recorder::Recorder;
use crate::input::refusal::InvalidInput;
use crate::rules::tempers::Tempers;
use crate::seed::apply::apply;
use crate::seed::document::Seed;
use crate::snapshot::Snapshot;
use crate::store::info::EmulatorInfo;
use crate::store::state::{State, lock};

/// What the server and the handle share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) state: Mutex<State>,
    pub(crate) recorder: Mutex<Recorder>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) edits: Mutex<Edits>,
    pub(crate) tempers: Mutex<Tempers>,
    /// As the emulator was when it started.
    pub(crate) initial: Snapshot,
    pub(crate) base_url: String,
    pub(crate) oauth_token: String,
    /// Hosts under whose names the control routes answer, beside those of loopback.
    pub(crate) allowed_hosts: Vec<String>,
    /// Whether the server writes a line per request to standard error.
    pub(crate) verbose: bool,
}

impl Shared {
    /// What a client needs to know.
    pub(crate) fn info(&self) -> EmulatorInfo {
        let state = lock(&self.state);
        EmulatorInfo {
            url: self.base_url.clone(),
            projects: state.projects.clone(),
            organization_id: state.organization_id.clone(),
            oauth_token: self.oauth_token.clone(),
        }
    }

    /// Everything that is stored, and the tempers.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let state = lock(&self.state);
        Snapshot::new(*lock(&self.tempers), self.oauth_token.clone(), state.clone())
    }

    /// Puts the state of a snapshot in the place of this one. The projects, which must be of the same names, keep their ids
    /// and tokens: clients that use them go on.
    pub(crate) fn restore(&self, snapshot: &Snapshot) -> Result<(), InvalidInput> {
        let Snapshot { tempers, state: restored, .. } = snapshot;
        let mut state = lock(&self.state);
        let own: Vec<&str> = state.projects.iter().map(|project| project.name.as_str()).collect();
        let given = snapshot.project_names();
        if own != given {
            return Err(InvalidInput::new(format!(
                "the snapshot is of the projects {}, the emulator has {}",
                given.join(", "),
                own.join(", ")
            )));
        }
        let projects = std::mem::take(&mut state.projects);
        let organization_id = std::mem::take(&mut state.organization_id);
        *state = State { projects, organization_id, ..restored.clone() };
        *lock(&self.tempers) = *tempers;
        Ok(())
    }

    /// Makes everything as it was at the start, and clears requests, faults and edits.
    pub(crate) fn reset(&self) {
        // The projects are its own.
        let _ = self.restore(&self.initial);
        lock(&self.recorder).clear();
        lock(&self.faults).clear();
        lock(&self.edits).clear();
    }

    /// Creates what a seed holds, and returns how many objects it holds; if anything is refused, nothing is created.
    pub(crate) fn seed(&self, seed: &Seed) -> Result<usize, InvalidInput> {
        let mut state = lock(&self.state);
        let tempers = *lock(&self.tempers);
        apply(&mut state, seed, tempers)
    }
}
