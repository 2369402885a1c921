//! Definitions as people write them, made of the server's answers: long texts in files of their own, secrets as the names
//! of variables, references by name, and what the models do not know under `$extra`.

use std::collections::BTreeSet;

use super::compare::{is_empty, member, name, without};
use super::known::Known;
use super::render_members::dotted;
use crate::definitions::directives::{ENV, EXTRA, FILE};
use crate::definitions::file_names::{Taken, slug};
use crate::definitions::{content, path};
use crate::json::is_meant_as_json;
use crate::json::pretty::pretty;
use crate::json::tree::{Tree, below, steps};
use crate::models::named_members::{ID, MAIN_TEXT, NAME, is_of_reference};
use crate::schema::comparison::{Comparison, Referred};
use crate::schema::manifest::VERSIONS;
use crate::schema::mask::SecretValue;
use crate::schema::{Kind, Schema};

/// Makes a definition for a file.
pub(crate) struct DefinitionWriter<'a> {
    pub known: &'a Known,
    /// Name of the object.
    pub name: &'a str,
    /// The file of the definition.
    pub file: &'a str,
    pub taken: &'a mut Taken,
    /// Environment variables that are named in the set-up.
    pub variables: &'a mut BTreeSet<String>,
    /// Files of texts, with what they hold.
    pub files: Vec<(String, String)>,
    /// What is worth knowing.
    pub notes: Vec<String>,
    /// Why the definition cannot be written.
    pub failure: Option<String>,
}

impl DefinitionWriter<'_> {
    /// The whole definition. What only the server sets at its top is no part of it.
    pub(crate) fn definition(&mut self, schema: &'static Schema, answer: &Tree) -> Tree {
        let fields = schema.fields.iter();
        let members =
            fields.filter_map(|field| Some((field.wire.to_owned(), member(answer, Some(field), field.wire)?.clone())));
        let known = Tree::Object(members.collect());
        let of_answer = schema.answer_of.as_ref().map(|answer| answer.schema);
        let is_known = |name: &str| {
            schema.wire_field(name).is_some() || of_answer.is_some_and(|answer| answer.wire_field(name).is_some())
        };
        let others = without(answer, is_known);
        let others: Vec<&str> = others.as_object().unwrap_or_default().iter().map(|(name, _)| name.as_str()).collect();
        if !others.is_empty() {
            self.notes.push(format!("not pulled, since no definition has it: {}", others.join(", ")));
        }
        self.object(schema, &known, "")
    }

    /// A value that a member or an element has.
    pub(crate) fn value(&mut self, kind: Kind, rule: Comparison, value: &Tree, path: &str) -> Tree {
        match (kind, value) {
            (Kind::Model(schema), Tree::Object(_)) => self.object(schema, value, path),
            (Kind::List(Kind::Model(schema)), Tree::List(elements)) => {
                let refers = schema.refers_to.filter(|_| rule == Comparison::References);
                let one = |(at, element): (usize, &Tree)| {
                    let path = below(path, &at.to_string());
                    match refers {
                        Some(referred) => self.reference(schema, referred, element, &path),
                        None => self.value(Kind::Model(schema), Comparison::Plain, element, &path),
                    }
                };
                Tree::List(elements.iter().enumerate().map(one).collect())
            }
            (Kind::List(element), Tree::List(elements)) => {
                let one = |(at, value): (usize, &Tree)| {
                    self.value(*element, Comparison::Plain, value, &below(path, &at.to_string()))
                };
                Tree::List(elements.iter().enumerate().map(one).collect())
            }
            (Kind::Document, _) => self.document(value),
            (Kind::Secret, _) => self.secret(value, path),
            (Kind::String | Kind::Open(_), Tree::Text(text)) => self.text(text, path),
            (Kind::Json, _) => self.json(value, path),
            _ => value.clone(),
        }
    }

    fn object(&mut self, schema: &'static Schema, value: &Tree, path: &str) -> Tree {
        let mut out = Vec::new();
        for field in schema.fields {
            let Some(value) = member(value, Some(field), field.wire).filter(|value| !is_empty(value)) else { continue };
            let path = below(path, field.wire);
            let written = match field.is_hidden() {
                true => self.secret(value, &path),
                false => self.value(field.kind, field.comparison, value, &path),
            };
            out.push((field.wire.to_owned(), written));
        }
        let further = without(value, |name| schema.wire_field(name).is_some());
        let further = self.json(&further, path);
        if !is_empty(&further) {
            out.push((EXTRA.to_owned(), further));
        }
        Tree::Object(out)
    }

    /// A reference by name, without what belongs to one project.
    pub(crate) fn reference(&mut self, schema: &'static Schema, referred: Referred, value: &Tree, path: &str) -> Tree {
        let mut written = self.object(schema, &without(value, is_of_reference), path);
        match self.known.name_of(referred, value) {
            Some(name) => {
                if let Tree::Object(members) = &mut written {
                    members.insert(0, (NAME.to_owned(), Tree::Text(name)));
                }
            }
            None => {
                let shown = [name(value), ID.of(value).and_then(Tree::as_text)].into_iter().flatten().next();
                let why = format!(
                    "{}: nothing in the project tells a name for the reference {:?}",
                    dotted(path),
                    shown.unwrap_or_default()
                );
                self.failure.get_or_insert(why);
            }
        }
        written
    }

    /// A value that no model describes. What its names say to be secret is none.
    pub(crate) fn json(&mut self, value: &Tree, path: &str) -> Tree {
        match value {
            Tree::Object(members) => {
                let mut out = Vec::with_capacity(members.len());
                for (name, value) in members {
                    let path = below(path, name);
                    match (SecretValue::of(name).holds(&value.to_json()), value) {
                        (false, _) => out.push((name.clone(), self.json(value, &path))),
                        (true, Tree::Text(_)) => out.push((name.clone(), self.secret(value, &path))),
                        // Only a text is read from a variable.
                        (true, _) => {
                            self.notes.push(format!("{} is secret by its name, and is not pulled", dotted(&path)))
                        }
                    }
                }
                Tree::Object(out)
            }
            Tree::List(elements) => {
                let one = |(at, element)| self.json(element, &below(path, &usize::to_string(&at)));
                Tree::List(elements.iter().enumerate().map(one).collect())
            }
            other => other.clone(),
        }
    }

    /// The name of a variable in place of a secret.
    fn secret(&mut self, value: &Tree, path: &str) -> Tree {
        if is_empty(value) {
            return value.clone();
        }
        let last = steps(path).last().unwrap_or_default();
        let wanted = format!("{}_{}", variable(self.name), variable(&last));
        let wanted = wanted.trim_matches('_');
        let wanted = match wanted.starts_with(|first: char| first.is_ascii_digit()) {
            true => format!("_{wanted}"),
            false => wanted.to_owned(),
        };
        let mut free = wanted.clone();
        for number in 2_u64.. {
            if self.variables.insert(free.clone()) {
                break;
            }
            free = format!("{wanted}_{number}");
        }
        self.notes.push(format!("{} is read from ${free}", dotted(path)));
        Tree::Object(vec![(ENV.to_owned(), Tree::Text(free))])
    }

    /// A text, which has a file of its own where it has several lines.
    fn text(&mut self, text: &str, path: &str) -> Tree {
        let held = Some(text).filter(|text| text.contains('\n')).and_then(held);
        let Some(content) = held else { return Tree::Text(text.to_owned()) };
        let end = match label(path) {
            label if label == MAIN_TEXT => ".md".to_owned(),
            label => format!(".{}.md", slug(&label, MAIN_TEXT)),
        };
        self.kept(&end, content)
    }

    /// The document that an integration is made of, in a file of its own.
    pub(crate) fn document(&mut self, value: &Tree) -> Tree {
        let (end, content) = match value {
            Tree::Text(text) if is_meant_as_json(text) => match Tree::parse(text) {
                // On one line it tells nothing to who reviews a change of it.
                Ok(document) if !text.trim().contains('\n') => ("json", pretty(&document)),
                _ => ("json", text.clone()),
            },
            Tree::Text(text) => ("yaml", text.clone()),
            other => ("json", pretty(other)),
        };
        let is_openapi = content::document(&content)
            .is_some_and(|document| VERSIONS.iter().any(|version| document.get(version).is_some()));
        let end = format!(".{}.{end}", if is_openapi { "openapi" } else { "manifest" });
        self.kept(&end, content)
    }

    /// The reference to a new file beside that of the definition.
    fn kept(&mut self, end: &str, content: String) -> Tree {
        let folder = path::folder(self.file);
        let own = self.file.rsplit('/').next().unwrap_or_default();
        let stem = own.rsplit_once('.').map_or(own, |(stem, _)| stem);
        let file = self.taken.path(folder, stem, end);
        let given = file.rsplit('/').next().unwrap_or_default().to_owned();
        self.files.push((file, content));
        Tree::Object(vec![(FILE.to_owned(), Tree::Text(given))])
    }
}

/// What a file holds whose text is this one, if there is such.
pub(crate) fn held(text: &str) -> Option<String> {
    let is_text = |character: char| !character.is_control() || matches!(character, '\n' | '\t');
    let file = format!("{text}\n");
    let is_same = !text.starts_with('\u{feff}') && content::text(&file).is_ok_and(|read| read == text);
    (is_same && text.chars().all(is_text)).then_some(file)
}

/// The name of a member, with the list that it stands in.
fn label(path: &str) -> String {
    let steps: Vec<String> = steps(path).collect();
    let in_list = steps.iter().position(|step| step.parse::<usize>().is_ok()).and_then(|at| at.checked_sub(1));
    let from = in_list.unwrap_or(steps.len().saturating_sub(1));
    let named = steps.iter().skip(from).map(|step| match step.parse::<usize>() {
        Ok(at) => at.saturating_add(1).to_string(),
        Err(_) => step.clone(),
    });
    named.collect::<Vec<_>>().join("-")
}

/// A name as variables have it: `clientId` is `CLIENT_ID`.
fn variable(name: &str) -> String {
    let mut out = String::new();
    let mut was_small = false;
    for character in name.chars() {
        if character.is_ascii_uppercase() && was_small {
            out.push('_');
        }
        was_small = character.is_ascii_lowercase() || character.is_ascii_digit();
        match character.is_ascii_alphanumeric() {
            true => out.push(character.to_ascii_uppercase()),
            false if !out.is_empty() && !out.ends_with('_') => out.push('_'),
            false => {}
        }
    }
    out.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_called_by_the_object_and_the_member() {
        for (name, expected) in [
            ("clientId", "CLIENT_ID"),
            ("parcels", "PARCELS"),
            ("ParcelTracker v2!", "PARCEL_TRACKER_V2"),
            ("漢字", ""),
            ("x-api-key", "X_API_KEY"),
        ] {
            assert_eq!(variable(name), expected, "{name}");
        }
    }

    #[test]
    fn the_file_of_a_text_is_called_by_its_member() {
        for (path, expected) in [
            ("/agentData/prompt/instructions", "instructions"),
            ("/description", "description"),
            ("/agentData/prompt/examples/0/output", "examples-1-output"),
        ] {
            assert_eq!(label(path), expected);
        }
    }

    #[test]
    fn what_a_file_cannot_hold_exactly_has_none() {
        for (text, expected) in [
            ("a\nb", Some("a\nb\n")),
            ("a\n\n", Some("a\n\n\n")),
            ("a\tb  \n", Some("a\tb  \n\n")),
            ("a\u{2028}\nb", Some("a\u{2028}\nb\n")),
            ("{{ x }}\n${y} ##Z##\n$file: a", Some("{{ x }}\n${y} ##Z##\n$file: a\n")),
            ("a\r\nb", None),
            ("a\rb\n", None),
            ("\u{feff}a\nb", None),
            ("a\0\nb", None),
            ("a\u{85}\nb", None),
            ("a\u{1b}[1m\nb", None),
        ] {
            assert_eq!(held(text).as_deref(), expected, "{text:?}");
        }
    }
}
