//! What the generator writes.

use std::path::{Path, PathBuf};

/// A file to write: its path from the root of the repository, and its content.
pub type Output = (&'static str, String);

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
