//! Definitions made from the answers of the server that describe the same object. Unknown members are kept; members that
//! only an answer has are dropped.

use super::agents::{Agent, AgentDefinition};
use super::integrations::{Integration, IntegrationRequest, SecurityScheme};
use crate::schema::model::Model as _;

impl From<Agent> for AgentDefinition {
    fn from(agent: Agent) -> Self {
        Self {
            name: Some(agent.name),
            access_scope: agent.access_scope.into(),
            public_name: agent.public_name.into(),
            job_description: agent.job_description.into(),
            avatar_image: agent.avatar_image.into(),
            description: agent.description.into(),
            sharing_scope: agent.sharing_scope.into(),
            agent_data: agent.agent_data.into(),
            extra: agent.extra,
            malformed: agent.malformed.of(Self::SCHEMA),
        }
    }
}

impl From<&Agent> for AgentDefinition {
    fn from(agent: &Agent) -> Self {
        agent.clone().into()
    }
}

impl From<&Self> for AgentDefinition {
    fn from(definition: &Self) -> Self {
        definition.clone()
    }
}

impl Agent {
    /// The definition that `create`, `upsert` and `update` take.
    pub fn to_definition(&self) -> AgentDefinition {
        self.clone().into()
    }
}

impl From<Integration> for IntegrationRequest {
    fn from(integration: Integration) -> Self {
        Self {
            name: Some(integration.name),
            description: integration.description.into(),
            public_name: integration.public_name.into(),
            access_scope: integration.access_scope.into(),
            manifest: integration.manifest.into(),
            security_scheme: integration.security_scheme.into(),
            extra: integration.extra,
            malformed: integration.malformed.of(Self::SCHEMA),
        }
    }
}

impl From<&Integration> for IntegrationRequest {
    fn from(integration: &Integration) -> Self {
        integration.clone().into()
    }
}

impl From<&Self> for IntegrationRequest {
    fn from(definition: &Self) -> Self {
        definition.clone()
    }
}

impl From<&Self> for SecurityScheme {
    fn from(scheme: &Self) -> Self {
        scheme.clone()
    }
}

impl Integration {
    /// The definition that `update` takes.
    pub fn to_definition(&self) -> IntegrationRequest {
        self.clone().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_has_what_the_answer_has() {
        let answer = r#"{"id":"1","name":"a","description":"b","publicName":"c","accessScope":"private","x":1}"#;
        let integration: Integration = crate::schema::model::from_json(answer).unwrap();
        let definition = IntegrationRequest::from(&integration);
        assert_eq!(definition.name.as_deref(), Some("a"));
        assert_eq!(definition.description.as_ref(), integration.description.as_ref());
        let again = IntegrationRequest::from(&definition);
        assert!(definition.extra.contains_key("x") && definition == again);
        let agent: crate::models::Agent = crate::schema::model::from_json(r#"{"id":"1","name":"a"}"#).unwrap();
        assert_eq!(AgentDefinition::from(&agent).name.as_deref(), Some("a"));
    }
}
