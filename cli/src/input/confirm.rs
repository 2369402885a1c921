//! Questions before what cannot be undone.

use std::io::stdin;
use std::thread;

use tokio::runtime::Builder;
use tokio::sync::oneshot;

use crate::exit::Failure;
use crate::signal::stop_signal;
use crate::streams::Streams;

/// Asks on a terminal; where there is none, `--yes` is needed.
pub fn confirm(question: &str, yes: bool, streams: &mut Streams<'_>) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !streams.is_interactive {
        return Err(Failure::Refused(format!("{question} Without a terminal to ask on, --yes is needed")));
    }
    let runtime = Builder::new_current_thread().enable_all().build().map_err(Failure::Output)?;
    let answer = runtime.block_on(async {
        // Before the question, whose reader may answer with Ctrl-C at once.
        let stopped = stop_signal();
        write!(streams.stderr, "{question} [y/N] ").and_then(|()| streams.stderr.flush()).map_err(Failure::Output)?;
        tokio::select! {
            line = line() => Ok(line),
            () = stopped => Err(Failure::Stopped),
        }
    });
    match answer?.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::Refused("nothing was done".to_owned())),
    }
}

/// A line of the terminal. It is read by a thread: a host of this program may have handlers of its own, beneath which a read
/// goes on.
async fn line() -> String {
    let (given, received) = oneshot::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let read = stdin().read_line(&mut line).map(|_| line);
        // Nobody waits for it after Ctrl-C.
        let _ = given.send(read);
    });
    received.await.ok().and_then(Result::ok).unwrap_or_default()
}
