//! Members of JSON documents as paths, such as `agents.id`. A list is as good as its elements, since the pages show some
//! members as both (D-38).

use std::collections::BTreeSet;

use serde_json::Value;

/// Paths of the members that have a value; those of all elements of a list are one set.
pub fn members(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(value, "", &mut found);
    found
}

fn collect(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(value, &path, found);
                found.insert(path);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, path, found)),
        _ => {}
    }
}

/// A path as the lists of the pages write it, such as `agents[].id`, without the brackets.
pub fn plain(listed: &str) -> String {
    listed.replace("[]", "")
}

/// Whether a path is one of those listed, leads to one, or is inside one, whose value may then be anything.
pub fn listed<'a>(listed: impl IntoIterator<Item = &'a String>, path: &str) -> bool {
    listed.into_iter().map(|known| plain(known)).any(|known| inside(&known, path) || inside(path, &known))
}

fn inside(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
