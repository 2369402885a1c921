//! What can be written on the command line.

pub mod operations;
pub mod parts;
pub mod settings;
pub mod setups;
pub mod verbs;

use clap::{Arg, Command};

/// The grammar as shells complete it: the emulator has its own flags, and none of the client's.
pub fn completed(program: &str) -> Command {
    fn with_settings(command: Command) -> Command {
        let command = settings::arguments().map(|arg| arg.global(false)).fold(command, Command::arg);
        command.mut_subcommands(with_settings)
    }
    let globals: Vec<_> = settings::arguments().map(|arg| arg.get_id().clone()).collect();
    let mut command = command(program);
    for global in globals {
        command = command.mut_arg(global, |arg: Arg| arg.global(false));
    }
    command.mut_subcommands(|verb| match verb.get_name() == verbs::EMULATOR {
        true => verbs::emulator_with_options(),
        false => with_settings(verb),
    })
}

/// The whole grammar.
pub fn command(program: &str) -> Command {
    let command = Command::new(program.to_owned())
        .version(env!("CARGO_PKG_VERSION"))
        .about("Agents and integrations of Globant Enterprise AI (GEAI). Not an official Globant product.")
        .after_help(
            "Results go to standard output, all else to standard error. Exit codes: 0 done, 1 an error after which the \
             server did not act, 2 differences where --exit-code asks for them, 3 refused before anything was written, 4 \
             applied in part, 5 an error of a write that the server may have carried out, 64 wrong arguments, 130 \
             Ctrl-C.\nTokens come from the environment (GEAI_APITOKEN, GEAI_OAUTH_ACCESS_TOKEN), a profile of the \
             credentials file, or an open file (--api-token-fd).",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .infer_long_args(false)
        .max_term_width(120);
    let command = settings::arguments().fold(command, Command::arg);
    let command = operations::commands().fold(command, Command::subcommand);
    let command = setups::VERBS.iter().map(setups::SetupVerb::command).fold(command, Command::subcommand);
    command
        .subcommand(verbs::request())
        .subcommand(verbs::config())
        .subcommand(verbs::doctor())
        .subcommand(verbs::emulator())
        .subcommand(verbs::completions())
}
