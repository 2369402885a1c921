//! What is particular about members of definitions when they are compared with an answer: data beside the models.

use super::agents::{AgentData, AgentDefinition, AgentRef, ResourcePool, ToolRef};
use super::integrations::{IntegrationRequest, SecurityScheme};
use crate::schema::model::Model as _;
use crate::schema::{Field, Kind, Schema};

/// How a member is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// By its value; lists by place.
    Plain,
    /// Not every answer has it: where one lacks it, nothing is known.
    Unreturned,
    /// A list whose elements are told apart by their names.
    Named {
        /// Whether their order means something.
        ordered: bool,
    },
    /// A list of references, in any order.
    References,
    /// Without regard to case.
    AnyCase,
}

/// Every member that is not plain: model, name in JSON, comparison.
const ROWS: &[(&Schema, &str, Comparison)] = &[
    (AgentDefinition::SCHEMA, "publicName", Comparison::Unreturned),
    (AgentDefinition::SCHEMA, "avatarImage", Comparison::Unreturned),
    (AgentDefinition::SCHEMA, "sharingScope", Comparison::Unreturned),
    (AgentData::SCHEMA, "models", Comparison::Named { ordered: true }),
    (AgentData::SCHEMA, "resourcePools", Comparison::Named { ordered: false }),
    (ResourcePool::SCHEMA, "tools", Comparison::References),
    (ResourcePool::SCHEMA, "agents", Comparison::References),
    (IntegrationRequest::SCHEMA, "publicName", Comparison::Unreturned),
    (IntegrationRequest::SCHEMA, "securityScheme", Comparison::Unreturned),
    (SecurityScheme::SCHEMA, "authLevel", Comparison::AnyCase),
];

/// The name of an object, of an element of a list that is told apart by names, and of what a reference means.
pub(crate) const NAME: &str = "name";
/// The id of an object, and of what a reference means.
pub(crate) const ID: &str = "id";
/// The members of a reference that say what it means, and that are of one project.
pub(crate) const REFERENCE: &[&str] = &[NAME, ID, "Id", "revision", "version"];

/// How a member of a model is compared.
pub(crate) fn comparison(schema: &Schema, field: &Field) -> Comparison {
    let row = ROWS.iter().find(|(of, wire, _)| of.name == schema.name && *wire == field.wire);
    row.map_or(Comparison::Plain, |(.., comparison)| *comparison)
}

/// What a reference means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Referred {
    Tool,
    Agent,
}

/// What references of this model mean.
pub(crate) fn referred(schema: &Schema) -> Option<Referred> {
    if schema.name == ToolRef::SCHEMA.name {
        Some(Referred::Tool)
    } else if schema.name == AgentRef::SCHEMA.name {
        Some(Referred::Agent)
    } else {
        None
    }
}

/// Whether answers name where the value is stored in place of it, or hide it.
pub(crate) fn is_hidden(field: &Field) -> bool {
    field.write_only || matches!(field.kind, Kind::Secret)
}

/// What an answer tells of an object beside its definition.
pub(crate) mod answered {
    pub(crate) const REVISION: &str = "revision";
    pub(crate) const VERSION: &str = "version";
    pub(crate) const IS_DRAFT: &str = "isDraft";
    pub(crate) const IS_READ_ONLY: &[&str] = &["isReadonly", "isReadOnly"];
    pub(crate) const MESSAGES: &[&str] = &["messages", "Messages"];
    pub(crate) const MESSAGE_TYPE: &str = "type";
    pub(crate) const MESSAGE_TEXT: &str = "description";
    pub(crate) const MISSES_CREDENTIALS: &str = "pendingConfigCredential";
    pub(crate) const AWAITS_PUBLISHING: &str = "pendingPublish";
}

/// The text of an agent that a file of its own is called after the agent alone for.
pub(crate) const MAIN_TEXT: &str = "instructions";

/// Members of an integration's definition that are sent only where they change.
pub(crate) const MANIFEST: &str = "manifest";
pub(crate) const SECURITY_SCHEME: &str = "securityScheme";
