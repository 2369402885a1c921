//! The members of a change for people: of values that differ the part that does, of new and removed ones everything.

use super::common_ends::common_ends;
use super::compare::{all_named, is_empty, name, without};
use super::document::{json, tree};
use super::kinds::schema_of;
use super::line_diff::line_diff;
use super::secrets::masked;
use crate::definitions::content::document;
use crate::definitions::tools;
use crate::json::tree::{Tree, below, steps};
use crate::models::definitions::{MemberSource, SecretReference};
use crate::models::named_members::NAME;
use crate::models::plans::{Change, MemberChange};
use crate::schema::{Kind, Schema};

/// Longest value that is shown whole beside another one, in characters.
const WHOLE: usize = 200;
/// Most that is shown of a value, or of the part of it that differs.
const MOST: usize = 2000;
/// Characters that are shown on each side of what differs in longer values.
const AROUND: usize = 40;
/// Most lines that are shown of a text.
const TEXT_LINES: usize = 500;
/// Most lines that are shown of a member with all that it holds.
const MEMBER_LINES: usize = 2000;
/// Most addresses that are shown of a document.
const ADDRESSES: usize = 50;

/// A member that changes.
pub(crate) fn of_member(schema: &'static Schema, member: &MemberChange, sources: &[MemberSource]) -> Vec<String> {
    let value = |json: &Option<crate::json::Json>| json.as_ref().map(tree).filter(|value| !is_empty(value));
    let (before, after) = (value(&member.before), value(&member.after));
    let mut renderer = MemberRenderer { schema, secrets: &[], sources, lines: Vec::new() };
    renderer.value(&member.path, &dotted(&member.path), before.as_ref(), after.as_ref());
    bounded(renderer.lines, MEMBER_LINES)
}

/// What an object is created with. Its name stands in the title, and secrets are listed on their own.
pub(crate) fn of_creation(change: &Change) -> Vec<String> {
    let schema = schema_of(&change.kind);
    let body = change.body.as_ref().map(tree).unwrap_or(Tree::Null);
    let members = body.as_object().unwrap_or_default().iter().filter(|(name, value)| name != NAME && !is_empty(value));
    let lines = members.flat_map(|(name, value)| {
        let mut renderer =
            MemberRenderer { schema, secrets: &change.secrets, sources: &change.sources, lines: Vec::new() };
        let path = below("", name);
        match renderer.document(&path, value) {
            Some(document) => renderer.whole_document(&path, &dotted(&path), &document, '+'),
            None => renderer.leaves(&path, &dotted(&path), value, '+'),
        }
        bounded(renderer.lines, MEMBER_LINES)
    });
    lines.collect()
}

/// The first lines, and how many more there are.
pub(crate) fn bounded(mut lines: Vec<String>, most: usize) -> Vec<String> {
    let rest = lines.len().saturating_sub(most);
    lines.truncate(most);
    if rest > 0 {
        lines.push(left_out(rest));
    }
    lines
}

pub(crate) fn left_out(lines: usize) -> String {
    format!("… {lines} more {} left out", if lines == 1 { "line" } else { "lines" })
}

/// A place with dots between its steps.
pub(crate) fn dotted(pointer: &str) -> String {
    steps(pointer).map(|step| shown(&step)).collect::<Vec<_>>().join(".")
}

/// A text that cannot rewrite a terminal.
pub(crate) fn shown(text: &str) -> String {
    crate::error::escape_control(text)
}

/// Collects lines. Each value has its place in the object, by which secrets are known, and the label that is shown: names
/// with dots between them, or in a document a JSON Pointer.
struct MemberRenderer<'a> {
    schema: &'static Schema,
    secrets: &'a [SecretReference],
    sources: &'a [MemberSource],
    lines: Vec<String>,
}

impl MemberRenderer<'_> {
    /// A value that changes, is new, or is removed.
    fn value(&mut self, path: &str, label: &str, before: Option<&Tree>, after: Option<&Tree>) {
        let of_document = |value: Option<&Tree>| value.and_then(|value| self.document(path, value));
        match (of_document(before), of_document(after)) {
            (Some(before), Some(after)) => return self.documents(path, label, &before, &after),
            (None, Some(after)) if before.is_none() => return self.whole_document(path, label, &after, '+'),
            (Some(before), None) if after.is_none() => return self.whole_document(path, label, &before, '-'),
            _ => {}
        }
        match (before, after) {
            (Some(one), Some(other)) if is_set(one) && is_set(other) => self.sets(path, label, one, other),
            (Some(one), Some(other)) if is_container(one) || is_container(other) => {
                let is_short = !is_pointer(label) && is_brief(one) && is_brief(other);
                match (one, other) {
                    _ if is_short => self.pair(path, label, one, other),
                    (Tree::Object(_), Tree::Object(_)) | (Tree::List(_), Tree::List(_)) => {
                        self.differences(path, label, one, other);
                    }
                    _ => {
                        self.leaves(path, label, one, '-');
                        self.leaves(path, label, other, '+');
                    }
                }
            }
            (Some(one), Some(other)) => self.pair(path, label, one, other),
            (None, Some(value)) => self.whole(path, label, value, '+'),
            (Some(value), None) => self.whole(path, label, value, '-'),
            (None, None) => self.lines.push(label.to_owned()),
        }
    }

    /// A value that is new or removed, with each of its members on a line of its own unless it is short.
    fn whole(&mut self, path: &str, label: &str, value: &Tree, mark: char) {
        match is_container(value) && !is_pointer(label) && is_brief(value) {
            true => self.leaf(path, label, value, mark),
            false => self.leaves(path, label, value, mark),
        }
    }

    fn leaves(&mut self, path: &str, label: &str, value: &Tree, mark: char) {
        if self.secrets.iter().any(|secret| secret.path == path) {
            return;
        }
        match value {
            Tree::Object(members) if !members.is_empty() => {
                for (name, value) in members {
                    self.leaves(&below(path, name), &within(label, name), value, mark);
                }
            }
            Tree::List(elements) if elements.iter().any(is_container) => {
                let are_named = elements.iter().all(|element| name(element).is_some()) && all_named(elements);
                let only_names = |element: &Tree| element.as_object().is_some_and(|members| members.len() == 1);
                if are_named && elements.iter().all(only_names) {
                    let names = elements.iter().filter_map(|element| element.get(NAME).cloned());
                    return self.leaf(path, label, &Tree::List(names.collect()), mark);
                }
                for (at, element) in elements.iter().enumerate() {
                    let at = at.to_string();
                    // In a document the place is a pointer.
                    let called = name(element).filter(|_| are_named && !is_pointer(label)).unwrap_or(&at);
                    let (path, label) = (below(path, &at), within(label, called));
                    // What it is called by says its name already.
                    let is_said = called != at && !only_names(element);
                    let element = if is_said { &without(element, |member| member == NAME) } else { element };
                    self.leaves(&path, &label, element, mark);
                }
            }
            _ => self.leaf(path, label, value, mark),
        }
    }

    fn leaf(&mut self, path: &str, label: &str, value: &Tree, mark: char) {
        let source = self.source(path);
        match self.masked(path, value) {
            Tree::Text(text) if text.contains('\n') => {
                let lines = if mark == '+' { line_diff("", &text) } else { line_diff(&text, "") };
                self.block(label, &source, &lines);
            }
            value => {
                let text = if is_set(&value) { list(&value) } else { brief(&value) };
                self.lines.push(format!("{label}   {mark} {}{source}", clipped(&text)));
            }
        }
    }

    /// Two values of which none holds others, or which are short.
    fn pair(&mut self, path: &str, label: &str, before: &Tree, after: &Tree) {
        let source = self.source(path);
        let (one, other) = (self.masked(path, before), self.masked(path, after));
        if let (Tree::Text(one), Tree::Text(other)) = (&one, &other)
            && (one.contains('\n') || other.contains('\n'))
        {
            let lines = line_diff(one, other);
            // Texts that differ in how their lines end have no lines that do.
            if !lines.is_empty() {
                return self.block(label, &source, &lines);
            }
        }
        let (mut left, mut right) = excerpts(&brief(&one), &brief(&other));
        if left == right && one != other {
            // The text "5" and the number, or a line end and the letters that stand for it.
            (left, right) = excerpts(&shown(&one.to_json()), &shown(&other.to_json()));
        }
        self.lines.push(format!("{label}   {left} → {right}{source}"));
    }

    /// Lists of short texts.
    fn sets(&mut self, path: &str, label: &str, before: &Tree, after: &Tree) {
        let source = self.source(path);
        let (before, after) = (self.masked(path, before), self.masked(path, after));
        let marked = |mark: char, one: &Tree, other: &Tree| {
            let other = other.as_list().unwrap_or_default();
            let rest = one.as_list().unwrap_or_default().iter().filter(|value| !other.contains(value));
            rest.map(|value| format!("{mark} {}", brief(value))).collect::<Vec<_>>()
        };
        let all = [marked('+', &after, &before), marked('-', &before, &after)].concat();
        self.lines.push(match all.is_empty() {
            true => format!("{label}   {} → {}{source}", list(&before), list(&after)),
            false => format!("{label}   {}{source}", all.join("  ")),
        });
    }

    /// The members or elements in which two values differ.
    fn differences(&mut self, path: &str, label: &str, before: &Tree, after: &Tree) {
        if let (Tree::List(one), Tree::List(other)) = (before, after) {
            let (head, tail) = common_ends(one, other);
            let [one, other] = [one, other].map(|list| list.get(head..).unwrap_or_default());
            let (ours, theirs) = (one.len().saturating_sub(tail), other.len().saturating_sub(tail));
            for at in 0..ours.max(theirs) {
                let (one, other) = (one.get(at).filter(|_| at < ours), other.get(at).filter(|_| at < theirs));
                let step = head.saturating_add(at).to_string();
                if one != other {
                    self.value(&below(path, &step), &within(label, &step), one, other);
                }
            }
            return;
        }
        let mut members: Vec<&str> = Vec::new();
        for (name, _) in after.as_object().into_iter().chain(before.as_object()).flatten() {
            if !members.contains(&name.as_str()) && before.get(name) != after.get(name) {
                members.push(name);
            }
        }
        if label.is_empty() {
            // Where a service is comes before all that may be too much to be shown.
            let (first, others): (Vec<&str>, Vec<&str>) =
                members.into_iter().partition(|name| tools::names_address(name));
            members = [first, others].concat();
        }
        for name in members {
            self.value(&below(path, name), &within(label, name), before.get(name), after.get(name));
        }
    }

    /// The document that a member holds, as a text or as a value.
    fn document(&self, path: &str, value: &Tree) -> Option<Tree> {
        let mut place = steps(path);
        let (member, rest) = (place.next()?, place.next());
        let is_document =
            self.schema.wire_field(&member).is_some_and(|field| matches!(field.kind, Kind::Document)) && rest.is_none();
        let document = match value {
            Tree::Text(text) if is_document => document(text),
            other => Some(other.clone()).filter(|_| is_document),
        };
        document.filter(is_container)
    }

    /// The places in which two documents differ.
    fn documents(&mut self, path: &str, label: &str, before: &Tree, after: &Tree) {
        let lines = std::mem::take(&mut self.lines);
        match (before, after) {
            (Tree::Object(_), Tree::Object(_)) | (Tree::List(_), Tree::List(_)) => {
                self.differences(path, "", before, after);
            }
            _ => {
                self.leaves(path, "", before, '-');
                self.leaves(path, "", after, '+');
            }
        }
        let inner = std::mem::replace(&mut self.lines, lines);
        self.lines.push(format!("{label}{}", self.source(path)));
        self.lines.extend(inner.into_iter().map(|line| format!("  {line}")));
    }

    /// How many operations a document that is new or removed has, and where they are.
    fn whole_document(&mut self, path: &str, label: &str, document: &Tree, mark: char) {
        let source = self.sources.iter().find(|source| source.path == path);
        let file = source.map(|source| format!("{} ", shown(&source.file))).unwrap_or_default();
        self.lines.push(format!("{label}   {mark} {file}({})", tools::counted(document)));
        let set = source.and_then(|source| source.changes.as_deref()).unwrap_or_default();
        let mut places: Vec<String> = set.iter().map(|change| change.path.clone()).collect();
        let addresses = tools::addresses(document);
        places.extend(addresses.into_iter().filter(|place| !set.iter().any(|change| change.path == *place)));
        let mut inner = Vec::new();
        for place in &places {
            if let Some(value) = document.at(place) {
                let value = self.masked(&format!("{path}{place}"), value);
                inner.push(format!("  {} = {}", shown(place), clipped(&brief(&value))));
            }
        }
        self.lines.extend(bounded(inner, ADDRESSES));
    }

    fn block(&mut self, label: &str, source: &str, lines: &[String]) {
        self.lines.push(format!("{label}{source}"));
        let lines = lines.iter().map(|line| format!("  {}", shown(line))).collect();
        self.lines.extend(bounded(lines, TEXT_LINES));
    }

    fn source(&self, path: &str) -> String {
        let source = self.sources.iter().find(|source| source.path == path);
        source.map(|source| format!("   {}", shown(&source.file))).unwrap_or_default()
    }

    fn masked(&self, path: &str, value: &Tree) -> Tree {
        tree(&masked(self.schema, path, &json(value)))
    }
}

fn is_container(value: &Tree) -> bool {
    matches!(value, Tree::Object(_) | Tree::List(_))
}

fn is_set(value: &Tree) -> bool {
    let is_short = |text: &str| !text.contains('\n') && is_at_most(text, WHOLE);
    value.as_list().is_some_and(|list| list.iter().all(|value| value.as_text().is_some_and(is_short)))
}

/// Whether a value that holds others fits in a line.
fn is_brief(value: &Tree) -> bool {
    is_at_most(&value.to_json(), WHOLE)
}

fn is_at_most(text: &str, most: usize) -> bool {
    text.chars().nth(most).is_none()
}

/// Whether a label is a JSON Pointer; the whole document is called by the empty one.
fn is_pointer(label: &str) -> bool {
    label.is_empty() || label.starts_with('/')
}

fn within(label: &str, step: &str) -> String {
    if is_pointer(label) { below(label, &shown(step)) } else { format!("{label}.{}", shown(step)) }
}

fn list(values: &Tree) -> String {
    let values = values.as_list().unwrap_or_default();
    format!("[{}]", values.iter().map(brief).collect::<Vec<_>>().join(", "))
}

/// A value in a line.
fn brief(value: &Tree) -> String {
    match value {
        Tree::Text(text) => shown(text),
        other => shown(&other.to_json()),
    }
}

/// The beginning of a text, and how much more there is.
fn clipped(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(MOST) else { return text.to_owned() };
    let (start, rest) = text.split_at(end);
    format!("{start}… ({} more characters left out)", rest.chars().count())
}

/// Two texts, of longer ones the part that differs and a little around it: what differs never looks the same.
fn excerpts(before: &str, after: &str) -> (String, String) {
    if is_at_most(before, WHOLE) && is_at_most(after, WHOLE) {
        return (before.to_owned(), after.to_owned());
    }
    let (one, other): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let (head, tail) = common_ends(&one, &other);
    let from = head.saturating_sub(AROUND);
    let excerpt = |text: &[char]| {
        let end = text.len().saturating_sub(tail);
        let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default().iter().collect::<String>();
        let to = text.len().min(end.saturating_add(AROUND));
        let (start, ending) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
        format!("{start}{}{}{}{ending}", part(from, head), clipped(&part(head, end)), part(end, to))
    };
    (excerpt(&one), excerpt(&other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_differ_never_look_the_same() {
        let long = "a".repeat(500);
        for (before, after) in [
            (long.clone(), format!("{long}b")),
            (long.clone(), format!("{long}a")),
            (format!("{long}x{long}"), format!("{long}y{long}")),
            (format!("x{long}"), format!("y{long}")),
            (format!("{long}{long}{long}{long}{long}"), long.clone()),
            ("x".repeat(5000), "y".repeat(5000)),
        ] {
            let (one, other) = excerpts(&before, &after);
            assert_ne!(one, other);
            assert!(one.len() < 2300 && other.len() < 2300, "{one}\n{other}");
        }
        assert_eq!(excerpts("a", "b"), ("a".to_owned(), "b".to_owned()));
        let (one, other) = excerpts(&format!("{long}good{long}"), &format!("{long}evil{long}"));
        let around = "a".repeat(40);
        assert_eq!((one, other), (format!("…{around}good{around}…"), format!("…{around}evil{around}…")));
    }
}
