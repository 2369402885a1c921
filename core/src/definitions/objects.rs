//! Reads definitions that a program passes as objects instead of files.

use std::collections::BTreeMap;

use super::settings::FORMAT;
use super::source::{AGENTS, INTEGRATIONS, SETTINGS};
use crate::error::{DefinitionFault, Error};
use crate::json::{Json, RawObject};
use crate::models::definitions::{Definition, DefinitionKind, Definitions};
use crate::models::{AgentDefinition, IntegrationRequest};
use crate::schema::Schema;
use crate::schema::model::Model as _;

/// ListPositions in the list of definitions, by the paths that stand for them.
pub(super) struct ListPositions(BTreeMap<String, String>);

/// Files that hold the objects, so that they are read as files are.
pub(super) fn texts(objects: &[(DefinitionKind, Json)]) -> (BTreeMap<String, String>, ListPositions) {
    let [.., settings] = SETTINGS;
    let mut texts = BTreeMap::from([(settings.to_owned(), format!("{{\"format\":\"{FORMAT}\"}}"))]);
    let mut places = BTreeMap::new();
    for (at, (kind, object)) in objects.iter().enumerate() {
        let folder = if *kind == DefinitionKind::INTEGRATION { INTEGRATIONS } else { AGENTS };
        let path = format!("{folder}/{at}.json");
        places.insert(path.clone(), place(at));
        texts.insert(path, object.text().to_owned());
    }
    (texts, ListPositions(places))
}

/// An object with its kind beside the definition.
#[derive(serde::Deserialize)]
struct TaggedObject {
    kind: String,
    definition: Json,
}

/// The kind of an object, which stands beside the definition or follows from its members, and the definition. Errs where it is
/// ambiguous, and then takes it for an agent.
pub(super) fn kind_of(object: Json) -> ((DefinitionKind, Json), Result<(), String>) {
    if let Ok(TaggedObject { kind, definition }) = serde_json::from_str(object.text()) {
        let known = [DefinitionKind::AGENT, DefinitionKind::INTEGRATION].into_iter().find(|known| *known == *kind);
        let why = || format!("kind: expected `agent` or `integration`, got {kind:?}");
        let is_known = known.as_ref().map(|_| ()).ok_or_else(why);
        return ((known.unwrap_or(DefinitionKind::AGENT), definition), is_known);
    }
    let members = serde_json::from_str(object.text()).map(|RawObject(members)| members).unwrap_or_default();
    let names = || members.iter().map(|(name, _)| &**name);
    let (agent, integration) = (AgentDefinition::SCHEMA, IntegrationRequest::SCHEMA);
    let is_agent = names().any(|name| is_of(agent, name) && !is_of(integration, name));
    let is_integration = names().any(|name| is_of(integration, name) && !is_of(agent, name));
    // A name that neither has is misspelt, and refused where the members are read.
    let is_misspelt = names().any(|name| !is_of(agent, name) && !is_of(integration, name) && !name.starts_with('$'));
    let is_clear = if is_agent || is_integration || is_misspelt || members.is_empty() {
        Ok(())
    } else {
        let names = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        Err(format!(
            "an agent or an integration? Both have {names}: write {{\"kind\": \"agent\", \"definition\": {{…}}}} or \
             {{\"kind\": \"integration\", \"definition\": {{…}}}}, or give an object of the class"
        ))
    };
    let kind = if is_integration { DefinitionKind::INTEGRATION } else { DefinitionKind::AGENT };
    ((kind, object), is_clear)
}

/// Whether a definition, or the answer that may be given in place of it, has a member.
fn is_of(definition: &Schema, name: &str) -> bool {
    definition.field(name).is_some() || definition.answer_of.as_ref().is_some_and(|it| it.schema.field(name).is_some())
}

/// Whether an object has a member that integrations have and agents have not.
fn is_integration<'a>(mut members: impl Iterator<Item = &'a str>) -> bool {
    members
        .any(|name| IntegrationRequest::SCHEMA.field(name).is_some() && AgentDefinition::SCHEMA.field(name).is_none())
}

/// What is wrong with a definition of the list.
pub(super) fn fault(at: usize, why: &str) -> DefinitionFault {
    DefinitionFault { file: None, line: None, text: format!("{}{why}", place(at)) }
}

fn place(at: usize) -> String {
    format!("definitions[{at}]: ")
}

/// The model that an object is of: an agent, an integration, or the definition of one.
pub fn model_of_object(object: &str) -> Result<&'static Schema, Error> {
    let read = serde_json::from_str(object);
    let RawObject(members) = read.map_err(|error| Error::invalid(format!("object: {error}")))?;
    let names = || members.iter().map(|(name, _)| name.as_str());
    let definition = if is_integration(names()) { IntegrationRequest::SCHEMA } else { AgentDefinition::SCHEMA };
    let answer = definition.answer_of.map(|answer| answer.schema);
    let is_answer = |answer: &&Schema| answer.identity_field().is_some_and(|it| names().any(|name| it.is_wire(name)));
    Ok(answer.filter(is_answer).unwrap_or(definition))
}

impl ListPositions {
    fn text(&self, file: Option<&String>, text: &str) -> String {
        let place = file.and_then(|file| self.0.get(file)).map(String::as_str);
        format!("{}{text}", place.unwrap_or_default())
    }

    /// What was read, with positions in the list instead of files.
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
