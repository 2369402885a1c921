//! Settings of an emulator.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Mutex;

use serde_json::Value;
use uuid::Uuid;

use crate::handle::Emulator;
use crate::http::faults::Faults;
use crate::http::host::is_host;
use crate::http::recorder::Recorder;
use crate::rules::tempers::{Temper, Tempers};
use crate::shared::Shared;
use crate::store::info::ProjectInfo;
use crate::store::inspector_targets::{InspectorTarget, built_in_targets};
use crate::store::state::State;
use crate::store::tools::{Owner, Tool, ToolInfo, Tools};

/// How many requests are recorded by default.
const RECORD_LIMIT: usize = 10_000;

/// Settings of an emulator, made by [`Emulator::builder`] and used by [`Builder::start`].
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    projects: Vec<ProjectSettings>,
    host: IpAddr,
    port: u16,
    allowed_hosts: Vec<String>,
    organization_id: Option<String>,
    oauth_token: Option<String>,
    record_limit: usize,
    verbose: bool,
    targets: Vec<InspectorTarget>,
    tools: Vec<(Option<String>, ToolInfo)>,
    tempers: Vec<Temper>,
}

#[derive(Clone, Debug)]
struct ProjectSettings {
    name: String,
    id: Option<String>,
    token: Option<String>,
}

impl Emulator {
    /// Default settings: loopback, a free port, one project called `default`, random ids and tokens.
    pub const fn builder() -> Builder {
        Builder {
            projects: Vec::new(),
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            allowed_hosts: Vec::new(),
            organization_id: None,
            oauth_token: None,
            record_limit: RECORD_LIMIT,
            verbose: false,
            targets: Vec::new(),
            tools: Vec::new(),
            tempers: Vec::new(),
        }
    }
}

impl Builder {
    /// Adds a project with a random id and token. Without any project there is one called `default`. All projects
    /// belong to one organisation.
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

    /// Address to listen on. Default: `127.0.0.1`. The routes under `/emulator/` answer to loopback only, whatever the
    /// address is.
    pub const fn host(mut self, host: IpAddr) -> Self {
        self.host = host;
        self
    }

    /// Port to listen on. Default: 0, which lets the system choose.
    pub const fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Id of the organisation. Default: random.
    pub fn organization_id(mut self, id: impl Into<String>) -> Self {
        self.organization_id = Some(id.into());
        self
    }

    /// Lets the control routes under `/emulator/` answer under this name or address, too. By default they answer to
    /// `localhost` and loopback addresses only, since a web page can reach this machine under any other name. May be
    /// called several times.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.allowed_hosts.push(host.into());
        self
    }

    /// OAuth token of a user. Default: random.
    pub fn oauth_token(mut self, token: impl Into<String>) -> Self {
        self.oauth_token = Some(token.into());
        self
    }

    /// How many requests are kept for [`Emulator::requests`]. Default: 10,000. Older ones are dropped, and so are the
    /// oldest when all bodies together exceed 64 MiB.
    pub const fn record_limit(mut self, limit: usize) -> Self {
        self.record_limit = limit;
        self
    }

    /// Whether to write a line per request to standard error: method, path, status and milliseconds, never a
    /// credential. Default: false.
    pub const fn verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }

    /// Adds an API that the inspector knows; one with the same URL is replaced. In the texts of the scheme `{emulator}`
    /// stands for the emulator's URL, for example in an `authorizationUrl` of `{emulator}/emulator/oauth/authorize`.
    pub fn inspector_target(
        mut self,
        url: impl Into<String>,
        security_scheme: Value,
        manifest: impl Into<String>,
    ) -> Self {
        self.targets.push(InspectorTarget { url: url.into(), scheme: security_scheme, manifest: manifest.into() });
        self
    }

    /// Adds a published tool to the project of this name, or to the public catalogue with `None`.
    pub fn tool(mut self, project: Option<&str>, tool: ToolInfo) -> Self {
        self.tools.push((project.map(str::to_owned), tool));
        self
    }

    /// Sets a temper: which of the servers that the documentation allows this one is. May be called several times;
    /// [`Emulator::set_temper`] changes one while the emulator runs.
    pub fn temper(mut self, temper: impl Into<Temper>) -> Self {
        self.tempers.push(temper.into());
        self
    }

    /// Starts the emulator on a background thread and returns when the port is open.
    ///
    /// # Errors
    ///
    /// The address cannot be bound, no thread can be started, or, with the kind `InvalidInput`, the settings contradict
    /// each other: names, ids or tokens of projects are not unique, a token is empty or the OAuth token, a tool belongs
    /// to an unknown project or has an id that is taken, an allowed host is not the name of a host.
    pub fn start(self) -> io::Result<Emulator> {
        let address = SocketAddr::new(self.host, self.port);
        if let Some(wrong) = self.allowed_hosts.iter().find(|host| !is_host(host)) {
            return Err(invalid(format!("allowed host {wrong:?}: expected a name or an address without a port")));
        }
        let projects = self.project_infos()?;
        let tools = self.all_tools(&projects)?;
        Emulator::start(address, move |bound| self.into_shared(projects, tools, bound))
    }

    fn project_infos(&self) -> io::Result<Vec<ProjectInfo>> {
        let mut projects: Vec<ProjectInfo> = self
            .projects
            .iter()
            .map(|settings| ProjectInfo {
                name: settings.name.clone(),
                id: settings.id.clone().unwrap_or_else(random_id),
                token: settings.token.clone().unwrap_or_else(random_id),
            })
            .collect();
        if projects.is_empty() {
            projects.push(ProjectInfo { name: "default".to_owned(), id: random_id(), token: random_id() });
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

    fn all_tools(&self, projects: &[ProjectInfo]) -> io::Result<Tools> {
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

    /// The state of an emulator with these settings.
    #[cfg(test)]
    pub(crate) fn into_shared_for_tests(self, bound: SocketAddr) -> Shared {
        let projects = self.project_infos().unwrap_or_default();
        self.into_shared(projects, Tools::with_fixtures(), bound)
    }

    fn into_shared(self, projects: Vec<ProjectInfo>, tools: Tools, bound: SocketAddr) -> Shared {
        let base_url = format!("http://{}", reachable(bound));
        let mut targets: Vec<InspectorTarget> = built_in_targets();
        for target in self.targets {
            targets.retain(|known| known.url != target.url);
            targets.push(target);
        }
        let targets = targets.into_iter().map(|target| target.with_base_url(&base_url)).collect();
        let mut tempers = Tempers::default();
        self.tempers.into_iter().for_each(|temper| tempers.set(temper));
        let organization_id = self.organization_id.unwrap_or_else(random_id);
        Shared {
            state: Mutex::new(State::new(organization_id, projects, tools, targets)),
            recorder: Mutex::new(Recorder::new(self.record_limit)),
            faults: Mutex::new(Faults::default()),
            tempers: Mutex::new(tempers),
            base_url,
            oauth_token: self.oauth_token.unwrap_or_else(random_id),
            allowed_hosts: self.allowed_hosts,
            verbose: self.verbose,
        }
    }
}

fn random_id() -> String {
    Uuid::new_v4().to_string()
}

/// The address at which a client on this machine reaches a listener, which may listen on all addresses.
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
