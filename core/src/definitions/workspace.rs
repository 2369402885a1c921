//! The folder of a set-up whose files are written: what they hold as they are written, and what they would hold.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::check;
use super::directives::{ENV, FILE};
use super::disk::Folder;
use super::document::Document;
use super::file_names::Taken;
use super::limits::LIMITS;
use super::path;
use super::reader::Reader;
use super::settings::FORMAT;
use super::source::{AGENTS, Files, INTEGRATIONS, SETTINGS, Texts};
use super::write::{self, NewFile};
use crate::error::Error;
use crate::json::tree::Tree;
use crate::models::definitions::{DefinitionKind, Definitions};
use crate::models::named_members::NAME;
use crate::models::{AgentDefinition, IntegrationRequest};
use crate::schema::model::Model as _;
use crate::schema::{Kind, Schema};

/// Where the JSON Schemas of the files stand, for editors.
const SCHEMAS: &str = ".geai";

/// The folder of a set-up.
pub(crate) struct Workspace {
    root: PathBuf,
    /// The folder; `None` where there is none yet.
    folder: Option<Folder>,
    /// What a set-up begins with, where there is nothing yet.
    settings: Option<(String, String)>,
}

/// A file with a definition, as it is written.
#[derive(Debug)]
pub(crate) struct Written {
    pub kind: DefinitionKind,
    pub file: String,
    pub name: Option<String>,
    pub text: String,
    /// Its value, in which directives stand for what they name.
    pub value: Tree,
}

/// What the files of a set-up hold, of all environments.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    pub written: Vec<Written>,
    pub taken: Taken,
    /// How often a file is referred to.
    pub referred: BTreeMap<String, usize>,
    /// Environment variables that are named.
    pub variables: BTreeSet<String>,
}

/// The folder of definitions of a kind.
pub(crate) fn folder_of(kind: &DefinitionKind) -> &'static str {
    if *kind == DefinitionKind::INTEGRATION { INTEGRATIONS } else { AGENTS }
}

impl Workspace {
    /// The folder at a path, which may be empty, or not be there yet.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let refused = |why: String| Error::invalid(format!("pull: {}: {why}", path.display()));
        let folder = match path.symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            _ => Some(Folder::open(path).map_err(refused)?),
        };
        let mut workspace = Self { root: path.to_owned(), folder, settings: None };
        if workspace.is_empty("").map_err(refused)? {
            let [file, ..] = SETTINGS;
            let head = workspace.head(file, "geai");
            workspace.settings = Some((file.to_owned(), format!("{head}format: {FORMAT}\n")));
        }
        Ok(workspace)
    }

    /// The settings of a new set-up, with their path.
    pub(crate) fn new_settings(&self) -> Option<&(String, String)> {
        self.settings.as_ref()
    }

    /// Whether a folder has nothing but hidden files, such as those that a pull leaves which is killed.
    fn is_empty(&self, folder: &str) -> Result<bool, String> {
        let Some(files) = &self.folder else { return Ok(true) };
        for (name, is_folder) in files.list(folder)? {
            let is_hidden = name.starts_with('.') || is_folder && self.is_empty(&path::join(folder, &name))?;
            if !is_hidden {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn names(&self, folder: &str) -> Result<Vec<String>, String> {
        let listed = self.folder.as_ref().map(|it| it.list(folder)).transpose()?;
        Ok(listed.unwrap_or_default().into_iter().map(|(name, _)| name).collect())
    }

    /// The definitions of an environment, as they are with these files in place of others, or beside them.
    pub(crate) fn check(
        &self,
        environment: Option<&str>,
        staged: BTreeMap<String, String>,
    ) -> Result<Definitions, Error> {
        self.read(environment, staged, &BTreeMap::new())
    }

    fn read(
        &self,
        environment: Option<&str>,
        mut staged: BTreeMap<String, String>,
        copies: &BTreeMap<String, PathBuf>,
    ) -> Result<Definitions, Error> {
        staged.extend(self.settings.clone());
        let overlay = Overlay { folder: self.folder.as_ref(), staged: Texts(staged), copies };
        check::read_within(&overlay, environment, LIMITS).map_err(Error::definitions)
    }

    /// The bytes of a file, if there is one.
    pub(crate) fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.folder.as_ref()?.read(path, LIMITS.file).ok()
    }

    /// Reads all files as they are written. What cannot be read was reported by `check`.
    pub(crate) fn scan(&self) -> Scan {
        let mut scan = Scan::default();
        let nothing = Texts(BTreeMap::new());
        let files: &dyn Files = self.folder.as_ref().map_or(&nothing, |folder| folder);
        let mut reader = Reader::new(files, LIMITS);
        let names = reader.names("");
        for name in names.iter() {
            scan.taken.add(name);
            if SETTINGS.contains(&name.as_str())
                && let Some(value) = reader.text(name).ok().and_then(|text| value(&text, None))
            {
                scan.refer("", &value);
            }
        }
        let kinds = [
            (DefinitionKind::AGENT, AgentDefinition::SCHEMA),
            (DefinitionKind::INTEGRATION, IntegrationRequest::SCHEMA),
        ];
        for (kind, schema) in kinds {
            let (documents, _) = reader.documents(folder_of(&kind));
            for (folder, names) in reader.listed() {
                names.iter().for_each(|name| scan.taken.add(&path::join(folder, name)));
            }
            for file in documents {
                let Ok(text) = reader.text(&file) else { continue };
                let Some(value) = value(&text, Some(schema)) else { continue };
                scan.refer(path::folder(&file), &value);
                let name = value.get(NAME).and_then(Tree::as_text).map(str::to_owned);
                scan.written.push(Written { kind: kind.clone(), file, name, text: text.to_string(), value });
            }
        }
        scan
    }

    /// The line by which editors find the JSON Schema of a new YAML file, where the schemas stand in the set-up.
    pub(crate) fn head(&self, file: &str, schema: &str) -> String {
        let schema = format!("{schema}.schema.json");
        match self.names(SCHEMAS).is_ok_and(|names| names.contains(&schema)) {
            true => {
                let up = "../".repeat(file.matches('/').count());
                format!("# yaml-language-server: $schema={up}{SCHEMAS}/{schema}\n")
            }
            false => String::new(),
        }
    }

    /// Writes files: all beside their places first, where `verify` judges what they define; then each is put in its place.
    pub(crate) fn write(
        &self,
        files: &[NewFile],
        environment: Option<&str>,
        verify: impl FnOnce(&Definitions) -> Result<(), Error>,
    ) -> Result<(), Error> {
        write::write(&self.root, files, |copies| {
            let staged = files.iter().map(|file| (file.path.clone(), file.content.clone())).collect();
            verify(&self.read(environment, staged, copies)?)
        })
    }
}

/// The value of a document as it is written.
fn value(text: &str, schema: Option<&'static Schema>) -> Option<Tree> {
    let kind = schema.map_or(Kind::Json, Kind::Model);
    Tree::parse(Document::read(text, kind).ok()?.json()).ok()
}

impl Scan {
    /// Counts what a value refers to.
    fn refer(&mut self, folder: &str, value: &Tree) {
        match value {
            Tree::Object(members) => {
                for (name, value) in members {
                    match (name.as_str(), value) {
                        (FILE, Tree::Text(given)) => {
                            let count =
                                path::referred(folder, given).ok().map(|file| self.referred.entry(file).or_default());
                            count.into_iter().for_each(|count| *count = count.saturating_add(1));
                        }
                        (ENV, Tree::Text(variable)) => drop(self.variables.insert(variable.clone())),
                        _ => self.refer(folder, value),
                    }
                }
            }
            Tree::List(elements) => elements.iter().for_each(|element| self.refer(folder, element)),
            _ => {}
        }
    }
}

/// A folder with other files in it.
struct Overlay<'a> {
    folder: Option<&'a Folder>,
    staged: Texts,
    /// Where the staged files stand on the disk.
    copies: &'a BTreeMap<String, PathBuf>,
}

impl Files for Overlay<'_> {
    fn list(&self, folder: &str) -> Result<Vec<(String, bool)>, String> {
        let mut names: BTreeMap<String, bool> = BTreeMap::new();
        names.extend(self.staged.list(folder)?);
        names.extend(self.folder.map(|it| it.list(folder)).transpose()?.unwrap_or_default());
        Ok(names.into_iter().collect())
    }

    fn read(&self, path: &str, most: u64) -> Result<Vec<u8>, String> {
        match (self.copies.get(path), self.folder) {
            (Some(copy), _) => std::fs::read(copy).map_err(|error| error.to_string()),
            (None, Some(folder)) if !self.staged.0.contains_key(path) => folder.read(path, most),
            _ => self.staged.read(path, most),
        }
    }
}
