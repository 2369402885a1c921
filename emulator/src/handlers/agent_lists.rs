//! Lists of agents: A6, and A7 when `toolId` is given.

use serde::Serialize;

use crate::handlers::context::{Context, HandlerResult};
use crate::handlers::page_information::PageInformation;
use crate::http::reply::Reply;
use crate::rules::agent_view::Summary;
use crate::rules::api_version::ApiVersion;
use crate::store::agents::{Filter, PageCollector, RevisionChoice};
use crate::store::tools::Tools;

/// SIM-27 to SIM-31.
pub(crate) fn list(context: &mut Context<'_>) -> HandlerResult {
    let query = &context.request.query;
    let window = query.window()?;
    let view = RevisionChoice::allowing_drafts(query.flag("allowDrafts"));
    let filter = Filter { access: query.non_blank("accessScope"), status: query.non_blank("status") };
    // The page writes `toolId` in its sample and `ToolId` in its table (D-16).
    let tool = query.get("toolId").or_else(|| query.get("ToolId"));
    let agents = &context.state.agents;
    let mut page = PageCollector::new(window.start, window.end());
    if let Some(tool) = tool {
        let keys = tool_keys(&context.state.tools, context.project, tool);
        agents.select_by_tool(context.project, view, filter, &keys, &mut page);
    } else {
        agents.select(context.project, view, filter, &mut page);
        // SIM-30.
        let external = query.flag("includeExternal") || query.flag("allowExternal");
        if external && filter.access.is_none_or(|access| access == "public") {
            let public = Filter { access: Some("public"), ..filter };
            for other in (0..context.state.projects.len()).filter(|other| *other != context.project) {
                agents.select(other, view, public, &mut page);
            }
        }
    }
    let items: Vec<Summary<'_>> = page
        .picked
        .iter()
        .filter_map(|(project, seq)| {
            let agent = agents.get(*project, *seq)?;
            let own = *project == context.project;
            Some(Summary::new(agent, agent.shown(view)?, context.version, own, tool.is_some()))
        })
        .collect();
    Ok(Reply::ok(&AgentPage {
        agents: items,
        information: match context.version {
            ApiVersion::V2 => None,
            ApiVersion::V4 => Some(PageInformation::new(window, page.total, context)),
        },
    }))
}

#[derive(Debug, Serialize)]
struct AgentPage<'a> {
    agents: Vec<Summary<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    information: Option<PageInformation>,
}

/// SIM-31: texts by which a pool may refer to the tool. The given text always counts, known or not: a pool with
/// external tools contains ids that the emulator does not know.
fn tool_keys<'a>(tools: &'a Tools, project: usize, text: &'a str) -> Vec<&'a str> {
    let mut keys = vec![text];
    for tool in tools.resolve_all(project, text) {
        for key in [&tool.id, &tool.name, &tool.public_name] {
            // A name that refers to another tool in this project is not a reference to this one.
            let refers_to_it = || tools.resolve_all(project, key).iter().any(|other| other.id == tool.id);
            if !key.is_empty() && !keys.contains(&key.as_str()) && refers_to_it() {
                keys.push(key);
            }
        }
    }
    keys
}
