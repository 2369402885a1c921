//! The file in which the program keeps its state.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::snapshot::Snapshot;

/// Reads the snapshot in a file; `None` where there is no file.
pub(crate) fn read(path: &Path) -> io::Result<Option<Snapshot>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(named(path, error.kind(), &error)),
    };
    Snapshot::from_json(&text).map(Some).map_err(|error| named(path, io::ErrorKind::InvalidData, &error))
}

/// Puts a snapshot in the place of the file, all at once: whoever reads it meanwhile, or after a failure, finds the old
/// one whole. Only its owner may read it, since it holds tokens.
pub(crate) fn write(path: &Path, snapshot: &Snapshot) -> io::Result<()> {
    // Where the path is a link, what it leads to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let (mut file, temporary) = create_beside(&target).map_err(|error| named(path, error.kind(), &error))?;
    let written = file
        .write_all(format!("{}\n", snapshot.to_json()).as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&temporary, &target));
    written.map_err(|error| {
        // It may be gone already.
        let _ = fs::remove_file(&temporary);
        named(path, error.kind(), &error)
    })
}

fn create_beside(target: &Path) -> io::Result<(File, PathBuf)> {
    let name = target.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let temporary = target.with_file_name(format!(".{}.{}", name.to_string_lossy(), uuid::Uuid::new_v4().simple()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok((options.open(&temporary)?, temporary))
}

fn named(path: &Path, kind: io::ErrorKind, why: &dyn std::fmt::Display) -> io::Error {
    io::Error::new(kind, format!("{}: {why}", path.display()))
}
