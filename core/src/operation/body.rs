//! Bodies that are one model in its envelope.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::json::RawObject;
use crate::json::writer::Writer;
use crate::schema::malformed::keep_nulls;
use crate::schema::marks::marked_model;
use crate::schema::mask::reject_masked;
use crate::schema::validate::Validator;
use crate::schema::{Field, Kind, Schema};

/// A body that is ready to be sent.
#[derive(Clone)]
pub(crate) struct Body {
    /// The model in its envelope, as JSON.
    pub text: String,
    /// The first member that the server requires (A1-04, I3-05) and that is missing or blank.
    pub missing: Option<&'static str>,
}

impl Body {
    /// From a writer that has written the model in its envelope.
    pub(crate) fn new(written: Writer, required: &[&'static str]) -> Self {
        let missing = first_blank(required, |name| written.get(name));
        Self { text: written.finish(), missing }
    }

    /// From a model, whose members need no check.
    pub(crate) fn from_model<T: Serialize>(
        model: &T,
        envelope: &str,
        required: &[&'static str],
    ) -> serde_json::Result<Self> {
        let mut text = serde_json::to_string(model)?;
        let missing = if required.is_empty() {
            None
        } else {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(&text)?;
            first_blank(required, |name| members.get(name).map(|value| value.get()))
        };
        // In place, since it may be of megabytes.
        text.insert_str(0, &format!("{{{}:", serde_json::Value::from(envelope)));
        text.push('}');
        Ok(Self { text, missing })
    }
}

fn first_blank<'a>(required: &[&'static str], value: impl Fn(&str) -> Option<&'a str>) -> Option<&'static str> {
    let blank = |value: &str| {
        if value == "null" {
            return true;
        }
        // A string that begins with a visible character is not blank; only others are parsed.
        let start = value.strip_prefix('"').map(str::trim_start);
        start.is_some_and(|start| start.starts_with(['"', '\\']))
            && serde_json::from_str::<String>(value).is_ok_and(|text| text.trim().is_empty())
    };
    required.iter().copied().find(|member| value(member).is_none_or(blank))
}

/// Writes a definition that is given as one, or as the answer of the server that describes the same object.
pub(crate) fn write_definition(
    schema: &'static Schema,
    json: &str,
    overrides: &[(&Field, &RawValue)],
    validator: Validator<'_>,
    place: &str,
    mut out: Writer,
) -> Result<Writer, String> {
    let Some(wire) = checked_before(schema, json, validator, place)? else {
        // A text in place of a definition is refused with a message that quotes its own JSON type.
        let json = if validator.is_attachment(json) { &validator.inline(json) } else { json };
        return validator.write_object(schema, json, overrides, place, &mut out).map(|()| out);
    };
    for (field, value) in overrides.iter().filter(|(_, value)| validator.is_given(value.get())) {
        validator.write_member(field, value.get(), &validator.style().name(field.name), &mut out)?;
    }
    let RawObject(members) = serde_json::from_str(&wire).map_err(|error| error.to_string())?;
    for (name, value) in members {
        // Members that were overridden are written already, and stay.
        out.member(&name, value.get());
    }
    for (name, value) in out.members() {
        let field = schema.field(name);
        field.map_or(Ok(()), |it| reject_masked(it.kind, value, &format!("{place}.{}", it.name)))?;
    }
    Ok(out)
}

/// The wire text of a definition that was checked when it was made: a model of this library, or an answer of the server.
fn checked_before(
    schema: &'static Schema,
    json: &str,
    validator: Validator<'_>,
    place: &str,
) -> Result<Option<String>, String> {
    let convert = |with: fn(&str) -> Result<String, Error>, text: &str| {
        let definition = keep_nulls(|| with(&validator.inline(text)));
        definition.map(Some).map_err(|error| format!("not usable as {}: {error}", schema.name))
    };
    match (marked_model(json), &schema.answer_of) {
        (Some((name, wire)), _) if name == schema.name => Ok(Some(validator.inline(wire).into_owned())),
        (Some((name, wire)), Some(answer)) if answer.schema.name == name => convert(answer.to_definition, wire),
        // Which is no definition and no answer.
        (Some((name, _)), _) if !name.is_empty() => Err(format!("{place}: expected {}, got {name}", schema.name)),
        (None, Some(answer)) if is_identified(answer.schema, json) => {
            convert(answer.to_definition_of_given, &validator.unmarked(Kind::Model(answer.schema), json))
        }
        _ => Ok(None),
    }
}

/// Whether an object has the member that identifies an answer: a definition has none.
fn is_identified(answer: &Schema, json: &str) -> bool {
    let Some(identity) = answer.identity_field() else { return false };
    serde_json::from_str(json).is_ok_and(|RawObject(members)| members.iter().any(|(name, _)| identity.is_wire(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_required_member_that_is_missing_or_blank_is_named() {
        for (json, missing) in [
            (r#"{"a":"x","b":"y"}"#, None),
            (r#"{"b":"y"}"#, Some("a")),
            (r#"{"a":"x"}"#, Some("b")),
            (r#"{"a":"","b":"y"}"#, Some("a")),
            (r#"{"a":" \t\u00a0","b":"y"}"#, Some("a")),
            (r#"{"a":"x","b":"\n"}"#, Some("b")),
            (r#"{"a":"\u0041","b":"\"\""}"#, None),
            (r#"{"a":[],"b":0}"#, None),
        ] {
            let model: serde_json::Value = serde_json::from_str(json).unwrap();
            let body = Body::from_model(&model, "outer", &["a", "b"]).unwrap();
            assert_eq!((body.missing, body.text), (missing, format!("{{\"outer\":{model}}}")), "{json}");
            let RawObject(members) = serde_json::from_str(json).unwrap();
            let mut out = Writer::within("outer");
            for (name, value) in members {
                out.member(&name, value.get());
            }
            assert_eq!(Body::new(out, &["a", "b"]).missing, missing, "{json}");
            assert_eq!(Body::from_model(&model, "outer", &[]).unwrap().missing, None, "{json}");
        }
    }
}
