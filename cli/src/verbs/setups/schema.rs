//! `schema`: the JSON Schemas of the files, for editors.

use std::fs;
use std::path::Path;

use geai_client::definitions::definition_schemas;
use serde_json::{Map, Value};

use super::invocation::Invocation;
use crate::exit::Failure;
use crate::grammar::setups::{SOURCE, WRITE};
use crate::streams::Streams;

/// Where editors find them.
const FOLDER: &str = ".geai";

/// Prints them, or writes them.
pub fn run(invocation: &Invocation<'_>, streams: &mut Streams<'_>) -> Result<(), Failure> {
    if !invocation.has(WRITE) {
        let read = |(name, text): (&str, String)| Ok((name.to_owned(), serde_json::from_str(&text)?));
        let all: Map<String, Value> = definition_schemas().into_iter().map(read).collect::<std::io::Result<_>>()?;
        return Ok(writeln!(streams.stdout, "{:#}", Value::Object(all))?);
    }
    let folder = Path::new(invocation.text(SOURCE).unwrap_or_default());
    let failed = |path: &Path, why: std::io::Error| Failure::Failed(format!("{}: {why}", path.display()));
    // The folder of the set-up itself is not made: its name may be misspelt.
    let own = folder.canonicalize().map_err(|why| failed(folder, why))?.join(FOLDER);
    fs::create_dir_all(&own).map_err(|why| failed(&own, why))?;
    for (name, text) in definition_schemas() {
        fs::write(own.join(name), text).map_err(|why| failed(&own.join(name), why))?;
        writeln!(streams.stdout, "{}", folder.join(FOLDER).join(name).display())?;
    }
    Ok(())
}
