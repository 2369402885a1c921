//! Dispatches a request to its handler (SIM-01 to SIM-08).

use std::time::Instant;

use hyper::StatusCode;
use hyper::header::ALLOW;

use crate::handlers::context::{Context, HandlerResult};
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::http::request::HttpRequest;
use crate::router::authentication::{authenticate, resolve_project};
use crate::router::error_reply::error_reply;
use crate::router::routes::{self, RouteMatch};
use crate::store::state::State;

/// Executes one request to the API.
pub(crate) fn dispatch(state: &mut State, request: &HttpRequest, oauth_token: &str, base_url: &str) -> Reply {
    match routes::find(&request.method, &request.path) {
        Ok(route) => execute(state, request, &route, oauth_token, base_url).unwrap_or_else(error_reply),
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

fn execute(
    state: &mut State,
    request: &HttpRequest,
    route: &RouteMatch,
    oauth_token: &str,
    base_url: &str,
) -> HandlerResult {
    let started = Instant::now();
    let caller = authenticate(&state.projects, request, oauth_token)?;
    let project = resolve_project(&state.projects, request, route.takes_dashed_project_header, caller)?;
    let mut context = Context {
        state,
        project,
        caller,
        request,
        version: route.version,
        id_or_name: &route.id_or_name,
        base_url,
        started,
    };
    (route.handler)(&mut context)
}
