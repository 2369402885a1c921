//! Identity and references: which names are allowed, and which mean the same.

use std::collections::HashMap;

use super::faults::{Faults, note};
use super::name_folding::fold;
use super::resolve::Read;
use crate::error::beginning;
use crate::models::definitions::{DefinitionKind, Note};
use crate::schema::segment::check_name;

/// Checks a name, which a refusal shows as far as it is readable.
pub(super) fn check_shown(name: &str) -> Result<(), String> {
    check_name(name).map_err(|why| format!("`{}` cannot be a name: {why}", beginning(name)))
}

/// Checks the names of the definitions of one kind against each other and against those that are to be deleted.
pub(super) fn check(
    kind: &DefinitionKind,
    all: &[Read],
    removed: &[String],
    faults: &mut Faults,
    notes: &mut Vec<Note>,
) {
    let mut by_name: HashMap<&str, &Read> = HashMap::new();
    let mut by_form: HashMap<String, &Read> = HashMap::new();
    for read in all {
        let name = read.definition.name.as_str();
        if let Err(why) = check_shown(name) {
            faults.add(read.place(read.line), why);
        }
        if removed.iter().any(|gone| gone == name) {
            let text = format!("the {kind} `{name}` is to be deleted, and is defined all the same");
            faults.add(read.place(read.line), text);
        }
        if let Some(other) = by_name.insert(name, read) {
            faults.add(read.place(read.line), format!("the {kind} `{name}` is defined in {}, too", other.at()));
        } else if let Some(other) = by_form.insert(fold(name), read) {
            let (known, at) = (&other.definition.name, other.at());
            let text = format!(
                "the {kind} `{name}` differs from `{known}` in {at} only in upper and lower case or in Unicode form"
            );
            notes.push(note(text, read.place(read.line)));
        }
        for (helper, line) in &read.helpers {
            if removed.contains(helper) {
                faults.add(read.place(*line), format!("the agent `{helper}` is to be deleted, and is used here"));
            }
        }
    }
    check_renamed(all, &by_name, removed, faults);
}

/// Checks former names: nothing else has them.
fn check_renamed(all: &[Read], by_name: &HashMap<&str, &Read>, removed: &[String], faults: &mut Faults) {
    let mut renamed: HashMap<&str, &Read> = HashMap::new();
    for read in all {
        let Some(old) = read.definition.renamed_from.as_deref() else { continue };
        let mut add = |text: String| faults.add(read.place(read.renamed_line), text);
        if let Err(why) = check_shown(old) {
            add(why);
        }
        if let Some(other) = by_name.get(old) {
            add(format!("`{old}` was renamed, and is defined in {} all the same", other.at()));
        }
        if let Some(other) = renamed.insert(old, read) {
            add(format!("`{old}` was renamed in {}, too", other.at()));
        }
        if removed.iter().any(|name| name == old) {
            add(format!("`{old}` was renamed, and is to be deleted all the same"));
        }
    }
}
