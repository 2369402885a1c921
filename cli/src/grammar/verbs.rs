//! The commands that are no operation.

use clap::{Arg, Command};

use super::parts::{FILE, JSON, YES, flag, query_argument, with_output};

/// A request of any kind.
pub const REQUEST: &str = "request";
/// The sign-in, a verb of the resource that has it.
pub const AUTHORIZE: &str = "authorize";
/// The effective configuration.
pub const CONFIG: &str = "config";
/// What a server does where its documentation is silent.
pub const DOCTOR: &str = "doctor";
/// Flags of the doctor.
pub const WRITE: &str = "write";
pub const SCRATCH: &str = "project-is-scratch";
pub const PUBLIC_NAMES: &str = "public-names";
pub const OAUTH_PROFILE: &str = "oauth-profile";
pub const SECOND_PROFILE: &str = "second-profile";
pub const RECORD: &str = "record";
/// The emulator.
pub const EMULATOR: &str = "emulator";
/// Completion for shells.
pub const COMPLETIONS: &str = "completions";

/// A request that no operation covers.
pub fn request() -> Command {
    let command = Command::new(REQUEST)
        .about("Sends a request that no other command covers, with the same authentication, attempts and errors.")
        .arg(Arg::new("method").required(true).value_name("METHOD").help("HTTP method."))
        .arg(Arg::new("path").required(true).value_name("PATH").help("Percent-encoded path, beginning with /."))
        .arg(query_argument("query"))
        .arg(Arg::new(FILE).long(FILE).value_name("FILE").help("Body, JSON or YAML; - is standard input."))
        .arg(flag(YES, "Do not ask before a DELETE."));
    with_output(command)
}

/// The effective configuration.
pub fn config() -> Command {
    with_output(Command::new(CONFIG).about("Shows every effective setting and where it comes from."))
}

/// What a server does where its documentation is silent.
pub fn doctor() -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new(DOCTOR)
        .about("Asks the server how it behaves where its documentation is silent. It only reads, unless --write is given.")
        .after_help(
            "Exit codes: 0 everything is as expected, 1 it could not run, 2 a probe differs, 64 wrong arguments, 130 Ctrl-C.",
        )
        .arg(flag(JSON, "Print the result as JSON: one document."))
        .arg(flag(WRITE, "Make agents and integrations of its own as well, and remove them."))
        .arg(flag(SCRATCH, "Write in a project that has agents or integrations, too.").requires(WRITE))
        .arg(flag(PUBLIC_NAMES, "Give some of its own objects public names, which are unique everywhere.").requires(WRITE))
        .arg(text(OAUTH_PROFILE, "NAME", "Profile with an OAuth access token of the same project, for the probes that need one."))
        .arg(text(SECOND_PROFILE, "NAME", "Profile with a token of another project, for the probes that need one."))
        .arg(text(RECORD, "FILE", "Write requests and answers to a file, without ids, names, hosts and tokens."))
}

/// The sign-in to a service.
pub fn authorize() -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let command = Command::new(AUTHORIZE)
        .about("Signs in to a service and fetches its description. The page to sign in is printed to standard error.")
        .arg(Arg::new("url").required(true).value_name("URL").help("URL of the service."))
        .arg(text("client-id", "ID", "Client id of the application that signs in."))
        .arg(text("challenge-id", "ID", "Id of a sign-in that was begun before."))
        .arg(
            text("wait", "SECONDS", "Time to wait for the sign-in. Default: 300.")
                .value_parser(clap::value_parser!(u64)),
        );
    with_output(command)
}

/// The emulator, whose options its own program reads.
pub fn emulator() -> Command {
    Command::new(EMULATOR)
        .about("Runs the emulator, a local server of both APIs. `emulator --help` lists its options.")
        .disable_help_flag(true)
        .arg(Arg::new("options").num_args(0..).allow_hyphen_values(true).trailing_var_arg(true).hide(true))
}

/// The emulator with the options of its own program.
pub fn emulator_with_options() -> Command {
    let about = emulator().get_about().cloned().unwrap_or_default();
    geai_emulator::cli::command().name(EMULATOR).about(about).disable_help_flag(false)
}

/// The completion of a shell.
pub fn completions() -> Command {
    Command::new(COMPLETIONS).about("Prints the completion of a shell: `source <(geai-client completions bash)`.").arg(
        Arg::new("shell").required(true).value_name("SHELL").value_parser(clap::value_parser!(clap_complete::Shell)),
    )
}
