//! What is deleted, and what may not be.

use std::collections::BTreeSet;

use futures_util::TryStreamExt as _;

use super::conflicts::conflict;
use super::document::digest;
use super::kinds::schema_of;
use super::known::{Known, KnownTool};
use super::merge::definable;
use super::options::AllowDelete;
use super::references::of_agent;
use super::requests::Requests;
use super::server::{Listed, Server};
use crate::error::Error;
use crate::json::Extra;
use crate::json::tree::Tree;
use crate::models::AgentSummary;
use crate::models::definitions::DefinitionKind;
use crate::models::plans::{Change, ChangeAction, ChangeBase, Conflict, ConflictReason};
use crate::schema::comparison::Referred;
use crate::schema::malformed::MalformedMembers;

/// Of a hundred objects that the files manage so many may be deleted without saying how many.
const SHARE: u64 = 30;

/// The deletion of an object as it stands.
pub(crate) async fn deletion(requests: &Requests<'_>, kind: &DefinitionKind, listed: &Listed) -> Result<Change, Error> {
    let answer = match *kind == DefinitionKind::INTEGRATION {
        true => requests.integration(&listed.id).await?,
        false => requests.agent(&listed.id, listed.revision, true).await?,
    };
    let base = ChangeBase {
        revision: listed.revision,
        published: None,
        content: None,
        digest: digest(&definable(schema_of(kind), &answer)),
        extra: Extra::new(),
        malformed: MalformedMembers::default(),
    };
    Ok(Change {
        kind: kind.clone(),
        name: listed.name.clone(),
        action: ChangeAction::DELETE,
        id: Some(listed.id.clone()),
        file: None,
        renamed_from: None,
        base: Some(base),
        publishes: false,
        ring: false,
        members: Vec::new(),
        body: None,
        secrets: Vec::new(),
        kept: None,
        sources: Vec::new(),
        tools: None,
        only_on_server: Vec::new(),
        notes: Vec::new(),
        extra: Extra::new(),
        malformed: MalformedMembers::default(),
    })
}

/// What stands in the way of deletions by their number.
pub(crate) fn check_number(deletions: &[Change], managed: usize, allowed: AllowDelete) -> Vec<Conflict> {
    let number = u64::try_from(deletions.len()).unwrap_or(u64::MAX);
    let managed = u64::try_from(managed).unwrap_or(u64::MAX).saturating_add(number);
    let many = number.saturating_mul(100) > managed.saturating_mul(SHARE);
    let refuse = |reason: ConflictReason, why: String| {
        let one = |change: &Change| {
            conflict(&change.kind, &change.name, reason.clone(), why.clone()).allowed_by("allow_delete")
        };
        deletions.iter().map(one).collect()
    };
    match allowed {
        _ if number == 0 => Vec::new(),
        AllowDelete::No => refuse(ConflictReason::DELETE_NOT_ALLOWED, "it would be deleted".to_owned()),
        AllowDelete::Any if !many => Vec::new(),
        AllowDelete::Exactly(given) if given == number => Vec::new(),
        AllowDelete::Any | AllowDelete::Exactly(_) => refuse(
            ConflictReason::TOO_MANY_DELETES,
            format!("{number} of {managed} objects would be deleted; give the exact number to allow it"),
        ),
    }
}

/// Tools that a plan removes, of the integration that has them.
pub(crate) struct RemovedTools<'a> {
    pub kind: DefinitionKind,
    pub name: &'a str,
    pub tools: Vec<&'a KnownTool>,
}

/// Agents that use a tool, drafts included.
pub(crate) async fn users_of_tool(requests: &Requests<'_>, tool: &KnownTool) -> Result<Vec<AgentSummary>, Error> {
    let call = requests.client.agents().list_by_tool(tool.id.clone()).allow_drafts(true);
    call.options(requests.options()).stream().try_collect().await
}

/// Agents outside of the files that use a tool which is_removed.
pub(crate) async fn users_of_tools(
    requests: &Requests<'_>,
    removals: &[RemovedTools<'_>],
    managed: &BTreeSet<String>,
) -> Result<Vec<Conflict>, Error> {
    let mut conflicts = Vec::new();
    for RemovedTools { kind, name, tools } in removals {
        for tool in tools.iter().filter(|tool| !tool.id.is_empty()) {
            let users = users_of_tool(requests, tool).await?;
            for agent in users.iter().filter(|agent| !managed.contains(&*agent.name)) {
                let why = format!("its tool {} is removed, and agent {} uses it", tool.name, &*agent.name);
                conflicts.push(conflict(kind, name, ConflictReason::TOOL_IN_USE, why));
            }
        }
    }
    Ok(conflicts)
}

/// Agents outside of the files that name an agent which is deleted.
pub(crate) async fn users_of_agents(
    requests: &Requests<'_>,
    deletions: &[Change],
    server: &Server,
    managed: &BTreeSet<String>,
) -> Result<Vec<Conflict>, Error> {
    let deleted: Vec<&Change> = deletions.iter().filter(|it| it.kind == DefinitionKind::AGENT).collect();
    if deleted.is_empty() {
        return Ok(Vec::new());
    }
    let is_other = |agent: &Listed| !managed.contains(&agent.name) && !deleted.iter().any(|it| it.name == agent.name);
    let mut conflicts = Vec::new();
    for (agent, answer) in server.read_agents(requests, is_other).await? {
        for change in deleted.iter().filter(|change| names(&answer, change, &server.known)) {
            let why = format!("agent {} uses it", agent.name);
            conflicts.push(conflict(&change.kind, &change.name, ConflictReason::STILL_USED, why));
        }
    }
    Ok(conflicts)
}

fn names(answer: &Tree, deleted: &Change, known: &Known) -> bool {
    let mut agents = of_agent(answer).into_iter().filter(|(referred, _)| *referred == Referred::Agent);
    agents.any(|(referred, reference)| known.meaning(referred, reference) == deleted.name)
}
