//! Ctrl-C: the calls in flight are ended, and say what is known of them.

use std::future::pending;
use std::pin::pin;

use geai_client::{Client, Error};
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC, ctrl_c};

use crate::exit::Failure;

/// Runs `work` of the client, which Ctrl-C ends.
pub async fn interruptible<T>(
    client: &Client,
    stop: &mut StopSignal,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Failure> {
    let mut work = pin!(work);
    tokio::select! {
        biased;
        done = work.as_mut() => return Ok(done?),
        () = stop.received() => client.close(),
    }
    work.await.map_err(Failure::Interrupted)
}

/// Ctrl-C, or the signal that ends a process. One that comes while nobody waits is kept: a program that has a handler is not
/// ended by the system.
#[cfg(unix)]
pub struct StopSignal(Option<(Signal, Signal)>);

/// Ctrl-C. One that comes while nobody waits is kept: a program that has a handler is not ended by the system.
#[cfg(windows)]
pub struct StopSignal(Option<CtrlC>);

impl StopSignal {
    /// Listens from now on. To be called in the context of a runtime.
    #[cfg(unix)]
    pub fn listen() -> Self {
        Self(signal(SignalKind::terminate()).ok().zip(signal(SignalKind::interrupt()).ok()))
    }

    /// Listens from now on. To be called in the context of a runtime.
    #[cfg(windows)]
    pub fn listen() -> Self {
        Self(ctrl_c().ok())
    }

    /// Waits for it. Where there can be no handler, the system ends the program.
    #[cfg(unix)]
    pub async fn received(&mut self) {
        let Some((terminate, interrupt)) = &mut self.0 else { return pending().await };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }

    /// Waits for it. Where there can be no handler, the system ends the program.
    #[cfg(windows)]
    pub async fn received(&mut self) {
        let Some(interrupt) = &mut self.0 else { return pending().await };
        interrupt.recv().await;
    }
}

/// Waits for Ctrl-C, or for the signal that ends a process, from now on.
pub fn stop_signal() -> impl Future<Output = ()> {
    let mut stop = StopSignal::listen();
    async move { stop.received().await }
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::{Command, id};

    use tokio::runtime::Builder;

    use super::*;

    #[test]
    fn a_signal_that_comes_while_nobody_waits_is_kept() {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let mut stop = {
            let _context = runtime.enter();
            StopSignal::listen()
        };
        assert!(Command::new("kill").args(["-INT", &id().to_string()]).status().unwrap().success());
        runtime.block_on(stop.received());
    }
}
