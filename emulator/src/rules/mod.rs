//! The rules of the API: what may be stored and published, and how responses show what is stored.

pub(crate) mod agent_definition;
pub(crate) mod agent_references;
pub(crate) mod agent_view;
pub(crate) mod api_version;
pub(crate) mod documented;
pub(crate) mod integration_definition;
pub(crate) mod integration_view;
pub(crate) mod known_members;
pub(crate) mod manifest;
pub(crate) mod manifest_tool;
pub(crate) mod names;
pub(crate) mod nulls;
pub(crate) mod openapi;
pub(crate) mod tempered_answer;
pub(crate) mod tempers;
pub(crate) mod texts;
