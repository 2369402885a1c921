//! The operations in the table of `docs/reliability.md` that says what may be repeated.

use geai_client::{Idempotency, Operation};

use crate::operations::all;
use crate::output::{Output, root};

const PATH: &str = "docs/reliability.md";

/// The rows whose second cell lists operations: how a row begins, and what of `request` stands in it.
const ROWS: &[(Idempotency, &str, &str)] = &[
    (Idempotency::ReadOnly, "| **read** |", "; GET, HEAD and OPTIONS of `request`"),
    (Idempotency::Idempotent, "| **repeatable write** |", "; DELETE of `request`"),
    (Idempotency::NotIdempotent, "| **write, sent once** |", "; every other method of `request`"),
    (Idempotency::NewRevision, "| **PUT that makes a revision** |", ""),
];

/// The page, with the operations of the table in its rows.
pub fn file() -> Output {
    let page = std::fs::read_to_string(root().join(PATH)).unwrap_or_default();
    let lines: Vec<_> = page.lines().map(|line| row(line).unwrap_or_else(|| line.to_owned())).collect();
    (PATH, format!("{}\n", lines.join("\n")))
}

/// A row with its operations; `None` for any other line.
fn row(line: &str) -> Option<String> {
    let (idempotency, start, further) = ROWS.iter().find(|(_, start, _)| line.starts_with(start))?;
    let (_, rest) = line.strip_prefix(start)?.split_once(" | ")?;
    let listed = |operation: &&Operation| operation.idempotency == *idempotency;
    let names: Vec<_> = all().filter(listed).map(|operation| format!("`{}`", operation.name)).collect();
    Some(format!("{start} {}{further} | {rest}", names.join(", ")))
}
