//! Manifests of integrations, and the tools that they make.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::input::text;
use crate::rules::manifest_tool::{ManifestKind, ManifestTool};
use crate::rules::openapi;

/// The tools of a manifest, JSON or YAML. One with a list `tools` that does not say to be OpenAPI is that of an MCP server.
/// The error is the text of the refusal.
pub(crate) fn tools(manifest: &str) -> Result<Vec<ManifestTool>, String> {
    let read = text::read(manifest).map_err(|why| format!("Manifest definition is {why}"))?;
    let Value::Object(document) = read else {
        return Err("Manifest definition must be an object.".to_owned());
    };
    let is_openapi = ["openapi", "swagger", "paths"].iter().any(|member| document.contains_key(*member));
    match document.get("tools") {
        Some(Value::Array(listed)) if !is_openapi => Ok(mcp_tools(listed)),
        _ => openapi::tools(&document),
    }
}

/// One tool per name, as the method `tools/list` of MCP lists them.
fn mcp_tools(listed: &[Value]) -> Vec<ManifestTool> {
    let (mut found, mut names) = (Vec::new(), HashSet::new());
    for tool in listed {
        let text = |member: &str| tool.get(member).and_then(Value::as_str).unwrap_or_default().to_owned();
        let name = text("name");
        if name.trim().is_empty() || !names.insert(name.clone()) {
            continue;
        }
        let empty = || json!({ "type": "object", "properties": Map::new() });
        let schema = tool.get("inputSchema").filter(|schema| schema.is_object()).cloned().unwrap_or_else(empty);
        let (description, input_schema) = (text("description"), schema.to_string());
        found.push(ManifestTool { kind: ManifestKind::Mcp, name, description, input_schema });
    }
    found
}
