//! No file that is written by hand has more than 500 lines.

use std::path::Path;

use geai_architecture::sources::{files, generated, is_generated, read, root};

const MOST_LINES: usize = 500;
const EXTENSIONS: &[&str] = &["rs", "py", "pyi", "ts", "mts", "mjs", "js", "sh", "css", "html"];
/// Folders at the root that nobody writes.
const NOT_SOURCES: &[&str] = &["target", "node_modules"];

/// Every source file of the project, by its path.
fn sources() -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if root().join(&name).is_dir() && !name.starts_with('.') && !NOT_SOURCES.contains(&name.as_str()) {
            let below = files(&root().join(&name), EXTENSIONS);
            let ours = below.into_iter().filter(|file| {
                !file.split('/').any(|part| ["node_modules", "dist", "target", "__pycache__"].contains(&part))
            });
            found.extend(ours.map(|file| format!("{name}/{file}")));
        }
    }
    found.extend(["Makefile".to_owned()]);
    found
}

#[test]
fn no_file_has_more_than_500_lines() {
    let patterns = generated();
    let lines = |file: &String| read(&root().join(file)).lines().count();
    let long =
        sources().into_iter().filter(|file| !is_generated(file, &patterns)).filter(|file| lines(file) > MOST_LINES);
    assert_eq!(long.collect::<Vec<_>>(), [""; 0], "more than {MOST_LINES} lines");
}

#[test]
fn what_is_marked_as_generated_exists() {
    let there = |pattern: &String| root().join(Path::new(pattern.trim_end_matches("**"))).exists();
    assert_eq!(generated().into_iter().filter(|pattern| !there(pattern)).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn what_says_it_is_generated_is_marked() {
    let patterns = generated();
    let says = |file: &String| read(&root().join(file)).lines().take(3).any(|line| line.contains("Generated from"));
    let unmarked = sources().into_iter().filter(|file| !is_generated(file, &patterns) && says(file));
    assert_eq!(unmarked.collect::<Vec<_>>(), [""; 0]);
}
