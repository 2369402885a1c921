//! The files of this project.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the project.
pub fn root() -> PathBuf {
    // Cargo tells where it runs: checkouts that share a target folder share what was compiled.
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&folder).ancestors().nth(2).unwrap().to_owned()
}

/// The files below `folder` whose names end so, by their paths from it, in order.
pub fn files(folder: &Path, extensions: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        let entries = fs::read_dir(&at).unwrap_or_else(|error| panic!("{}: {error}", at.display()));
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().and_then(|name| name.to_str()).is_some_and(|name| extensions.contains(&name)) {
                found.push(slashes(path.strip_prefix(folder).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// A path as this project writes it on all platforms.
pub fn slashes(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_str().unwrap()).collect::<Vec<_>>().join("/")
}

/// The text of a file.
pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The patterns of `.gitattributes` that mark generated files: a path, or a folder with `/**`.
pub fn generated() -> Vec<String> {
    let attributes = read(&root().join(".gitattributes"));
    let marked = attributes.lines().filter_map(|line| line.strip_suffix(" linguist-generated"));
    marked.map(str::to_owned).collect()
}

/// Whether a pattern of generated files matches a path.
pub fn is_generated(path: &str, patterns: &[String]) -> bool {
    patterns.iter().any(|pattern| match pattern.strip_suffix("**") {
        Some(folder) => path.starts_with(folder),
        None => path == pattern,
    })
}
