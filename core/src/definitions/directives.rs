//! The members that begin with `$`, which say where a value comes from.

use serde_json::value::RawValue;

use crate::json::Json;
use crate::schema::model::{Model as _, model};
use crate::schema::validate::closest_match;

model! {
    /// The members that any object may have and that say where a value comes from.
    #[derive(Default)]
    Directives {
        /// The text of a file, relative to this one; for a manifest, the document of a file.
        file "$file": Option<String>,
        /// Values to replace in the document of `$file`, by JSON Pointer.
        set "$set": Option<Json>,
        /// A value of `geai.yaml`, by its name.
        value "$value": Option<String>,
        /// The environment variable that holds a secret, which is read while it is sent.
        env "$env": Option<String>,
        /// The name that the object had before.
        renamed_from "$renamedFrom": Option<String>,
        /// The environments that the definition belongs to.
        only "$only": Option<Vec<String>>,
        /// Members that this library does not know, which are sent as they are.
        further "$extra": Option<Json>,
    }
}

pub(crate) const FILE: &str = "$file";
pub(crate) const SET: &str = "$set";
pub(crate) const VALUE: &str = "$value";
pub(crate) const ENV: &str = "$env";
pub(crate) const RENAMED_FROM: &str = "$renamedFrom";
pub(crate) const ONLY: &str = "$only";
pub(crate) const EXTRA: &str = "$extra";
pub(super) const ALL: &[&str] = &[FILE, SET, VALUE, ENV, RENAMED_FROM, ONLY, EXTRA];

/// Why a secret is refused that stands in a definition itself.
pub(crate) const LITERAL_SECRET: &str = "a secret is not written into a file; expected {$env: NAME}";

/// A value that a directive stands for.
pub(super) enum Replaced<'a> {
    File(&'a RawValue, Option<&'a RawValue>),
    Value(&'a RawValue),
    Env(&'a RawValue),
}

/// The directive that stands in place of a value, if an object is one. Errors if it has other members beside it.
pub(super) fn replaced<'a>(members: &[(String, &'a RawValue)]) -> Result<Option<Replaced<'a>>, String> {
    let get = |name: &str| members.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
    let (found, own) = match (get(FILE), get(VALUE), get(ENV)) {
        (Some(path), None, None) => (Replaced::File(path, get(SET)), if get(SET).is_some() { 2 } else { 1 }),
        (None, Some(name), None) => (Replaced::Value(name), 1),
        (None, None, Some(name)) => (Replaced::Env(name), 1),
        (None, None, None) => return Ok(None),
        _ => return Err(format!("`{FILE}`, `{VALUE}` and `{ENV}` each stand alone")),
    };
    if members.len() == own {
        return Ok(Some(found));
    }
    let is_own = |name: &str| [FILE, VALUE, ENV].contains(&name) || own == 2 && name == SET;
    let other = members.iter().map(|(name, _)| name.as_str()).find(|name| !is_own(name)).unwrap_or_default();
    if other.starts_with('$') && Directives::SCHEMA.wire_field(other).is_none() {
        return Err(misplaced(other));
    }
    Err(format!("`{other}` beside a directive that stands for the whole value"))
}

/// Whether a name that may be one of data is a directive, or one in which a letter is wrong.
pub(super) fn is_meant(name: &str, directives: &[&str]) -> bool {
    let is_nearly = |known: &str| strsim::damerau_levenshtein(&name.to_lowercase(), &known.to_lowercase()) <= 1;
    name.starts_with('$') && directives.iter().any(|known| is_nearly(known))
}

/// What is meant by an object of one text where any value may stand: a directive in whose name a letter is wrong.
pub(super) fn misspelt<'a>(members: &'a [(String, &RawValue)]) -> Option<&'a str> {
    match members {
        [(name, value)] if value.get().starts_with('"') && is_meant(name, &[FILE, VALUE, ENV]) => Some(name),
        _ => None,
    }
}

/// Why a member that begins with `$` is refused where it stands.
pub(super) fn misplaced(name: &str) -> String {
    let known = || Directives::SCHEMA.fields.iter().map(|field| field.wire);
    if let Some(place) = match name {
        RENAMED_FROM | ONLY => Some("at the top of a definition"),
        SET => Some("beside the `$file` of a manifest"),
        FILE | VALUE | ENV => Some("in place of the value of a member"),
        EXTRA => Some("among the members of an object"),
        _ => None,
    } {
        return format!("`{name}` stands {place} only");
    }
    let hint = closest_match(name, known()).map(|known| format!("did you mean `{known}`? ")).unwrap_or_default();
    format!("unknown directive `{name}`, {hint}expected one of {}", known().collect::<Vec<_>>().join(", "))
}
