//! `_errors.py`: one class per kind of the core.

use geai_client::KINDS;

use super::HEADER;

pub fn file() -> String {
    let mut out = format!(
        "{HEADER}\"\"\"The error classes.\"\"\"\n\nfrom __future__ import annotations\n\n\
         from ._error import Attempt, GeaiError, ServerMessage\n\n__all__ = [\n"
    );
    let mut names: Vec<_> = KINDS.iter().map(|row| row.name).chain(["Attempt", "GeaiError", "ServerMessage"]).collect();
    names.sort_unstable();
    for name in names {
        out.push_str(&format!("    \"{name}\",\n"));
    }
    out.push_str("]\n");
    for row in KINDS {
        let bases = row.builtin.map_or_else(|| row.parent.to_owned(), |builtin| format!("{}, {builtin}", row.parent));
        out.push_str(&format!("\n\nclass {}({bases}):\n    \"\"\"{}\"\"\"\n", row.name, row.doc));
    }
    out
}
