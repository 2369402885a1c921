//! The operations of the table as commands: resource, operation, and an argument for each parameter.

use clap::{Arg, Command};
use geai_client::api::{ENDPOINTS, RESOURCES};
use geai_client::bindings::{Field, Kind, Model as _};
use geai_client::models::Authorization;
use geai_client::{Endpoint, Method, Operation, Param, ParamIn, Resource, Role};

use super::parts::{FILE, JSON, JSONL, YES, first_sentence, flag, help, query_argument, valued, with_output, word};
use super::verbs::authorize;

/// Whether one page is printed with its envelope.
pub const PAGE: &str = "page";

/// A command for each resource with its operations, and one for each operation of the client itself.
pub fn commands() -> impl Iterator<Item = Command> {
    RESOURCES.iter().flat_map(|resource| {
        let operations = of(resource).map(|endpoint| command(endpoint.operation));
        if resource.on_client {
            return operations.collect::<Vec<_>>();
        }
        let command = Command::new(word(resource.name))
            .about(help(resource.doc))
            .subcommand_required(true)
            .arg_required_else_help(true)
            .disable_help_subcommand(true)
            .subcommands(operations);
        // What is written by hand over several operations.
        let signs_in = resource.helpers.is_some_and(|helpers| std::ptr::eq(helpers, Authorization::SCHEMA));
        let command = if signs_in { command.subcommand(authorize()) } else { command };
        vec![command]
    })
}

/// The operations of a resource.
fn of(resource: &Resource) -> impl Iterator<Item = &'static &'static Endpoint> {
    let name = resource.name;
    ENDPOINTS.iter().filter(move |endpoint| endpoint.operation.resource == name)
}

/// The operation of a command.
pub fn find(resource: Option<&str>, verb: &str) -> Option<&'static Endpoint> {
    RESOURCES
        .iter()
        .filter(|known| match resource {
            Some(resource) => !known.on_client && word(known.name) == resource,
            None => known.on_client,
        })
        .flat_map(of)
        .find(|endpoint| word(endpoint.operation.method_name) == verb)
        .copied()
}

/// Whether the operation takes away what others may need.
pub fn is_deletion(operation: &Operation) -> bool {
    operation.method == Method::DELETE
}

fn command(operation: &'static Operation) -> Command {
    let mut command = with_output(Command::new(word(operation.method_name)).about(summary(operation)));
    let long = help(operation.doc);
    if long.contains('\n') {
        command = command.long_about(long);
    }
    for param in operation.params {
        command = command.args(arguments(operation, param));
    }
    if operation.definition().is_some() || takes_list(operation) {
        let help = "The whole body, JSON or YAML; - is standard input. Flags replace its members.";
        command = command.arg(Arg::new(FILE).long(FILE).value_name("FILE").help(help));
    }
    if operation.pages() {
        command = command.arg(flag(JSONL, "Print a record a line, as JSON.").conflicts_with(JSON)).arg(
            flag(PAGE, "Print this one page with its envelope, as JSON, instead of all pages.").conflicts_with(JSONL),
        );
    }
    if is_deletion(operation) {
        command = command.arg(flag(YES, "Do not ask."));
    }
    command
}

fn summary(operation: &Operation) -> String {
    first_sentence(&help(operation.doc))
}

/// Whether the body is a list.
pub fn takes_list(operation: &Operation) -> bool {
    operation.params.iter().any(|param| matches!(param.location, ParamIn::Definitions(..)))
}

/// The arguments for a parameter.
fn arguments(operation: &'static Operation, param: &'static Param) -> Vec<Arg> {
    let required = operation.is_required(param);
    let is_word = operation.is_word(param);
    match param.location {
        ParamIn::Path => vec![positional(param).required(true)],
        ParamIn::Document => vec![
            positional(param)
                .required(required)
                .value_name("FILE")
                .help(format!("{} - is standard input.", help(param.doc))),
        ],
        ParamIn::Query(_, kind) | ParamIn::Member(_, kind) | ParamIn::RouteQuery(_, kind) | ParamIn::Local(kind) => {
            if is_word {
                vec![positional(param).required(true).allow_negative_numbers(true)]
            } else {
                let most = (param.role == Role::MaxItems).then_some("Most records in all. Default: all.".to_owned());
                vec![valued(param.name, kind, most.unwrap_or_else(|| help(param.doc)))]
            }
        }
        ParamIn::Route(_) => vec![valued(param.name, Kind::Boolean, help(param.doc))],
        ParamIn::FreeQuery => vec![query_argument(param.name)],
        ParamIn::Definition(_, schema, _) => schema.fields.iter().filter_map(member).collect(),
        // It comes from the file.
        ParamIn::Definitions(..) => Vec::new(),
    }
}

fn positional(param: &'static Param) -> Arg {
    let value = param.name.to_uppercase();
    Arg::new(param.name).value_name(value).help(help(param.doc))
}

/// The flag of a member of a definition. Secrets have none.
fn member(field: &'static Field) -> Option<Arg> {
    (!matches!(field.kind, Kind::Secret)).then(|| valued(field.name, field.kind, help(field.doc)))
}
