//! `null` as the value of a member, as the temper `null` says, and merging of objects at every level.

use serde_json::{Map, Value};

use crate::http::error::ApiError;
use crate::rules::tempers::Null;

/// Takes the members out that `null` clears, and returns their names. Where `null` is refused, one at any level is an
/// error of the framework, as a value of a wrong JSON type is.
pub(crate) fn take_cleared(members: &mut Map<String, Value>, null: Null) -> Result<Vec<String>, ApiError> {
    match null {
        Null::Ignored => Ok(Vec::new()),
        Null::Refused if members.values().any(holds_null) => Err(ApiError::malformed()),
        Null::Refused => Ok(Vec::new()),
        Null::Clears => {
            let cleared = members.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name.clone()).collect();
            members.retain(|_, value| !value.is_null());
            Ok(cleared)
        }
    }
}

fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(members) => members.values().any(holds_null),
        Value::Array(elements) => elements.iter().any(holds_null),
        _ => false,
    }
}

/// Removes the members below these that are `null`.
pub(crate) fn remove(members: &mut Map<String, Value>) {
    members.retain(|_, value| !value.is_null());
    members.values_mut().for_each(remove_below);
}

fn remove_below(value: &mut Value) {
    match value {
        Value::Object(members) => remove(members),
        Value::Array(elements) => elements.iter_mut().for_each(remove_below),
        _ => {}
    }
}

/// Merges objects at every level; other values replace. `null` removes a member where it clears, and is skipped
/// otherwise.
pub(crate) fn merge(into: &mut Map<String, Value>, from: Map<String, Value>, null: Null) {
    for (member, value) in from {
        match (into.get_mut(&member), value) {
            (_, Value::Null) => {
                if null == Null::Clears {
                    into.shift_remove(&member);
                }
            }
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new, null),
            (_, Value::Object(new)) => {
                let mut fresh = Map::new();
                merge(&mut fresh, new, null);
                into.insert(member, fresh.into());
            }
            (_, value) => {
                into.insert(member, value);
            }
        }
    }
}
