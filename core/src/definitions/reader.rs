//! Reads the files of a set-up within the limits, each once, and keeps what it read.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::limits::Limits;
use super::name_folding::is_same_folded;
use super::path;
use super::source::Files;
use crate::json::without_bom;

/// Reads files.
pub(super) struct Reader<'a> {
    files: &'a dyn Files,
    limits: Limits,
    /// Bytes that may still be read.
    left: u64,
    /// Bytes that definitions may still have.
    resolved: u64,
    texts: BTreeMap<String, Result<Rc<str>, String>>,
    folders: HashMap<String, Rc<[String]>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(files: &'a dyn Files, limits: Limits) -> Self {
        let (texts, folders) = (BTreeMap::new(), HashMap::new());
        Self { files, limits, left: limits.total, resolved: limits.total, texts, folders }
    }

    /// The text of a file, without a byte order mark. Its name must be spelt as it stands in its folder, although some
    /// systems open it in other spellings, too.
    pub(super) fn text(&mut self, path: &str) -> Result<Rc<str>, String> {
        if let Some(known) = self.texts.get(path) {
            return known.clone();
        }
        let read = self.check_spelling(path).and_then(|()| self.read(path));
        self.texts.insert(path.to_owned(), read.clone());
        read
    }

    fn read(&mut self, path: &str) -> Result<Rc<str>, String> {
        let bytes = self.files.read(path, self.limits.file.min(self.left));
        let bytes = bytes.map_err(|why| match self.left < self.limits.file {
            true => format!("{why}; all files together may have {} bytes", self.limits.total),
            false => why,
        })?;
        self.left = self.left.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        match String::from_utf8(bytes) {
            Ok(text) => Ok(without_bom(&text).into()),
            Err(error) => {
                let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
                let line = valid.iter().filter(|byte| **byte == b'\n').count().saturating_add(1);
                Err(format!("not UTF-8, from line {line}"))
            }
        }
    }

    /// Refuses more than the limit of what definitions have once their files are put in.
    pub(super) fn count(&mut self, resolved: usize) -> Result<(), String> {
        let left = self.resolved.checked_sub(u64::try_from(resolved).unwrap_or(u64::MAX));
        self.resolved =
            left.ok_or_else(|| format!("all definitions together have more than {} bytes", self.limits.total))?;
        Ok(())
    }

    /// Paths of the files that were read.
    pub(super) fn read_paths(&self) -> Vec<String> {
        self.texts.iter().filter(|(_, text)| text.is_ok()).map(|(path, _)| path.clone()).collect()
    }

    /// The documents under a folder, in order, and those parts of it that cannot be looked through, with the reason.
    pub(super) fn documents(&mut self, folder: &str) -> (Vec<String>, Vec<(String, String)>) {
        let (mut found, mut refused, mut waiting) = (Vec::new(), Vec::new(), vec![folder.to_owned()]);
        let mut entries = 0_usize;
        while let Some(folder) = waiting.pop() {
            let names = match self.files.list(&folder) {
                Ok(names) => names,
                Err(why) => {
                    refused.push((folder, why));
                    continue;
                }
            };
            entries = entries.saturating_add(names.len());
            self.folders.insert(folder.clone(), names.iter().map(|(name, _)| name.clone()).collect());
            for (name, is_folder) in names.into_iter().filter(|(name, _)| !name.starts_with('.')) {
                let path = path::join(&folder, &name);
                match is_folder {
                    true => waiting.push(path),
                    false if path::is_document(&name) => found.push(path),
                    false => refused.extend(path::misspelt_document(&name).map(|why| (path, why))),
                }
            }
            if entries > self.limits.entries || found.len() > self.limits.files {
                let limits = self.limits;
                let why = format!("more than {} definitions, or {} names in all", limits.files, limits.entries);
                refused.push((folder, why));
                break;
            }
        }
        found.sort();
        (found, refused)
    }

    /// The names in a folder.
    pub(super) fn names(&mut self, folder: &str) -> Rc<[String]> {
        if let Some(known) = self.folders.get(folder) {
            return known.clone();
        }
        let names = self.files.list(folder).unwrap_or_default();
        let names: Rc<[String]> = names.into_iter().map(|(name, _)| name).collect();
        self.folders.insert(folder.to_owned(), names.clone());
        names
    }

    /// The names in a folder that are not hidden, and whether each is a folder.
    pub(super) fn entries(&self, folder: &str) -> Vec<(String, bool)> {
        let entries = self.files.list(folder).unwrap_or_default().into_iter();
        entries.filter(|(name, _)| !name.starts_with('.')).collect()
    }

    /// The text of a file that was not read, if it can be read and has at most so many bytes. It is no part of the set-up.
    pub(super) fn peek(&self, path: &str, most: u64) -> Option<String> {
        let bytes = self.files.read(path, most).ok().filter(|_| !self.texts.contains_key(path))?;
        String::from_utf8(bytes).ok().map(|text| without_bom(&text).to_owned())
    }

    /// The folders that were looked through, with the names in them.
    pub(super) fn listed(&self) -> impl Iterator<Item = (&str, &Rc<[String]>)> {
        self.folders.iter().map(|(folder, names)| (folder.as_str(), names))
    }

    fn check_spelling(&mut self, path: &str) -> Result<(), String> {
        let mut folder = String::new();
        for name in path.split('/') {
            if !self.folders.contains_key(&folder) {
                // A folder that cannot be looked into has no names, which says less.
                self.files.list(&folder)?;
            }
            let names = self.names(&folder);
            let here = path::join(&folder, name);
            if names.binary_search_by(|known| known.as_str().cmp(name)).is_err() {
                let other = names.iter().find(|known| is_same_folded(known, name));
                return Err(match other {
                    Some(other) => {
                        format!(
                            "no such file; `{}` differs in upper and lower case or in Unicode form",
                            path::join(&folder, other)
                        )
                    }
                    None => "no such file".to_owned(),
                });
            }
            folder = here;
        }
        Ok(())
    }
}
