//! The models that callers write: which they are, and how their JSON is read.

use std::sync::OnceLock;

use super::ENDPOINTS;
use crate::error::Error;
use crate::json::check_depth;
use crate::operation::{Param, ParamIn};
use crate::schema::malformed::keep_nulls;
use crate::schema::model::Model;
use crate::schema::validate::{Validator, unknown_to_extra};
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
/// A model that requests send, such as a definition, is checked: a member that it does not name is refused with the nearest
/// name, unless it stands under `extra`, and `null` clears a member: it is sent. [`from_json_lenient`] takes such members.
///
/// A record of the server, such as an agent, is read as tolerantly as an answer: an optional member of another type than
/// documented is unset and kept in `malformed_members()`, and `null` is the same as no member. Members of other models must
/// have their types, unless they stand under `malformedMembers`, as in the plain form of a model that was read.
///
/// Errors with `InvalidRequestError`, naming the place in the JSON.
pub fn from_json<T: Model>(text: &str) -> Result<T, Error> {
    match checked(T::SCHEMA, text)? {
        Some(checked) => T::read_stored(&checked),
        None => T::read_text(text),
    }
}

/// As [`from_json`], without a check of names: members that the model does not name are kept in `extra`, and sent.
pub fn from_json_lenient<T: Model>(text: &str) -> Result<T, Error> {
    if is_sent(T::SCHEMA) { keep_nulls(|| T::read_text(text)) } else { T::read_text(text) }
}

/// The JSON of a model that requests send, as it is sent; `None` for other models.
fn checked(schema: &'static Schema, text: &str) -> Result<Option<String>, Error> {
    if !is_sent(schema) {
        return Ok(None);
    }
    check_depth(text.as_bytes()).map_err(Error::invalid)?;
    Validator::of_file().validate(schema, text, schema.name).map(Some).map_err(Error::invalid)
}

/// The JSON of a definition that a person wrote with wire names: as it is, if it names no member that the models do not, or
/// with such members under `extra`, where they are taken.
///
/// Errors with `InvalidRequestError`, naming the place in the JSON.
pub fn defined(definition: &'static Schema, text: &str, strict: bool) -> Result<String, Error> {
    check_depth(text.as_bytes()).map_err(Error::invalid)?;
    let given = match strict {
        true => text.to_owned(),
        false => unknown_to_extra(Kind::Model(definition), text, "extra", true)
            .map_err(|error| Error::invalid(error.to_string()))?,
    };
    Validator::of_file().validate(definition, &given, definition.name).map_err(Error::invalid)?;
    Ok(given)
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
    fn a_misspelt_member_of_what_is_sent_is_refused_with_the_nearest_name() {
        let misspelt = r#"{"name":"a","agentData":{"prompt":{"instructons":"x"}}}"#;
        let why = from_json::<AgentDefinition>(misspelt).unwrap_err().to_string();
        let expected = "AgentDefinition.agentData.prompt: unknown field `instructons`, did you mean `instructions`?";
        assert!(why.contains(expected) && why.contains("under `extra`"), "{why}");
        for text in [r#"{"instructons":"x"}"#, r#"{"key":"k","valeu":"v"}"#] {
            assert!(from_json::<Prompt>(text).is_err() && from_json::<ConfigParameter>(text).is_err(), "{text}");
        }
        let lenient: AgentDefinition = from_json_lenient(misspelt).unwrap();
        assert_eq!(serde_json::to_string(&lenient).unwrap(), misspelt);
        let agent: Agent = from_json(r#"{"id":"1","name":"a","instructons":"x"}"#).unwrap();
        assert!(agent.extra.contains_key("instructons"));
    }

    #[test]
    fn what_is_meant_is_taken() {
        let extra: AgentDefinition =
            from_json(r#"{"name":"a","extra":{"new":[1.0]},"agent_data":{"prompt":{}}}"#).unwrap();
        assert_eq!(serde_json::to_string(&extra).unwrap(), r#"{"name":"a","agentData":{"prompt":{}},"new":[1.0]}"#);
        let masked: ConfigParameter = from_json(r#"{"key":"k","value":"***"}"#).unwrap();
        assert_eq!(masked.key, "k");
        let kept = r#"{"agentData":{"models":[{}]},"malformedMembers":{"agentData.models[0].name":7}}"#;
        let kept: AgentDefinition = from_json(kept).unwrap();
        assert!(kept.malformed_members().contains_key("agentData.models[0].name"));
        assert!(from_json::<ConfigParameter>("{}").is_err() && from_json::<Prompt>("[]").is_err());
    }

    #[test]
    fn a_definition_is_checked_as_it_stands() {
        let schema = AgentDefinition::SCHEMA;
        let text = r#"{"name":"a","agentData":{"prompt":{"tone":"kind"}},"extra":{"a":1}}"#;
        assert!(defined(schema, text, true).unwrap_err().to_string().contains("unknown field `tone`"));
        let moved = r#"{"name":"a","agentData":{"prompt":{"extra":{"tone":"kind"}}},"extra":{"a":1}}"#;
        assert_eq!(defined(schema, text, false).unwrap(), moved);
        assert_eq!(defined(schema, moved, true).unwrap(), moved);
        assert!(defined(schema, r#"{"name":3}"#, false).is_err());
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
