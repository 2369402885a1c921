//! Definitions that a program gives in place of files.

use std::collections::BTreeMap;

use super::settings::FORMAT;
use super::source::{AGENTS, INTEGRATIONS, SETTINGS};
use crate::error::DefinitionFault;
use crate::json::{Json, RawObject};
use crate::models::definitions::{Definition, Definitions};
use crate::models::{AgentDefinition, IntegrationRequest};
use crate::schema::model::Model as _;

/// Places in the list of definitions, by the paths that stand for them.
pub(super) struct Places(BTreeMap<String, String>);

/// Files that hold the objects, so that they are read as files are.
pub(super) fn texts(given: &[Json]) -> (BTreeMap<String, String>, Places) {
    let [.., settings] = SETTINGS;
    let mut texts = BTreeMap::from([(settings.to_owned(), format!("{{\"format\":\"{FORMAT}\"}}"))]);
    let mut places = BTreeMap::new();
    for (at, object) in given.iter().enumerate() {
        let folder = if is_integration(object) { INTEGRATIONS } else { AGENTS };
        let path = format!("{folder}/{at}.json");
        places.insert(path.clone(), format!("definitions[{at}]: "));
        texts.insert(path, object.text().to_owned());
    }
    (texts, Places(places))
}

/// Whether an object has a member that integrations have and agents have not.
fn is_integration(object: &Json) -> bool {
    let Ok(RawObject(members)) = serde_json::from_str(object.text()) else { return false };
    members.iter().any(|(name, _)| {
        IntegrationRequest::SCHEMA.field(name).is_some() && AgentDefinition::SCHEMA.field(name).is_none()
    })
}

impl Places {
    fn text(&self, file: Option<&String>, text: &str) -> String {
        let place = file.and_then(|file| self.0.get(file)).map(String::as_str);
        format!("{}{text}", place.unwrap_or_default())
    }

    /// What was read, with the places in the list instead of files.
    pub(super) fn named(
        &self,
        read: Result<Definitions, Vec<DefinitionFault>>,
    ) -> Result<Definitions, Vec<DefinitionFault>> {
        let mut read = read.map_err(|mut faults| {
            for fault in &mut faults {
                fault.text = self.text(fault.file.as_ref(), &fault.text);
                (fault.file, fault.line) = (None, None);
            }
            faults
        })?;
        let without_file = |definition: &mut Definition| definition.file = None;
        read.agents.iter_mut().chain(&mut read.integrations).for_each(without_file);
        for note in &mut read.notes {
            note.text = self.text(note.file.as_ref(), &note.text);
            (note.file, note.line) = (None, None);
        }
        read.files.clear();
        Ok(read)
    }
}
