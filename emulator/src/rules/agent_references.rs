//! What the pools of an agent name: tools and agents.

use serde_json::Value;

use crate::http::error::{ErrorEntry, id};
use crate::store::tools::{ToolRef, Tools, pool_tools, pools};

/// An error for each tool that the project cannot see; pools with external ones are exempt (SIM-32).
pub(crate) fn unknown_tools(data: Option<&Value>, tools: &Tools, project: usize) -> Vec<ErrorEntry> {
    let own = |pool: &&Value| pool.get("isExternal") != Some(&Value::Bool(true));
    let references = data.into_iter().flat_map(pools).filter(own).flat_map(pool_tools).map(ToolRef::read);
    let unknown = references.filter(|reference| tools.resolve(project, *reference).is_none());
    unknown
        .map(|reference| ErrorEntry::new(id::NOT_FOUND, format!("Tool not found [IdOrName= {}].", reference.label())))
        .collect()
}

/// An error for each agent of the pools that is not there. They are named as tools are, by id or name.
pub(crate) fn missing_helpers(data: Option<&Value>, is_there: impl Fn(&str) -> bool) -> Vec<ErrorEntry> {
    let agents = data.into_iter().flat_map(pools).filter_map(|pool| pool.get("agents")?.as_array()).flatten();
    let references = agents.map(ToolRef::read);
    let missing = references.filter(|reference| ![reference.id, reference.name].into_iter().flatten().any(&is_there));
    missing
        .map(|reference| ErrorEntry::new(id::NOT_FOUND, format!("Agent not found [IdOrName= {}].", reference.label())))
        .collect()
}
