//! `plan`: what files would change.

use std::fs;

use geai_client::bindings::tasks;
use geai_client::change::Plan;
use geai_client::definitions::Definitions;

use super::given::Given;
use crate::exit::Failure;
use crate::grammar::setups::{DIGEST, EXIT_CODE, OUT, SOURCE};
use crate::input::arguments::{STYLE, object};
use crate::input::task::read;
use crate::streams::Streams;
use crate::verbs::client::Caller;

/// Makes a plan: its document.
pub(super) fn plan(
    given: &Given<'_>,
    definitions: &Definitions,
    caller: &Caller,
    streams: &Streams<'_>,
) -> Result<String, Failure> {
    let source = serde_json::to_string(definitions).map_err(std::io::Error::from)?;
    let mut arguments = read(given.row, given.verb)?;
    arguments.retain(|(name, _)| *name != STYLE.name(SOURCE));
    arguments.push((STYLE.name(SOURCE), source));
    given.run_task(&tasks::PLAN, &object(&arguments), caller, streams)
}

/// Makes a plan and prints it.
pub fn run(given: &Given<'_>, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let definitions = given.definitions()?;
    let caller = given.caller(&definitions, streams)?;
    let text = plan(given, &definitions, &caller, streams)?;
    let plan = Plan::from_json(&text)?;
    if let Some(file) = given.text(OUT) {
        fs::write(file, &text).map_err(|error| Failure::Failed(format!("--{OUT}: {file}: not written: {error}")))?;
    }
    if let Some(digest) = given.text(DIGEST) {
        if digest != plan.digest {
            let why = format!("the plan is another one now: its digest is {}", plan.digest);
            return Err(Failure::Refused(why));
        }
        return Ok(writeln!(streams.stdout, "the plan is still the one with this digest")?);
    }
    let printed = given.print(&tasks::PLAN, &text, streams);
    if given.has(EXIT_CODE) && !(plan.changes.is_empty() && plan.conflicts.is_empty()) {
        return Err(Failure::Different);
    }
    printed
}
