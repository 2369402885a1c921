//! The routing table: every method and path the emulator knows, and what it leads to.

use hyper::{Method, StatusCode};

use crate::failure::Failure;
use crate::query::percent_decode;

/// What a request asks for. The comment is the contract's id of the operation.
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
    ListPlugins,     // I1
    GetPlugin,       // I2
    ImportPlugin,    // I3
    UpdatePlugin,    // I4
    ReimportPlugin,  // I4-04
    DeletePlugin,    // I5
    SecurityScheme,  // I6
    CreateChallenge, // I7
    FetchManifest,   // I8
    PublishTools,    // I9
    ListOpen,        // I10
    RecordUse,       // I11
    CloseUse,        // I12
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

/// Version of the agents API in the path (SIM-34).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ApiVersion {
    V2,
    V4,
}

/// A request that found its row.
#[derive(Debug)]
pub(crate) struct Match {
    pub(crate) operation: Operation,
    pub(crate) version: ApiVersion,
    /// The decoded `{idOrName}`, empty where the path has none.
    pub(crate) id_or_name: String,
}

/// `*` is `{idOrName}`; `v2|v4` means either. Rows with words stand before rows with `*`.
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
    ("GET", "v3/tool-plugins", Operation::ListPlugins),
    ("POST", "v3/tool-plugins/import", Operation::ImportPlugin),
    ("PUT", "v3/tool-plugins/import/*", Operation::ReimportPlugin),
    ("GET", "v3/tool-plugins/inspector/security-scheme", Operation::SecurityScheme),
    ("POST", "v3/tool-plugins/inspector/create-challenge", Operation::CreateChallenge),
    ("GET", "v3/tool-plugins/inspector/manifest", Operation::FetchManifest),
    ("GET", "v3/tool-plugins/*", Operation::GetPlugin),
    ("PUT", "v3/tool-plugins/*", Operation::UpdatePlugin),
    ("DELETE", "v3/tool-plugins/*", Operation::DeletePlugin),
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
pub(crate) fn find(method: &Method, raw_path: &str) -> Result<Match, Failure> {
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
            let id_or_name = percent_decode(raw_id.unwrap_or_default());
            return Ok(Match {
                operation: *operation,
                version: if segments.first() == Some(&"v2") { ApiVersion::V2 } else { ApiVersion::V4 },
                id_or_name: id_or_name.ok_or_else(Failure::bad_request)?,
            });
        }
    }
    Err(Failure::Framework(if path_known { StatusCode::METHOD_NOT_ALLOWED } else { StatusCode::NOT_FOUND }))
}

/// `Some(raw idOrName, if the pattern has one)` when the segments fit. An empty segment fits nothing.
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

/// Methods of the rows that fit a path, for `Allow`.
pub(crate) fn allowed_methods(raw_path: &str) -> Vec<&'static str> {
    let path = raw_path.strip_prefix('/').unwrap_or(raw_path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let segments: Vec<&str> = path.split('/').collect();
    TABLE.iter().filter(|(_, pattern, _)| matches(pattern, &segments).is_some()).map(|(method, _, _)| *method).collect()
}
