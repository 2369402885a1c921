//! State that belongs to one process: none of it works in a forked child, which makes its own.

use std::num::NonZero;
use std::sync::Arc;

use secrecy::SecretString;
use tokio::sync::{Mutex, Notify, Semaphore};

use crate::config::Config;
use crate::error::Error;
use crate::retry::Budget;
use crate::transport::Transport;

/// State that belongs to one process: none of it works in a forked child, which makes its own.
pub(super) struct ProcessState {
    /// Id of the process.
    pub process: u32,
    pub transport: Transport,
    /// Permits for calls in flight.
    pub client_permits: Semaphore,
    /// Permits for decoding large responses, one a core: more at a time would only slow each other, and the event loop of
    /// the host, down.
    pub decode_permits: Semaphore,
    pub budget: Budget,
    /// The last token of a provider.
    pub token: Mutex<Option<SecretString>>,
    /// Notified when the client is closed.
    pub closing: Notify,
}

impl ProcessState {
    pub(super) fn new(config: &Arc<Config>) -> Result<Self, Error> {
        Ok(Self {
            process: std::process::id(),
            transport: Transport::new(config)?,
            client_permits: Semaphore::new(config.limits.max_in_flight as usize),
            decode_permits: Semaphore::new(std::thread::available_parallelism().map_or(1, NonZero::get)),
            budget: Budget::default(),
            token: Mutex::new(None),
            closing: Notify::new(),
        })
    }
}
