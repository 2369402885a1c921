//! Where the files of a set-up come from: a folder, or texts in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where the files of a set-up come from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Source {
    /// A folder with `geai.yaml`.
    Folder(PathBuf),
    /// Texts by their paths, such as `agents/greeter.yaml`.
    Files(BTreeMap<String, String>),
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
