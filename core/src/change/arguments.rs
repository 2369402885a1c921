//! Arguments of verbs, checked: what is a definition is read as operations read it.

use serde_json::value::RawValue;

use crate::json::RawObject;
use crate::json::writer::Writer;
use crate::operation::body::write_definition;
use crate::schema::validate::{Validator, closest_match, unknown_name};
use crate::schema::{Field, Kind, NameStyle, Schema};

/// The arguments with wire names. A member of a definition may be given beside it, and so may the answer of the server
/// in place of one.
pub(super) fn checked(schema: &Schema, arguments: &str, style: NameStyle, place: &str) -> Result<String, String> {
    let validator = Validator::new(style);
    let RawObject(members) = serde_json::from_str(arguments).map_err(|error| format!("{place}: {error}"))?;
    let mut definitions = schema.fields.iter().filter_map(|field| Some((field, definition(field)?)));
    // What is required stands before them.
    let is_option = |field: &&Field| !field.required && definition(field).is_none();
    let options = || schema.fields.iter().filter(is_option).map(|field| field.name);
    let Some((first, of_first)) = definitions.next() else {
        let unknown = members.iter().find(|(name, _)| schema.field(name).is_none());
        return match unknown {
            // Nothing more can be sent by it.
            Some((name, _)) => Err(unknown_name(name, place, options(), style)),
            None => validator
                .validate(schema, arguments, place)
                .and_then(|checked| require(schema, &members, style).map(|()| checked)),
        };
    };
    let mut out = Writer::default();
    let mut apart: Vec<(&Field, &RawValue)> = Vec::new();
    let mut given: Vec<(&Field, &'static Schema, &str)> = vec![(first, of_first, "{}")];
    for (name, value) in &members {
        let Some(field) = schema.field(name) else {
            match of_first.field(name) {
                Some(field) => apart.push((field, value)),
                None if is_misspelt(name, options(), style) => return Err(unknown_name(name, place, options(), style)),
                None => validator.check_unknown(of_first, name, place)?,
            }
            continue;
        };
        match definition(field) {
            None => validator.write_once(field, value.get(), place, &mut out)?,
            Some(of) => {
                given.retain(|(other, ..)| other.wire != field.wire);
                given.push((field, of, value.get()));
            }
        }
    }
    for (field, of, text) in given {
        let overrides = if field.wire == first.wire { &*apart } else { &[] };
        let place = style.name(field.name);
        let written = write_definition(of, text, overrides, validator, &place, Writer::default())?;
        out.member(field.wire, &written.finish());
    }
    require(schema, &members, style)?;
    Ok(out.finish())
}

/// Refuses arguments without one that is required. A definition may have its members beside it instead.
fn require(schema: &Schema, members: &[(String, &RawValue)], style: NameStyle) -> Result<(), String> {
    let first = schema.fields.iter().find(|field| definition(field).is_some());
    let is_given =
        |field: &Field| members.iter().any(|(name, _)| schema.field(name).is_some_and(|it| it.wire == field.wire));
    let is_first = |field: &Field| first.is_some_and(|first| first.wire == field.wire);
    match schema.fields.iter().find(|field| field.required && !is_first(field) && !is_given(field)) {
        Some(field) => Err(format!("{}: required", style.name(field.name))),
        None => Ok(()),
    }
}

/// Whether a name is nearly that of an option.
fn is_misspelt(name: &str, options: impl Iterator<Item = &'static str>, style: NameStyle) -> bool {
    let known: Vec<String> = options.map(|option| style.name(option)).collect();
    closest_match(name, known.iter().map(String::as_str)).is_some()
}

/// The schema of a definition, where a member is one.
fn definition(field: &Field) -> Option<&'static Schema> {
    match field.kind {
        Kind::Model(schema) if schema.answer_of.is_some() => Some(schema),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::tasks::*;
    use crate::schema::model::Model as _;

    #[test]
    fn what_is_required_is_named_and_a_misspelt_option_is_told_those_of_its_verb() {
        let camel = |schema, arguments: &str| checked(schema, arguments, NameStyle::Camel, "verb").unwrap_err();
        let plan = PlanArguments::SCHEMA;
        assert_eq!(camel(plan, r#"{"environment":"dev"}"#), "source: required");
        assert_eq!(checked(plan, "{}", NameStyle::Snake, "plan").unwrap_err(), "source: required");
        assert_eq!(camel(RollBackArguments::SCHEMA, r#"{"version":1}"#), "idOrName: required");
        assert_eq!(camel(CompareArguments::SCHEMA, r#"{"before":{"name":"A"}}"#), "after: required");
        let misspelt = camel(RollBackArguments::SCHEMA, r#"{"idOrName":"A","versoin":1}"#);
        assert!(misspelt.contains("did you mean `version`?"), "{misspelt}");
        assert!(misspelt.ends_with("expected one of version, revision, overDrafts"), "{misspelt}");
        let text = camel(plan, r#"{"source":"x","only":"CB1"}"#);
        assert!(text.starts_with("verb.only: expected a list, got a string"), "{text}");
        checked(EnsureAgentArguments::SCHEMA, r#"{"name":"A"}"#, NameStyle::Camel, "verb").unwrap();
    }
}
