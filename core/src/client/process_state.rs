//! State that belongs to one process: none of it works in a forked child, which makes its own.

use std::num::NonZero;
use std::sync::Arc;

use tokio::sync::{Notify, Semaphore};

use super::deleted::Deleted;
use super::pace::Pace;
use crate::config::Config;
use crate::error::Error;
use crate::retry::Budget;
use crate::transport::Transport;

/// State that belongs to one process: none of it works in a forked child, which makes its own.
pub(super) struct ProcessState {
    /// Id of the process.
    pub process: u32,
    pub transport: Arc<Transport>,
    /// Permits for calls in flight.
    pub client_permits: Arc<Semaphore>,
    /// Permits for decoding large responses, one a core: more at a time would only slow each other, and the event loop of
    /// the host, down.
    pub decode_permits: Arc<Semaphore>,
    pub budget: Arc<Budget>,
    /// Turns of requests, where their rate is limited.
    pub pace: Option<Arc<Pace>>,
    /// What its calls deleted.
    pub deleted: Arc<Deleted>,
    /// Notified when the client is closed.
    pub closing: Notify,
}

impl ProcessState {
    pub(super) fn new(config: &Arc<Config>) -> Result<Self, Error> {
        Ok(Self {
            process: std::process::id(),
            transport: Arc::new(Transport::new(config)?),
            client_permits: Arc::new(Semaphore::new(config.limits.max_in_flight as usize)),
            decode_permits: Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(1, NonZero::get))),
            budget: Arc::default(),
            pace: Pace::new(config.limits.max_requests_per_second).map(Arc::new),
            deleted: Arc::default(),
            closing: Notify::new(),
        })
    }

    /// The state of a client that is closed by itself, on the connections and limits of this one.
    pub(super) fn share(&self) -> Self {
        Self {
            process: self.process,
            transport: self.transport.clone(),
            client_permits: self.client_permits.clone(),
            decode_permits: self.decode_permits.clone(),
            budget: self.budget.clone(),
            pace: self.pace.clone(),
            deleted: self.deleted.clone(),
            closing: Notify::new(),
        }
    }
}
