//! The client: one call from its arguments to its answer, with limits, attempts and waits.

use std::future::Future;
use std::num::NonZero;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT,
};
use secrecy::SecretString;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{Mutex, Notify, Semaphore};
use tokio::task::block_in_place;
use tokio::time::{Instant, sleep, timeout_at};

use crate::api::{Agents, Inspector, Integrations, Interactions, Root};
use crate::config::{Builder, Config, Setting, bearer};
use crate::decode::Decode;
use crate::error::{Attempt, Error, ErrorKind, Executed, Phase};
use crate::exchange::{Exchange, Failure, Request, request_id};
use crate::input::Spelling;
use crate::json::Json;
use crate::operation::{Args, Class, Operation};
use crate::options::{CallOptions, Times, after};
use crate::page::{Cursor, Page};
use crate::plan::Plan;
use crate::progress::Progress;
use crate::received::Received;
use crate::redact::Secrets;
use crate::reply::{Body, Meta, Response};
use crate::retry::{self, Budget, Cause, DEFAULT_RETRIES, Policy, Situation};
use crate::secret::Token;

/// Size from which reading an answer takes noticeable time.
const LARGE_ANSWER: usize = 256 * 1024;
/// Longest wait for a token that is asked for.
const TOKEN_TIME: Duration = Duration::from_secs(30);

const PROJECT: HeaderName = HeaderName::from_static("projectid");
const PROJECT_DASHED: HeaderName = HeaderName::from_static("project-id");
const ORGANIZATION: HeaderName = HeaderName::from_static("organizationid");

/// A client of one GEAI installation. Cloning it is cheap; clones share connections and limits.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    config: Arc<Config>,
}

/// What clones share.
struct Shared {
    state: ArcSwapOption<State>,
    closed: AtomicBool,
}

/// What belongs to one process: none of it works in a forked child, which makes its own.
struct State {
    process: u32,
    exchange: Exchange,
    limiter: Semaphore,
    /// Large answers are read on as many threads as there are cores: more would keep each other waiting, and a host's
    /// event loop with them.
    readers: Semaphore,
    budget: Budget,
    token: Mutex<Option<SecretString>>,
    closing: Notify,
}

/// What became of a call so far.
#[derive(Default)]
struct Course {
    attempts: u32,
    history: Vec<Attempt>,
    /// When the attempt in flight, or the last one, began.
    begun: Option<Instant>,
    /// Whether the server may have acted.
    unknown: bool,
    /// Values of `Authorization` that were sent.
    tokens: Vec<HeaderValue>,
    progress: Arc<Progress>,
}

/// An answer of any operation, with what is known of the call.
pub type Reply = Response<Body>;

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client {{ base_url: {:?}, token: *** }}", self.base_url())
    }
}

impl Client {
    /// Starts building a client.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A client from the environment and the credentials file alone.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    pub(crate) fn new(config: Config) -> Self {
        let shared = Shared { state: ArcSwapOption::empty(), closed: AtomicBool::new(false) };
        Self { shared: Arc::new(shared), config: Arc::new(config) }
    }

    /// Operations on agents.
    pub fn agents(&self) -> Agents<'_> {
        Agents(self)
    }

    /// Operations on integrations.
    pub fn integrations(&self) -> Integrations<'_> {
        Integrations(self)
    }

    /// Operations of the inspector.
    pub fn inspector(&self) -> Inspector<'_> {
        Inspector(self)
    }

    /// Operations on interactions.
    pub fn interactions(&self) -> Interactions<'_> {
        Interactions(self)
    }

    /// Asks the server what the token belongs to.
    pub fn validate_token(&self) -> crate::call::Call<'_, crate::api::client::ValidateToken> {
        Root(self).validate_token()
    }

    /// The base URL, without a trailing slash.
    pub fn base_url(&self) -> &str {
        self.config.base_url.as_str().trim_end_matches('/')
    }

    /// How the caller spells names.
    pub(crate) fn spelling(&self) -> Spelling {
        self.config.spelling
    }

    /// Every effective setting and where it came from. Secrets are hidden.
    pub fn config(&self) -> Vec<Setting> {
        self.config.describe()
    }

    /// What the user should put right: a credentials file that others may read.
    pub fn warning(&self) -> Option<&str> {
        self.config.warning.as_deref()
    }

    /// A client with other options for its calls, on the same connections and limits.
    #[must_use]
    pub fn with_options(&self, options: &CallOptions) -> Self {
        let mut config = (*self.config).clone();
        config.call = options.over(&config.call);
        Self { shared: self.shared.clone(), config: Arc::new(config) }
    }

    /// Ends the calls in flight and refuses further ones.
    pub fn close(&self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        if let Some(state) = self.shared.state.load_full().filter(|state| state.process == std::process::id()) {
            state.closing.notify_waiters();
        }
    }

    /// Whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        self.shared.closed.load(Ordering::SeqCst)
    }

    /// Calls any operation of the table: the one door that bindings go through.
    pub async fn call(&self, operation: &'static Operation, args: Args, options: &CallOptions) -> Result<Reply, Error> {
        self.perform(operation, args, None, options, operation.response.decode).await
    }

    /// The page after the one that `cursor` came from.
    pub async fn next_page(&self, cursor: &Cursor, options: &CallOptions) -> Result<Reply, Error> {
        let operation = cursor.operation();
        self.perform(operation, cursor.args(), Some(cursor.clone()), options, operation.response.decode).await
    }

    /// The page after `page`; `None` after the last.
    pub async fn page_after<T>(&self, page: &Page<T>, options: &CallOptions) -> Result<Option<Page<T>>, Error>
    where
        Page<T>: Decode,
    {
        let Some(cursor) = page.cursor() else {
            return Ok(None);
        };
        let decode = <Page<T> as Decode>::decode;
        let reply = self.perform(cursor.operation(), cursor.args(), Some(cursor.clone()), options, decode).await?;
        Ok(Some(reply.data))
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
        let plan = Plan::free(&self.config, method, path, query, json)?;
        self.run(plan, None, options, <Option<Json>>::decode).await
    }

    pub(crate) async fn perform<T>(
        &self,
        operation: &'static Operation,
        args: Args,
        cursor: Option<Cursor>,
        options: &CallOptions,
        decode: impl Fn(Received) -> Result<T, Error>,
    ) -> Result<Response<T>, Error> {
        let about = |error: Error| {
            error.with(|error| {
                error.operation = Some(operation.name);
            })
        };
        let cursor = cursor.or_else(|| Cursor::first(operation, &args));
        let plan = Plan::of(operation, args, &self.config).await.map_err(about)?;
        self.run(plan, cursor, options, decode).await.map_err(about)
    }

    /// Sends the request until it succeeds, fails for good or runs out of time, and reads the answer.
    async fn run<T>(
        &self,
        plan: Plan,
        cursor: Option<Cursor>,
        options: &CallOptions,
        decode: impl Fn(Received) -> Result<T, Error>,
    ) -> Result<Response<T>, Error> {
        let started = Instant::now();
        let options = options.over(&self.config.call);
        options.check(self.config.spelling).map_err(Error::invalid)?;
        let mut course = Course::default();
        let sent = self.send(&plan, &options, started, &mut course).await;
        let state;
        let _reader = match &sent {
            Ok((.., body)) if body.len() > LARGE_ANSWER => {
                state = self.state()?;
                state.readers.acquire().await.ok()
            }
            _ => None,
        };
        let attempts = course.attempts;
        let answered = sent.and_then(|(status, headers, body)| {
            let request_id = request_id(&headers);
            let (elapsed, size) = (started.elapsed(), body.len());
            let meta = Arc::new(Meta { status, headers, request_id, attempts, elapsed, size });
            let read = |body: Bytes, cursor| {
                let large = body.len() > LARGE_ANSWER;
                let received = Received { meta: meta.clone(), body, cursor };
                if large { aside(|| decode(received)) } else { decode(received) }
            };
            let data = read(body.clone(), cursor).map_err(|error| {
                // Once more without what must not be shown: an error quotes its beginning.
                let clean = self.secrets(&plan, &options, &course.tokens).out_of_bytes(&body);
                clean.and_then(|clean| read(clean, None).err()).unwrap_or(error)
            });
            Ok(Response { data: data?, meta: Arc::unwrap_or_clone(meta) })
        });
        answered.map_err(|error| {
            let error = match error.phase {
                Phase::Local => error,
                _ => self.secrets(&plan, &options, &course.tokens).out_of(error),
            };
            error.with(|error| {
                error.method = Some(plan.method.to_string());
                error.path = Some(plan.url.path().to_owned());
                (error.attempts, error.elapsed) = (attempts, started.elapsed());
                if let Some(begun) = course.begun {
                    // Closed, or answered with what cannot be read.
                    let (kind, status, phase) = (error.kind, error.status, error.phase);
                    let cut = Attempt { kind, status, phase, elapsed: begun.elapsed(), waited: Duration::ZERO };
                    course.history.push(cut);
                }
                error.history = course.history;
                if course.unknown && error.executed == Executed::No {
                    // The last attempt was not executed; an earlier one may have been.
                    error.executed = Executed::Maybe;
                }
            })
        })
    }

    async fn send(
        &self,
        plan: &Plan,
        options: &CallOptions,
        started: Instant,
        course: &mut Course,
    ) -> Result<(reqwest::StatusCode, HeaderMap, Bytes), Error> {
        let state = self.state()?;
        let mut closing = pin!(state.closing.notified());
        closing.as_mut().enable();
        if self.is_closed() {
            return Err(closed(Phase::Local, Executed::No));
        }
        let times = options.times(plan.class);
        let deadline = after(started, times.deadline);
        let deadline =
            options.group.as_ref().and_then(|group| group.until).map_or(deadline, |until| until.min(deadline));
        let progress = course.progress.clone();
        let ended = {
            // Not dropped before the phase it ended in is read.
            let mut work = pin!(self.attempts(&state, plan, options, times, deadline, course));
            tokio::select! {
                biased;
                ended = work.as_mut() => Ok(ended),
                () = closing => Err(progress.phase()),
            }
        };
        ended.unwrap_or_else(|phase| {
            let untouched = matches!(phase, Phase::Queue | Phase::Connect) && !course.unknown;
            Err(closed(phase, if untouched { Executed::No } else { Executed::Maybe }))
        })
    }

    async fn attempts(
        &self,
        state: &State,
        plan: &Plan,
        options: &CallOptions,
        times: Times,
        deadline: Instant,
        course: &mut Course,
    ) -> Result<(reqwest::StatusCode, HeaderMap, Bytes), Error> {
        let queue = || {
            Error::local(ErrorKind::APITimeoutError, "timed out waiting for a call in flight to end")
                .with(|error| (error.phase, error.retryable) = (Phase::Queue, true))
        };
        let _turn = match &options.group {
            Some(group) => match within(deadline, group.places.acquire()).await {
                None if group.places.is_closed() => return Err(closed(Phase::Queue, Executed::No)),
                turn => Some(turn.ok_or_else(queue)?),
            },
            None => None,
        };
        let _place = within(deadline, state.limiter.acquire()).await.ok_or_else(queue)?;
        if Instant::now() >= deadline {
            return Err(queue());
        }
        let repeatable = plan.class.repeatable(options.retry_writes.unwrap_or(false) && plan.repeatable_put);
        let reuse = matches!(plan.class, Class::Read | Class::ReadLarge | Class::Idempotent);
        let limits = &self.config.limits;
        let policy = Policy {
            retries: options.retries.unwrap_or(DEFAULT_RETRIES),
            backoff: limits.backoff,
            max_retry_after: limits.max_retry_after,
            refused_writes: limits.retry_post_on_429,
        };
        let (mut request, mut refreshed) = (self.request_of(plan, options), false);
        let (mut paid, mut lost) = (0_u32, false);
        let mut token = self.authorization(state, deadline, None).await?;
        loop {
            if course.tokens.last() != Some(&token) {
                course.tokens.push(token.clone());
            }
            request.headers.insert(AUTHORIZATION, token.clone());
            course.attempts = course.attempts.saturating_add(1);
            let begun = Instant::now();
            course.begun = Some(begun);
            let until = deadline.min(after(begun, times.attempt));
            // A connection of its own where one that was shared broke: the next one may be as dead.
            let shared = reuse && !lost;
            let outcome = state.exchange.attempt(&request, shared, until, times.silence, &course.progress).await;
            course.progress.set(Phase::Queue);
            let elapsed = begun.elapsed();
            let Failure { error, cause } = match outcome {
                Ok(answer) => {
                    log(plan, course.attempts, elapsed, Some(answer.status.as_u16()), None);
                    state.budget.give(if paid > 0 { paid } else { 1 });
                    return Ok((answer.status, answer.headers, answer.body));
                }
                Err(failure) => failure,
            };
            log(plan, course.attempts, elapsed, error.status, Some(error.kind()));
            let (kind, status, phase) = (error.kind, error.status, error.phase);
            course.history.push(Attempt { kind, status, phase, elapsed, waited: Duration::ZERO });
            course.begun = None;
            if plan.method == Method::DELETE && lost && error.status == Some(404) {
                // An earlier attempt, whose answer was lost, deleted it.
                return Ok((reqwest::StatusCode::NO_CONTENT, HeaderMap::new(), Bytes::new()));
            }
            if error.status == Some(401) && !refreshed && matches!(self.config.token, Token::Provided(_)) {
                refreshed = true;
                token = self.authorization(state, deadline, Some(token)).await?;
                continue;
            }
            let situation = Situation {
                cause,
                repeatable,
                attempts: course.attempts,
                policy,
                left: deadline.saturating_duration_since(Instant::now()),
                jitter: fastrand::f64(),
            };
            let Some(wait) = retry::wait(situation) else {
                return Err(error);
            };
            let price = retry::price(error.is(ErrorKind::APITimeoutError));
            if !state.budget.take(price) {
                return Err(error);
            }
            paid = price.saturating_add(paid);
            lost |= matches!(cause, Cause::Unknown);
            course.unknown |= error.executed != Executed::No;
            if let Some(attempt) = course.history.last_mut() {
                attempt.waited = wait;
            }
            sleep(wait).await;
        }
    }

    fn request_of(&self, plan: &Plan, options: &CallOptions) -> Request {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("geai-client/", env!("CARGO_PKG_VERSION"))));
        if plan.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        } else if matches!(plan.method, Method::POST | Method::PUT | Method::PATCH) {
            // GEN-09: servers that wait for a body must see that there is none.
            headers.insert(CONTENT_LENGTH, HeaderValue::from(0));
        }
        let project = &self.config.project_id;
        let dashed = if plan.both_project_headers { project } else { &None };
        let ids = [(PROJECT, project), (PROJECT_DASHED, dashed), (ORGANIZATION, &self.config.organization_id)];
        for (name, value) in ids {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        }
        headers.extend(options.headers.clone());
        Request { method: plan.method.clone(), url: plan.url.clone(), headers, body: plan.body.clone() }
    }

    /// The `Authorization` value. `refused` is the one that the server just refused: unless another call
    /// already replaced it, a new token is asked for.
    async fn authorization(
        &self,
        state: &State,
        deadline: Instant,
        refused: Option<HeaderValue>,
    ) -> Result<HeaderValue, Error> {
        let provider = match &self.config.token {
            Token::Fixed(token) => return bearer(token).map_err(Error::config),
            Token::Provided(provider) => provider,
        };
        let late = || Error::local(ErrorKind::APITimeoutError, "timed out waiting for a token");
        let mut cached = within(deadline, async { Ok::<_, ()>(state.token.lock().await) }).await.ok_or_else(late)?;
        if let Some(value) =
            cached.as_ref().and_then(|token| bearer(token).ok()).filter(|value| Some(value) != refused.as_ref())
        {
            return Ok(value);
        }
        let given =
            timeout_at(deadline.min(after(Instant::now(), TOKEN_TIME)), provider.token()).await.map_err(|_| late())?;
        let token =
            SecretString::from(given.map_err(|why| Error::config(format!("the token provider failed: {why}")))?);
        let value = bearer(&token).map_err(Error::config)?;
        *cached = Some(token);
        Ok(value)
    }

    /// What the request held that no error may repeat (E-12).
    fn secrets(&self, plan: &Plan, options: &CallOptions, tokens: &[HeaderValue]) -> Secrets {
        let mut secrets = Secrets::of(&options.headers, plan.body.as_ref());
        tokens.iter().for_each(|value| secrets.add_header(value));
        if let Some(password) = self.config.proxy.as_ref().and_then(|proxy| proxy.password()) {
            secrets.add(password);
        }
        secrets
    }

    /// What belongs to this process, made when it is first needed.
    fn state(&self) -> Result<Arc<State>, Error> {
        let process = std::process::id();
        loop {
            let current = self.shared.state.load_full();
            if let Some(state) = current.as_ref().filter(|state| state.process == process) {
                return Ok(state.clone());
            }
            let made = Arc::new(State {
                process,
                exchange: Exchange::new(&self.config)?,
                limiter: Semaphore::new(self.config.limits.max_in_flight as usize),
                readers: Semaphore::new(std::thread::available_parallelism().map_or(1, NonZero::get)),
                budget: Budget::new(),
                token: Mutex::new(None),
                closing: Notify::new(),
            });
            // The parent's connections are not this process's to close: they are kept for ever, on purpose.
            std::mem::forget(current.clone());
            self.shared.state.compare_and_swap(&current, Some(made));
        }
    }
}

/// Reads a large answer, while the other calls of this thread go on elsewhere if they can.
fn aside<T>(read: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => block_in_place(read),
        _ => read(),
    }
}

fn closed(phase: Phase, executed: Executed) -> Error {
    Error::local(ErrorKind::ClientClosedError, "the client is closed")
        .with(|error| (error.phase, error.executed) = (phase, executed))
}

async fn within<T, E>(deadline: Instant, work: impl Future<Output = Result<T, E>>) -> Option<T> {
    timeout_at(deadline, work).await.ok()?.ok()
}

fn log(plan: &Plan, attempt: u32, elapsed: Duration, status: Option<u16>, error: Option<ErrorKind>) {
    let (method, path) = (plan.method.as_str(), plan.template);
    let milliseconds = elapsed.as_millis();
    let error = error.map(ErrorKind::name);
    tracing::debug!(target: "geai_client", method, path, status, attempt, milliseconds, error, "attempt");
}
