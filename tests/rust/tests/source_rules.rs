//! Rules of the source that no compiler knows.

use std::fs;
use std::path::{Path, PathBuf};

/// Most blocks of unsafe code in the bindings.
const MOST_UNSAFE: usize = 6;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Files of the shipped crates with this extension, and their text.
fn sources(extension: &str) -> Vec<(PathBuf, String)> {
    let mut folders: Vec<_> =
        ["core", "emulator", "bindings-python", "bindings-node"].map(|name| root().join(name)).into();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let built = path.ends_with("target") || path.ends_with("dist") || path.ends_with("node_modules");
            if path.is_dir() && !built {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "no sources were found");
    found
}

#[test]
fn nothing_that_undoes_a_protection_is_used() {
    for (path, text) in sources("rs").into_iter().chain(sources("toml")) {
        for (forbidden, why) in [
            ("disable_recursion_limit", "deep JSON would overflow the stack"),
            ("unbounded_depth", "deep JSON would overflow the stack"),
            ("From<reqwest::Error>", "an error of the transport holds the URL; take that out first"),
            ("#[from] reqwest::Error", "an error of the transport holds the URL; take that out first"),
            ("danger_accept_invalid", "certificates are always checked"),
            ("tls_danger", "certificates are always checked"),
        ] {
            assert!(!text.contains(forbidden), "{}: `{forbidden}`: {why}", path.display());
        }
    }
}

#[test]
fn unsafe_code_is_rare_and_says_why_it_is_sound() {
    let mut blocks = 0;
    for (path, text) in sources("rs") {
        let lines: Vec<_> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let unsafe_words =
                code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| *word == "unsafe").count();
            if unsafe_words == 0 {
                continue;
            }
            blocks += unsafe_words;
            let shown = format!("{}:{}", path.display(), at + 1);
            let binding = path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("bindings-"));
            assert!(binding, "{shown}: unsafe code outside the bindings");
            let before = lines[..at].iter().rev().map(|line| line.trim());
            let mut comment =
                before.skip_while(|line| line.starts_with("#[")).take_while(|line| line.starts_with("//"));
            assert!(comment.any(|line| line.contains("SAFETY:")), "{shown}: no SAFETY comment above");
        }
    }
    assert!(blocks <= MOST_UNSAFE, "{blocks} blocks of unsafe code, at most {MOST_UNSAFE} are allowed");
}
