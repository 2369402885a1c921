//! The attempts of one call: permits, token, repetitions and the delays between them.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use secrecy::SecretString;
use tokio::time::{Instant, sleep, timeout_at};

use super::Client;
use super::call_state::CallState;
use super::process_state::ProcessState;
use crate::config::call_options::{CallOptions, Times, format_time};
use crate::config::deadline::{deadline_after, with_deadline};
use crate::config::token::{Token, bearer};
use crate::error::heuristics::says_not_found;
use crate::error::{Attempt, Error, ErrorKind, Executed, Phase};
use crate::operation::request::PreparedRequest;
use crate::retry::{DEFAULT_RETRIES, Policy, Refusal, RetryContext, next_delay, refusal, retry_cost};
use crate::transport::failure::{Failure, request_id};
use crate::transport::{AttemptResponse, Request};

/// Longest wait for a token of a provider.
const TOKEN_TIME: Duration = Duration::from_secs(30);

impl Client {
    /// Sends the request until it succeeds, fails for good or `deadline` passes.
    pub(super) async fn retry_loop(
        &self,
        state: &ProcessState,
        prepared: &PreparedRequest,
        options: &CallOptions,
        times: Times,
        deadline: Instant,
        call: &mut CallState,
    ) -> Result<AttemptResponse, Error> {
        let queued = || {
            Error::local(ErrorKind::APITimeoutError, "timed out waiting for a call in flight to end")
                .with(|error| (error.phase, error.retryable) = (Phase::Queue, true))
        };
        let _group_permit = match &options.group {
            Some(group) => match with_deadline(deadline, group.permits.acquire()).await {
                None if group.permits.is_closed() => return Err(closed(Phase::Queue, Executed::No)),
                permit => Some(permit.ok_or_else(queued)?),
            },
            None => None,
        };
        let _client_permit = with_deadline(deadline, state.client_permits.acquire()).await.ok_or_else(queued)?;
        if Instant::now() >= deadline {
            return Err(queued());
        }
        let repeatable = prepared.idempotency.repeatable(options.retry_writes.unwrap_or(false));
        let limits = &self.config.limits;
        let policy = Policy {
            retries: options.retries.unwrap_or(DEFAULT_RETRIES),
            backoff: limits.backoff,
            max_retry_after: limits.max_retry_after,
            refused_writes: limits.retry_post_on_429,
        };
        let mut request = Request {
            method: prepared.method.clone(),
            url: prepared.url.clone(),
            headers: prepared.headers(&self.config, options),
            sent: prepared.sent.clone(),
        };
        let (mut token_refreshed, mut budget_spent, mut throttled) = (false, 0_u32, 0_u32);
        let mut last_error = None;
        // Whether a response was lost, and whether the server may have acted on the request of one that was.
        let (mut any_lost, mut any_acted) = (false, false);
        let mut token = self.authorization(deadline, None).await?;
        loop {
            if let Some(pace) = &state.pace
                && !pace.turn(deadline).await
            {
                return Err(last_error.unwrap_or_else(|| self.no_turn()));
            }
            if call.tokens.last() != token.as_ref() {
                call.tokens.extend(token.clone());
            }
            if let Some(token) = &token {
                request.headers.insert(AUTHORIZATION, token.clone());
            }
            call.attempts = call.attempts.saturating_add(1);
            let started = Instant::now();
            call.attempt_started = Some(started);
            if let Some(observed) = &call.observed {
                observed.attempt_starts(&request.method, &request.url);
            }
            let until = deadline.min(deadline_after(started, times.attempt));
            // After a response was lost, a connection of its own: the other shared ones may have lost their peer, too.
            let shared = prepared.idempotency.is_idempotent() && !any_lost;
            let outcome = state.transport.attempt(&request, shared, until, times.silence, &call.phase).await;
            call.phase.set(Phase::Queue);
            let elapsed = started.elapsed();
            let Failure { error, cause, response_lost } = match outcome {
                Ok(response) => {
                    let status = Some(response.status.as_u16());
                    let ended = Ended { elapsed, status, error: None };
                    let id = || request_id(&response.headers, &request.headers);
                    self.report(call, &request, prepared.template, &ended, id);
                    state.budget.deposit(if budget_spent > 0 { budget_spent } else { 1 });
                    return Ok(response);
                }
                Err(failure) => failure,
            };
            let ended = Ended { elapsed, status: error.status, error: Some(error.kind) };
            self.report(call, &request, prepared.template, &ended, || error.request_id.clone());
            let (kind, status, phase) = (error.kind, error.status, error.phase);
            call.history.push(Attempt { kind, status, phase, elapsed, waited: Duration::ZERO });
            call.attempt_started = None;
            if prepared.method == Method::DELETE && any_acted && says_not_found(&error, prepared.url.path()) {
                // An earlier attempt, whose response was lost, may have deleted it.
                let (status, headers, body) = (StatusCode::NO_CONTENT, HeaderMap::new(), Bytes::new());
                return Ok(AttemptResponse { status, headers, body });
            }
            if error.status == Some(401) && !token_refreshed && matches!(self.config.token, Token::Provided(_)) {
                token_refreshed = true;
                if let Some(observed) = &call.observed {
                    observed.retries(error.kind, Duration::ZERO);
                }
                token = self.authorization(deadline, token.as_ref()).await?;
                last_error = Some(error);
                continue;
            }
            let context = RetryContext {
                cause,
                repeatable,
                attempts: call.attempts,
                throttled,
                policy,
                left: deadline.saturating_duration_since(Instant::now()),
                jitter: fastrand::f64(),
            };
            let Some(delay) = next_delay(context) else {
                return Err(self.explain(error, context));
            };
            throttled = throttled.saturating_add(cause.is_throttled().into());
            let cost = retry_cost(cause, error.is(ErrorKind::APITimeoutError));
            if !state.budget.withdraw(cost) {
                return Err(error);
            }
            budget_spent = cost.saturating_add(budget_spent);
            any_lost |= response_lost;
            any_acted |= response_lost && error.executed != Executed::No;
            call.may_have_executed |= error.executed != Executed::No;
            if let Some(attempt) = call.history.last_mut() {
                attempt.waited = delay;
            }
            if let Some(observed) = &call.observed {
                observed.retries(error.kind, delay);
            }
            last_error = Some(error);
            sleep(delay).await;
        }
    }

    /// The error of a call whose first request has no turn before the deadline.
    fn no_turn(&self) -> Error {
        let option = self.config.style.name("max_requests_per_second");
        Error::local(ErrorKind::APITimeoutError, format!("timed out waiting for a turn: `{option}` leaves none before"))
            .with(|error| (error.phase, error.retryable) = (Phase::Queue, true))
    }

    /// The error, with the reason why the wait that the server asks for is not made.
    fn explain(&self, error: Error, context: RetryContext) -> Error {
        let style = self.config.style;
        let asks = |wait| format!("; not repeated: the server asks to wait {}, ", format_time(style, wait));
        let why = match refusal(context) {
            None => return error,
            Some(Refusal::TooLong(asked)) => {
                let (name, most) = (style.name("max_retry_after"), format_time(style, context.policy.max_retry_after));
                format!("{}longer than `{name}` ({most})", asks(asked))
            }
            Some(Refusal::Deadline(asked)) => format!("{}longer than what is left of `deadline`", asks(asked)),
        };
        error.with(|error| error.detail.push_str(&why))
    }

    /// The `Authorization` value. A provider is asked for a token; `refused` is the value that the server just refused.
    /// There is none where requests go without the token.
    pub(super) async fn authorization(
        &self,
        deadline: Instant,
        refused: Option<&HeaderValue>,
    ) -> Result<Option<HeaderValue>, Error> {
        let provider = match &self.config.token {
            _ if self.config.anonymous => return Ok(None),
            Token::Fixed(token) => return bearer(token).map(Some).map_err(Error::config),
            Token::Provided(provider) => provider,
        };
        let refused = refused.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let asked = refused.map_or_else(|| provider.token(), |refused| provider.renewed(refused));
        let until = deadline.min(deadline_after(Instant::now(), TOKEN_TIME));
        let late = || Error::local(ErrorKind::APITimeoutError, "timed out waiting for a token");
        let given = timeout_at(until, asked).await.map_err(|_| late())?;
        let token = given.map_err(|why| Error::config(format!("the token provider failed: {why}")))?;
        bearer(&SecretString::from(token)).map(Some).map_err(Error::config)
    }
}

/// The error of a call on a client that is closed.
pub(super) fn closed(phase: Phase, executed: Executed) -> Error {
    Error::local(ErrorKind::ClientClosedError, "the client is closed")
        .with(|error| (error.phase, error.executed) = (phase, executed))
}

impl Client {
    /// Tells the log and the hook that an attempt ended: no value of the caller but host and project, and no secret that a
    /// server repeats in the id.
    fn report(
        &self,
        call: &CallState,
        request: &Request,
        template: &str,
        ended: &Ended,
        request_id: impl FnOnce() -> Option<String>,
    ) {
        let logged = tracing::enabled!(target: "geai_client", tracing::Level::DEBUG);
        if !logged && call.observed.is_none() {
            return;
        }
        let request_id = request_id().map(|id| self.redact_id(id, &request.headers, &[], &request.sent));
        if let Some(observed) = &call.observed {
            observed.attempt_ends(ended.status, call.phase.version(), request_id.clone(), ended.error);
        }
        let attempt = call.attempts;
        let (method, base_url) = (request.method.as_str(), self.base_url());
        let project_id = self.project_id();
        let Ended { elapsed, status, error } = ended;
        let (milliseconds, error) = (elapsed.as_millis(), error.map(ErrorKind::name));
        tracing::debug!(target: "geai_client",
            method, base_url, path = template, project_id, status, request_id, attempt, milliseconds, error, "attempt");
    }
}

/// How an attempt ended, for the log.
struct Ended {
    elapsed: Duration,
    status: Option<u16>,
    error: Option<ErrorKind>,
}
