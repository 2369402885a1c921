//! Integrations as responses show them (contract 2.3).

use serde_json::{Map, Value, json};

use crate::rules::manifest_tool::ManifestKind;
use crate::store::integrations::Integration;
use crate::store::tools::{Tool, Tools};

/// An element of I1.
pub(crate) fn summary(integration: &Integration, tools: &Tools, own: bool, expanded: bool) -> Map<String, Value> {
    let mut out = head(integration, own);
    // In lists the member is a category, in whole objects a kind of definition (D-66).
    out.insert("type".to_owned(), "Other".into());
    if expanded {
        add_details(&mut out, integration, tools);
    }
    out
}

/// I2 to I4.
pub(crate) fn full(integration: &Integration, tools: &Tools, own: bool) -> Map<String, Value> {
    let mut out = head(integration, own);
    // What the pages show (D-66); for another manifest the one word of theirs that fits.
    let is_mcp = |tool: &Tool| tool.kind == ManifestKind::Mcp.tool_kind();
    let is_openapi = !integration.tools.iter().filter_map(|id| tools.get(id)).any(is_mcp);
    out.insert("type".to_owned(), if is_openapi { "OpenAPI" } else { "Other" }.into());
    out.insert("manifest".to_owned(), integration.manifest.as_str().into());
    add_details(&mut out, integration, tools);
    out
}

/// What lists have under `detailLevel=expanded` only.
fn add_details(out: &mut Map<String, Value>, integration: &Integration, tools: &Tools) {
    if let Some(scheme) = &integration.scheme {
        out.insert("securityScheme".to_owned(), scheme.clone().into());
    }
    let parameters = integration.parameters.iter().cloned().map(Value::Object);
    out.insert("parameters".to_owned(), parameters.collect());
    out.insert("tools".to_owned(), tool_list(integration, tools));
}

fn head(integration: &Integration, own: bool) -> Map<String, Value> {
    let mut out = Map::new();
    let mut set = |member: &str, value: Value| {
        out.insert(member.to_owned(), value);
    };
    set("id", integration.id.as_str().into());
    set("name", integration.name.as_str().into());
    if !integration.public_name.is_empty() {
        set("publicName", integration.public_name.as_str().into());
    }
    set("description", integration.description.as_str().into());
    set("accessScope", integration.access_scope.as_str().into());
    set("isReadOnly", (!own).into());
    set("pendingConfigCredential", integration.pending_credential().into());
    set("pendingPublish", integration.pending_publish.into());
    set("status", "active".into());
    out
}

fn tool_list(integration: &Integration, tools: &Tools) -> Value {
    integration.tools.iter().filter_map(|id| tools.get(id)).map(tool_summary).collect()
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
