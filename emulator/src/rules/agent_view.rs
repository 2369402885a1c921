//! Agents as responses show them (contract 2.2).

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::http::error::ErrorEntry;
use crate::rules::agent_definition::TEXTS;
use crate::rules::api_version::ApiVersion;
use crate::store::agents::Agent;
use crate::store::revision::Revision;
use crate::store::tools::{ToolRef, Tools};

/// Members that every agent object has, whole or summary. `version` is omitted for drafts.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CommonMembers<'a> {
    id: &'a str,
    name: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    public_name: &'a str,
    access_scope: &'a str,
    status: &'a str,
    is_draft: bool,
    revision: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
}

impl<'a> CommonMembers<'a> {
    fn new(agent: &'a Agent, (number, revision): (u64, &'a Revision)) -> Self {
        Self {
            id: &agent.id,
            name: revision.name(),
            description: revision.text("description"),
            public_name: revision.text("publicName"),
            access_scope: revision.access_scope(),
            status: revision.status(),
            is_draft: revision.is_draft(),
            revision: number,
            version: revision.version,
        }
    }
}

/// A whole agent object.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AgentView<'a> {
    #[serde(flatten)]
    common: CommonMembers<'a>,
    job_description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_image: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sharing_scope: Option<&'a str>,
    #[serde(flatten)]
    extra: Extra<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent_data: Option<Cow<'a, RawValue>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    messages: Vec<Value>,
}

/// What an agent object depends on besides the agent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ViewOptions<'a> {
    pub(crate) version: ApiVersion,
    pub(crate) tools: &'a Tools,
    pub(crate) project: usize,
    /// Whether tools have `Id` in place of `id`, as in the answer of A4 (D-25).
    pub(crate) capital_ids: bool,
}

impl<'a> AgentView<'a> {
    /// SIM-34: v2 leaves out `sharingScope` and tool ids.
    pub(crate) fn new(
        agent: &'a Agent,
        (number, revision): (u64, &'a Revision),
        options: ViewOptions<'_>,
        warnings: &[ErrorEntry],
    ) -> Self {
        let v4 = options.version == ApiVersion::V4;
        let agent_data = revision.data.as_deref().map(|raw| {
            let changed = match (v4, options.capital_ids) {
                (true, false) => None,
                (true, true) => with_tools(revision, capital_id),
                (false, _) => with_tools(revision, |tool| name_for_id(tool, options)),
            };
            changed.map_or(Cow::Borrowed(raw), Cow::Owned)
        });
        Self {
            common: CommonMembers::new(agent, (number, revision)),
            job_description: revision.text("jobDescription"),
            avatar_image: revision.members.get("avatarImage").and_then(Value::as_str),
            sharing_scope: v4.then(|| revision.text_or("sharingScope", "organization")),
            extra: Extra(&revision.members),
            agent_data,
            messages: warnings.iter().map(ErrorEntry::to_warning).collect(),
        }
    }
}

/// Members of a definition that the emulator does not interpret (REQ-03).
#[derive(Debug)]
struct Extra<'a>(&'a Map<String, Value>);

impl Serialize for Extra<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (member, value) in self.0.iter().filter(|(member, _)| !TEXTS.contains(&member.as_str())) {
            map.serialize_entry(member, value)?;
        }
        map.end()
    }
}

/// An element of A6, or of A7, which has further members.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary<'a> {
    #[serde(flatten)]
    common: CommonMembers<'a>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    for_tool: Option<ForTool<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ForTool<'a> {
    job_description: &'a str,
    permissions: Value,
    effective_permissions: Value,
}

impl<'a> Summary<'a> {
    pub(crate) fn new(agent: &'a Agent, shown: (u64, &'a Revision), for_tool: bool) -> Self {
        let revision = shown.1;
        Self {
            common: CommonMembers::new(agent, shown),
            for_tool: for_tool.then(|| {
                let permissions = permissions(revision);
                // Nobody else has access to a private agent, whatever its permissions are.
                let effective_permissions = if revision.access_scope() == "public" {
                    permissions.clone()
                } else {
                    json!({ "chatSharing": "none", "externalExecution": "none" })
                };
                ForTool { job_description: revision.text("jobDescription"), permissions, effective_permissions }
            }),
        }
    }
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

/// `agentData` with each tool of the pools changed; `None` where there is none.
fn with_tools(revision: &Revision, change: impl Fn(&mut Value)) -> Option<Box<RawValue>> {
    let mut data = revision.data_value()?;
    let pools = data.get_mut("resourcePools")?.as_array_mut()?;
    pools.iter_mut().filter_map(|pool| pool.get_mut("tools")?.as_array_mut()).flatten().for_each(change);
    RawValue::from_string(serde_json::to_string(&data).ok()?).ok()
}

fn capital_id(tool: &mut Value) {
    if let Some(members) = tool.as_object_mut()
        && let Some(id) = members.shift_remove("id")
    {
        members.shift_insert(0, "Id".to_owned(), id);
    }
}

/// For v2: a tool has a name instead of its id, so that it still refers to the same tool.
fn name_for_id(tool: &mut Value, options: ViewOptions<'_>) {
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
