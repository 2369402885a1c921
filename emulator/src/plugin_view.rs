//! Integrations as responses show them (contract 2.3).

use serde_json::{Map, Value, json};

use crate::plugin_store::Plugin;
use crate::tools::{Tool, Tools};

/// An element of I1.
pub(crate) fn summary(plugin: &Plugin, tools: &Tools, own: bool, expanded: bool) -> Map<String, Value> {
    let mut out = head(plugin, own);
    // A category in lists, a kind of definition in whole objects (D-66).
    out.insert("type".to_owned(), "Other".into());
    if expanded {
        out.insert("tools".to_owned(), tool_list(plugin, tools));
    }
    out
}

/// I2 to I4.
pub(crate) fn full(plugin: &Plugin, tools: &Tools, own: bool) -> Map<String, Value> {
    let mut out = head(plugin, own);
    out.insert("type".to_owned(), "OpenAPI".into());
    out.insert("manifest".to_owned(), plugin.manifest.as_str().into());
    if let Some(scheme) = &plugin.scheme {
        out.insert("securityScheme".to_owned(), scheme.clone().into());
    }
    let parameters = plugin.parameters.iter().cloned().map(Value::Object);
    out.insert("parameters".to_owned(), parameters.collect());
    out.insert("tools".to_owned(), tool_list(plugin, tools));
    out
}

fn head(plugin: &Plugin, own: bool) -> Map<String, Value> {
    let mut out = Map::new();
    let mut set = |member: &str, value: Value| {
        out.insert(member.to_owned(), value);
    };
    set("id", plugin.id.as_str().into());
    set("name", plugin.name.as_str().into());
    if !plugin.public_name.is_empty() {
        set("publicName", plugin.public_name.as_str().into());
    }
    set("description", plugin.description.as_str().into());
    set("accessScope", plugin.access_scope.as_str().into());
    set("isReadOnly", (!own).into());
    set("pendingConfigCredential", plugin.pending_credential().into());
    set("pendingPublish", plugin.pending_publish.into());
    set("status", "active".into());
    out
}

fn tool_list(plugin: &Plugin, tools: &Tools) -> Value {
    plugin.tools.iter().filter_map(|id| tools.get(id)).map(tool_summary).collect()
}

fn tool_summary(tool: &Tool) -> Value {
    let mut out = json!({
        "id": tool.id,
        "name": tool.name,
        "publicName": tool.public_name,
        "accessScope": tool.access_scope,
        "description": tool.description,
        "inputSchema": tool.input_schema,
        "openApiJson": "manifest",
        "isDraft": tool.is_draft,
        "revision": tool.revision,
    });
    if let (Some(version), Some(members)) = (tool.version, out.as_object_mut()) {
        members.insert("version".to_owned(), version.into());
    }
    out
}
