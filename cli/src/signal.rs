//! Ctrl-C: the calls in flight are ended, and say what is known of them.

use std::future::pending;
use std::pin::pin;

use geai_client::{Client, Error};

use crate::exit::Failure;

/// Runs `work` of the client, which Ctrl-C ends.
pub async fn interruptible<T>(client: &Client, work: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
    let mut work = pin!(work);
    tokio::select! {
        biased;
        done = work.as_mut() => return Ok(done?),
        () = stop_signal() => client.close(),
    }
    work.await.map_err(Failure::Interrupted)
}

/// Waits for Ctrl-C, or for the signal that ends a process, from now on.
#[cfg(unix)]
pub fn stop_signal() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let handlers = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async {
        // Where there can be no handler, the system ends the program.
        let (Ok(mut terminate), Ok(mut interrupt)) = handlers else { return pending().await };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
}

/// Waits for Ctrl-C, from now on.
#[cfg(windows)]
pub fn stop_signal() -> impl Future<Output = ()> {
    let handler = tokio::signal::windows::ctrl_c();
    async {
        // Where there can be no handler, the system ends the program.
        let Ok(mut interrupt) = handler else { return pending().await };
        interrupt.recv().await;
    }
}
