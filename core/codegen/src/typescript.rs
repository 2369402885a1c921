//! What the typescript package is generated from the table.

use crate::Output;

/// The files.
pub fn files() -> Vec<Output> {
    Vec::new()
}
