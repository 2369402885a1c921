//! Serves the wire vectors to the tests of other languages: prints `{"url": …}` and runs until its
//! standard input closes.

use std::io::{Read, Write};
use std::process::ExitCode;

use geai_tests::{Scripted, TaskServer, load, load_tasks, reply_to};

fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> Result<(), Box<dyn std::error::Error>> {
    let (files, tasks) = (load()?, TaskServer::new(load_tasks()?));
    let runtime = tokio::runtime::Runtime::new()?;
    let server =
        runtime.block_on(Scripted::start(move |seen| tasks.reply(seen).unwrap_or_else(|| reply_to(&files, seen))))?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", serde_json::json!({ "url": server.url() }))?;
    out.flush()?;
    // Whoever started it holds the other end; when that process is gone, so is the server.
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
