//! The requests of a plan and of applying it: through the table of operations, with answers and bodies to the letter.

use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

use futures_util::stream::{self, StreamExt as _};

use crate::api::call::UntypedCall;
use crate::client::Client;
use crate::config::call_options::CallOptions;
use crate::config::concurrency_group::ConcurrencyGroup;
use crate::error::{Error, ErrorKind};
use crate::json::tree::Tree;
use crate::models::TokenInfo;
use crate::models::agents::AgentDefinition;
use crate::models::integrations::IntegrationRequest;
use crate::models::named_members::ID;
use crate::operation::request::check_path;
use crate::response::ErasedResponse;
use crate::schema::model::from_json;

/// Told how much is done of how much.
pub type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// Reads in flight.
pub(crate) const READS: usize = 16;

/// A call that keeps its outcome itself, so that making several at a time is compiled once.
type Kept<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Many requests of one task, which share a bound and a deadline.
pub(crate) struct Requests<'c> {
    pub client: &'c Client,
    options: CallOptions,
}

impl<'c> Requests<'c> {
    pub(crate) fn new(client: &'c Client, options: &CallOptions) -> Self {
        let mut options = options.clone();
        options.group = Some(ConcurrencyGroup::new(READS, options.deadline.take()));
        Self { client, options }
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    /// Refuses an id or name that no path can hold, before lists are read to find it.
    pub(crate) fn check_path(&self, call: Result<UntypedCall, Error>) -> Result<(), Error> {
        let (endpoint, args) = call?;
        check_path(endpoint.operation, &args, self.client.name_style())
    }

    /// An agent: a revision of it, or the one that the server takes.
    pub(crate) async fn agent(&self, id_or_name: &str, revision: Option<i64>, drafts: bool) -> Result<Tree, Error> {
        let mut call = self.client.agents().get(id_or_name);
        if let Some(number) = revision {
            call = call.revision(number);
        }
        if drafts {
            call = call.allow_drafts(true);
        }
        self.object(call.into_parts()).await
    }

    pub(crate) async fn integration(&self, id_or_name: &str) -> Result<Tree, Error> {
        self.object(self.client.integrations().get(id_or_name).allow_drafts(true).into_parts()).await
    }

    pub(crate) async fn create_agent(&self, body: &str) -> Result<Tree, Error> {
        let call = self.client.agents().create(AgentDefinition::default());
        self.object(call.definition_text(body).into_parts()).await
    }

    pub(crate) async fn update_agent(&self, id: &str, body: &str) -> Result<Tree, Error> {
        let call = self.client.agents().update(id, AgentDefinition::default());
        self.object(call.definition_text(body).into_parts()).await
    }

    pub(crate) async fn publish_agent(&self, id: &str, revision: i64) -> Result<Tree, Error> {
        self.object(self.client.agents().publish_revision(id, revision).into_parts()).await
    }

    pub(crate) async fn delete_agent(&self, id: &str) -> Result<(), Error> {
        self.call(self.client.agents().delete(id).into_parts()).await.map(drop)
    }

    pub(crate) async fn create_integration(&self, body: &str) -> Result<Tree, Error> {
        let call = self.client.integrations().import(IntegrationRequest::default());
        self.object(call.definition_text(body).into_parts()).await
    }

    pub(crate) async fn update_integration(&self, id: &str, body: &str, via_import: bool) -> Result<Tree, Error> {
        let mut call = self.client.integrations().update(id, IntegrationRequest::default());
        if via_import {
            call = call.via_import(true);
        }
        self.object(call.definition_text(body).into_parts()).await
    }

    pub(crate) async fn publish_tools(&self, id: &str) -> Result<(), Error> {
        self.call(self.client.integrations().publish_tools(id).into_parts()).await.map(drop)
    }

    pub(crate) async fn delete_integration(&self, id: &str) -> Result<(), Error> {
        self.call(self.client.integrations().delete(id).into_parts()).await.map(drop)
    }

    /// The project of the token; the configured one where the server does not tell.
    pub(crate) async fn project(&self) -> Result<Option<String>, Error> {
        let configured = || self.client.project_id().map(str::to_owned);
        let answered = self.call(self.client.validate_token().into_parts()).await;
        match answered {
            Ok(response) => {
                let told = from_json::<TokenInfo>(&answer(&response)?.to_json())?;
                Ok(told.project_id.or_else(configured))
            }
            Err(error) if error.is(ErrorKind::NotFoundError) => Ok(configured()),
            Err(error) => Err(error),
        }
    }

    /// Makes a call for each item, several at a time; outcomes in the order of the items.
    pub(crate) async fn each<I, T: Send, F: Future<Output = T> + Send>(
        &self,
        items: impl IntoIterator<Item = I>,
        most: usize,
        call: impl FnMut(I) -> F,
    ) -> Vec<T> {
        // Not made on the way: a future that holds the closure is not known to be `Send`.
        let calls: Vec<F> = items.into_iter().map(call).collect();
        let mut outcomes: Vec<Option<T>> = calls.iter().map(|_| None).collect();
        let kept = calls.into_iter().zip(&mut outcomes).map(|(call, outcome)| {
            let kept: Kept<'_> = Box::pin(async move { *outcome = Some(call.await) });
            kept
        });
        make_each(kept.collect(), most).await;
        outcomes.into_iter().flatten().collect()
    }

    async fn object(&self, call: Result<UntypedCall, Error>) -> Result<Tree, Error> {
        let response = self.call(call).await?;
        answer(&response).map(unwrapped)
    }

    async fn call(&self, call: Result<UntypedCall, Error>) -> Result<ErasedResponse, Error> {
        let (endpoint, args) = call?;
        self.client.call(endpoint, args, &self.options).await
    }
}

/// Makes the calls, so many at a time.
async fn make_each(calls: Vec<Kept<'_>>, most: usize) {
    stream::iter(calls).buffered(most).for_each(|()| ready(())).await;
}

fn answer(response: &ErasedResponse) -> Result<Tree, Error> {
    let text = std::str::from_utf8(&response.body).map_err(|error| error.to_string());
    let parsed = text.and_then(|text| Tree::parse(crate::json::without_bom(text)));
    parsed.map_err(|why| Error::malformed_document("answer", &why))
}

/// The object itself, which an answer may hold in an envelope.
fn unwrapped(answer: Tree) -> Tree {
    let has_id = |value: &Tree| ID.of(value).is_some();
    if has_id(&answer) {
        return answer;
    }
    match answer {
        Tree::Object(members) if members.iter().any(|(_, value)| has_id(value)) => {
            members.into_iter().map(|(_, value)| value).find(has_id).unwrap_or(Tree::Null)
        }
        other => other,
    }
}
