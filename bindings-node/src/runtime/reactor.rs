//! One tokio runtime for the process, never dropped.
//!
//! Not napi's: that one is shut down with the last environment, while its threads may still run code of an add-on
//! that Node is about to unload.

use std::sync::{Mutex, PoisonError};

use geai_client::bindings;
use tokio::runtime::Runtime;

/// Two threads read some answers while others arrive; calls spend their time waiting.
const THREADS: usize = 2;

/// The runtime, started when it is first needed. Its threads keep no process alive. Where the system gives no threads, the
/// next call tries again.
pub fn runtime() -> Result<&'static Runtime, String> {
    static RUNTIME: Mutex<Option<&'static Runtime>> = Mutex::new(None);
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = *runtime {
        return Ok(runtime);
    }
    let made = bindings::multi_thread_runtime(THREADS).map_err(|error| format!("no threads for calls: {error}"))?;
    Ok(runtime.insert(Box::leak(Box::new(made))))
}
