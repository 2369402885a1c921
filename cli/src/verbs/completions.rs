//! `completions`: the completion of a shell.

use clap::ArgMatches;
use clap_complete::{Shell, generate};

use crate::exit::Failure;
use crate::grammar;
use crate::streams::Streams;

/// Prints it.
pub fn run(program: &str, verb: &ArgMatches, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let shell = *verb.get_one::<Shell>("shell").ok_or_else(|| Failure::Usage("a shell is required".to_owned()))?;
    let script = match shell {
        Shell::Bash => bash(program),
        _ => script(shell, program),
    };
    streams.stdout.write_all(script.as_bytes())?;
    Ok(())
}

fn script(shell: Shell, program: &str) -> String {
    let mut out = Vec::new();
    generate(shell, &mut grammar::completed(program), program, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// The generator calls the states of a program with a hyphen by two names (clap_complete 4.6), so it gets a name without one.
fn bash(program: &str) -> String {
    let plain = program.replace('-', "_");
    script(Shell::Bash, &plain).replace(&format!(" {plain}\n"), &format!(" {program}\n"))
}
