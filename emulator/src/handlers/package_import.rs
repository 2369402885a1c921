//! A10: a package into a project (SIM-43 to SIM-49). Everything is planned and checked before anything is stored.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::handlers::context::{Context, HandlerResult};
use crate::handlers::package_export::rename;
use crate::handlers::package_tool_plugins;
use crate::handlers::tempered_references::{references_of_draft, unpublished_helpers};
use crate::http::error::{ApiError, ErrorEntry, id};
use crate::http::reply::Reply;
use crate::rules::agent_definition::{Definition, Draft, name_taken, public_name_taken};
use crate::rules::agent_view::{AgentView, ViewOptions};
use crate::rules::api_version::ApiVersion;
use crate::rules::names::agent_named;
use crate::rules::tempers::{Null, Tempers, Update};
use crate::store::agents::{PackageOrigin, Seq};
use crate::store::tools::{Owner, Tool, ToolInfo};

/// Members of `labPackage.tools[]` that the emulator interprets.
const TOOL_MEMBERS: [&str; 8] =
    ["accessScope", "description", "id", "isReference", "name", "publicName", "type", "version"];

/// Members of `labPackage.info` that every export sets itself.
const INFO_MEMBERS: [&str; 6] =
    ["majorVersion", "minorVersion", "moduleRevision", "organizationId", "projectId", "timestamp"];

/// What the ids in the package are replaced by in this project.
#[derive(Debug, Default)]
struct IdMapping {
    tools: HashMap<String, ToolInfo>,
    agents: HashMap<String, String>,
    revisions: HashMap<String, (u64, Option<u64>)>,
}

/// The agent that an agent of the package becomes: a stored one, or a new one without `seq`.
#[derive(Debug)]
struct ImportTarget {
    seq: Option<Seq>,
    id: String,
}

#[derive(Debug)]
struct Planned {
    target: ImportTarget,
    draft: Draft,
    warnings: Vec<ErrorEntry>,
}

pub(crate) fn import(context: &mut Context<'_>) -> HandlerResult {
    let package = context
        .request
        .envelope("labPackage")?
        .ok_or_else(|| ApiError::invalid(id::REQUIRED, "labPackage is required."))?;
    let info = package.get("info").and_then(Value::as_object);
    if info.and_then(|info| info.get("projectId")).and_then(Value::as_str) == Some(context.project_id()) {
        return Err(ApiError::invalid(
            id::SAME_PROJECT,
            "A package cannot be imported into the organization and project it was exported from.",
        ));
    }
    let lab_agents = agents_in_order(&package)?;

    // Tools first (SIM-43): the agents' references are checked against them.
    let mut mapping = IdMapping::default();
    let mut origin = PackageOrigin {
        members: unknown(&package, &["agents", "info", "tools"]),
        info: info.map(|info| unknown(info, &INFO_MEMBERS)).unwrap_or_default(),
        tools: HashMap::new(),
    };
    let before = (context.state.integrations.clone(), context.state.tools.clone());
    let planned = make_tools(context, &package, &mut mapping, &mut origin)
        .and_then(|()| plan_agents(context, lab_agents, &mut mapping));
    match planned {
        Ok(planned) => store(context, planned, Arc::new(origin)),
        Err(error) => {
            (context.state.integrations, context.state.tools) = before;
            Err(error)
        }
    }
}

/// Integrations with their tools (SIM-62), then the package's other tools.
fn make_tools(
    context: &mut Context<'_>,
    package: &Map<String, Value>,
    mapping: &mut IdMapping,
    origin: &mut PackageOrigin,
) -> Result<(), ApiError> {
    let publish = context.request.query.flag("automaticPublish");
    for (old_id, tool) in package_tool_plugins::import(context, package, publish)? {
        mapping.revisions.insert(tool.id.clone(), (tool.revision, tool.version));
        mapping.tools.insert(old_id, tool.info(context.project));
    }
    for tool in plan_tools(context, package, mapping, origin) {
        context.state.tools.insert(tool);
    }
    Ok(())
}

/// Ascending `importIndex`; agents without one come last, in the order of the package.
fn agents_in_order(package: &Map<String, Value>) -> Result<Vec<Map<String, Value>>, ApiError> {
    let listed = match package.get("agents") {
        Some(Value::Array(agents)) => agents.clone(),
        Some(one @ Value::Object(_)) => vec![one.clone()],
        None | Some(Value::Null) => Vec::new(),
        Some(_) => return Err(ApiError::malformed()),
    };
    let mut agents = Vec::with_capacity(listed.len());
    for agent in listed {
        match agent {
            Value::Object(agent) => agents.push(agent),
            _ => return Err(ApiError::malformed()),
        }
    }
    if agents.is_empty() {
        return Err(ApiError::invalid(id::REQUIRED, "labPackage.agents is required."));
    }
    agents.sort_by_key(|agent| agent.get("importIndex").and_then(Value::as_i64).unwrap_or(i64::MAX));
    Ok(agents)
}

/// Matches the package's tools with what the project can see and returns those to create.
fn plan_tools(
    context: &Context<'_>,
    package: &Map<String, Value>,
    mapping: &mut IdMapping,
    origin: &mut PackageOrigin,
) -> Vec<Tool> {
    let tools = &context.state.tools;
    let mut created: Vec<Tool> = Vec::new();
    let listed = package.get("tools").and_then(Value::as_array);
    for entry in listed.into_iter().flatten().filter_map(Value::as_object) {
        let text = |member: &str| entry.get(member).and_then(Value::as_str).unwrap_or_default();
        let (old_id, name) = (text("id"), text("name"));
        let is_reference = entry.get("isReference") == Some(&Value::Bool(true));
        let known =
            tools.resolve_all(context.project, old_id).into_iter().find(|tool| tool.id == old_id).or_else(|| {
                if is_reference {
                    let public = text("publicName");
                    tools
                        .catalogue()
                        .find(|tool| (!public.is_empty() && tool.public_name == public) || tool.name == name)
                } else {
                    tools.owned(context.project).find(|tool| tool.name == name)
                }
            });
        let target = match known {
            Some(tool) => tool.clone(),
            // The reference to a public tool that does not exist here is left unchanged.
            None if is_reference || name.trim().is_empty() => continue,
            None => {
                let mut tool = Tool::published(
                    ToolInfo {
                        id: String::new(),
                        name: name.to_owned(),
                        public_name: text("publicName").to_owned(),
                        kind: text("type").to_owned(),
                        access_scope: text("accessScope").to_owned(),
                        description: text("description").to_owned(),
                        is_reference: false,
                    },
                    Owner::Project(context.project),
                );
                tool.version = entry.get("version").and_then(Value::as_u64).or(Some(1));
                tool.revision = referenced_revision(package, old_id).or(tool.version).unwrap_or(1);
                created.push(tool.clone());
                tool
            }
        };
        origin.tools.insert(target.id.clone(), unknown(entry, &TOOL_MEMBERS));
        mapping.revisions.insert(target.id.clone(), (target.revision, target.version));
        if !old_id.is_empty() {
            mapping.tools.insert(old_id.to_owned(), target.info(context.project));
        }
    }
    created
}

/// The revision under which the package's own pools refer to a tool.
fn referenced_revision(package: &Map<String, Value>, tool_id: &str) -> Option<u64> {
    let members = |value: &Value, member: &str| -> Vec<Value> {
        value.get(member).and_then(Value::as_array).cloned().unwrap_or_default()
    };
    package
        .get("agents")?
        .as_array()?
        .iter()
        .flat_map(|agent| members(agent, "resources"))
        .flat_map(|pool| members(&pool, "tools"))
        .find(|tool| tool.get("id").and_then(Value::as_str) == Some(tool_id))?
        .get("revision")?
        .as_u64()
}

fn plan_agents(
    context: &Context<'_>,
    lab_agents: Vec<Map<String, Value>>,
    mapping: &mut IdMapping,
) -> Result<Vec<Planned>, ApiError> {
    // All targets are determined first, since an agent may refer to a later one.
    let mut targets = Vec::with_capacity(lab_agents.len());
    for agent in &lab_agents {
        let text = |member: &str| agent.get(member).and_then(Value::as_str).unwrap_or_default();
        let (old_id, name) = (text("id"), text("name"));
        let agents = &context.state.agents;
        // SIM-45: by id, then by name.
        let seq = agents
            .id_owner(context.project, old_id)
            .or_else(|| agent_named(agents, context.project, name, context.tempers.names));
        let id = seq
            .and_then(|seq| agents.get(context.project, seq))
            .map_or_else(|| Uuid::new_v4().to_string(), |agent| agent.id.clone());
        if !old_id.is_empty() {
            mapping.agents.insert(old_id.to_owned(), id.clone());
        }
        targets.push(ImportTarget { seq, id });
    }
    let mapping = &*mapping;
    let publish = context.request.query.flag("automaticPublish");
    let names: Vec<String> =
        lab_agents.iter().filter_map(|agent| Some(agent.get("name")?.as_str()?.to_owned())).collect();
    // Agents of one package may name one another, in any order.
    let is_coming = |id_or_name: &str| {
        mapping.agents.values().any(|id| id == id_or_name)
            || names.iter().any(|name| context.tempers.names.same(name, id_or_name))
    };
    let mut planned: Vec<Planned> = Vec::with_capacity(lab_agents.len());
    for (agent, target) in lab_agents.into_iter().zip(targets) {
        let definition = definition(context, agent, mapping)?;
        let base = target
            .seq
            .and_then(|seq| context.state.agents.get(context.project, seq))
            .and_then(|agent| agent.newest())
            .map(|(_, revision)| revision);
        let draft = Draft::merge(base, definition, Update::Shallow);
        draft.check(&context.state.agents, context.project, target.seq, context.tempers.names)?;
        for other in &planned {
            if other.target.id == target.id || context.tempers.names.same(other.draft.text("name"), draft.text("name"))
            {
                return Err(name_taken(draft.text("name"), true));
            }
            let public = draft.text("publicName");
            if !public.is_empty() && other.draft.text("publicName") == public {
                return Err(public_name_taken(public));
            }
        }
        references_of_draft(context, &draft, is_coming)?;
        let problems = draft.publish_problems(&context.state.models, &context.state.tools, context.project);
        if publish {
            // SIM-46, as SIM-13.
            let refused = [problems.as_slice(), &unpublished_helpers(context, draft.data(), is_coming)].concat();
            if !refused.is_empty() {
                return Err(ApiError::invalid_all(refused));
            }
        }
        planned.push(Planned { target, draft, warnings: problems });
    }
    Ok(planned)
}

/// A package agent as a definition, its references replaced.
fn definition(
    context: &Context<'_>,
    mut agent: Map<String, Value>,
    mapping: &IdMapping,
) -> Result<Definition, ApiError> {
    agent.shift_remove("importIndex");
    let mut permissions = match agent.shift_remove("permissions") {
        Some(Value::Object(permissions)) => permissions,
        _ => Map::new(),
    };
    for (member, target) in
        [("chatSharingPermissions", "chatSharing"), ("externalExecutionPermissions", "externalExecution")]
    {
        if let Some(value) = agent.shift_remove(member) {
            permissions.insert(target.to_owned(), value);
        }
    }
    if !permissions.is_empty() {
        agent.insert("permissions".to_owned(), permissions.into());
    }
    let resources = agent.shift_remove("resources");
    let mut definition = Definition::read(agent, Tempers { null: Null::Ignored, ..Tempers::default() })?;
    let mut strategy_members = Map::new();
    let mut data = definition.data.take().map(|data| plain_data(data, &mut strategy_members));
    if let Some(Value::Array(pools)) = resources {
        // An agent without pools is exported with an empty list, so an empty list is imported as none.
        if !pools.is_empty() {
            data.get_or_insert_default().insert("resourcePools".to_owned(), pools.into());
        }
    }
    if let Some(Value::Array(pools)) = data.as_mut().and_then(|data| data.get_mut("resourcePools")) {
        for pool in pools {
            replace_references(context, pool, mapping);
        }
    }
    definition.data = data;
    definition.strategy = (!strategy_members.is_empty()).then_some(strategy_members);
    Ok(definition)
}

/// The inverse of the export: `llmConfig`, `strategyId`, `strategyName`. Other members of `strategy` are added to
/// `strategy_members`.
fn plain_data(data: Map<String, Value>, strategy_members: &mut Map<String, Value>) -> Map<String, Value> {
    let mut out = Map::new();
    for (member, value) in data {
        match (member.as_str(), value) {
            ("LLMConfig", value) => {
                out.insert("llmConfig".to_owned(), value);
            }
            ("models", Value::Array(models)) => {
                let models = models.into_iter().map(|model| rename(model, "LLMConfig", "llmConfig"));
                out.insert(member, models.collect());
            }
            ("strategy", Value::Object(strategy)) => {
                for (member, value) in strategy {
                    match member.as_str() {
                        "id" => out.insert("strategyId".to_owned(), value),
                        "name" => out.insert("strategyName".to_owned(), value),
                        _ => strategy_members.insert(member, value),
                    };
                }
            }
            (_, value) => {
                out.insert(member, value);
            }
        }
    }
    out
}

fn replace_references(context: &Context<'_>, pool: &mut Value, mapping: &IdMapping) {
    let text = |entry: &Value, member: &str| -> Option<String> { Some(entry.get(member)?.as_str()?.to_owned()) };
    for entry in entries(pool, "tools") {
        // A name may hold an id (D-24).
        for member in ["id", "Id", "name"] {
            let Some(tool) = text(entry, member).and_then(|old| mapping.tools.get(&old)) else {
                continue;
            };
            set(entry, member, Value::String(tool.id.clone()));
            if let Some((revision, version)) = mapping.revisions.get(&tool.id) {
                for (member, value) in [("revision", Some(*revision)), ("version", *version)] {
                    if let (Some(value), true) = (value, entry.get(member).is_some()) {
                        set(entry, member, value.into());
                    }
                }
            }
        }
    }
    let agents = &context.state.agents;
    for entry in entries(pool, "agents") {
        for member in ["id", "name"] {
            if let Some(new) = text(entry, member).and_then(|old| mapping.agents.get(&old)) {
                set(entry, member, Value::String(new.clone()));
            }
        }
        // A helper agent outside the package, whose id is unknown in this project, is found by its name.
        let id_known = text(entry, "id").is_some_and(|id| {
            agents.id_owner(context.project, &id).is_some() || mapping.agents.values().any(|new| *new == id)
        });
        if entry.get("id").is_some() && !id_known {
            let same_name = text(entry, "name")
                .and_then(|name| agent_named(agents, context.project, &name, context.tempers.names))
                .and_then(|seq| agents.get(context.project, seq));
            if let Some(agent) = same_name {
                set(entry, "id", Value::String(agent.id.clone()));
            }
        }
    }
}

fn entries<'a>(pool: &'a mut Value, member: &str) -> impl Iterator<Item = &'a mut Value> {
    pool.get_mut(member).and_then(Value::as_array_mut).into_iter().flatten()
}

fn set(entry: &mut Value, member: &str, value: Value) {
    if let Some(members) = entry.as_object_mut() {
        members.insert(member.to_owned(), value);
    }
}

/// Stores the planned agents, which cannot fail any more. SIM-48: the reply is the agent of the lowest `importIndex`.
fn store(context: &mut Context<'_>, planned: Vec<Planned>, origin: Arc<PackageOrigin>) -> HandlerResult {
    let publish = context.request.query.flag("automaticPublish");
    let project = context.project;
    let mut first: Option<(Seq, Vec<ErrorEntry>)> = None;
    for Planned { target, draft, warnings } in planned {
        let step = context.tempers.revisions.step();
        let agents = &mut context.state.agents;
        let revision = draft.into_revision();
        let seq = match target.seq {
            Some(seq) => {
                agents.push(project, seq, revision, step);
                Some(seq)
            }
            None => agents.insert(project, target.id, revision, step),
        };
        let Some(seq) = seq else { continue };
        agents.set_origin(project, seq, Arc::clone(&origin));
        if publish {
            let number = agents.get(project, seq).and_then(|agent| agent.newest()).map_or(0, |(number, _)| number);
            agents.publish(project, seq, number);
        }
        first.get_or_insert((seq, warnings));
    }
    let missing = || ApiError::internal();
    let (seq, warnings) = first.ok_or_else(missing)?;
    let agent = context.state.agents.get(project, seq).ok_or_else(missing)?;
    let options = ViewOptions {
        // As A4: a v2 route that is documented with the members of v4.
        version: ApiVersion::V4,
        tools: &context.state.tools,
        project,
        capital_ids: false,
        counts_from_zero: true,
    };
    let shown = agent.newest().ok_or_else(missing)?;
    Ok(Reply::ok(&AgentView::new(agent, shown, options, &warnings)))
}

fn unknown(map: &Map<String, Value>, known: &[&str]) -> Map<String, Value> {
    map.iter()
        .filter(|(member, _)| !known.contains(&member.as_str()))
        .map(|(member, value)| (member.clone(), value.clone()))
        .collect()
}
