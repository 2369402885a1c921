//! Everything the emulator stores.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::store::agents::Agents;
use crate::store::challenges::Challenges;
use crate::store::clock::Clock;
use crate::store::info::ProjectInfo;
use crate::store::inspector_targets::InspectorTarget;
use crate::store::integrations::Integrations;
use crate::store::interactions::Interactions;
use crate::store::models::Models;
use crate::store::tools::Tools;

/// The state of the API. One lock guards it, held for a whole operation and never across an await, so that concurrent
/// writers can neither lose nor duplicate a revision.
///
/// As JSON it is what a snapshot holds: a member added here is part of the format.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) organization_id: String,
    /// The index of a project here is what every other store calls its project.
    pub(crate) projects: Vec<ProjectInfo>,
    pub(crate) agents: Agents,
    pub(crate) tools: Tools,
    pub(crate) models: Models,
    pub(crate) integrations: Integrations,
    #[serde(rename = "inspectorTargets")]
    pub(crate) targets: Vec<InspectorTarget>,
    pub(crate) challenges: Challenges,
    pub(crate) interactions: Interactions,
}

impl State {
    /// A state without agents and integrations.
    pub(crate) fn new(
        organization_id: String,
        projects: Vec<ProjectInfo>,
        tools: Tools,
        targets: Vec<InspectorTarget>,
    ) -> Self {
        Self {
            clock: Clock::default(),
            organization_id,
            agents: Agents::for_projects(projects.len()),
            integrations: Integrations::for_projects(projects.len()),
            projects,
            tools,
            models: Models::default(),
            targets,
            challenges: Challenges::default(),
            interactions: Interactions::default(),
        }
    }

    /// Whether every part speaks of the same projects, as only a state that was read from elsewhere may not.
    pub(crate) fn is_consistent(&self) -> bool {
        let count = self.projects.len();
        self.agents.project_count() == count
            && self.integrations.project_count() == count
            && self.tools.owners().all(|project| project < count)
    }

    /// Adds a target of the inspector; one with the same URL is replaced.
    pub(crate) fn set_target(&mut self, target: InspectorTarget) {
        self.targets.retain(|known| known.url != target.url);
        self.targets.push(target);
    }

    /// Index of the project of this name.
    pub(crate) fn project_index(&self, name: &str) -> Option<usize> {
        self.projects.iter().position(|project| project.name == name)
    }
}

/// Locks; a panic in another thread does not make the state unusable.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
