//! What a manifest gives to an integration.

/// What a manifest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ManifestKind {
    /// OpenAPI or Swagger (SIM-51).
    OpenApi,
    /// The tools of an MCP server (SIM-61).
    Mcp,
}

impl ManifestKind {
    /// The kind of its tools.
    pub(crate) const fn tool_kind(self) -> &'static str {
        match self {
            Self::OpenApi => "api",
            Self::Mcp => "mcp",
        }
    }
}

/// One tool of a manifest.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ManifestTool {
    pub(crate) kind: ManifestKind,
    pub(crate) name: String,
    pub(crate) description: String,
    /// JSON schema of the arguments, as JSON in a string.
    pub(crate) input_schema: String,
}
