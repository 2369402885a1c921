//! Routes under `/emulator/`, which control the emulator itself, from this machine only.

use std::net::SocketAddr;
use std::time::Duration;

use hyper::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::handlers::consent;
use crate::http::error::{ApiError, id};
use crate::http::faults::Fault;
use crate::http::html;
use crate::http::reply::Reply;
use crate::http::request::HttpRequest;
use crate::input::refusal::InvalidInput;
use crate::input::strict;
use crate::router::control_access;
use crate::router::error_reply::error_reply;
use crate::rules::tempers::{Temper, Tempers};
use crate::seed::document::Seed;
use crate::shared::Shared;
use crate::snapshot::Snapshot;
use crate::store::seed::{MAX_SEED, seed_agents};
use crate::store::state::lock;

/// Furthest that the clock is moved at once: a hundred years.
const MAX_ADVANCE: Duration = Duration::from_secs(100 * 366 * 24 * 60 * 60);

/// Whether a path belongs to the control routes. Their requests are neither recorded nor subject to faults.
pub(crate) fn is_control(path: &str) -> bool {
    path == "/emulator" || path.starts_with("/emulator/")
}

/// Executes one request to a control route.
pub(crate) fn dispatch(shared: &Shared, request: &HttpRequest, peer: SocketAddr) -> Reply {
    control_access::refusal(request, &shared.allowed_hosts, peer)
        .unwrap_or_else(|| route(shared, request).unwrap_or_else(error_reply))
}

fn route(shared: &Shared, request: &HttpRequest) -> Result<Reply, ApiError> {
    let segments: Vec<&str> = request.path.split('/').skip(2).collect();
    let post = request.method == Method::POST;
    Ok(match (request.method.as_str(), segments.as_slice()) {
        ("GET", ["info"]) => Reply::ok(&shared.info()),
        ("GET", ["requests"]) => Reply::ok(&lock(&shared.recorder).all()),
        ("DELETE", ["requests"]) => {
            lock(&shared.recorder).clear();
            Reply::empty(StatusCode::NO_CONTENT)
        }
        ("GET", ["tempers"]) => Reply::ok(&*lock(&shared.tempers)),
        ("POST", ["tempers"]) => set_tempers(shared, &request.json_object()?)?,
        ("DELETE", ["tempers"]) => {
            *lock(&shared.tempers) = Tempers::default();
            Reply::empty(StatusCode::NO_CONTENT)
        }
        ("POST", ["faults"]) => add_faults(shared, request),
        ("DELETE", ["faults"]) => {
            lock(&shared.faults).clear();
            Reply::empty(StatusCode::NO_CONTENT)
        }
        ("POST", ["edits"]) => {
            let waiting = strict::from_value(request.json_object()?.into()).map_err(refused)?;
            lock(&shared.edits).add(waiting);
            Reply::json(StatusCode::CREATED, &json!({ "added": 1 }))
        }
        ("DELETE", ["edits"]) => {
            lock(&shared.edits).clear();
            Reply::empty(StatusCode::NO_CONTENT)
        }
        ("POST", ["clock"]) => {
            let seconds = request.json_object()?.get("advanceSeconds").and_then(Value::as_f64);
            let by = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            let by = by.filter(|by| *by <= MAX_ADVANCE).ok_or_else(ApiError::malformed)?;
            lock(&shared.state).clock.advance(by);
            Reply::empty(StatusCode::NO_CONTENT)
        }
        ("GET", ["snapshot"]) => Reply::ok(&shared.snapshot()),
        ("POST", ["restore"]) => {
            let text = std::str::from_utf8(&request.body).map_err(|_| ApiError::malformed())?;
            let snapshot = Snapshot::from_json(text).map_err(refused)?;
            shared.restore(&snapshot).map_err(refused)?;
            Reply::empty(StatusCode::NO_CONTENT)
        }
        ("POST", ["reset"]) => {
            shared.reset();
            Reply::empty(StatusCode::NO_CONTENT)
        }
        ("POST", ["seed"]) => {
            let body = request.json_object()?;
            if !body.contains_key("count") {
                request.repeated().map_or(Ok(()), |why| Err(refused(why)))?;
                let seed = Seed::from_value(body.into()).map_err(refused)?;
                let created = shared.seed(&seed).map_err(refused)?;
                return Ok(Reply::json(StatusCode::CREATED, &json!({ "created": created })));
            }
            let count = body.get("count").and_then(Value::as_u64);
            let count = count.map(|count| usize::try_from(count).unwrap_or(usize::MAX));
            let project = body.get("project").and_then(Value::as_str);
            let (Some(project), Some(count)) = (project, count) else {
                return Err(ApiError::malformed());
            };
            if count > MAX_SEED {
                return Err(ApiError::invalid(id::PATTERN, format!("count: expected at most {MAX_SEED}")));
            }
            let created = seed_agents(&mut lock(&shared.state), project, count);
            Reply::json(StatusCode::CREATED, &json!({ "created": created }))
        }
        ("POST", ["challenges", id, "complete"]) => {
            let mut state = lock(&shared.state);
            let now = state.clock.now();
            let completed = state.challenges.complete(id, now);
            let status = if completed { StatusCode::OK } else { StatusCode::NOT_FOUND };
            Reply::json(status, &json!({ "challengeId": id, "completed": completed }))
        }
        ("GET", ["oauth", "authorize"]) => consent::authorize(request, &shared.base_url),
        ("POST", ["oauth", "authorize"]) => consent::decide(&mut lock(&shared.state), request, &shared.base_url),
        ("POST", ["oauth", "token"]) => consent::token(&mut lock(&shared.state), request),
        ("GET", ["oauth", "callback"]) => consent::callback(&mut lock(&shared.state), request),
        ("GET", ["shared", _]) => html::page(
            StatusCode::OK,
            "Shared agent",
            "<p>This link was made by an emulator. There is no agent to talk to.</p>",
        ),
        (
            _,
            []
            | [
                "info" | "requests" | "tempers" | "faults" | "edits" | "clock" | "seed" | "snapshot" | "restore"
                | "reset",
            ]
            | ["oauth", "authorize" | "token" | "callback"],
        ) if !segments.is_empty() || post => {
            return Err(ApiError::Framework(StatusCode::METHOD_NOT_ALLOWED));
        }
        _ => return Err(ApiError::Framework(StatusCode::NOT_FOUND)),
    })
}

fn refused(error: InvalidInput) -> ApiError {
    ApiError::invalid(id::PATTERN, error.to_string())
}

/// Sets the tempers of an object, `{"drafts": "newest"}`, and answers all. If any is unknown, none is set and the error
/// names the nearest one.
fn set_tempers(shared: &Shared, body: &Map<String, Value>) -> Result<Reply, ApiError> {
    let mut given = Vec::with_capacity(body.len());
    for (name, value) in body {
        let value = value.as_str().ok_or_else(ApiError::malformed)?;
        let temper = Temper::parse(name, value);
        given.push(temper.map_err(|problem| ApiError::invalid(id::PATTERN, problem.to_string()))?);
    }
    let mut tempers = lock(&shared.tempers);
    given.into_iter().for_each(|temper| tempers.set(temper));
    Ok(Reply::ok(&*tempers))
}

/// Adds one fault or a list of them. If any is invalid, none is added and the error describes the mistake.
fn add_faults(shared: &Shared, request: &HttpRequest) -> Reply {
    let parsed = request.json().and_then(|body| Fault::several(body).map_err(|why| why.to_string()));
    match parsed {
        Ok(faults) => {
            let count = faults.len();
            let mut waiting = lock(&shared.faults);
            for fault in faults {
                waiting.add(fault);
            }
            Reply::json(StatusCode::CREATED, &json!({ "added": count }))
        }
        Err(problem) => error_reply(ApiError::invalid(id::PATTERN, problem)),
    }
}
