//! The command line of the emulator.

use std::ffi::OsString;
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::{CommandFactory as _, Parser};

use crate::handle::Emulator;
use crate::http::host::is_host;
use crate::rules::tempers::Temper;
use crate::seed::document::Seed;
use crate::state_file;
use crate::store::info::EmulatorInfo;

/// A local emulator of the GEAI Agents and Integrations APIs. This is NOT the vendor's server.
///
/// It keeps everything in memory and loses it when it stops, unless there is a state file. On start it prints one line of JSON: URL, projects with
/// ids and tokens, organisation id, OAuth token; and to standard error how to use it. It stops on SIGTERM and SIGINT.
#[derive(Debug, Parser)]
#[command(name = "geai-emulator", disable_version_flag = true)]
struct Arguments {
    /// Port to listen on; 0 lets the system choose.
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// Project to offer; may be given several times. Default: one called `default`, or those of the state file.
    #[arg(long = "project", value_name = "NAME")]
    projects: Vec<String>,

    /// File with agents, integrations, tools, models and inspector targets to begin with, JSON or YAML; may be given
    /// several times. It is not read when there is a state file already.
    #[arg(long = "seed", value_name = "FILE")]
    seeds: Vec<PathBuf>,

    /// File that keeps everything: read at the start where it exists, written at the start and when it stops. It holds
    /// tokens and credentials.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,

    /// Further host name under which the routes below /emulator/ answer; may be given several times.
    #[arg(long = "allow-host", value_name = "NAME", value_parser = host_name)]
    allow_hosts: Vec<String>,

    /// Which of the servers that the documentation allows it is, such as `drafts=newest`; may be given several times.
    #[arg(long = "temper", value_name = "NAME=VALUE", value_parser = temper)]
    tempers: Vec<Temper>,

    /// Write a line per request to standard error, without credentials.
    #[arg(long)]
    verbose: bool,
}

/// Exit code for wrong arguments: EX_USAGE of sysexits.h.
const USAGE: u8 = 64;

fn temper(text: &str) -> Result<Temper, String> {
    Temper::parse_pair(text).map_err(|problem| problem.to_string())
}

fn host_name(text: &str) -> Result<String, String> {
    let is_host = is_host(text).then(|| text.to_owned());
    is_host.ok_or_else(|| "expected a name or an address without a port".to_owned())
}

/// The grammar of the program, for the completion of shells.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the program `geai-emulator`: starts an emulator, prints its [`EmulatorInfo`] as one line
/// of JSON to `stdout`, and returns when the process receives SIGTERM or SIGINT.
///
/// `arguments` begin with the name of the program. Errors, the usage, and how to use the emulator are written to
/// `stderr`, the text of `--help` to `stdout`. The lines of `--verbose` always go to the standard error of the process.
///
/// Returns the exit code: 0 after a signal or `--help`, 1 when the emulator cannot start, 64 for wrong arguments.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(problem) => {
            let text = problem.render();
            // A stream that is closed leaves no place to report it.
            if problem.use_stderr() {
                let _ = write!(stderr, "{text}");
                return USAGE;
            }
            let _ = write!(stdout, "{text}");
            return 0;
        }
    };
    if let Some(why) = wrong_projects(&arguments.projects) {
        let _ = writeln!(stderr, "geai-emulator: --project: {why}");
        return USAGE;
    }
    match serve(arguments, stdout, stderr) {
        Ok(()) => 0,
        Err(problem) => {
            let _ = writeln!(stderr, "geai-emulator: {problem}");
            1
        }
    }
}

/// What is wrong with the names of projects: each is told apart by its own.
fn wrong_projects(names: &[String]) -> Option<String> {
    let is_taken = |(at, name): &(usize, &String)| names.iter().take(*at).any(|other| other == *name);
    let blank = names.iter().any(|name| name.trim().is_empty()).then(|| "a name must not be empty or blank".to_owned());
    blank.or_else(|| names.iter().enumerate().find(is_taken).map(|(_, name)| format!("{name:?} is given twice")))
}

/// Why the projects that are asked for are not those of a state file. In which order they are named says nothing.
fn other_projects(asked: &[String], held: &[&str]) -> Option<String> {
    let is_same = asked.len() == held.len() && asked.iter().all(|name| held.contains(&name.as_str()));
    let agrees = asked.is_empty() || is_same;
    (!agrees).then(|| format!("is of other projects than {}: it has {}", asked.join(", "), held.join(", ")))
}

fn serve(arguments: Arguments, stdout: &mut dyn Write, stderr: &mut dyn Write) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        // The handlers are set before the line is printed, since its reader may send a signal at once.
        let stopped = stop_signal()?;
        let mut builder = Emulator::builder().host(arguments.host).port(arguments.port).verbose(arguments.verbose);
        for host in arguments.allow_hosts {
            builder = builder.allow_host(host);
        }
        for temper in arguments.tempers {
            builder = builder.temper(temper);
        }
        let kept = arguments.state.as_deref().map(state_file::read).transpose()?.flatten();
        let seeds = match kept {
            None => {
                for project in arguments.projects {
                    builder = builder.project(project);
                }
                arguments.seeds
            }
            Some(snapshot) => {
                if let Some(why) = other_projects(&arguments.projects, &snapshot.project_names()) {
                    let file = arguments.state.as_deref().unwrap_or(Path::new("")).display();
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidInput,
                        format!("--project: the state file {file} {why}"),
                    ));
                }
                builder = builder.snapshot(snapshot);
                if !arguments.seeds.is_empty() {
                    let _ = writeln!(stderr, "geai-emulator: there is a state file, so no seed was read");
                }
                Vec::new()
            }
        };
        for seed in seeds {
            builder = builder.seed(Seed::read(seed)?);
        }
        let emulator = builder.start()?;
        let keep = || arguments.state.as_deref().map_or(Ok(()), |path| state_file::write(path, &emulator.snapshot()));
        // A file that cannot be written is an error now, not when everything would be lost.
        keep()?;
        writeln!(stdout, "{}", emulator.info().to_json())?;
        stdout.flush()?;
        // A stream that is closed leaves no place to say it.
        let _ = write!(stderr, "{}", instructions(emulator.info(), arguments.state.as_deref()));
        stopped.await;
        emulator.stop();
        keep()
    })
}

/// How to reach the emulator from a shell. Standard error often goes to a log, so it has no credential.
fn instructions(info: &EmulatorInfo, state: Option<&Path>) -> String {
    let kept = state.map(|path| format!(" Its state is then kept in {}.", path.display())).unwrap_or_default();
    format!(
        "The emulator, which is not the vendor's server, listens at {url}. To use it, in another shell:\n  \
         export GEAI_API_BASE_URL={url} GEAI_APITOKEN=…  # a token of the line on standard output\n  \
         curl -H \"Authorization: Bearer $GEAI_APITOKEN\" {url}/v4/agents\nCtrl-C stops it.{kept}\n",
        url = info.url
    )
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
