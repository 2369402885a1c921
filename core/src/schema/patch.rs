//! Members of definitions that can be cleared: not given, `null`, or a value.

use serde::{Serialize, Serializer};

use super::json_text::JsonText;
use super::member::{FieldType, Member};

/// What a request says about a member: nothing, so that the server keeps what it has; `null`, which clears it; or a value.
///
/// ```
/// # use geai_client::Patch;
/// # use geai_client::models::AgentDefinition;
/// let change = AgentDefinition {
///     description: "Follows parcels.".into(),
///     public_name: Patch::Null,
///     ..Default::default()
/// };
/// assert!(change.job_description.is_unset());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Patch<T> {
    /// The member is not sent.
    #[default]
    Unset,
    /// The member is sent as `null`.
    Null,
    /// The member is sent with this value.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether the member is not sent.
    pub const fn is_unset(&self) -> bool {
        matches!(self, Self::Unset)
    }

    /// Whether the member is sent as `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if there is one.
    pub const fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unset | Self::Null => None,
        }
    }

    /// The value to be changed, if there is one.
    pub const fn as_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unset | Self::Null => None,
        }
    }

    /// The value, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unset | Self::Null => None,
        }
    }

    /// The value as what it derefs to, such as `&str`, if there is one.
    pub fn as_deref(&self) -> Option<&T::Target>
    where
        T: std::ops::Deref,
    {
        self.as_ref().map(T::deref)
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Patch<T> {
    /// `None` is not sent.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unset, Self::Value)
    }
}

impl From<&str> for Patch<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl From<&str> for Patch<JsonText> {
    fn from(value: &str) -> Self {
        Self::Value(value.into())
    }
}

impl From<String> for Patch<JsonText> {
    fn from(value: String) -> Self {
        Self::Value(value.into())
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().serialize(serializer)
    }
}

impl<T: Member> FieldType for Patch<T> {
    type Value = T;
    const REQUIRED: bool = false;
    const HOLDS_NULL: bool = true;
    fn from_read(read: Option<T>) -> Option<Self> {
        Some(read.into())
    }
    fn from_null() -> Option<Self> {
        Some(Self::Null)
    }
    fn value(&self) -> Option<&T> {
        self.as_ref()
    }
    fn is_null(&self) -> bool {
        self.is_null()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{AgentData, AgentDefinition};
    use crate::schema::model::from_json;

    #[test]
    fn a_member_is_not_sent_or_null_or_a_value() {
        let change = AgentDefinition {
            public_name: Patch::Null,
            description: "b".into(),
            agent_data: Some(AgentData::default()).into(),
            avatar_image: None.into(),
            ..AgentDefinition::default()
        };
        let text = serde_json::to_string(&change).unwrap();
        assert_eq!(text, r#"{"publicName":null,"description":"b","agentData":{}}"#);
        assert_eq!(from_json::<AgentDefinition>(&text).unwrap(), change);
        assert!(change.public_name.is_null() && change.avatar_image.is_unset());
        assert_eq!((change.description.as_deref(), change.public_name.as_ref()), (Some("b"), None));
        assert_eq!(change.description.clone().into_value().as_deref(), Some("b"));
        assert!(format!("{change:?}").contains("public_name: Null"));
    }
}
