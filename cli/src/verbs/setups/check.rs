//! `check`: whether the files of a set-up are right.

use geai_client::definitions::Definitions;

use super::invocation::Invocation;
use crate::exit::Failure;
use crate::grammar::parts::JSON;
use crate::output::printable;
use crate::streams::Streams;

/// Reads the files and prints what they define.
pub fn run(invocation: &Invocation<'_>, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let definitions = invocation.definitions()?;
    if invocation.has(JSON) {
        let json = serde_json::to_string(&definitions).map_err(std::io::Error::from)?;
        writeln!(streams.stdout, "{json}")?;
    } else {
        print(&definitions, streams)?;
    }
    Ok(())
}

fn print(definitions: &Definitions, streams: &mut Streams<'_>) -> std::io::Result<()> {
    let Definitions { agents, integrations, environment, files, notes, .. } = definitions;
    let of = environment.as_ref().map(|it| format!("{} · ", printable(&it.name))).unwrap_or_default();
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let (agents, integrations) = (counted(agents.len(), "agent"), counted(integrations.len(), "integration"));
    writeln!(streams.stdout, "{of}{agents}, {integrations} in {}: no faults", counted(files.len(), "file"))?;
    for note in notes {
        let file = note.file.as_deref().map(|file| format!("{}:", printable(file))).unwrap_or_default();
        let line = note.line.map(|line| format!("{line}: ")).unwrap_or_default();
        writeln!(streams.stdout, "note: {file}{line}{}", printable(&note.text))?;
    }
    Ok(())
}
