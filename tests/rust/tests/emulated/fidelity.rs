//! The table of docs/emulator.md: every member that the pages show in answers, and whether the emulator was seen to answer it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use geai_emulator::Answers;
use geai_tests::Vector;
use serde_json::Value;

use crate::members::{members, plain};
use crate::pages::Shown;
use crate::{Data, TEMPERS, play};

/// Members that are not in every answer that may have them, and why: by operation, version and member.
const REASONS: &[(&str, &str, &str)] =
    &[("agents.create", "publicName", "the text of the page names it, no schema of it has it")];

const BEGIN: &str = "<!-- fidelity: written by `make fidelity` -->";
const END: &str = "<!-- end of fidelity -->";

/// Members that a vector's answer had, under each temper.
type Seen = BTreeMap<String, [BTreeSet<String>; 2]>;

/// Fails where the table is not what is seen now, or writes it.
pub fn check(data: &Data) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/emulator.md");
    let page = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
    let parts = page.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?)));
    let (before, (old, after)) = parts.ok_or_else(|| format!("no table between `{BEGIN}` and `{END}`"))?;
    let table = table(data)?;
    if old == table {
        return Ok(());
    }
    if std::env::var_os("GEAI_UPDATE").is_some() {
        return std::fs::write(path, format!("{before}{BEGIN}{table}{END}{after}")).map_err(|error| error.to_string());
    }
    let changed = table.lines().find(|line| !old.contains(line)).unwrap_or_default();
    Err(format!("docs/emulator.md is old (`make fidelity` writes it): {changed}"))
}

fn table(data: &Data) -> Result<String, String> {
    let mut table =
        String::from("\n\n| operation | members that the pages show | answered | seen by |\n|---|---|---|---|\n");
    let mut used = BTreeSet::new();
    let (mut total, mut always) = (0, 0);
    for shown in &data.pages {
        let seen = seen(data, shown);
        let mut open: Vec<&str> = shown.members.iter().chain(&shown.said).map(String::as_str).collect();
        total += open.len();
        let label = label(shown);
        let both =
            |tempers: &[BTreeSet<String>; 2], member: &str| tempers.iter().all(|seen| seen.contains(&plain(member)));
        let mut rows = cover(&mut open, &seen, both);
        always += rows.iter().map(|(members, _)| members.len()).sum::<usize>();
        for (members, by) in rows.drain(..) {
            line(&mut table, &label, &members, "always", &by);
        }
        for (at, answers) in TEMPERS.into_iter().enumerate() {
            let one = |tempers: &[BTreeSet<String>; 2], member: &str| tempers[at].contains(&plain(member));
            for (members, by) in cover(&mut open, &seen, one) {
                for member in members {
                    let why = reason(shown, member, &mut used)?;
                    let answered = format!("under `answers={}`: {why}", answers.as_str());
                    line(&mut table, &label, &[member], &answered, &by);
                }
            }
        }
        for member in open {
            let why = reason(shown, member, &mut used)?;
            line(&mut table, &label, &[member], &format!("no: {why}"), "");
        }
    }
    if let Some((operation, member, _)) =
        REASONS.iter().find(|(operation, member, _)| !used.contains(&(*operation, *member)))
    {
        return Err(format!("{operation} {member}: answered always, so it needs no reason"));
    }
    write!(table, "\n{always} of {total} members are answered always.\n\n").map_err(|error| error.to_string())?;
    Ok(table)
}

fn label(shown: &Shown) -> String {
    let api = shown.api.as_deref().map(|api| format!(", {api}")).unwrap_or_default();
    format!("{} `{}`{api}", shown.contract, shown.operation)
}

fn line(table: &mut String, label: &str, members: &[&str], answered: &str, by: &str) {
    let members: Vec<String> = members.iter().map(|member| format!("`{member}`")).collect();
    let by = if by.is_empty() { String::new() } else { format!("`{by}`") };
    let _ = writeln!(table, "| {label} | {} | {answered} | {by} |", members.join(", "));
}

fn reason(shown: &Shown, member: &str, used: &mut BTreeSet<(&str, &str)>) -> Result<&'static str, String> {
    let found = REASONS.iter().find(|(operation, known, _)| *operation == shown.operation && *known == member);
    let (operation, member, why) =
        found.ok_or_else(|| format!("{} {member}: not always answered, and no reason is given", label(shown)))?;
    used.insert((operation, member));
    Ok(why)
}

/// What the answers to the vectors of an operation had. Vectors that callers get an error of count too, if their status is a
/// success: messages come in such an answer.
fn seen(data: &Data, shown: &Shown) -> Seen {
    let of_operation = data.files.iter().filter(|file| file.operation == shown.operation);
    let mut seen = Seen::new();
    let succeeds = |vector: &&Vector| vector.response.as_ref().is_some_and(|it| (200..300).contains(&it.status));
    for vector in of_operation.flat_map(|file| &file.vectors).filter(succeeds) {
        let path = vector.request.as_ref().map(|request| request.path.as_str()).unwrap_or_default();
        if shown.api.as_deref().is_some_and(|api| path.split('/').nth(1) != Some(api)) {
            continue;
        }
        let answer = |answers: Answers| members(&play(&shown.operation, vector, answers).unwrap_or(Value::Null));
        seen.insert(format!("{}/{}", shown.operation, vector.name), TEMPERS.map(answer));
    }
    seen
}

/// Takes the members that a vector saw from those that are open, the vector that saw most of them first.
fn cover<'a>(
    open: &mut Vec<&'a str>,
    seen: &Seen,
    saw: impl Fn(&[BTreeSet<String>; 2], &str) -> bool,
) -> Vec<(Vec<&'a str>, String)> {
    let mut rows = Vec::new();
    loop {
        let count = |tempers: &[BTreeSet<String>; 2]| open.iter().filter(|member| saw(tempers, member)).count();
        // Of equal ones the first by name.
        let best =
            seen.iter().map(|(name, tempers)| (count(tempers), name, tempers)).rev().max_by_key(|(count, ..)| *count);
        let Some((_, name, tempers)) = best.filter(|(count, ..)| *count > 0) else {
            return rows;
        };
        let (found, rest) = open.iter().partition(|member| saw(tempers, member));
        *open = rest;
        rows.push((found, name.clone()));
    }
}
