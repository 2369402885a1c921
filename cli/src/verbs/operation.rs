//! The operations of the table.

use clap::ArgMatches;
use geai_client::bindings::{ErasedResponse, Payload, Schema, members};
use geai_client::{CallOptions, Endpoint, Operation, ParamIn, Shape};
use serde_json::value::RawValue;

use super::client::Caller;
use crate::exit::Failure;
use crate::grammar::operations::{PAGE, is_deletion, takes_list};
use crate::grammar::parts::{FILE, YES};
use crate::input::arguments::{self, STYLE};
use crate::input::confirm::confirm;
use crate::log::warn;
use crate::output::{RECORDS, Records, Style};
use crate::streams::Streams;

/// Calls an operation and prints what it returns.
pub fn run(
    endpoint: &'static Endpoint,
    matches: &ArgMatches,
    verb: &ArgMatches,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let operation = endpoint.operation;
    let given = arguments::read(operation, verb, streams)?;
    let payload = Payload::new(&given.params, &[]);
    let args = operation.args(payload, given.document, STYLE).map_err(|error| {
        let file =
            if operation.definition().is_some() || takes_list(operation) { "; --file has the whole body" } else { "" };
        let definition = operation.definition().and_then(|(at, ..)| operation.params.get(at));
        let error = error.with(|error| {
            let is_missing = |name: &str| error.detail == format!("`{}` is required", STYLE.name(name));
            if let Some(param) = definition.filter(|param| is_missing(param.name)) {
                // It has no flag of its own.
                error.detail = format!("no {} is given: flags have its members", param.name.replace('_', " "));
            }
            error.detail.push_str(file);
        });
        let has_file = verb.try_get_one::<String>(FILE).ok().flatten().is_some();
        if has_file { Failure::File(error) } else { Failure::Call(error) }
    })?;
    if is_deletion(operation) {
        confirm(&format!("Delete {}?", subject(operation, verb)), verb.get_flag(YES), streams)?;
    }
    let caller = Caller::new(matches, streams)?;
    let style = Style::of(verb);
    let options = CallOptions::default();
    let response = caller.call(caller.client.call(endpoint, args, &options))?;
    let Some(schema) = operation.returns.schema else {
        return Ok(print_untyped(operation, &response, streams)?);
    };
    let text = json_of(&response)?;
    match operation.returns.shape {
        Shape::Page if verb.get_flag(PAGE) => style.print_page(schema, &text, streams)?,
        Shape::Page => print_pages(&caller, response, schema, style, matches, streams)?,
        Shape::Many => style.print_list(schema, &text, streams)?,
        Shape::One | Shape::Nothing | Shape::Document => style.print_model(schema, &text, streams)?,
    }
    Ok(())
}

/// What a command is about, for a question: its resource and the values of its path.
fn subject(operation: &Operation, verb: &ArgMatches) -> String {
    let path = operation.params.iter().filter(|param| matches!(param.location, ParamIn::Path));
    let values = path.filter_map(|param| verb.get_one::<String>(param.name));
    let values: Vec<String> = values.map(|value| value.escape_debug().to_string()).collect();
    format!("{} from the {}", values.join(" "), operation.resource)
}

fn json_of(response: &ErasedResponse) -> std::io::Result<String> {
    let json = response.data.to_json()?;
    String::from_utf8(json.to_vec()).map_err(std::io::Error::other)
}

/// What no schema describes: a document to the letter, or nothing.
fn print_untyped(operation: &Operation, response: &ErasedResponse, streams: &mut Streams<'_>) -> std::io::Result<()> {
    match operation.returns.shape {
        Shape::Nothing => Ok(()),
        _ => {
            streams.stdout.write_all(&response.data.to_json()?)?;
            if streams.width.is_some() { writeln!(streams.stdout) } else { Ok(()) }
        }
    }
}

/// Prints every page as it comes.
fn print_pages(
    caller: &Caller,
    first: ErasedResponse,
    schema: &'static Schema,
    style: Style,
    matches: &ArgMatches,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let mut records = Records::new(style, schema);
    let mut response = first;
    loop {
        let text = json_of(&response)?;
        let page = members(&text).map_err(std::io::Error::from)?;
        let list = |name: &str| page.iter().find(|(member, _)| member == name).map_or("[]", |(_, list)| list.get());
        let read = |name: &str| serde_json::from_str::<Vec<&RawValue>>(list(name)).map_err(std::io::Error::from);
        records.print(&read(RECORDS)?, streams)?;
        let malformed = read("malformed")?.len();
        if malformed > 0 {
            warn(&format!("{malformed} records are of another form than documented"), matches, streams);
        }
        let Some(cursor) = response.data.cursor().cloned() else { break };
        response = caller.call(caller.client.next_page(&cursor, &CallOptions::default())).inspect_err(|_| {
            records.cut_short().iter().for_each(|text| warn(text, matches, streams));
        })?;
    }
    Ok(records.finish(streams)?)
}
