//! Reads the command line and runs its verb.

use std::ffi::OsString;
use std::path::Path;

use clap::ArgMatches;
use clap::error::ErrorKind;
use geai_client::Endpoint;

use crate::exit::{Failure, USAGE};
use crate::grammar::setups::SetupVerb;
use crate::grammar::verbs::{AUTHORIZE, COMPLETIONS, CONFIG, DOCTOR, EMULATOR, REQUEST};
use crate::grammar::{self, operations};
use crate::log;
use crate::streams::Streams;
use crate::verbs;

/// What the program is called where nothing says it.
const PROGRAM: &str = "geai-client";

/// Runs the program. `arguments` begin with its name. Returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString>>, streams: &mut Streams<'_>) -> u8 {
    let mut arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let program = program(arguments.first());
    if arguments.is_empty() {
        arguments.push(program.clone().into());
    }
    if arguments.get(1).is_some_and(|verb| verb == EMULATOR) {
        let options = arguments.into_iter().skip(2);
        let named = std::iter::once(format!("{program} {EMULATOR}").into()).chain(options);
        return geai_emulator::cli::run(named, streams.stdout, streams.stderr);
    }
    let is_json = log::asks_for_json(&arguments);
    let matches = match grammar::command(&program).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(problem) => return explain(&problem, is_json, streams),
    };
    let outcome = dispatch(&program, &matches, streams);
    let flushed = streams.stdout.flush().map_err(Failure::Output);
    match outcome.and(flushed) {
        Ok(()) => 0,
        Err(failure) => {
            let line = match log::is_json(&matches) {
                true => failure.json(),
                false => failure.message().map(|message| format!("{program}: {message}")),
            };
            if let Some(line) = line {
                // A stream that is closed leaves no place to report it.
                let _ = writeln!(streams.stderr, "{line}");
            }
            failure.code()
        }
    }
}

/// The name of the program, for messages.
fn program(first: Option<&OsString>) -> String {
    let name = first.and_then(|path| Path::new(path).file_stem()).map(|name| name.to_string_lossy().into_owned());
    name.filter(|name| !name.is_empty() && !name.starts_with("__main__")).unwrap_or_else(|| PROGRAM.to_owned())
}

/// Prints what is wrong with the arguments, or the help that was asked for.
fn explain(problem: &clap::Error, is_json: bool, streams: &mut Streams<'_>) -> u8 {
    let text = problem.render();
    let help = matches!(problem.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    // A stream that is closed leaves no place to report it.
    if help {
        let _ = write!(streams.stdout, "{text}").and_then(|()| streams.stdout.flush());
        return 0;
    }
    let line = Failure::Usage(text.to_string().trim_end().to_owned()).json().filter(|_| is_json);
    let _ = match line {
        Some(line) => writeln!(streams.stderr, "{line}"),
        None => write!(streams.stderr, "{text}"),
    };
    USAGE
}

fn dispatch(program: &str, matches: &ArgMatches, streams: &mut Streams<'_>) -> Result<(), Failure> {
    match matches.subcommand() {
        Some((REQUEST, verb)) => verbs::request::run(matches, verb, streams).map_err(Failure::of_arguments),
        Some((CONFIG, verb)) => verbs::config::run(matches, verb, streams),
        Some((DOCTOR, verb)) => verbs::doctor::run(matches, verb, streams),
        Some((EMULATOR, _)) => {
            let why = format!(
                "{EMULATOR} takes none of the flags before it: `{program} {EMULATOR}`, with its own flags behind"
            );
            Err(Failure::Usage(why))
        }
        Some((COMPLETIONS, verb)) => verbs::completions::run(program, verb, streams),
        Some((name, verb)) => match (operations::find(None, name), verb.subcommand()) {
            (Some(endpoint), _) => called(endpoint, matches, verb, streams),
            (None, Some((AUTHORIZE, verb))) => {
                verbs::authorize::run(matches, verb, streams).map_err(Failure::of_arguments)
            }
            (None, Some((operation, verb))) => match operations::find(Some(name), operation) {
                Some(endpoint) => called(endpoint, matches, verb, streams),
                None => Err(Failure::Usage(format!("{name} {operation} is no command"))),
            },
            (None, None) => match SetupVerb::find(name) {
                Some(row) => verbs::setups::run(row, matches, verb, streams),
                None => Err(Failure::Usage(format!("{name} is no command"))),
            },
        },
        None => Err(Failure::Usage("a command is required".to_owned())),
    }
}

/// Calls an operation, whose arguments are all of the command line but for those of a file.
fn called(
    endpoint: &'static Endpoint,
    matches: &ArgMatches,
    verb: &ArgMatches,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    verbs::operation::run(endpoint, matches, verb, streams).map_err(Failure::of_arguments)
}
