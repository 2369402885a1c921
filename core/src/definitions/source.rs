//! Where the files of a set-up come from: a folder, or texts in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::directives::EXTRA;
use crate::error::Error;
use crate::json::{Json, RawObject, json_type_name};
use crate::models::definitions::{DefinitionKind, Definitions};
use crate::models::{AgentDefinition, IntegrationRequest};
use crate::schema::Kind;
use crate::schema::model::{Model, from_stored};
use crate::schema::validate::unknown_to_extra;

/// Where the settings of a set-up may stand.
pub(super) const SETTINGS: [&str; 3] = ["geai.yaml", "geai.yml", "geai.json"];
pub(super) const AGENTS: &str = "agents";
pub(super) const INTEGRATIONS: &str = "integrations";

/// Where the files of a set-up come from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Source {
    /// A folder with `geai.yaml`.
    Folder(PathBuf),
    /// Texts by their paths, such as `agents/greeter.yaml`.
    Files(BTreeMap<String, String>),
    /// Agents and integrations that a program defines, as JSON objects of wire names. Where their members do not say which of
    /// the two one is, it is `{"kind": "integration", "definition": {…}}`.
    Given(Vec<Json>),
    /// The same, each with what it is of.
    Typed(Vec<(DefinitionKind, Json)>),
    /// What was checked before.
    Checked(Box<Definitions>),
}

impl Source {
    /// Agents and integrations that a program defines.
    pub fn given(
        agents: impl IntoIterator<Item = AgentDefinition>,
        integrations: impl IntoIterator<Item = IntegrationRequest>,
    ) -> Self {
        let agents = agents.into_iter().map(|agent| (DefinitionKind::AGENT, object(&agent)));
        let integrations = integrations.into_iter().map(|it| (DefinitionKind::INTEGRATION, object(&it)));
        Self::Typed(agents.chain(integrations).collect())
    }

    /// Of JSON: a folder is a text, files are an object of texts, definitions are a list; what `check` answered is its object.
    ///
    /// Errors with `InvalidRequestError` where it is none of these.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let wrong = |why: &dyn std::fmt::Display| Error::invalid(format!("source: {why}"));
        match text.trim_start().as_bytes().first() {
            Some(b'"') => serde_json::from_str(text).map(Self::Folder).map_err(|error| wrong(&error)),
            Some(b'[') => serde_json::from_str(text).map(Self::Given).map_err(|error| wrong(&error)),
            Some(b'{') => match serde_json::from_str(text) {
                Ok(files) => Ok(Self::Files(files)),
                Err(_) => match no_text(text) {
                    Some(why) => Err(wrong(&why)),
                    None => from_stored(text).map(|checked| Self::Checked(Box::new(checked))),
                },
            },
            _ => Err(wrong(&"expected a folder, texts by their paths, definitions, or what `check` returns")),
        }
    }
}

/// The first of texts by their paths that is none. What was checked is told from them by its members.
fn no_text(files: &str) -> Option<String> {
    let RawObject(members) = serde_json::from_str(files).ok()?;
    let is_checked = members.iter().any(|(name, _)| Definitions::SCHEMA.field(name).is_some());
    let types = members.iter().map(|(path, value)| (path, json_type_name(value.get())));
    let (path, found) = types.into_iter().find(|(_, found)| !is_checked && *found != "a string")?;
    Some(format!("{path}: expected a text, got {found}"))
}

impl From<Vec<Json>> for Source {
    fn from(objects: Vec<Json>) -> Self {
        Self::Given(objects)
    }
}

impl From<Definitions> for Source {
    fn from(definitions: Definitions) -> Self {
        Self::Checked(Box::new(definitions))
    }
}

impl From<&Definitions> for Source {
    fn from(definitions: &Definitions) -> Self {
        definitions.clone().into()
    }
}

impl From<PathBuf> for Source {
    fn from(folder: PathBuf) -> Self {
        Self::Folder(folder)
    }
}

impl From<&Path> for Source {
    fn from(folder: &Path) -> Self {
        Self::Folder(folder.to_owned())
    }
}

impl From<&str> for Source {
    fn from(folder: &str) -> Self {
        Self::Folder(folder.into())
    }
}

impl From<String> for Source {
    fn from(folder: String) -> Self {
        Self::Folder(folder.into())
    }
}

impl From<BTreeMap<String, String>> for Source {
    fn from(files: BTreeMap<String, String>) -> Self {
        Self::Files(files)
    }
}

/// The object that a model defines, with the members that the model does not name where files have them.
fn object<T: Model>(model: &T) -> Json {
    let text =
        serde_json::to_string(model).and_then(|text| unknown_to_extra(Kind::Model(T::SCHEMA), &text, EXTRA, false));
    // What a model holds is JSON.
    text.and_then(Json::from_text).unwrap_or_else(|_| serde_json::Value::Null.into())
}

/// Files by their paths from the root.
pub(super) trait Files {
    /// Names in a folder, `""` being the root, and whether each is a folder; none where there is no such folder.
    fn list(&self, folder: &str) -> Result<Vec<(String, bool)>, String>;
    /// The bytes of a file, of which there are at most `most`.
    fn read(&self, path: &str, most: u64) -> Result<Vec<u8>, String>;
}

/// Why a file is not read that has more than `most` bytes.
pub(super) fn too_large(most: u64) -> String {
    format!("larger than {most} bytes")
}

/// Texts by their paths.
pub(super) struct Texts(pub BTreeMap<String, String>);

impl Files for Texts {
    fn list(&self, folder: &str) -> Result<Vec<(String, bool)>, String> {
        let mut names = BTreeMap::new();
        for path in self.0.keys() {
            let inside = match folder {
                "" => Some(path.as_str()),
                _ => path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')),
            };
            match inside.map(|inside| inside.split_once('/')) {
                Some(Some((name, _))) => names.insert(name.to_owned(), true),
                Some(None) => names.insert(inside.unwrap_or_default().to_owned(), false),
                None => None,
            };
        }
        Ok(names.into_iter().collect())
    }

    fn read(&self, path: &str, most: u64) -> Result<Vec<u8>, String> {
        let text = self.0.get(path).ok_or("no such file")?;
        match u64::try_from(text.len()) {
            Ok(size) if size <= most => Ok(text.clone().into_bytes()),
            _ => Err(too_large(most)),
        }
    }
}
