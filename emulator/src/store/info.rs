//! URL, projects and credentials of an emulator.

use serde::{Deserialize, Serialize};

/// A project of an emulator, with its credentials. As JSON the members are in camelCase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProjectInfo {
    /// Name, as given to the builder.
    pub name: String,
    /// Id, for the `ProjectId` header.
    pub id: String,
    /// API token.
    pub token: String,
}

/// What a client needs to know of an emulator: the line that the program prints at its start, and the response of
/// `GET /emulator/info`. As JSON the members are in camelCase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmulatorInfo {
    /// Base URL, without a trailing slash.
    pub url: String,
    /// Projects, in the order they were given to the builder.
    pub projects: Vec<ProjectInfo>,
    /// Id of the organisation that all projects belong to.
    pub organization_id: String,
    /// OAuth token of a user; requests with it need a `ProjectId` header.
    pub oauth_token: String,
}

impl EmulatorInfo {
    /// The information as JSON text, in one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
