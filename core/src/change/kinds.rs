//! What every part of a change needs: refusals, and what is known of the kinds of objects.

use crate::error::Error;
use crate::models::definitions::DefinitionKind;
use crate::models::plans::ChangeAction;
use crate::models::{AgentDefinition, IntegrationRequest};
use crate::schema::Schema;
use crate::schema::model::Model as _;

/// Nothing was written to the server, since the plan cannot be made or applied.
pub(crate) fn refused(why: impl Into<String>) -> Error {
    Error::plan(why)
}

/// The schema of definitions of this kind.
pub(crate) fn schema_of(kind: &DefinitionKind) -> &'static Schema {
    if *kind == DefinitionKind::INTEGRATION { IntegrationRequest::SCHEMA } else { AgentDefinition::SCHEMA }
}

pub(crate) fn is_known_action(action: &ChangeAction) -> bool {
    [ChangeAction::CREATE, ChangeAction::UPDATE, ChangeAction::PUBLISH, ChangeAction::RENAME, ChangeAction::DELETE]
        .contains(action)
}

pub(crate) fn is_known_kind(kind: &DefinitionKind) -> bool {
    [DefinitionKind::AGENT, DefinitionKind::INTEGRATION].contains(kind)
}
