//! Writes the sources of the core with mutants behind switches.
//!
//! ```text
//! geai-mutants ROOT INTO < {"mutants": [[number, mutant], …], "without": [number, …]}
//! ```
//!
//! Reads the files of the mutants below `ROOT`, writes them below `INTO`, and prints the numbers of the mutants that are in
//! them, and of those that the language refuses.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::PathBuf;
use std::{env, fs, io};

use geai_mutants::{Mutant, switched};
use serde::Deserialize;

#[derive(Deserialize)]
struct Asked {
    mutants: Vec<(usize, Mutant)>,
    without: BTreeSet<usize>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let [root, into] =
        env::args().skip(1).map(PathBuf::from).collect::<Vec<_>>().try_into().map_err(|_| "ROOT INTO")?;
    let asked: Asked = serde_json::from_reader(io::stdin().lock())?;
    let mut files: BTreeMap<String, Vec<(usize, Mutant)>> = BTreeMap::new();
    for (number, mutant) in asked.mutants {
        files.entry(mutant.file.clone()).or_default().push((number, mutant));
    }
    let (mut within, mut never) = (Vec::new(), Vec::new());
    for (file, mutants) in files {
        let source = fs::read_to_string(root.join(&file))?;
        let switched = switched(&source, &mutants, &asked.without).map_err(|error| format!("{file}: {error}"))?;
        // What is equal stays untouched: it is not built again.
        if fs::read_to_string(into.join(&file)).ok().as_ref() != Some(&switched.text) {
            fs::write(into.join(&file), switched.text)?;
        }
        within.extend(switched.numbers);
        never.extend(switched.never);
    }
    println!("{}", serde_json::json!({"within": within, "never": never}));
    Ok(())
}
