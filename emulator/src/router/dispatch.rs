//! Dispatches a request to its handler (SIM-01 to SIM-08).

use std::time::Instant;

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::ALLOW;
use serde_json::Value;

use crate::handlers::context::{Context, HandlerResult};
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::http::request::HttpRequest;
use crate::input::json;
use crate::router::authentication::{authenticate, resolve_project};
use crate::router::error_reply::error_reply;
use crate::router::routes::{self, RouteMatch};
use crate::rules::documented::{Shape, prune};
use crate::rules::tempered_answer;
use crate::rules::tempers::{Answers, NotFound, Tempers};
use crate::store::caller::Caller;
use crate::store::state::State;

/// Executes one request to the API.
pub(crate) fn dispatch(
    state: &mut State,
    request: &HttpRequest,
    tempers: Tempers,
    oauth_token: &str,
    base_url: &str,
) -> Reply {
    match routes::find(&request.method, &request.path) {
        Ok(route) => execute(state, request, &route, tempers, oauth_token, base_url)
            .unwrap_or_else(|error| error_reply(tempered(error, &route, tempers))),
        Err(error) => route_error(request, error),
    }
}

/// A reply of 405 names the methods that the path allows.
fn route_error(request: &HttpRequest, error: ApiError) -> Reply {
    let wrong_method = matches!(error, ApiError::Framework(StatusCode::METHOD_NOT_ALLOWED));
    let reply = error_reply(error);
    if wrong_method {
        let allowed = routes::allowed_methods(&request.path).join(", ");
        reply.with_header(ALLOW, &allowed)
    } else {
        reply
    }
}

/// The error with the status that the temper `not_found` wants. The deletion of an agent is the one operation whose 404 is
/// documented (A8-02).
fn tempered(error: ApiError, route: &RouteMatch, tempers: Tempers) -> ApiError {
    match error {
        ApiError::Application { status: StatusCode::NOT_FOUND, entries }
            if tempers.not_found == NotFound::Status400 && !route.documents_not_found =>
        {
            ApiError::Application { status: StatusCode::BAD_REQUEST, entries }
        }
        other => other,
    }
}

fn execute(
    state: &mut State,
    request: &HttpRequest,
    route: &RouteMatch,
    tempers: Tempers,
    oauth_token: &str,
    base_url: &str,
) -> HandlerResult {
    let started = Instant::now();
    let (caller, project) = if route.is_open {
        (Caller::ApiToken(0), 0)
    } else {
        let caller = authenticate(&state.projects, request, oauth_token)?;
        let project = resolve_project(&state.projects, request, route.takes_dashed_project_header, caller)?;
        (caller, project)
    };
    let mut context = Context {
        state,
        project,
        caller,
        request,
        version: route.version,
        tempers,
        id_or_name: &route.id_or_name,
        base_url,
        started,
    };
    let mut reply = (route.handler)(&mut context)?;
    if let (Answers::Documented, Some(shape)) = (tempers.answers, route.shows) {
        reply.body = documented_only(&reply.body, shape).unwrap_or(reply.body);
    }
    if route.shows.is_some() && tempered_answer::changes(tempers) {
        let now = u64::try_from(context.state.clock.now().as_micros()).unwrap_or(u64::MAX);
        reply.body = changed(&reply.body, |answer| tempered_answer::change(answer, tempers, now)).unwrap_or(reply.body);
    }
    Ok(reply)
}

/// The body without the members that no page shows; `None` where it is no JSON.
fn documented_only(body: &[u8], shape: &Shape) -> Option<Bytes> {
    changed(body, |answer| prune(answer, shape))
}

/// The body with its value changed; `None` where it is no JSON.
fn changed(body: &[u8], change: impl FnOnce(&mut Value)) -> Option<Bytes> {
    let mut value = json::from_slice(body).ok()?;
    change(&mut value);
    Some(Bytes::from(serde_json::to_vec(&value).ok()?))
}
