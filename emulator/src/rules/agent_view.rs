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
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_image: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sharing_scope: Option<&'a str>,
    #[serde(rename = "isReadonly")]
    is_read_only: bool,
}

impl<'a> CommonMembers<'a> {
    fn new(agent: &'a Agent, (number, revision): (u64, &'a Revision), version: ApiVersion, is_read_only: bool) -> Self {
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
            avatar_image: revision.members.get("avatarImage").and_then(Value::as_str),
            sharing_scope: sharing_scope(revision, version),
            is_read_only,
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
    #[serde(flatten)]
    permissions: Permissions,
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
    /// Whether a draft has the version 0, as in the answer of A10; it has none elsewhere.
    pub(crate) counts_from_zero: bool,
}

impl<'a> AgentView<'a> {
    /// SIM-34: v2 leaves out tool ids.
    pub(crate) fn new(
        agent: &'a Agent,
        (number, revision): (u64, &'a Revision),
        options: ViewOptions<'_>,
        warnings: &[ErrorEntry],
    ) -> Self {
        let v4 = options.version == ApiVersion::V4;
        let agent_data = revision.data.as_deref().map(|raw| {
            let changed = with_tools(revision, |tool| {
                if v4 {
                    complete(tool, options);
                } else {
                    name_for_id(tool, options);
                }
                if options.capital_ids {
                    capital_id(tool);
                }
            });
            changed.map_or(Cow::Borrowed(raw), Cow::Owned)
        });
        let mut common = CommonMembers::new(agent, (number, revision), options.version, false);
        common.version = common.version.or_else(|| options.counts_from_zero.then_some(0));
        Self {
            common,
            job_description: revision.text("jobDescription"),
            permissions: Permissions::of(revision),
            extra: Extra(&revision.members),
            agent_data,
            messages: warnings.iter().map(ErrorEntry::to_warning).collect(),
        }
    }
}

/// SIM-22, SIM-34.
fn sharing_scope(revision: &Revision, version: ApiVersion) -> Option<&str> {
    (version == ApiVersion::V4).then(|| revision.text_or("sharingScope", "organization"))
}

/// Members of a definition that the emulator does not interpret (REQ-03).
#[derive(Debug)]
struct Extra<'a>(&'a Map<String, Value>);

impl Serialize for Extra<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (member, value) in
            self.0.iter().filter(|(name, _)| !TEXTS.contains(&name.as_str()) && *name != "permissions")
        {
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
    #[serde(flatten)]
    permissions: Permissions,
}

impl<'a> Summary<'a> {
    /// `own`: whether the agent belongs to the project of the caller.
    pub(crate) fn new(
        agent: &'a Agent,
        shown: (u64, &'a Revision),
        version: ApiVersion,
        own: bool,
        for_tool: bool,
    ) -> Self {
        let revision = shown.1;
        Self {
            common: CommonMembers::new(agent, shown, version, !own),
            for_tool: for_tool.then(|| ForTool {
                job_description: revision.text("jobDescription"),
                permissions: Permissions::of(revision),
            }),
        }
    }
}

/// What an agent permits, and what follows from that.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Permissions {
    permissions: Value,
    effective_permissions: Value,
}

impl Permissions {
    fn of(revision: &Revision) -> Self {
        let permissions = permissions(revision);
        // Nobody else has access to a private agent, whatever its permissions are.
        let effective_permissions = if revision.access_scope() == "public" {
            permissions.clone()
        } else {
            json!({ "chatSharing": "none", "externalExecution": "none" })
        };
        Self { permissions, effective_permissions }
    }
}

/// `permissions` as set, over the server's defaults.
pub(crate) fn permissions(revision: &Revision) -> Value {
    let mut permissions = json!({ "chatSharing": "organization", "externalExecution": "none" });
    if let (Some(members), Some(Value::Object(set))) =
        (permissions.as_object_mut(), revision.members.get("permissions"))
    {
        members.extend(set.iter().map(|(member, value)| (member.clone(), value.clone())));
    }
    permissions
}

/// `agentData` with each tool of the pools changed; `None` where there is none.
fn with_tools(revision: &Revision, change: impl Fn(&mut Value)) -> Option<Box<RawValue>> {
    let mut data = revision.data_value()?;
    let pools = data.get_mut("resourcePools")?.as_array_mut()?;
    pools.iter_mut().filter_map(|pool| pool.get_mut("tools")?.as_array_mut()).flatten().for_each(change);
    RawValue::from_string(serde_json::to_string(&data).ok()?).ok()
}

/// For v4: a tool that is known has its id and its name, whichever was sent.
fn complete(tool: &mut Value, options: ViewOptions<'_>) {
    let reference = ToolRef::read(tool);
    if reference.id.is_some() && reference.name.is_some() {
        return;
    }
    let Some(known) = options.tools.resolve(options.project, reference) else {
        return;
    };
    let name = reference.name.filter(|name| *name != known.id).unwrap_or(&known.name).to_owned();
    let id = known.id.clone();
    if let Some(members) = tool.as_object_mut() {
        members.shift_remove("Id");
        members.insert("name".to_owned(), name.into());
        members.shift_insert(0, "id".to_owned(), id.into());
    }
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
