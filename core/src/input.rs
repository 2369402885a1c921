//! Strict checks of what a caller sends: a misspelt or ill-typed member is refused before anything
//! leaves, with its place and what would be right. Reading answers is tolerant; sending is not.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::value::RawValue;

use crate::aside::Asides;
use crate::document::{manifest, manifest_text};
use crate::error::Error;
use crate::json::{Members, check_depth, kind_of};
use crate::model::{Field, Kind, Model, Schema};
use crate::quote::{quote, quoted_len};
use crate::received::from_json;
use crate::secret::refuse_hidden;

/// How names are spelt to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// `access_scope`: Rust and Python.
    Snake,
    /// `accessScope`: JavaScript.
    Camel,
}

impl Spelling {
    /// The name of a parameter or member, given in snake case, as the caller spells it.
    pub fn name(self, snake: &str) -> String {
        match self {
            Self::Snake => snake.to_owned(),
            Self::Camel => camel(snake),
        }
    }
}

/// `access_scope` as `accessScope`.
pub fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}

/// A model from a JSON object of its members, checked strictly.
///
/// Errors with `InvalidRequestError`, naming the place and what would be right.
pub fn build<T: Model>(members: &str, spelling: Spelling) -> Result<T, Error> {
    check_depth(members.as_bytes()).map_err(Error::invalid)?;
    let wire = object(T::SCHEMA, members, spelling, T::SCHEMA.name).map_err(Error::invalid)?;
    from_json(&wire)
}

/// A copy of a model in which the members of a JSON object are changed, checked strictly; `null` unsets
/// one, and `extra` replaces all further members.
///
/// Errors with `InvalidRequestError`, naming the place and what would be right.
pub fn replace<T: Model>(value: &T, changes: &str, spelling: Spelling) -> Result<T, Error> {
    check_depth(changes.as_bytes()).map_err(Error::invalid)?;
    let wrong = |error: serde_json::Error| Error::invalid(error.to_string());
    let current = serde_json::to_string(value).map_err(wrong)?;
    let Members(current) = serde_json::from_str(&current).map_err(wrong)?;
    let Members(changed) = serde_json::from_str(changes).map_err(wrong)?;
    let checked = object(T::SCHEMA, changes, spelling, T::SCHEMA.name).map_err(Error::invalid)?;
    let Members(checked) = serde_json::from_str(&checked).map_err(wrong)?;
    let replaced = |wire: &str| {
        let field = T::SCHEMA.fields.iter().find(|field| field.wire == wire);
        changed.iter().any(|(name, _)| match field {
            Some(field) => field.is_called(name),
            None => name == "extra",
        })
    };
    let mut out = Writer::default();
    for (name, value) in checked.iter().chain(current.iter().filter(|(name, _)| !replaced(name))) {
        out.member(name, value.get());
    }
    from_json(&out.finish())
}

/// The definition `D` of what the server answered as `A`, as JSON: members the models do not name stand
/// under `extra`.
pub fn definition_of<A: Model + Into<D>, D: Model>(answer: &str) -> Result<String, Error> {
    let answer: A = from_json(answer)?;
    let definition: D = answer.into();
    serde_json::to_string(&definition)
        .and_then(|wire| nest(Kind::Model(D::SCHEMA), &wire))
        .map_err(|error| Error::invalid(error.to_string()))
}

/// Checks one JSON object against `schema` and writes it with wire names.
///
/// Members may be spelt as on the wire, in snake case or in camel case; further ones stand under `extra`.
pub(crate) fn object(schema: &Schema, text: &str, spelling: Spelling, place: &str) -> Result<String, String> {
    let mut out = Writer::default();
    write_object(schema, text, &[], Asides::default(), spelling, place, &mut out).map(|()| out.finish())
}

/// As [`object`], for one from which texts were set aside. `overrides` are members that replace those of the object.
pub(crate) fn write_object(
    schema: &Schema,
    text: &str,
    overrides: &[(&Field, &RawValue)],
    asides: Asides<'_>,
    spelling: Spelling,
    place: &str,
    out: &mut Writer,
) -> Result<(), String> {
    let Members(members) = serde_json::from_str(text)
        .map_err(|error| format!("{place}: expected an object ({}), got {}: {error}", schema.name, kind_of(text)))?;
    for (field, value) in overrides {
        check_member(field, value.get(), asides, spelling, place, out)?;
    }
    let overridden = |field: &Field| overrides.iter().any(|(other, _)| other.wire == field.wire);
    for (name, value) in members {
        if name == "extra" {
            let value = asides.put_back(value.get());
            let Members(extra) = serde_json::from_str(&value)
                .map_err(|_| format!("{place}.extra: expected an object, got {}", kind_of(&value)))?;
            for (name, value) in extra {
                if schema.fields.iter().any(|field| field.is_wire(&name)) {
                    return Err(format!("{place}.extra.{name}: `{name}` is a member of its own, set it there"));
                }
                out.member(&name, &plain(value.get()));
            }
            continue;
        }
        let field = schema.field(&name);
        match field {
            Some(field) if overridden(field) => {}
            Some(field) => check_member(field, value.get(), asides, spelling, place, out)?,
            None => unnamed(schema, &name, &asides.put_back(value.get()), spelling, place, out)?,
        }
    }
    Ok(())
}

/// Name of the only member of an object that stands for a value made by this library: the mark and the
/// model's name. What it holds has wire names and was checked when it was made.
pub const MODEL_MARK: char = '\0';

/// The wire text under a [`MODEL_MARK`], and the name of its model.
pub(crate) fn marked(text: &str) -> Option<(String, &str)> {
    let inner = text.trim_start().strip_prefix('{')?.trim_start();
    if !inner.starts_with("\"\\u0000") {
        return None;
    }
    let Members(members) = serde_json::from_str(text).ok()?;
    let (name, value) = members.into_iter().next()?;
    Some((name.trim_start_matches(MODEL_MARK).to_owned(), value.get()))
}

/// A free-form value with the marks taken off: where anything goes, a model is its JSON.
fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains("\"\\u0000") {
        return text.into();
    }
    if let Some((_, wire)) = marked(text) {
        return wire.into();
    }
    if let Ok(Members(members)) = serde_json::from_str(text) {
        let mut out = Writer::default();
        for (name, value) in members {
            out.member(&name, &plain(value.get()));
        }
        return out.finish().into();
    }
    let values: Result<Vec<&RawValue>, _> = serde_json::from_str(text);
    values.map_or_else(
        |_| text.into(),
        |values| format!("[{}]", values.iter().map(|value| plain(value.get())).collect::<Vec<_>>().join(",")).into(),
    )
}

/// A value read from the server as a caller would write it: members the models do not name go under `extra`.
pub(crate) fn nest(kind: Kind, text: &str) -> Result<String, serde_json::Error> {
    match kind {
        Kind::Model(schema) => {
            let Members(members) = serde_json::from_str(text)?;
            let (mut out, mut extra) = (Writer::default(), Writer::default());
            for (name, value) in members {
                match schema.fields.iter().find(|field| field.is_wire(&name)) {
                    Some(field) => out.member(&name, &nest(field.kind, value.get())?),
                    None => extra.member(&name, value.get()),
                };
            }
            if !extra.members.is_empty() {
                out.member("extra", &extra.finish());
            }
            Ok(out.finish())
        }
        Kind::List(element) => {
            let values: Vec<&RawValue> = serde_json::from_str(text)?;
            let values: Result<Vec<_>, _> = values.into_iter().map(|value| nest(*element, value.get())).collect();
            Ok(format!("[{}]", values?.join(",")))
        }
        _ => Ok(text.to_owned()),
    }
}

/// The message for a name that is not among `known`.
pub(crate) fn unknown<'a>(name: &str, place: &str, known: impl Iterator<Item = &'a str>, spelling: Spelling) -> String {
    let known: Vec<_> = known.map(|name| spelling.name(name)).collect();
    let close = close(name, known.iter().map(String::as_str));
    let hint = close.map(|candidate| format!("did you mean `{candidate}`? ")).unwrap_or_default();
    let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
    format!("{place}unknown field `{name}`, {hint}expected one of {}", known.join(", "))
}

/// The name among `known` that `name` may be a slip of.
fn close<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |known: &str| strsim::damerau_levenshtein(&name.to_lowercase(), &known.to_lowercase());
    known
        .map(|known| (distance(known), known))
        .filter(|(distance, known)| *distance <= (known.len() / 4).saturating_add(1))
        .min()
        .map(|(_, known)| known)
}

/// A member that the model does not name: refused, unless the model lets such pass and it is no slip.
fn unnamed(
    schema: &Schema,
    name: &str,
    value: &str,
    spelling: Spelling,
    place: &str,
    out: &mut Writer,
) -> Result<(), String> {
    let known = schema.fields.iter().map(|field| field.name);
    let slip = known.clone().any(|known| close(name, [known, &camel(known)].into_iter()).is_some());
    if !schema.passes_unknown || slip {
        return Err(unknown(name, place, known, spelling));
    }
    out.member(name, value);
    Ok(())
}

fn check_member(
    field: &Field,
    value: &str,
    asides: Asides<'_>,
    spelling: Spelling,
    place: &str,
    out: &mut Writer,
) -> Result<(), String> {
    // What is not set is not sent (GEN-07); `null` says "not set" in both languages.
    if value == "null" {
        return Ok(());
    }
    let inner = format!("{place}.{}", spelling.name(field.name));
    if !write_member(field, value, asides, spelling, &inner, out)? {
        return Err(format!("{place}: `{}` is given twice, in two spellings", spelling.name(field.name)));
    }
    Ok(())
}

/// Writes a member that may have been set aside, if it is of its kind; `false` where it is there already.
pub(crate) fn write_member(
    field: &Field,
    value: &str,
    asides: Asides<'_>,
    spelling: Spelling,
    place: &str,
    out: &mut Writer,
) -> Result<bool, String> {
    match (field.kind, asides.text(value)) {
        (Kind::Document, Some(text)) => {
            let file = manifest_text(text).map_err(|why| format!("{place}: {why}"))?;
            Ok(out.text_member(field.wire, file.as_deref().unwrap_or(text)))
        }
        _ => Ok(out.member(field.wire, &checked(field.kind, &asides.put_back(value), spelling, place)?)),
    }
}

/// The value as it goes on the wire, if it is of `kind`.
pub(crate) fn checked<'a>(kind: Kind, value: &'a str, spelling: Spelling, place: &str) -> Result<Cow<'a, str>, String> {
    let found = kind_of(value);
    let wrong = |expected: &str| Err(format!("{place}: expected {expected}, got {found}"));
    match kind {
        Kind::Json => return Ok(plain(value)),
        Kind::String | Kind::Open(_) | Kind::Secret if found != "a string" => return wrong("a string"),
        // JavaScript can hold one half of a character; no server can.
        Kind::String | Kind::Open(_) | Kind::Secret if serde_json::from_str::<String>(value).is_err() => {
            return Err(format!("{place}: not Unicode, it holds a lone surrogate"));
        }
        Kind::String | Kind::Open(_) => {}
        Kind::Secret => refuse_hidden(kind, value, place)?,
        Kind::Document => return manifest(value).map_err(|why| format!("{place}: {why}")),
        Kind::Words if found == "a string" => {
            let words: String = serde_json::from_str(value).map_err(|error| format!("{place}: {error}"))?;
            return Ok(serde_json::Value::from_iter(words.split_whitespace()).to_string().into());
        }
        Kind::Words => return checked(Kind::List(&Kind::String), value, spelling, place),
        Kind::Boolean if found == "a boolean" => {}
        Kind::Boolean => return wrong("true or false"),
        Kind::Integer if value.parse::<i64>().is_ok() => {}
        Kind::Integer => return wrong("an integer of at most 64 bits"),
        Kind::Number if matches!(found, "an integer" | "a decimal number") => {}
        Kind::Number => return wrong("a number"),
        Kind::Model(schema) => {
            return match marked(value) {
                Some((name, wire)) if name == schema.name => refuse_hidden(kind, wire, place).map(|()| wire.into()),
                Some((name, _)) => Err(format!("{place}: expected {}, got {name}", schema.name)),
                None => object(schema, value, spelling, place).map(Cow::Owned),
            };
        }
        Kind::List(element) => {
            let Ok(values) = serde_json::from_str::<Vec<&RawValue>>(value) else {
                return wrong("a list");
            };
            let mut list = Vec::with_capacity(values.len());
            for (at, value) in values.into_iter().enumerate() {
                list.push(checked(*element, value.get(), spelling, &format!("{place}[{at}]"))?);
            }
            return Ok(format!("[{}]", list.join(",")).into());
        }
    }
    Ok(value.into())
}

/// Writes the members of one JSON object.
#[derive(Default)]
pub(crate) struct Writer {
    text: String,
    /// Names, and where their values stand in `text`.
    members: Vec<(String, Range<usize>)>,
    enveloped: bool,
}

impl Writer {
    /// Writes an object that is the only member, called `envelope`, of another.
    pub(crate) fn within(envelope: &str) -> Self {
        Self { text: format!("{{{}:", serde_json::Value::from(envelope)), enveloped: true, ..Self::default() }
    }

    /// Adds a member whose value is JSON text; `false`, and nothing added, where the name is there already.
    pub(crate) fn member(&mut self, name: &str, value: &str) -> bool {
        self.value(name, value.len(), |out| out.push_str(value))
    }

    /// Adds a member whose value is a text.
    pub(crate) fn text_member(&mut self, name: &str, value: &str) -> bool {
        self.value(name, quoted_len(value), |out| quote(value, out))
    }

    /// The value of the member called `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.members().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// What was written: names and values.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        let value = |at: &Range<usize>| self.text.get(at.clone()).unwrap_or_default();
        self.members.iter().map(move |(name, at)| (name.as_str(), value(at)))
    }

    pub(crate) fn finish(mut self) -> String {
        if self.members.is_empty() {
            self.text.push('{');
        }
        self.text.push_str(if self.enveloped { "}}" } else { "}" });
        self.text
    }

    fn value(&mut self, name: &str, len: usize, write: impl FnOnce(&mut String)) -> bool {
        if self.members.iter().any(|(known, _)| known == name) {
            return false;
        }
        self.text.push(if self.members.is_empty() { '{' } else { ',' });
        self.text.push_str(&serde_json::Value::from(name).to_string());
        self.text.push(':');
        // With room for the end: what is long is to be written once, and where it is.
        self.text.reserve(len.saturating_add(2));
        let start = self.text.len();
        write(&mut self.text);
        self.members.push((name.to_owned(), start..self.text.len()));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use crate::models::AgentDefinition;

    fn check(text: &str) -> Result<String, String> {
        object(AgentDefinition::SCHEMA, text, Spelling::Snake, "definition")
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
             expected one of name, id, llm_config, prompt"
        );
        let error = check(r#"{"agent_data":{"llm_config":{"max_tokens":"3"}}}"#).unwrap_err();
        assert!(error.starts_with("definition.agent_data.llm_config.max_tokens: expected an integer"), "{error}");
        assert!(check(r#"{"name":3}"#).unwrap_err().contains("expected a string, got an integer"));
        assert!(check("[]").unwrap_err().contains("expected an object"));
        assert!(check(r#"{"agentData":{},"agent_data":{}}"#).unwrap_err().contains("twice"));
    }

    #[test]
    fn d_62_scopes_are_given_as_a_list_or_as_one_string() {
        for given in [r#"["a","b"]"#, r#"" a  b ""#] {
            assert_eq!(checked(Kind::Words, given, Spelling::Camel, "scopes").as_deref(), Ok(r#"["a","b"]"#));
        }
        assert!(checked(Kind::Words, "[1]", Spelling::Camel, "scopes").unwrap_err().starts_with("scopes[0]"));
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
}
