//! Writes what Python and TypeScript users see from the operation table and the models' schemas.
//!
//! `geai-codegen` writes the files; `geai-codegen --check` only says which are stale, and fails if any is.

mod errors;
mod file_schemas;
mod operations;
mod output;
mod python;
mod reliability;
mod schemas;
mod typescript;

use std::process::ExitCode;

use output::{Output, root};

fn outputs() -> Vec<Output> {
    let mut files = vec![operations::file(), errors::file(), schemas::file(), reliability::file()];
    files.extend(file_schemas::files());
    files.extend(python::files());
    files.extend(typescript::files());
    files
}

/// Files whose content on disk is not what it should be.
fn stale() -> Vec<Output> {
    let current = |path: &str| std::fs::read_to_string(root().join(path)).unwrap_or_default();
    outputs().into_iter().filter(|(path, content)| current(path) != *content).collect()
}

fn main() -> ExitCode {
    let check = std::env::args().nth(1).as_deref() == Some("--check");
    for (path, content) in stale() {
        if check {
            eprintln!("stale: {path} (run `make generate`)");
            continue;
        }
        let target = root().join(path);
        let made = target.parent().map_or(Ok(()), std::fs::create_dir_all);
        if let Err(error) = made.and_then(|()| std::fs::write(&target, content)) {
            eprintln!("{path}: {error}");
            return ExitCode::FAILURE;
        }
        println!("wrote {path}");
    }
    if check && !stale().is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

#[cfg(test)]
mod tests {
    #[test]
    fn generated_files_are_fresh() {
        let stale: Vec<_> = super::stale().into_iter().map(|(path, _)| path).collect();
        assert!(stale.is_empty(), "stale, run `make generate`: {stale:?}");
    }
}
