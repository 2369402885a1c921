//! Routes under `/emulator/`: driving the emulator itself, from this machine only.

use std::net::SocketAddr;
use std::time::Duration;

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::consent;
use crate::failure::Failure;
use crate::faults::Fault;
use crate::handle::{EmulatorInfo, seed};
use crate::message::{Call, Reply};
use crate::server::{Shared, lock};

/// These requests are neither recorded nor faulted.
pub(crate) fn is_control(path: &str) -> bool {
    path == "/emulator" || path.starts_with("/emulator/")
}

pub(crate) fn answer(shared: &Shared, call: &Call, peer: SocketAddr) -> Reply {
    if !peer.ip().to_canonical().is_loopback() {
        return Failure::Framework(StatusCode::FORBIDDEN).into_reply();
    }
    route(shared, call).unwrap_or_else(Failure::into_reply)
}

fn route(shared: &Shared, call: &Call) -> Result<Reply, Failure> {
    let segments: Vec<&str> = call.path.split('/').skip(2).collect();
    let post = call.method == Method::POST;
    Ok(match (call.method.as_str(), segments.as_slice()) {
        ("GET", ["info"]) => Reply::ok(&EmulatorInfo::of(shared)),
        ("GET", ["requests"]) => Reply::ok(&lock(&shared.records).all()),
        ("DELETE", ["requests"]) => {
            lock(&shared.records).clear();
            Reply::empty(StatusCode::NO_CONTENT)
        }
        ("POST", ["faults"]) => add_faults(shared, call),
        ("DELETE", ["faults"]) => {
            lock(&shared.faults).clear();
            Reply::empty(StatusCode::NO_CONTENT)
        }
        ("POST", ["clock"]) => {
            let seconds = call.json_object()?.get("advanceSeconds").and_then(Value::as_f64);
            let by = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            let by = by.ok_or_else(Failure::bad_request)?;
            lock(&shared.world).clock.advance(by);
            Reply::empty(StatusCode::NO_CONTENT)
        }
        ("POST", ["seed"]) => {
            let body = call.json_object()?;
            let count = body.get("count").and_then(Value::as_u64);
            let count = count.and_then(|count| usize::try_from(count).ok());
            let project = body.get("project").and_then(Value::as_str);
            let (Some(project), Some(count)) = (project, count) else {
                return Err(Failure::bad_request());
            };
            let created = seed(&mut lock(&shared.world), project, count);
            Reply::json(StatusCode::CREATED, &json!({ "created": created }))
        }
        ("POST", ["challenges", id, "complete"]) => {
            let mut world = lock(&shared.world);
            let now = world.clock.now();
            let completed = world.challenges.complete(id, now);
            let status = if completed { StatusCode::OK } else { StatusCode::NOT_FOUND };
            Reply::json(status, &json!({ "challengeId": id, "completed": completed }))
        }
        ("GET", ["oauth", "authorize"]) => consent::authorize(call, &shared.base_url),
        ("POST", ["oauth", "authorize"]) => consent::decide(&mut lock(&shared.world), call, &shared.base_url),
        ("POST", ["oauth", "token"]) => consent::token(&mut lock(&shared.world), call),
        ("GET", ["oauth", "callback"]) => consent::callback(&mut lock(&shared.world), call),
        ("GET", ["shared", _]) => consent::page(
            StatusCode::OK,
            "Shared agent",
            "<p>This link was made by an emulator. There is no agent to talk to.</p>",
        ),
        (
            _,
            [] | ["info" | "requests" | "faults" | "clock" | "seed"] | ["oauth", "authorize" | "token" | "callback"],
        ) if !segments.is_empty() || post => {
            return Err(Failure::Framework(StatusCode::METHOD_NOT_ALLOWED));
        }
        _ => return Err(Failure::Framework(StatusCode::NOT_FOUND)),
    })
}

/// One fault or a list of them; a mistake in any of them says what it is and adds none.
fn add_faults(shared: &Shared, call: &Call) -> Reply {
    let parsed: Result<Vec<Fault>, _> = match serde_json::from_slice(&call.body) {
        Ok(list @ Value::Array(_)) => serde_json::from_value(list),
        Ok(one) => serde_json::from_value(one).map(|fault| vec![fault]),
        Err(problem) => Err(problem),
    };
    match parsed {
        Ok(faults) => {
            let count = faults.len();
            let mut waiting = lock(&shared.faults);
            for fault in faults {
                waiting.add(fault);
            }
            Reply::json(StatusCode::CREATED, &json!({ "added": count }))
        }
        Err(problem) => Failure::refused(crate::failure::id::PATTERN, problem.to_string()).into_reply(),
    }
}
