//! What differs between a definition and the server's object. Only what the definition holds is compared.

use super::known::Known;
use crate::definitions::content::document;
use crate::definitions::directives::ENV;
use crate::definitions::sorting::sort;
use crate::json::tree::{Tree, below, steps};
use crate::models::named_members::{NAME, OF_REFERENCE, is_of_reference};
use crate::schema::comparison::{Comparison, Referred};
use crate::schema::mask::names_secret;
use crate::schema::{Field, Kind, Schema};

/// One member whose value differs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Differing {
    /// Its place as a JSON Pointer; an element of a list whose elements have names is called by its name.
    pub path: String,
    /// What the server has.
    pub before: Option<Tree>,
    /// What the definition has; `None` where it wants the member to be absent.
    pub after: Option<Tree>,
}

/// What a comparison found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// In the order of the definition.
    pub members: Vec<Differing>,
    /// Members that the server has beyond the definition.
    pub only_on_server: Vec<String>,
    /// Members that the answer lacks and that not every answer has.
    pub unreturned: Vec<String>,
}

impl Found {
    pub(crate) fn is_equal(&self) -> bool {
        self.members.is_empty()
    }

    /// Whether all that differs does so in another answer, too.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        self.members.iter().all(|member| other.members.contains(member))
    }

    /// Whether nothing differs but what the definition wants to be absent.
    pub(crate) fn is_only_removals(&self) -> bool {
        self.members.iter().all(|member| member.after.is_none())
    }
}

/// Compares a definition with an answer about the object.
pub(crate) fn compare(schema: &'static Schema, definition: &Tree, answer: &Tree, known: &Known) -> Found {
    let mut comparer = Comparer { known, found: Found::default() };
    comparer.object(Some(schema), definition, answer, "", true);
    comparer.found
}

/// Whether the value that a member was to have stands in the answer.
pub(crate) fn is_reached(schema: &'static Schema, member: &Differing, answer: &Tree, known: &Known) -> bool {
    let place = place(schema, &member.path, answer);
    let mut comparer = Comparer { known, found: Found::default() };
    let wanted = member.after.clone().unwrap_or(Tree::Null);
    if let (Comparison::Named { ordered: true }, Some(Tree::List(elements))) = (place.rule, place.value) {
        // Where the order of names changed, the names are the member's value.
        return Tree::List(names(elements)) == wanted;
    }
    let wanted = match (place.rule, wanted) {
        (Comparison::References, Tree::List(elements)) => Tree::List(elements.into_iter().map(referring).collect()),
        (_, wanted) => wanted,
    };
    comparer.value(place.kind, place.rule, &wanted, place.value, "");
    comparer.found.is_equal()
}

/// What an answer has at the place of a member that differs.
pub(crate) fn value_at<'a>(schema: &'static Schema, path: &str, answer: &'a Tree) -> Option<&'a Tree> {
    place(schema, path, answer).value
}

fn place<'a>(schema: &'static Schema, path: &str, answer: &'a Tree) -> TypedValue<'a> {
    let whole = TypedValue { kind: Kind::Model(schema), rule: Comparison::Plain, value: Some(answer) };
    steps(path).fold(whole, |place, step| place.below(&step))
}

/// Whether a value of a definition is that of an answer.
pub(crate) fn is_same(kind: Kind, rule: Comparison, wanted: &Tree, actual: Option<&Tree>, known: &Known) -> bool {
    let mut comparer = Comparer { known, found: Found::default() };
    comparer.value(kind, rule, wanted, actual, "");
    comparer.found.is_equal()
}

/// A value in an answer with what is known of it.
struct TypedValue<'a> {
    kind: Kind,
    rule: Comparison,
    value: Option<&'a Tree>,
}

impl<'a> TypedValue<'a> {
    fn below(self, step: &str) -> Self {
        match self.kind {
            Kind::Model(schema) => {
                let field = schema.wire_field(step);
                Self {
                    kind: field.map_or(Kind::Json, |field| field.kind),
                    rule: field.map_or(Comparison::Plain, |field| field.comparison),
                    value: self.value.and_then(|value| member(value, field, step)),
                }
            }
            Kind::List(element) => {
                let elements = self.value.and_then(Tree::as_list).unwrap_or_default();
                let value = match self.rule {
                    Comparison::Named { .. } => elements.iter().find(|element| name(element) == Some(step)),
                    Comparison::References => elements.iter().find(|element| is_called(element, step)),
                    _ => step.parse::<usize>().ok().and_then(|at| elements.get(at)),
                };
                Self { kind: *element, rule: Comparison::Plain, value }
            }
            _ => Self {
                kind: Kind::Json,
                rule: Comparison::Plain,
                value: self.value.and_then(|it| it.at(&below("", step))),
            },
        }
    }
}

/// The member of an object in any of its spellings.
pub(crate) fn member<'a>(object: &'a Tree, field: Option<&Field>, name: &str) -> Option<&'a Tree> {
    match field {
        Some(field) => object.as_object()?.iter().find(|(member, _)| field.is_wire(member)).map(|(_, value)| value),
        None => object.get(name),
    }
}

/// Whether a member that no model names is read from an environment variable. Only what its name says to be secret is.
fn is_secret(name: &str, value: &Tree) -> bool {
    is_variable(value) && names_secret(name)
}

fn is_variable(value: &Tree) -> bool {
    value.as_object().is_some_and(|members| matches!(members, [(member, Tree::Text(_))] if member == ENV))
}

/// The name of an element of a list.
pub(crate) fn name(element: &Tree) -> Option<&str> {
    element.get(NAME)?.as_text()
}

/// Whether every element has a name of its own.
pub(crate) fn all_named(elements: &[Tree]) -> bool {
    let mut names: Vec<&str> = elements.iter().filter_map(name).collect();
    sort(&mut names, &|one, other| one.cmp(other));
    names.dedup();
    names.len() == elements.len()
}

fn names(elements: &[Tree]) -> Vec<Tree> {
    elements.iter().map(|element| Tree::Text(name(element).unwrap_or_default().to_owned())).collect()
}

/// Whether a value is as good as absent.
pub(crate) fn is_empty(value: &Tree) -> bool {
    match value {
        Tree::Null => true,
        Tree::Text(text) => text.trim().is_empty(),
        Tree::List(elements) => elements.is_empty(),
        Tree::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// A text as it is compared: servers and editors change the ends of lines and the white space at both ends.
pub(crate) fn normal(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

struct Comparer<'a> {
    known: &'a Known,
    found: Found,
}

impl Comparer<'_> {
    fn differs(&mut self, path: &str, before: Option<&Tree>, after: Option<&Tree>) {
        let after = after.filter(|after| !matches!(after, Tree::Null)).cloned();
        self.found.members.push(Differing { path: path.to_owned(), before: before.cloned(), after });
    }

    fn object(&mut self, schema: Option<&'static Schema>, definition: &Tree, answer: &Tree, path: &str, top: bool) {
        let wanted = definition.as_object().unwrap_or_default();
        let mut seen: Vec<&str> = Vec::with_capacity(wanted.len());
        for (name, value) in wanted {
            let field = schema.and_then(|schema| schema.wire_field(name));
            let wire = field.map_or(name.as_str(), |field| field.wire);
            seen.push(wire);
            if field.is_some_and(Field::is_hidden) || field.is_none() && is_secret(name, value) {
                continue;
            }
            let rule = field.map_or(Comparison::Plain, |field| field.comparison);
            let (path, actual) = (below(path, wire), member(answer, field, name));
            if rule == Comparison::Unreturned && actual.is_none() {
                if !is_empty(value) {
                    self.found.unreturned.push(path);
                }
                continue;
            }
            self.value(field.map_or(Kind::Json, |field| field.kind), rule, value, actual, &path);
        }
        for (name, value) in answer.as_object().unwrap_or_default() {
            let field = schema.and_then(|schema| schema.wire_field(name));
            let wire = field.map_or(name.as_str(), |field| field.wire);
            // At the top an answer has much that no definition can hold.
            let counts = !top || field.is_some();
            if counts && !field.is_some_and(Field::is_hidden) && !seen.contains(&wire) && !is_empty(value) {
                self.found.only_on_server.push(below(path, wire));
            }
        }
    }

    fn value(&mut self, kind: Kind, rule: Comparison, wanted: &Tree, actual: Option<&Tree>, path: &str) {
        // Every boolean of a definition is false where it is not given, and servers leave out what is false.
        let is_off = |value: Option<&Tree>| matches!(value, None | Some(Tree::Null | Tree::Bool(false)));
        if matches!(kind, Kind::Boolean) && is_off(Some(wanted)) && is_off(actual) {
            return;
        }
        if is_empty(wanted) {
            let manages_nothing = matches!((kind, wanted), (Kind::Model(_) | Kind::Json, Tree::Object(_)));
            if !actual.is_none_or(is_empty) && !manages_nothing {
                self.differs(path, actual, Some(wanted));
            }
            return;
        }
        let nothing = Tree::Object(Vec::new());
        match (kind, wanted, actual) {
            (Kind::Model(schema), Tree::Object(_), Some(answer @ Tree::Object(_))) => {
                self.object(Some(schema), wanted, answer, path, false);
            }
            (Kind::Model(schema), Tree::Object(_), None | Some(Tree::Null)) => {
                self.object(Some(schema), wanted, &nothing, path, false);
            }
            (Kind::List(Kind::Model(schema)), Tree::List(elements), _) => {
                let others = actual.and_then(Tree::as_list).unwrap_or_default();
                self.list_of_models(schema, rule, elements, others, path);
            }
            (Kind::List(element), Tree::List(_), _) => self.list(*element, wanted, actual, path),
            (Kind::Document, Tree::Text(text), Some(Tree::Text(other))) => {
                let same = || document(text).is_some_and(|wanted| document(other) == Some(wanted));
                if normal(text) != normal(other) && !same() {
                    self.differs(path, actual, Some(wanted));
                }
            }
            (Kind::Document, Tree::Text(text), Some(other @ Tree::Object(_))) => {
                if document(text).as_ref() != Some(other) {
                    self.differs(path, actual, Some(wanted));
                }
            }
            (Kind::Words, ..) => {
                if words(Some(wanted)) != words(actual) {
                    self.differs(path, actual, Some(wanted));
                }
            }
            (Kind::Integer | Kind::Number, Tree::Number(_), Some(Tree::Text(text))) => {
                if *wanted != Tree::Number(text.trim().to_owned()) {
                    self.differs(path, actual, Some(wanted));
                }
            }
            (_, Tree::Text(text), Some(Tree::Text(other))) => {
                let (one, other) = (normal(text), normal(other));
                let same = one == other || rule == Comparison::AnyCase && one.eq_ignore_ascii_case(&other);
                if !same {
                    self.differs(path, actual, Some(wanted));
                }
            }
            (Kind::Json, Tree::Object(_), Some(answer @ Tree::Object(_))) => {
                self.object(None, wanted, answer, path, false)
            }
            (Kind::Json, Tree::List(_), _) => self.list(Kind::Json, wanted, actual, path),
            _ => {
                if actual != Some(wanted) {
                    self.differs(path, actual, Some(wanted));
                }
            }
        }
    }

    /// A list whose elements are compared by place.
    fn list(&mut self, element: Kind, wanted: &Tree, actual: Option<&Tree>, path: &str) {
        let (one, other) = (wanted.as_list().unwrap_or_default(), actual.and_then(Tree::as_list).unwrap_or_default());
        if one.len() != other.len() {
            return self.differs(path, actual, Some(wanted));
        }
        // In place of a text that no model knows, a definition has the name of a variable only where it is a secret.
        let is_secret = |wanted: &Tree, actual: &Tree| {
            matches!((element, actual), (Kind::Json, Tree::Text(_))) && is_variable(wanted)
        };
        let pairs = one.iter().zip(other).enumerate();
        for (at, (wanted, actual)) in pairs.filter(|(_, (wanted, actual))| !is_secret(wanted, actual)) {
            self.value(element, Comparison::Plain, wanted, Some(actual), &below(path, &at.to_string()));
        }
    }

    fn list_of_models(
        &mut self,
        schema: &'static Schema,
        rule: Comparison,
        wanted: &[Tree],
        actual: &[Tree],
        path: &str,
    ) {
        match (rule, schema.refers_to) {
            (Comparison::References, Some(referred)) => self.references(schema, referred, wanted, actual, path),
            (Comparison::Named { ordered }, _) if all_named(wanted) && all_named(actual) => {
                self.named(schema, ordered, wanted, actual, path);
            }
            _ => {
                let (wanted, actual) = (Tree::List(wanted.to_vec()), Tree::List(actual.to_vec()));
                self.list(Kind::Model(schema), &wanted, Some(&actual), path);
            }
        }
    }

    fn named(&mut self, schema: &'static Schema, ordered: bool, wanted: &[Tree], actual: &[Tree], path: &str) {
        let (before, after) = (names(actual), names(wanted));
        if ordered && before != after {
            self.differs(path, Some(&Tree::List(before)), Some(&Tree::List(after)));
        }
        for element in wanted {
            let path = below(path, name(element).unwrap_or_default());
            match actual.iter().find(|other| name(other) == name(element)) {
                Some(other) => self.object(Some(schema), element, other, &path, false),
                None if ordered && element.as_object().is_some_and(|members| members.len() == 1) => {}
                None => self.differs(&path, None, Some(element)),
            }
        }
        for element in actual.iter().filter(|_| !ordered) {
            if !wanted.iter().any(|other| name(other) == name(element)) {
                self.differs(&below(path, name(element).unwrap_or_default()), Some(element), None);
            }
        }
    }

    fn references(
        &mut self,
        schema: &'static Schema,
        referred: Referred,
        wanted: &[Tree],
        actual: &[Tree],
        path: &str,
    ) {
        let meanings = |list: &[Tree]| list.iter().map(|it| self.known.meaning(referred, it)).collect::<Vec<_>>();
        let (one, other) = (meanings(wanted), meanings(actual));
        let sorted = |list: &[String]| {
            let mut list = list.to_vec();
            list.sort();
            list
        };
        if sorted(&one) != sorted(&other) {
            return self.differs(path, Some(&shown(actual)), Some(&shown(wanted)));
        }
        for (reference, meaning) in wanted.iter().zip(&one) {
            let same = other.iter().position(|other| other == meaning).and_then(|at| actual.get(at));
            let further = without(reference, |member| member == NAME);
            if let (Some(answer), false) = (same, is_empty(&further)) {
                let path = below(path, name(reference).unwrap_or(meaning));
                let before = self.found.only_on_server.len();
                self.object(Some(schema), &further, answer, &path, false);
                self.found.only_on_server.truncate(before);
            }
        }
    }
}

/// An object without some of its members.
pub(crate) fn without(object: &Tree, leave_out: impl Fn(&str) -> bool) -> Tree {
    let members = object.as_object().unwrap_or_default();
    Tree::Object(members.iter().filter(|(name, _)| !leave_out(name)).cloned().collect())
}

/// References as a reader wants them: by name where that says all.
fn shown(references: &[Tree]) -> Tree {
    let one = |reference: &Tree| match name(reference) {
        Some(name) => Tree::Text(name.to_owned()),
        None => without(reference, |member| !is_of_reference(member)),
    };
    let mut list: Vec<Tree> = references.iter().map(one).collect();
    sort(&mut list, &|one, other| one.canonical().cmp(&other.canonical()));
    Tree::List(list)
}

/// A reference of which a reader saw the name alone.
fn referring(shown: Tree) -> Tree {
    match shown {
        name @ Tree::Text(_) => Tree::Object(vec![(NAME.to_owned(), name)]),
        other => other,
    }
}

/// Whether a text is one of those by which a reference says what it means.
fn is_called(reference: &Tree, text: &str) -> bool {
    OF_REFERENCE.iter().any(|field| field.of(reference).and_then(Tree::as_text) == Some(text))
}

fn words(value: Option<&Tree>) -> Vec<String> {
    match value {
        Some(Tree::Text(text)) => text.split_whitespace().map(str::to_owned).collect(),
        Some(Tree::List(list)) => list.iter().filter_map(Tree::as_text).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::ResourcePool;
    use crate::schema::model::Model as _;

    #[test]
    fn a_flag_that_is_off_is_as_one_that_is_not_there() {
        for (wanted, actual, is_equal) in [
            ("false", None, true),
            ("false", Some("null"), true),
            ("false", Some("false"), true),
            ("null", Some("false"), true),
            ("null", None, true),
            ("false", Some("true"), false),
            ("null", Some("true"), false),
            ("true", None, false),
            ("true", Some("false"), false),
        ] {
            let pool = |value: Option<&str>| {
                let flag = value.map(|value| format!(",\"isExternal\":{value}")).unwrap_or_default();
                Tree::parse(&format!("{{\"name\":\"Main\"{flag}}}")).unwrap()
            };
            let found = compare(ResourcePool::SCHEMA, &pool(Some(wanted)), &pool(actual), &Known::default());
            assert_eq!(found.is_equal(), is_equal, "{wanted} {actual:?}");
        }
    }
}
