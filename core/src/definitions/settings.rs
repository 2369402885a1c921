//! `geai.yaml`: the format, environments, values, and what is to be deleted.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::json::{Extra, Json};
use crate::models::definitions::{Environment, Removed};
use crate::schema::model::{Member, model};
use crate::schema::validate::closest_match;
use crate::schema::value_reader::ValueReader;
use crate::schema::{Kind, Schema};

/// The format that this library reads.
pub(super) const FORMAT: &str = "geai/1";

model! {
    /// `geai.yaml`: what holds for all files of a set-up.
    Settings {
        /// Format of the files: `geai/1`.
        format "format": String,
        /// Values by name, for `$value`. An environment may have its own.
        values "values": Option<Json>,
        /// The environments, by name.
        environments "environments": Option<Environments>,
        /// What is to be deleted, by name.
        removed "removed": Option<RemovedNames>,
    }
}

model! {
    /// One environment.
    #[derive(Default)]
    EnvironmentSettings {
        /// Section of the credentials file that the command line uses.
        profile "profile": Option<String>,
        /// Id of the only project that it may be applied to.
        project "project": Option<String>,
        /// Whether changes are published; `true` unless it is said here.
        publish "publish": Option<bool>,
        /// Values of this environment, by name.
        values "values": Option<Json>,
    }
}

model! {
    /// Names of what is to be deleted.
    #[derive(Default)]
    RemovedNames {
        /// Agents.
        agents "agents": Option<Vec<String>>,
        /// Integrations.
        integrations "integrations": Option<Vec<String>>,
    }
}

/// Environments by their names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Environments(BTreeMap<String, EnvironmentSettings>);

impl Member for Environments {
    const KIND: Kind = Kind::Model(&Schema {
        name: "Environments",
        doc: &["The environments, by name."],
        others: Some(EnvironmentSettings::KIND),
        ..Schema::EMPTY
    });
    fn read(reader: &mut ValueReader<'_>) -> serde_json::Result<Self> {
        let mut environments = BTreeMap::new();
        reader.members(|reader, name| {
            // An environment about which nothing is said.
            let own = reader.nullable(EnvironmentSettings::read)?.unwrap_or_default();
            environments.insert(name.into_owned(), own);
            Ok(())
        })?;
        Ok(Self(environments))
    }
}

/// What `geai.yaml` says for one environment.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub environment: Option<Environment>,
    pub removed: Removed,
    /// Values by name.
    pub values: Extra,
    /// Names of all environments.
    pub environments: Vec<String>,
}

impl Settings {
    /// What is said for the environment of this name. Errs with the reason, and whether the file is at fault.
    pub(super) fn choose(self, name: Option<&str>) -> Result<Chosen, String> {
        if self.format != FORMAT {
            return Err(format!("unknown format `{}`; this version reads `{FORMAT}`", self.format));
        }
        let environments = self.environments.map(|Environments(all)| all).unwrap_or_default();
        let names: Vec<String> = environments.keys().cloned().collect();
        let mut values = members(self.values);
        let environment = match name {
            None if names.is_empty() => None,
            None => return Err(format!("an environment must be chosen: one of {}", names.join(", "))),
            Some(name) => {
                let Some(own) = environments.get(name) else {
                    return Err(unknown_environment(name, &names));
                };
                values.extend(members(own.values.clone()));
                Some(Environment {
                    name: name.to_owned(),
                    profile: own.profile.clone(),
                    project: own.project.clone(),
                    publish: own.publish.unwrap_or(true),
                    ..Environment::default()
                })
            }
        };
        let removed = self.removed.unwrap_or_default();
        let removed = Removed {
            agents: removed.agents.unwrap_or_default(),
            integrations: removed.integrations.unwrap_or_default(),
            ..Removed::default()
        };
        Ok(Chosen { environment, removed, values, environments: names })
    }
}

/// Why an environment is none of those that are declared.
pub(super) fn unknown_environment(name: &str, known: &[String]) -> String {
    if known.is_empty() {
        return format!("unknown environment `{name}`; none is declared");
    }
    let hint = closest_match(name, known.iter().map(String::as_str));
    let hint = hint.map(|known| format!("did you mean `{known}`? ")).unwrap_or_default();
    format!("unknown environment `{name}`, {hint}expected one of {}", known.join(", "))
}

/// The members of an object.
fn members(object: Option<Json>) -> Extra {
    object.and_then(|object| serde_json::from_str(object.text()).ok()).unwrap_or_default()
}
