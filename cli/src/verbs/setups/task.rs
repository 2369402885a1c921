//! Running a task of the core: progress and steps on standard error, Ctrl-C, and what it returns.

use std::io::{Write as _, stderr};
use std::sync::Arc;

use geai_client::bindings::{Task, TaskEvent, Tell, is_document, run_task};
use geai_client::{CallOptions, Shape};
use serde_json::json;

use super::invocation::Invocation;
use crate::exit::Failure;
use crate::grammar::parts::JSON;
use crate::grammar::setups::{FORMAT, MARKDOWN, TEXT};
use crate::input::arguments::STYLE;
use crate::input::settings::deadline;
use crate::log;
use crate::output::{Style, coloured, printable};
use crate::streams::Streams;
use crate::verbs::client::Caller;

impl Invocation<'_> {
    /// Runs a task, which Ctrl-C ends. Returns the JSON of what it gives.
    pub(super) fn run_task(
        &self,
        task: &'static Task,
        arguments: &str,
        caller: &Caller,
        streams: &Streams<'_>,
    ) -> Result<String, Failure> {
        let is_json = log::is_json(self.matches);
        let shows_progress = streams.is_interactive && !is_json;
        let tell: Tell = Arc::new(move |event| tell(&event, is_json, shows_progress));
        let options = CallOptions { deadline: deadline(self.matches), ..CallOptions::default() };
        let done = caller.call(task.run(&caller.client, arguments, STYLE, options, Some(tell)));
        if shows_progress {
            // What was counted makes room for what follows.
            let _ = write!(stderr(), "\r{:LINE$}\r", "");
        }
        let json = done?.data.to_json().map_err(std::io::Error::other)?;
        Ok(String::from_utf8(json.to_vec()).map_err(std::io::Error::other)?)
    }

    /// Prints what a task returned: a document in the form that is asked for, else records or a model.
    pub(super) fn print(&self, task: &Task, json: &str, streams: &mut Streams<'_>) -> Result<(), Failure> {
        let Some(schema) = task.returns.schema else { return Ok(()) };
        if !is_document(schema) {
            let style = Style::of(self.verb);
            let printed = match task.returns.shape {
                Shape::Many => style.print_list(schema, json, streams),
                _ => style.print_model(schema, json, streams),
            };
            return printed.map_err(Failure::Output);
        }
        let form = |form: &str| run_task(&format!("{}.{form}", schema.name), json);
        let named = self.text(FORMAT).filter(|name| *name != TEXT);
        let text = match (self.has(JSON), self.has(MARKDOWN), named) {
            (true, ..) => json.to_owned(),
            (_, true, _) => form(MARKDOWN)?,
            (.., Some(name)) => form(name)?,
            _ if streams.has_colours && streams.width.is_some() => coloured(&form(TEXT)?),
            _ => form(TEXT)?,
        };
        writeln!(streams.stdout, "{}", text.trim_end())?;
        Ok(streams.stdout.flush()?)
    }
}

/// Columns that a count of what is done may take.
const LINE: usize = 40;

/// Tells what happens: on a terminal how much is done, else every step, in the form of the log. A stream that is closed
/// leaves no place to report it.
fn tell(event: &TaskEvent, is_json: bool, shows_progress: bool) {
    let _ = match event {
        TaskEvent::Progress(done, total) if shows_progress => write!(stderr(), "\r{done} of {total}"),
        TaskEvent::Step(step) if is_json => {
            writeln!(stderr(), "{}", json!({ "event": "step", "step": serde_json::to_value(step).unwrap_or_default() }))
        }
        TaskEvent::Step(step) if !shows_progress => {
            let [outcome, action, kind] = [step.outcome.as_str(), step.action.as_str(), step.kind.as_str()];
            writeln!(stderr(), "{outcome}: {action} {kind} {}", printable(&step.name))
        }
        _ => Ok(()),
    };
}
