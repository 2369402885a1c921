//! One tokio runtime for the process, never dropped.
//!
//! Not napi's: that one is shut down with the last environment, while its threads may still run code of an add-on
//! that Node is about to unload.

use std::io;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};

/// Two threads read some answers while others arrive; calls spend their time waiting.
const THREADS: usize = 2;

/// The runtime, started when it is first needed. Its threads keep no process alive.
pub fn runtime() -> Result<&'static Runtime, String> {
    static RUNTIME: OnceLock<io::Result<Runtime>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            Builder::new_multi_thread().worker_threads(THREADS).thread_name("geai-client").enable_all().build()
        })
        .as_ref()
        .map_err(|error| format!("no threads for network calls: {error}"))
}
