//! `plan`: what files would change.

use std::fs;

use geai_client::bindings::{NameStyle, tasks};
use geai_client::change::Plan;
use geai_client::definitions::Definitions;

use super::invocation::Invocation;
use crate::exit::Failure;
use crate::grammar::parts::JSON;
use crate::grammar::setups::{DIGEST, EXIT_CODE, OUT, SOURCE};
use crate::input::arguments::{STYLE, object};
use crate::input::task::read;
use crate::streams::Streams;
use crate::verbs::client::Caller;

/// Makes a plan: its document.
pub(super) fn plan(
    invocation: &Invocation<'_>,
    definitions: &Definitions,
    caller: &Caller,
    streams: &Streams<'_>,
) -> Result<String, Failure> {
    let source = serde_json::to_string(definitions).map_err(std::io::Error::from)?;
    let mut arguments = read(invocation.row, invocation.verb)?;
    arguments.retain(|(name, _)| *name != STYLE.name(SOURCE));
    arguments.push((STYLE.name(SOURCE), source));
    invocation.run_task(&tasks::PLAN, &object(&arguments), caller, streams)
}

/// Makes a plan and prints it.
pub fn run(invocation: &Invocation<'_>, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let definitions = invocation.definitions()?;
    let caller = invocation.caller(&definitions, streams)?;
    let text = plan(invocation, &definitions, &caller, streams)?;
    let plan = Plan::from_json(&text)?;
    if let Some(file) = invocation.text(OUT) {
        fs::write(file, &text).map_err(|error| Failure::Failed(format!("--{OUT}: {file}: not written: {error}")))?;
    }
    if let Some(digest) = invocation.text(DIGEST) {
        if digest != plan.digest {
            let why = format!("the plan is another one now: its digest is {}", plan.digest);
            return Err(Failure::Refused(why));
        }
        return Ok(writeln!(streams.stdout, "the plan is still the one with this digest")?);
    }
    let differs = !(plan.changes.is_empty() && plan.conflicts.is_empty());
    let text = if invocation.has(JSON) { text } else { shown(plan).to_json() };
    let printed = invocation.print(&tasks::PLAN, &text, streams);
    if invocation.has(EXIT_CODE) && differs {
        return Err(Failure::Different);
    }
    printed
}

/// The plan as it is shown: options are called as the flags are.
pub(super) fn shown(mut plan: Plan) -> Plan {
    for option in plan.conflicts.iter_mut().filter_map(|conflict| conflict.allow.as_mut()) {
        *option = NameStyle::Flag.name(option);
    }
    plan
}
