//! What stands in the way of a plan, and what is worth knowing.

use crate::json::Extra;
use crate::models::definitions::DefinitionKind;
use crate::models::plans::{Conflict, ConflictReason, PlanNote};
use crate::schema::malformed::MalformedMembers;

/// A conflict that no option allows.
pub(crate) fn conflict(kind: &DefinitionKind, name: &str, reason: ConflictReason, text: impl Into<String>) -> Conflict {
    Conflict {
        kind: kind.clone(),
        name: name.to_owned(),
        reason,
        text: text.into(),
        revision: None,
        allow: None,
        extra: Extra::new(),
        malformed: MalformedMembers::default(),
    }
}

impl Conflict {
    pub(crate) fn allowed_by(mut self, option: &str) -> Self {
        self.allow = Some(option.to_owned());
        self
    }
}

/// A note about an object.
pub(crate) fn note(kind: &DefinitionKind, name: &str, text: impl Into<String>) -> PlanNote {
    PlanNote {
        kind: Some(kind.clone()),
        name: Some(name.to_owned()),
        text: text.into(),
        extra: Extra::new(),
        malformed: MalformedMembers::default(),
    }
}
