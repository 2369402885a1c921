//! Lists of agents: A6, and A7 when `toolId` is given.

use serde::Serialize;

use crate::agent_store::{Filter, PageOf, View};
use crate::agent_view::Summary;
use crate::failure::Outcome;
use crate::frame::Context;
use crate::message::Reply;
use crate::query::Window;
use crate::routes::ApiVersion;
use crate::tools::Tools;

/// SIM-27 to SIM-31.
pub(crate) fn list(context: &mut Context<'_>) -> Outcome {
    let query = &context.call.query;
    let window = query.window()?;
    let view = View::allowing_drafts(query.flag("allowDrafts"));
    let filter = Filter { access: query.filled("accessScope"), status: query.filled("status") };
    let tool = query.get("toolId");
    let agents = &context.world.agents;
    let mut page = PageOf::new(window.start, window.end());
    if let Some(tool) = tool {
        let keys = tool_keys(&context.world.tools, context.project, tool);
        agents.select_by_tool(context.project, view, filter, &keys, &mut page);
    } else {
        agents.select(context.project, view, filter, &mut page);
        // SIM-30.
        let external = query.flag("includeExternal") || query.flag("allowExternal");
        if external && filter.access.is_none_or(|access| access == "public") {
            let public = Filter { access: Some("public"), ..filter };
            for other in (0..context.world.projects.len()).filter(|other| *other != context.project) {
                agents.select(other, view, public, &mut page);
            }
        }
    }
    let items: Vec<Summary<'_>> = page
        .picked
        .iter()
        .filter_map(|(project, seq)| {
            let agent = agents.get(*project, *seq)?;
            Some(Summary::new(agent, agent.shown(view)?, tool.is_some()))
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

/// SIM-29.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PageInformation {
    duration: u64,
    page: usize,
    page_size: usize,
    total: usize,
}

impl PageInformation {
    pub(crate) fn new(window: Window, total: usize, context: &Context<'_>) -> Self {
        Self { duration: context.elapsed_ms(), page: window.page(), page_size: window.count, total }
    }
}

/// SIM-31: texts by which a pool may refer to the tool. The given text always counts, known or not: a pool with external
/// tools holds ids the emulator has never seen.
fn tool_keys<'a>(tools: &'a Tools, project: usize, text: &'a str) -> Vec<&'a str> {
    let mut keys = vec![text];
    for tool in tools.resolve_all(project, text) {
        for key in [&tool.id, &tool.name, &tool.public_name] {
            // A name that means another tool in this project is not a reference to this one.
            let means_this = || tools.resolve_all(project, key).iter().any(|other| other.id == tool.id);
            if !key.is_empty() && !keys.contains(&key.as_str()) && means_this() {
                keys.push(key);
            }
        }
    }
    keys
}
