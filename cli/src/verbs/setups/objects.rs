//! The verbs of one object: its revisions, what they differ in, going back to one, and who uses it.

use geai_client::change::Difference;
use geai_client::from_json;
use geai_client::models::Agent;
use serde_json::value::RawValue;

use super::invocation::Invocation;
use crate::exit::Failure;
use crate::grammar::parts::YES;
use crate::grammar::setups::{BEFORE, EXIT_CODE, ID_OR_NAME, MAX_ITEMS};
use crate::input::arguments::{STYLE, object};
use crate::input::confirm::confirm;
use crate::input::task::read;
use crate::log::warn;
use crate::output::{Records, Style, printable};
use crate::streams::Streams;
use crate::verbs::client::Caller;

/// Compares two revisions of an agent.
pub fn diff(invocation: &Invocation<'_>, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let text = run_and_print(invocation, streams)?;
    let difference: Difference = serde_json::from_str(&text).map_err(std::io::Error::from)?;
    if invocation.has(EXIT_CODE) && !difference.members.is_empty() { Err(Failure::Different) } else { Ok(()) }
}

/// Lists the agents that use an integration.
pub fn used_by(invocation: &Invocation<'_>, streams: &mut Streams<'_>) -> Result<(), Failure> {
    run_and_print(invocation, streams).map(|_| ())
}

/// Asks, and gives an agent the content of an earlier revision.
pub fn roll_back(invocation: &Invocation<'_>, streams: &mut Streams<'_>) -> Result<(), Failure> {
    // Wrong arguments are told before anything is asked.
    read(invocation.row, invocation.verb)?;
    let agent = printable(invocation.text(ID_OR_NAME).unwrap_or_default());
    confirm(&format!("Publish the earlier content of {agent} as a new revision?"), invocation.has(YES), streams)?;
    run_and_print(invocation, streams).map(|_| ())
}

/// Lists the revisions of an agent as they are read.
pub fn revisions(invocation: &Invocation<'_>, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let task = invocation.row.task;
    let (Some(task), Some(schema)) = (task, task.and_then(|task| task.returns.schema)) else { return Ok(()) };
    let caller = Caller::new(invocation.matches, streams)?;
    let (named, style) = (read(invocation.row, invocation.verb)?, Style::of(invocation.verb));
    let most = invocation.verb.get_one::<u64>(MAX_ITEMS).copied().unwrap_or(u64::MAX);
    let (mut records, mut before) = (Records::new(style, schema), None);
    for _ in 0..most {
        let older = before.map(|number: i64| (STYLE.name(BEFORE), number.to_string()));
        let arguments: Vec<_> = named.iter().cloned().chain(older).collect();
        let text = invocation.run_task(task, &object(&arguments), &caller, streams);
        let text = text.map_err(Failure::of_arguments).inspect_err(|_| {
            records.cut_short().iter().for_each(|text| warn(text, invocation.matches, streams));
        })?;
        let Some(revision) = serde_json::from_str::<Option<&RawValue>>(&text).map_err(std::io::Error::from)? else {
            break;
        };
        records.print(&[revision], streams)?;
        before = from_json::<Agent>(revision.get())?.revision;
        if before.is_none() {
            break;
        }
    }
    Ok(records.finish(streams)?)
}

/// Runs the task of a verb and prints what it returns.
pub(super) fn run_and_print(invocation: &Invocation<'_>, streams: &mut Streams<'_>) -> Result<String, Failure> {
    let Some(task) = invocation.row.task else { return Ok(String::new()) };
    let caller = Caller::new(invocation.matches, streams)?;
    let arguments = object(&read(invocation.row, invocation.verb)?);
    let text = invocation.run_task(task, &arguments, &caller, streams).map_err(Failure::of_arguments)?;
    invocation.print(task, &text, streams)?;
    Ok(text)
}
