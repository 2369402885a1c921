//! Packages: the answer of an export and the input of an import. The document is kept to the letter; the models here
//! are a typed view of it (A9-03, D-34).

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde_json::value::RawValue;

use super::agents::{AccessScope, LlmConfig, Permission, Prompt, SharingScope, ToolRef};
use crate::error::Error;
use crate::json::members::{NoMembers, members};
use crate::json::{Extra, Json, RawObject, json_type_name, without_bom};
use crate::schema::failed_place::placed;
use crate::schema::malformed::tolerate;
use crate::schema::model::{Member as _, model};
use crate::schema::number::Number;
use crate::schema::value_reader;

model! {
    /// Where a package came from.
    #[derive(Default)]
    PackageInfo {
        /// Major version of the package format.
        major_version "majorVersion": Option<i64>,
        /// Minor version of the package format.
        minor_version "minorVersion": Option<i64>,
        /// Revision of the exporting module.
        module_revision "moduleRevision": Option<i64>,
        /// Organisation the package came from.
        organization_id "organizationId": Option<String>,
        /// Project the package came from; importing into it is refused.
        project_id "projectId": Option<String>,
        /// When it was made: `YYYY-MM-DDThh:mm:ss.mmm`, no zone.
        timestamp "timestamp": Option<String>,
    }
}

model! {
    /// An agent in a package.
    #[derive(Default)]
    LabAgent {
        /// Id in the project it came from.
        id "id": Option<String>,
        /// Name.
        name "name": Option<String>,
        /// Who may use the agent.
        access_scope "accessScope": Option<AccessScope>,
        /// Who the agent is shared with.
        sharing_scope "sharingScope": Option<SharingScope>,
        /// Public identifier.
        public_name "publicName": Option<String>,
        /// Who may share chats.
        chat_sharing_permissions "chatSharingPermissions": Option<Permission>,
        /// Who may run the agent from outside.
        external_execution_permissions "externalExecutionPermissions": Option<Permission>,
        /// Summary for people.
        description "description": Option<String>,
        /// Short role text.
        job_description "jobDescription": Option<String>,
        /// Place in the order of import, from 1.
        import_index "importIndex": Option<i64>,
        /// Published version.
        version "version": Option<Number>,
        /// Strategy, prompt and models.
        agent_data "agentData": Option<LabAgentData>,
        /// Tools and helper agents.
        resources "resources": Option<Vec<LabResource>>,
    }
}

model! {
    // D-33
    /// How a packaged agent works. Unlike elsewhere the wire writes `LLMConfig`.
    #[derive(Default)]
    LabAgentData {
        /// Settings for every model of the agent.
        llm_config "LLMConfig" or "llmConfig": Option<LlmConfig>,
        /// Models, in order of preference.
        models "models": Option<Vec<LabModel>>,
        /// The prompt of the model.
        prompt "prompt": Option<Prompt>,
        /// Reasoning strategy.
        strategy "strategy": Option<LabStrategy>,
    }
}

model! {
    /// A language model of a packaged agent.
    #[derive(Default)]
    LabModel {
        /// Id of the model.
        id "id": Option<String>,
        /// Name, such as `azure/gpt-4o`.
        name "name": Option<String>,
        /// Settings for this model alone.
        llm_config "LLMConfig" or "llmConfig": Option<LlmConfig>,
    }
}

model! {
    /// Reasoning strategy of a packaged agent.
    #[derive(Default)]
    LabStrategy {
        /// Id of the strategy.
        id "id": Option<String>,
        /// Name, such as `Chain of Thought`.
        name "name": Option<String>,
        /// What it tells the model.
        system_prompt "systemPrompt": Option<String>,
    }
}

model! {
    /// A resource pool of a packaged agent.
    #[derive(Default)]
    LabResource {
        /// Name of the pool.
        name "name": Option<String>,
        /// Whether the tools live elsewhere.
        is_external "isExternal": Option<bool>,
        /// Tools.
        tools "tools": Option<Vec<ToolRef>>,
    }
}

model! {
    /// A tool in a package.
    #[derive(Default)]
    LabTool {
        /// Id in the project it came from.
        id "id": Option<String>,
        /// Name.
        name "name": Option<String>,
        /// Public identifier.
        public_name "publicName": Option<String>,
        /// Summary for people.
        description "description": Option<String>,
        /// Who may use the tool.
        access_scope "accessScope": Option<AccessScope>,
        /// Whether the tool lives outside the exported project.
        is_reference "isReference": Option<bool>,
        /// Kind of tool, such as `api`.
        r#type "type": Option<String>,
        /// Published version.
        version "version": Option<Number>,
    }
}

model! {
    /// The members under `labPackage`.
    #[derive(Default)]
    PackageContent {
        /// Agents, in no particular order; `import_index` tells theirs.
        agents "agents": Option<Vec<LabAgent>>,
        /// Where the package came from.
        info "info": Option<PackageInfo>,
        /// Tools the agents refer to.
        tools "tools": Option<Vec<LabTool>>,
    }
}

/// A package: agents, and what they refer to, ready to be imported into another project.
///
/// The document is kept and sent back to the letter, so every member survives. [`agents`](Self::agents) and the other
/// methods give a typed view.
#[derive(Clone)]
pub struct LabPackage {
    document: Bytes,
    content: Arc<OnceLock<PackageContent>>,
}

/// Changes to one agent of a package, for moving it to a project where its id or public name clash.
#[derive(Debug, Clone, Default)]
pub struct LabAgentEdit {
    /// New name.
    pub name: Option<String>,
    /// New public name; empty to clear it.
    pub public_name: Option<String>,
    /// New access scope.
    pub access_scope: Option<AccessScope>,
    /// Leave the id out, so that the import makes a new agent.
    pub drop_id: bool,
    /// Leave the inline picture (`avatarBase64`) out.
    pub drop_avatar: bool,
}

impl LabPackage {
    /// A package from its JSON document: `{"labPackage": {…}}`, or the members under `labPackage` alone.
    ///
    /// Errors say why the text is not a package.
    pub fn from_json(document: Bytes) -> Result<Self, String> {
        let text = std::str::from_utf8(&document).map_err(|error| format!("not UTF-8: {error}"))?;
        let text = without_bom(text);
        let members = members(text).map_err(|why| match why {
            NoMembers::TooDeep(why) => why,
            NoMembers::NotRead(error) => not_an_object(text, &error),
        })?;
        let member = |wanted: &str| members.iter().find(|(name, _)| name == wanted).map(|(_, value)| *value);
        match member("labPackage").map(json_type_name) {
            Some("an object") => Ok(Self::new(document.slice_ref(text.as_bytes()))),
            Some(found) => Err(format!("`labPackage` must be an object, not {found}")),
            None if member("agents").is_some() => {
                Ok(Self::new(Bytes::from(format!("{{\"labPackage\":{}}}", text.trim()))))
            }
            None => Err("no member `labPackage`: expected the document that an export returns".to_owned()),
        }
    }

    fn new(document: Bytes) -> Self {
        Self { document, content: Arc::default() }
    }

    /// The document as JSON text.
    pub fn document(&self) -> &Bytes {
        &self.document
    }

    /// The agents.
    pub fn agents(&self) -> Result<&[LabAgent], Error> {
        Ok(self.content()?.agents.as_deref().unwrap_or_default())
    }

    /// Where the package came from.
    pub fn info(&self) -> Result<Option<&PackageInfo>, Error> {
        Ok(self.content()?.info.as_ref())
    }

    /// The tools that the agents refer to.
    pub fn tools(&self) -> Result<&[LabTool], Error> {
        Ok(self.content()?.tools.as_deref().unwrap_or_default())
    }

    /// Members of `labPackage` that this type does not name.
    pub fn extra(&self) -> Result<&Extra, Error> {
        Ok(&self.content()?.extra)
    }

    fn content(&self) -> Result<&PackageContent, Error> {
        if let Some(content) = self.content.get() {
            return Ok(content);
        }
        let content = self.parse().map_err(|why| Error::malformed_document("package", &why))?;
        Ok(self.content.get_or_init(|| content))
    }

    fn parse(&self) -> Result<PackageContent, String> {
        let text = self.inner()?.get();
        let read = || value_reader::read(text, PackageContent::read);
        // What is in an agent or a tool may be of another type than documented, the lists of them may not.
        if let Some(content) = read().or_else(|_| tolerate(read)).ok().filter(|content| content.malformed.is_empty()) {
            return Ok(content);
        }
        placed(read).map_err(|error| match error.place.as_str() {
            "" => format!("labPackage: {}", error.error),
            _ => format!("labPackage.{error}"),
        })
    }

    fn inner(&self) -> Result<&RawValue, String> {
        let text = std::str::from_utf8(&self.document).map_err(|error| error.to_string())?;
        let RawObject(members) = parse_object(text)?;
        members
            .into_iter()
            .find_map(|(name, value)| (name == "labPackage").then_some(value))
            .ok_or_else(|| "no member `labPackage`".to_owned())
    }

    /// A copy in which the agent at `index` is changed; everything else stays to the letter.
    ///
    /// Errors with `InvalidRequestError` where there is no such agent.
    pub fn with_agent(&self, index: usize, edit: &LabAgentEdit) -> Result<Self, Error> {
        self.edited(index, edit).map_err(Error::invalid)
    }

    fn edited(&self, index: usize, edit: &LabAgentEdit) -> Result<Self, String> {
        let text = std::str::from_utf8(&self.document).map_err(|error| error.to_string())?;
        let document = rewrite(text, |name, value| {
            if name != "labPackage" {
                return Ok(value.get().to_owned());
            }
            rewrite(value.get(), |name, value| {
                if name != "agents" {
                    return Ok(value.get().to_owned());
                }
                let agents: Vec<&RawValue> = serde_json::from_str(value.get()).map_err(|error| error.to_string())?;
                if index >= agents.len() {
                    return Err(format!("no agent {index} in the package: it has {}, counted from 0", agents.len()));
                }
                let mut list = Vec::with_capacity(agents.len());
                for (at, agent) in agents.into_iter().enumerate() {
                    list.push(if at == index { edit.apply(agent.get())? } else { agent.get().to_owned() });
                }
                Ok(format!("[{}]", list.join(",")))
            })
        })?;
        Self::from_json(Bytes::from(document))
    }
}

impl LabAgentEdit {
    fn apply(&self, agent: &str) -> Result<String, String> {
        let scope = self.access_scope.as_ref().map(AccessScope::as_str);
        let set = [("name", self.name.as_deref()), ("publicName", self.public_name.as_deref()), ("accessScope", scope)];
        let RawObject(members) = parse_object(agent)?;
        let mut out: Vec<(String, String)> = members
            .into_iter()
            .filter(|(name, _)| !(self.drop_id && name == "id" || self.drop_avatar && name == "avatarBase64"))
            .map(|(name, value)| (name, value.get().to_owned()))
            .collect();
        for (name, value) in set.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            let text = serde_json::Value::from(value).to_string();
            match out.iter_mut().find(|(known, _)| known == name) {
                Some((_, old)) => *old = text,
                None => out.push((name.to_owned(), text)),
            }
        }
        Ok(object(&out))
    }
}

fn parse_object(text: &str) -> Result<RawObject<'_>, String> {
    serde_json::from_str(text).map_err(|error| not_an_object(text, &error))
}

fn not_an_object(text: &str, error: &serde_json::Error) -> String {
    match json_type_name(text) {
        "an object" => format!("not a JSON object: {error}"),
        // The parser's text would quote the value, which may be a secret.
        other => format!("not a JSON object: {other}"),
    }
}

/// The object with each member's value replaced by what `change` makes of it.
fn rewrite(text: &str, change: impl Fn(&str, &RawValue) -> Result<String, String>) -> Result<String, String> {
    let RawObject(members) = parse_object(text)?;
    let mut out = Vec::with_capacity(members.len());
    for (name, value) in members {
        let value = change(&name, value)?;
        out.push((name, value));
    }
    Ok(object(&out))
}

fn object(members: &[(String, String)]) -> String {
    let members: Vec<_> =
        members.iter().map(|(name, value)| format!("{}:{value}", serde_json::Value::from(name.as_str()))).collect();
    format!("{{{}}}", members.join(","))
}

impl std::fmt::Debug for LabPackage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LabPackage({} bytes)", self.document.len())
    }
}

impl PartialEq for LabPackage {
    /// Packages are equal when their documents say the same.
    fn eq(&self, other: &Self) -> bool {
        let value = |package: &Self| {
            std::str::from_utf8(&package.document).ok().and_then(|text| Json::from_text(text.to_owned()).ok())
        };
        self.document == other.document || value(self) == value(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(text: &str) -> Result<LabPackage, String> {
        LabPackage::from_json(Bytes::from(text.to_owned()))
    }

    #[test]
    fn a9_03_the_document_is_kept_to_the_letter() {
        let text = r#"{ "labPackage":{"agents":[{"id":"1","presentation":{"n":18446744073709551616}}],"toolGroups":[]},"x":1 }"#;
        let package = package(text).unwrap();
        assert_eq!(package.document(), text.as_bytes());
        assert_eq!(package.agents().unwrap()[0].id.as_deref(), Some("1"));
        assert!(package.extra().unwrap().contains_key("toolGroups"));
    }

    #[test]
    fn a_bare_package_is_wrapped_and_others_are_refused_with_the_reason() {
        assert_eq!(package(r#"{"agents":[]}"#).unwrap().document(), r#"{"labPackage":{"agents":[]}}"#.as_bytes());
        assert!(package(r#"{"other":1}"#).unwrap_err().contains("labPackage"));
        assert!(package("[]").unwrap_err().contains("not a JSON object"));
        assert!(package(r#"{"labPackage":3}"#).unwrap_err().contains("must be an object"));
    }

    #[test]
    fn an_edit_changes_one_agent_and_nothing_else() {
        let text = r#"{"labPackage":{"agents":[{"id":"1","avatarBase64":"x","n":1.10},{"id":"2"}],"z":1e2}}"#;
        let edit = LabAgentEdit {
            name: Some("New".into()),
            access_scope: Some(AccessScope::PRIVATE),
            drop_id: true,
            drop_avatar: true,
            ..LabAgentEdit::default()
        };
        assert_eq!(
            package(text).unwrap().with_agent(0, &edit).unwrap().document(),
            r#"{"labPackage":{"agents":[{"n":1.10,"name":"New","accessScope":"private"},{"id":"2"}],"z":1e2}}"#
                .as_bytes()
        );
        assert!(package(text).unwrap().with_agent(2, &edit).is_err());
    }

    #[test]
    fn packages_that_say_the_same_are_equal() {
        let text = r#"{"labPackage":{"agents":[],"toolGroups":[]}}"#;
        assert!(package(text).unwrap() == package(text).unwrap());
        assert!(package(text).unwrap() == package(&text.replace(':', " : ")).unwrap());
        assert!(package(text).unwrap() != package(&text.replace("[]}}", "[]},\"x\":1}")).unwrap());
    }
}
