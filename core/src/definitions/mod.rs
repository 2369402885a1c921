//! Set-ups as code: files that define agents and integrations, read and checked without a server.

mod alike;
mod check;
mod content;
mod directives;
mod disk;
mod document;
mod faults;
mod limits;
mod names;
mod path;
mod reader;
mod resolve;
mod resolver;
mod settings;
mod source;
mod values;

pub use source::Source;

pub use crate::models::definitions::{
    Definition, DefinitionKind, Definitions, DocumentChange, Environment, Fault, MemberSource, Note, Removed,
    SecretReference,
};

/// Reads the files of a set-up for one environment and checks them. Nothing is sent. Errs with every fault.
pub fn check(source: impl Into<Source>, environment: Option<&str>) -> Result<Definitions, Vec<Fault>> {
    check::read(source.into(), environment)
}

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
