//! The verbs of set-ups as commands: a row each. Their arguments are those of the core's task.

use clap::{Arg, ArgAction, ArgGroup, Command};
use geai_client::bindings::{Field, Kind, Model as _, NameStyle, Schema, Task, further_forms, tasks};
use geai_client::change::Graph;

use super::parts::{JSON, JSONL, YES, flag, help, valued, with_output, word};

/// Checks files.
pub const CHECK: &str = "check";
/// Plans what files would change.
pub const PLAN: &str = "plan";
/// Does what a plan says.
pub const APPLY: &str = "apply";
/// Writes what the project has into files.
pub const PULL: &str = "pull";
/// The JSON Schemas of the files.
pub const SCHEMA: &str = "schema";
/// In which members two revisions of an agent differ.
pub const DIFF: &str = "diff";
/// The revisions of an agent.
pub const REVISIONS: &str = "revisions";
/// Gives an agent the content of an earlier revision.
pub const ROLL_BACK: &str = "roll-back";
/// The agents that use an integration.
pub const USED_BY: &str = "used-by";
/// Who uses whom.
pub const GRAPH: &str = "graph";

/// The argument that an object is named by.
pub const ID_OR_NAME: &str = "id_or_name";
/// The argument with the revision that is older than what is wanted.
pub const BEFORE: &str = "before";
/// How many records are printed at most.
pub const MAX_ITEMS: &str = "max-items";

/// The argument that files or a plan come from.
pub const SOURCE: &str = "source";
/// The argument that says where files are written.
pub const TARGET: &str = "target";
/// The argument that names an environment.
pub const ENVIRONMENT: &str = "environment";
/// The argument that says whether changes are published.
pub const PUBLISH: &str = "publish";

/// Whether a document is printed as Markdown.
pub const MARKDOWN: &str = "markdown";
/// Whether changes are written as drafts.
pub const DRAFT: &str = "draft";
/// Whether differences have an exit code.
pub const EXIT_CODE: &str = "exit-code";
/// The digest that a plan is to have.
pub const DIGEST: &str = "digest";
/// The form in which a document is printed.
pub const FORMAT: &str = "format";
/// As plain text.
pub const TEXT: &str = "text";
/// The file that a plan is written to.
pub const OUT: &str = "out";
/// Whether files are written.
pub const WRITE: &str = "write";

/// How an argument of a task is written, where its kind does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// As a word without a flag, which the help calls so.
    Word(&'static str),
    /// By a flag of another name, whose value the help calls so.
    Flag(&'static str, &'static str),
    /// By a flag of another name, which may be given several times.
    Each(&'static str),
    /// As the path of a file.
    File,
    /// As a flag that may have a number.
    Count,
}

/// A verb of set-ups.
pub struct SetupVerb {
    /// Its name.
    pub name: &'static str,
    about: &'static str,
    more: &'static str,
    /// The task of the core whose arguments it has.
    pub task: Option<&'static Task>,
    /// Those of the arguments that it has; none named are all.
    only: &'static [&'static str],
    written: &'static [(&'static str, Written)],
    /// What it has beside them.
    flags: fn(Command) -> Command,
}

/// The verbs.
pub static VERBS: &[SetupVerb] = &[
    SetupVerb {
        name: CHECK,
        about: "Checks the files of a set-up. Nothing is sent.",
        more: "Exit codes: 0 the files are right, 1 they have faults, 64 wrong arguments.",
        task: Some(&tasks::PLAN),
        only: &[SOURCE, ENVIRONMENT],
        written: OF_FILES,
        flags: |command| command.arg(flag(JSON, "Print the definitions as JSON: one document.")),
    },
    SetupVerb {
        name: PLAN,
        about: "Shows what the files of a set-up would change in the project. It only reads.",
        more: "Exit codes: 0 done, also where the plan has changes or conflicts; 1 an error; 2 with --exit-code where it has \
               any; 3 refused: another project, another plan than that of --digest; 64 wrong arguments; 130 Ctrl-C.",
        task: Some(&tasks::PLAN),
        only: &[],
        written: OF_FILES,
        flags: |command| {
            let digest = "Print only whether the plan is still the one with this digest.";
            with_document(with_draft(command))
                .arg(flag(EXIT_CODE, "Exit with 2 where there are changes or conflicts."))
                .arg(text(DIGEST, "DIGEST", digest).conflicts_with_all([EXIT_CODE, JSON, MARKDOWN]))
                .arg(text(OUT, "FILE", "Write the plan to a file as JSON, too: what `apply` takes."))
        },
    },
    SetupVerb {
        name: APPLY,
        about: "Does what a plan says: shows it, asks, writes every draft, publishes, deletes.",
        more: "PLAN is a plan that `plan` wrote (- is standard input), which is applied as it is, or the folder of a set-up, which is \
               planned first. Without a terminal to ask on, a folder needs --yes.\n\
               Exit codes: 0 done; 1 an error, and nothing was written; 3 refused: a conflict, a stale or edited plan, another \
               project, no --yes; 4 applied in part, as the result says; 64 wrong arguments; 130 Ctrl-C, and nothing was written.",
        task: Some(&tasks::PLAN),
        only: &[],
        written: &[
            (SOURCE, Written::Word("PLAN")),
            (ENVIRONMENT, Written::Flag("env", "NAME")),
            ("allow_delete", Written::Count),
            ("baseline", Written::File),
        ],
        flags: |command| {
            with_draft(command)
                .arg(flag(YES, "Do not ask."))
                .arg(flag(JSON, "Print the result as JSON: one document, the baseline of the next plan."))
        },
    },
    SetupVerb {
        name: PULL,
        about: "Writes what the project has into the files of a set-up. It only reads from the server.",
        more: "DIR may be empty, or not be there yet. What is equal is not touched; a file whose comments would be lost is left, and \
               the lines that differ are printed.\n\
               Exit codes: 0 done; 1 an error, and no file was written but those that it names; 3 files were left, or another \
               project; 64 wrong arguments; 130 Ctrl-C.",
        task: Some(&tasks::PULL),
        only: &[],
        written: &[
            (TARGET, Written::Word("DIR")),
            (ENVIRONMENT, Written::Flag("env", "NAME")),
            ("agents", Written::Each("agent")),
            ("integrations", Written::Each("integration")),
        ],
        flags: with_document,
    },
    SetupVerb {
        name: SCHEMA,
        about: "Prints the JSON Schemas of the files as one document, by their names, or writes them for editors.",
        more: "",
        task: None,
        only: &[],
        written: &[],
        flags: |command| {
            command
                .arg(Arg::new(SOURCE).value_name("DIR").default_value(HERE).help("The folder of the set-up."))
                .arg(flag(WRITE, "Write them into the folder .geai of the set-up."))
        },
    },
    SetupVerb {
        name: DIFF,
        about: "Shows the members in which two revisions of an agent differ.",
        more: "Exit codes: 0 done; 1 an error; 2 with --exit-code where they differ; 64 wrong arguments; 130 Ctrl-C.",
        task: Some(&tasks::AGENTS_DIFF),
        only: &[ID_OR_NAME, BEFORE, "after"],
        written: &[
            (ID_OR_NAME, Written::Word("ID_OR_NAME")),
            (BEFORE, Written::Word("BEFORE")),
            ("after", Written::Word("AFTER")),
        ],
        flags: |command| with_document(command).arg(flag(EXIT_CODE, "Exit with 2 where they differ.")),
    },
    SetupVerb {
        name: REVISIONS,
        about: "Lists the revisions of an agent, newest first, drafts included.",
        more: "The API has no list of them: each is one request.",
        task: Some(&tasks::AGENTS_REVISION_BEFORE),
        only: &[ID_OR_NAME],
        written: &[(ID_OR_NAME, Written::Word("ID_OR_NAME"))],
        flags: |command| {
            let most = text(MAX_ITEMS, "N", "Print so many at most.").value_parser(clap::value_parser!(u64));
            with_list(command).arg(most)
        },
    },
    SetupVerb {
        name: ROLL_BACK,
        about: "Makes a new revision of an agent with the content of an earlier one, and publishes it.",
        more: "The server publishes no older revision. A draft of somebody else that is ahead is refused, unless --over-drafts \
               allows it. Without a terminal to ask on, it needs --yes.\n\
               Exit codes: 0 done; 1 an error, and nothing was written; 3 refused; 4 the new revision is not published; 64 wrong \
               arguments; 130 Ctrl-C, and nothing was written.",
        task: Some(&tasks::AGENTS_ROLL_BACK),
        only: &[ID_OR_NAME, "version", "revision", "over_drafts"],
        written: &[(ID_OR_NAME, Written::Word("ID_OR_NAME"))],
        flags: |command| {
            let wanted = ArgGroup::new("wanted").args(["version", "revision"]).required(true);
            with_output(command).arg(flag(YES, "Do not ask.")).group(wanted)
        },
    },
    SetupVerb {
        name: USED_BY,
        about: "Lists the agents that use any tool of an integration, drafts included.",
        more: "",
        task: Some(&tasks::INTEGRATIONS_USED_BY),
        only: &[ID_OR_NAME],
        written: &[(ID_OR_NAME, Written::Word("ID_OR_NAME"))],
        flags: with_list,
    },
    SetupVerb {
        name: GRAPH,
        about: "Shows who uses whom in the project: agents, their helper agents and tools, integrations. It only reads.",
        more: "Of each agent its newest revision, drafts included. What agents name and the project does not have is marked.\n\
               Exit codes: 0 done; 1 an error; 64 wrong arguments; 130 Ctrl-C.",
        task: Some(&tasks::GRAPH),
        only: &[],
        written: &[],
        flags: |command| {
            let forms = further_forms(Graph::SCHEMA).iter().map(|form| form.name);
            let forms: Vec<&str> = std::iter::once(TEXT).chain(forms).collect();
            let format = text(FORMAT, "FORMAT", "Print it in this form.").value_parser(forms).default_value(TEXT);
            command.arg(format).arg(flag(JSON, "Print the result as JSON: one document.").conflicts_with(FORMAT))
        },
    },
];

/// The folder that is meant where none is named.
const HERE: &str = ".";

/// How the arguments of what reads the files of a set-up are written.
const OF_FILES: &[(&str, Written)] = &[
    (SOURCE, Written::Word("DIR")),
    (ENVIRONMENT, Written::Flag("env", "NAME")),
    ("allow_delete", Written::Count),
    ("baseline", Written::File),
];

impl SetupVerb {
    /// The verb of a name.
    pub fn find(name: &str) -> Option<&'static Self> {
        VERBS.iter().find(|verb| verb.name == name)
    }

    /// The arguments that it has of its task, and how each is written.
    pub fn arguments(&self) -> impl Iterator<Item = (&'static Field, Option<Written>)> {
        let schema: Option<&'static Schema> = self.task.map(|task| task.arguments);
        let fields = schema.map(|schema| schema.fields).unwrap_or_default().iter();
        fields.filter(|field| self.only.is_empty() || self.only.contains(&field.name)).map(|field| {
            let written = self.written.iter().find(|(name, _)| *name == field.name);
            (field, written.map(|(_, written)| *written))
        })
    }

    /// Its command.
    pub fn command(&self) -> Command {
        let command = Command::new(self.name).about(self.about);
        let command = if self.more.is_empty() { command } else { command.after_help(self.more) };
        (self.flags)(self.arguments().fold(command, |command, (field, written)| command.arg(argument(field, written))))
    }
}

/// The flag of an argument, or the word that it is, for messages.
pub fn flag_of(field: &Field, written: Option<Written>) -> String {
    match written {
        Some(Written::Word(word)) => format!("<{word}>"),
        Some(Written::Flag(name, _) | Written::Each(name)) => format!("--{name}"),
        _ => NameStyle::Flag.name(field.name),
    }
}

fn argument(field: &'static Field, written: Option<Written>) -> Arg {
    let arg = Arg::new(field.name).help(help(field.doc));
    match written {
        Some(Written::Word(value)) if [SOURCE, TARGET].contains(&field.name) => {
            arg.value_name(value).default_value(HERE)
        }
        Some(Written::Word(value)) => arg.value_name(value).required(true),
        Some(Written::Flag(name, value)) => arg.long(name).value_name(value),
        Some(Written::Each(name)) => arg.long(name).value_name("NAME").action(ArgAction::Append),
        Some(Written::File) => arg.long(word(field.name)).value_name("FILE"),
        Some(Written::Count) => arg
            .long(word(field.name))
            .value_name("N")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_parser(|given: &str| match given {
                "true" | "false" => Ok(given.to_owned()),
                number => number.parse::<u64>().map(|number| number.to_string()),
            }),
        None => match field.kind {
            Kind::List(_) => arg.long(word(field.name)).value_name("NAME").action(ArgAction::Append),
            kind => valued(field.name, kind, help(field.doc)),
        },
    }
}

fn text(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

fn with_document(command: Command) -> Command {
    command
        .arg(flag(JSON, "Print the result as JSON: one document."))
        .arg(flag(MARKDOWN, "Print it as Markdown, for a comment on a pull request.").conflicts_with(JSON))
}

fn with_list(command: Command) -> Command {
    with_output(command).arg(flag(JSONL, "Print a record a line, as JSON.").conflicts_with(JSON))
}

fn with_draft(command: Command) -> Command {
    command.arg(flag(DRAFT, "Write drafts only, whatever the environment says.").conflicts_with(PUBLISH))
}
