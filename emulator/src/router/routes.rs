//! The routing table: every method and path of the API, with its operation.

use hyper::{Method, StatusCode};

use crate::http::error::ApiError;
use crate::http::url::decode_segment;
use crate::rules::api_version::ApiVersion;

/// An operation of the API. The comment is its id in the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    CreateAgent,     // A1
    UpsertAgent,     // A2
    UpdateAgent,     // A3
    PublishRevision, // A4
    GetAgent,        // A5
    ListAgents,      // A6, and A7 with toolId
    DeleteAgent,     // A8
    ExportAgent,     // A9
    ImportAgents,    // A10
    SharingToken,
    ListIntegrations,    // I1
    GetIntegration,      // I2
    ImportIntegration,   // I3
    UpdateIntegration,   // I4
    ReimportIntegration, // I4-04
    DeleteIntegration,   // I5
    SecurityScheme,      // I6
    CreateChallenge,     // I7
    FetchManifest,       // I8
    PublishTools,        // I9
    ListOpen,            // I10
    RecordUse,           // I11
    CloseUse,            // I12
    GetConfig,
    SetConfig,
    ValidateToken,
}

impl Operation {
    /// The four calls whose samples write `Project-Id` (D-02, SIM-02).
    pub(crate) const fn takes_dashed_project_header(self) -> bool {
        matches!(self, Self::SecurityScheme | Self::CreateChallenge | Self::FetchManifest | Self::PublishTools)
    }
}

/// The route of a request.
#[derive(Debug)]
pub(crate) struct RouteMatch {
    pub(crate) operation: Operation,
    pub(crate) version: ApiVersion,
    /// The decoded `{idOrName}`, empty where the path has none.
    pub(crate) id_or_name: String,
}

/// `*` is `{idOrName}`, and `v2|v4` matches either. The first matching row counts, so rows with words precede rows with
/// `*`.
const TABLE: &[(&str, &str, Operation)] = &[
    ("POST", "v2|v4/agents", Operation::CreateAgent),
    ("GET", "v2|v4/agents", Operation::ListAgents),
    ("POST", "v2|v4/agents/import", Operation::ImportAgents),
    ("GET", "v2|v4/agents/*", Operation::GetAgent),
    ("PUT", "v2|v4/agents/*", Operation::UpdateAgent),
    ("DELETE", "v2|v4/agents/*", Operation::DeleteAgent),
    ("PUT", "v2|v4/agents/*/upsert", Operation::UpsertAgent),
    ("POST", "v2|v4/agents/*/publish-revision", Operation::PublishRevision),
    ("GET", "v2|v4/agents/*/export", Operation::ExportAgent),
    ("GET", "v2|v4/agents/*/sharing-token", Operation::SharingToken),
    ("GET", "v3/tool-plugins", Operation::ListIntegrations),
    ("POST", "v3/tool-plugins/import", Operation::ImportIntegration),
    ("PUT", "v3/tool-plugins/import/*", Operation::ReimportIntegration),
    ("GET", "v3/tool-plugins/inspector/security-scheme", Operation::SecurityScheme),
    ("POST", "v3/tool-plugins/inspector/create-challenge", Operation::CreateChallenge),
    ("GET", "v3/tool-plugins/inspector/manifest", Operation::FetchManifest),
    ("GET", "v3/tool-plugins/*", Operation::GetIntegration),
    ("PUT", "v3/tool-plugins/*", Operation::UpdateIntegration),
    ("DELETE", "v3/tool-plugins/*", Operation::DeleteIntegration),
    ("POST", "v3/tool-plugins/*/publish-tools", Operation::PublishTools),
    ("GET", "v3/tool-plugins/*/config", Operation::GetConfig),
    ("POST", "v3/tool-plugins/*/config", Operation::SetConfig),
    ("GET", "v2/user-interactions/tool-plugins/open", Operation::ListOpen),
    ("PUT", "v2/user-interactions/tool-plugins/*", Operation::RecordUse),
    ("PUT", "v2/user-interactions/tool-plugins/*/close", Operation::CloseUse),
    ("GET", "v1/accessControl/apitoken/validate", Operation::ValidateToken),
];

/// Finds the row of a request by its raw path. One trailing `/` is the same as none, so an empty `{idOrName}` hits the
/// collection, as on the real server: DELETE is then a wrong method and GET a list (GEN-04).
pub(crate) fn find(method: &Method, raw_path: &str) -> Result<RouteMatch, ApiError> {
    let path = raw_path.strip_prefix('/').unwrap_or(raw_path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let segments: Vec<&str> = path.split('/').collect();
    let mut path_known = false;
    for (row_method, pattern, operation) in TABLE {
        let Some(raw_id) = matches(pattern, &segments) else {
            continue;
        };
        path_known = true;
        if *row_method == method.as_str() {
            let id_or_name = decode_segment(raw_id.unwrap_or_default());
            return Ok(RouteMatch {
                operation: *operation,
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
    TABLE.iter().filter(|(_, pattern, _)| matches(pattern, &segments).is_some()).map(|(method, _, _)| *method).collect()
}
