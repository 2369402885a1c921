//! `pull`: what the project has, into files.

use std::fs::DirEntry;
use std::path::Path;

use geai_client::bindings::tasks;
use geai_client::change::Pulled;
use geai_client::definitions::Definitions;

use super::invocation::Invocation;
use crate::exit::Failure;
use crate::input::arguments::object;
use crate::input::task::read;
use crate::streams::Streams;

/// Pulls, and prints the outcome of each file.
pub fn run(invocation: &Invocation<'_>, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let definitions = match is_new(&invocation.folder()) {
        true => Definitions::default(),
        false => invocation.definitions()?,
    };
    let caller = invocation.caller(&definitions, streams)?;
    let arguments = object(&read(invocation.row, invocation.verb)?);
    let text = invocation.run_task(&tasks::PULL, &arguments, &caller, streams)?;
    let printed = invocation.print(&tasks::PULL, &text, streams);
    let pulled: Pulled = serde_json::from_str(&text).map_err(std::io::Error::from)?;
    match pulled.left.len() {
        0 => printed,
        1 => Err(Failure::Refused("1 file was left as it is".to_owned())),
        count => Err(Failure::Refused(format!("{count} files were left as they are"))),
    }
}

/// Whether there is no set-up yet: nothing but hidden files and folders without others, as a pull leaves them that failed.
fn is_new(folder: &Path) -> bool {
    let Ok(entries) = folder.read_dir() else { return !folder.exists() };
    let is_nothing = |entry: DirEntry| {
        let is_folder = entry.file_type().is_ok_and(|it| it.is_dir());
        entry.file_name().as_encoded_bytes().starts_with(b".") || is_folder && is_new(&entry.path())
    };
    entries.flatten().all(is_nothing)
}
