//! A typed call: set what is optional, then `.await` it.

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use serde::Serialize;

use crate::bulk::Group;
use crate::client::Client;
use crate::decode::Decode;
use crate::definition::Definition;
use crate::document::Document;
use crate::error::Error;
use crate::operation::{Arg, Args, Operation};
use crate::options::{CallOptions, header};
use crate::page::Page;
use crate::reply::Response;

/// An operation as a type.
pub trait Typed {
    /// What it answers.
    type Response: Decode + Send;
    /// Its row of the table.
    const OPERATION: &'static Operation;
}

/// A call that was not made yet. `.await` makes it.
#[must_use = "a call does nothing until it is awaited"]
#[derive(Debug)]
pub struct Call<'c, O> {
    client: &'c Client,
    args: Result<Args, Error>,
    options: CallOptions,
    operation: PhantomData<fn() -> O>,
}

impl<'c, O: Typed> Call<'c, O> {
    pub(crate) fn new(client: &'c Client, required: Vec<Result<Arg, Error>>) -> Self {
        let args = required.into_iter().map(|arg| arg.map(Some)).collect::<Result<Vec<_>, _>>().map(|mut args| {
            args.resize(O::OPERATION.params.len(), None);
            Args(args)
        });
        Self { client, args, options: CallOptions::default(), operation: PhantomData }
    }

    pub(crate) fn set(mut self, name: &str, arg: Result<Arg, Error>) -> Self {
        let at = O::OPERATION.params.iter().position(|param| param.name == name);
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
    pub fn group(mut self, group: &Arc<Group>) -> Self {
        self.options.group = Some(group.clone());
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

    /// Makes the call; the answer comes with status, headers and times.
    pub async fn with_response(self) -> Result<Response<O::Response>, Error> {
        self.client.perform(O::OPERATION, self.args?, None, &self.options, O::Response::decode).await
    }
}

impl<'c, O: Typed + 'c> IntoFuture for Call<'c, O> {
    type Output = Result<O::Response, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.with_response().await.map(|response| response.data) })
    }
}

impl<'c, O, T> Call<'c, O>
where
    O: Typed<Response = Page<T>> + 'c,
    T: Send + 'c,
    Page<T>: Decode,
{
    /// Every record of every page, fetched as they are needed. Ends after the first error.
    pub fn stream(self) -> Items<'c, T> {
        let (client, options) = (self.client, self.options.clone());
        Items { client, options, ready: Vec::new().into_iter(), page: None, fetching: Some(self.into_first()) }
    }

    fn into_first(self) -> Fetch<'c, T> {
        Box::pin(async move { self.with_response().await.map(|response| Some(response.data)) })
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
}

impl<T> std::fmt::Debug for Items<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items").field("ready", &self.ready.len()).finish_non_exhaustive()
    }
}

impl<T: Unpin> Unpin for Items<'_, T> {}

impl<'c, T: Send + Sync + Unpin + 'c> Stream for Items<'c, T>
where
    Page<T>: Decode,
{
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
                Ok(Some(mut page)) => {
                    self.ready = std::mem::take(&mut page.items).into_iter();
                    self.page = Some(page);
                }
                Ok(None) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the macro treats all arguments alike")]
pub(crate) fn text(text: String) -> Result<Arg, Error> {
    Ok(Arg::Text(text))
}

#[expect(clippy::unnecessary_wraps, reason = "the macro treats all arguments alike")]
pub(crate) fn pairs(pairs: &[(&str, &str)]) -> Result<Arg, Error> {
    Ok(Arg::Pairs(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()))
}

pub(crate) fn definition<T: Serialize>(value: &T, envelope: &str, required: &[&'static str]) -> Result<Arg, Error> {
    let definition = Definition::of(value, envelope, required).map_err(|error| Error::invalid(error.to_string()))?;
    Ok(Arg::Definition(definition))
}

pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<Arg, Error> {
    serde_json::to_string(value).map(Arg::Text).map_err(|error| Error::invalid(error.to_string()))
}

#[expect(clippy::unnecessary_wraps, reason = "the macro treats all arguments alike")]
pub(crate) fn document(document: Document) -> Result<Arg, Error> {
    Ok(Arg::Document(document))
}
