//! The routing table: every method and path of the API, with its handler.

use hyper::{Method, StatusCode};

use crate::handlers::context::{Context, HandlerResult};
use crate::handlers::{
    agent_lists, agents, api_token, inspector, integration_config, integrations, interactions, package_export,
    package_import,
};
use crate::http::error::ApiError;
use crate::http::url::decode_segment;
use crate::rules::api_version::ApiVersion;

/// One row of the table. The comment beside a row is its id in the contract.
struct Route {
    method: &'static str,
    /// `*` is `{idOrName}`, and `v2|v4` matches either.
    pattern: &'static str,
    handler: Handler,
    takes_dashed_project_header: bool,
}

type Handler = fn(&mut Context<'_>) -> HandlerResult;

impl Route {
    const fn new(method: &'static str, pattern: &'static str, handler: Handler) -> Self {
        Self { method, pattern, handler, takes_dashed_project_header: false }
    }

    /// For the four calls whose samples write `Project-Id` (D-02, SIM-02).
    const fn with_dashed_project_header(self) -> Self {
        Self { takes_dashed_project_header: true, ..self }
    }
}

/// The route of a request.
pub(crate) struct RouteMatch {
    pub(crate) handler: Handler,
    pub(crate) takes_dashed_project_header: bool,
    pub(crate) version: ApiVersion,
    /// The decoded `{idOrName}`, empty where the path has none.
    pub(crate) id_or_name: String,
}

/// The first matching row counts, so rows with words precede rows with `*`.
const TABLE: &[Route] = &[
    Route::new("POST", "v2|v4/agents", agents::create),   // A1
    Route::new("GET", "v2|v4/agents", agent_lists::list), // A6, and A7 with toolId
    Route::new("POST", "v2|v4/agents/import", package_import::import), // A10
    Route::new("GET", "v2|v4/agents/*", agents::get),     // A5
    Route::new("PUT", "v2|v4/agents/*", agents::update),  // A3
    Route::new("DELETE", "v2|v4/agents/*", agents::delete), // A8
    Route::new("PUT", "v2|v4/agents/*/upsert", agents::upsert), // A2
    Route::new("POST", "v2|v4/agents/*/publish-revision", agents::publish_revision), // A4
    Route::new("GET", "v2|v4/agents/*/export", package_export::export), // A9
    Route::new("GET", "v2|v4/agents/*/sharing-token", agents::sharing_token),
    Route::new("GET", "v3/tool-plugins", integrations::list), // I1
    Route::new("POST", "v3/tool-plugins/import", integrations::import), // I3
    Route::new("PUT", "v3/tool-plugins/import/*", integrations::reimport), // I4-04
    Route::new("GET", "v3/tool-plugins/inspector/security-scheme", inspector::security_scheme)
        .with_dashed_project_header(), // I6
    Route::new("POST", "v3/tool-plugins/inspector/create-challenge", inspector::create_challenge)
        .with_dashed_project_header(), // I7
    Route::new("GET", "v3/tool-plugins/inspector/manifest", inspector::manifest).with_dashed_project_header(), // I8
    Route::new("GET", "v3/tool-plugins/*", integrations::get), // I2
    Route::new("PUT", "v3/tool-plugins/*", integrations::update), // I4
    Route::new("DELETE", "v3/tool-plugins/*", integrations::delete), // I5
    Route::new("POST", "v3/tool-plugins/*/publish-tools", integrations::publish_tools).with_dashed_project_header(), // I9
    Route::new("GET", "v3/tool-plugins/*/config", integration_config::get),
    Route::new("POST", "v3/tool-plugins/*/config", integration_config::set),
    Route::new("GET", "v2/user-interactions/tool-plugins/open", interactions::list_open), // I10
    Route::new("PUT", "v2/user-interactions/tool-plugins/*", interactions::record),       // I11
    Route::new("PUT", "v2/user-interactions/tool-plugins/*/close", interactions::close),  // I12
    Route::new("GET", "v1/accessControl/apitoken/validate", api_token::validate),
];

/// Finds the row of a request by its raw path. One trailing `/` is the same as none, so an empty `{idOrName}` hits the
/// collection, as on the real server: DELETE is then a wrong method and GET a list (GEN-04).
pub(crate) fn find(method: &Method, raw_path: &str) -> Result<RouteMatch, ApiError> {
    let path = raw_path.strip_prefix('/').unwrap_or(raw_path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let segments: Vec<&str> = path.split('/').collect();
    let mut path_known = false;
    for route in TABLE {
        let Some(raw_id) = matches(route.pattern, &segments) else {
            continue;
        };
        path_known = true;
        if route.method == method.as_str() {
            let id_or_name = decode_segment(raw_id.unwrap_or_default());
            return Ok(RouteMatch {
                handler: route.handler,
                takes_dashed_project_header: route.takes_dashed_project_header,
                version: if segments.first() == Some(&"v2") { ApiVersion::V2 } else { ApiVersion::V4 },
                id_or_name: id_or_name.ok_or_else(ApiError::malformed)?,
            });
        }
    }
    Err(ApiError::Framework(if path_known { StatusCode::METHOD_NOT_ALLOWED } else { StatusCode::NOT_FOUND }))
}

/// `Some(raw idOrName, if the pattern has one)` when the segments match the pattern. `*` does not match an empty
/// segment.
fn matches<'a>(pattern: &str, segments: &[&'a str]) -> Option<Option<&'a str>> {
    let mut id = None;
    let mut given = segments.iter();
    for wanted in pattern.split('/') {
        let segment = *given.next()?;
        if wanted == "*" {
            if segment.is_empty() {
                return None;
            }
            id = Some(segment);
        } else if !wanted.split('|').any(|word| word == segment) {
            return None;
        }
    }
    given.next().is_none().then_some(id)
}

/// Methods of the rows that match a path, for `Allow`.
pub(crate) fn allowed_methods(raw_path: &str) -> Vec<&'static str> {
    let path = raw_path.strip_prefix('/').unwrap_or(raw_path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let segments: Vec<&str> = path.split('/').collect();
    TABLE.iter().filter(|route| matches(route.pattern, &segments).is_some()).map(|route| route.method).collect()
}
