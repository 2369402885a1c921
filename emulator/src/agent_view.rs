//! Agents as responses show them (contract 2.2).

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::agent_store::{Agent, Revision};
use crate::failure::Entry;
use crate::routes::ApiVersion;
use crate::tools::{ToolRef, Tools};

/// A whole agent object.
#[derive(Debug)]
pub(crate) struct AgentView<'a> {
    head: Map<String, Value>,
    data: Option<Cow<'a, RawValue>>,
    messages: Vec<Value>,
}

/// What shapes an agent object beside the agent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ViewOptions<'a> {
    pub(crate) version: ApiVersion,
    pub(crate) tools: &'a Tools,
    pub(crate) project: usize,
}

impl<'a> AgentView<'a> {
    /// SIM-34: v2 leaves out `sharingScope` and tool ids.
    pub(crate) fn new(
        agent: &Agent,
        (number, revision): (u64, &'a Revision),
        options: ViewOptions<'_>,
        warnings: &[Entry],
    ) -> Self {
        let mut head = head(agent, number, revision);
        for (member, default) in [("jobDescription", ""), ("avatarImage", "")] {
            head.insert(member.to_owned(), revision.text_or(member, default).into());
        }
        if options.version == ApiVersion::V4 {
            let scope = revision.text_or("sharingScope", "organization");
            head.insert("sharingScope".to_owned(), scope.into());
        }
        for (member, value) in revision.members.iter() {
            if member != "sharingScope" && member != "publicName" && !head.contains_key(member) {
                head.insert(member.clone(), value.clone());
            }
        }
        let data = revision.data.as_deref().map(|raw| match options.version {
            ApiVersion::V4 => Cow::Borrowed(raw),
            ApiVersion::V2 => without_tool_ids(revision, options).map_or(Cow::Borrowed(raw), Cow::Owned),
        });
        Self { head, data, messages: warnings.iter().map(Entry::to_warning).collect() }
    }
}

impl Serialize for AgentView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (member, value) in &self.head {
            map.serialize_entry(member, value)?;
        }
        if let Some(data) = &self.data {
            map.serialize_entry("agentData", data.as_ref())?;
        }
        if !self.messages.is_empty() {
            map.serialize_entry("messages", &self.messages)?;
        }
        map.end()
    }
}

/// Members that every agent object has, whole or summary. `version` is omitted for drafts.
fn head(agent: &Agent, number: u64, revision: &Revision) -> Map<String, Value> {
    let mut head = Map::new();
    let mut set = |member: &str, value: Value| {
        head.insert(member.to_owned(), value);
    };
    set("id", agent.id.as_str().into());
    set("name", revision.name().into());
    set("description", revision.text("description").into());
    if !revision.text("publicName").is_empty() {
        set("publicName", revision.text("publicName").into());
    }
    set("accessScope", revision.access_scope().into());
    set("status", revision.status().into());
    set("isDraft", revision.is_draft().into());
    set("revision", number.into());
    if let Some(version) = revision.version {
        set("version", version.into());
    }
    head
}

/// An element of A6; `for_tool` adds what A7 has beyond it.
pub(crate) fn summary(agent: &Agent, (number, revision): (u64, &Revision), for_tool: bool) -> Map<String, Value> {
    let mut summary = head(agent, number, revision);
    if for_tool {
        let permissions = permissions(revision);
        // A private agent is open to nobody, whatever its permissions say.
        let effective = if revision.access_scope() == "public" {
            permissions.clone()
        } else {
            json!({ "chatSharing": "none", "externalExecution": "none" })
        };
        let job = revision.text("jobDescription");
        summary.insert("jobDescription".to_owned(), job.into());
        summary.insert("permissions".to_owned(), permissions);
        summary.insert("effectivePermissions".to_owned(), effective);
    }
    summary
}

/// `permissions` as set, or the server's defaults.
pub(crate) fn permissions(revision: &Revision) -> Value {
    let text = |member: &str, default: &str| {
        revision
            .members
            .get("permissions")
            .and_then(|permissions| permissions.get(member))
            .cloned()
            .unwrap_or_else(|| default.into())
    };
    json!({
        "chatSharing": text("chatSharing", "organization"),
        "externalExecution": text("externalExecution", "none"),
    })
}

/// `agentData` for v2: each tool shows a name instead of its id, so the reference still means the same tool.
fn without_tool_ids(revision: &Revision, options: ViewOptions<'_>) -> Option<Box<RawValue>> {
    let mut data = revision.data_value()?;
    let pools = data.get_mut("resourcePools")?.as_array_mut()?;
    let tools = pools.iter_mut().filter_map(|pool| pool.get_mut("tools")?.as_array_mut()).flatten();
    for tool in tools {
        let reference = ToolRef::read(tool);
        let name = match reference.name {
            Some(_) => None,
            None => Some(
                options
                    .tools
                    .resolve(options.project, reference)
                    .map_or_else(|| reference.label().to_owned(), |tool| tool.name.clone()),
            ),
        };
        if let Some(members) = tool.as_object_mut() {
            members.shift_remove("id");
            members.shift_remove("Id");
            if let Some(name) = name {
                members.insert("name".to_owned(), name.into());
            }
        }
    }
    RawValue::from_string(serde_json::to_string(&data).ok()?).ok()
}
