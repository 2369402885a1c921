//! The models that callers write: which they are, and how their JSON is read.

use std::sync::OnceLock;

use super::ENDPOINTS;
use crate::error::Error;
use crate::operation::{Param, ParamIn};
use crate::schema::malformed::keep_nulls;
use crate::schema::model::Model;
use crate::schema::{Kind, Schema};

/// Whether requests send the model: as a definition, or as a part of one or of a body.
pub fn is_sent(schema: &Schema) -> bool {
    static SENT: OnceLock<Vec<&'static str>> = OnceLock::new();
    let sent = SENT.get_or_init(|| {
        let mut names = Vec::new();
        for Param { location, .. } in ENDPOINTS.iter().flat_map(|endpoint| endpoint.operation.params) {
            match *location {
                ParamIn::Definition(_, schema, _) => collect(Kind::Model(schema), &mut names),
                ParamIn::Member(_, kind) | ParamIn::Definitions(_, _, kind) => collect(kind, &mut names),
                _ => {}
            }
        }
        names
    });
    sent.contains(&schema.name)
}

fn collect(kind: Kind, names: &mut Vec<&'static str>) {
    match kind {
        Kind::List(element) => collect(*element, names),
        Kind::Model(model) if !names.contains(&model.name) => {
            names.push(model.name);
            model.fields.iter().for_each(|field| collect(field.kind, names));
        }
        _ => {}
    }
}

/// Reads a model from JSON with wire names.
///
/// A record of the server, such as an agent, is read as tolerantly as an answer: an optional member of another type than
/// documented is unset and kept in `malformed_members()`. Members of other models must have their types, unless they stand
/// under `malformedMembers`, as in the plain form of a model that was read.
///
/// In a model that requests send, `null` clears a member: it is sent. In an answer it is the same as no member.
///
/// Errors with `InvalidRequestError`, naming the place in the JSON.
pub fn from_json<T: Model>(text: &str) -> Result<T, Error> {
    if is_sent(T::SCHEMA) { keep_nulls(|| T::read_text(text)) } else { T::read_text(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{Agent, AgentDefinition, ConfigParameter, Prompt, ToolRef, ToolSummary};

    #[test]
    fn models_that_requests_send_are_those_of_definitions_and_bodies() {
        for sent in [AgentDefinition::SCHEMA, Prompt::SCHEMA, ToolRef::SCHEMA, ConfigParameter::SCHEMA] {
            assert!(is_sent(sent), "{}", sent.name);
        }
        for answered in [Agent::SCHEMA, ToolSummary::SCHEMA] {
            assert!(!is_sent(answered), "{}", answered.name);
        }
    }

    #[test]
    fn a_null_clears_a_member_of_what_is_sent_and_is_no_member_of_an_answer() {
        let text = r#"{"publicName":null,"agentData":{"prompt":null,"models":[{"id":null,"name":"m"}]}}"#;
        let definition: AgentDefinition = from_json(text).unwrap();
        assert!(definition.is_null("public_name") && !definition.is_null("description"));
        let data = definition.agent_data.as_ref().unwrap();
        assert!(data.is_null("prompt") && data.prompt.is_none());
        assert!(definition.malformed_members().is_empty());
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&serde_json::to_string(&definition).unwrap()), value(text));
        let mut set = data.clone();
        set.prompt = Some(Prompt::default());
        assert!(!set.is_null("prompt"));
        assert!(!serde_json::to_string(&set).unwrap().contains(r#""prompt":null"#));
        let agent: Agent = from_json(r#"{"id":"1","name":"a","publicName":null}"#).unwrap();
        assert!(!agent.is_null("public_name"));
        assert_eq!(serde_json::to_string(&agent.to_definition()).unwrap(), r#"{"name":"a"}"#);
    }
}
