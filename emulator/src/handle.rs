//! The handle of a running emulator: what a test, or a binding, holds.

use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::agent_rules::{Definition, Draft};
use crate::builder::Builder;
use crate::faults::Fault;
use crate::records::RecordedRequest;
use crate::server::{Shared, lock};
use crate::tools::ToolInfo;
use crate::world::World;

/// A project of an emulator, with its credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectInfo {
    /// Name given at the start.
    pub name: String,
    /// Id, for the `ProjectId` header.
    pub id: String,
    /// API token.
    pub token: String,
}

/// What a client needs to know: the line the binary prints, and the answer of `GET /emulator/info`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmulatorInfo {
    /// Base URL.
    pub url: String,
    /// Projects in the order they were given.
    pub projects: Vec<ProjectInfo>,
    /// The organisation all projects belong to.
    pub organization_id: String,
    /// OAuth token; it needs a `ProjectId` header.
    pub oauth_token: String,
}

impl EmulatorInfo {
    pub(crate) fn of(shared: &Shared) -> Self {
        let world = lock(&shared.world);
        Self {
            url: shared.base_url.clone(),
            projects: world
                .projects
                .iter()
                .map(|project| ProjectInfo {
                    name: project.name.clone(),
                    id: project.id.clone(),
                    token: project.token.clone(),
                })
                .collect(),
            organization_id: world.organization_id.clone(),
            oauth_token: shared.oauth_token.clone(),
        }
    }

    /// As JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A running emulator. It is not the vendor's server. Every method may be called from any thread, also inside another
/// runtime. Dropping it stops it.
pub struct Emulator {
    shared: Arc<Shared>,
    info: EmulatorInfo,
    running: Mutex<Option<Running>>,
}

/// The background thread; dropping `stop` ends it.
struct Running {
    thread: JoinHandle<()>,
    stop: oneshot::Sender<Infallible>,
    /// A forked child has the handle but not the thread.
    process: u32,
}

impl Emulator {
    /// Settings to start from.
    pub const fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn new(shared: Arc<Shared>, thread: JoinHandle<()>, stop: oneshot::Sender<Infallible>) -> Self {
        Self {
            info: EmulatorInfo::of(&shared),
            shared,
            running: Mutex::new(Some(Running { thread, stop, process: std::process::id() })),
        }
    }

    /// Base URL, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.info.url
    }

    /// URL, projects and credentials in one.
    #[must_use]
    pub const fn info(&self) -> &EmulatorInfo {
        &self.info
    }

    /// Projects in the order they were given.
    #[must_use]
    pub fn projects(&self) -> &[ProjectInfo] {
        &self.info.projects
    }

    fn project(&self, name: &str) -> Option<&ProjectInfo> {
        self.info.projects.iter().find(|project| project.name == name)
    }

    /// API token of a project.
    #[must_use]
    pub fn token(&self, project: &str) -> Option<&str> {
        Some(&self.project(project)?.token)
    }

    /// Id of a project.
    #[must_use]
    pub fn project_id(&self, project: &str) -> Option<&str> {
        Some(&self.project(project)?.id)
    }

    /// OAuth token; it needs a `ProjectId` header (SIM-02).
    #[must_use]
    pub fn oauth_token(&self) -> &str {
        &self.info.oauth_token
    }

    /// Id of the organisation all projects belong to.
    #[must_use]
    pub fn organization_id(&self) -> &str {
        &self.info.organization_id
    }

    /// Tools that agents of a project can refer to: its own, then the public catalogue. Empty for an unknown project.
    #[must_use]
    pub fn tools(&self, project: &str) -> Vec<ToolInfo> {
        let world = lock(&self.shared.world);
        let Some(index) = index_of(&world, project) else {
            return Vec::new();
        };
        world.tools.owned(index).chain(world.tools.catalogue()).map(|tool| tool.info(index)).collect()
    }

    /// Lets the next matching requests fail.
    pub fn fail_next(&self, fault: Fault) {
        lock(&self.shared.faults).add(fault);
    }

    /// Forgets faults that nothing met yet.
    pub fn clear_faults(&self) {
        lock(&self.shared.faults).clear();
    }

    /// Requests that arrived, oldest first, credentials hidden.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.shared.records).all()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        lock(&self.shared.records).clear();
    }

    /// Creates `count` published agents, `seeded-agent-1` and on, each with the public tool `web_search`. Returns how
    /// many were created: none for an unknown project.
    pub fn seed_agents(&self, project: &str, count: usize) -> usize {
        seed(&mut lock(&self.shared.world), project, count)
    }

    /// Moves the emulator's clock forward, for what expires.
    pub fn advance_clock(&self, by: Duration) {
        lock(&self.shared.world).clock.advance(by);
    }

    /// Plays the user who signs in: completes an open PKCE challenge. False when it is unknown, expired or not open.
    pub fn complete_challenge(&self, challenge_id: &str) -> bool {
        let mut world = lock(&self.shared.world);
        let now = world.clock.now();
        world.challenges.complete(challenge_id, now)
    }

    /// Stops the emulator and returns when the port is closed. Requests in flight are cut. Once is enough; more do
    /// nothing.
    pub fn stop(&self) {
        let Some(running) = lock(&self.running).take() else {
            return;
        };
        if running.process != std::process::id() {
            // A forked child: the thread is the parent's, and whatever wakes it may be locked for ever here.
            std::mem::forget(running);
            return;
        }
        drop(running.stop);
        // It can only have panicked, and then it is gone as well.
        let _ = running.thread.join();
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let projects: Vec<&str> = self.info.projects.iter().map(|it| it.name.as_str()).collect();
        formatter
            .debug_struct("Emulator")
            .field("url", &self.info.url)
            .field("projects", &projects)
            .finish_non_exhaustive()
    }
}

fn index_of(world: &World, project: &str) -> Option<usize> {
    world.projects.iter().position(|known| known.name == project)
}

/// Fast creation for large tests; see [`Emulator::seed_agents`].
pub(crate) fn seed(world: &mut World, project: &str, count: usize) -> usize {
    let Some(project) = index_of(world, project) else {
        return 0;
    };
    let definition = json!({
        "description": "Seeded.",
        "agentData": {
            "strategyName": "Dynamic Prompting",
            "prompt": { "instructions": "Answer the question." },
            "models": [{ "name": "gpt-4o" }],
            "resourcePools": [{ "name": "Main", "tools": [{ "name": "web_search" }] }],
        },
    });
    let Value::Object(definition) = definition else {
        return 0;
    };
    let Ok(definition) = Definition::read(definition) else {
        return 0;
    };
    let template = Draft::over(None, definition).into_revision();
    let mut number = 0_usize;
    let mut created = 0;
    while created < count {
        number += 1;
        let name = format!("seeded-agent-{number}");
        if world.agents.name_owner(project, &name).is_some() {
            continue;
        }
        let mut revision = template.clone();
        let mut members = template.members.as_ref().clone();
        members.insert("name".to_owned(), Value::String(name));
        revision.members = Arc::new(members);
        let id = Uuid::new_v4().to_string();
        if let Some(seq) = world.agents.insert(project, id, revision) {
            world.agents.publish(project, seq, 1);
        }
        created += 1;
    }
    created
}
