//! The members that code names: each is one of a model, so that a name that no model has does not compile.

use super::agents::{Agent, Message, Prompt, ResourcePool, ToolRef};
use super::integrations::{Integration, IntegrationRequest};
use crate::schema::Field;
use crate::schema::model::member;

/// The name of an object, of an element of a list that is told apart by names, and of what a reference means.
pub(crate) const NAME: &str = member!(Agent, name).wire;
/// The id of an object, and of what a reference means.
pub(crate) const ID: &Field = member!(ToolRef, id);

/// Whether the tools of a group live elsewhere.
pub(crate) const IS_EXTERNAL: &Field = member!(ResourcePool, is_external);

/// Whether a member of a reference says what it means, or is of one project.
pub(crate) fn is_of_reference(member: &str) -> bool {
    OF_REFERENCE.iter().any(|field| field.is_wire(member))
}

/// The members of a reference that say what it means, and that are of one project.
pub(crate) const OF_REFERENCE: &[&Field] =
    &[member!(ToolRef, name), ID, member!(ToolRef, revision), member!(ToolRef, version)];

/// What an answer tells of an object beside its definition.
pub(crate) mod answered {
    use super::{Agent, Field, Integration, Message, member};

    pub(crate) const REVISION: &str = member!(Agent, revision).wire;
    pub(crate) const VERSION: &str = member!(Agent, version).wire;
    pub(crate) const IS_DRAFT: &str = member!(Agent, is_draft).wire;
    pub(crate) const IS_READ_ONLY: &[&Field] = &[member!(Agent, is_readonly), member!(Integration, is_read_only)];
    pub(crate) const MESSAGES: &Field = member!(Agent, messages);
    pub(crate) const MESSAGE_TYPE: &Field = member!(Message, r#type);
    pub(crate) const MESSAGE_TEXT: &str = member!(Message, description).wire;
    pub(crate) const MISSES_CREDENTIALS: &str = member!(Integration, pending_config_credential).wire;
    pub(crate) const AWAITS_PUBLISHING: &str = member!(Integration, pending_publish).wire;
}

/// The text of an agent that a file of its own is called after the agent alone for.
pub(crate) const MAIN_TEXT: &str = member!(Prompt, instructions).wire;

/// Members of an integration's definition that are sent only where they change.
pub(crate) const MANIFEST: &str = member!(IntegrationRequest, manifest).wire;
pub(crate) const SECURITY_SCHEME: &str = member!(IntegrationRequest, security_scheme).wire;
