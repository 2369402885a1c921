//! What a project has: its agents and integrations by name, and the tools of these.

use std::collections::BTreeMap;
use std::future::IntoFuture as _;

use futures_util::StreamExt as _;

use super::known::{Known, KnownTool};
use super::requests::{READS, Requests};
use crate::api::agents;
use crate::api::call::Call;
use crate::definitions::tools;
use crate::error::Error;
use crate::json::tree::Tree;
use crate::models::{AgentSummary, DetailLevel, IntegrationSummary};
use crate::response::page::Page;

/// Records on a page.
const PAGE: i64 = 100;

/// Most records that a server is believed to have by its own word.
const MOST: i64 = 1_000_000;

/// One object as a list shows it.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub id: String,
    pub name: String,
    /// Of an agent the newest one.
    pub revision: Option<i64>,
    /// Whether that one is a draft.
    pub is_draft: bool,
}

/// Everything that the lists of a project tell.
#[derive(Default)]
pub(crate) struct Server {
    pub agents: BTreeMap<String, Listed>,
    pub integrations: BTreeMap<String, Listed>,
    pub known: Known,
    /// The tools of each integration, by its name.
    pub tools: BTreeMap<String, Vec<KnownTool>>,
}

impl Server {
    /// Reads the agents alone.
    pub(crate) async fn agents_of(requests: &Requests<'_>) -> Result<BTreeMap<String, Listed>, Error> {
        let list = |start: Option<i64>| {
            let call = requests.client.agents().list().allow_drafts(true).count(PAGE);
            let call = match start {
                Some(start) => call.start(start),
                None => call,
            };
            call.options(requests.options())
        };
        let first = list(None).await?;
        let mut records = match first.total() {
            None => list(None).stream_from(first),
            Some(total) => match at_once(requests, &list, &first, total).await? {
                Some(agents) => return Ok(agents),
                None => list(None).stream(),
            },
        };
        let mut agents = BTreeMap::new();
        while let Some(agent) = records.next().await {
            insert(&mut agents, &agent?);
        }
        Ok(agents)
    }

    /// Reads agents, integrations and tools.
    pub(crate) async fn read(requests: &Requests<'_>) -> Result<Self, Error> {
        let (agents, integrations) =
            futures_util::future::try_join(Self::agents_of(requests), Self::integrations_of(requests)).await?;
        let mut server = Self { agents, ..Self::default() };
        for agent in server.agents.values() {
            server.known.add_agent(&agent.id, &agent.name);
        }
        // Where the list does not tell the tools, the manifest does.
        let silent: Vec<&IntegrationSummary> = integrations.iter().filter(|it| it.tools.is_none()).collect();
        let answers = requests.each(&silent, READS, |it| requests.integration(&it.id)).await;
        for (integration, answer) in silent.iter().zip(answers) {
            let answer = answer?;
            let names = tools::made(&answer).unwrap_or_default();
            let made = names.into_iter().map(|name| KnownTool { name, ..KnownTool::default() }).collect();
            server.tools.insert(integration.name.to_string(), made);
        }
        for integration in integrations {
            let name = integration.name.to_string();
            let id = integration.id.to_string();
            if let Some(listed) = integration.tools {
                let made = listed.into_iter().map(|tool| KnownTool {
                    id: tool.id.unwrap_or_default(),
                    name: tool.name.unwrap_or_default(),
                    public_name: tool.public_name.unwrap_or_default(),
                });
                server.tools.insert(name.clone(), made.collect());
            }
            let listed = Listed { id, name: name.clone(), revision: None, is_draft: false };
            server.integrations.insert(name, listed);
        }
        for tool in server.tools.values().flatten() {
            server.known.add_tool(tool.clone());
        }
        Ok(server)
    }

    /// Reads the newest revision of each agent that is chosen; one that was deleted meanwhile is left out.
    pub(crate) async fn read_agents(
        &self,
        requests: &Requests<'_>,
        chosen: impl Fn(&Listed) -> bool,
    ) -> Result<Vec<(&Listed, Tree)>, Error> {
        let agents: Vec<&Listed> = self.agents.values().filter(|agent| chosen(agent)).collect();
        let answers = requests.each(&agents, READS, |agent| requests.agent(&agent.id, agent.revision, true)).await;
        let present = agents.into_iter().zip(answers).filter_map(|(agent, answer)| match answer {
            Err(error) if error.is_not_found() => None,
            answer => Some(answer.map(|answer| (agent, answer))),
        });
        present.collect()
    }

    async fn integrations_of(requests: &Requests<'_>) -> Result<Vec<IntegrationSummary>, Error> {
        let call = requests.client.integrations().list().detail_level(DetailLevel::EXPANDED).allow_drafts(true);
        let mut records = call.count(PAGE).options(requests.options()).stream();
        let mut integrations: Vec<IntegrationSummary> = Vec::new();
        while let Some(integration) = records.next().await {
            let integration = integration?;
            if !integrations.iter().any(|known| known.id == integration.id) {
                integrations.push(integration);
            }
        }
        Ok(integrations)
    }
}

fn insert(agents: &mut BTreeMap<String, Listed>, agent: &AgentSummary) {
    let listed = Listed {
        id: agent.id.to_string(),
        name: agent.name.to_string(),
        revision: agent.revision,
        is_draft: agent.is_draft.unwrap_or(agent.version.is_none()),
    };
    agents.insert(listed.name.clone(), listed);
}

/// The pages after the first one together, which says how many agents there are. `None` where what came is not as
/// many: somebody created or deleted one meanwhile, or the server counts in another way. Then they are read in turn, which
/// notices that.
async fn at_once<'c>(
    requests: &Requests<'c>,
    list: &(impl Fn(Option<i64>) -> Call<'c, agents::List> + Sync),
    first: &Page<AgentSummary>,
    total: i64,
) -> Result<Option<BTreeMap<String, Listed>>, Error> {
    let mut agents = BTreeMap::new();
    first.items.iter().for_each(|agent| insert(&mut agents, agent));
    let is_whole = |agents: &BTreeMap<String, Listed>| i64::try_from(agents.len()).is_ok_and(|count| count == total);
    if (PAGE.saturating_add(1)..=MOST).contains(&total) {
        let starts = (1..).map(|page: i64| page.saturating_mul(PAGE)).take_while(|start| *start < total);
        for page in requests.each(starts, READS, |start| list(Some(start)).into_future()).await {
            page?.items.iter().for_each(|agent| insert(&mut agents, agent));
        }
    }
    Ok(is_whole(&agents).then_some(agents))
}
