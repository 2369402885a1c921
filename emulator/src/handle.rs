//! The handle of a running emulator: it starts the server, controls it and stops it.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::http::edits::{Edit, Waiting};
use crate::http::faults::Fault;
use crate::http::recorder::RecordedRequest;
use crate::input::refusal::InvalidInput;
use crate::rules::tempers::{Temper, Tempers};
use crate::seed::document::Seed;
use crate::server::serve;
use crate::shared::Shared;
use crate::snapshot::Snapshot;
use crate::store::info::{EmulatorInfo, ProjectInfo};
use crate::store::seed::{MAX_SEED, seed_agents};
use crate::store::state::lock;
use crate::store::tools::ToolInfo;

/// A running emulator. It is not the vendor's server.
///
/// It is made by [`Builder::start`](crate::Builder::start). Every method may be called from any thread, also inside an
/// asynchronous runtime. Dropping it stops the emulator.
pub struct Emulator {
    shared: Arc<Shared>,
    info: EmulatorInfo,
    running: Mutex<Option<Running>>,
}

/// The background thread; dropping `stop` ends it.
struct Running {
    thread: JoinHandle<()>,
    stop: oneshot::Sender<Infallible>,
    /// Id of the process that has the thread: a forked child has the handle only.
    process: u32,
}

impl Emulator {
    /// Most agents that [`seed_agents`](Self::seed_agents) creates at once.
    pub const MAX_SEED: usize = MAX_SEED;

    /// Starts a server on a background thread and returns when the port is open. `shared` makes the state, given the
    /// address that was bound.
    pub(crate) fn start(
        address: SocketAddr,
        shared: impl FnOnce(SocketAddr) -> Shared + Send + 'static,
    ) -> io::Result<Self> {
        let (stop, stopped) = oneshot::channel();
        let (report, started) = mpsc::channel();
        let thread = thread::Builder::new().name("geai-emulator".to_owned()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build();
            let bound = runtime.and_then(|runtime| {
                let listener = runtime.block_on(TcpListener::bind(address)).map_err(|why| unbound(address, &why))?;
                let shared = Arc::new(shared(listener.local_addr()?));
                Ok((runtime, listener, shared))
            });
            match bound {
                Ok((runtime, listener, shared)) => {
                    // When the caller is gone there will be no handle, so nobody could use the server.
                    if report.send(Ok(Arc::clone(&shared))).is_ok() {
                        runtime.block_on(serve(listener, shared, stopped));
                    }
                }
                Err(problem) => {
                    let _ = report.send(Err(problem));
                }
            }
        })?;
        let shared = started.recv().map_err(|_| io::Error::other("the emulator's thread ended before it began"))??;
        let running = Running { thread, stop, process: std::process::id() };
        Ok(Self { info: shared.info(), shared, running: Mutex::new(Some(running)) })
    }

    /// Base URL, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.info.url
    }

    /// URL, projects and credentials.
    #[must_use]
    pub const fn info(&self) -> &EmulatorInfo {
        &self.info
    }

    /// Projects, in the order they were given to the builder.
    #[must_use]
    pub fn projects(&self) -> &[ProjectInfo] {
        &self.info.projects
    }

    fn project(&self, name: &str) -> Option<&ProjectInfo> {
        self.info.projects.iter().find(|project| project.name == name)
    }

    /// API token of a project; `None` for an unknown project.
    #[must_use]
    pub fn token(&self, project: &str) -> Option<&str> {
        Some(&self.project(project)?.token)
    }

    /// Id of a project; `None` for an unknown project.
    #[must_use]
    pub fn project_id(&self, project: &str) -> Option<&str> {
        Some(&self.project(project)?.id)
    }

    /// OAuth token of a user. Requests with it need a `ProjectId` header.
    #[must_use]
    pub fn oauth_token(&self) -> &str {
        &self.info.oauth_token
    }

    /// Id of the organisation that all projects belong to.
    #[must_use]
    pub fn organization_id(&self) -> &str {
        &self.info.organization_id
    }

    /// Tools that agents of a project can refer to: first its own, then the public catalogue. Empty for an unknown
    /// project.
    #[must_use]
    pub fn tools(&self, project: &str) -> Vec<ToolInfo> {
        let state = lock(&self.shared.state);
        let Some(index) = state.project_index(project) else {
            return Vec::new();
        };
        state.tools.owned(index).chain(state.tools.catalogue()).map(|tool| tool.info(index)).collect()
    }

    /// Makes the next matching requests fail. Faults are matched in the order they were added.
    pub fn fail_next(&self, fault: Fault) {
        lock(&self.shared.faults).add(fault);
    }

    /// Removes the faults that no request has met yet.
    pub fn clear_faults(&self) {
        lock(&self.shared.faults).clear();
    }

    /// Executes requests that somebody else makes, with the credentials and just before the next matching request: nothing
    /// comes between them. `method` may be `*`, `path` is a prefix. They are not recorded and meet no fault; where one is
    /// refused, the matching request fails with 500, which says why.
    pub fn before_next(&self, method: impl Into<String>, path: impl Into<String>, edits: impl Into<Vec<Edit>>) {
        let (method, path, edits) = (method.into(), path.into(), edits.into());
        let waiting = Waiting { method, path, exact: false, skip: 0, edits };
        lock(&self.shared.edits).add(waiting);
    }

    /// The same by its JSON: `{"method":"PUT","path":"/v4/agents","edit":{"method":"DELETE","path":"/v2/agents/A"}}`. `edit`
    /// is one request or a list of them; `exact` wants the whole path to be equal; with `skip` as many matching requests go
    /// before.
    ///
    /// # Errors
    ///
    /// A member is unknown or missing, or of another type.
    pub fn before_next_json(&self, edit: Value) -> Result<(), InvalidInput> {
        let waiting = serde_json::from_value(edit).map_err(|problem| InvalidInput::new(problem.to_string()))?;
        lock(&self.shared.edits).add(waiting);
        Ok(())
    }

    /// Removes the edits whose moment has not come.
    pub fn clear_edits(&self) {
        lock(&self.shared.edits).clear();
    }

    /// Changes a temper, also while requests are being handled: those that begin later see it.
    pub fn set_temper(&self, temper: impl Into<Temper>) {
        lock(&self.shared.tempers).set(temper.into());
    }

    /// The tempers as they are now.
    #[must_use]
    pub fn tempers(&self) -> Tempers {
        *lock(&self.shared.tempers)
    }

    /// Requests that the emulator received, oldest first, with credentials masked. Requests under `/emulator/` are not
    /// recorded, and [`Builder::record_limit`](crate::Builder::record_limit) limits how many are kept.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.shared.recorder).all()
    }

    /// Removes the requests recorded so far.
    pub fn clear_requests(&self) {
        lock(&self.shared.recorder).clear();
    }

    /// Everything that the emulator stores, and its tempers, as one document.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.shared.snapshot()
    }

    /// Puts what a snapshot holds in the place of everything that is stored. The projects keep their ids and tokens, so that
    /// clients go on, also where the snapshot is another emulator's.
    ///
    /// # Errors
    ///
    /// The snapshot is of projects with other names; then nothing changes.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<(), InvalidInput> {
        self.shared.restore(snapshot)
    }

    /// Makes everything as it was when the emulator started: what is stored, tempers and clock. Recorded requests,
    /// faults and edits are cleared.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Adds agents, integrations, tools, models and targets of the inspector, and returns how many.
    ///
    /// # Errors
    ///
    /// The API would refuse one of them, or its project is unknown; then nothing is added.
    pub fn seed(&self, seed: &Seed) -> Result<usize, InvalidInput> {
        self.shared.seed(seed)
    }

    /// Adds a published tool to the project of this name, or to the public catalogue with `None`.
    ///
    /// # Errors
    ///
    /// The project is unknown, the name is empty, or the id is taken.
    pub fn add_tool(&self, project: Option<&str>, tool: ToolInfo) -> Result<(), InvalidInput> {
        self.seed(&Seed::of_tool(project, tool)).map(|_| ())
    }

    /// Adds a model, by default with a random id. Without any, agents may name whatever model they like; with some, only
    /// theirs can be published.
    ///
    /// # Errors
    ///
    /// The name is empty, or the name or the id is taken.
    pub fn add_model(&self, name: impl Into<String>, id: Option<&str>) -> Result<(), InvalidInput> {
        self.seed(&Seed::of_model(name.into(), id.map(str::to_owned))).map(|_| ())
    }

    /// Adds an API that the inspector knows, as [`Builder::inspector_target`](crate::Builder::inspector_target) does.
    ///
    /// # Errors
    ///
    /// The URL is empty, or the scheme is no object.
    pub fn add_inspector_target(
        &self,
        url: impl Into<String>,
        security_scheme: Value,
        manifest: impl Into<String>,
    ) -> Result<(), InvalidInput> {
        self.seed(&Seed::of_target(url.into(), security_scheme, manifest.into())).map(|_| ())
    }

    /// Creates `count` published agents, at most [`MAX_SEED`](Self::MAX_SEED), named `seeded-agent-1`, `seeded-agent-2`, …, each with the public tool
    /// `web_search`; names that are taken are skipped. Returns how many were created: 0 for an unknown project.
    pub fn seed_agents(&self, project: &str, count: usize) -> usize {
        seed_agents(&mut lock(&self.shared.state), project, count)
    }

    /// Moves the emulator's clock forward, to test what expires without waiting.
    pub fn advance_clock(&self, by: Duration) {
        lock(&self.shared.state).clock.advance(by);
    }

    /// Completes an open PKCE challenge, in place of the user who signs in. False when it is unknown, expired or not
    /// open.
    pub fn complete_challenge(&self, challenge_id: &str) -> bool {
        let mut state = lock(&self.shared.state);
        let now = state.clock.now();
        state.challenges.complete(challenge_id, now)
    }

    /// Stops the emulator and returns when the port is closed. Requests in flight are cut. Further calls have no
    /// effect.
    pub fn stop(&self) {
        let Some(running) = lock(&self.running).take() else {
            return;
        };
        if running.process != std::process::id() {
            // In a forked child the thread does not exist, and the locks that would wake it may be held for ever.
            std::mem::forget(running);
            return;
        }
        drop(running.stop);
        // An error means that the thread panicked; then it has ended as well.
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

/// The error about an address that the system does not give.
fn unbound(address: SocketAddr, why: &io::Error) -> io::Error {
    io::Error::new(why.kind(), format!("{address}: {why}"))
}
