//! What several commands have: names, flags, help.

use clap::{Arg, ArgAction, Command};
use geai_client::api::ENDPOINTS;
use geai_client::bindings::{Kind, NameStyle};

/// Names of the arguments that all verbs with results have.
pub const JSON: &str = "json";
/// As [`JSON`], a record a line.
pub const JSONL: &str = "jsonl";
/// Whether secrets of the answer are printed.
pub const REVEAL: &str = "reveal-secrets";
/// Whether questions are answered with yes.
pub const YES: &str = "yes";

/// The file with the body.
pub const FILE: &str = "file";

/// A verb whose result can be had as a table or as JSON.
pub fn with_output(verb: Command) -> Command {
    verb.arg(flag(JSON, "Print the result as JSON: one document."))
        .arg(flag(REVEAL, "Print the secrets of this answer, which are *** otherwise."))
}

/// A switch.
pub fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

/// A flag for query parameters, by their names on the wire.
pub fn query_argument(name: &'static str) -> Arg {
    Arg::new(name)
        .long(word(name))
        .value_name("NAME=VALUE")
        .action(ArgAction::Append)
        .help("Query parameter; may be given several times.")
}

/// A name of the table as one on the command line.
pub fn word(name: &str) -> String {
    NameStyle::Flag.name(name).trim_start_matches('-').to_owned()
}

/// Documentation of the table, as help: parameters are called what they are here.
pub fn help(doc: &[&str]) -> String {
    let operations = || ENDPOINTS.iter().map(|endpoint| endpoint.operation);
    let is_param = |name: &str| operations().flat_map(|operation| operation.params).any(|param| param.name == name);
    let is_word = |name: &str| {
        operations().any(|operation| operation.params.iter().any(|it| it.name == name && operation.is_word(it)))
    };
    let text = doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n");
    // Every other part stood between two grave accents.
    let parts = text.split('`').enumerate().map(|(at, part)| match at % 2 {
        1 if is_word(part) => format!("<{}>", part.to_uppercase()),
        1 if is_param(part) => NameStyle::Flag.name(part),
        _ => part.to_owned(),
    });
    parts.collect::<String>().trim().to_owned()
}

/// The first sentence of a text, whose lines may end within it.
pub fn first_sentence(text: &str) -> String {
    let lines = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    match lines.find(". ") {
        Some(end) => lines.get(..=end).unwrap_or_default().to_owned(),
        None => lines,
    }
}

/// A flag for a value of a kind.
pub fn valued(name: &'static str, kind: Kind, help: String) -> Arg {
    let arg = Arg::new(name).long(word(name)).help(help);
    match kind {
        Kind::Boolean => arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_name("true|false")
            .value_parser(["true", "false"]),
        Kind::Integer | Kind::Number => arg.value_name("N").allow_negative_numbers(true),
        Kind::Document => arg.value_name("FILE"),
        Kind::Json | Kind::Model(_) | Kind::List(_) => arg.value_name("JSON"),
        Kind::String | Kind::Open(_) | Kind::Secret | Kind::Words => arg.value_name("TEXT"),
    }
}
