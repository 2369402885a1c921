//! The requests of a plan and of applying it: through the table of operations, with answers and bodies to the letter.

use std::sync::Arc;

use futures_util::stream::{self, StreamExt as _};

use crate::api::call::TypedOperation;
use crate::api::{agents, client as whole_client, integrations};
use crate::client::Client;
use crate::config::call_options::CallOptions;
use crate::config::concurrency_group::ConcurrencyGroup;
use crate::error::{Error, ErrorKind};
use crate::json::tree::Tree;
use crate::models::TokenInfo;
use crate::models::comparison::ID;
use crate::operation::ParamIn;
use crate::operation::arguments::{Arg, Args};
use crate::operation::body::Body;
use crate::response::ErasedResponse;
use crate::response::endpoint::Endpoint;
use crate::schema::model::from_json;

/// Told how much is done of how much.
pub type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// Reads in flight.
pub(crate) const READS: usize = 16;

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

    /// An agent: a revision of it, or the one that the server takes.
    pub(crate) async fn agent(&self, id_or_name: &str, revision: Option<i64>, drafts: bool) -> Result<Tree, Error> {
        let mut given = vec![("id_or_name", Arg::Text(id_or_name.to_owned()))];
        given.extend(revision.map(|number| ("revision", Arg::Text(number.to_string()))));
        given.extend(drafts.then(|| ("allow_drafts", Arg::Text(true.to_string()))));
        self.object(agents::Get::ENDPOINT, given).await
    }

    pub(crate) async fn integration(&self, id_or_name: &str) -> Result<Tree, Error> {
        let given =
            vec![("id_or_name", Arg::Text(id_or_name.to_owned())), ("allow_drafts", Arg::Text(true.to_string()))];
        self.object(integrations::Get::ENDPOINT, given).await
    }

    pub(crate) async fn create_agent(&self, body: &str) -> Result<Tree, Error> {
        self.object(agents::Create::ENDPOINT, vec![("definition", definition(agents::Create::ENDPOINT, body))]).await
    }

    pub(crate) async fn update_agent(&self, id: &str, body: &str) -> Result<Tree, Error> {
        let body = definition(agents::Update::ENDPOINT, body);
        let given = vec![("id_or_name", Arg::Text(id.to_owned())), ("definition", body)];
        self.object(agents::Update::ENDPOINT, given).await
    }

    pub(crate) async fn publish_agent(&self, id: &str, revision: i64) -> Result<Tree, Error> {
        let given = vec![("id_or_name", Arg::Text(id.to_owned())), ("revision", Arg::Text(revision.to_string()))];
        self.object(agents::PublishRevision::ENDPOINT, given).await
    }

    pub(crate) async fn delete_agent(&self, id: &str) -> Result<(), Error> {
        self.call(agents::Delete::ENDPOINT, vec![("id_or_name", Arg::Text(id.to_owned()))]).await.map(drop)
    }

    pub(crate) async fn create_integration(&self, body: &str) -> Result<Tree, Error> {
        let body = definition(integrations::Import::ENDPOINT, body);
        self.object(integrations::Import::ENDPOINT, vec![("integration", body)]).await
    }

    pub(crate) async fn update_integration(&self, id: &str, body: &str, via_import: bool) -> Result<Tree, Error> {
        let body = definition(integrations::Update::ENDPOINT, body);
        let mut given = vec![("id_or_name", Arg::Text(id.to_owned())), ("integration", body)];
        given.extend(via_import.then(|| ("via_import", Arg::Text(true.to_string()))));
        self.object(integrations::Update::ENDPOINT, given).await
    }

    pub(crate) async fn publish_tools(&self, id: &str) -> Result<(), Error> {
        self.call(integrations::PublishTools::ENDPOINT, vec![("id_or_name", Arg::Text(id.to_owned()))]).await.map(drop)
    }

    pub(crate) async fn delete_integration(&self, id: &str) -> Result<(), Error> {
        self.call(integrations::Delete::ENDPOINT, vec![("id_or_name", Arg::Text(id.to_owned()))]).await.map(drop)
    }

    /// The project of the token; the configured one where the server does not tell.
    pub(crate) async fn project(&self) -> Result<Option<String>, Error> {
        let configured = || self.client.project_id().map(str::to_owned);
        let answered = self.client.call(whole_client::ValidateToken::ENDPOINT, Args::default(), &self.options).await;
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
    pub(crate) async fn each<I, T, F: Future<Output = T>>(
        &self,
        items: impl IntoIterator<Item = I>,
        most: usize,
        call: impl FnMut(I) -> F,
    ) -> Vec<T> {
        // Not made on the way: a future that holds the closure is not known to be `Send`.
        let calls: Vec<F> = items.into_iter().map(call).collect();
        stream::iter(calls).buffered(most).collect().await
    }

    async fn object(&self, endpoint: &'static Endpoint, given: Vec<(&str, Arg)>) -> Result<Tree, Error> {
        let response = self.call(endpoint, given).await?;
        answer(&response).map(unwrapped)
    }

    async fn call(&self, endpoint: &'static Endpoint, given: Vec<(&str, Arg)>) -> Result<ErasedResponse, Error> {
        let mut given = given;
        let args = endpoint.operation.params.iter().map(|param| {
            let at = given.iter().position(|(name, _)| *name == param.name)?;
            Some(given.swap_remove(at).1)
        });
        let args = Args(args.collect());
        self.client.call(endpoint, args, &self.options).await
    }
}

/// A body of an operation, to the letter.
fn definition(endpoint: &Endpoint, body: &str) -> Arg {
    let envelope = endpoint.operation.params.iter().find_map(|param| match param.location {
        ParamIn::Definition(envelope, ..) => Some(envelope),
        _ => None,
    });
    let text = format!("{{\"{}\":{body}}}", envelope.unwrap_or_default());
    Arg::Body(Body { text, missing: None })
}

fn answer(response: &ErasedResponse) -> Result<Tree, Error> {
    let text = std::str::from_utf8(&response.body).map_err(|error| error.to_string());
    let parsed = text.and_then(|text| Tree::parse(crate::json::without_bom(text)));
    parsed.map_err(|why| Error::malformed_document("answer", &why))
}

/// The object itself, which an answer may hold in an envelope.
fn unwrapped(answer: Tree) -> Tree {
    let has_id = |value: &Tree| value.get(ID).is_some();
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
