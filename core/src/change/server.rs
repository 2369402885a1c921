//! What a project has: its agents and integrations by name, and the tools of these.

use std::collections::BTreeMap;

use futures_util::StreamExt as _;

use super::known::{Known, KnownTool};
use super::requests::{READS, Requests};
use super::{compare::document, tools};
use crate::error::Error;
use crate::json::tree::Tree;
use crate::models::comparison::MANIFEST;
use crate::models::{DetailLevel, IntegrationSummary};

/// Records on a page.
const PAGE: i64 = 100;

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
        let mut agents = BTreeMap::new();
        let call = requests.client.agents().list().allow_drafts(true).count(PAGE).options(requests.options());
        let mut records = call.stream();
        while let Some(agent) = records.next().await {
            let agent = agent?;
            let listed = Listed {
                id: agent.id.to_string(),
                name: agent.name.to_string(),
                revision: agent.revision,
                is_draft: agent.is_draft.unwrap_or(agent.version.is_none()),
            };
            agents.insert(listed.name.clone(), listed);
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
            let manifest = answer.get(MANIFEST).and_then(Tree::as_text).and_then(document);
            let names = manifest.map(|manifest| tools::names(&manifest)).unwrap_or_default();
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

    /// Reads the newest revision of each agent that is chosen; one that vanished meanwhile is left out.
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
