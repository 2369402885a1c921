//! The pages of the documentation as programs in Rust.
//!
//! A block that begins with `use` begins a program; blocks without it go on with it, all in one function. A block with a
//! `main` is a program of its own. A program has the lines of its page: whatever is not its code is blank, so that the
//! compiler names the line of the page. Code that readers need not see stands in a comment of HTML.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const OPEN: &str = "async fn program() -> crate::Outcome { use std::future::IntoFuture as _;";
const CLOSE: &str = "Ok(()) }\npub fn run() -> crate::Outcome { crate::block_on(program()) }\n";
const CLOSE_MAIN: &str = "pub fn run() -> crate::Outcome { main() }\n";

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut pages = vec![root.join("README.md")];
    collect(&root.join("docs"), &mut pages)?;
    pages.sort();
    println!("cargo::rerun-if-changed={}", root.join("docs").display());
    println!("cargo::rerun-if-changed={}", root.join("README.md").display());
    let (mut modules, mut table) = (String::new(), String::new());
    for (number, path) in pages.iter().enumerate() {
        let name = path.strip_prefix(&root)?.display().to_string();
        for (part, program) in programs(&fs::read_to_string(path)?).into_iter().enumerate() {
            let file = out.join(format!("{}_{part}.rs", name.replace(['/', '.'], "_")));
            fs::write(&file, program)?;
            writeln!(modules, "mod page_{number}_{part} {{ include!({file:?}); }}")?;
            writeln!(table, "    ({name:?}, page_{number}_{part}::run),")?;
        }
    }
    fs::write(out.join("pages.rs"), format!("{modules}\npub const PAGES: &[(&str, Run)] = &[\n{table}];\n"))?;
    Ok(())
}

fn collect(folder: &Path, pages: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.ends_with("docs/_site") {
            // Tools of the site, not pages.
        } else if path.is_dir() {
            collect(&path, pages)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
    Ok(())
}

fn programs(page: &str) -> Vec<String> {
    let mut programs: Vec<(bool, Vec<&str>)> = Vec::new();
    for (first, block) in blocks(page) {
        let whole = block.iter().any(|line| line.contains("fn main("));
        if whole || block[0].starts_with("use ") || programs.last().is_none_or(|(whole, _)| *whole) {
            programs.push((whole, Vec::new()));
        }
        if let Some((_, lines)) = programs.last_mut() {
            lines.resize(first, "");
            lines.extend(block);
        }
    }
    let text = |(whole, mut lines): (bool, Vec<&str>)| {
        if !whole {
            lines[0] = OPEN;
        }
        format!("{}\n{}", lines.join("\n"), if whole { CLOSE_MAIN } else { CLOSE })
    };
    programs.into_iter().map(text).collect()
}

/// The blocks of Rust: the index of the first line, and the lines. Those in a comment of HTML are not shown to readers.
fn blocks(page: &str) -> Vec<(usize, Vec<&str>)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, bool, &str, Vec<&str>)> = None;
    for (at, line) in page.lines().enumerate() {
        let bare = line.trim_start();
        if let Some((indent, wanted, closing, mut lines)) = open.take() {
            if bare.trim_end() == closing {
                if wanted {
                    blocks.push((at - lines.len(), lines));
                }
            } else {
                lines.push(line.get(indent..).unwrap_or_default());
                open = Some((indent, wanted, closing, lines));
            }
        } else if let Some(language) = bare.strip_prefix("```") {
            let language = language.split(' ').next().unwrap_or_default();
            open = Some((line.len() - bare.len(), language == "rust", "```", Vec::new()));
        } else if let Some(language) = line.strip_prefix("<!-- ").filter(|rest| !rest.contains(' ')) {
            open = Some((0, language == "rust", "-->", Vec::new()));
        }
    }
    blocks
}
