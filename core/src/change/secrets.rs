//! Secrets in a plan: where one may stand, what stands there in its place, and its value while a change is sent.

use super::compare::{Differing, compare, is_empty, value_at};
use super::document::{json, tree};
use super::kinds::{refused, schema_of};
use super::known::Known;
use crate::definitions::directives::{ENV, FILE, VALUE};
use crate::error::Error;
use crate::json::tree::{Tree, below, steps};
use crate::json::{Extra, Json};
use crate::models::plans::{Change, ChangeAction, MemberChange};
use crate::schema::malformed::MalformedMembers;
use crate::schema::mask::{MASK, MaskedForm, SecretValue, mask};
use crate::schema::{Kind, Schema};

/// The member of an object that stands in a body for a secret which only the server has: its place in the answer that the
/// change was computed on.
const KEPT: &str = "$kept";

/// What is known of a place in an object.
#[derive(Clone, Copy)]
struct SchemaPosition {
    kind: Kind,
    /// What of a value there is secret.
    secret: SecretValue,
    /// Whether a model says so, not a name.
    is_modelled: bool,
}

impl SchemaPosition {
    const fn of(schema: &'static Schema) -> Self {
        Self { kind: Kind::Model(schema), secret: SecretValue::Nothing, is_modelled: false }
    }

    fn at(schema: &'static Schema, path: &str) -> Self {
        steps(path).fold(Self::of(schema), |place, step| place.below(&step))
    }

    fn below(self, step: &str) -> Self {
        let plain = |kind: Kind| Self { kind, secret: SecretValue::Nothing, is_modelled: false };
        match self.kind {
            Kind::Model(schema) => match (schema.wire_field(step), schema.others) {
                (Some(field), _) if field.is_hidden() => {
                    Self { kind: field.kind, secret: SecretValue::Anything, is_modelled: true }
                }
                (Some(field), _) => plain(field.kind),
                (None, Some(kind)) => plain(kind),
                (None, None) => self.unknown(step),
            },
            Kind::List(element) => Self { kind: *element, ..self },
            _ => self.unknown(step),
        }
    }

    /// What no model describes is judged by its name, and by what it stands in.
    fn unknown(self, step: &str) -> Self {
        let secret = match self.secret {
            SecretValue::Anything => SecretValue::Anything,
            SecretValue::Text if step.parse::<usize>().is_ok() => SecretValue::Text,
            _ => SecretValue::of(step),
        };
        Self { kind: Kind::Json, secret, is_modelled: false }
    }

    fn is_secret(self) -> bool {
        self.secret != SecretValue::Nothing || matches!(self.kind, Kind::Secret)
    }

    /// A value with a sign in place of each secret, which names its place.
    fn sign(self, value: &Tree, path: &str) -> Tree {
        match value {
            Tree::Object(members) => {
                let one =
                    |(name, value): &(String, Tree)| (name.clone(), self.below(name).sign(value, &below(path, name)));
                Tree::Object(members.iter().map(one).collect())
            }
            Tree::List(elements) => {
                // Among secret texts everything else is secret as well.
                let is_whole = self.secret == SecretValue::Text && self.secret.holds(&value.to_json());
                let list = if is_whole { Self { secret: SecretValue::Anything, ..self } } else { self };
                let one = |(at, value): (usize, &Tree)| {
                    let step = at.to_string();
                    list.below(&step).sign(value, &below(path, &step))
                };
                Tree::List(elements.iter().enumerate().map(one).collect())
            }
            Tree::Text(_) | Tree::Number(_) if !is_empty(value) && self.secret.holds(&value.to_json()) => {
                Tree::Object(vec![(KEPT.to_owned(), Tree::Text(path.to_owned()))])
            }
            other => other.clone(),
        }
    }
}

/// An answer with a sign in place of each secret, which names its place.
pub(crate) fn signed(schema: &'static Schema, answer: &Tree) -> Tree {
    SchemaPosition::of(schema).sign(answer, "")
}

/// Whether a value stands in place of a secret that only the server has.
pub(crate) fn is_sign(value: &Tree) -> bool {
    alone(value, KEPT).is_some()
}

/// The places of the secrets in a body that was made of a signed answer.
pub(crate) fn kept(body: &Tree, signed: &Tree) -> Vec<String> {
    // An answer may have such an object of its own, which does not stand at the place that it names.
    let is_of_answer = |from: &str| signed.at(from).and_then(|value| alone(value, KEPT)) == Some(from);
    let mut places = Vec::new();
    collect(body, "", &is_of_answer, &mut places);
    places
}

fn collect(value: &Tree, path: &str, is_of_answer: &impl Fn(&str) -> bool, places: &mut Vec<String>) {
    let mut within = |step: &str, value: &Tree| collect(value, &below(path, step), is_of_answer, places);
    match value {
        sign if alone(sign, KEPT).is_some_and(is_of_answer) => places.push(path.to_owned()),
        Tree::Object(members) => members.iter().for_each(|(name, value)| within(name, value)),
        Tree::List(elements) => {
            elements.iter().enumerate().for_each(|(at, value)| within(&at.to_string(), value));
        }
        _ => {}
    }
}

/// Whether a value of this place, or one in it, is a secret.
pub(crate) fn holds_secret(schema: &'static Schema, path: &str, value: &Tree) -> bool {
    SchemaPosition::at(schema, path).sign(value, path) != *value
}

/// A value without its secrets, for a document or people.
pub(crate) fn masked(schema: &'static Schema, path: &str, value: &Json) -> Json {
    if !holds_secret(schema, path, &tree(value)) {
        return value.clone();
    }
    let place = SchemaPosition::at(schema, path);
    let all = || json(&Tree::Text(MASK.to_owned()));
    if place.secret.holds(value.text()) {
        return all();
    }
    let masked = mask(place.kind, value.text(), MaskedForm::Printed);
    masked.ok().and_then(|text| Json::from_text(text).ok()).unwrap_or_else(all)
}

/// The text of an object that has one member.
fn alone<'a>(value: &'a Tree, name: &str) -> Option<&'a str> {
    match value.as_object()? {
        [(member, value)] if member == name => value.as_text(),
        _ => None,
    }
}

/// The body of a change as a plan has it.
fn body_of(change: &Change) -> Tree {
    change.body.as_ref().map(tree).unwrap_or(Tree::Null)
}

/// Refused: a plan that fills something in where its kind has no secret. A plan is data, which anybody may have written.
pub(crate) fn check(change: &Change) -> Result<(), Error> {
    let (schema, body) = (schema_of(&change.kind), body_of(change));
    let refuse = |what: &str, path: &str| {
        let object = format!("{} {}", change.kind.as_str(), change.name);
        Err(refused(format!("{object}: the plan takes {what} for {path}, where none may stand")))
    };
    for secret in &change.secrets {
        let Some(value) = body.at(&secret.path) else { continue };
        let is_named = alone(value, ENV) == Some(secret.variable.as_str());
        if !is_named || !SchemaPosition::at(schema, &secret.path).is_secret() {
            return refuse("an environment variable", &secret.path);
        }
    }
    for path in change.kept.iter().flatten() {
        let from = body.at(path).and_then(|value| alone(value, KEPT));
        if !from.is_some_and(|from| is_below_secret(schema, from)) || !is_below_secret(schema, path) {
            return refuse("a secret of the server", path);
        }
    }
    let is_listed = |path: &str| {
        let kept = change.kept.iter().flatten();
        change.secrets.iter().map(|secret| &secret.path).chain(kept).any(|listed| listed == path)
    };
    let is_new = change.action == ChangeAction::CREATE;
    match unlisted(SchemaPosition::of(schema), &body, "", is_new, &is_listed) {
        Some((path, ENV)) => refuse("an environment variable that it does not list", &path),
        Some((path, KEPT)) => refuse("a secret of the server that it does not list", &path),
        Some((path, directive)) => refuse(&format!("a `{directive}`"), &path),
        None => Ok(()),
    }
}

fn is_below_secret(schema: &'static Schema, path: &str) -> bool {
    let mut place = SchemaPosition::of(schema);
    steps(path).any(|step| {
        place = place.below(&step);
        place.is_secret()
    })
}

/// The place of something that would be filled in, if it were listed, and is sent as it is. What looks so where no model
/// says what belongs there may be of the server.
fn unlisted(
    place: SchemaPosition,
    value: &Tree,
    path: &str,
    is_new: bool,
    is_listed: &impl Fn(&str) -> bool,
) -> Option<(String, &'static str)> {
    let is_known = is_new || place.is_modelled || !matches!(place.kind, Kind::Json);
    let directive = [ENV, FILE, VALUE, KEPT].into_iter().find(|directive| alone(value, directive).is_some());
    if let Some(directive) = directive.filter(|_| is_known && !is_listed(path)) {
        return Some((path.to_owned(), directive));
    }
    let one = |step: &str, value: &Tree| unlisted(place.below(step), value, &below(path, step), is_new, is_listed);
    match value {
        Tree::Object(members) => members.iter().find_map(|(name, value)| one(name, value)),
        Tree::List(elements) => elements.iter().enumerate().find_map(|(at, value)| one(&at.to_string(), value)),
        _ => None,
    }
}

/// Whether an answer has every secret that a change takes of it.
pub(crate) fn has_kept(change: &Change, answer: &Tree) -> bool {
    let body = body_of(change);
    let from = |path: &String| alone(body.at(path)?, KEPT).and_then(|from| answer.at(from));
    change.kept.iter().flatten().all(|path| from(path).is_some())
}

/// A body with the secrets of the server at the places where signs stand for them. `base` is the answer that it was made of.
pub(crate) fn with_kept(mut body: Tree, kept: &[String], base: Option<&Tree>) -> Tree {
    for path in kept {
        if let Some(place) = body.at_mut(path) {
            let value = alone(place, KEPT).and_then(|from| base?.at(from)).cloned();
            *place = value.unwrap_or(Tree::Null);
        }
    }
    body
}

/// The body of a change with its secrets. Errors name the environment variables that are not set.
pub(crate) fn filled(
    change: &Change,
    base: Option<&Tree>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<String, Vec<String>> {
    let Some(body) = &change.body else { return Ok(String::new()) };
    if change.secrets.is_empty() && change.kept.is_none() {
        return Ok(body.text().to_owned());
    }
    let (mut filled, mut unset) =
        (with_kept(body_of(change), change.kept.as_deref().unwrap_or_default(), base), Vec::new());
    for secret in &change.secrets {
        let Some(place) = filled.at_mut(&secret.path) else { continue };
        match variable(&secret.variable) {
            Some(value) if !value.is_empty() => *place = Tree::Text(value),
            _ => unset.push(secret.variable.clone()),
        }
    }
    if unset.is_empty() { Ok(filled.to_json()) } else { Err(unset) }
}

/// Places of secrets that were sent back and are not in the answer. At the top, what no model names may be a value of the
/// moment, so it only has to be there.
pub(crate) fn lost(change: &Change, base: Option<&Tree>, answer: &Tree, known: &Known) -> Vec<String> {
    if change.kept.is_none() {
        return Vec::new();
    }
    let schema = schema_of(&change.kind);
    let is_lost = |path: &str| {
        let is_modelled = steps(path).next().is_some_and(|first| schema.wire_field(&first).is_some());
        is_modelled || value_at(schema, path, answer).is_none_or(is_empty)
    };
    let found =
        compare(schema, &with_kept(body_of(change), change.kept.as_deref().unwrap_or_default(), base), answer, known);
    let secret = found.members.into_iter().filter(|member| {
        member.after.as_ref().is_some_and(|after| holds_secret(schema, &member.path, after)) && is_lost(&member.path)
    });
    secret.map(|member| member.path).collect()
}

/// The members of a plan, without the secrets that the server has. What they become is of the definition, which names
/// variables.
pub(crate) fn changes(schema: &'static Schema, members: Vec<Differing>) -> Vec<MemberChange> {
    let one = |member: Differing| MemberChange {
        before: member.before.as_ref().map(json).map(|before| masked(schema, &member.path, &before)),
        after: member.after.as_ref().map(json),
        path: member.path,
        extra: Extra::new(),
        malformed: MalformedMembers::default(),
    };
    members.into_iter().map(one).collect()
}

/// Members that both sides may have of a server, without any secret.
pub(crate) fn told(schema: &'static Schema, members: Vec<Differing>) -> Vec<MemberChange> {
    let mut told = changes(schema, members);
    for member in &mut told {
        member.after = member.after.take().map(|after| masked(schema, &member.path, &after));
    }
    told
}
