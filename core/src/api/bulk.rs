//! Many calls at once: a bound on how many are in flight, one deadline for all, outcomes in the order of the items.

use std::collections::BTreeMap;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::call::{Call, TypedOperation};
use crate::client::Client;
use crate::config::call_options::CallOptions;
use crate::config::concurrency_group::ConcurrencyGroup;
use crate::error::Error;
use crate::operation::arguments::Args;
use crate::response::ErasedResponse;
use crate::response::endpoint::Endpoint;

/// Default number of calls in flight.
pub const DEFAULT_CONCURRENCY: usize = 8;

/// Numbered futures, of which a bounded number is made and polled at a time. Yields the outputs as the futures end.
struct Running<I, F> {
    rest: std::iter::Enumerate<I>,
    running: FuturesUnordered<Numbered<F>>,
    most: usize,
}

impl<I: Iterator<Item = F>, F: Future> Running<I, F> {
    fn new(futures: I, most: usize) -> Self {
        Self { rest: futures.enumerate(), running: FuturesUnordered::new(), most: most.max(1) }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<(usize, F::Output)>> {
        while self.running.len() < self.most
            && let Some((number, future)) = self.rest.next()
        {
            self.running.push(Numbered { number, future: Box::pin(future) });
        }
        Pin::new(&mut self.running).poll_next(context)
    }
}

struct Numbered<F> {
    number: usize,
    future: Pin<Box<F>>,
}

impl<F: Future> Future for Numbered<F> {
    type Output = (usize, F::Output);
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.future.as_mut().poll(context).map(|output| (self.number, output))
    }
}

type Boxed<'c, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'c>>;
type Made<'c, T> = Box<dyn Iterator<Item = Boxed<'c, T>> + Send + 'c>;

/// Many calls that were not made yet, of [`Client::bulk`]. `.await` gives all outcomes, `.stream()` one after the other.
#[must_use = "nothing is called until it is awaited or streamed"]
pub struct Bulk<'c, T> {
    make: Box<dyn FnOnce(Arc<ConcurrencyGroup>) -> Made<'c, T> + Send + 'c>,
    concurrency: usize,
    deadline: Option<Duration>,
}

impl<T> std::fmt::Debug for Bulk<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bulk").field("concurrency", &self.concurrency).finish_non_exhaustive()
    }
}

impl<'c, T> Bulk<'c, T> {
    /// Most calls in flight at a time. Default: 8. The client's `max_in_flight` bounds it, too.
    pub fn concurrency(mut self, concurrency: usize) -> Self {
        self.concurrency = concurrency;
        self
    }

    /// Time for all calls together. Calls that have not begun by then fail with `APITimeoutError`, not executed.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// The outcomes in the order of the items, each as soon as it and those before it are known.
    pub fn stream(self) -> Outcomes<'c, T> {
        let group = ConcurrencyGroup::new(self.concurrency, self.deadline);
        Outcomes { running: Running::new((self.make)(group), self.concurrency), early: BTreeMap::new(), next: 0 }
    }
}

impl<'c, T: Send + 'c> IntoFuture for Bulk<'c, T> {
    type Output = Vec<Result<T, Error>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.stream().collect())
    }
}

/// Outcomes in the order of the items.
pub struct Outcomes<'c, T> {
    running: Running<Made<'c, T>, Boxed<'c, T>>,
    /// Outcomes that wait for an earlier one.
    early: BTreeMap<usize, Result<T, Error>>,
    next: usize,
}

impl<T> std::fmt::Debug for Outcomes<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outcomes").field("next", &self.next).finish_non_exhaustive()
    }
}

impl<T> Unpin for Outcomes<'_, T> {}

impl<T> Stream for Outcomes<'_, T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let next = self.next;
            if let Some(outcome) = self.early.remove(&next) {
                self.next = next.saturating_add(1);
                return Poll::Ready(Some(outcome));
            }
            match std::task::ready!(self.running.poll(context)) {
                Some((number, outcome)) => self.early.insert(number, outcome),
                None => return Poll::Ready(None),
            };
        }
    }
}

impl Client {
    /// Makes a call for each item, several at a time. Failures stand beside the successes, in the order of the items.
    ///
    /// ```
    /// # async fn demo(client: geai_client::Client, ids: Vec<String>) {
    /// let outcomes = client.bulk(ids, |client, id| client.agents().export(id)).concurrency(16).await;
    /// let failed = outcomes.iter().filter(|outcome| outcome.is_err()).count();
    /// # }
    /// ```
    pub fn bulk<'c, I, O>(
        &'c self,
        items: I,
        mut call: impl FnMut(&'c Self, I::Item) -> Call<'c, O> + Send + 'c,
    ) -> Bulk<'c, O::Data>
    where
        I: IntoIterator + Send + 'c,
        I::IntoIter: Send + 'c,
        O: TypedOperation + 'c,
    {
        let make = move |group: Arc<ConcurrencyGroup>| -> Made<'c, O::Data> {
            Box::new(items.into_iter().map(move |item| call(self, item).group(&group).into_future()))
        };
        Bulk { make: Box::new(make), concurrency: DEFAULT_CONCURRENCY, deadline: None }
    }

    /// As [`bulk`](Self::bulk), for bindings: calls any operations of the table and passes each outcome with its number to
    /// `on_end`, in the order in which the calls end.
    #[doc(hidden)]
    pub async fn bulk_calls(
        &self,
        calls: Vec<(&'static Endpoint, Args, CallOptions)>,
        concurrency: usize,
        deadline: Option<Duration>,
        mut on_end: impl FnMut(usize, Result<ErasedResponse, Error>),
    ) {
        let group = ConcurrencyGroup::new(concurrency, deadline);
        let futures = calls.into_iter().map(|(endpoint, args, mut options)| {
            options.group = Some(group.clone());
            async move { self.call(endpoint, args, &options).await }
        });
        let mut running = Running::new(futures, concurrency);
        while let Some((number, outcome)) = std::future::poll_fn(|context| running.poll(context)).await {
            on_end(number, outcome);
        }
    }
}
