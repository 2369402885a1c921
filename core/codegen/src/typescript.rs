//! What of the npm package is generated from the table: its errors, models and their members, operations and resources.

mod definitions;
mod documents;
mod errors;
mod members;
mod models;
mod operations;
mod resources;
mod tasks;
mod text;

use crate::output::Output;

/// The files.
pub fn files() -> Vec<Output> {
    vec![
        ("bindings-node/ts/errors/error.ts", errors::file()),
        ("bindings-node/ts/generated/definitions.ts", definitions::file()),
        ("bindings-node/ts/generated/documents.ts", documents::file()),
        ("bindings-node/ts/generated/members.ts", members::file()),
        ("bindings-node/ts/generated/models.ts", models::file()),
        ("bindings-node/ts/generated/operations.ts", operations::file()),
        ("bindings-node/ts/generated/resources.ts", resources::file()),
        ("bindings-node/ts/native/tasks.ts", tasks::file()),
    ]
}
