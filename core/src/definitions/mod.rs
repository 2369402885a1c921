//! Set-ups as code: files that define agents and integrations, read and checked without a server.

pub use crate::models::definitions::{
    Definition, DefinitionKind, Definitions, DocumentChange, Environment, Fault, MemberSource, Note, Removed,
    SecretReference,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

    #[test]
    fn a_definition_is_written_without_what_it_lacks() {
        let object = Json::from_text(r#"{"name":"a","temperature":1.10}"#.to_owned()).unwrap();
        let definition = Definition::new(DefinitionKind::AGENT, "a", object);
        assert_eq!(
            serde_json::to_string(&definition).unwrap(),
            r#"{"kind":"agent","name":"a","object":{"name":"a","temperature":1.10},"sources":[],"secrets":[]}"#
        );
    }
}
