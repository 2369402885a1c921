//! Operations on integrations: I1 to I5 and I9 (SIM-50 to SIM-60).

use std::collections::{HashMap, HashSet};

use hyper::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::handlers::context::{Context, HandlerResult};
use crate::handlers::page_information::PageInformation;
use crate::http::error::{ApiError, id};
use crate::http::reply::Reply;
use crate::rules::integration_definition::IntegrationDefinition;
use crate::rules::integration_view::{full, summary};
use crate::rules::manifest_tool::ManifestTool;
use crate::rules::names::find_integration;
use crate::rules::tempers::{Answers, Update};
use crate::store::integrations::{Integration, IntegrationKey};
use crate::store::tools::{Owner, Tool, ToolInfo};

/// I3.
pub(crate) fn import(context: &mut Context<'_>) -> HandlerResult {
    let definition = read_definition(context)?;
    let publish = context.request.query.flag("automaticPublish");
    create(context, definition, publish, StatusCode::OK)
}

/// I4: update, or create what is absent (SIM-55).
pub(crate) fn update(context: &mut Context<'_>) -> HandlerResult {
    let mut definition = read_definition(context)?;
    match writable(context)? {
        Some(key) => change(context, key, definition, false),
        None => {
            definition.name.get_or_insert_with(|| context.id_or_name.to_owned());
            create(context, definition, false, StatusCode::CREATED)
        }
    }
}

/// I4-04: the same on the import route, where an absent integration is an error.
pub(crate) fn reimport(context: &mut Context<'_>) -> HandlerResult {
    let definition = read_definition(context)?;
    let publish = context.request.query.flag("automaticPublish");
    let key = writable(context)?.ok_or_else(|| ApiError::integration_not_found(context.id_or_name))?;
    change(context, key, definition, publish)
}

/// I2.
pub(crate) fn get(context: &mut Context<'_>) -> HandlerResult {
    let key = readable(context)?;
    show(context, key, StatusCode::OK)
}

/// I1. SIM-56.
pub(crate) fn list(context: &mut Context<'_>) -> HandlerResult {
    let query = &context.request.query;
    let window = query.window()?;
    let expanded = query.get("detailLevel") == Some("expanded");
    let published_only = query.non_blank("allowDrafts").is_some_and(|value| value.trim().eq_ignore_ascii_case("false"));
    let integrations = &context.state.integrations;
    let external: Vec<(IntegrationKey, &Integration)> =
        if query.flag("allowExternal") { integrations.foreign(context.project).collect() } else { Vec::new() };
    let has_published_tool = |integration: &Integration| {
        integration.tools.iter().filter_map(|id| context.state.tools.get(id)).any(|tool| tool.version.is_some())
    };
    let mut total = 0;
    let mut items = Vec::new();
    for (key, integration) in integrations.own(context.project).chain(external) {
        let fits = query.non_blank("name").is_none_or(|pattern| matches_pattern(&integration.name, pattern))
            && query.non_blank("id").is_none_or(|id| integration.id == id)
            && query.non_blank("accessScope").is_none_or(|scope| integration.access_scope == scope)
            && (!published_only || has_published_tool(integration));
        if !fits {
            continue;
        }
        if window.contains(total) {
            let own = key.project == context.project;
            items.push(summary(integration, &context.state.tools, own, expanded));
        }
        total += 1;
    }
    Ok(Reply::ok(&IntegrationPage { information: PageInformation::new(window, total, context), tool_plugins: items }))
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct IntegrationPage {
    information: PageInformation,
    tool_plugins: Vec<Map<String, Value>>,
}

/// I5. SIM-57: agents keep their references.
pub(crate) fn delete(context: &mut Context<'_>) -> HandlerResult {
    let key = writable(context)?.ok_or_else(|| ApiError::integration_not_found(context.id_or_name))?;
    if let Some(integration) = context.state.integrations.remove(key) {
        context.state.tools.remove(integration.tools);
        context.state.interactions.remove_integration(&integration.id);
    }
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// I9. SIM-58, SIM-59.
pub(crate) fn publish_tools(context: &mut Context<'_>) -> HandlerResult {
    if !context.request.body.is_empty() {
        context.request.json_object()?;
    }
    let key = match writable(context) {
        Ok(Some(key)) => key,
        Ok(None) if context.tempers.answers == Answers::Documented => {
            return Err(ApiError::integration_not_found(context.id_or_name));
        }
        // As observed: success, and a message list with a capital M (D-64).
        Ok(None) => {
            let text = format!("ToolPlugin not found [IdOrName= {}].", context.id_or_name);
            return Ok(Reply::ok(&json!({ "Messages": [{ "description": text }] })));
        }
        Err(error) => return Err(error),
    };
    let published = publish(context, key);
    Ok(Reply::ok(&json!({ "totalPublished": published })))
}

fn read_definition(context: &Context<'_>) -> Result<IntegrationDefinition, ApiError> {
    let members = context.request.envelope("toolPlugin")?;
    IntegrationDefinition::read(members.unwrap_or_default(), context.tempers)
}

pub(crate) fn create(
    context: &mut Context<'_>,
    definition: IntegrationDefinition,
    publish: bool,
    status: StatusCode,
) -> HandlerResult {
    let tools = definition.check(&context.state.integrations, context.project, None, context.tempers.names)?;
    let mut integration =
        Integration { id: Uuid::new_v4().to_string(), access_scope: "private".to_owned(), ..Integration::default() };
    definition.apply(&mut integration);
    let inserted = context.state.integrations.insert(context.project, integration);
    let key = inserted.ok_or(ApiError::internal())?;
    finish(context, key, tools, publish, status)
}

pub(crate) fn change(
    context: &mut Context<'_>,
    key: IntegrationKey,
    definition: IntegrationDefinition,
    publish: bool,
) -> HandlerResult {
    let definition = match context.tempers.update {
        Update::Replace => definition.replacing(),
        Update::Shallow | Update::Deep => definition,
    };
    let tools = definition.check(&context.state.integrations, context.project, Some(key), context.tempers.names)?;
    if let Some(integration) = context.state.integrations.get_mut(key) {
        definition.apply(integration);
    }
    finish(context, key, tools, publish, StatusCode::OK)
}

/// Updates the tools of a stored integration, publishes them if asked, and makes the reply.
fn finish(
    context: &mut Context<'_>,
    key: IntegrationKey,
    manifest: Option<Vec<ManifestTool>>,
    publish_now: bool,
    status: StatusCode,
) -> HandlerResult {
    if let Some(manifest) = manifest {
        replace_tools(context, key, manifest);
    }
    let state = &mut *context.state;
    if let Some(integration) = state.integrations.get(key) {
        for id in &integration.tools {
            if let Some(tool) = state.tools.get_mut(id) {
                tool.access_scope.clone_from(&integration.access_scope);
                tool.public_name = public_tool_name(&integration.public_name, &tool.name);
            }
        }
    }
    if publish_now {
        publish(context, key);
    }
    show(context, key, status)
}

/// Replaces the tools by those of a manifest. SIM-55: a tool of the same name gets a new draft revision, and one that
/// is missing is removed. SIM-52: new tools are drafts until they are published.
fn replace_tools(context: &mut Context<'_>, key: IntegrationKey, manifest: Vec<ManifestTool>) {
    let state = &mut *context.state;
    let Some(integration) = state.integrations.get_mut(key) else {
        return;
    };
    let old = std::mem::take(&mut integration.tools);
    // The first of a name is meant.
    let mut known: HashMap<String, String> = HashMap::new();
    for id in old.iter().rev() {
        known.extend(state.tools.get(id).map(|tool| (tool.name.clone(), id.clone())));
    }
    let mut kept: HashSet<String> = HashSet::new();
    for ManifestTool { kind, name, description, input_schema } in manifest {
        match known.get(&name) {
            Some(id) => {
                if let Some(tool) = state.tools.get_mut(id) {
                    tool.revision += 1;
                    kind.tool_kind().clone_into(&mut tool.kind);
                    tool.is_draft = true;
                    tool.description = description;
                    tool.input_schema = input_schema;
                }
                if kept.insert(id.clone()) {
                    integration.tools.push(id.clone());
                }
            }
            None => {
                let info = ToolInfo {
                    id: String::new(),
                    name: name.clone(),
                    public_name: String::new(),
                    kind: kind.tool_kind().to_owned(),
                    access_scope: String::new(),
                    description,
                    is_reference: false,
                };
                let mut tool = Tool::published(info, Owner::Project(key.project));
                tool.version = None;
                tool.is_draft = true;
                tool.input_schema = input_schema;
                integration.tools.push(tool.id.clone());
                kept.insert(tool.id.clone());
                known.insert(name, tool.id.clone());
                state.tools.insert(tool);
            }
        }
    }
    state.tools.remove(old.into_iter().filter(|id| !kept.contains(id)));
    integration.pending_publish = true;
}

/// Publishes every draft tool and returns how many there were.
fn publish(context: &mut Context<'_>, key: IntegrationKey) -> usize {
    let state = &mut *context.state;
    let Some(integration) = state.integrations.get_mut(key) else {
        return 0;
    };
    integration.pending_publish = false;
    let mut published = 0;
    for id in &integration.tools {
        if state.tools.get_mut(id).is_some_and(Tool::publish) {
            published += 1;
        }
    }
    published
}

fn public_tool_name(integration: &str, tool: &str) -> String {
    if integration.is_empty() { String::new() } else { format!("{integration}.{tool}") }
}

/// The integration of the path, to read: of this project, or public of another one.
pub(crate) fn readable(context: &Context<'_>) -> Result<IntegrationKey, ApiError> {
    if context.id_or_name.trim().is_empty() {
        return Err(ApiError::invalid(id::REQUIRED, "ToolPlugin IdOrName is required"));
    }
    find_integration(&context.state.integrations, context.project, context.id_or_name, context.tempers.names)
        .ok_or_else(|| ApiError::integration_not_found(context.id_or_name))
}

/// The integration of the path, to change: `None` when it does not exist, an error when it belongs to another project
/// (SIM-60).
pub(crate) fn writable(context: &Context<'_>) -> Result<Option<IntegrationKey>, ApiError> {
    match readable(context) {
        Ok(key) if key.project == context.project => Ok(Some(key)),
        Ok(_) => Err(ApiError::application(
            StatusCode::FORBIDDEN,
            id::FORBIDDEN,
            format!("ToolPlugin is read-only [IdOrName= {}].", context.id_or_name),
        )),
        Err(ApiError::Application { status: StatusCode::NOT_FOUND, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn show(context: &Context<'_>, key: IntegrationKey, status: StatusCode) -> HandlerResult {
    let integration =
        context.state.integrations.get(key).ok_or_else(|| ApiError::integration_not_found(context.id_or_name))?;
    let own = key.project == context.project;
    Ok(Reply::json(status, &full(integration, &context.state.tools, own)))
}

/// A `%` at either end of the pattern matches any text there; without one the name must be equal.
fn matches_pattern(name: &str, pattern: &str) -> bool {
    let open_start = pattern.starts_with('%');
    let open_end = pattern.len() > 1 && pattern.ends_with('%');
    let core = pattern.strip_prefix('%').unwrap_or(pattern);
    let core = if open_end { core.strip_suffix('%').unwrap_or(core) } else { core };
    match (open_start, open_end) {
        (true, true) => name.contains(core),
        (true, false) => name.ends_with(core),
        (false, true) => name.starts_with(core),
        (false, false) => name == core,
    }
}
