//! All that can be seen of a client, a request, an answer or an error of the crate.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::fs::File;
use std::io;
use std::sync::Mutex;

use geai_client::{Builder, CallOptions, Client, Error, bindings::ErasedResponse};
use tracing_subscriber::filter::LevelFilter;

/// Has everything that logs write to the file that the harness reads; says whether it wants that.
pub fn talk() -> io::Result<bool> {
    let Some(path) = std::env::var_os("FAULTS_TALK") else { return Ok(false) };
    let level = std::env::var("RUST_LOG").unwrap_or_default();
    let level: LevelFilter = level.parse().map_err(|_| io::Error::other("RUST_LOG: expected a level"))?;
    let file = File::options().append(true).create(true).open(path)?;
    tracing_subscriber::fmt().with_max_level(level).with_ansi(false).with_writer(Mutex::new(file)).init();
    Ok(true)
}

/// Everything that prints a client, and what it was made from.
pub fn client(builder: &Builder, client: &Client) -> String {
    format!("{builder:?}\n{client:?}\n{client:#?}\n{:?}\n{:?}", client.config(), client.warnings())
}

/// Everything that prints the options of a call.
pub fn request(options: &CallOptions) -> String {
    format!("{options:?}\n{options:#?}\n")
}

/// Everything that prints an answer.
pub fn answer(reply: &ErasedResponse) -> String {
    format!("{reply:?}\n{:#?}", reply.data)
}

/// Everything that prints an error and what caused it.
pub fn error(error: &Error) -> String {
    let mut shown = format!("{error:?}\n{error:#?}\n{error}\n{:?}\n{:?}\n", error.messages, error.history);
    let mut source = StdError::source(error);
    while let Some(cause) = source {
        // Writing to memory cannot fail.
        let _ = writeln!(shown, "{cause:?}\n{cause}");
        source = cause.source();
    }
    shown
}

/// What holds the body that a server sent, on purpose.
pub fn held(error: &Error) -> String {
    format!("{:?}\n{}", **error, error.body.as_deref().unwrap_or_default())
}
