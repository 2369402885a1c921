//! What is deleted, and what may not be.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::TryStreamExt as _;

use super::conflicts::conflict;
use super::document::tree;
use super::kinds::schema_of;
use super::known::{Known, KnownTool};
use super::merge::content_digest;
use super::options::AllowDelete;
use super::references::of_agent;
use super::remote::{RemoteObject, RemoteRevision};
use super::requests::{READS, Requests};
use super::server::{Listed, Server};
use crate::error::Error;
use crate::json::Extra;
use crate::json::tree::Tree;
use crate::models::AgentSummary;
use crate::models::definitions::DefinitionKind;
use crate::models::named_members::{ID, NAME};
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
        digest: content_digest(schema_of(kind), &answer),
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

/// What a reference means.
type Meaning = (Referred, String);

/// What agents of a plan name once it is applied, in a revision that stays, beside what their files name, which is judged
/// as references are.
#[derive(Default)]
pub(crate) struct StillNamed(BTreeMap<String, BTreeSet<Meaning>>);

/// What the published revision of an agent names, and what the draft ahead of it does.
#[derive(Default)]
pub(crate) struct NamedBefore {
    published: BTreeSet<Meaning>,
    draft: BTreeSet<Meaning>,
}

impl NamedBefore {
    pub(crate) fn of(remote: &RemoteObject, known: &Known) -> Self {
        let named =
            |seen: &Option<RemoteRevision>| seen.as_ref().map(|seen| meanings(&seen.answer, known)).unwrap_or_default();
        match remote {
            RemoteObject::Agent { published, draft, .. } => Self { published: named(published), draft: named(draft) },
            _ => Self::default(),
        }
    }
}

impl StillNamed {
    /// Adds an agent: its definition, and what becomes of it.
    pub(crate) fn add(
        &mut self,
        name: &str,
        wanted: &Tree,
        before: NamedBefore,
        change: Option<&Change>,
        known: &Known,
    ) {
        let NamedBefore { published, draft } = before;
        let mut named = match change {
            Some(change) if change.body.is_some() => {
                let mut sent = meanings(&change.body.as_ref().map(tree).unwrap_or(Tree::Null), known);
                sent.extend(published.into_iter().filter(|_| !change.publishes));
                sent
            }
            Some(_) => draft,
            None => published.into_iter().chain(draft).collect(),
        };
        for own in meanings(wanted, known) {
            named.remove(&own);
        }
        if !named.is_empty() {
            self.0.insert(name.to_owned(), named);
        }
    }

    fn users<'a>(&'a self, meaning: &'a Meaning) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(_, named)| named.contains(meaning)).map(|(name, _)| name.as_str())
    }
}

fn meanings(agent: &Tree, known: &Known) -> BTreeSet<Meaning> {
    let mut named = BTreeSet::new();
    named.extend(of_agent(agent).into_iter().map(|(referred, it)| (referred, known.meaning(referred, it))));
    named
}

/// Agents that use a tool which is removed. `planned` are those that the plan has looked at, of which `still_named` tells.
pub(crate) async fn users_of_tools(
    requests: &Requests<'_>,
    removals: &[RemovedTools<'_>],
    planned: &BTreeSet<String>,
    still_named: &StillNamed,
    known: &Known,
) -> Result<Vec<Conflict>, Error> {
    let mut conflicts = Vec::new();
    for RemovedTools { kind, name, tools } in removals {
        for tool in tools {
            let listed = if tool.id.is_empty() { Vec::new() } else { users_of_tool(requests, tool).await? };
            let others = listed.iter().map(|agent| &*agent.name).filter(|name| !planned.contains(*name));
            let [id, called] = [(ID.wire, &tool.id), (NAME, &tool.name)]
                .map(|(member, text)| (member.to_owned(), Tree::Text(text.clone())));
            let meaning = known.meaning(Referred::Tool, &Tree::Object(vec![id, called]));
            for agent in others.chain(still_named.users(&(Referred::Tool, meaning))) {
                let why = format!("its tool {} is removed, and agent {agent} uses it", tool.name);
                conflicts.push(conflict(kind, name, ConflictReason::TOOL_IN_USE, why));
            }
        }
    }
    Ok(conflicts)
}

/// Agents that name an agent which is deleted, in what is published or in a draft. `planned` are those that the plan has
/// looked at, of which `still_named` tells.
pub(crate) async fn users_of_agents(
    requests: &Requests<'_>,
    deletions: &[Change],
    server: &Server,
    planned: &BTreeSet<String>,
    still_named: &StillNamed,
) -> Result<Vec<Conflict>, Error> {
    let deleted: Vec<&Change> = deletions.iter().filter(|it| it.kind == DefinitionKind::AGENT).collect();
    if deleted.is_empty() {
        return Ok(Vec::new());
    }
    let is_other = |agent: &Listed| !planned.contains(&agent.name) && !deleted.iter().any(|it| it.name == agent.name);
    let newest = server.read_agents(requests, is_other).await?;
    let drafts: Vec<&Listed> = newest.iter().map(|(agent, _)| *agent).filter(|agent| agent.is_draft).collect();
    let published = requests.each(&drafts, READS, |agent| requests.agent(&agent.id, None, false)).await;
    let mut named: Vec<(&str, BTreeSet<Meaning>)> = Vec::new();
    named.extend(newest.iter().map(|(agent, answer)| (agent.name.as_str(), meanings(answer, &server.known))));
    for (agent, answer) in drafts.iter().zip(published) {
        match answer {
            Ok(answer) => named.push((agent.name.as_str(), meanings(&answer, &server.known))),
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
    }
    let mut conflicts = Vec::new();
    for change in deleted {
        let meaning = (Referred::Agent, change.name.clone());
        let others = named.iter().filter(|(_, named)| named.contains(&meaning)).map(|(name, _)| *name);
        // Once each, whichever of its revisions says so.
        let users: BTreeSet<&str> = others.chain(still_named.users(&meaning)).collect();
        conflicts.extend(users.into_iter().map(|agent| {
            conflict(&change.kind, &change.name, ConflictReason::STILL_USED, format!("agent {agent} uses it"))
        }));
    }
    Ok(conflicts)
}
