//! The models that are classes in Python.

use geai_client::bindings::Schema;
use geai_client::models::SCHEMAS;

use crate::operations;

/// First lines of every file of Python.
pub const HEADER: &str = "# Generated from the operation table by `make generate`. Do not edit.\n";

/// Models that are classes in Python. What stands in a document is read through the class of the document.
pub fn models() -> impl Iterator<Item = &'static Schema> {
    SCHEMAS.iter().copied().filter(|schema| !operations::is_content(schema))
}
