//! What is sent to change an object: what the server has, and in it what the definition holds.

use super::compare::{all_named, is_empty, member, name, without};
use super::document::digest;
use super::known::Known;
use super::secrets::is_sign;
use crate::json::tree::Tree;
use crate::models::named_members::is_of_reference;
use crate::schema::comparison::Comparison;
use crate::schema::{Field, Kind, Schema};

/// The object that an update sends: the answer in the form of a definition, with what the definition holds. What the
/// definition wants to be absent is left out below the top, and `null` at the top.
pub(crate) fn merge(schema: &'static Schema, definition: &Tree, answer: &Tree, known: &Known) -> Tree {
    let merger = Merger { known };
    let mut merged = merger.object(Some(schema), definition, &as_definition(schema, answer));
    for (name, value) in definition.as_object().unwrap_or_default() {
        let field = schema.wire_field(name);
        if matches!(value, Tree::Null) && !member(answer, field, name).is_none_or(is_empty) {
            merged.set(field.map_or(name, |field| field.wire), Tree::Null);
        }
    }
    merged
}

/// The object that a creation sends: the definition without what it wants to be absent.
pub(crate) fn created(schema: &'static Schema, definition: &Tree) -> Tree {
    let nobody = Known::default();
    Merger { known: &nobody }.object(Some(schema), definition, &Tree::Object(Vec::new()))
}

/// An answer without the members that no definition has. Unknown ones stay.
pub(crate) fn as_definition(schema: &Schema, answer: &Tree) -> Tree {
    let of_answer = schema.answer_of.as_ref().map(|answer| answer.schema);
    let only_answer = |name: &str| {
        schema.wire_field(name).is_none() && of_answer.is_some_and(|answer| answer.wire_field(name).is_some())
    };
    without(answer, only_answer)
}

/// The members of an answer that a definition can hold, for the digest by which a later change is noticed.
pub(crate) fn definable(schema: &Schema, answer: &Tree) -> Tree {
    without(answer, |name| schema.wire_field(name).is_none())
}

/// The digest of what an answer holds of a definition. References of secrets, which answers have in their place, are no part
/// of it: each sending of a secret may make a new one.
pub(crate) fn content_digest(schema: &'static Schema, answer: &Tree) -> String {
    digest(&without_references(Kind::Model(schema), &definable(schema, answer)))
}

fn without_references(kind: Kind, value: &Tree) -> Tree {
    match (kind, value) {
        (Kind::Model(schema), Tree::Object(members)) => {
            let one = |(name, value): &(String, Tree)| {
                let field = schema.wire_field(name);
                let kind = field.map(|field| field.kind).or(schema.others).unwrap_or(Kind::Json);
                let is_kept = !field.is_some_and(Field::is_hidden);
                is_kept.then(|| (name.clone(), without_references(kind, value)))
            };
            Tree::Object(members.iter().filter_map(one).collect())
        }
        (Kind::List(element), Tree::List(elements)) => {
            Tree::List(elements.iter().map(|value| without_references(*element, value)).collect())
        }
        _ => value.clone(),
    }
}

struct Merger<'a> {
    known: &'a Known,
}

impl Merger<'_> {
    fn object(&self, schema: Option<&'static Schema>, definition: &Tree, answer: &Tree) -> Tree {
        let field_of = |name: &str| schema.and_then(|schema| schema.wire_field(name));
        let wanted = definition.as_object().unwrap_or_default();
        // A definition takes the whole place of a secret.
        let nothing = Tree::Object(Vec::new());
        let answer = if is_sign(answer) { &nothing } else { answer };
        let mut out = Vec::with_capacity(wanted.len());
        for (name, actual) in answer.as_object().unwrap_or_default() {
            let field = field_of(name);
            // What stands there is where the value is stored; sent back, it would take the place of the value.
            if field.is_some_and(Field::is_hidden) || member(definition, field, name).is_some() {
                continue;
            }
            out.push((field.map_or(name.as_str(), |field| field.wire).to_owned(), actual.clone()));
        }
        let mut merged = Tree::Object(out);
        for (name, value) in wanted {
            let field = field_of(name);
            if matches!(value, Tree::Null) && field.is_some() {
                continue;
            }
            let rule = field.map_or(Comparison::Plain, |field| field.comparison);
            let kind = field.map_or(Kind::Json, |field| field.kind);
            let actual = member(answer, field, name);
            merged.set(field.map_or(name, |field| field.wire), self.value(kind, rule, value, actual));
        }
        merged
    }

    fn value(&self, kind: Kind, rule: Comparison, wanted: &Tree, actual: Option<&Tree>) -> Tree {
        let nothing = Tree::Object(Vec::new());
        match (kind, wanted) {
            (Kind::Model(schema), Tree::Object(_)) => self.object(Some(schema), wanted, actual.unwrap_or(&nothing)),
            (Kind::Json, Tree::Object(_)) => self.object(None, wanted, actual.unwrap_or(&nothing)),
            (Kind::List(element), Tree::List(elements)) => {
                let others = actual.and_then(Tree::as_list).unwrap_or_default();
                Tree::List(self.list(*element, rule, elements, others))
            }
            (Kind::Json, Tree::List(elements)) => {
                let others = actual.and_then(Tree::as_list).unwrap_or_default();
                Tree::List(self.list(Kind::Json, rule, elements, others))
            }
            _ => wanted.clone(),
        }
    }

    fn list(&self, element: Kind, rule: Comparison, wanted: &[Tree], actual: &[Tree]) -> Vec<Tree> {
        if let (Comparison::References, Kind::Model(schema)) = (rule, element)
            && let Some(referred) = schema.refers_to
        {
            return wanted
                .iter()
                .map(|reference| {
                    let meaning = self.known.meaning(referred, reference);
                    let same = actual.iter().find(|other| self.known.meaning(referred, other) == meaning);
                    let further = same.map(|same| without(same, is_of_reference));
                    self.object(Some(schema), reference, &further.unwrap_or(Tree::Object(Vec::new())))
                })
                .collect();
        }
        let by_name = matches!(rule, Comparison::Named { .. }) && all_named(wanted) && all_named(actual);
        wanted
            .iter()
            .enumerate()
            .map(|(at, value)| {
                let same = match by_name {
                    true => actual.iter().find(|other| name(other) == name(value)),
                    // Elsewhere nothing says which element was which.
                    false => actual.get(at).filter(|_| wanted.len() == actual.len()),
                };
                self.value(element, Comparison::Plain, value, same)
            })
            .collect()
    }
}
