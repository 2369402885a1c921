//! The routing table: every method and path of the API, with its handler.

use hyper::{Method, StatusCode};

use crate::handlers::context::{Context, HandlerResult};
use crate::handlers::{
    agent_lists, agents, api_token, inspector, integration_config, integrations, interactions, package_export,
    package_import, version,
};
use crate::http::error::ApiError;
use crate::http::url::decode_segment;
use crate::rules::api_version::ApiVersion;
use crate::rules::documented::{self as pages, Shape};

/// One row of the table. The comment beside a row is its id in the contract.
struct Route {
    method: &'static str,
    /// `*` is `{idOrName}`, and `v2|v4` matches either.
    pattern: &'static str,
    handler: Handler,
    takes_dashed_project_header: bool,
    documents_not_found: bool,
    is_open: bool,
    /// Members that the documentation shows in the answer, of v2 and of other versions. `None`: no page has the call.
    shows: Option<[&'static Shape; 2]>,
}

type Handler = fn(&mut Context<'_>) -> HandlerResult;

impl Route {
    const fn new(method: &'static str, pattern: &'static str, handler: Handler) -> Self {
        Self {
            method,
            pattern,
            handler,
            takes_dashed_project_header: false,
            documents_not_found: false,
            is_open: false,
            shows: None,
        }
    }

    /// Members that the documentation shows in the answer, which are the same in all versions.
    const fn showing(self, shape: &'static Shape) -> Self {
        self.showing_in_v2_and_v4(shape, shape)
    }

    const fn showing_in_v2_and_v4(self, v2: &'static Shape, v4: &'static Shape) -> Self {
        Self { shows: Some([v2, v4]), ..self }
    }

    /// For the four calls whose samples write `Project-Id` (D-02, SIM-02).
    const fn with_dashed_project_header(self) -> Self {
        Self { takes_dashed_project_header: true, ..self }
    }

    /// For the call whose 404 the documentation names (A8-02).
    const fn with_documented_not_found(self) -> Self {
        Self { documents_not_found: true, ..self }
    }

    /// For the call that needs no token (SIM-87).
    const fn open(self) -> Self {
        Self { is_open: true, ..self }
    }
}

/// The route of a request.
pub(crate) struct RouteMatch {
    pub(crate) handler: Handler,
    pub(crate) takes_dashed_project_header: bool,
    pub(crate) documents_not_found: bool,
    /// Whether it needs no token.
    pub(crate) is_open: bool,
    pub(crate) shows: Option<&'static Shape>,
    pub(crate) version: ApiVersion,
    /// The decoded `{idOrName}`, empty where the path has none.
    pub(crate) id_or_name: String,
}

/// The first matching row counts, so rows with words precede rows with `*`.
const TABLE: &[Route] = &[
    Route::new("POST", "v2|v4/agents", agents::create).showing_in_v2_and_v4(&pages::AGENT_V2, &pages::AGENT_V4), // A1
    Route::new("GET", "v2|v4/agents", agent_lists::list).showing(&pages::AGENTS), // A6, and A7 with toolId
    Route::new("POST", "v2|v4/agents/import", package_import::import).showing(&pages::AGENT_IMPORTED), // A10
    Route::new("GET", "v2|v4/agents/*", agents::get).showing_in_v2_and_v4(&pages::AGENT_READ_V2, &pages::AGENT_V4), // A5
    Route::new("PUT", "v2|v4/agents/*", agents::update).showing_in_v2_and_v4(&pages::AGENT_V2, &pages::AGENT_V4), // A3
    Route::new("DELETE", "v2|v4/agents/*", agents::delete).with_documented_not_found(),                           // A8
    Route::new("PUT", "v2|v4/agents/*/upsert", agents::upsert).showing_in_v2_and_v4(&pages::AGENT_V2, &pages::AGENT_V4), // A2
    Route::new("POST", "v2|v4/agents/*/publish-revision", agents::publish_revision).showing(&pages::AGENT_PUBLISHED), // A4
    Route::new("GET", "v2|v4/agents/*/export", package_export::export).showing(&pages::PACKAGE), // A9
    Route::new("GET", "v2|v4/agents/*/sharing-token", agents::sharing_token),
    Route::new("GET", "v3/tool-plugins", integrations::list).showing(&pages::INTEGRATIONS), // I1
    Route::new("POST", "v3/tool-plugins/import", integrations::import).showing(&pages::INTEGRATION_IMPORTED), // I3
    Route::new("PUT", "v3/tool-plugins/import/*", integrations::reimport).showing(&pages::INTEGRATION_UPDATED), // I4-04
    Route::new("GET", "v3/tool-plugins/inspector/security-scheme", inspector::security_scheme)
        .showing(&pages::INSPECTED)
        .with_dashed_project_header(), // I6
    Route::new("POST", "v3/tool-plugins/inspector/create-challenge", inspector::create_challenge)
        .showing(&pages::CHALLENGE)
        .with_dashed_project_header(), // I7
    Route::new("GET", "v3/tool-plugins/inspector/manifest", inspector::manifest)
        .showing(&pages::MANIFEST)
        .with_dashed_project_header(), // I8
    Route::new("GET", "v3/tool-plugins/*", integrations::get).showing(&pages::INTEGRATION), // I2
    Route::new("PUT", "v3/tool-plugins/*", integrations::update).showing(&pages::INTEGRATION_UPDATED), // I4
    Route::new("DELETE", "v3/tool-plugins/*", integrations::delete),                        // I5
    Route::new("POST", "v3/tool-plugins/*/publish-tools", integrations::publish_tools)
        .showing(&pages::TOOLS_PUBLISHED)
        .with_dashed_project_header(), // I9
    Route::new("GET", "v3/tool-plugins/*/config", integration_config::get),
    Route::new("POST", "v3/tool-plugins/*/config", integration_config::set),
    Route::new("GET", "v2/user-interactions/tool-plugins/open", interactions::list_open).showing(&pages::INTERACTIONS), // I10
    Route::new("PUT", "v2/user-interactions/tool-plugins/*", interactions::record).showing(&pages::INTERACTION), // I11
    Route::new("PUT", "v2/user-interactions/tool-plugins/*/close", interactions::close).showing(&pages::INTERACTION), // I12
    Route::new("GET", "v1/accessControl/apitoken/validate", api_token::validate),
    Route::new("GET", "", version::version).open(),
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
            let version = if segments.first() == Some(&"v2") { ApiVersion::V2 } else { ApiVersion::V4 };
            return Ok(RouteMatch {
                handler: route.handler,
                takes_dashed_project_header: route.takes_dashed_project_header,
                documents_not_found: route.documents_not_found,
                is_open: route.is_open,
                shows: route.shows.map(|[v2, v4]| if version == ApiVersion::V2 { v2 } else { v4 }),
                version,
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
