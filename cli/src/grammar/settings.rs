//! Settings of the client as flags. Tokens have none: arguments are readable by every process of the machine.

use clap::{Arg, ArgAction};

/// Name of the setting that bounds the time of a call.
pub const DEADLINE: &str = "deadline";

/// How the values of a setting are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text,
    /// A number.
    Number,
    /// Nothing: it is on or off.
    Switch,
}

/// The settings that have a flag: name, what stands for its value in the help, form, help.
pub const SETTINGS: &[(&str, &str, Form, &str)] = &[
    ("profile", "NAME", Form::Text, "Section of the credentials file. The environment is not looked at then."),
    ("base_url", "URL", Form::Text, "Base URL of the installation."),
    ("project_id", "ID", Form::Text, "Id of the project."),
    ("organization_id", "ID", Form::Text, "Id of the organisation."),
    ("agents_api", "VERSION", Form::Text, "Version of the agents API, v2 or v4. Default: v4."),
    ("credentials_file", "FILE", Form::Text, "Credentials file. Default: ~/.geai/credentials."),
    ("timeout", "SECONDS", Form::Number, "Time for an attempt."),
    (DEADLINE, "SECONDS", Form::Number, "Time for a call with all its attempts; for all calls of a set-up together."),
    ("retries", "N", Form::Number, "Most repetitions of a failed attempt."),
    ("retry_writes", "", Form::Switch, "Repeat writes whose outcome is unknown, too."),
    ("ca_bundle", "FILE", Form::Text, "PEM file with further trusted certificates."),
    ("client_cert", "FILE", Form::Text, "PEM file with the client's own certificate and key."),
    (PROXY, "URL", Form::Text, "Proxy for https, without user and password: those come from HTTPS_PROXY."),
    ("connect_timeout", "SECONDS", Form::Number, "Time to connect. Default: 5."),
    ("max_request_bytes", "BYTES", Form::Number, "Largest body of a request. Default: 64 MiB."),
    ("max_response_bytes", "BYTES", Form::Number, "Largest response. Default: 64 MiB."),
    ("allow_http", "", Form::Switch, "Allow http:// to other hosts: tokens travel readable."),
    ("strict_credentials_permissions", "", Form::Switch, "Refuse a credentials file that others may read or change."),
];

/// The flag for the log.
pub const LOG: &str = "log";

/// The setting whose value may hold a password.
pub const PROXY: &str = "proxy";

/// The flags that name an open file, or a file, with an API token and an OAuth access token.
pub const TOKENS: [&str; 2] =
    if cfg!(windows) { ["api-token-file", "access-token-file"] } else { ["api-token-fd", "access-token-fd"] };

/// The flags of all settings.
pub fn arguments() -> impl Iterator<Item = Arg> {
    let settings = SETTINGS.iter().map(|(name, value, form, help)| {
        let long = super::parts::word(name);
        let arg = Arg::new(*name).long(long).help(*help).global(true).help_heading("Configuration");
        match form {
            Form::Switch => arg.action(ArgAction::SetTrue),
            Form::Text => arg.value_name(*value).allow_hyphen_values(false),
            // What is wrong with a negative number, its own check says.
            Form::Number => arg.value_name(*value).allow_negative_numbers(true),
        }
    });
    let value = if cfg!(windows) { "FILE" } else { "N" };
    let tokens = TOKENS.iter().map(move |name| {
        let what = if cfg!(windows) { "File" } else { "Number of the open file" };
        let kind = if *name == TOKENS[0] { "API token" } else { "OAuth access token" };
        let help = format!("{what} to read the {kind} from.");
        Arg::new(*name).long(*name).value_name(value).help(help).global(true).help_heading("Configuration")
    });
    let log = Arg::new(LOG)
        .long(LOG)
        .value_name("FORM")
        .value_parser(["text", "json"])
        .global(true)
        .help_heading("Configuration")
        .help("Write every attempt to standard error, as text or JSON.");
    settings.chain(tokens).chain([log])
}
