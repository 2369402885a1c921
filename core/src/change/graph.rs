//! Who uses whom: read from the server, as nodes and edges.

use std::collections::{BTreeMap, BTreeSet};

use super::order::order;
use super::references::{is_public, of_agent, text};
use super::remote::is_draft;
use super::requests::Requests;
use super::server::Server;
use super::single_calls::TaskCall;
use crate::client::Client;
use crate::error::Error;
use crate::json::Extra;
use crate::json::tree::below;
use crate::models::graph::{Graph, GraphEdge, GraphNode, GraphNodeKind, GraphNodeState};
use crate::schema::comparison::Referred;
use crate::schema::malformed::MalformedMembers;

/// What tells nodes apart, in the order of the document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Agent(String),
    /// With its integration, if one makes it.
    Tool(String, Option<String>),
    Integration(String),
}

impl Key {
    fn kind(&self) -> GraphNodeKind {
        match self {
            Self::Agent(_) => GraphNodeKind::AGENT,
            Self::Tool(..) => GraphNodeKind::TOOL,
            Self::Integration(_) => GraphNodeKind::INTEGRATION,
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Agent(name) | Self::Tool(name, _) | Self::Integration(name) => name,
        }
    }

    /// No two are equal, whatever the names hold.
    fn id(&self) -> String {
        let kind = self.kind();
        match self {
            Self::Tool(name, Some(integration)) => below(&below(kind.as_str(), integration), name),
            _ => below(kind.as_str(), self.name()),
        }
    }
}

/// Reads who uses whom: the newest revision of every agent.
pub(crate) async fn graph(requests: &Requests<'_>) -> Result<Graph, Error> {
    let server = Server::read(requests).await?;
    let agents = server.read_agents(requests, |_| true).await?;
    let mut makers: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for (integration, tools) in &server.tools {
        for tool in tools {
            makers.entry((&tool.id, &tool.name)).or_default().insert(integration);
        }
    }
    let mut nodes: BTreeMap<Key, GraphNodeState> = BTreeMap::new();
    for integration in server.integrations.keys() {
        nodes.insert(Key::Integration(integration.clone()), GraphNodeState::PRESENT);
    }
    for (listed, answer) in &agents {
        let state = match is_draft(answer).unwrap_or(listed.is_draft) {
            true => GraphNodeState::DRAFT,
            false => GraphNodeState::PRESENT,
        };
        nodes.insert(Key::Agent(listed.name.clone()), state);
    }
    let mut edges: BTreeSet<(Key, Key)> = BTreeSet::new();
    for (listed, answer) in &agents {
        let user = Key::Agent(listed.name.clone());
        for (referred, reference) in of_agent(answer) {
            let named = || server.known.name_of(referred, reference).unwrap_or_else(|| text(reference).to_owned());
            if referred == Referred::Agent {
                let helper = Key::Agent(named());
                nodes.entry(helper.clone()).or_insert(GraphNodeState::MISSING);
                edges.insert((user.clone(), helper));
                continue;
            }
            let found = server.known.tools_of(reference);
            for tool in &found {
                for integration in makers.get(&(tool.id.as_str(), tool.name.as_str())).into_iter().flatten() {
                    let made = Key::Tool(tool.name.clone(), Some((*integration).to_owned()));
                    nodes.insert(made.clone(), GraphNodeState::PRESENT);
                    edges.insert((user.clone(), made.clone()));
                    edges.insert((made, Key::Integration((*integration).to_owned())));
                }
            }
            if found.is_empty() {
                let name = named();
                let state = if is_public(&name) { GraphNodeState::UNVERIFIED } else { GraphNodeState::MISSING };
                let tool = Key::Tool(name, None);
                nodes.insert(tool.clone(), state);
                edges.insert((user.clone(), tool));
            }
        }
    }
    Ok(document(nodes, &edges))
}

fn document(nodes: BTreeMap<Key, GraphNodeState>, edges: &BTreeSet<(Key, Key)>) -> Graph {
    let node = |(key, state): (Key, GraphNodeState)| GraphNode {
        id: key.id(),
        kind: key.kind(),
        name: key.name().to_owned(),
        state,
        extra: Extra::new(),
        malformed: MalformedMembers::default(),
    };
    let edge = |(source, target): &(Key, Key)| GraphEdge {
        source: source.id(),
        target: target.id(),
        ring: false,
        extra: Extra::new(),
        malformed: MalformedMembers::default(),
    };
    let mut graph = Graph {
        nodes: nodes.into_iter().map(node).collect(),
        edges: edges.iter().map(edge).collect(),
        ..Graph::default()
    };
    let group_of = groups(&graph).into_iter().enumerate();
    let group_of: BTreeMap<String, usize> =
        group_of.flat_map(|(at, group)| group.into_iter().map(move |id| (id, at))).collect();
    for edge in &mut graph.edges {
        edge.ring = group_of.get(&edge.source) == group_of.get(&edge.target);
    }
    graph
}

/// The ids of the nodes in the order of plans: what a node uses comes before it, and a ring is one group.
pub(crate) fn groups(graph: &Graph) -> Vec<Vec<String>> {
    let mut needs: BTreeMap<String, BTreeSet<String>> =
        graph.nodes.iter().map(|node| (node.id.clone(), BTreeSet::new())).collect();
    for edge in &graph.edges {
        if let Some(needs) = needs.get_mut(&edge.source) {
            needs.insert(edge.target.clone());
        }
    }
    order(&needs)
}

impl Client {
    /// Who uses whom in the project of the client: agents, their helper agents and tools, and the integrations of these. Of each
    /// agent its newest revision, drafts included. Only reads.
    pub fn graph(&self) -> TaskCall<'_, Graph> {
        TaskCall::new(move |call| async move { graph(&Requests::new(self, &call)).await })
    }
}
