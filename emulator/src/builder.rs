//! Settings of an emulator.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Mutex;

use serde_json::Value;
use uuid::Uuid;

use crate::handle::Emulator;
use crate::http::edits::Edits;
use crate::http::faults::Faults;
use crate::http::host::is_host;
use crate::http::recorder::Recorder;
use crate::rules::tempers::{Temper, Tempers};
use crate::seed::apply::apply;
use crate::seed::document::Seed;
use crate::shared::Shared;
use crate::snapshot::Snapshot;
use crate::store::info::ProjectInfo;
use crate::store::inspector_targets::built_in_targets;
use crate::store::state::State;
use crate::store::tools::{ToolInfo, Tools};

/// Environment variable with tempers of all emulators, such as `answers=documented,drafts=newest`; those that are given in
/// code, or by a snapshot, win.
const TEMPERS: &str = "GEAI_EMULATOR_TEMPERS";

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
    seeds: Vec<Seed>,
    snapshot: Option<Snapshot>,
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
            seeds: Vec::new(),
            snapshot: None,
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
    pub fn inspector_target(self, url: impl Into<String>, security_scheme: Value, manifest: impl Into<String>) -> Self {
        self.seed(Seed::of_target(url.into(), security_scheme, manifest.into()))
    }

    /// Adds a published tool to the project of this name, or to the public catalogue with `None`.
    pub fn tool(self, project: Option<&str>, tool: ToolInfo) -> Self {
        self.seed(Seed::of_tool(project, tool))
    }

    /// Adds a model. Without any, agents may name whatever model they like; with some, only theirs can be published.
    pub fn model(self, name: impl Into<String>) -> Self {
        self.seed(Seed::of_model(name.into(), None))
    }

    /// Adds agents, integrations, tools, models and targets of the inspector. May be called several times.
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seeds.push(seed);
        self
    }

    /// Starts with everything that a snapshot holds, its projects with their ids and tokens included. Projects that were
    /// added must be those of the snapshot, in any order, and seeds are applied to it.
    pub fn snapshot(mut self, snapshot: Snapshot) -> Self {
        self.snapshot = Some(snapshot);
        self
    }

    /// Sets a temper: which of the servers that the documentation allows this one is. May be called several times;
    /// [`Emulator::set_temper`] changes one while the emulator runs. The environment variable `GEAI_EMULATOR_TEMPERS`, such
    /// as `answers=documented,drafts=newest`, sets those that nothing else sets, so that tests can be run again under others.
    pub fn temper(mut self, temper: impl Into<Temper>) -> Self {
        self.tempers.push(temper.into());
        self
    }

    /// Starts the emulator on a background thread and returns when the port is open.
    ///
    /// # Errors
    ///
    /// The address cannot be bound, no thread can be started, or, with the kind `InvalidInput`, the settings contradict
    /// each other: names, ids or tokens of projects are not unique, a name is blank, a token is empty or the OAuth token, a seed cannot be
    /// applied, the projects are not those of the snapshot, an allowed host is not the name of a host, a temper of the
    /// environment is unknown.
    pub fn start(self) -> io::Result<Emulator> {
        let address = SocketAddr::new(self.host, self.port);
        if let Some(wrong) = self.allowed_hosts.iter().find(|host| !is_host(host)) {
            return Err(invalid(format!("allowed host {wrong:?}: expected a name or an address without a port")));
        }
        let initial = self.initial()?;
        Emulator::start(address, move |bound| self.into_shared(initial, bound))
    }

    /// Everything that the emulator holds when it starts.
    fn initial(&self) -> io::Result<Snapshot> {
        let Snapshot { mut tempers, oauth_token, mut state, .. } = match &self.snapshot {
            Some(snapshot) => self.of_snapshot(snapshot)?,
            None => {
                let projects = self.project_infos()?;
                let organization_id = self.organization_id.clone().unwrap_or_else(random_id);
                let state = State::new(organization_id, projects, Tools::with_fixtures(), built_in_targets());
                Snapshot::new(default_tempers()?, self.oauth_token.clone().unwrap_or_else(random_id), state)
            }
        };
        self.tempers.iter().for_each(|temper| tempers.set(*temper));
        for seed in &self.seeds {
            apply(&mut state, seed, tempers).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        }
        Ok(Snapshot::new(tempers, oauth_token, state))
    }

    /// The snapshot, if nothing that was set contradicts it.
    fn of_snapshot(&self, snapshot: &Snapshot) -> io::Result<Snapshot> {
        let contradicts = |given: &Option<String>, held: &str| given.as_ref().is_some_and(|given| given != held);
        let agrees = self.projects.is_empty()
            || self.projects.len() == snapshot.state.projects.len()
                && self.projects.iter().all(|given| {
                    let held = snapshot.state.projects.iter().find(|held| held.name == given.name);
                    held.is_some_and(|held| {
                        !contradicts(&given.id, &held.id) && !contradicts(&given.token, &held.token)
                    })
                });
        if !agrees {
            let held = snapshot.project_names().join(", ");
            return Err(invalid(format!("the snapshot is of other projects than were added: it has {held}")));
        }
        if contradicts(&self.organization_id, &snapshot.state.organization_id)
            || contradicts(&self.oauth_token, &snapshot.oauth_token)
        {
            return Err(invalid("the snapshot has another organisation or OAuth token".to_owned()));
        }
        Ok(snapshot.clone())
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
            if project.name.trim().is_empty() {
                return Err(invalid(format!("project {:?}: its name must not be empty or blank", project.name)));
            }
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

    /// The state of an emulator with these settings.
    #[cfg(test)]
    pub(crate) fn into_shared_for_tests(self, bound: SocketAddr) -> Shared {
        let initial = self.initial().unwrap();
        self.into_shared(initial, bound)
    }

    fn into_shared(self, initial: Snapshot, bound: SocketAddr) -> Shared {
        Shared {
            state: Mutex::new(initial.state.clone()),
            recorder: Mutex::new(Recorder::new(self.record_limit)),
            faults: Mutex::new(Faults::default()),
            edits: Mutex::new(Edits::default()),
            tempers: Mutex::new(initial.tempers),
            base_url: format!("http://{}", reachable(bound)),
            oauth_token: initial.oauth_token.clone(),
            initial,
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

/// The tempers of an emulator for which none is given.
fn default_tempers() -> io::Result<Tempers> {
    let given = std::env::var(TEMPERS).unwrap_or_default();
    let listed = Temper::parse_list(&given).map_err(|unknown| invalid(format!("{TEMPERS}: {unknown}")))?;
    let mut tempers = Tempers::default();
    listed.into_iter().for_each(|temper| tempers.set(temper));
    Ok(tempers)
}

fn invalid(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, text)
}
