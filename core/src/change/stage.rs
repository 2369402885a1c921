//! Writing one change as a draft, and judging what the server made of it.

use super::compare::{Differing, is_empty};
use super::document::named;
use super::kinds::schema_of;
use super::known::Known;
use super::recheck::{has_content, missing_content};
use super::remote::is_draft;
use super::requests::Requests;
use super::secrets::lost;
use crate::client::call_secrets::SentSecrets;
use crate::error::{Error, Executed};
use crate::json::tree::{Tree, below};
use crate::models::agents::MessageType;
use crate::models::definitions::DefinitionKind;
use crate::models::named_members::{ID, answered};
use crate::models::plans::{BaseContent, Change, ChangeAction, ChangeBase};
use crate::schema::Kind;
use crate::schema::mask::MASK;

/// What a change became.
#[derive(Debug)]
pub(crate) enum Staged {
    /// It was written.
    Done { id: String, revision: Option<i64> },
    /// It was written, and nothing is to be published after it.
    Held { id: String, revision: Option<i64>, why: String, members: Vec<Differing> },
    /// It was not written.
    Failed(Error),
    /// Whether it was written is not known.
    Unknown(Error),
}

/// What stands on the server before a change is written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Before {
    /// Id of the object; none where it is created.
    pub id: Option<String>,
    /// The newest revision of an agent.
    pub revision: Option<i64>,
    /// Whether credentials were missing already.
    pub misses_credentials: bool,
    /// Members of the definition that the answer about an integration held.
    pub held: Vec<String>,
    /// What the change was computed on, where it takes secrets from there.
    pub base: Option<Tree>,
}

/// Creates an agent by its name alone, since others of its ring name it before it can name them.
pub(crate) async fn stub(requests: &Requests<'_>, change: &Change) -> Result<Before, Staged> {
    let answer = match requests.create_agent(&named(&change.name).to_json()).await {
        Ok(answer) => answer,
        Err(error) => after_lost_creation(requests, change, error).await?,
    };
    let revision = answer.get(answered::REVISION).and_then(Tree::as_i64);
    Ok(Before { id: text_of(ID.of(&answer)), revision, ..Before::default() })
}

/// A change that is written as a draft.
pub(crate) struct Writing<'a> {
    pub requests: &'a Requests<'a>,
    pub change: &'a Change,
    pub body: &'a str,
    pub before: &'a Before,
    pub via_import: bool,
    pub known: &'a Known,
}

impl Writing<'_> {
    /// Writes the draft. What is told of the answer repeats no secret that was sent.
    pub(crate) async fn stage(&self) -> Staged {
        match self.write().await {
            Staged::Held { id, revision, why, mut members } => {
                let secrets = SentSecrets::of(Kind::Model(schema_of(&self.change.kind)), self.body);
                for value in members.iter_mut().flat_map(|member| [&mut member.before, &mut member.after]).flatten() {
                    redact(value, &secrets);
                }
                Staged::Held { id, revision, why: secrets.redacted(&why).unwrap_or(why), members }
            }
            staged => staged,
        }
    }

    async fn write(&self) -> Staged {
        let Self { requests, change, body, before, known, .. } = *self;
        let sent = match (&before.id, change.kind == DefinitionKind::AGENT) {
            (None, true) => requests.create_agent(body).await,
            (None, false) => requests.create_integration(body).await,
            (Some(id), true) => requests.update_agent(id, body).await,
            (Some(id), false) => requests.update_integration(id, body, self.via_import).await,
        };
        let answer = match (sent, &before.id) {
            (Ok(answer), _) => answer,
            (Err(error), _) if error.executed == Executed::No => return Staged::Failed(error),
            (Err(error), None) => match after_lost_creation(requests, change, error).await {
                Ok(answer) if has_content(change, &answer, known) => answer,
                Ok(_) => return Staged::Failed(Error::invalid("another object of the name exists now")),
                Err(staged) => return staged,
            },
            (Err(error), Some(id)) => match self.after_lost_update(id, error).await {
                Ok(answer) => answer,
                Err(staged) => return staged,
            },
        };
        match self.judge(&answer) {
            Staged::Done { id, revision } if change.is_over_draft() => self.after_superseding(id, revision).await,
            staged => staged,
        }
    }

    async fn after_lost_update(&self, id: &str, error: Error) -> Result<Tree, Staged> {
        let Self { requests, change, before, known, .. } = *self;
        let next = before.revision.and_then(|number| number.checked_add(1));
        let found = match (change.kind == DefinitionKind::AGENT, next) {
            (true, Some(next)) => requests.agent(id, Some(next), true).await,
            (true, None) => return Err(Staged::Unknown(error)),
            (false, _) => requests.integration(id).await,
        };
        match found {
            // Every answer is as this change wants it, with or without what it sends.
            Ok(_) if change.members.is_empty() => Err(Staged::Unknown(unconfirmed(change, error))),
            Ok(answer) if has_content(change, &answer, known) => Ok(answer),
            Ok(_) if change.kind == DefinitionKind::INTEGRATION => Err(Staged::Failed(error)),
            Err(other) if other.is_not_found() => Err(Staged::Failed(error)),
            _ => Err(Staged::Unknown(error)),
        }
    }

    /// Whether the answer to a write is what was meant.
    fn judge(&self, answer: &Tree) -> Staged {
        let Self { change, before, .. } = *self;
        let id = text_of(ID.of(answer)).or_else(|| change.id.clone()).unwrap_or_default();
        let revision = answer.get(answered::REVISION).and_then(Tree::as_i64);
        let held = |why: String, members: Vec<Differing>| Staged::Held { id: id.clone(), revision, why, members };
        if change.kind == DefinitionKind::AGENT {
            let newest = before.revision.filter(|_| before.id.is_some());
            let expected = newest.and_then(|number| number.checked_add(1));
            match (revision, expected) {
                (None, _) => return held("the answer names no revision".to_owned(), Vec::new()),
                (Some(revision), Some(expected)) if revision != expected => {
                    return held(
                        format!("it became revision {revision}, not {expected}: somebody wrote in between"),
                        Vec::new(),
                    );
                }
                _ => {}
            }
            if is_draft(answer) == Some(false) {
                return held("it was published at once".to_owned(), Vec::new());
            }
            let warnings = warnings(answer);
            if !warnings.is_empty() {
                return held(format!("the server warns: {}", warnings.join(" ")), Vec::new());
            }
        }
        if let Some((why, missing)) = self.not_taken(answer) {
            return held(why, missing);
        }
        let is_wanted =
            |member: &str| !change.members.iter().any(|it| it.after.is_none() && it.path == below("", member));
        let lost = |member: &&String| is_wanted(member) && answer.get(member).is_none_or(is_empty);
        let lost: Vec<&str> = before.held.iter().filter(lost).map(String::as_str).collect();
        if !lost.is_empty() {
            return held(format!("the server has these no more, which were not sent: {}", lost.join(", ")), Vec::new());
        }
        let misses = answer.get(answered::MISSES_CREDENTIALS).and_then(Tree::as_bool) == Some(true);
        if misses && !before.misses_credentials {
            return held("credentials are missing after it; send_secrets sends them".to_owned(), Vec::new());
        }
        Staged::Done { id, revision }
    }

    /// Not every answer has every member, so a revision that is made over a draft is read as that draft was: nothing of the
    /// draft may be in it.
    async fn after_superseding(&self, id: String, revision: Option<i64>) -> Staged {
        let (why, members) = match self.requests.agent(&id, revision, true).await {
            Ok(answer) => match self.not_taken(&answer) {
                None => return Staged::Done { id, revision },
                Some(not_taken) => not_taken,
            },
            Err(error) => {
                (format!("whether it holds anything of the draft before it is not known: {error}"), Vec::new())
            }
        };
        Staged::Held { id, revision, why, members }
    }

    /// What the server did not take of a change, and how that is told.
    fn not_taken(&self, answer: &Tree) -> Option<(String, Vec<Differing>)> {
        let Self { change, before, known, .. } = *self;
        let (missing, lost) =
            (missing_content(change, answer, known), lost(change, before.base.as_ref(), answer, known));
        let is_removals = lost.is_empty() && missing.iter().all(|member| member.after.is_none());
        let paths: Vec<&str> = missing.iter().map(|member| &member.path).chain(&lost).map(String::as_str).collect();
        if is_removals && change.is_second_try() {
            return None;
        }
        let why = if is_removals { "cannot be removed through this API" } else { "the server did not take" };
        let why = format!("{why}: {}", paths.join(", "));
        (!paths.is_empty()).then_some((why, missing))
    }
}

/// Names are unique, so the name tells whether a creation whose answer was lost was executed.
async fn after_lost_creation(requests: &Requests<'_>, change: &Change, error: Error) -> Result<Tree, Staged> {
    if error.executed == Executed::No {
        return Err(Staged::Failed(error));
    }
    let found = match change.kind == DefinitionKind::AGENT {
        true => requests.agent(&change.name, None, true).await,
        false => requests.integration(&change.name).await,
    };
    match found {
        Ok(answer) => Ok(answer),
        Err(other) if other.is_not_found() => Err(Staged::Failed(error)),
        Err(_) => Err(Staged::Unknown(error)),
    }
}

/// The error of an update whose answer was lost, where it sent credentials that no answer shows.
fn unconfirmed(change: &Change, error: Error) -> Error {
    let told = |mut detail: String| {
        detail.push_str("; no answer shows whether its credentials arrived: plan again with send_secrets");
        detail
    };
    match change.secrets.is_empty() {
        true => error,
        false => error.with(|error| error.detail = told(std::mem::take(&mut error.detail))),
    }
}

fn redact(value: &mut Tree, secrets: &SentSecrets) {
    let text = |text: &mut String| secrets.redacted(text).into_iter().for_each(|clean| *text = clean);
    match value {
        Tree::Text(it) => text(it),
        Tree::Number(number) if secrets.redacted(number).is_some() => *value = Tree::Text(MASK.to_owned()),
        Tree::List(elements) => elements.iter_mut().for_each(|element| redact(element, secrets)),
        Tree::Object(members) => members.iter_mut().for_each(|(name, value)| {
            text(name);
            redact(value, secrets);
        }),
        _ => {}
    }
}

fn text_of(value: Option<&Tree>) -> Option<String> {
    value.and_then(Tree::as_text).map(str::to_owned)
}

fn warnings(answer: &Tree) -> Vec<String> {
    let messages = answered::MESSAGES.of(answer).and_then(Tree::as_list).unwrap_or_default();
    let is_success = |message: &Tree| {
        let kind = answered::MESSAGE_TYPE.of(message).and_then(Tree::as_text).unwrap_or_default();
        kind.eq_ignore_ascii_case(MessageType::SUCCESS.as_str())
    };
    let told = messages.iter().filter(|message| !is_success(message));
    told.map(|message| text_of(message.get(answered::MESSAGE_TEXT)).unwrap_or_else(|| message.to_json())).collect()
}

impl Change {
    /// Whether it is computed on the published revision while a draft of somebody else lies ahead.
    fn is_over_draft(&self) -> bool {
        let over = |base: &ChangeBase| base.content == Some(BaseContent::PUBLISHED) && base.revision != base.published;
        self.base.as_ref().is_some_and(over)
    }

    /// Whether it removes something of a draft, which is published even if the server keeps that again.
    fn is_second_try(&self) -> bool {
        let on_draft = self.base.as_ref().is_some_and(|base| base.content == Some(BaseContent::DRAFT));
        on_draft && self.publishes && self.members.iter().all(|member| member.after.is_none())
    }
}

/// Whether a change writes a draft.
pub(crate) fn writes(change: &Change) -> bool {
    [ChangeAction::CREATE, ChangeAction::UPDATE, ChangeAction::RENAME].contains(&change.action)
}
