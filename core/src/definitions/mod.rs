//! Set-ups as code: files that define agents and integrations, read and checked without a server.
//!
//! ```no_run
//! # fn run() -> Result<(), geai_client::Error> {
//! let definitions = geai_client::definitions::check("agents-repo", Some("prod"))?;
//! println!("{} agents", definitions.agents.len());
//! # Ok(()) }
//! ```

mod check;
pub(crate) mod content;
pub(crate) mod directives;
mod disk;
mod document;
mod faults;
pub(crate) mod file_names;
mod json_schema;
mod limits;
mod name_folding;
mod names;
mod objects;
pub(crate) mod path;
mod reader;
mod resolve;
mod resolver;
mod settings;
pub(crate) mod sorting;
mod source;
mod strays;
pub(crate) mod tools;
mod values;
pub(crate) mod workspace;
pub(crate) mod write;

pub use json_schema::{definition_schemas, json_schemas};
#[doc(hidden)]
#[doc(hidden)]
pub use objects::model_of_object;
pub use source::Source;

use crate::error::Error;

pub use crate::models::definitions::{
    Definition, DefinitionKind, Definitions, DocumentChange, Environment, MemberSource, Note, Removed, SecretReference,
};

/// Reads the files of a set-up for one environment and checks them. Nothing is sent, and no variable is read.
///
/// The environment may be left out where `geai.yaml` declares none. Errs with `DefinitionsError`, whose `faults` are all
/// that is wrong, by file and line.
pub fn check(source: impl Into<Source>, environment: Option<&str>) -> Result<Definitions, Error> {
    check::read(source.into(), environment).map_err(Error::definitions)
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
            r#"{"kind":"agent","name":"a","definition":{"name":"a","temperature":1.10},"sources":[],"secrets":[]}"#
        );
    }
}
