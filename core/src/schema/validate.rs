//! Strict checks of what a caller sends: a misspelt or ill-typed member is refused before anything leaves the process,
//! with its place and what would be right. Reading answers is lenient; sending is not.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::malformed::{MALFORMED_MEMBERS, put_back};
use super::manifest::{manifest, manifest_text};
use super::marks::{NULL, is_null, marked_model, without_marks};
use super::mask::reject_masked;
use super::number::{BEYOND_FLOAT, integral, is_within_float};
use super::{Field, Kind, NameStyle, Schema, camel_case};
use crate::json::attachments::Attachments;
use crate::json::place::{Step, steps};
use crate::json::writer::Writer;
use crate::json::{Extra, RawObject, json_type_name};

/// Checks values against the schema and writes them with wire names.
///
/// Members may be spelt as on the wire, in snake case or in camel case; members that the model does not name stand under
/// `extra`. Errors name the place and what would be right.
#[derive(Clone, Copy)]
pub(crate) struct Validator<'a> {
    style: NameStyle,
    attachments: Attachments<'a>,
    /// Whether what is checked is not sent, so that secrets in it may be masked.
    kept: bool,
}

impl<'a> Validator<'a> {
    /// A validator whose errors spell names in `style`, for values without attachments.
    pub(crate) fn new(style: NameStyle) -> Self {
        Self { style, attachments: Attachments::default(), kept: false }
    }

    /// A validator of what a person wrote and keeps, such as a file: with wire names, and with secrets that may be masked.
    pub(crate) fn of_file() -> Self {
        Self { kept: true, ..Self::new(NameStyle::Camel) }
    }

    /// As [`new`](Self::new), for values that may be placeholders of `attachments`.
    pub(crate) fn with_attachments(style: NameStyle, attachments: Attachments<'a>) -> Self {
        Self { style, attachments, kept: false }
    }

    /// How names are spelt to the caller.
    pub(crate) fn style(self) -> NameStyle {
        self.style
    }

    /// Whether `value` is the placeholder of an attachment.
    pub(crate) fn is_attachment(self, value: &str) -> bool {
        self.attachments.text(value).is_some()
    }

    /// The JSON with every placeholder replaced by its attachment.
    pub(crate) fn inline(self, json: &str) -> Cow<'_, str> {
        self.attachments.inline(json)
    }

    /// Checks one JSON object against `schema`.
    pub(crate) fn validate(self, schema: &Schema, text: &str, place: &str) -> Result<String, String> {
        let mut out = Writer::default();
        self.write_object(schema, text, &[], place, &mut out).map(|()| out.finish())
    }

    /// As [`validate`](Self::validate), into `out`. `overrides` are members that replace those of the object.
    pub(crate) fn write_object(
        self,
        schema: &Schema,
        text: &str,
        overrides: &[(&Field, &RawValue)],
        place: &str,
        out: &mut Writer,
    ) -> Result<(), String> {
        let text = if is_null(text) { NULL } else { text };
        let RawObject(members) = serde_json::from_str(text).map_err(|error| match json_type_name(text) {
            "an object" => format!("{place}: {error}"),
            // The parser's text would quote the value, which may be a secret.
            other => format!("{place}: expected an object ({}), got {other}", schema.name),
        })?;
        for (field, value) in overrides {
            self.write_once(field, value.get(), place, out)?;
        }
        let overridden = |field: &Field| overrides.iter().any(|(other, _)| other.wire == field.wire);
        let mut kept = self.kept_members(schema, &members, place)?;
        for (name, value) in members {
            if is_kept(&name) {
                continue;
            }
            if name == "extra" {
                self.write_extra(schema, &self.attachments.inline(value.get()), place, out)?;
                continue;
            }
            match schema.field(&name) {
                Some(field) if overridden(field) => {}
                Some(field) => match kept.as_mut().filter(|_| !is_null(value.get())) {
                    None => self.write_once(field, value.get(), place, out)?,
                    Some(kept) => self.write_with(field, value.get(), kept, place, out)?,
                },
                None => {
                    self.check_unknown(schema, &name, place)?;
                    out.member(&name, &without_marks(&self.attachments.inline(value.get())));
                }
            }
        }
        for (name, value) in kept.into_iter().flatten() {
            if schema.wire_field(&name).is_some() {
                out.member(&name, value.text());
            }
        }
        Ok(())
    }

    /// What stands under `malformedMembers`: values that an answer had, which are sent as they came.
    fn kept_members(
        self,
        schema: &Schema,
        members: &[(String, &RawValue)],
        place: &str,
    ) -> Result<Option<Extra>, String> {
        let Some((name, value)) = members.iter().find(|(name, value)| is_kept(name) && value.get() != "null") else {
            return Ok(None);
        };
        let kept: Extra = serde_json::from_str(&self.attachments.inline(value.get()))
            .map_err(|_| format!("{place}.{name}: expected an object, got {}", json_type_name(value.get())))?;
        for (name, value) in &kept {
            let kind = schema.kind_at(name).unwrap_or(Kind::Json);
            self.reject_masked(kind, value.text(), &format!("{place}.{name}"))?;
        }
        Ok(Some(kept))
    }

    /// Writes a member, in which are put back those values of another type than documented that came from there.
    #[cold]
    fn write_with(
        self,
        field: &Field,
        value: &str,
        kept: &mut Extra,
        place: &str,
        out: &mut Writer,
    ) -> Result<(), String> {
        let mut own = Writer::default();
        self.write_once(field, value, place, &mut own)?;
        let inside = |name: &str| steps(name).first() == Some(&Step::Member(field.wire));
        let (inner, others): (Extra, Extra) = std::mem::take(kept).into_iter().partition(|(name, _)| inside(name));
        *kept = others;
        let written = put_back(own.finish(), &inner);
        let RawObject(members) = serde_json::from_str(&written).map_err(|error| error.to_string())?;
        match members.first() {
            Some((name, value)) if !out.member(name, value.get()) => self.refuse_second(field, place),
            _ => Ok(()),
        }
    }

    /// Writes the members of `extra`, none of which may be a member that the model names.
    fn write_extra(self, schema: &Schema, value: &str, place: &str, out: &mut Writer) -> Result<(), String> {
        let RawObject(extra) = serde_json::from_str(value)
            .map_err(|_| format!("{place}.extra: expected an object, got {}", json_type_name(value)))?;
        for (name, value) in extra {
            if schema.wire_field(&name).is_some() {
                return Err(format!("{place}.extra.{name}: `{name}` is a member of its own, set it there"));
            }
            out.member(&name, &without_marks(value.get()));
        }
        Ok(())
    }

    /// Refuses a member that the model does not name, unless the model accepts such members and this is no misspelling.
    pub(crate) fn check_unknown(self, schema: &Schema, name: &str, place: &str) -> Result<(), String> {
        let known = schema.fields.iter().map(|field| field.name);
        let misspelt =
            known.clone().any(|known| closest_match(name, [known, &camel_case(known)].into_iter()).is_some());
        if schema.passes_unknown && !misspelt {
            return Ok(());
        }
        let why = unknown_name(name, place, known, self.style);
        Err(format!("{why}; to send it all the same, put it under `extra`: {{\"extra\": {{\"{name}\": …}}}}"))
    }

    /// Writes a member, unless it is not given: that is not sent (GEN-07). Refuses a second one of its name.
    pub(crate) fn write_once(self, field: &Field, value: &str, place: &str, out: &mut Writer) -> Result<(), String> {
        if !self.is_given(value) {
            return Ok(());
        }
        let name = self.style.name(field.name);
        if self.write_member(field, value, &format!("{place}.{name}"), out)? {
            Ok(())
        } else {
            self.refuse_second(field, place)
        }
    }

    /// Whether a member is given: as a value, or as `null` where that clears it.
    pub(crate) fn is_given(self, value: &str) -> bool {
        value != NULL || self.style.null_clears()
    }

    fn refuse_second(self, field: &Field, place: &str) -> Result<(), String> {
        Err(format!("{place}: `{}` is given twice, in two spellings", self.style.name(field.name)))
    }

    /// Writes a member of the kind of `field`, which may be an attachment, or `null`. Returns `false` if its name was written
    /// before.
    pub(crate) fn write_member(
        self,
        field: &Field,
        value: &str,
        place: &str,
        out: &mut Writer,
    ) -> Result<bool, String> {
        match (field.kind, self.attachments.text(value)) {
            _ if is_null(value) && !field.required => Ok(out.member(field.wire, NULL)),
            (Kind::Document, Some(text)) => {
                let text = manifest_text(text).map_err(|why| format!("{place}: {why}"))?;
                Ok(out.text_member(field.wire, &text))
            }
            _ => {
                let value = self.attachments.inline(value);
                Ok(out.member(field.wire, &self.validate_value(field.kind, &value, place)?))
            }
        }
    }

    /// The value as written on the wire, if it is of `kind`.
    pub(crate) fn validate_value<'v>(self, kind: Kind, value: &'v str, place: &str) -> Result<Cow<'v, str>, String> {
        let value = if is_null(value) { NULL } else { value };
        let found = json_type_name(value);
        let wrong = |expected: &str| Err(format!("{place}: expected {expected}, got {found}"));
        match kind {
            Kind::Json => return Ok(without_marks(value)),
            Kind::String | Kind::Open(_) | Kind::Secret if found != "a string" => return wrong("a string"),
            // JavaScript strings can hold half of a surrogate pair; JSON texts cannot (RFC 8259 8.2).
            Kind::String | Kind::Open(_) | Kind::Secret if serde_json::from_str::<String>(value).is_err() => {
                return Err(format!("{place}: not Unicode, it holds a lone surrogate"));
            }
            Kind::String | Kind::Open(_) => {}
            Kind::Secret => self.reject_masked(kind, value, place)?,
            Kind::Document => return manifest(value).map_err(|why| format!("{place}: {why}")),
            Kind::Words if found == "a string" => {
                let words: String = serde_json::from_str(value).map_err(|error| format!("{place}: {error}"))?;
                return Ok(serde_json::Value::from_iter(words.split_whitespace()).to_string().into());
            }
            Kind::Words => return self.validate_value(Kind::List(&Kind::String), value, place),
            Kind::Boolean if found == "a boolean" => {}
            Kind::Boolean => return wrong("true or false"),
            Kind::Integer if value.parse::<i64>().is_ok() => {}
            Kind::Integer if found == "an integer" => {
                return Err(format!("{place}: expected an integer of at most 64 bits, got a longer one"));
            }
            Kind::Integer => {
                let float = value.parse::<f64>().ok().filter(|_| found == "a decimal number" && is_within_float(value));
                match float.and_then(integral) {
                    // What holds numbers as floats, such as a table, writes `2000.0`.
                    Some(integer) => return Ok(integer.to_string().into()),
                    None => return wrong("an integer of at most 64 bits"),
                }
            }
            Kind::Number if matches!(found, "an integer" | "a decimal number") && is_within_float(value) => {}
            Kind::Number if matches!(found, "an integer" | "a decimal number") => {
                return Err(format!("{place}: {BEYOND_FLOAT}"));
            }
            Kind::Number => return wrong("a number"),
            Kind::Model(schema) => {
                return match marked_model(value) {
                    Some((name, wire)) if name == schema.name => {
                        self.reject_masked(kind, wire, place).map(|()| wire.into())
                    }
                    Some((name, _)) => Err(format!("{place}: expected {}, got {name}", schema.name)),
                    None => self.without_attachments().validate(schema, value, place).map(Cow::Owned),
                };
            }
            Kind::List(element) => {
                let Ok(values) = serde_json::from_str::<Vec<&RawValue>>(value) else {
                    return wrong("a list");
                };
                let mut list = Vec::with_capacity(values.len());
                for (at, value) in values.into_iter().enumerate() {
                    list.push(self.validate_value(*element, value.get(), &format!("{place}[{at}]"))?);
                }
                return Ok(format!("[{}]", list.join(",")).into());
            }
        }
        Ok(value.into())
    }

    /// An answer that a caller gives in place of a definition, with wire names: every marked model in it is replaced by its
    /// JSON, and members that are not given are left out.
    pub(crate) fn unmarked<'v>(self, kind: Kind, text: &'v str) -> Cow<'v, str> {
        if self.style.null_clears() || marked_model(text).is_some() {
            return without_marks(text);
        }
        match kind {
            Kind::Model(schema) => {
                let Ok(RawObject(members)) = serde_json::from_str(text) else { return without_marks(text) };
                let mut out = Writer::default();
                for (name, value) in members {
                    match schema.wire_field(&name) {
                        Some(field) if self.is_given(value.get()) => {
                            out.member(&name, &self.unmarked(field.kind, value.get()));
                        }
                        Some(_) => {}
                        None => {
                            out.member(&name, &without_marks(value.get()));
                        }
                    }
                }
                out.finish().into()
            }
            Kind::List(element) => match serde_json::from_str::<Vec<&RawValue>>(text) {
                Ok(values) => {
                    let values: Vec<_> = values.iter().map(|value| self.unmarked(*element, value.get())).collect();
                    format!("[{}]", values.join(",")).into()
                }
                Err(_) => without_marks(text),
            },
            _ => without_marks(text),
        }
    }

    /// For a value whose placeholders were replaced before.
    fn without_attachments(self) -> Validator<'static> {
        Validator { style: self.style, attachments: Attachments::default(), kept: self.kept }
    }

    fn reject_masked(self, kind: Kind, text: &str, place: &str) -> Result<(), String> {
        if self.kept { Ok(()) } else { reject_masked(kind, text, place) }
    }
}

/// Whether a member of a definition holds the values of another type than documented.
fn is_kept(name: &str) -> bool {
    name == MALFORMED_MEMBERS || name == "malformed_members"
}

/// A value with wire names, as a caller would write it: members that the models do not name go under `extra`. In what a
/// person wrote, some may stand there already.
pub(crate) fn unknown_to_extra(
    kind: Kind,
    text: &str,
    under: &str,
    is_written: bool,
) -> Result<String, serde_json::Error> {
    match kind {
        Kind::Model(schema) if json_type_name(text) == "an object" => {
            let RawObject(members) = serde_json::from_str(text)?;
            let (mut out, mut extra) = (Writer::default(), Writer::default());
            for (name, value) in members {
                match schema.wire_field(&name) {
                    _ if name == MALFORMED_MEMBERS => out.member(&name, value.get()),
                    Some(field) => out.member(&name, &unknown_to_extra(field.kind, value.get(), under, is_written)?),
                    None if is_written && name == under => {
                        let RawObject(further) = serde_json::from_str(value.get())?;
                        further.iter().all(|(name, value)| extra.member(name, value.get()))
                    }
                    None => extra.member(&name, value.get()),
                };
            }
            if !extra.is_empty() {
                out.member(under, &extra.finish());
            }
            Ok(out.finish())
        }
        Kind::List(element) => {
            let values: Vec<&RawValue> = serde_json::from_str(text)?;
            let values = values.into_iter().map(|value| unknown_to_extra(*element, value.get(), under, is_written));
            Ok(format!("[{}]", values.collect::<Result<Vec<_>, _>>()?.join(",")))
        }
        _ => Ok(text.to_owned()),
    }
}

/// The message for a name that is not among `known`.
pub fn unknown_name<'a>(name: &str, place: &str, known: impl Iterator<Item = &'a str>, style: NameStyle) -> String {
    let known: Vec<_> = known.map(|name| style.name(name)).collect();
    let closest = closest_match(name, known.iter().map(String::as_str));
    let hint = closest.map(|candidate| format!("did you mean `{candidate}`? ")).unwrap_or_default();
    let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
    format!("{place}unknown field `{name}`, {hint}expected one of {}", known.join(", "))
}

/// The name among `known` that `name` is probably a misspelling of.
pub(crate) fn closest_match<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |known: &str| strsim::damerau_levenshtein(&name.to_lowercase(), &known.to_lowercase());
    known
        .map(|known| (distance(known), known))
        .filter(|(distance, known)| *distance <= (known.len() / 4).saturating_add(1))
        .min()
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::AgentDefinition;
    use crate::schema::marks::NULL_MARK;
    use crate::schema::model::Model;

    fn check(text: &str) -> Result<String, String> {
        Validator::new(NameStyle::Snake).validate(AgentDefinition::SCHEMA, text, "definition")
    }

    #[test]
    fn three_spellings_are_written_as_the_wire_wants_them() {
        for text in [
            r#"{"agent_data":{"llm_config":{"max_tokens":3}}}"#,
            r#"{"agentData":{"llmConfig":{"maxTokens":3}}}"#,
            r#"{"agentData":{"LLMConfig":{"maxTokens":3}}}"#,
        ] {
            assert_eq!(check(text).unwrap(), r#"{"agentData":{"llmConfig":{"maxTokens":3}}}"#, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place_and_the_right_names() {
        let error = check(r#"{"agent_data":{"models":[{"nmae":"x"}]}}"#).unwrap_err();
        assert_eq!(
            error,
            "definition.agent_data.models[0]: unknown field `nmae`, did you mean `name`? \
             expected one of name, id, llm_config, prompt; to send it all the same, put it under `extra`: \
             {\"extra\": {\"nmae\": …}}"
        );
        let error = check(r#"{"agent_data":{"llm_config":{"max_tokens":"3"}}}"#).unwrap_err();
        assert!(error.starts_with("definition.agent_data.llm_config.max_tokens: expected an integer"), "{error}");
        assert!(check(r#"{"name":3}"#).unwrap_err().contains("expected a string, got an integer"));
        assert!(check("[]").unwrap_err().contains("expected an object"));
        assert!(check(r#"{"agentData":{},"agent_data":{}}"#).unwrap_err().contains("twice"));
    }

    #[test]
    fn d_62_scopes_are_given_as_a_list_or_as_one_string() {
        let validator = Validator::new(NameStyle::Camel);
        for given in [r#"["a","b"]"#, r#"" a  b ""#] {
            assert_eq!(validator.validate_value(Kind::Words, given, "scopes").as_deref(), Ok(r#"["a","b"]"#));
        }
        assert!(validator.validate_value(Kind::Words, "[1]", "scopes").unwrap_err().starts_with("scopes[0]"));
    }

    #[test]
    fn req_03_further_members_go_through_extra_and_unset_ones_are_left_out() {
        assert_eq!(
            check(r#"{"name":"x","description":null,"extra":{"new":[18446744073709551616,null]}}"#).unwrap(),
            r#"{"name":"x","new":[18446744073709551616,null]}"#
        );
        assert_eq!(
            check(r#"{"extra":{"new":[{"\u0000Prompt":{"context":"c"}},"\u0000"]}}"#).unwrap(),
            r#"{"new":[{"context":"c"},"\u0000"]}"#
        );
        assert!(check(r#"{"extra":{"accessScope":"x"}}"#).unwrap_err().contains("member of its own"));
    }

    #[test]
    fn null_is_sent_where_the_caller_means_it() {
        let camel = |text: &str| Validator::new(NameStyle::Camel).validate(AgentDefinition::SCHEMA, text, "definition");
        let null = r#"{"publicName":null,"agentData":{"prompt":null}}"#;
        assert_eq!(camel(null).unwrap(), null);
        assert_eq!(check(null).unwrap(), r#"{"agentData":{}}"#);
        assert_eq!(check(&null.replace("null", NULL_MARK)).unwrap(), null);
        assert!(check(&format!(r#"{{"agentData":{{"models":[{NULL_MARK}]}}}}"#)).unwrap_err().contains("got null"));
        assert!(check(&format!(r#"{{"publicName":{NULL_MARK},"public_name":"a"}}"#)).unwrap_err().contains("twice"));
        let snake = Validator::new(NameStyle::Snake);
        let answer = format!(r#"{{"id":"1","publicName":{NULL_MARK},"description":null,"new":null}}"#);
        let unmarked = snake.unmarked(Kind::Model(crate::models::Agent::SCHEMA), &answer);
        assert_eq!(unmarked, r#"{"id":"1","publicName":null,"new":null}"#);
    }

    #[test]
    fn a_float_is_an_integer_where_it_is_integral() {
        let validator = Validator::new(NameStyle::Snake);
        for (given, sent) in [
            ("2000.0", Some("2000")),
            ("-1e3", Some("-1000")),
            ("0.5", None),
            ("1e400", None),
            ("1e19", None),
            ("1e-400", None),
        ] {
            assert_eq!(validator.validate_value(Kind::Integer, given, "count").ok().as_deref(), sent, "{given}");
        }
        let long = validator.validate_value(Kind::Integer, "123456789012345678901234567890", "count").unwrap_err();
        assert_eq!(long, "count: expected an integer of at most 64 bits, got a longer one");
        for beyond in ["1e400", "-1e999", "1e-400"] {
            let why = validator.validate_value(Kind::Number, beyond, "temperature").unwrap_err();
            assert_eq!(why, format!("temperature: {BEYOND_FLOAT}"));
        }
        assert_eq!(validator.validate_value(Kind::Number, "2000.0", "temperature").as_deref(), Ok("2000.0"));
    }

    #[test]
    fn words_are_sent_as_a_list_however_they_are_given() {
        let words =
            |text| Validator::new(NameStyle::Snake).validate_value(Kind::Words, text, "scopes").map(Cow::into_owned);
        assert_eq!(words(r#""a  b""#), Ok(r#"["a","b"]"#.to_owned()));
        assert_eq!(words(r#"["a b","c"]"#), Ok(r#"["a b","c"]"#.to_owned()));
        assert!(words("1").unwrap_err().contains("scopes: expected a list"));
    }
}
