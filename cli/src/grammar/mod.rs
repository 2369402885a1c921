//! What can be written on the command line.

pub mod operations;
pub mod parts;
pub mod settings;
pub mod setups;
pub mod verbs;

use clap::Command;

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
