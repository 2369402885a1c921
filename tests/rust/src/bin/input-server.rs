//! Records what the bad-input tests of other languages send: prints `{"url": …}` and runs until its standard input
//! closes.

use std::io::{Read, Write};
use std::process::ExitCode;

use geai_tests::{Recorder, json_suite};

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
    let runtime = tokio::runtime::Runtime::new()?;
    let server = runtime.block_on(Recorder::start(&json_suite()?))?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", serde_json::json!({ "url": server.url() }))?;
    out.flush()?;
    // Whoever started it holds the other end; when that process is gone, so is the server.
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
