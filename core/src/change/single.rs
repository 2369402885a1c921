//! One agent or integration without files: made what it should be, its revisions, and going back to one of them.

use std::collections::BTreeMap;
use std::time::Instant;

use super::apply::{self, Outcome};
use super::calls::failed;
use super::compare::compare;
use super::decide::with_removed_as_null;
use super::document::{json, tree};
use super::kinds::{refused, schema_of};
use super::known::Known;
use super::merge::definable;
use super::options::PlanOptions;
use super::plan;
use super::references::{self, of_agent};
use super::removal::users_of_tool;
use super::requests::Requests;
use super::secrets::{masked, told};
use super::server::{Listed, Server};
use crate::client::Client;
use crate::config::call_options::CallOptions;
use crate::error::{Error, Executed};
use crate::json::Json;
use crate::json::tree::Tree;
use crate::models::AgentSummary;
use crate::models::definitions::{Definition, DefinitionKind, Definitions};
use crate::models::named_members::{NAME, answered};
use crate::models::plans::{Applied, Conflict, Difference, MemberChange, StepOutcome};
use crate::schema::comparison::Referred;
use crate::schema::model::from_json;

/// What was done to make an object what it should be.
pub(crate) struct Made {
    pub changed: bool,
    pub members: Vec<MemberChange>,
    /// The object as it is now: of an agent the newest revision; where it was to be published, the published one.
    pub answer: Tree,
}

/// Makes the object of one definition what it should be: a plan of one, which is applied.
pub(crate) async fn ensure(
    client: &Client,
    definitions: &Definitions,
    choices: &PlanOptions,
    call: &CallOptions,
) -> Result<Made, Error> {
    let begun = Instant::now();
    let plan = plan::plan(client, definitions, choices, call, None).await?;
    if !plan.conflicts.is_empty() {
        let told = |conflict: &Conflict| {
            let option = conflict.allow.as_deref().map(|option| client.name_style().name(option));
            let allow = option.map(|option| format!(" ({option} allows it)")).unwrap_or_default();
            format!("{} {}: {}{allow}", conflict.kind.as_str(), conflict.name, conflict.text)
        };
        return Err(refused(plan.conflicts.iter().map(told).collect::<Vec<_>>().join("; ")));
    }
    let object = plan.objects.first().ok_or_else(|| refused("there is no definition"))?;
    let (mut id, mut revision, mut held) = (object.id.clone(), object.revision, None);
    let changed = !plan.changes.is_empty();
    if changed {
        let Outcome { mut applied, error } = apply::apply(client, &plan, &remaining(call, begun), None, None).await?;
        // A definition may be what the server had once; of files it would name variables.
        for object in &mut applied.objects {
            object.definition = masked(schema_of(&object.kind), "", &object.definition);
        }
        if let Some(error) = error {
            return Err(failed(&applied, error));
        }
        for step in &applied.steps {
            (id, revision) = (step.id.clone().or(id), step.revision.or(revision));
        }
        held = held_in(&applied);
    }
    let requests = Requests::new(client, &remaining(call, begun));
    let id = id.ok_or_else(|| refused("the server named no id"))?;
    let answer = match object.kind == DefinitionKind::AGENT {
        // A draft of somebody else may be ahead of what is published already.
        true if plan.publish && !changed => requests.agent(&id, None, false).await?,
        true => requests.agent(&id, revision, true).await?,
        false => requests.integration(&id).await?,
    };
    // A warning holds back what is to be published, which a draft is not.
    let is_reached =
        || compare(schema_of(&object.kind), &tree(&object.definition), &answer, &Known::default()).is_equal();
    if let Some(held) = held.filter(|_| plan.publish || !is_reached()) {
        return Err(held);
    }
    let members = plan.changes.into_iter().flat_map(|change| change.members).collect();
    Ok(Made { changed, members, answer })
}

fn remaining(call: &CallOptions, begun: Instant) -> CallOptions {
    let left = call.deadline.map(|all| all.saturating_sub(begun.elapsed()));
    CallOptions { deadline: left, ..call.clone() }
}

/// A step that is held as an error: nobody looks at the steps of one object.
fn held_in(applied: &Applied) -> Option<Error> {
    let step = applied.steps.iter().find(|step| step.outcome == StepOutcome::HELD)?;
    let why = step.error.as_deref().unwrap_or_default();
    let detail = format!("{} {}: it is a draft that was not published: {why}", step.kind.as_str(), step.name);
    let document = Json::from_text(applied.to_json()).ok();
    Some(Error::apply(Error::plan(why), detail, document, Executed::Yes).with(|error| error.origin = None))
}

/// What a list has of an id or name.
fn find<'a>(listed: &'a BTreeMap<String, Listed>, id_or_name: &str) -> Option<&'a Listed> {
    let of_id = listed.values().find(|object| object.id == id_or_name);
    of_id.or_else(|| listed.get(id_or_name))
}

/// The newest revision of an agent, by its number: what the server answers without one is for it to choose.
async fn newest(requests: &Requests<'_>, id_or_name: &str) -> Result<Tree, Error> {
    requests.check_path(requests.client.agents().get(id_or_name).into_parts())?;
    let agents = Server::agents_of(requests).await?;
    match find(&agents, id_or_name) {
        Some(listed) => requests.agent(&listed.id, listed.revision, true).await,
        None => requests.agent(id_or_name, None, true).await,
    }
}

/// The newest revision of an agent that is older than a number. The API has no list of them, and numbers may be missing.
pub(crate) async fn revision_before(
    requests: &Requests<'_>,
    id_or_name: &str,
    before: Option<i64>,
) -> Result<Option<Tree>, Error> {
    let Some(before) = before else { return newest(requests, id_or_name).await.map(Some) };
    let mut number = before.saturating_sub(1);
    while number > 0 {
        match requests.agent(id_or_name, Some(number), true).await {
            Ok(answer) => return Ok(Some(answer)),
            Err(error) if error.is_not_found() => number = number.saturating_sub(1),
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Which content an agent goes back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Earlier {
    /// That of a published version.
    Version(i64),
    /// That of a revision.
    Revision(i64),
}

/// Makes a new revision with the content of an earlier one and publishes it. A draft of somebody else that lies ahead is
/// superseded only where that is allowed.
pub(crate) async fn roll_back(
    client: &Client,
    id_or_name: &str,
    to: Earlier,
    over_drafts: bool,
    call: &CallOptions,
) -> Result<Made, Error> {
    let begun = Instant::now();
    let requests = Requests::new(client, call);
    let now = newest(&requests, id_or_name).await?;
    let then = match to {
        Earlier::Revision(number) => requests.agent(id_or_name, Some(number), true).await?,
        Earlier::Version(version) => of_version(&requests, id_or_name, &now, version).await?,
    };
    let schema = schema_of(&DefinitionKind::AGENT);
    let mut wanted = with_removed_as_null(&definable(schema, &then), &definable(schema, &now));
    // It keeps the name that it has now: others address it by that.
    let name = now.get(NAME).and_then(Tree::as_text).unwrap_or_default().to_owned();
    wanted.set(NAME, Tree::Text(name.clone()));
    let definition = Definition::new(DefinitionKind::AGENT, name, json(&wanted));
    let definitions = Definitions { agents: vec![definition], ..Definitions::default() };
    let choices = PlanOptions { publish: Some(true), over_drafts, ..PlanOptions::default() };
    ensure(client, &definitions, &choices, &remaining(call, begun)).await
}

async fn of_version(requests: &Requests<'_>, id_or_name: &str, now: &Tree, version: i64) -> Result<Tree, Error> {
    let number = |answer: &Tree, member: &str| answer.get(member).and_then(Tree::as_i64);
    let mut seen = now.clone();
    loop {
        if number(&seen, answered::VERSION) == Some(version) {
            return Ok(seen);
        }
        let earlier = match number(&seen, answered::REVISION) {
            Some(before) => revision_before(requests, id_or_name, Some(before)).await?,
            None => None,
        };
        seen = earlier.ok_or_else(|| refused(format!("agent {id_or_name}: no revision has version {version}")))?;
    }
}

/// The agents that use any tool of an integration, by name.
pub(crate) async fn used_by(requests: &Requests<'_>, id_or_name: &str) -> Result<Vec<AgentSummary>, Error> {
    requests.check_path(requests.client.integrations().get(id_or_name).into_parts())?;
    let server = Server::read(requests).await?;
    let name = match find(&server.integrations, id_or_name) {
        Some(listed) => listed.name.clone(),
        // The error of the server for what is not there.
        None => {
            let answer = requests.integration(id_or_name).await?;
            answer.get(NAME).and_then(Tree::as_text).unwrap_or_default().to_owned()
        }
    };
    let mut users: BTreeMap<String, AgentSummary> = BTreeMap::new();
    let tools = server.tools.get(&name).map(Vec::as_slice).unwrap_or_default();
    for tool in tools.iter().filter(|tool| !tool.id.is_empty()) {
        let found = users_of_tool(requests, tool).await?;
        users.extend(found.into_iter().map(|agent| (agent.name.to_string(), agent)));
    }
    let without_id: Vec<&str> = tools.iter().filter(|tool| tool.id.is_empty()).map(|tool| &*tool.name).collect();
    if !without_id.is_empty() {
        // Only an id can be asked for.
        for (_, answer) in server.read_agents(requests, |_| true).await? {
            let is_one = |(referred, reference): &(Referred, &Tree)| {
                *referred == Referred::Tool && without_id.contains(&references::text(reference))
            };
            if of_agent(&answer).iter().any(is_one) {
                let agent: AgentSummary = from_json(&answer.to_json())?;
                users.insert(agent.name.to_string(), agent);
            }
        }
    }
    Ok(users.into_values().collect())
}

/// What differs between two agents, or an agent and a definition.
pub(crate) fn difference(before: &Tree, after: &Tree) -> Difference {
    let schema = schema_of(&DefinitionKind::AGENT);
    let (before, after) = (definable(schema, before), definable(schema, after));
    let found = compare(schema, &with_removed_as_null(&after, &before), &before, &Known::default());
    Difference { members: told(schema, found.members), ..Difference::default() }
}

/// What differs between two revisions of an agent.
pub(crate) async fn between(
    requests: &Requests<'_>,
    id_or_name: &str,
    before: i64,
    after: i64,
) -> Result<Difference, Error> {
    let read = |number: i64| requests.agent(id_or_name, Some(number), true);
    let (before, after) = futures_util::future::try_join(read(before), read(after)).await?;
    Ok(difference(&before, &after))
}
