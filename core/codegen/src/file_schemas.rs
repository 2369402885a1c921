//! `docs/schemas/`: JSON Schemas of the files of a set-up, for editors.

use geai_client::definitions::json_schemas;

use crate::output::Output;

/// The files.
pub fn files() -> Vec<Output> {
    let path = |name| match name {
        "geai.schema.json" => "docs/schemas/geai.schema.json",
        "agent.schema.json" => "docs/schemas/agent.schema.json",
        "plan.schema.json" => "docs/schemas/plan.schema.json",
        "applied.schema.json" => "docs/schemas/applied.schema.json",
        _ => "docs/schemas/integration.schema.json",
    };
    json_schemas().into_iter().map(|(name, text)| (path(name), text)).collect()
}
