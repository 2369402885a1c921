//! Executes one call: prepares the request, sends it, decodes the response, and completes the error.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryFutureExt as _;
use reqwest::Method;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::Client;
use super::call_state::CallState;
use super::observe::{Observed, ObservedTarget, call_of};
use super::retry_loop::closed;
use crate::config::call_options::CallOptions;
use crate::config::deadline::deadline_after;
use crate::error::{Attempt, Error, ErrorKind, Executed, Phase};
use crate::events::observed::ObservedCall;
use crate::json::Json;
use crate::operation::Operation;
use crate::operation::arguments::Args;
use crate::operation::request::PreparedRequest;
use crate::response::endpoint::{Cursor, Endpoint, ResponseData};
use crate::response::raw::{RawResponse, ResponseMeta};
use crate::response::{ErasedResponse, Response, decode};
use crate::retry::semantics::Idempotency;
use crate::transport::AttemptResponse;
use crate::transport::failure::request_id;

/// Size from which decoding a response takes noticeable time.
const LARGE_RESPONSE: usize = 256 * 1024;

/// Decodes a response and keeps its data, whose type is not known here: what makes a call is compiled once for all types.
type Keep<'a> = dyn FnMut(RawResponse) -> Result<(), Error> + Send + 'a;

impl Client {
    /// Calls any operation of the table: the one entry point of the bindings.
    pub async fn call(
        &self,
        endpoint: &'static Endpoint,
        args: Args,
        options: &CallOptions,
    ) -> Result<ErasedResponse, Error> {
        let cursor = self.first_cursor(endpoint, &args);
        // Boxed: the bindings move what they spawn more than once, and this has thousands of bytes.
        Box::pin(self.call_at(endpoint, args, cursor, options)).await
    }

    /// The page after the one that `cursor` is from.
    pub async fn next_page(&self, cursor: &Cursor, options: &CallOptions) -> Result<ErasedResponse, Error> {
        let mut cursor = cursor.clone();
        if let Some(state) = self.made_state() {
            cursor.shift(|position, resource, given| state.deleted.since(position, resource, given));
        }
        Box::pin(self.call_at(cursor.endpoint(), cursor.args(), Some(cursor), options)).await
    }

    /// The beginning of an iteration over pages; `None` if the operation has none.
    pub(crate) fn first_cursor(&self, endpoint: &'static Endpoint, args: &Args) -> Option<Cursor> {
        Cursor::first(endpoint, args, self.made_state().map_or(0, |state| state.deleted.position()))
    }

    async fn call_at(
        &self,
        endpoint: &'static Endpoint,
        args: Args,
        cursor: Option<Cursor>,
        options: &CallOptions,
    ) -> Result<ErasedResponse, Error> {
        let decode = decode::resuming(cursor, endpoint.decode, ResponseData::resume);
        self.execute(endpoint.operation, Ok(args), options, decode).await
    }

    /// Sends a request that no operation covers, with the same authentication, attempts and errors.
    ///
    /// `path` begins with `/` and is percent-encoded. Errors as every operation.
    pub async fn request(
        &self,
        method: Method,
        path: &str,
        query: &[(String, String)],
        json: Option<Json>,
        options: &CallOptions,
    ) -> Result<Response<Option<Json>>, Error> {
        let observed = self.observed(options, || ObservedTarget::Request(&method, path));
        let mut data = None;
        let mut keep = |response| decode::json(response).map(|decoded| data = Some(decoded));
        let call = async {
            let request = PreparedRequest::for_raw(&self.config, method.clone(), path, query, json)?;
            self.send_and_decode(request, options, call_of(&observed), &mut keep).await
        };
        let ended = follow(&observed, pin!(call.map_err(|error| self.name_client(error)))).await?;
        holding(ended, data)
    }

    /// Executes one call of an operation. An error in place of the arguments is that of the call.
    pub(crate) async fn execute<T: Send>(
        &self,
        operation: &'static Operation,
        args: Result<Args, Error>,
        options: &CallOptions,
        mut decode: impl FnMut(RawResponse) -> Result<T, Error> + Send,
    ) -> Result<Response<T>, Error> {
        let mut data = None;
        let mut keep = |response| decode(response).map(|decoded| data = Some(decoded));
        let ended = self.execute_keeping(operation, args, options, &mut keep).await?;
        holding(ended, data)
    }

    /// As [`execute`](Self::execute), where the data is kept elsewhere.
    async fn execute_keeping(
        &self,
        operation: &'static Operation,
        args: Result<Args, Error>,
        options: &CallOptions,
        keep: &mut Keep<'_>,
    ) -> Result<Response<()>, Error> {
        let name_operation =
            |error: Error| self.name_client(error).with(|error| error.operation = Some(operation.name));
        let observed = self.observed(options, || ObservedTarget::Operation(operation, args.as_ref().ok()));
        let deletes = operation.method == Method::DELETE;
        let deleted =
            args.as_ref().ok().filter(|_| deletes).and_then(|args| args.in_path(operation)).map(str::to_owned);
        let call = async {
            let request = PreparedRequest::for_operation(operation, args?, &self.config).await?;
            self.send_and_decode(request, options, call_of(&observed), keep).await
        };
        let ended = follow(&observed, pin!(call.map_err(name_operation))).await;
        if let (Ok(_), Some(id_or_name), Some(state)) = (&ended, deleted, self.made_state()) {
            state.deleted.add(operation.resource, id_or_name);
        }
        ended
    }

    /// Names the client's base URL and proxy in an error.
    pub(crate) fn name_client(&self, error: Error) -> Error {
        error.with(|error| {
            error.base_url = Some(self.base_url().to_owned());
            error.proxy = self.config.proxy_shown();
        })
    }

    /// Sends the request and decodes its response. Completes an error by what is known of the call.
    async fn send_and_decode(
        &self,
        request: PreparedRequest,
        options: &CallOptions,
        observed: Option<Arc<ObservedCall>>,
        keep: &mut Keep<'_>,
    ) -> Result<Response<()>, Error> {
        let started = Instant::now();
        let mut options = options.over(&self.config.call);
        options.check(self.config.style).map_err(Error::invalid)?;
        if let Some(observed) = &observed {
            options.add_headers(&observed.headers());
        }
        let mut call = CallState { observed, ..CallState::default() };
        let sent = self.send(&request, &options, started, &mut call).await;
        let state;
        let _decode_permit = match &sent {
            Ok(response) if response.body.len() > LARGE_RESPONSE => {
                state = self.process_state()?;
                state.decode_permits.acquire().await.ok()
            }
            _ => None,
        };
        let attempts = call.attempts;
        let secrets = || self.secrets(&options.headers, &call.tokens, &request.sent);
        let decoded = sent.and_then(|AttemptResponse { status, headers, body }| {
            let request_id = request_id(&headers, &options.headers)
                .map(|id| self.redact_id(id, &options.headers, &call.tokens, &request.sent));
            let (elapsed, size) = (started.elapsed(), body.len());
            let meta = ResponseMeta { status, headers, request_id, attempts, elapsed, size, ..ResponseMeta::default() };
            let meta = Arc::new(meta);
            let mut read = |body: Bytes| {
                let large = body.len() > LARGE_RESPONSE;
                let response = RawResponse { meta: meta.clone(), body };
                if large { block_here(|| keep(response)) } else { keep(response) }
            };
            let kept = read(body.clone()).map_err(|error| {
                // The error quotes the beginning of the body, so it is made again from a body without secrets.
                let redacted = secrets().redact_bytes(&body);
                redacted.and_then(|redacted| read(redacted).err()).unwrap_or(error)
            });
            if let Some(places) = meta.malformed.get() {
                self.report_malformed(&request, places);
            }
            kept.map(|data| Response { data, meta: Arc::unwrap_or_clone(meta), body })
        });
        decoded.map_err(|error| {
            let error = match error.phase {
                Phase::Local => error,
                _ => secrets().redact_error(error),
            };
            let error = error.with(|error| {
                error.method = Some(request.method.to_string());
                error.path = Some(request.url.path().to_owned());
                (error.attempts, error.elapsed) = (attempts, started.elapsed());
                if let Some(attempt_started) = call.attempt_started {
                    // The client was closed during the attempt, or its response could not be decoded.
                    let (kind, status, phase) = (error.kind, error.status, error.phase);
                    let elapsed = attempt_started.elapsed();
                    call.history.push(Attempt { kind, status, phase, elapsed, waited: Duration::ZERO });
                }
                error.history = call.history;
                if call.may_have_executed && error.executed == Executed::No {
                    // The last attempt was not executed; an earlier one may have been.
                    error.executed = Executed::Maybe;
                }
            });
            match request.idempotency {
                Idempotency::ReadOnly => error.of_read(),
                // Made once more, the same call would do again what is done.
                Idempotency::NewRevision | Idempotency::NotIdempotent if error.executed == Executed::Yes => {
                    error.with(|error| error.retryable = false)
                }
                _ => error,
            }
        })
    }

    /// Sends the request. Ends with an error when the client is closed.
    async fn send(
        &self,
        request: &PreparedRequest,
        options: &CallOptions,
        started: Instant,
        call: &mut CallState,
    ) -> Result<AttemptResponse, Error> {
        if let Some(unusable) = &self.config.unusable {
            return Err(Error::config(unusable.why.clone()));
        }
        let state = self.process_state()?;
        let mut closing = pin!(state.closing.notified());
        closing.as_mut().enable();
        if self.is_closed() {
            return Err(closed(Phase::Local, Executed::No));
        }
        let times = options.times(request.idempotency, request.time_budget);
        let deadline = deadline_after(started, times.deadline);
        let group_deadline = options.group.as_ref().and_then(|group| group.deadline);
        let deadline = group_deadline.map_or(deadline, |group_deadline| group_deadline.min(deadline));
        let tracker = call.phase.clone();
        let ended = {
            // Dropping the future would change the phase, so it lives until the phase was read.
            let mut work = pin!(self.retry_loop(&state, request, options, times, deadline, call));
            tokio::select! {
                biased;
                ended = work.as_mut() => Ok(ended),
                () = closing => Err(tracker.current()),
            }
        };
        ended.unwrap_or_else(|phase| {
            let not_sent = matches!(phase, Phase::Queue | Phase::Connect) && !call.may_have_executed;
            Err(closed(phase, if not_sent { Executed::No } else { Executed::Maybe }))
        })
    }

    /// Tells the log which members of an answer are of another type than documented; their values may be anything.
    #[cold]
    fn report_malformed(&self, request: &PreparedRequest, places: &[String]) {
        let (method, base_url, path) = (request.method.as_str(), self.base_url(), request.template);
        let (project_id, members) = (self.project_id(), places.join(", "));
        tracing::debug!(target: "geai_client",
            method, base_url, path, project_id, members, "members of another type than documented are unset");
    }
}

/// Makes the call in its span, and tells of its end. The work is pinned by the caller: by value, this future would hold it
/// twice, and its thousands of bytes are moved with every call.
pub(crate) async fn follow<T>(
    observed: &Option<Observed>,
    work: Pin<&mut impl Future<Output = Result<T, Error>>>,
) -> Result<T, Error> {
    let outcome = work.instrument(Observed::span(observed)).await;
    if let Some(observed) = observed {
        observed.end(outcome.as_ref().err());
    }
    outcome
}

/// A response with the data that was kept apart from it.
fn holding<T>(response: Response<()>, data: Option<T>) -> Result<Response<T>, Error> {
    let Response { meta, body, .. } = response;
    let data = data.ok_or_else(|| Error::local(ErrorKind::InternalError, "the response was not decoded"))?;
    Ok(Response { data, meta, body })
}

/// Does what takes long, such as decoding a large response. Other tasks of this thread move to other threads meanwhile, if
/// the runtime has some.
pub(crate) fn block_here<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => block_in_place(work),
        _ => work(),
    }
}
