//! Settings of an emulator, and its start.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::agent_store::Agents;
use crate::challenges::Challenges;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::handle::Emulator;
use crate::inspector::{InspectorTarget, built_in_targets};
use crate::interactions::Interactions;
use crate::plugin_store::Plugins;
use crate::records::Records;
use crate::server::{Shared, serve};
use crate::tools::{Owner, Tool, ToolInfo, Tools};
use crate::world::{Project, World};

/// Requests that are kept for inspection unless told otherwise.
const RECORD_LIMIT: usize = 10_000;

/// Settings of an emulator. Made by [`Emulator::builder`], ended by [`Builder::start`].
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    projects: Vec<ProjectSettings>,
    host: IpAddr,
    port: u16,
    organization_id: Option<String>,
    oauth_token: Option<String>,
    record_limit: usize,
    verbose: bool,
    targets: Vec<InspectorTarget>,
    tools: Vec<(Option<String>, ToolInfo)>,
}

#[derive(Clone, Debug)]
struct ProjectSettings {
    name: String,
    id: Option<String>,
    token: Option<String>,
}

impl Builder {
    pub(crate) const fn new() -> Self {
        Self {
            projects: Vec::new(),
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            organization_id: None,
            oauth_token: None,
            record_limit: RECORD_LIMIT,
            verbose: false,
            targets: Vec::new(),
            tools: Vec::new(),
        }
    }

    /// Adds a project with a random id and token. Without any there is one called `default`. All belong to one
    /// organisation.
    pub fn project(self, name: impl Into<String>) -> Self {
        self.add_project(name.into(), None, None)
    }

    /// Adds a project with a given id and token.
    pub fn project_with(self, name: impl Into<String>, id: impl Into<String>, token: impl Into<String>) -> Self {
        self.add_project(name.into(), Some(id.into()), Some(token.into()))
    }

    fn add_project(mut self, name: String, id: Option<String>, token: Option<String>) -> Self {
        self.projects.push(ProjectSettings { name, id, token });
        self
    }

    /// Address to listen on; loopback by default. The routes under `/emulator/` answer to loopback only, whatever this
    /// is.
    pub const fn host(mut self, host: IpAddr) -> Self {
        self.host = host;
        self
    }

    /// Port to listen on; 0, the default, lets the system choose.
    pub const fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Id of the organisation; random by default.
    pub fn organization_id(mut self, id: impl Into<String>) -> Self {
        self.organization_id = Some(id.into());
        self
    }

    /// The OAuth token; random by default.
    pub fn oauth_token(mut self, token: impl Into<String>) -> Self {
        self.oauth_token = Some(token.into());
        self
    }

    /// How many requests are kept for [`Emulator::requests`]; 10,000 by default.
    pub const fn record_limit(mut self, limit: usize) -> Self {
        self.record_limit = limit;
        self
    }

    /// Writes a line per request to standard error: method, path, status, milliseconds; never a credential.
    pub const fn verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }

    /// Adds an API that the inspector knows. `{emulator}` in texts of the scheme stands for the emulator's URL, for
    /// example in `authorizationUrl`: `{emulator}/emulator/oauth/authorize`. A URL that exists already is replaced.
    pub fn inspector_target(
        mut self,
        url: impl Into<String>,
        security_scheme: Value,
        manifest: impl Into<String>,
    ) -> Self {
        self.targets.push(InspectorTarget { url: url.into(), scheme: security_scheme, manifest: manifest.into() });
        self
    }

    /// Adds a published tool: to a project, or to the public catalogue with `None`.
    pub fn tool(mut self, project: Option<&str>, tool: ToolInfo) -> Self {
        self.tools.push((project.map(str::to_owned), tool));
        self
    }

    /// Starts the emulator on a background thread. Returns when the port is open.
    ///
    /// # Errors
    ///
    /// The address cannot be bound, no thread can be started, or the settings contradict each other.
    pub fn start(self) -> io::Result<Emulator> {
        let address = SocketAddr::new(self.host, self.port);
        let projects = self.named_projects()?;
        let tools = self.known_tools(&projects)?;
        let (stop, stopped) = oneshot::channel();
        let (report, started) = mpsc::channel();
        let thread = thread::Builder::new().name("geai-emulator".to_owned()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build();
            let bound = runtime.and_then(|runtime| {
                let listener = runtime.block_on(TcpListener::bind(address))?;
                let shared = Arc::new(self.shared(projects, tools, listener.local_addr()?));
                Ok((runtime, listener, shared))
            });
            match bound {
                Ok((runtime, listener, shared)) => {
                    // Nobody listens any more: then nobody can use the emulator either.
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
        Ok(Emulator::new(shared, thread, stop))
    }

    fn named_projects(&self) -> io::Result<Vec<Project>> {
        let fresh = || Uuid::new_v4().to_string();
        let mut projects: Vec<Project> = self
            .projects
            .iter()
            .map(|settings| Project {
                name: settings.name.clone(),
                id: settings.id.clone().unwrap_or_else(fresh),
                token: settings.token.clone().unwrap_or_else(fresh),
            })
            .collect();
        if projects.is_empty() {
            projects.push(Project { name: "default".to_owned(), id: fresh(), token: fresh() });
        }
        for (index, project) in projects.iter().enumerate() {
            let clash = projects
                .iter()
                .skip(index + 1)
                .any(|other| other.name == project.name || other.id == project.id || other.token == project.token);
            if clash {
                return Err(invalid(format!("project {:?}: name, id and token must be unique", project.name)));
            }
            if project.token.trim().is_empty() || Some(&project.token) == self.oauth_token.as_ref() {
                return Err(invalid(format!(
                    "project {:?}: its token must not be empty or the OAuth token",
                    project.name
                )));
            }
        }
        Ok(projects)
    }

    fn known_tools(&self, projects: &[Project]) -> io::Result<Tools> {
        let mut tools = Tools::with_fixtures();
        for (project, tool) in &self.tools {
            let mut tool = tool.clone();
            let owner = match project {
                None => {
                    tool.access_scope = "public".to_owned();
                    Owner::Catalogue
                }
                Some(name) => {
                    let found = projects.iter().position(|project| project.name == *name);
                    Owner::Project(found.ok_or_else(|| invalid(format!("no project {name:?}")))?)
                }
            };
            if tools.get(&tool.id).is_some() {
                return Err(invalid(format!("tool id {:?} is taken", tool.id)));
            }
            tools.insert(Tool::published(tool, owner));
        }
        Ok(tools)
    }

    fn shared(self, projects: Vec<Project>, tools: Tools, address: SocketAddr) -> Shared {
        let fresh = || Uuid::new_v4().to_string();
        let base_url = format!("http://{}", reachable(address));
        let mut targets: Vec<InspectorTarget> = built_in_targets();
        for target in self.targets {
            targets.retain(|known| known.url != target.url);
            targets.push(target);
        }
        Shared {
            world: Mutex::new(World {
                clock: Clock::default(),
                organization_id: self.organization_id.unwrap_or_else(fresh),
                agents: Agents::for_projects(projects.len()),
                plugins: Plugins::for_projects(projects.len()),
                projects,
                tools,
                targets: targets.into_iter().map(|target| target.with_base_url(&base_url)).collect(),
                challenges: Challenges::default(),
                interactions: Interactions::default(),
            }),
            records: Mutex::new(Records::new(self.record_limit)),
            faults: Mutex::new(Faults::default()),
            base_url,
            oauth_token: self.oauth_token.unwrap_or_else(fresh),
            verbose: self.verbose,
        }
    }
}

/// Where a client on this machine finds a listener on all addresses.
const fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn invalid(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, text)
}
