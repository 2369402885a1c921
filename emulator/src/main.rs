//! `geai-emulator`: the emulator on its own, for any HTTP client.

#![forbid(unsafe_code)]

use std::io::{self, Write};
use std::net::IpAddr;
use std::process::ExitCode;

use clap::Parser;
use geai_emulator::Emulator;

/// A local emulator of the GEAI Agents and Integrations APIs. This is NOT the vendor's server.
///
/// It keeps everything in memory and forgets it when it stops. On start it prints one line of JSON: URL, projects with
/// ids and tokens, organisation id, OAuth token. It stops on SIGTERM and SIGINT.
#[derive(Debug, Parser)]
#[command(name = "geai-emulator", disable_version_flag = true)]
struct Arguments {
    /// Port to listen on; 0 lets the system choose.
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// Project to offer; may be given several times.
    #[arg(long = "project", value_name = "NAME", default_value = "default")]
    projects: Vec<String>,

    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,

    /// Write a line per request to standard error, without credentials.
    #[arg(long)]
    verbose: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("geai-emulator: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        // Before the line on stdout: who reads it may send a signal at once.
        let stopped = stop_signal()?;
        let mut builder = Emulator::builder().host(arguments.host).port(arguments.port).verbose(arguments.verbose);
        for project in arguments.projects {
            builder = builder.project(project);
        }
        let emulator = builder.start()?;
        let mut stdout = io::stdout();
        writeln!(stdout, "{}", emulator.info().to_json())?;
        stdout.flush()?;
        stopped.await;
        emulator.stop();
        Ok(())
    })
}

#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
