//! Who sends a request, and to which project (SIM-01 to SIM-03).

use hyper::StatusCode;

use crate::http::error::{ApiError, id};
use crate::http::request::HttpRequest;
use crate::store::caller::Caller;
use crate::store::info::ProjectInfo;

/// SIM-01. The vendor's own SDK sends the bare token, so the prefix is optional (AUT-09).
pub(crate) fn authenticate(
    projects: &[ProjectInfo],
    request: &HttpRequest,
    oauth_token: &str,
) -> Result<Caller, ApiError> {
    let unauthorized = |id, text| Err(ApiError::application(StatusCode::UNAUTHORIZED, id, text));
    let Some(header) = request.header("authorization") else {
        return unauthorized(id::TOKEN_MISSING, "Authorization header is required.");
    };
    let token = match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ if header.eq_ignore_ascii_case("bearer") => "",
        _ => header,
    };
    if token.is_empty() {
        return unauthorized(id::TOKEN_MISSING, "Authorization header has no token.");
    }
    if token == oauth_token {
        return Ok(Caller::OAuth);
    }
    match projects.iter().position(|project| project.token == token) {
        Some(project) => Ok(Caller::ApiToken(project)),
        None => unauthorized(id::TOKEN_UNKNOWN, "Token not found or blocked."),
    }
}

/// Index of the project of a request (SIM-02 and SIM-03). `dashed` also accepts the header `Project-Id`.
pub(crate) fn resolve_project(
    projects: &[ProjectInfo],
    request: &HttpRequest,
    dashed: bool,
    caller: Caller,
) -> Result<usize, ApiError> {
    let mut named = request.header("projectid");
    if dashed {
        named = named.or_else(|| request.header("project-id"));
    }
    let found = named.map(|named| projects.iter().position(|project| project.id == named));
    let out_of_scope =
        || ApiError::application(StatusCode::FORBIDDEN, id::OUT_OF_SCOPE, "Token out of scope for this project.");
    match (caller, found) {
        (Caller::ApiToken(own), None) => Ok(own),
        (Caller::ApiToken(own), Some(found)) if found == Some(own) => Ok(own),
        (Caller::ApiToken(_), Some(_)) => Err(out_of_scope()),
        (Caller::OAuth, None) => {
            Err(ApiError::invalid(id::REQUIRED, "ProjectId header is required with an OAuth token."))
        }
        (Caller::OAuth, Some(found)) => found.ok_or_else(out_of_scope),
    }
}
