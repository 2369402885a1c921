//! What the server has of an object that a definition names.

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
pub(crate) struct Seen {
    pub revision: Option<i64>,
    pub answer: Tree,
}

/// What was seen of an object.
#[derive(Debug)]
pub(crate) enum Sight {
    /// There is none of the name.
    Missing,
    /// An agent.
    Agent {
        id: String,
        /// The published revision, if there is one.
        published: Option<Seen>,
        /// The newest revision, where it is another one.
        draft: Option<Seen>,
        /// The revision before the newest, where it was asked for.
        previous: Option<Seen>,
    },
    /// An integration.
    Integration { id: String, answer: Tree },
    /// What stands in the way.
    Conflict(Conflict),
}

/// Reads an object. `listed` is what the lists have of its name, or of the name that it had before.
pub(crate) async fn see(
    requests: &Requests<'_>,
    definition: &Definition,
    listed: Option<&Listed>,
    with_previous: bool,
) -> Result<Sight, Error> {
    let seen = match (listed, &definition.kind) {
        (None, _) => return missing(requests, definition).await,
        (Some(listed), kind) if *kind == DefinitionKind::INTEGRATION => {
            let answer = requests.integration(&listed.id).await;
            answer.map(|answer| Sight::Integration { id: listed.id.clone(), answer })
        }
        (Some(listed), _) => agent(requests, listed, with_previous).await,
    };
    seen.or_else(|error| unreadable(definition, error))
}

fn unreadable(definition: &Definition, error: Error) -> Result<Sight, Error> {
    let (reason, text) = match error.kind() {
        ErrorKind::PermissionDeniedError => (ConflictReason::UNREADABLE, error.to_string()),
        _ if error.is_not_found() => {
            (ConflictReason::LIST_INCOMPLETE, "it is listed, and vanished before it was read; plan again".to_owned())
        }
        _ => return Err(error),
    };
    Ok(Sight::Conflict(conflict(&definition.kind, &definition.name, reason, text)))
}

async fn agent(requests: &Requests<'_>, listed: &Listed, with_previous: bool) -> Result<Sight, Error> {
    // Its number says which revision is meant; without one it is for the server to choose.
    let newest = seen(requests.agent(&listed.id, listed.revision, true).await?);
    let is_draft = is_draft(&newest.answer).unwrap_or(listed.is_draft);
    let published = match is_draft {
        false => {
            let id = listed.id.clone();
            return Ok(Sight::Agent { id, published: Some(newest), draft: None, previous: None });
        }
        true => match requests.agent(&listed.id, None, false).await {
            Ok(answer) => Some(seen(answer)),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        },
    };
    let before = newest.revision.and_then(|number| number.checked_sub(1)).filter(|number| with_previous && *number > 0);
    let previous = match before {
        None => None,
        Some(number) => match requests.agent(&listed.id, Some(number), true).await {
            Ok(answer) => Some(seen(answer)),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        },
    };
    Ok(Sight::Agent { id: listed.id.clone(), published, draft: Some(newest), previous })
}

pub(crate) fn seen(answer: Tree) -> Seen {
    Seen { revision: answer.get(answered::REVISION).and_then(Tree::as_i64), answer }
}

pub(crate) fn is_draft(answer: &Tree) -> Option<bool> {
    let told = answer.get(answered::IS_DRAFT).and_then(Tree::as_bool);
    told.or_else(|| answer.get(answered::VERSION).map(|version| matches!(version, Tree::Null)))
}

/// A list may lose a record, so the server is asked for the name itself: only its "not found" says that there is none.
async fn missing(requests: &Requests<'_>, definition: &Definition) -> Result<Sight, Error> {
    let (kind, name) = (&definition.kind, &definition.name);
    let found = match *kind == DefinitionKind::INTEGRATION {
        true => requests.integration(name).await,
        false => requests.agent(name, None, true).await,
    };
    let answer = match found {
        Ok(answer) => answer,
        Err(error) if error.is_not_found() => return Ok(Sight::Missing),
        Err(error) => return unreadable(definition, error),
    };
    let called = answer.get(NAME).and_then(Tree::as_text).unwrap_or_default();
    let (reason, text) = if called == name {
        (ConflictReason::LIST_INCOMPLETE, "it exists, but the list of the server lacks it; plan again".to_owned())
    } else {
        (ConflictReason::NAME_TAKEN, format!("the server takes {called:?} for it, which has another name"))
    };
    Ok(Sight::Conflict(conflict(kind, name, reason, text)))
}

/// Whether the server says that the object cannot be changed.
pub(crate) fn is_read_only(answer: &Tree) -> bool {
    answered::IS_READ_ONLY.iter().any(|field| field.of(answer).and_then(Tree::as_bool) == Some(true))
}
