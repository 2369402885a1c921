//! The client: its configuration, and the state that its clones share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwapOption;

use crate::config::Config;
use crate::config::builder::Builder;
use crate::config::call_options::CallOptions;
use crate::config::setting::Setting;
use crate::config::warning::Warning;
use crate::error::Error;
use crate::schema::NameStyle;
use process_state::ProcessState;

pub(crate) mod call_secrets;
mod call_state;
mod deleted;
pub(crate) mod execute;
pub(crate) mod observe;
mod pace;
mod probing;
mod process_state;
pub(crate) mod restored;
mod retry_loop;

/// A client of one GEAI installation. Cloning it is cheap; clones share connections and limits.
#[derive(Clone)]
pub struct Client {
    inner: Arc<ClientInner>,
    config: Arc<Config>,
}

/// State that clones share.
struct ClientInner {
    state: ArcSwapOption<ProcessState>,
    closed: AtomicBool,
    /// The client whose connections and limits this one is on.
    origin: Option<Client>,
}

impl ClientInner {
    fn new(origin: Option<Client>) -> Arc<Self> {
        Arc::new(Self { state: ArcSwapOption::empty(), closed: AtomicBool::new(false), origin })
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client {{ base_url: {:?}, token: *** }}", self.base_url())
    }
}

impl Builder {
    /// Builds the client. Sends no request and writes nothing.
    ///
    /// Errors with `ConfigError` if a setting is missing, contradictory or unreadable.
    pub fn build(self) -> Result<Client, Error> {
        let config = self.resolve().map_err(Error::config)?;
        Ok(Client { inner: ClientInner::new(None), config: Arc::new(config) })
    }
}

impl Client {
    /// Starts building a client.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A client from the environment and the credentials file alone.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// The base URL, without a trailing slash.
    pub fn base_url(&self) -> &str {
        self.config.base_url()
    }

    /// The id of the project, where one is configured.
    pub fn project_id(&self) -> Option<&str> {
        self.config.project_id.as_ref().and_then(|id| id.to_str().ok())
    }

    /// How the caller spells names.
    pub(crate) fn name_style(&self) -> NameStyle {
        self.config.style
    }

    /// Every effective setting and its source. Secrets are masked.
    pub fn config(&self) -> Vec<Setting> {
        self.config.describe()
    }

    /// What the user should correct: a credentials file that other users can read or change, entries of `NO_PROXY` that match
    /// nothing.
    pub fn warnings(&self) -> &[Warning] {
        &self.config.warnings
    }

    /// A client with other options for its calls, on the same connections and limits.
    #[must_use]
    pub fn with_options(&self, options: &CallOptions) -> Self {
        let mut config = (*self.config).clone();
        config.call = options.over(&config.call);
        Self { inner: self.inner.clone(), config: Arc::new(config) }
    }

    /// Ends the calls in flight and refuses further ones.
    pub fn close(&self) {
        self.inner.closed.store(true, Ordering::SeqCst);
        if let Some(state) = self.made_state() {
            state.closing.notify_waiters();
        }
    }

    /// Whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        self.inner.closed.load(Ordering::SeqCst)
    }

    /// The state of this process, if a call has made it.
    fn made_state(&self) -> Option<Arc<ProcessState>> {
        self.inner.state.load_full().filter(|state| state.process == std::process::id())
    }

    /// The state of this process, made when it is first needed.
    fn process_state(&self) -> Result<Arc<ProcessState>, Error> {
        let process = std::process::id();
        loop {
            let current = self.inner.state.load_full();
            if let Some(state) = current.as_ref().filter(|state| state.process == process) {
                return Ok(state.clone());
            }
            let made = Arc::new(match &self.inner.origin {
                Some(origin) => origin.process_state()?.share(),
                None => ProcessState::new(&self.config)?,
            });
            // The connections of the parent must not be closed by a forked child, so they are leaked on purpose.
            std::mem::forget(current.clone());
            self.inner.state.compare_and_swap(&current, Some(made));
        }
    }
}
