//! Values of a definition: checked against the schema, with what their directives stand for in place of these.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::directives::{self, Replaced};
use super::document::without_place;
use super::faults::note;
use super::resolver::{DirectiveResolver, Expected, Origin, PathStep};
use super::{content, path, tools};
use crate::json::escape::{json_string_len, write_json_string};
use crate::json::writer::Writer;
use crate::json::{Json, RawObject, compact, json_type_name};
use crate::models::definitions::{DocumentChange, MemberSource, SecretReference};
use crate::models::{AgentRef, ResourcePool, ToolRef};
use crate::schema::mask::{SecretValue, names_secret};
use crate::schema::model::{Model as _, from_json};
use crate::schema::number::{BEYOND_FLOAT, is_within_float};
use crate::schema::validate::{Validator, closest_match, unknown_name};
use crate::schema::{Kind, NameStyle, Schema};

impl DirectiveResolver<'_, '_, '_> {
    /// The value as it is sent; `None` if it is wrong.
    fn value(&mut self, origin: Origin<'_>, expected: Expected<'_>, raw: &RawValue) -> Option<String> {
        let found = json_type_name(raw.get());
        if found == "null" {
            return Some("null".to_owned());
        }
        if found == "an object" && self.directed && raw.get().contains("\"$") {
            match self.replacement(origin, expected, raw) {
                Ok(None) => {}
                Ok(Some(value)) => return Some(value),
                Err(Some(why)) => {
                    self.wrong(origin, expected.line, &why);
                    return None;
                }
                Err(None) => return None,
            }
        }
        match expected.kind {
            Kind::Json => self.free(origin, expected, raw),
            Kind::Model(schema) => self.object(origin, schema, raw, false),
            Kind::List(kind) => self.list(origin, Expected { kind: *kind, ..expected }, raw),
            Kind::Secret => {
                self.wrong(origin, expected.line, directives::LITERAL_SECRET);
                None
            }
            Kind::Document => self.inline_manifest(origin, expected, raw),
            kind => match Validator::new(NameStyle::Camel).validate_value(kind, raw.get(), "") {
                Ok(value) => Some(value.into_owned()),
                Err(why) => {
                    self.wrong(origin, expected.line, why.trim_start_matches(": "));
                    None
                }
            },
        }
    }

    /// What the directive stands for that is in place of a value, if one is. Errs with the reason, unless it was reported.
    fn replacement(
        &mut self,
        origin: Origin<'_>,
        expected: Expected<'_>,
        raw: &RawValue,
    ) -> Result<Option<String>, Option<String>> {
        let Ok(RawObject(members)) = serde_json::from_str(raw.get()) else { return Ok(None) };
        let found = match directives::replaced(&members) {
            // What is not modelled may have members of such names that are no directives.
            Err(_) if matches!(expected.kind, Kind::Json) => return Ok(None),
            found => found.map_err(Some)?,
        };
        let text = |value: &RawValue| {
            let read = serde_json::from_str::<String>(value.get());
            read.map_err(|_| Some(format!("expected a text, got {}", json_type_name(value.get()))))
        };
        match found {
            None if matches!(expected.kind, Kind::Json) => match directives::misspelt(&members) {
                Some(name) => Err(Some(directives::misplaced(name))),
                None => Ok(None),
            },
            None if matches!(expected.kind, Kind::Model(_)) => Ok(None),
            None if expected.is_manifest() && tools::is_described(&members) => Ok(None),
            None => match members.iter().find(|(name, _)| name.starts_with('$')) {
                Some((name, _)) => Err(Some(directives::misplaced(name))),
                None => Ok(None),
            },
            Some(Replaced::Env(name)) => self.secret(expected, &text(name)?).map(Some).map_err(Some),
            Some(Replaced::Value(name)) => self.named_value(origin, expected, &text(name)?).map(Some),
            Some(Replaced::File(file, set)) => self.file(origin, expected, &text(file)?, set).map(Some),
        }
    }

    /// The reference to an environment variable.
    fn secret(&mut self, expected: Expected<'_>, variable: &str) -> Result<String, String> {
        if !expected.secret {
            return Err(format!("`{}` stands for secrets and write-only members only", directives::ENV));
        }
        let starts = variable.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        if !starts || !variable.chars().all(|character| character.is_ascii_alphanumeric() || character == '_') {
            return Err(format!("`{}`: expected the name of an environment variable", directives::ENV));
        }
        let path = self.pointer();
        self.secrets.push(SecretReference { path, variable: variable.to_owned(), ..SecretReference::default() });
        let mut out = Writer::default();
        out.text_member(directives::ENV, variable);
        Ok(out.finish())
    }

    /// A value of `geai.yaml`.
    fn named_value(
        &mut self,
        origin: Origin<'_>,
        expected: Expected<'_>,
        name: &str,
    ) -> Result<String, Option<String>> {
        if origin.value.is_some() {
            return Err(Some("a value is not made of values".to_owned()));
        }
        self.context.used.insert(name.to_owned());
        let Some(value) = self.context.values.get(name).cloned() else {
            let known = self.context.values.keys().map(String::as_str);
            let hint = closest_match(name, known).map(|known| format!("; did you mean `{known}`?"));
            return Err(Some(format!("`{name}` is no value of geai.yaml{}", hint.unwrap_or_default())));
        };
        let raw = serde_json::from_str(value.text()).map_err(|error| Some(without_place(&error)))?;
        let origin = Origin { document: None, folder: "", line: expected.line, value: Some(name) };
        self.value(origin, expected, raw).ok_or(None)
    }

    /// The content of a file.
    fn file(
        &mut self,
        origin: Origin<'_>,
        expected: Expected<'_>,
        given: &str,
        set: Option<&RawValue>,
    ) -> Result<String, Option<String>> {
        let file = path::referred(origin.folder, given).map_err(Some)?;
        match expected.kind {
            Kind::Json if !expected.secret => {}
            Kind::Document | Kind::String | Kind::Open(_) | Kind::Words => {}
            Kind::Secret | Kind::Json => {
                return Err(Some("a secret is not read from a file; expected {$env: NAME}".to_owned()));
            }
            _ => return Err(Some("the text of a file stands for a text or a manifest only".to_owned())),
        }
        let content = self.context.reader.text(&file).map_err(|why| Some(format!("{file}: {why}")))?;
        let mut source = MemberSource { path: self.pointer(), ..MemberSource::default() };
        let text = match set {
            _ if expected.is_manifest() => {
                self.manifests.push(file.clone());
                let changes = set.map(|set| self.changes(origin, expected, set)).transpose()?.unwrap_or_default();
                let sent = content::manifest(&content, &changes).map_err(|why| Some(format!("{file}: {why}")))?;
                let change =
                    |(path, value): (String, String)| Some(DocumentChange::new(path, Json::from_text(value).ok()?));
                source.changes = set.map(|_| changes.into_iter().filter_map(change).collect());
                sent.into_owned()
            }
            Some(_) => return Err(Some(directives::misplaced(directives::SET))),
            None => content::text(&content).map_err(|(line, why)| match line {
                Some(line) => Some(format!("{file}:{line}: {why}")),
                None => Some(format!("{file}: {why}")),
            })?,
        };
        if text.is_empty() {
            let about = format!("{}: {file} is empty", self.place());
            self.notes.push(note(about, (Some(self.file.to_owned()), expected.line)));
        }
        source.file = file;
        self.sources.push(source);
        Ok(quoted(&text))
    }

    /// The values that `$set` puts into a document, by their places.
    fn changes(
        &mut self,
        origin: Origin<'_>,
        expected: Expected<'_>,
        set: &RawValue,
    ) -> Result<Vec<(String, String)>, Option<String>> {
        let members = self.members(origin, expected.line, set).ok_or(None)?;
        let mut changes = Vec::with_capacity(members.len());
        for (place, value) in members {
            let expected = Expected { kind: Kind::Json, name: "", secret: false, line: origin.name_line(value) };
            let value =
                self.within(PathStep::Member(place.clone()), |own| own.value(origin, expected, value)).ok_or(None)?;
            changes.push((place, value));
        }
        Ok(changes)
    }

    /// A manifest that stands in the definition itself, as a text or as an object, in which nothing is a directive.
    fn inline_manifest(&mut self, origin: Origin<'_>, expected: Expected<'_>, raw: &RawValue) -> Option<String> {
        let sent = match (json_type_name(raw.get()), serde_json::from_str::<String>(raw.get())) {
            (_, Ok(text)) if content::is_address(&text) => Err("nothing is fetched; expected {$file: path}".to_owned()),
            (_, Ok(text)) => content::manifest(&text, &[]).map(Cow::into_owned),
            // A file may hold any document: that it is meant as one is beyond doubt.
            ("an object", _) if !self.members(origin, expected.line, raw).is_none_or(|it| tools::is_described(&it)) => {
                Err("not a manifest: expected `openapi`, `swagger` or `tools`, or {$file: path}".to_owned())
            }
            ("an object", _) => content::manifest(&compact(raw.get()), &[]).map(Cow::into_owned),
            (found, _) => Err(format!("expected a manifest as text or object, or {{$file: path}}, got {found}")),
        };
        sent.map_err(|why| self.wrong(origin, expected.line, &why)).ok().map(|text| quoted(&text))
    }

    fn list(&mut self, origin: Origin<'_>, expected: Expected<'_>, raw: &RawValue) -> Option<String> {
        let Ok(values) = serde_json::from_str::<Vec<&RawValue>>(raw.get()) else {
            self.wrong(origin, expected.line, &format!("expected a list, got {}", json_type_name(raw.get())));
            return None;
        };
        let mut out = Vec::with_capacity(values.len());
        for (at, value) in values.into_iter().enumerate() {
            let line = origin.line(value);
            if value.get() == "null" && !matches!(expected.kind, Kind::Json) {
                self.within(PathStep::Element(at), |own| own.wrong(origin, line, "an element of a list is not null"));
                continue;
            }
            out.extend(
                self.within(PathStep::Element(at), |own| own.value(origin, Expected { line, ..expected }, value)),
            );
        }
        Some(format!("[{}]", out.join(",")))
    }

    /// A value of any type. An object in it is a directive if it has no other members.
    fn free(&mut self, origin: Origin<'_>, expected: Expected<'_>, raw: &RawValue) -> Option<String> {
        match json_type_name(raw.get()) {
            _ if self.directed && SecretValue::of(expected.name).holds(raw.get()) && !is_blank(raw.get()) => {
                let why = "a secret by its name, which is not written into a file; expected {$env: NAME}";
                self.wrong(origin, expected.line, why);
                None
            }
            "an integer" | "a decimal number" if !is_within_float(raw.get()) => {
                self.wrong(origin, expected.line, BEYOND_FLOAT);
                None
            }
            "a string" if serde_json::from_str::<String>(raw.get()).is_err() => {
                self.wrong(origin, expected.line, "not Unicode, it holds a lone surrogate");
                None
            }
            "a list" => self.list(origin, expected, raw),
            "an object" => {
                let members = self.members(origin, expected.line, raw)?;
                let mut out = Writer::default();
                for (name, value) in members {
                    self.further(origin, &name, value, &mut out);
                }
                Some(out.finish())
            }
            _ => Some(raw.get().to_owned()),
        }
    }

    /// Writes a member that the schema does not name.
    fn further(&mut self, origin: Origin<'_>, name: &str, value: &RawValue, out: &mut Writer) {
        let expected = Expected { kind: Kind::Json, name, secret: names_secret(name), line: origin.name_line(value) };
        let written = self.within(PathStep::Member(name.to_owned()), |own| own.value(origin, expected, value));
        if written.is_some_and(|written| !out.member(name, &written)) {
            self.wrong(origin, expected.line, &format!("`{name}` is given twice"));
        }
    }

    /// The members of an object, each of another name.
    fn members<'v>(
        &mut self,
        origin: Origin<'_>,
        line: usize,
        raw: &'v RawValue,
    ) -> Option<Vec<(String, &'v RawValue)>> {
        match serde_json::from_str(raw.get()) {
            Ok(RawObject(members)) => Some(members),
            Err(error) if json_type_name(raw.get()) == "an object" => {
                let inside = if origin.document.is_some() { error.line().saturating_sub(1) } else { 0 };
                self.wrong(origin, origin.line(raw).max(line).saturating_add(inside), &without_place(&error));
                None
            }
            Err(_) => {
                self.wrong(origin, line, &format!("expected an object, got {}", json_type_name(raw.get())));
                None
            }
        }
    }

    pub(super) fn object(
        &mut self,
        origin: Origin<'_>,
        schema: &'static Schema,
        raw: &RawValue,
        top: bool,
    ) -> Option<String> {
        let line = origin.line(raw);
        let members = self.members(origin, line, raw)?;
        let (mut out, before) = (Writer::default(), self.tools.len());
        for (name, value) in members {
            let line = origin.name_line(value);
            if let Some(field) = schema.wire_field(&name) {
                let expected = Expected { kind: field.kind, name: field.wire, secret: field.is_hidden(), line };
                let written = self.within(PathStep::Member(field.wire.to_owned()), |own| {
                        if field.pins && value.get() != "null" && own.only.as_ref().is_none_or(|only| only.len() != 1) {
                        let why = "it belongs to one project; write the name instead, or name that environment alone under `$only`";
                        own.wrong(origin, line, why);
                    }
                    own.value(origin, expected, value)
                });
                if written.is_some_and(|written| !out.member(field.wire, &written)) {
                    self.wrong(origin, line, &format!("`{}` is given twice, in two spellings", field.wire));
                }
            } else if let Some(kind) = schema.others {
                let expected = Expected { kind, name: &name, secret: false, line };
                if let Some(written) =
                    self.within(PathStep::Member(name.clone()), |own| own.value(origin, expected, value))
                {
                    out.member(&name, &written);
                }
            } else {
                self.unmodelled(origin, schema, &name, value, top, &mut out);
            }
        }
        let written = out.finish();
        if self.directed {
            self.check_reference(origin, schema, line, &written);
        }
        if schema.name == ResourcePool::SCHEMA.name
            && from_json::<ResourcePool>(&written).is_ok_and(|pool| pool.is_external == Some(true))
        {
            self.tools.truncate(before);
        }
        Some(written)
    }

    /// Checks an object that refers to a tool or an agent, and keeps the names of agents.
    fn check_reference(&mut self, origin: Origin<'_>, schema: &Schema, line: usize, written: &str) {
        let (name, is_pinned) = match schema.name {
            name if name == ToolRef::SCHEMA.name => match from_json::<ToolRef>(written) {
                Ok(tool) => {
                    self.tools.extend(tool.name.clone().map(|name| (name, line)));
                    (tool.name, tool.id.is_some())
                }
                Err(_) => return,
            },
            name if name == AgentRef::SCHEMA.name => match from_json::<AgentRef>(written) {
                Ok(agent) => {
                    self.helpers.extend(agent.name.clone().map(|name| (name, line)));
                    (agent.name, agent.id.is_some())
                }
                Err(_) => return,
            },
            _ => return,
        };
        if !is_pinned && name.is_none_or(|name| name.trim().is_empty()) {
            self.wrong(origin, line, "a reference needs the name of a tool or an agent");
        }
    }

    /// A member that the schema does not name: a directive, what only the server sets, or a fault.
    fn unmodelled(
        &mut self,
        origin: Origin<'_>,
        schema: &'static Schema,
        name: &str,
        value: &RawValue,
        top: bool,
        out: &mut Writer,
    ) {
        let line = origin.name_line(value);
        let by_server = |name: &str| top && schema.answer_of.is_some_and(|of| of.schema.wire_field(name).is_some());
        match name {
            directives::EXTRA if self.directed => {
                let Some(members) = self.members(origin, line, value) else { return };
                for (name, value) in members {
                    if directives::is_meant(&name, directives::ALL) {
                        let why = format!("{}: {}", directives::EXTRA, directives::misplaced(&name));
                        self.wrong(origin, origin.name_line(value), &why);
                    } else if schema.wire_field(&name).is_some() {
                        let why = format!("{}: `{name}` is a member of its own, set it there", directives::EXTRA);
                        self.wrong(origin, origin.name_line(value), &why);
                    } else if by_server(&name) {
                        self.ignored.push(name);
                    } else {
                        self.further(origin, &name, value, out);
                    }
                }
            }
            directives::RENAMED_FROM | directives::ONLY if self.directed && top => {}
            _ if self.directed && name.starts_with('$') => self.wrong(origin, line, &directives::misplaced(name)),
            _ if by_server(name) => self.ignored.push(name.to_owned()),
            _ => {
                let known = || schema.fields.iter().map(|field| field.wire);
                if schema.passes_unknown && closest_match(name, known()).is_none() {
                    return self.further(origin, name, value, out);
                }
                let why = unknown_name(name, "", known(), NameStyle::Snake);
                let hint = match self.directed {
                    true => format!("; what this library does not know goes under `{}`", directives::EXTRA),
                    false => String::new(),
                };
                self.wrong(origin, line, &format!("{why}{hint}"));
            }
        }
    }
}

/// Whether JSON is a text without characters, or a list or an object of nothing.
fn is_blank(json: &str) -> bool {
    json.trim_matches(['"', '[', ']', '{', '}', ' ']).is_empty()
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(json_string_len(text));
    write_json_string(text, &mut out);
    out
}
