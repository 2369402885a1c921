//! Definitions: bodies that are one model, checked, in its envelope.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::aside::Given;
use crate::input::{self, Spelling, Writer};
use crate::json::Members;
use crate::model::{Field, Schema};
use crate::models::{Agent, AgentDefinition, Integration, IntegrationRequest};
use crate::secret::refuse_hidden;

/// A definition that is ready to be sent.
#[derive(Clone)]
pub(crate) struct Definition {
    /// The body: the definition in its envelope.
    pub body: String,
    /// The first of the members without which the server refuses it (A1-04, I3-05) that is not there, or blank.
    pub missing: Option<&'static str>,
}

impl Definition {
    /// From what was written in its envelope.
    pub(crate) fn new(written: Writer, required: &[&'static str]) -> Self {
        let missing = first_blank(required, |name| written.get(name));
        Self { body: written.finish(), missing }
    }

    /// From a model, whose members need no check.
    pub(crate) fn of<T: Serialize>(model: &T, envelope: &str, required: &[&'static str]) -> serde_json::Result<Self> {
        let mut body = serde_json::to_string(model)?;
        let missing = if required.is_empty() {
            None
        } else {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(&body)?;
            first_blank(required, |name| members.get(name).map(|value| value.get()))
        };
        // In place: it may be of megabytes.
        body.insert_str(0, &format!("{{{}:", serde_json::Value::from(envelope)));
        body.push('}');
        Ok(Self { body, missing })
    }
}

fn first_blank<'a>(required: &[&'static str], value: impl Fn(&str) -> Option<&'a str>) -> Option<&'static str> {
    let blank = |value: &str| {
        // A text of megabytes is not read for its first character; only blanks and escapes need a closer look.
        let start = value.strip_prefix('"').map(str::trim_start);
        start.is_some_and(|start| start.starts_with(['"', '\\']))
            && serde_json::from_str::<String>(value).is_ok_and(|text| text.trim().is_empty())
    };
    required.iter().copied().find(|member| value(member).is_none_or(blank))
}

/// Writes a definition given as one, or as an agent or an integration that the server answered.
pub(crate) fn written(
    schema: &'static Schema,
    given: Given<'_>,
    overrides: &[(&Field, &RawValue)],
    spelling: Spelling,
    place: &str,
    mut out: Writer,
) -> Result<Writer, String> {
    let Given { json, asides } = given;
    // A text in place of a definition is refused, in its own words.
    let text = if asides.text(json).is_some() { &asides.put_back(json) } else { json };
    let marked = input::marked(text);
    let wire = match &marked {
        Some((name, wire)) if name == schema.name => Some(asides.put_back(wire)),
        Some((name, wire)) if Some(name.as_str()) == schema.answered_as() => {
            Some(from_answer(schema, &asides.put_back(wire))?.into())
        }
        Some((name, _)) => return Err(format!("{place}: expected {}, got {name}", schema.name)),
        None if schema.answered_as().is_some() && has_id(text) => {
            Some(from_answer(schema, &asides.put_back(text))?.into())
        }
        None => None,
    };
    let Some(wire) = wire else {
        return input::write_object(schema, text, overrides, asides, spelling, place, &mut out).map(|()| out);
    };
    let unset = |text: &str| text == "null";
    for (field, value) in overrides.iter().filter(|(_, value)| !unset(value.get())) {
        input::write_member(field, value.get(), asides, spelling, &spelling.name(field.name), &mut out)?;
    }
    let Members(members) = serde_json::from_str(&wire).map_err(|error| error.to_string())?;
    for (name, value) in members {
        // What was overridden is there already, and stays.
        out.member(&name, value.get());
    }
    for (name, value) in out.members() {
        let field = schema.fields.iter().find(|field| field.is_called(name));
        field.map_or(Ok(()), |it| refuse_hidden(it.kind, value, &format!("{place}.{}", it.name)))?;
    }
    Ok(out)
}

fn has_id(text: &str) -> bool {
    serde_json::from_str(text).is_ok_and(|Members(members)| members.iter().any(|(name, _)| name == "id"))
}

fn from_answer(schema: &Schema, text: &str) -> Result<String, String> {
    fn convert<A: DeserializeOwned + Into<D>, D: Serialize>(text: &str) -> serde_json::Result<String> {
        let answer: A = serde_json::from_str(text)?;
        serde_json::to_string(&answer.into())
    }
    let converted = match schema.name {
        "IntegrationRequest" => convert::<Integration, IntegrationRequest>(text),
        _ => convert::<Agent, AgentDefinition>(text),
    };
    converted.map_err(|error| format!("not usable as {}: {error}", schema.name))
}
