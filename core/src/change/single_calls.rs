//! The typed calls about one agent or integration.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use futures_core::Stream;
use futures_util::stream;

use super::calls::TaskFuture;
use super::options::{AllowDelete, PlanOptions};
use super::requests::Requests;
use super::single::{self, Earlier, Made, difference};
use crate::api::{Agents, Integrations};
use crate::client::Client;
use crate::config::call_options::CallOptions;
use crate::definitions::directives::LITERAL_SECRET;
use crate::definitions::{Source, check};
use crate::error::Error;
use crate::json::Extra;
use crate::json::tree::Tree;
use crate::models::plans::{Difference, EnsuredAgent, EnsuredIntegration};
use crate::models::{Agent, AgentDefinition, AgentSummary, IntegrationRequest};
use crate::schema::NameStyle;
use crate::schema::malformed::MalformedMembers;
use crate::schema::model::{Model, from_json};

/// A task, a call of several requests, that was not begun yet. `.await` runs it.
#[must_use = "nothing is done until it is awaited"]
pub struct TaskCall<'c, T> {
    begin: Box<dyn FnOnce(CallOptions) -> TaskFuture<'c, T> + Send + 'c>,
    call: CallOptions,
}

impl<'c, T> TaskCall<'c, T> {
    pub(super) fn new<F>(begin: impl FnOnce(CallOptions) -> F + Send + 'c) -> Self
    where
        F: Future<Output = Result<T, Error>> + Send + 'c,
    {
        Self { begin: Box::new(|call| Box::pin(begin(call))), call: CallOptions::default() }
    }

    /// Options of the requests. The deadline is that of all of them together.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call = options;
        self
    }
}

impl<'c, T> IntoFuture for TaskCall<'c, T> {
    type Output = Result<T, Error>;
    type IntoFuture = TaskFuture<'c, T>;

    fn into_future(self) -> Self::IntoFuture {
        (self.begin)(self.call)
    }
}

/// Making an object what it should be, which was not begun yet. `.await` does it.
#[must_use = "nothing is done until it is awaited"]
pub struct EnsureCall<'c, T> {
    client: &'c Client,
    source: Source,
    choices: PlanOptions,
    call: CallOptions,
    answer: fn(Made) -> Result<T, Error>,
}

impl<'c, T> EnsureCall<'c, T> {
    fn new(client: &'c Client, source: Source, answer: fn(Made) -> Result<T, Error>) -> Self {
        let choices = PlanOptions { publish: Some(false), ..PlanOptions::default() };
        Self { client, source, choices, call: CallOptions::default(), answer }
    }

    /// Whether it is published. Default: no.
    pub fn publish(mut self, publish: bool) -> Self {
        self.choices.publish = Some(publish);
        self
    }

    /// Options of the requests. The deadline is that of all of them together.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call = options;
        self
    }
}

impl EnsureCall<'_, EnsuredAgent> {
    /// Whether a draft of somebody else may be superseded.
    pub fn over_drafts(mut self, allow: bool) -> Self {
        self.choices.over_drafts = allow;
        self
    }
}

impl EnsureCall<'_, EnsuredIntegration> {
    /// Whether tools may be removed: those that the new manifest does not make.
    pub fn allow_delete(mut self, allow: bool) -> Self {
        self.choices.allow_delete = if allow { AllowDelete::Any } else { AllowDelete::No };
        self
    }
}

impl<'c, T: 'c> IntoFuture for EnsureCall<'c, T> {
    type Output = Result<T, Error>;
    type IntoFuture = TaskFuture<'c, T>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { client, source, choices, call, answer } = self;
        let made = async move {
            let definitions = check(source, None).map_err(|error| without_files(error, client.name_style()))?;
            single::ensure(client, &definitions, &choices, &call).await
        };
        Box::pin(async move { answer(made.await?) })
    }
}

/// The faults of a definition that a program gives, to whom files say nothing.
fn without_files(error: Error, style: NameStyle) -> Error {
    let mut faults = error.faults.clone();
    let call = style.name("set_config");
    for fault in &mut faults {
        fault.text = fault.text.replace(LITERAL_SECRET, &format!("credentials are no part of it; {call} stores them"));
    }
    if faults == error.faults { error } else { Error::definitions(faults) }
}

/// The revisions of an agent, which were not asked for yet.
#[must_use = "nothing is done until the stream is read"]
pub struct RevisionsCall<'c> {
    client: &'c Client,
    id_or_name: String,
    call: CallOptions,
}

/// The revisions of an agent, newest first, read one by one.
pub type AgentRevisions<'c> = Pin<Box<dyn Stream<Item = Result<Agent, Error>> + Send + 'c>>;

impl<'c> RevisionsCall<'c> {
    /// Options of the requests. The deadline is that of each revision.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call = options;
        self
    }

    /// Reads them one by one.
    pub fn stream(self) -> AgentRevisions<'c> {
        // What is older than the one before; nothing where that had no number.
        Box::pin(stream::try_unfold((self, Some(None)), |(this, before)| async move {
            let Some(before) = before else { return Ok(None) };
            let requests = Requests::new(this.client, &this.call);
            let answer = single::revision_before(&requests, &this.id_or_name, before).await?;
            let Some(answer) = answer else { return Ok(None) };
            let agent: Agent = from_json(&answer.to_json())?;
            let number = agent.revision;
            Ok(Some((agent, (this, number.map(Some)))))
        }))
    }
}

/// Going back to the content of an earlier revision, which was not begun yet. `.await` does it.
#[must_use = "nothing is done until it is awaited"]
pub struct RollBackCall<'c> {
    client: &'c Client,
    id_or_name: String,
    to: Earlier,
    over_drafts: bool,
    call: CallOptions,
}

impl RollBackCall<'_> {
    /// Whether a draft of somebody else may be superseded.
    pub fn over_drafts(mut self, allow: bool) -> Self {
        self.over_drafts = allow;
        self
    }

    /// Options of the requests. The deadline is that of all of them together.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call = options;
        self
    }
}

impl<'c> IntoFuture for RollBackCall<'c> {
    type Output = Result<Agent, Error>;
    type IntoFuture = TaskFuture<'c, Agent>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { client, id_or_name, to, over_drafts, call } = self;
        Box::pin(async move {
            let made = single::roll_back(client, &id_or_name, to, over_drafts, &call).await?;
            from_json(&made.answer.to_json())
        })
    }
}

impl<'c> Agents<'c> {
    /// Makes an agent what its definition says: creates it, changes what differs, or does nothing. Members that the
    /// definition does not have are left alone.
    ///
    /// Errors with `DefinitionsError` where the definition is refused, with `PlanError` where nothing may be written, with
    /// `ApplyError` where a request failed or the server did not take all of it.
    pub fn ensure(self, definition: impl Into<AgentDefinition>) -> EnsureCall<'c, EnsuredAgent> {
        EnsureCall::new(self.client(), Source::given([definition.into()], []), |made| {
            let Made { changed, members, answer } = made;
            let object = from_json(&answer.to_json())?;
            Ok(EnsuredAgent { object, changed, members, extra: Extra::new(), malformed: MalformedMembers::default() })
        })
    }

    /// The revisions of an agent, newest first, drafts included. The API has no list of them: each is read by its number.
    pub fn revisions(self, id_or_name: impl Into<String>) -> RevisionsCall<'c> {
        RevisionsCall { client: self.client(), id_or_name: id_or_name.into(), call: CallOptions::default() }
    }

    /// The members in which two revisions of an agent differ. [`Difference::between_agents`] compares what is at hand.
    pub fn diff(self, id_or_name: impl Into<String>, before: i64, after: i64) -> TaskCall<'c, Difference> {
        let (client, id_or_name) = (self.client(), id_or_name.into());
        TaskCall::new(move |call| async move {
            single::between(&Requests::new(client, &call), &id_or_name, before, after).await
        })
    }

    /// Makes a new revision with the content of an earlier one, and publishes it: the server publishes no older revision.
    /// The agent keeps its name.
    ///
    /// Errors as `ensure` does: with `PlanError` where a draft of somebody else is ahead.
    pub fn roll_back(self, id_or_name: impl Into<String>, to: Earlier) -> RollBackCall<'c> {
        let (client, id_or_name) = (self.client(), id_or_name.into());
        RollBackCall { client, id_or_name, to, over_drafts: false, call: CallOptions::default() }
    }
}

impl<'c> Integrations<'c> {
    /// Makes an integration what its definition says; as `ensure` of agents. Credentials are no part of it.
    pub fn ensure(self, definition: impl Into<IntegrationRequest>) -> EnsureCall<'c, EnsuredIntegration> {
        EnsureCall::new(self.client(), Source::given([], [definition.into()]), |made| {
            let Made { changed, members, answer } = made;
            let (object, extra) = (from_json(&answer.to_json())?, Extra::new());
            Ok(EnsuredIntegration { object, changed, members, extra, malformed: MalformedMembers::default() })
        })
    }

    /// The agents that use any tool of an integration, drafts included, by name.
    pub fn used_by(self, id_or_name: impl Into<String>) -> TaskCall<'c, Vec<AgentSummary>> {
        let (client, id_or_name) = (self.client(), id_or_name.into());
        TaskCall::new(move |call| async move { single::used_by(&Requests::new(client, &call), &id_or_name).await })
    }
}

impl Difference {
    /// The members in which two agents, two definitions, or an agent and a definition differ.
    pub fn between_agents(before: &impl Model, after: &impl Model) -> Result<Self, Error> {
        let tree = |text: serde_json::Result<String>| {
            let text = text.map_err(|error| Error::invalid(error.to_string()))?;
            Tree::parse(&text).map_err(Error::invalid)
        };
        Ok(difference(&tree(serde_json::to_string(before))?, &tree(serde_json::to_string(after))?))
    }
}
