//! What the python package is generated from the table.

use crate::Output;

/// The files.
pub fn files() -> Vec<Output> {
    Vec::new()
}
