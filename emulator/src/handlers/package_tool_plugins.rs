//! The tool plugins of a package, which become integrations (SIM-62).

use hyper::StatusCode;
use serde_json::{Map, Value};

use crate::handlers::context::Context;
use crate::handlers::integrations::{change, create};
use crate::http::error::ApiError;
use crate::rules::integration_definition::IntegrationDefinition;
use crate::rules::names::find_integration;
use crate::rules::tempers::{Null, Tempers};
use crate::store::integrations::IntegrationKey;
use crate::store::tools::Tool;

/// Creates or updates the integrations and returns the tools that the package's own ids of tools stand for. Entries without
/// a name or a manifest are left alone: nothing can be made of them.
pub(crate) fn import(
    context: &mut Context<'_>,
    package: &Map<String, Value>,
    publish: bool,
) -> Result<Vec<(String, Tool)>, ApiError> {
    let mut replaced = Vec::new();
    let listed = package.get("toolPlugins").and_then(Value::as_array);
    for plugin in listed.into_iter().flatten().filter_map(Value::as_object) {
        let text = |member: &str| plugin.get(member).and_then(Value::as_str).unwrap_or_default();
        let has_manifest = matches!(plugin.get("manifest"), Some(Value::String(_) | Value::Object(_)));
        if text("name").trim().is_empty() || !has_manifest {
            continue;
        }
        let definition =
            IntegrationDefinition::read(plugin.clone(), Tempers { null: Null::Ignored, ..context.tempers })?;
        match matching(context, text("id"), text("name")) {
            Some(key) => change(context, key, definition, publish)?,
            None => create(context, definition, publish, StatusCode::OK)?,
        };
        replaced.extend(tools_of(context, text("name"), plugin));
    }
    Ok(replaced)
}

/// The project's own integration with this id, else with this name.
fn matching(context: &Context<'_>, id: &str, name: &str) -> Option<IntegrationKey> {
    let integrations = &context.state.integrations;
    let own = |key: &IntegrationKey| key.project == context.project;
    let by_id = integrations.own(context.project).find(|(_, known)| known.id == id).map(|(key, _)| key);
    by_id.or_else(|| find_integration(integrations, context.project, name, context.tempers.names).filter(own))
}

/// For each tool that the entry lists with an id, the integration's tool of the same name.
fn tools_of(context: &Context<'_>, name: &str, plugin: &Map<String, Value>) -> Vec<(String, Tool)> {
    let state = &context.state;
    let key = find_integration(&state.integrations, context.project, name, context.tempers.names);
    let Some(integration) = key.and_then(|key| state.integrations.get(key)) else {
        return Vec::new();
    };
    let tools: Vec<&Tool> = integration.tools.iter().filter_map(|id| state.tools.get(id)).collect();
    let listed = plugin.get("tools").and_then(Value::as_array).into_iter().flatten();
    listed
        .filter_map(|entry| {
            let (id, name) = (entry.get("id")?.as_str()?, entry.get("name")?.as_str()?);
            let tool = tools.iter().find(|tool| tool.name == name)?;
            Some((id.to_owned(), (*tool).clone()))
        })
        .collect()
}
