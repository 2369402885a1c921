//! What each route does: a function for an operation, a file for a resource.

pub(crate) mod agent_lists;
pub(crate) mod agents;
pub(crate) mod api_token;
pub(crate) mod consent;
pub(crate) mod context;
pub(crate) mod inspector;
pub(crate) mod integration_config;
pub(crate) mod integrations;
pub(crate) mod interactions;
pub(crate) mod package_export;
pub(crate) mod package_import;
pub(crate) mod package_tool_plugins;
pub(crate) mod page_information;
pub(crate) mod tempered_references;
pub(crate) mod version;
