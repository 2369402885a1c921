//! `tests/errors.json`: the table of error kinds as data, for the tests of languages whose classes are written by hand.

use geai_client::KINDS;
use serde_json::json;

use crate::output::Output;

/// The file.
pub fn file() -> Output {
    let rows: Vec<_> = KINDS
        .iter()
        .map(|row| json!({ "name": row.name, "parent": row.parent, "python_builtin": row.builtin, "doc": row.doc }))
        .collect();
    let text = serde_json::to_string_pretty(&rows).unwrap_or_default();
    ("tests/errors.json", format!("{text}\n"))
}
