//! What the server and the handle share.

use std::sync::Mutex;

use crate::http::faults::Faults;
use crate::http::recorder::Recorder;
use crate::rules::tempers::Tempers;
use crate::store::info::EmulatorInfo;
use crate::store::state::{State, lock};

/// What the server and the handle share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) state: Mutex<State>,
    pub(crate) recorder: Mutex<Recorder>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) tempers: Mutex<Tempers>,
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
}
