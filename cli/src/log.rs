//! The log of a command: a line for every attempt and wait of its calls, on standard error.

use std::ffi::OsString;
use std::io::{Write as _, stderr};

use clap::ArgMatches;
use geai_client::{AttributeValue, Builder, Event, EventKind, HeaderMap};
use serde_json::{Map, Value, json};

use crate::grammar::settings::LOG;
use crate::streams::Streams;

/// The form in which each line is a JSON object.
const JSON: &str = "json";

/// Lets the client write its log where the flag asks for one.
pub fn logged(builder: Builder, matches: &ArgMatches) -> Builder {
    match matches.get_one::<String>(LOG).map(String::as_str) {
        None => builder,
        Some(JSON) => builder.on_event(|event: &Event| write(&as_json(event))),
        Some(_) => builder.on_event(|event: &Event| write(&as_text(event))),
    }
}

/// Whether all of standard error is JSON, a line each.
pub fn is_json(matches: &ArgMatches) -> bool {
    matches.get_one::<String>(LOG).is_some_and(|form| form == JSON)
}

/// The same, of arguments that could not be read.
pub fn asks_for_json(arguments: &[OsString]) -> bool {
    let flag = format!("--{LOG}");
    let joined = format!("{flag}={JSON}");
    let pairs = arguments.windows(2).any(|pair| matches!(pair, [name, form] if *name == *flag && *form == *JSON));
    pairs || arguments.iter().any(|argument| *argument == *joined)
}

/// Tells the user what should be corrected, in the form of the log.
pub fn warn(text: &str, matches: &ArgMatches, streams: &mut Streams<'_>) {
    let line = match is_json(matches) {
        true => json!({ "event": "warning", "message": text }).to_string(),
        false => format!("warning: {text}"),
    };
    // A stream that is closed leaves no place to report it.
    let _ = writeln!(streams.stderr, "{line}");
}

fn write(line: &str) -> HeaderMap {
    // A stream that is closed leaves no place to report it.
    let _ = writeln!(stderr(), "{line}");
    HeaderMap::new()
}

fn as_json(event: &Event) -> String {
    let mut members = Map::new();
    members.insert("event".to_owned(), event.kind.name().into());
    members.insert("call".to_owned(), event.number.into());
    for (name, value) in event.attributes() {
        let value = match value {
            AttributeValue::Text(text) => text.into(),
            AttributeValue::Integer(number) => number.into(),
            AttributeValue::Number(number) => number.into(),
            _ => Value::Null,
        };
        members.insert(name.to_owned(), value);
    }
    Value::Object(members).to_string()
}

fn as_text(event: &Event) -> String {
    let method = event.method.as_ref().map(ToString::to_string).unwrap_or_default();
    let url = event.url.as_deref().unwrap_or_default();
    let outcome = event.status.map(|status| status.to_string()).or_else(|| event.error_type.map(str::to_owned));
    let outcome = outcome.map(|outcome| format!(": {outcome}")).unwrap_or_default();
    let took = match event.kind {
        EventKind::Start => String::new(),
        EventKind::Retry => format!(", again in {} ms", event.wait.unwrap_or_default().as_millis()),
        _ => format!(", {} ms", event.elapsed.as_millis()),
    };
    format!("{} {} {method} {url}{outcome}{took}", event.kind.name(), event.operation)
}
