//! The text of a definition's file with what the server has: directives of values that did not change stay, a text that has
//! a file of its own goes there, and members that the file does not hold are left out.

use std::collections::BTreeMap;

use super::compare::{all_named, is_empty, is_same, member, name};
use super::definition_writer::{DefinitionWriter, held};
use super::document::tree;
use crate::definitions::content::document;
use crate::definitions::directives::{ENV, EXTRA, FILE, ONLY, RENAMED_FROM, SET, VALUE};
use crate::definitions::path;
use crate::json::pretty::pretty;
use crate::json::tree::{Tree, below};
use crate::json::{is_meant_as_json, without_bom};
use crate::models::definitions::MemberSource;
use crate::models::named_members::{NAME, is_of_reference};
use crate::schema::comparison::Comparison;
use crate::schema::yaml_comments::beside;
use crate::schema::yaml_writer::to_yaml;
use crate::schema::{Field, Kind, Schema};

/// A file of a text that is written again.
pub(crate) struct Replaced {
    pub path: String,
    pub content: String,
    /// What would be lost of it.
    pub lost: Option<&'static str>,
    /// Its lines before and afterwards, in one form.
    pub forms: (String, String),
}

/// Puts what the server has into a definition as it is written.
pub(crate) struct Rewriter<'r, 'a> {
    pub writer: &'r mut DefinitionWriter<'a>,
    /// Which members came from files of their own.
    pub sources: &'r [MemberSource],
    /// How often each file is referred to.
    pub referred: &'r BTreeMap<String, usize>,
    /// What a file holds.
    pub read: &'r dyn Fn(&str) -> Option<String>,
    pub replaced: Vec<Replaced>,
}

/// A value as it is written, and what it stands for.
#[derive(Clone, Copy)]
struct ThreeWay<'t> {
    raw: &'t Tree,
    wanted: &'t Tree,
    server: Option<&'t Tree>,
}

impl Rewriter<'_, '_> {
    /// The definition as it is written next. `raw` is how it is written, `wanted` what that stands for.
    pub(crate) fn definition(&mut self, schema: &'static Schema, raw: &Tree, wanted: &Tree, server: &Tree) -> Tree {
        self.object(Some(schema), ThreeWay { raw, wanted, server: Some(server) }, "", true)
    }

    /// The value as it is written next; `None` where it is to be absent.
    fn value(&mut self, kind: Kind, rule: Comparison, sides: ThreeWay<'_>, path: &str) -> Option<Tree> {
        let ThreeWay { raw, wanted, server } = sides;
        if is_same(kind, rule, wanted, server, self.writer.known) {
            return Some(raw.clone());
        }
        let server = server.filter(|server| !is_empty(server))?;
        if let Some(kept) = self.directive(kind, raw, server) {
            return kept.or_else(|| Some(self.writer.value(kind, rule, server, path)));
        }
        Some(match (kind, raw, server) {
            (Kind::Model(schema), Tree::Object(_), Tree::Object(_)) => self.object(Some(schema), sides, path, false),
            (Kind::Json, Tree::Object(_), Tree::Object(_)) => self.object(None, sides, path, false),
            (Kind::List(element), Tree::List(_), Tree::List(_)) => self.list(*element, rule, sides, path),
            (Kind::Json, Tree::List(_), Tree::List(_)) => self.list(Kind::Json, rule, sides, path),
            _ => self.writer.value(kind, rule, server, path),
        })
    }

    fn object(&mut self, schema: Option<&'static Schema>, sides: ThreeWay<'_>, path: &str, top: bool) -> Tree {
        let mut out = Vec::new();
        for (name, raw) in sides.raw.as_object().unwrap_or_default() {
            let written = match name.as_str() {
                EXTRA if schema.is_some() => {
                    let further = self.object(None, ThreeWay { raw, ..sides }, path, false);
                    Some(further).filter(|further| !is_empty(further))
                }
                RENAMED_FROM | ONLY if top => Some(raw.clone()),
                _ => self.member(schema, name, ThreeWay { raw, ..sides }, path, top),
            };
            out.extend(written.map(|written| (name.clone(), written)));
        }
        Tree::Object(out)
    }

    fn member(
        &mut self,
        schema: Option<&'static Schema>,
        name: &str,
        sides: ThreeWay<'_>,
        path: &str,
        top: bool,
    ) -> Option<Tree> {
        let ThreeWay { raw, wanted, server } = sides;
        let field: Option<&Field> = schema.and_then(|schema| schema.wire_field(name));
        let rule = field.map_or(Comparison::Plain, |field| field.comparison);
        let actual = server.and_then(|server| member(server, field, name));
        let identifies =
            top && name == NAME || schema.is_some_and(|schema| schema.refers_to.is_some()) && is_of_reference(name);
        let is_unreturned = rule == Comparison::Unreturned && actual.is_none();
        let Some(wanted) = member(wanted, field, name) else { return Some(raw.clone()) };
        if identifies || is_unreturned || field.is_some_and(Field::is_hidden) {
            return Some(raw.clone());
        }
        let sides = ThreeWay { raw, wanted, server: actual };
        self.value(
            field.map_or(Kind::Json, |field| field.kind),
            rule,
            sides,
            &below(path, field.map_or(name, |field| field.wire)),
        )
    }

    fn list(&mut self, element: Kind, rule: Comparison, sides: ThreeWay<'_>, path: &str) -> Tree {
        let elements =
            |value: Option<&'_ Tree>| value.and_then(Tree::as_list).map(<[Tree]>::to_vec).unwrap_or_default();
        let (raw, wanted, server) = (elements(Some(sides.raw)), elements(Some(sides.wanted)), elements(sides.server));
        let pairs: Vec<(&Tree, &Tree)> = raw.iter().zip(&wanted).collect();
        let at = |at: usize| below(path, &at.to_string());
        let refers = match element {
            Kind::Model(schema) if rule == Comparison::References => schema.refers_to,
            _ => None,
        };
        let known = self.writer.known;
        let matches = |one: &Tree, other: &Tree| match refers {
            Some(referred) => known.meaning(referred, one) == known.meaning(referred, other),
            None => name(one) == name(other),
        };
        let by_name = matches!(rule, Comparison::Named { .. }) && all_named(&wanted) && all_named(&server);
        if refers.is_none() && !by_name {
            let same_length = pairs.len() == server.len();
            let one = |(index, actual): (usize, &Tree)| {
                let Some((raw, wanted)) = pairs.get(index) else {
                    return self.writer.value(element, Comparison::Plain, actual, &at(index));
                };
                let sides = ThreeWay { raw, wanted, server: Some(actual) };
                match same_length || is_same(element, Comparison::Plain, wanted, Some(actual), known) {
                    true => self.value(element, Comparison::Plain, sides, &at(index)).unwrap_or(actual.clone()),
                    false => self.writer.value(element, Comparison::Plain, actual, &at(index)),
                }
            };
            return Tree::List(server.iter().enumerate().map(one).collect());
        }
        let is_ordered = matches!(rule, Comparison::Named { ordered: true });
        let mut out = Vec::new();
        let mut rest: Vec<&Tree> = server.iter().collect();
        if is_ordered {
            for (index, actual) in rest.iter().enumerate() {
                let pair = pairs.iter().find(|(_, wanted)| matches(wanted, actual));
                out.push(self.element(element, refers, pair.copied(), actual, &at(index)));
            }
            return Tree::List(out);
        }
        for (index, pair) in pairs.iter().enumerate() {
            if let Some(found) = rest.iter().position(|actual| matches(pair.1, actual)) {
                let actual = rest.remove(found);
                out.push(self.element(element, refers, Some(*pair), actual, &at(index)));
            }
        }
        for actual in rest {
            let path = at(out.len());
            out.push(self.element(element, refers, None, actual, &path));
        }
        Tree::List(out)
    }

    fn element(
        &mut self,
        kind: Kind,
        refers: Option<crate::schema::comparison::Referred>,
        pair: Option<(&Tree, &Tree)>,
        actual: &Tree,
        path: &str,
    ) -> Tree {
        match (pair, refers, kind) {
            (Some((raw @ Tree::Object(_), wanted)), Some(_), Kind::Model(schema)) if stands_for(raw).is_none() => {
                self.object(Some(schema), ThreeWay { raw, wanted, server: Some(actual) }, path, false)
            }
            (Some((raw, _)), Some(_), _) => raw.clone(),
            (Some((raw, wanted)), None, _) => {
                let sides = ThreeWay { raw, wanted, server: Some(actual) };
                self.value(kind, Comparison::Plain, sides, path).unwrap_or(actual.clone())
            }
            (None, Some(referred), Kind::Model(schema)) => self.writer.reference(schema, referred, actual, path),
            (None, ..) => self.writer.value(kind, Comparison::Plain, actual, path),
        }
    }

    /// The directive that is kept where another value stands now: itself, or `None` where it cannot stay. `None` if
    /// the value is no directive.
    fn directive(&mut self, kind: Kind, raw: &Tree, server: &Tree) -> Option<Option<Tree>> {
        let (directive, argument) = stands_for(raw)?;
        if directive == ENV {
            return Some(Some(raw.clone()));
        }
        let file = argument.as_text().and_then(|given| path::referred(path::folder(self.writer.file), given).ok());
        // A file that is used elsewhere, too, would change there.
        let own = file.filter(|file| directive == FILE && self.referred.get(file).is_none_or(|count| *count == 1));
        let Some(file) = own else { return Some(None) };
        match (kind, server) {
            (Kind::Document, _) => Some(self.manifest(raw, file, server)),
            (_, Tree::Text(text)) => Some(held(text).map(|content| {
                let before = (self.read)(&file).unwrap_or_default();
                self.replaced.push(Replaced { path: file, forms: (before, content.clone()), content, lost: None });
                raw.clone()
            })),
            _ => Some(None),
        }
    }

    /// A manifest in its file. Values that `$set` puts into it stay where the server has them.
    fn manifest(&mut self, raw: &Tree, file: String, server: &Tree) -> Option<Tree> {
        let before = (self.read)(&file)?;
        let old = document(&before)?;
        let is_text = server.as_text().is_some_and(|text| text.trim().contains('\n'));
        let mut new = match server {
            Tree::Text(text) => document(text)?,
            other => other.clone(),
        };
        let source = self.sources.iter().find(|source| source.file == file);
        let changes = source.and_then(|source| source.changes.as_deref()).unwrap_or_default();
        let (mut written, mut kept, mut is_changed) = (raw.clone(), Vec::new(), false);
        for (place, value) in raw.get(SET).and_then(Tree::as_object).unwrap_or_default() {
            let set = changes.iter().find(|change| change.path == *place).map(|change| tree(&change.value));
            let (Some(own), Some(now)) = (old.at(place).cloned(), new.at_mut(place)) else { continue };
            if set.as_ref() == Some(&*now) {
                *now = own;
                is_changed = true;
                kept.push((place.clone(), value.clone()));
            }
        }
        match kept.is_empty() {
            true => drop(written.remove(SET)),
            false => written.set(SET, Tree::Object(kept)),
        }
        let is_json = is_meant_as_json(without_bom(&before));
        let content = match (is_json, server) {
            // To the letter, as it is sent.
            (true, Tree::Text(text)) if is_text && !is_changed && is_meant_as_json(text) => text.clone(),
            (true, _) => pretty(&new),
            (false, _) => to_yaml(&new),
        };
        let lost = if is_json { None } else { beside(&before).lost };
        let head = if is_json { "" } else { beside(&before).head };
        let form = |document: &Tree| if is_json { pretty(document) } else { to_yaml(document) };
        let forms = (form(&old), form(&new));
        self.replaced.push(Replaced { path: file, content: format!("{head}{content}"), lost, forms });
        Some(written)
    }
}

/// The directive in place of a value, with what it names.
fn stands_for(raw: &Tree) -> Option<(&'static str, &Tree)> {
    let members = raw.as_object()?;
    let named = |name: &'static str| raw.get(name).map(|argument| (name, argument));
    let found = [FILE, VALUE, ENV].into_iter().find_map(named)?;
    let others = members.iter().filter(|(name, _)| name != found.0);
    others.into_iter().all(|(name, _)| found.0 == FILE && name == SET).then_some(found)
}
