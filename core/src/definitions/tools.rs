//! The tools that the server makes of a manifest.

use std::collections::{BTreeMap, BTreeSet};

use super::content::document;
use super::sorting::sort;
use crate::json::tree::{Tree, below};
use crate::models::named_members::{MANIFEST, NAME};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Members by which a document says that it describes an HTTP service.
const OPENAPI: [&str; 3] = ["openapi", "swagger", "paths"];

/// Whether an object says by a member at its top that it describes tools.
pub(super) fn is_described<T>(members: &[(String, T)]) -> bool {
    members.iter().any(|(name, _)| OPENAPI.contains(&name.as_str()) || name == TOOLS)
}

/// The list of an MCP server's document.
const TOOLS: &str = "tools";

/// Names of tools, each with the integrations that have one of it.
pub(crate) type Makers = BTreeMap<String, BTreeSet<String>>;

/// Why the name of a tool means none, where several integrations have one of it.
pub(crate) fn ambiguous(tool: &str, makers: &Makers) -> Option<String> {
    let makers = makers.get(tool).filter(|makers| makers.len() > 1)?;
    let makers = makers.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    Some(format!("several integrations have a tool called {tool:?}: {makers}; write the public name"))
}

/// Names of the tools that an integration's manifest makes; `None` where it has none.
pub(crate) fn made(integration: &Tree) -> Option<BTreeSet<String>> {
    integration.get(MANIFEST).and_then(Tree::as_text).and_then(document).map(|manifest| names(&manifest))
}

/// Members of a document by which it says where its service is.
const ADDRESS: [&str; 3] = ["servers", "host", "basePath"];

/// Whether a member of a document says where its service is.
pub(crate) fn names_address(member: &str) -> bool {
    ADDRESS.contains(&member)
}

/// The places of addresses in a document, those of its service first.
pub(crate) fn addresses(document: &Tree) -> Vec<String> {
    let members = document.as_object().unwrap_or_default();
    let (first, others): (Vec<_>, Vec<_>) = members.iter().partition(|(name, _)| names_address(name));
    let mut places = Vec::new();
    for (name, value) in first {
        find_addresses(value, &below("", name), true, &mut places);
    }
    for (name, value) in others {
        find_addresses(value, &below("", name), false, &mut places);
    }
    places
}

/// Below what says where the service is, every text counts that may be a part of an address.
fn find_addresses(value: &Tree, place: &str, is_address: bool, places: &mut Vec<String>) {
    match value {
        Tree::Text(text) => {
            let is_link = text.contains("://") && !text.contains(char::is_whitespace);
            if is_link || is_address && !place.ends_with("/description") {
                places.push(place.to_owned());
            }
        }
        Tree::List(elements) => {
            for (at, element) in elements.iter().enumerate() {
                find_addresses(element, &below(place, &at.to_string()), is_address, places);
            }
        }
        Tree::Object(members) => {
            for (name, value) in members {
                find_addresses(value, &below(place, name), is_address || name == "servers", places);
            }
        }
        _ => {}
    }
}

/// How much a document describes, for people.
pub(crate) fn counted(document: &Tree) -> String {
    let count = names(document).len();
    let what = if document.get("paths").is_some() { "operation" } else { "tool" };
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Names of the tools: of an OpenAPI document one for each operation that has an id, called by it and its method, and by the
/// words of its path where several operations have both; of the document of an MCP server those that it lists.
fn names(manifest: &Tree) -> BTreeSet<String> {
    let listed = manifest.get(TOOLS).and_then(Tree::as_list);
    match listed.filter(|_| !OPENAPI.iter().any(|member| manifest.get(member).is_some())) {
        Some(listed) => listed.iter().filter_map(|tool| tool.get(NAME)?.as_text()).map(str::to_owned).collect(),
        None => of_openapi(manifest),
    }
}

fn of_openapi(manifest: &Tree) -> BTreeSet<String> {
    let paths = manifest.get("paths").and_then(Tree::as_object).unwrap_or_default();
    let mut operations: Vec<(&str, &str, &str)> = Vec::new();
    for (path, item) in paths {
        for method in METHODS {
            let id = item.get(method).and_then(|operation| operation.get("operationId")?.as_text());
            operations.extend(id.filter(|id| !id.trim().is_empty()).map(|id| (id, method, path.as_str())));
        }
    }
    sort(&mut operations, &|one, other| one.cmp(other));
    let mut names = BTreeSet::new();
    for (at, (id, method, path)) in operations.iter().enumerate() {
        let same = |other: Option<&(&str, &str, &str)>| other.is_some_and(|other| (other.0, other.1) == (*id, *method));
        let is_shared = same(operations.get(at.saturating_add(1)))
            || at.checked_sub(1).is_some_and(|before| same(operations.get(before)));
        let words: String = match is_shared {
            true => path
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(|word| format!("_{word}"))
                .collect(),
            false => String::new(),
        };
        names.insert(format!("{id}{words}_{method}"));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_are_called_by_operation_and_method() {
        let manifest = r#"{"openapi":"3.0.3","paths":{
            "/parcels":{"get":{"operationId":"list"},"post":{"operationId":"add"},"delete":{}},
            "/depots/{id}":{"get":{"operationId":"list"}}},"tools":[]}"#;
        let found: Vec<String> = names(&Tree::parse(manifest).unwrap()).into_iter().collect();
        assert_eq!(found, ["add_post", "list_depots_id_get", "list_parcels_get"]);
        let mcp = Tree::parse(r#"{"tools":[{"name":"b"},{"name":"a"},{}]}"#).unwrap();
        assert_eq!(names(&mcp).into_iter().collect::<Vec<_>>(), ["a", "b"]);
    }
}
