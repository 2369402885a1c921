//! Reads the object that a definition names from the server.

use super::conflicts::conflict;
use super::requests::Requests;
use super::server::Listed;
use crate::error::{Error, ErrorKind};
use crate::json::tree::Tree;
use crate::models::definitions::{Definition, DefinitionKind};
use crate::models::named_members::{NAME, answered};
use crate::models::plans::{Conflict, ConflictReason};

/// One revision of an agent.
#[derive(Debug, Clone)]
pub(crate) struct RemoteRevision {
    pub revision: Option<i64>,
    pub answer: Tree,
}

/// An object as the server has it.
#[derive(Debug)]
pub(crate) enum RemoteObject {
    /// There is none of the name.
    Missing,
    /// An agent.
    Agent {
        id: String,
        /// The published revision, if there is one.
        published: Option<RemoteRevision>,
        /// The newest revision, where it is another one.
        draft: Option<RemoteRevision>,
        /// The revision before the newest, where it was asked for.
        previous: Option<RemoteRevision>,
    },
    /// An integration.
    Integration { id: String, answer: Tree },
    /// Why it cannot be planned.
    Conflict(Conflict),
}

/// Reads an object. `listed` is what the lists have of its name, or of the name that it had before; `with_previous` tells of
/// the newest revision of an agent whether the one before it is read, too.
pub(crate) async fn read_object(
    requests: &Requests<'_>,
    definition: &Definition,
    listed: Option<&Listed>,
    with_previous: &(dyn Fn(&Tree) -> bool + Sync),
) -> Result<RemoteObject, Error> {
    let seen = match (listed, &definition.kind) {
        (None, _) => return missing(requests, definition).await,
        (Some(listed), kind) if *kind == DefinitionKind::INTEGRATION => {
            let answer = requests.integration(&listed.id).await;
            answer.map(|answer| RemoteObject::Integration { id: listed.id.clone(), answer })
        }
        (Some(listed), _) => agent(requests, listed, with_previous).await,
    };
    seen.or_else(|error| unreadable(definition, error))
}

fn unreadable(definition: &Definition, error: Error) -> Result<RemoteObject, Error> {
    let (reason, text) = match error.kind() {
        ErrorKind::PermissionDeniedError => (ConflictReason::UNREADABLE, error.to_string()),
        _ if error.is_not_found() => {
            (ConflictReason::LIST_INCOMPLETE, "it is listed, and was deleted before it was read; plan again".to_owned())
        }
        _ => return Err(error),
    };
    Ok(RemoteObject::Conflict(conflict(&definition.kind, &definition.name, reason, text)))
}

async fn agent(
    requests: &Requests<'_>,
    listed: &Listed,
    with_previous: &(dyn Fn(&Tree) -> bool + Sync),
) -> Result<RemoteObject, Error> {
    // Its number says which revision is meant; without one it is for the server to choose.
    let newest = revision_of(requests.agent(&listed.id, listed.revision, true).await?);
    let is_draft = is_draft(&newest.answer).unwrap_or(listed.is_draft);
    let published = match is_draft {
        false => None,
        true => match requests.agent(&listed.id, None, false).await {
            Ok(answer) => Some(revision_of(answer)),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        },
    };
    let before = newest.revision.and_then(|number| number.checked_sub(1)).filter(|number| *number > 0);
    let before = before.filter(|_| with_previous(&newest.answer));
    let previous = match before {
        None => None,
        Some(number) => match requests.agent(&listed.id, Some(number), true).await {
            Ok(answer) => Some(revision_of(answer)),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        },
    };
    let (published, draft) = if is_draft { (published, Some(newest)) } else { (Some(newest), None) };
    Ok(RemoteObject::Agent { id: listed.id.clone(), published, draft, previous })
}

pub(crate) fn revision_of(answer: Tree) -> RemoteRevision {
    RemoteRevision { revision: answer.get(answered::REVISION).and_then(Tree::as_i64), answer }
}

pub(crate) fn is_draft(answer: &Tree) -> Option<bool> {
    let told = answer.get(answered::IS_DRAFT).and_then(Tree::as_bool);
    told.or_else(|| answer.get(answered::VERSION).map(|version| matches!(version, Tree::Null)))
}

/// A list may lose a record, so the server is asked for the name itself: only its "not found" says that there is none.
async fn missing(requests: &Requests<'_>, definition: &Definition) -> Result<RemoteObject, Error> {
    let (kind, name) = (&definition.kind, &definition.name);
    let found = match *kind == DefinitionKind::INTEGRATION {
        true => requests.integration(name).await,
        false => requests.agent(name, None, true).await,
    };
    let answer = match found {
        Ok(answer) => answer,
        Err(error) if error.is_not_found() => return Ok(RemoteObject::Missing),
        Err(error) => return unreadable(definition, error),
    };
    let called = answer.get(NAME).and_then(Tree::as_text).unwrap_or_default();
    let (reason, text) = if called == name {
        (ConflictReason::LIST_INCOMPLETE, "it exists, but the list of the server lacks it; plan again".to_owned())
    } else {
        (ConflictReason::NAME_TAKEN, format!("the server takes {called:?} for it, which has another name"))
    };
    Ok(RemoteObject::Conflict(conflict(kind, name, reason, text)))
}

/// Whether the server says that the object cannot be changed.
pub(crate) fn is_read_only(answer: &Tree) -> bool {
    answered::IS_READ_ONLY.iter().any(|field| field.of(answer).and_then(Tree::as_bool) == Some(true))
}
