//! What is wrong with the files of a set-up, in the order of the files.

use std::collections::BTreeSet;

use crate::error::DefinitionFault;
use crate::models::definitions::Note;

/// A file, if there is one, and a line of it.
pub(super) type FileLine = (Option<String>, usize);

/// A note on a place.
pub(super) fn note(text: String, (file, line): FileLine) -> Note {
    Note { text, file, line: i64::try_from(line).ok(), ..Note::default() }
}

/// What is wrong, each once.
#[derive(Debug, Default)]
pub(super) struct Faults(BTreeSet<(Option<String>, usize, String)>);

impl Faults {
    /// Adds what is wrong at a place.
    pub(super) fn add(&mut self, (file, line): FileLine, text: String) {
        self.0.insert((file, line, text));
    }

    /// Adds all of others.
    pub(super) fn append(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Whether nothing is wrong.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults, by file and line.
    pub(super) fn into_list(self) -> Vec<DefinitionFault> {
        self.0.into_iter().map(|(file, line, text)| DefinitionFault::new(file, line, text)).collect()
    }
}
