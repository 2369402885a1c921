//! The arguments of a command as those of a task of the core.

use clap::ArgMatches;
use geai_client::bindings::{Field, Kind};
use serde_json::Value;

use super::arguments::STYLE;
use crate::exit::Failure;
use crate::grammar::setups::{DRAFT, PUBLISH, SetupVerb, Written, flag_of};

/// Reads the arguments of a verb that its task has: names and values, which are JSON.
pub fn read(row: &SetupVerb, verb: &ArgMatches) -> Result<Vec<(String, String)>, Failure> {
    let mut members = Vec::new();
    for (field, written) in row.arguments() {
        if let Some(value) = value(field, written, verb)? {
            members.push((STYLE.name(field.name), value.to_string()));
        }
    }
    if verb.try_get_one::<bool>(DRAFT).ok().flatten().is_some_and(|draft| *draft) {
        members.push((STYLE.name(PUBLISH), Value::Bool(false).to_string()));
    }
    Ok(members)
}

fn value(field: &Field, written: Option<Written>, verb: &ArgMatches) -> Result<Option<Value>, Failure> {
    if matches!((written, field.kind), (None | Some(Written::Each(_)), Kind::List(_))) {
        let given = verb.get_many::<String>(field.name);
        return Ok(given.map(|names| names.cloned().map(Value::String).collect()));
    }
    let Some(given) = verb.get_one::<String>(field.name) else { return Ok(None) };
    let is_json = written == Some(Written::Count) || matches!(field.kind, Kind::Boolean | Kind::Integer | Kind::Number);
    if !is_json {
        return Ok(Some(given.as_str().into()));
    }
    let flag = flag_of(field, written);
    let wrong = |_| Failure::Usage(format!("{flag}: expected a number, got {}", given.escape_debug()));
    serde_json::from_str(given).map(Some).map_err(wrong)
}
