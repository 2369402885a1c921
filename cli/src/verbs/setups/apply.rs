//! `apply`: does what a plan says.

use std::path::Path;

use clap::parser::ValueSource;
use geai_client::Json;
use geai_client::bindings::tasks;
use geai_client::change::{Applied, Plan};
use serde_json::Value;

use super::invocation::Invocation;
use super::plan::{plan, shown};
use crate::exit::Failure;
use crate::grammar::parts::YES;
use crate::grammar::setups::{DRAFT, SOURCE, flag_of};
use crate::input::arguments::{STYLE, object};
use crate::input::confirm::confirm;
use crate::input::file::read_text;
use crate::log;
use crate::output::coloured;
use crate::streams::Streams;
use crate::verbs::client::Caller;

/// The argument of the task that has the text of the plan.
const TEXT: &str = "text";

/// A plan, and the client that applies it.
struct Planned {
    text: String,
    plan: Plan,
    caller: Caller,
    /// Whether it was written by an earlier command, so that somebody could look at it.
    is_saved: bool,
}

/// Shows the plan, asks, applies it and prints the result.
pub fn run(invocation: &Invocation<'_>, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let Planned { text, plan, caller, is_saved } = planned(invocation, streams)?;
    let asks = !plan.changes.is_empty() && plan.conflicts.is_empty();
    let plan = shown(plan);
    let printed = match log::is_json(invocation.matches) {
        true => format!("{{\"event\":\"plan\",\"plan\":{text}}}"),
        false if streams.has_colours && streams.is_interactive => coloured(&plan.to_string()),
        false => plan.to_string(),
    };
    // A stream that is closed leaves no place to report it.
    let _ = writeln!(streams.stderr, "{printed}");
    // A saved plan is what somebody decided on; on a terminal the question is asked all the same.
    let is_decided = invocation.has(YES) || is_saved && !streams.is_interactive;
    if asks {
        confirm("Apply this plan?", is_decided, streams)?;
    }
    let arguments = object(&[(STYLE.name(TEXT), Value::from(text).to_string())]);
    match invocation.run_task(&tasks::APPLY, &arguments, &caller, streams) {
        Ok(applied) => {
            let printed = invocation.print(&tasks::APPLY, &applied, streams);
            if !Applied::from_json(&applied)?.complete {
                return Err(Failure::InPart("applied in part: what was held is not published".to_owned()));
            }
            printed
        }
        Err(failure) => {
            if let Some(applied) = failure.applied().map(Json::text) {
                // The failure says more than a reader that went away.
                let _ = invocation.print(&tasks::APPLY, applied, streams);
            }
            Err(failure)
        }
    }
}

/// The plan of a file, or of the files of a set-up.
fn planned(invocation: &Invocation<'_>, streams: &mut Streams<'_>) -> Result<Planned, Failure> {
    let source = invocation.text(SOURCE).unwrap_or_default();
    if Path::new(source).is_dir() {
        let definitions = invocation.definitions()?;
        let caller = invocation.caller(&definitions, streams)?;
        let text = plan(invocation, &definitions, &caller, streams)?;
        let plan = Plan::from_json(&text)?;
        return Ok(Planned { text, plan, caller, is_saved: false });
    }
    // What makes another plan of the files says nothing about one that is made.
    let of_plans = invocation.row.arguments().map(|(field, written)| (field.name, flag_of(field, written)));
    let of_plans = of_plans.filter(|(name, _)| *name != SOURCE).chain([(DRAFT, format!("--{DRAFT}"))]);
    for (name, flag) in of_plans {
        if invocation.verb.value_source(name) == Some(ValueSource::CommandLine) {
            return Err(Failure::Usage(format!("{flag} is for making a plan, and {source} is no folder of a set-up")));
        }
    }
    let text = read_text("PLAN", source, streams)?;
    let plan = Plan::from_json(&text)?;
    Ok(Planned { text, plan, caller: Caller::new(invocation.matches, streams)?, is_saved: true })
}
