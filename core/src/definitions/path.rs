//! Paths in a set-up: names of folders and files with `/` between them, from its root.

/// The path of a file that another file names. Errors say why there is none.
pub(crate) fn referred(folder: &str, given: &str) -> Result<String, String> {
    if given.trim().is_empty() {
        return Err("expected the path of a file".to_owned());
    }
    if given.starts_with("file:") || given.contains("://") {
        return Err(format!("`{given}` is a URL; expected a path, relative to this file"));
    }
    if let Some(character) = given.chars().find(|character| character.is_control()) {
        return Err(format!("the character {} cannot stand in a path", character.escape_debug()));
    }
    let drive = given.as_bytes().get(1) == Some(&b':');
    if drive || given.starts_with(['/', '\\']) {
        return Err(format!("`{given}` is an absolute path; expected one that is relative to this file"));
    }
    if given.contains('\\') {
        return Err(format!("`{given}` separates folders by `\\`; expected `/`"));
    }
    if given.rsplit('/').next().is_some_and(|last| matches!(last, "" | "." | "..")) {
        return Err(format!("`{given}` is a folder; expected a file"));
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in given.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or_else(|| format!("`{given}` leaves the folder of the set-up"))?;
            }
            name => parts.push(name),
        }
    }
    Ok(parts.join("/"))
}

/// The folder of a file; empty for the root.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path of a name in a folder.
pub(crate) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Ends of the names of YAML and JSON files.
const DOCUMENTS: [&str; 3] = [".yaml", ".yml", ".json"];

/// Whether the name of a file says that it is YAML or JSON.
pub(crate) fn is_document(path: &str) -> bool {
    DOCUMENTS.iter().any(|end| path.ends_with(end))
}

/// Why a file is not read whose name says so in upper case alone.
pub(crate) fn misspelt_document(path: &str) -> Option<String> {
    (!is_document(path) && is_document(&path.to_lowercase()))
        .then(|| format!("its name ends in upper case; expected {}", DOCUMENTS.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_from_the_folder_of_the_file_that_names_it() {
        for (folder, given, path) in [
            ("agents", "a.md", "agents/a.md"),
            ("agents/x", "./../a.md", "agents/a.md"),
            ("agents", "../prompts//a.md", "prompts/a.md"),
            ("", "a b.md", "a b.md"),
        ] {
            assert_eq!(referred(folder, given).as_deref(), Ok(path), "{given}");
        }
    }

    #[test]
    fn what_leaves_the_root_or_is_no_relative_path_is_refused() {
        for (given, reason) in [
            ("", "expected the path"),
            ("../../a.md", "leaves the folder"),
            ("../agents/../../a.md", "leaves the folder"),
            ("/etc/passwd", "absolute"),
            ("\\\\host\\share", "absolute"),
            ("C:\\a.md", "absolute"),
            ("c:a.md", "absolute"),
            ("x\\a.md", "expected `/`"),
            ("file:a.md", "is a URL"),
            ("file:///etc/passwd", "is a URL"),
            ("https://example.com/a.md", "is a URL"),
            ("a\0.md", "cannot stand"),
            ("..", "is a folder"),
            ("x/..", "is a folder"),
            ("a.md/", "is a folder"),
            (".", "is a folder"),
        ] {
            let why = referred("agents", given).unwrap_err();
            assert!(why.contains(reason), "{given}: {why}");
        }
    }
}
