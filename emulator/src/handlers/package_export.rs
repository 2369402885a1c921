//! A9: an agent as a package (SIM-40 to SIM-42).

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Builder;

use crate::handlers::context::{Context, HandlerResult};
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::rules::agent_view::permissions;
use crate::rules::names::find_agent;
use crate::store::agents::Agent;
use crate::store::clock::timestamp;
use crate::store::revision::Revision;
use crate::store::tools::{Tool, ToolRef};

/// Members of a definition that have another name or place in a package.
const MOVED: [&str; 2] = ["permissions", "publicName"];

pub(crate) fn export(context: &mut Context<'_>) -> HandlerResult {
    let not_found = || ApiError::agent_not_found(context.id_or_name);
    let agents = &context.state.agents;
    let agent = find_agent(agents, context.project, context.id_or_name, context.tempers.names)
        .and_then(|seq| agents.get(context.project, seq))
        .ok_or_else(not_found)?;
    // SIM-40.
    let (_, revision) = agent.latest_published().or_else(|| agent.newest()).ok_or_else(not_found)?;

    let mut used: Vec<&Tool> = Vec::new();
    let lab_agent = lab_agent(context, agent, revision, &mut used);
    let origin = agent.origin.as_deref();
    let tools: Vec<Value> = used
        .iter()
        .map(|tool| {
            let mut entry = lab_tool(tool, context.project);
            let extra = origin.and_then(|origin| origin.tools.get(&tool.id));
            merge_unknown(&mut entry, extra);
            Value::Object(entry)
        })
        .collect();
    let mut info = object(json!({
        "majorVersion": 1,
        "minorVersion": 1,
        "moduleRevision": 4,
        "organizationId": context.state.organization_id,
        "projectId": context.project_id(),
        "timestamp": timestamp(context.state.clock.now()),
    }));
    merge_unknown(&mut info, origin.map(|origin| &origin.info));
    let mut package = object(json!({ "agents": [lab_agent], "info": info, "tools": tools }));
    merge_unknown(&mut package, origin.map(|origin| &origin.members));
    Ok(Reply::ok(&json!({ "labPackage": package })))
}

fn lab_agent<'a>(
    context: &'a Context<'_>,
    agent: &Agent,
    revision: &Revision,
    used: &mut Vec<&'a Tool>,
) -> Map<String, Value> {
    let permissions = permissions(revision);
    let mut out = Map::new();
    let mut resources = Vec::new();
    out.insert("accessScope".to_owned(), revision.access_scope().into());
    if let Some(Value::Object(data)) = revision.data_value() {
        let data = lab_data(context, data, revision, &mut resources, used);
        out.insert("agentData".to_owned(), Value::Object(data));
    }
    for (member, source) in
        [("chatSharingPermissions", "chatSharing"), ("externalExecutionPermissions", "externalExecution")]
    {
        let value = permissions.get(source).cloned().unwrap_or_default();
        out.insert(member.to_owned(), value);
    }
    for member in ["description", "jobDescription", "name"] {
        out.insert(member.to_owned(), revision.text(member).into());
    }
    let sharing = revision.text_or("sharingScope", "organization");
    out.insert("sharingScope".to_owned(), sharing.into());
    out.insert("id".to_owned(), agent.id.as_str().into());
    out.insert("importIndex".to_owned(), 1.into());
    if !revision.text("publicName").is_empty() {
        out.insert("publicName".to_owned(), revision.text("publicName").into());
    }
    out.insert("resources".to_owned(), Value::Array(resources));
    if let Some(version) = revision.version {
        out.insert("version".to_owned(), version.into());
    }
    for (member, value) in revision.members.iter() {
        if !MOVED.contains(&member.as_str()) && !out.contains_key(member) {
            out.insert(member.clone(), value.clone());
        }
    }
    // The members of `permissions` other than the two that packages have at the top level.
    if let Some(Value::Object(set)) = revision.members.get("permissions") {
        let mut rest = set.clone();
        rest.retain(|member, _| member != "chatSharing" && member != "externalExecution");
        if !rest.is_empty() {
            out.insert("permissions".to_owned(), Value::Object(rest));
        }
    }
    out
}

/// `agentData` in the form of packages: `LLMConfig`, `strategy`, and the pools beside it (D-33, D-34).
fn lab_data<'a>(
    context: &'a Context<'_>,
    data: Map<String, Value>,
    revision: &Revision,
    resources: &mut Vec<Value>,
    used: &mut Vec<&'a Tool>,
) -> Map<String, Value> {
    let mut out = Map::new();
    let mut strategy = Map::new();
    for (member, value) in data {
        match (member.as_str(), value) {
            ("llmConfig", value) => {
                out.insert("LLMConfig".to_owned(), value);
            }
            ("models", Value::Array(models)) => {
                let models = models.into_iter().map(|model| {
                    with_id(rename(model, "llmConfig", "LLMConfig"), |name| context.state.models.id_of(name))
                });
                out.insert(member, models.collect());
            }
            ("strategyId", value) => {
                strategy.insert("id".to_owned(), value);
            }
            ("strategyName", value) => {
                strategy.insert("name".to_owned(), value);
            }
            ("resourcePools", Value::Array(pools)) => {
                resources.extend(pools.into_iter().map(|pool| resource(context, pool, used)));
            }
            (_, value) => {
                out.insert(member, value);
            }
        }
    }
    merge_unknown(&mut strategy, revision.strategy.as_deref());
    if !strategy.is_empty() {
        strategy = object(with_id(Value::Object(strategy), |_| None));
        strategy.entry("systemPrompt").or_insert_with(|| "".into());
        out.insert("strategy".to_owned(), Value::Object(strategy));
    }
    out
}

/// A model or strategy with an id: that of the catalogue. Where it has none, the id follows from the name, so that it is
/// the same in every export.
fn with_id<'a>(value: Value, known: impl Fn(&str) -> Option<&'a str>) -> Value {
    let name = value.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
    let (Some(name), Value::Object(members)) = (name.map(str::to_owned), &value) else {
        return value;
    };
    if members.contains_key("id") {
        return value;
    }
    let id = known(&name).map(str::to_owned).unwrap_or_else(|| {
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(Sha256::digest(&name)).for_each(|(byte, digest)| *byte = digest);
        Builder::from_custom_bytes(bytes).into_uuid().to_string()
    });
    let mut out = object(json!({ "id": id }));
    merge_unknown(&mut out, Some(members));
    Value::Object(out)
}

/// A pool with complete references: id, name, revision and version of tools, id and name of helper agents (SIM-41).
fn resource<'a>(context: &'a Context<'_>, mut pool: Value, used: &mut Vec<&'a Tool>) -> Value {
    let entries = |pool: &mut Value, member: &str| -> Vec<Value> {
        match pool.get_mut(member) {
            Some(Value::Array(entries)) => std::mem::take(entries),
            _ => Vec::new(),
        }
    };
    let tools: Vec<Value> = entries(&mut pool, "tools")
        .into_iter()
        .map(|entry| {
            let Some(tool) = context.state.tools.resolve(context.project, ToolRef::read(&entry)) else {
                return entry;
            };
            if !used.iter().any(|known| known.id == tool.id) {
                used.push(tool);
            }
            let mut out = object(json!({ "id": tool.id, "name": tool.name }));
            let pinned = entry.get("revision").filter(|value| !value.is_null());
            let revision = pinned.cloned().unwrap_or_else(|| tool.revision.into());
            out.insert("revision".to_owned(), revision);
            if let Some(version) = tool.version {
                out.insert("version".to_owned(), version.into());
            }
            merge_unknown(&mut out, entry.as_object());
            out.shift_remove("Id");
            Value::Object(out)
        })
        .collect();
    let helpers: Vec<Value> = entries(&mut pool, "agents").into_iter().map(|entry| helper(context, entry)).collect();
    if let Some(members) = pool.as_object_mut() {
        members.insert("tools".to_owned(), tools.into());
        if members.contains_key("agents") {
            members.insert("agents".to_owned(), helpers.into());
        }
    }
    pool
}

/// A helper agent is exported as a reference by id and name.
fn helper(context: &Context<'_>, entry: Value) -> Value {
    let agents = &context.state.agents;
    let found = ["id", "name"].iter().find_map(|member| {
        let text = entry.get(member)?.as_str()?;
        let agent = agents.get(context.project, find_agent(agents, context.project, text, context.tempers.names)?)?;
        let (_, revision) = agent.newest()?;
        Some(json!({ "id": agent.id, "name": revision.name() }))
    });
    match found {
        Some(found) => {
            let mut out = object(found);
            merge_unknown(&mut out, entry.as_object());
            Value::Object(out)
        }
        None => entry,
    }
}

fn lab_tool(tool: &Tool, project: usize) -> Map<String, Value> {
    let mut out = object(json!({
        "accessScope": tool.access_scope,
        "description": tool.description,
        "id": tool.id,
        "isReference": tool.is_reference(project),
        "name": tool.name,
        "publicName": tool.public_name,
        "type": tool.kind,
    }));
    if let Some(version) = tool.version {
        out.insert("version".to_owned(), version.into());
    }
    out
}

/// Adds the members that `into` does not have.
fn merge_unknown(into: &mut Map<String, Value>, from: Option<&Map<String, Value>>) {
    for (member, value) in from.into_iter().flatten() {
        if !into.contains_key(member) {
            into.insert(member.clone(), value.clone());
        }
    }
}

/// Renames a member in place, unless the new name is taken.
pub(crate) fn rename(value: Value, from: &str, to: &str) -> Value {
    match value {
        Value::Object(map) if map.contains_key(from) && !map.contains_key(to) => map
            .into_iter()
            .map(|(member, value)| {
                let member = if member == from { to.to_owned() } else { member };
                (member, value)
            })
            .collect::<Map<_, _>>()
            .into(),
        other => other,
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
