//! Definitions where nothing reads them: in a folder whose name is misspelt, or in another one.

use super::document::Document;
use super::faults::{Faults, note};
use super::name_folding::is_same_folded;
use super::path;
use super::reader::Reader;
use super::source::{AGENTS, INTEGRATIONS, SETTINGS};
use crate::json::RawObject;
use crate::models::definitions::Note;
use crate::models::named_members::NAME;
use crate::models::{AgentDefinition, IntegrationRequest};
use crate::schema::model::Model as _;
use crate::schema::validate::closest_match;
use crate::schema::{Kind, Schema};

/// Documents that are looked into: a set-up may stand in a folder with much else.
const MOST: usize = 500;
/// Bytes of a document that is looked into.
const LARGEST: u64 = 256 << 10;

/// Refuses definitions in a folder whose name is nearly one that is read, and notes those that stand elsewhere. Folders in
/// other folders are not looked through.
pub(super) fn check(reader: &Reader<'_>, faults: &mut Faults, notes: &mut Vec<Note>) {
    let kinds = [AGENTS, INTEGRATIONS];
    let is_own = |name: &str| kinds.iter().any(|kind| is_same_folded(name, kind)) || SETTINGS.contains(&name);
    let mut left = MOST;
    for (name, is_folder) in reader.entries("").into_iter().filter(|(name, _)| !is_own(name)) {
        let files = match is_folder {
            true => reader.entries(&name).into_iter().filter(|(_, is_folder)| !is_folder).map(|(it, _)| it).collect(),
            false => vec![String::new()],
        };
        let paths = files.iter().map(|file| if is_folder { path::join(&name, file) } else { name.clone() });
        let documents: Vec<String> = paths.filter(|path| path::is_document(path)).take(left).collect();
        left = left.saturating_sub(documents.len());
        let meant = closest_match(&name, kinds.into_iter()).filter(|_| is_folder);
        // Elsewhere a name alone says little.
        let least = if meant.is_some() { 1 } else { 2 };
        let mut strays =
            documents.into_iter().filter(|path| reader.peek(path, LARGEST).is_some_and(|it| defines(&it, least)));
        match meant {
            Some(meant) => {
                let why = |_| format!("nothing reads the definitions of this folder; did you mean `{meant}`?");
                strays.next().map(why).into_iter().for_each(|why| faults.add((Some(name.clone()), 1), why));
            }
            None => {
                let why =
                    || format!("nothing reads this definition; those of `{AGENTS}` and `{INTEGRATIONS}` are read");
                notes.extend(strays.map(|path| note(why(), (Some(path), 1))));
            }
        }
    }
}

/// Whether a document is a definition: its members are those of one, at least so many.
fn defines(text: &str, least: usize) -> bool {
    let Ok(document) = Document::read(text, Kind::Json) else { return false };
    let Ok(RawObject(members)) = serde_json::from_str(document.json()) else { return false };
    let has = |schema: &Schema, name: &str| name.starts_with('$') || schema.field(name).is_some();
    let is_of = |schema: &Schema| members.iter().all(|(name, _)| has(schema, name));
    let schemas = [AgentDefinition::SCHEMA, IntegrationRequest::SCHEMA];
    members.len() >= least && members.iter().any(|(name, _)| *name == NAME) && schemas.into_iter().any(is_of)
}
