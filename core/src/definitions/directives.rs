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
    let other = members.iter().map(|(name, _)| name).find(|name| ![FILE, VALUE, ENV].contains(&name.as_str()));
    Err(format!("`{}` beside a directive that stands for the whole value", other.map_or("", |name| name)))
}

/// Why a member that begins with `$` is refused where it stands.
pub(super) fn misplaced(name: &str) -> String {
    let known = || Directives::SCHEMA.fields.iter().map(|field| field.wire);
    if let Some(place) = match name {
        RENAMED_FROM | ONLY => Some("at the top of a definition"),
        SET => Some("beside the `$file` of a manifest"),
        _ => None,
    } {
        return format!("`{name}` stands {place} only");
    }
    let hint = closest_match(name, known()).map(|known| format!("did you mean `{known}`? ")).unwrap_or_default();
    format!("unknown directive `{name}`, {hint}expected one of {}", known().collect::<Vec<_>>().join(", "))
}
