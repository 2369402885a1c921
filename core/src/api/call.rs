//! A typed call: set what is optional, then `.await` it.

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;

use crate::client::Client;
use crate::config::call_options::{CallOptions, header};
use crate::config::concurrency_group::ConcurrencyGroup;
use crate::error::{Error, ErrorKind};
use crate::json::Json;
use crate::operation::arguments::{Arg, Args};
use crate::response::endpoint::{Endpoint, OperationData, ResponseData};
use crate::response::page::Page;
use crate::response::raw::RawResponse;
use crate::response::{Response, decode};
use crate::schema::model::Record;

/// An operation as a type.
pub trait TypedOperation {
    /// The data of its response.
    type Data: OperationData + Send;
    /// Its endpoint in the table.
    const ENDPOINT: &'static Endpoint;
    /// Reads its response.
    #[doc(hidden)]
    fn decode(response: RawResponse) -> Result<Self::Data, Error>;
}

/// An operation of the table and its arguments.
pub(crate) type UntypedCall = (&'static Endpoint, Args);

/// A call that was not made yet. `.await` makes it.
#[must_use = "a call does nothing until it is awaited"]
#[derive(Debug)]
pub struct Call<'c, O> {
    client: &'c Client,
    args: Result<Args, Error>,
    options: CallOptions,
    operation: PhantomData<fn() -> O>,
}

impl<'c, O: TypedOperation> Call<'c, O> {
    pub(crate) fn new(client: &'c Client, required: Vec<Result<Arg, Error>>) -> Self {
        let args = required.into_iter().map(|arg| arg.map(Some)).collect::<Result<Vec<_>, _>>().map(|mut args| {
            args.resize(O::ENDPOINT.operation.params.len(), None);
            Args(args)
        });
        Self { client, args, options: CallOptions::default(), operation: PhantomData }
    }

    pub(crate) fn set(mut self, name: &str, arg: Result<Arg, Error>) -> Self {
        let at = O::ENDPOINT.operation.params.iter().position(|param| param.name == name);
        self.args = self.args.and_then(|mut args| {
            let arg = arg?;
            if let Some(slot) = at.and_then(|at| args.0.get_mut(at)) {
                *slot = Some(arg);
            }
            Ok(args)
        });
        self
    }

    /// Time for one attempt.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// Time for the whole call.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.options.deadline = Some(deadline);
        self
    }

    /// How often a failed attempt may be repeated.
    pub fn retries(mut self, retries: u32) -> Self {
        self.options.retries = Some(retries);
        self
    }

    /// Whether a PUT that makes a new revision may be repeated after an attempt of unknown outcome.
    pub fn retry_writes(mut self, retry: bool) -> Self {
        self.options.retry_writes = Some(retry);
        self
    }

    /// Shares a bound on the calls in flight, and a deadline, with others.
    pub fn group(mut self, group: &Arc<ConcurrencyGroup>) -> Self {
        self.options.group = Some(group.clone());
        self
    }

    /// All options at once, in place of those that were set.
    pub(crate) fn options(mut self, options: &CallOptions) -> Self {
        self.options = options.clone();
        self
    }

    /// A further header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match header(name, value) {
            Ok((name, value)) => {
                self.options.headers.insert(name, value);
            }
            Err(why) => self.args = Err(Error::invalid(why)),
        }
        self
    }

    /// Sends this text as the definition, to the letter, in place of the one that was given.
    pub(crate) fn definition_text(mut self, text: &str) -> Self {
        self.args = self.args.and_then(|args| args.with_definition(O::ENDPOINT.operation, text));
        self
    }

    /// The operation and its arguments, for a response of which the data is not wanted as its type.
    pub(crate) fn into_parts(self) -> Result<UntypedCall, Error> {
        Ok((O::ENDPOINT, self.args?))
    }

    /// Makes the call and returns the data with status, headers and times.
    pub async fn with_response(self) -> Result<Response<O::Data>, Error> {
        let cursor = self.args.as_ref().ok().and_then(|args| self.client.first_cursor(O::ENDPOINT, args));
        let decode = decode::resuming(cursor, O::decode, O::Data::resume);
        self.client.execute(O::ENDPOINT.operation, self.args, &self.options, decode).await
    }
}

impl<'c, O: TypedOperation + 'c> IntoFuture for Call<'c, O> {
    type Output = Result<O::Data, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.with_response().await.map(|response| response.data) })
    }
}

impl<'c, O, T> Call<'c, O>
where
    O: TypedOperation<Data = Page<T>> + 'c,
    T: Record + 'c,
{
    /// Every record of every page, fetched as they are needed. Ends after the first error.
    pub fn stream(self) -> Items<'c, T> {
        let (client, options) = (self.client, self.options.clone());
        Items::new(client, options, Box::pin(async move { self.await.map(Some) }))
    }

    /// The same, where the first page was read already.
    pub(crate) fn stream_from(self, first: Page<T>) -> Items<'c, T> {
        Items::new(self.client, self.options, Box::pin(async move { Ok(Some(first)) }))
    }
}

impl Client {
    /// The page after `page`; `None` after the last.
    pub async fn page_after<T: Record>(&self, page: &Page<T>, options: &CallOptions) -> Result<Option<Page<T>>, Error> {
        let Some(cursor) = page.cursor() else {
            return Ok(None);
        };
        let ResponseData::Typed(data) = self.next_page(cursor, options).await?.data else {
            return Err(Error::local(ErrorKind::InternalError, "the next page is not a page"));
        };
        let page = data.into_any().downcast::<Page<T>>();
        page.map(|page| Some(*page))
            .map_err(|_| Error::local(ErrorKind::InternalError, "the next page is another list"))
    }
}

type Fetch<'c, T> = Pin<Box<dyn Future<Output = Result<Option<Page<T>>, Error>> + Send + 'c>>;

/// The records of all pages.
pub struct Items<'c, T> {
    client: &'c Client,
    options: CallOptions,
    ready: std::vec::IntoIter<T>,
    page: Option<Page<T>>,
    fetching: Option<Fetch<'c, T>>,
    /// Pages so far.
    pages: usize,
    malformed: Vec<Json>,
}

impl<'c, T: Record> Items<'c, T> {
    fn new(client: &'c Client, options: CallOptions, first: Fetch<'c, T>) -> Self {
        let (ready, fetching) = (Vec::new().into_iter(), Some(first));
        Self { client, options, ready, page: None, fetching, pages: 0, malformed: Vec::new() }
    }

    /// Records of the pages so far that could not be read as the model, unchanged.
    pub fn malformed(&self) -> &[Json] {
        &self.malformed
    }

    /// Goes on with a page. Says so, once a page, where records could not be read: nobody sees the page of a stream.
    fn enter(&mut self, mut page: Page<T>) {
        self.pages = self.pages.saturating_add(1);
        if !page.malformed.is_empty() {
            let (records, page_number, base_url) = (page.malformed.len(), self.pages, self.client.base_url());
            let (project_id, model) = (self.client.project_id(), T::SCHEMA.name);
            tracing::warn!(target: "geai_client",
                base_url, project_id, model, records, page = page_number, "records of a list could not be read");
            self.malformed.append(&mut page.malformed);
        }
        self.ready = std::mem::take(&mut page.items).into_iter();
        self.page = Some(page);
    }
}

impl<T> std::fmt::Debug for Items<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items").field("ready", &self.ready.len()).finish_non_exhaustive()
    }
}

impl<T: Unpin> Unpin for Items<'_, T> {}

impl<'c, T: Record + Unpin + 'c> Stream for Items<'c, T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            if let Some(page) = self.page.take().filter(Page::has_next) {
                let (client, options) = (self.client, self.options.clone());
                self.fetching = Some(Box::pin(async move { client.page_after(&page, &options).await }));
            }
            let Some(fetching) = &mut self.fetching else {
                return Poll::Ready(None);
            };
            let fetched = std::task::ready!(fetching.as_mut().poll(context));
            self.fetching = None;
            match fetched {
                Ok(Some(page)) => self.enter(page),
                Ok(None) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}
