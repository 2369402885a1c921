//! Everything the emulator remembers. One lock guards it, held for one operation and never across an await, so
//! concurrent writers can neither lose nor duplicate a revision.

use crate::agent_store::Agents;
use crate::challenges::Challenges;
use crate::clock::Clock;
use crate::inspector::InspectorTarget;
use crate::interactions::Interactions;
use crate::plugin_store::Plugins;
use crate::tools::Tools;

/// A project and its credentials.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) token: String,
}

/// The state.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) organization_id: String,
    pub(crate) projects: Vec<Project>,
    pub(crate) agents: Agents,
    pub(crate) tools: Tools,
    pub(crate) plugins: Plugins,
    pub(crate) targets: Vec<InspectorTarget>,
    pub(crate) challenges: Challenges,
    pub(crate) interactions: Interactions,
}
