//! Reads the objects of a plan again before anything is written, and tells whether the plan is stale.

use std::collections::BTreeMap;

use super::compare::{Differing, compare, is_empty, is_reached};
use super::document::tree;
use super::kinds::schema_of;
use super::known::Known;
use super::merge::{content_digest, definable};
use super::remote::is_draft;
use super::requests::Requests;
use super::secrets::has_kept;
use super::server::Listed;
use crate::error::Error;
use crate::json::tree::Tree;
use crate::models::definitions::DefinitionKind;
use crate::models::named_members::{ID, answered};
use crate::models::plans::{BaseContent, Change, ChangeAction};

/// State of an object of a plan on the server, compared with what the plan saw.
#[derive(Debug)]
pub(crate) enum ObjectState {
    /// As the plan saw it.
    AsPlanned {
        /// The newest revision of an agent.
        revision: Option<i64>,
        /// Whether credentials were missing already.
        misses_credentials: bool,
        /// Members of the definition that the answer about an integration held.
        held: Vec<String>,
        /// What the change was computed on, where it takes secrets from there.
        base: Option<Tree>,
    },
    /// The change was made already.
    Applied {
        id: String,
        revision: Option<i64>,
        /// Whether it waits to be published.
        is_draft: bool,
    },
    /// The object of a deletion does not exist any more.
    Deleted,
    /// Somebody changed it since.
    Changed(String),
}

/// The members that a change sets, as they were compared.
pub(crate) fn targets(change: &Change) -> Vec<Differing> {
    let one = |member: &crate::models::plans::MemberChange| Differing {
        path: member.path.clone(),
        before: member.before.as_ref().map(tree),
        after: member.after.as_ref().map(tree),
    };
    change.members.iter().map(one).collect()
}

/// Whether an answer has what a change wants: of a creation the whole body, else the members that change.
pub(crate) fn has_content(change: &Change, answer: &Tree, known: &Known) -> bool {
    missing_content(change, answer, known).is_empty()
}

/// The members that a change wants and an answer has not.
pub(crate) fn missing_content(change: &Change, answer: &Tree, known: &Known) -> Vec<Differing> {
    let schema = schema_of(&change.kind);
    match (&change.body, change.action == ChangeAction::CREATE) {
        (Some(body), true) => compare(schema, &tree(body), answer, known).members,
        _ => targets(change).into_iter().filter(|member| !is_reached(schema, member, answer, known)).collect(),
    }
}

/// Reads the object of a change again. `agents` are those that the project lists now.
pub(crate) async fn recheck(
    requests: &Requests<'_>,
    change: &Change,
    agents: &BTreeMap<String, Listed>,
    known: &Known,
) -> Result<ObjectState, Error> {
    let is_agent = change.kind == DefinitionKind::AGENT;
    match (&change.id, is_agent) {
        (None, _) => creation(requests, change, agents, known).await,
        (Some(id), true) => agent(requests, change, id, agents, known).await,
        (Some(id), false) => integration(requests, change, id, known).await,
    }
}

async fn creation(
    requests: &Requests<'_>,
    change: &Change,
    agents: &BTreeMap<String, Listed>,
    known: &Known,
) -> Result<ObjectState, Error> {
    let found = match change.kind == DefinitionKind::AGENT {
        true => requests.agent(&change.name, agents.get(&change.name).and_then(|it| it.revision), true).await,
        false => requests.integration(&change.name).await,
    };
    let answer = match found {
        Ok(answer) => answer,
        Err(error) if error.is_not_found() => {
            return Ok(ObjectState::AsPlanned {
                revision: None,
                misses_credentials: false,
                held: Vec::new(),
                base: None,
            });
        }
        Err(error) => return Err(error),
    };
    if has_content(change, &answer, known) {
        return Ok(done(change, &answer));
    }
    let why = "the name was taken since the plan was made";
    // Nothing tells for certain who created it.
    Ok(ObjectState::Changed(match change.ring && may_be_stub(&answer) {
        true => format!("{why}, maybe by an earlier run of this plan, which was cut; plan again"),
        false => why.to_owned(),
    }))
}

/// Whether an agent may be what a ring begins with: its first revision, a draft.
fn may_be_stub(answer: &Tree) -> bool {
    let is_first = answer.get(answered::REVISION).and_then(Tree::as_i64) == Some(1);
    is_first && is_draft(answer) == Some(true)
}

fn done(change: &Change, answer: &Tree) -> ObjectState {
    let flag = |member: &str| answer.get(member).and_then(Tree::as_bool) == Some(true);
    let waits = match change.kind == DefinitionKind::AGENT {
        true => is_draft(answer).unwrap_or(true),
        false => flag(answered::AWAITS_PUBLISHING),
    };
    let id = ID.of(answer).and_then(Tree::as_text).unwrap_or_default();
    let revision = answer.get(answered::REVISION).and_then(Tree::as_i64);
    ObjectState::Applied { id: id.to_owned(), revision, is_draft: waits }
}

async fn agent(
    requests: &Requests<'_>,
    change: &Change,
    id: &str,
    agents: &BTreeMap<String, Listed>,
    known: &Known,
) -> Result<ObjectState, Error> {
    let deletes = change.action == ChangeAction::DELETE;
    let Some(listed) = agents.values().find(|agent| agent.id == id) else {
        return Ok(match deletes {
            true => ObjectState::Deleted,
            false => ObjectState::Changed("it was deleted since the plan was made".to_owned()),
        });
    };
    let planned = change.base.as_ref().and_then(|base| base.revision);
    let publishes = change.action == ChangeAction::PUBLISH;
    if listed.revision == planned {
        if publishes && !listed.is_draft {
            return Ok(ObjectState::Applied { id: id.to_owned(), revision: planned, is_draft: false });
        }
        let base = match (&change.kept, &change.base) {
            (Some(_), Some(base)) => {
                let number = if base.content == Some(BaseContent::PUBLISHED) { base.published } else { base.revision };
                let answer = requests.agent(id, number, true).await?;
                if !is_base(change, &answer) {
                    return Ok(ObjectState::Changed("it was changed since the plan was made".to_owned()));
                }
                Some(answer)
            }
            _ => None,
        };
        return Ok(ObjectState::AsPlanned { revision: planned, misses_credentials: false, held: Vec::new(), base });
    }
    let moved = || {
        let number = |revision: Option<i64>| revision.map_or_else(|| "none".to_owned(), |it| it.to_string());
        ObjectState::Changed(format!(
            "the plan saw revision {}, the newest is {} now",
            number(planned),
            number(listed.revision)
        ))
    };
    if deletes || publishes {
        return Ok(moved());
    }
    let answer = requests.agent(id, listed.revision, true).await?;
    Ok(if has_content(change, &answer, known) { done(change, &answer) } else { moved() })
}

/// Whether an answer is what a change was computed on, with all that the change takes from there.
fn is_base(change: &Change, answer: &Tree) -> bool {
    let now = content_digest(schema_of(&change.kind), answer);
    change.base.as_ref().is_some_and(|base| base.digest == now) && has_kept(change, answer)
}

async fn integration(requests: &Requests<'_>, change: &Change, id: &str, known: &Known) -> Result<ObjectState, Error> {
    let deletes = change.action == ChangeAction::DELETE;
    let answer = match requests.integration(id).await {
        Ok(answer) => answer,
        Err(error) if error.is_not_found() && deletes => return Ok(ObjectState::Deleted),
        Err(error) if error.is_not_found() => {
            return Ok(ObjectState::Changed("it was deleted since the plan was made".to_owned()));
        }
        Err(error) => return Err(error),
    };
    let flag = |member: &str| answer.get(member).and_then(Tree::as_bool) == Some(true);
    if is_base(change, &answer) {
        if change.action == ChangeAction::PUBLISH && !flag(answered::AWAITS_PUBLISHING) {
            return Ok(ObjectState::Applied { id: id.to_owned(), revision: None, is_draft: false });
        }
        let misses_credentials = flag(answered::MISSES_CREDENTIALS);
        let definition = definable(schema_of(&change.kind), &answer);
        let members = definition.as_object().unwrap_or_default().iter().filter(|(_, value)| !is_empty(value));
        let held = members.map(|(member, _)| member.clone()).collect();
        let base = change.kept.is_some().then_some(answer);
        return Ok(ObjectState::AsPlanned { revision: None, misses_credentials, held, base });
    }
    let writes = !deletes && change.action != ChangeAction::PUBLISH && !change.members.is_empty();
    Ok(if writes && has_content(change, &answer, known) {
        done(change, &answer)
    } else {
        ObjectState::Changed("it was changed since the plan was made".to_owned())
    })
}
