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
            None => validator.validate(schema, arguments, place),
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
    Ok(out.finish())
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
