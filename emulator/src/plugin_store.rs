//! Integrations (wire name: tool plugins) of all projects.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// One integration. Its tools live with the other tools; here are their ids.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plugin {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) public_name: String,
    pub(crate) description: String,
    pub(crate) access_scope: String,
    pub(crate) manifest: String,
    /// With references where the secrets were (SIM-53).
    pub(crate) scheme: Option<Map<String, Value>>,
    pub(crate) parameters: Vec<Map<String, Value>>,
    /// Reference → value. Never shown.
    pub(crate) secrets: HashMap<String, String>,
    pub(crate) tools: Vec<String>,
    pub(crate) pending_publish: bool,
}

/// Where an integration is, seen from a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) project: usize,
    index: usize,
}

/// All integrations, per project in order of creation.
#[derive(Debug, Default)]
pub(crate) struct Plugins {
    projects: Vec<Vec<Plugin>>,
}

impl Plugins {
    pub(crate) fn for_projects(count: usize) -> Self {
        Self { projects: vec![Vec::new(); count] }
    }

    /// Exact id, then name, then public name in the own project (SIM-08); then public ones of other projects by id or
    /// public name (I2-02). Names of other projects mean nothing here.
    pub(crate) fn find(&self, project: usize, id_or_name: &str) -> Option<Place> {
        let own = self.projects.get(project)?;
        let at = |index| Place { project, index };
        let by = |test: &dyn Fn(&Plugin) -> bool| own.iter().position(test).map(at);
        by(&|plugin| plugin.id == id_or_name)
            .or_else(|| by(&|plugin| plugin.name == id_or_name))
            .or_else(|| by(&|plugin| !id_or_name.is_empty() && plugin.public_name == id_or_name))
            .or_else(|| {
                self.foreign(project)
                    .find(|(_, plugin)| {
                        plugin.id == id_or_name || (!id_or_name.is_empty() && plugin.public_name == id_or_name)
                    })
                    .map(|(place, _)| place)
            })
    }

    /// Public integrations of other projects: visible, read-only (SIM-60).
    pub(crate) fn foreign(&self, project: usize) -> impl Iterator<Item = (Place, &Plugin)> {
        self.projects
            .iter()
            .enumerate()
            .filter(move |(other, _)| *other != project)
            .flat_map(|(project, plugins)| {
                plugins.iter().enumerate().map(move |(index, plugin)| (Place { project, index }, plugin))
            })
            .filter(|(_, plugin)| plugin.access_scope == "public")
    }

    pub(crate) fn own(&self, project: usize) -> impl Iterator<Item = (Place, &Plugin)> {
        self.projects
            .get(project)
            .into_iter()
            .flatten()
            .enumerate()
            .map(move |(index, plugin)| (Place { project, index }, plugin))
    }

    pub(crate) fn get(&self, place: Place) -> Option<&Plugin> {
        self.projects.get(place.project)?.get(place.index)
    }

    pub(crate) fn get_mut(&mut self, place: Place) -> Option<&mut Plugin> {
        self.projects.get_mut(place.project)?.get_mut(place.index)
    }

    /// Somebody else in the project has this name.
    pub(crate) fn name_taken(&self, project: usize, name: &str, this: Option<Place>) -> bool {
        self.own(project).any(|(place, plugin)| plugin.name == name && Some(place) != this)
    }

    pub(crate) fn public_name_taken(&self, project: usize, name: &str, this: Option<Place>) -> bool {
        !name.is_empty() && self.own(project).any(|(place, plugin)| plugin.public_name == name && Some(place) != this)
    }

    pub(crate) fn insert(&mut self, project: usize, plugin: Plugin) -> Option<Place> {
        let plugins = self.projects.get_mut(project)?;
        plugins.push(plugin);
        Some(Place { project, index: plugins.len() - 1 })
    }

    pub(crate) fn remove(&mut self, place: Place) -> Option<Plugin> {
        let plugins = self.projects.get_mut(place.project)?;
        (place.index < plugins.len()).then(|| plugins.remove(place.index))
    }
}
