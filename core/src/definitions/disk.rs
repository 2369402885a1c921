//! Files of a folder. A file is opened once, and what was opened is checked: that it is a plain file, and that it stands
//! inside the folder, wherever links lead.

use std::fs::{File, Metadata, OpenOptions};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use same_file::Handle;

use super::sorting::sort;
use super::source::{Files, too_large};

const OUTSIDE: &str = "it leaves the folder of the set-up";
const NO_FILE: &str = "expected a file; this is a folder, a pipe or a device";

/// A folder, without links in its path.
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder at a path.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let root = path.canonicalize().map_err(|error| error.to_string())?;
        if root.is_dir() { Ok(Self { root }) } else { Err("not a folder".to_owned()) }
    }

    /// The path of a file or a folder in it.
    pub(super) fn join(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Where a path leads, which is inside the folder.
    pub(super) fn inside(&self, path: &Path) -> Result<PathBuf, String> {
        let real = path.canonicalize().map_err(|error| error.to_string())?;
        if real.starts_with(&self.root) { Ok(real) } else { Err(OUTSIDE.to_owned()) }
    }

    /// Refuses a folder that stands inside of itself, by way of a link.
    fn check_loop(&self, folder: &str, real: &Path) -> Result<(), String> {
        let mut above = folder;
        while let Some((shorter, _)) = above.rsplit_once('/') {
            above = shorter;
            if self.root.join(above).canonicalize().is_ok_and(|other| other == real) {
                return Err(format!("a link leads back to `{above}`"));
            }
        }
        if real == self.root { Err("a link leads back to the root".to_owned()) } else { Ok(()) }
    }
}

impl Files for Folder {
    fn list(&self, folder: &str) -> Result<Vec<(String, bool)>, String> {
        let path = self.root.join(folder);
        if !path.is_dir() {
            return Ok(Vec::new());
        }
        let real = self.inside(&path)?;
        if real != path && !folder.is_empty() {
            self.check_loop(folder, &real)?;
        }
        let mut names = Vec::new();
        for entry in real.read_dir().map_err(|error| error.to_string())? {
            let entry = entry.map_err(|error| error.to_string())?;
            // A name that is not Unicode cannot be named by a file, and is shown as well as it can be.
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_folder = match entry.file_type() {
                Ok(kind) if !kind.is_symlink() => kind.is_dir(),
                _ => entry.path().is_dir(),
            };
            names.push((name, is_folder));
        }
        sort(&mut names, &|one, other| one.cmp(other));
        Ok(names)
    }

    fn read(&self, path: &str, most: u64) -> Result<Vec<u8>, String> {
        let path = self.root.join(path);
        let (mut file, metadata) = open(&path)?;
        let real = self.inside(&path)?;
        let opened = file.try_clone().and_then(Handle::from_file).map_err(|error| error.to_string())?;
        let (found, _) = open(&real)?;
        let found = Handle::from_file(found).map_err(|error| error.to_string())?;
        if opened != found || self.inside(&real)? != real {
            return Err("it was replaced while it was opened".to_owned());
        }
        if metadata.len() > most {
            return Err(too_large(most));
        }
        let mut bytes = Vec::new();
        file.by_ref().take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        match u64::try_from(bytes.len()) {
            Ok(size) if size <= most => Ok(bytes),
            _ => Err(too_large(most)),
        }
    }
}

/// Opens a plain file. Opening a pipe would wait for its other end, so it is not opened, or without waiting.
fn open(path: &Path) -> Result<(File, Metadata), String> {
    let plain = |metadata: &Metadata| if metadata.is_file() { Ok(()) } else { Err(NO_FILE.to_owned()) };
    plain(&path.metadata().map_err(|error| said(&error))?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | libc::O_CLOEXEC);
    let file = options.open(path).map_err(|error| said(&error))?;
    let metadata = file.metadata().map_err(|error| said(&error))?;
    plain(&metadata)?;
    Ok((file, metadata))
}

/// The reason in words that are the same on every system, where there are such.
fn said(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        _ => error.to_string(),
    }
}
