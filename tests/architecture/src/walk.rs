//! The walk of one call, as ARCHITECTURE.md lists it: a table of files, each with the row that calls it.

use std::path::Path;

use crate::layers::{TREES, Tree};
use crate::sources;

/// One row of a walk.
#[derive(Debug)]
pub struct Step {
    /// A number, or a letter for a file that is generated.
    pub id: String,
    /// Path of the file from the root.
    pub file: String,
    /// Functions of it that the call enters.
    pub functions: Vec<String>,
    /// The row that calls it; none for the first.
    pub caller: Option<String>,
    /// The row that handed the function to its caller, where that one does not know the file.
    pub through: Option<String>,
}

impl Step {
    /// Whether it stands for a file that is written by hand.
    pub fn by_hand(&self) -> bool {
        self.id.parse::<u32>().is_ok()
    }

    /// The tree of its file, and the file's path in it.
    pub fn place(&self) -> Option<(usize, &'static Tree, &str)> {
        TREES.iter().enumerate().find_map(|(at, tree)| {
            let file = self.file.strip_prefix(tree.folder)?.strip_prefix('/')?;
            Some((at, tree, file))
        })
    }
}

/// The walk below the heading that ends so.
pub fn read(root: &Path, heading: &str) -> Vec<Step> {
    let text = sources::read(&root.join("ARCHITECTURE.md"));
    let section = text.lines().skip_while(|line| !(line.starts_with('#') && line.ends_with(heading))).skip(1);
    let rows = section.take_while(|line| !line.starts_with('#')).filter(|line| line.starts_with('|'));
    let steps: Vec<_> = rows.filter_map(step).collect();
    assert!(!steps.is_empty(), "ARCHITECTURE.md has no walk under `{heading}`");
    steps
}

/// A row `| id | file | functions | called by | what it does |`; `called by` is `3`, or `3, through 1`.
fn step(row: &str) -> Option<Step> {
    let cells: Vec<_> = row.split('|').map(str::trim).skip(1).collect();
    let [id, file, functions, callers, ..] = cells.as_slice() else { return None };
    let plain = |cell: &str| cell.trim_matches('`').to_owned();
    let (caller, through) =
        callers.split_once(", through ").map_or((*callers, None), |(by, through)| (by, Some(through)));
    file.starts_with('`').then(|| Step {
        id: (*id).to_owned(),
        file: plain(file),
        functions: functions.split(", ").map(plain).collect(),
        caller: Some(caller.to_owned()).filter(|caller| !caller.is_empty()),
        through: through.map(str::to_owned),
    })
}
