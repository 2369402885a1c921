//! Names of agents and integrations.

use crate::http::error::{ErrorEntry, id};

/// SIM-20: one entry for a blank name, or one for each character that is not allowed. `end` closes the text, which
/// differs between agents and integrations.
pub(crate) fn name_problems(name: &str, blank: &str, end: &str) -> Vec<ErrorEntry> {
    if name.trim().is_empty() {
        return vec![ErrorEntry::new(id::REQUIRED, blank)];
    }
    [':', '/']
        .into_iter()
        .filter(|character| name.contains(*character))
        .map(|character| {
            ErrorEntry::new(id::PATTERN, format!("Invalid character in name ({character} is not allowed){end}"))
        })
        .collect()
}
