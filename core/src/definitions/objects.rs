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
    // A name that neither has is misspelt, and refused where the members are read.
    let is_misspelt = || names().any(|name| owners(name) == (false, false) && !name.starts_with('$'));
    let told = told(names());
    let is_clear = if told.is_some() || is_misspelt() || members.is_empty() {
        Ok(())
    } else {
        let names = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        Err(format!(
            "an agent or an integration? Both have {names}: write {{\"kind\": \"agent\", \"definition\": {{…}}}} or \
             {{\"kind\": \"integration\", \"definition\": {{…}}}}, or give an object of the class"
        ))
    };
    ((told.unwrap_or(DefinitionKind::AGENT), object), is_clear)
}

/// What the names of the members of an object say that it is: an integration where one is of integrations alone, else an
/// agent where one is of agents alone. The one rule, for definitions and answers.
fn told<'a>(names: impl Iterator<Item = &'a str>) -> Option<DefinitionKind> {
    let mut is_agent = false;
    for name in names {
        match owners(name) {
            (false, true) => return Some(DefinitionKind::INTEGRATION),
            owners => is_agent |= owners == (true, false),
        }
    }
    is_agent.then_some(DefinitionKind::AGENT)
}

/// Whether agents have a member of this name, and whether integrations have.
fn owners(name: &str) -> (bool, bool) {
    (is_of(AgentDefinition::SCHEMA, name), is_of(IntegrationRequest::SCHEMA, name))
}

/// Whether a definition, or the answer that may be given in place of it, has a member.
fn is_of(definition: &Schema, name: &str) -> bool {
    definition.field(name).is_some() || definition.answer_of.as_ref().is_some_and(|it| it.schema.field(name).is_some())
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
    let is_integration = told(names()) == Some(DefinitionKind::INTEGRATION);
    let definition = if is_integration { IntegrationRequest::SCHEMA } else { AgentDefinition::SCHEMA };
    let answer = definition.answer_of.map(|answer| answer.schema);
    let is_answer = |answer: &&Schema| answer.identity_field().is_some_and(|it| names().any(|name| it.is_wire(name)));
    Ok(answer.filter(is_answer).unwrap_or(definition))
}

impl ListPositions {
    fn text(&self, file: Option<&String>, text: &str) -> String {
        let place = file.and_then(|file| self.0.get(file)).map(String::as_str);
        // A text may name another one, by its line.
        let other = self.0.iter().find_map(|(path, place)| {
            let (before, after) = text.split_once(&format!("{path}:"))?;
            let rest = after.trim_start_matches(|character: char| character.is_ascii_digit());
            Some(format!("{before}{}{rest}", place.trim_end_matches(": ")))
        });
        format!("{}{}", place.unwrap_or_default(), other.as_deref().unwrap_or(text))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_object_is_of_is_told_by_its_members_alike_wherever_that_is_asked() {
        let (agent, integration) = (DefinitionKind::AGENT, DefinitionKind::INTEGRATION);
        // Members, what they say, whether that is clear for a definition, and the model of the object.
        for (members, kind, is_clear, model) in [
            ("name", None, false, "AgentDefinition"),
            ("name description", None, false, "AgentDefinition"),
            ("$renamedFrom name", None, false, "AgentDefinition"),
            ("", None, true, "AgentDefinition"),
            ("name agentData", Some(&agent), true, "AgentDefinition"),
            ("name accessScope", None, false, "AgentDefinition"),
            ("name agent_data", Some(&agent), true, "AgentDefinition"),
            ("name manifest", Some(&integration), true, "IntegrationRequest"),
            ("name securityScheme", Some(&integration), true, "IntegrationRequest"),
            ("name security_scheme", Some(&integration), true, "IntegrationRequest"),
            // What only answers have tells it, too.
            ("id name effectivePermissions", Some(&agent), true, "Agent"),
            ("id name pendingPublish", Some(&integration), true, "Integration"),
            ("id name pendingConfigCredential description", Some(&integration), true, "Integration"),
            ("id name", None, false, "Agent"),
            ("name manifst", None, true, "AgentDefinition"),
            ("name agentData manifest", Some(&integration), true, "IntegrationRequest"),
        ] {
            let object = members.split_whitespace().map(|name| format!("{name:?}:1")).collect::<Vec<_>>();
            let object = format!("{{{}}}", object.join(","));
            assert_eq!(told(members.split_whitespace()).as_ref(), kind, "{members}");
            let ((found, _), clear) = kind_of(Json::from_text(object.clone()).unwrap());
            assert_eq!((&found, clear.is_ok()), (kind.unwrap_or(&agent), is_clear), "{members}");
            assert_eq!(model_of_object(&object).unwrap().name, model, "{members}");
        }
    }
}
