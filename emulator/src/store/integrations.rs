//! Integrations (wire name: tool plugins) of all projects.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::store::sorted;

/// One integration. Its tools are stored with the other tools; this has their ids.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Integration {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) public_name: String,
    pub(crate) description: String,
    pub(crate) access_scope: String,
    pub(crate) manifest: String,
    /// The security scheme, with secrets rekeyd by references (SIM-53).
    pub(crate) scheme: Option<Map<String, Value>>,
    pub(crate) parameters: Vec<Map<String, Value>>,
    /// Secrets by reference. No response contains them.
    #[serde(serialize_with = "sorted::serialize")]
    pub(crate) secrets: HashMap<String, String>,
    pub(crate) tools: Vec<String>,
    pub(crate) pending_publish: bool,
}

/// Position of a stored integration. It is valid until an integration of the same project is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IntegrationKey {
    pub(crate) project: usize,
    index: usize,
}

/// All integrations, per project in order of creation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Integrations {
    projects: Vec<Vec<Integration>>,
}

impl Integrations {
    pub(crate) fn for_projects(count: usize) -> Self {
        Self { projects: vec![Vec::new(); count] }
    }

    /// For how many projects there is a list.
    pub(crate) const fn project_count(&self) -> usize {
        self.projects.len()
    }

    /// Exact id, then name, then public name in the own project (SIM-08); then public ones of other projects by id or
    /// public name (I2-02), but not by name.
    pub(crate) fn find(&self, project: usize, id_or_name: &str) -> Option<IntegrationKey> {
        let own = self.projects.get(project)?;
        let at = |index| IntegrationKey { project, index };
        let by = |test: &dyn Fn(&Integration) -> bool| own.iter().position(test).map(at);
        by(&|integration| integration.id == id_or_name)
            .or_else(|| by(&|integration| integration.name == id_or_name))
            .or_else(|| by(&|integration| !id_or_name.is_empty() && integration.public_name == id_or_name))
            .or_else(|| {
                self.foreign(project)
                    .find(|(_, integration)| {
                        integration.id == id_or_name
                            || (!id_or_name.is_empty() && integration.public_name == id_or_name)
                    })
                    .map(|(key, _)| key)
            })
    }

    /// Public integrations of other projects: visible, read-only (SIM-60).
    pub(crate) fn foreign(&self, project: usize) -> impl Iterator<Item = (IntegrationKey, &Integration)> {
        self.projects
            .iter()
            .enumerate()
            .filter(move |(other, _)| *other != project)
            .flat_map(|(project, integrations)| {
                integrations
                    .iter()
                    .enumerate()
                    .map(move |(index, integration)| (IntegrationKey { project, index }, integration))
            })
            .filter(|(_, integration)| integration.access_scope == "public")
    }

    pub(crate) fn own(&self, project: usize) -> impl Iterator<Item = (IntegrationKey, &Integration)> {
        self.projects
            .get(project)
            .into_iter()
            .flatten()
            .enumerate()
            .map(move |(index, integration)| (IntegrationKey { project, index }, integration))
    }

    pub(crate) fn get(&self, key: IntegrationKey) -> Option<&Integration> {
        self.projects.get(key.project)?.get(key.index)
    }

    pub(crate) fn get_mut(&mut self, key: IntegrationKey) -> Option<&mut Integration> {
        self.projects.get_mut(key.project)?.get_mut(key.index)
    }

    pub(crate) fn public_name_taken(&self, project: usize, name: &str, this: Option<IntegrationKey>) -> bool {
        !name.is_empty()
            && self.own(project).any(|(key, integration)| integration.public_name == name && Some(key) != this)
    }

    pub(crate) fn insert(&mut self, project: usize, integration: Integration) -> Option<IntegrationKey> {
        let integrations = self.projects.get_mut(project)?;
        integrations.push(integration);
        Some(IntegrationKey { project, index: integrations.len() - 1 })
    }

    pub(crate) fn remove(&mut self, key: IntegrationKey) -> Option<Integration> {
        let integrations = self.projects.get_mut(key.project)?;
        (key.index < integrations.len()).then(|| integrations.remove(key.index))
    }
}
