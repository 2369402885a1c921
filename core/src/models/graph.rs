//! Who uses whom in a project.

use crate::schema::model::{model, open_enum};

open_enum! {
    /// What a node of a graph is.
    GraphNodeKind { AGENT = "agent", TOOL = "tool", INTEGRATION = "integration" }
}
open_enum! {
    /// What is known of a node of a graph.
    GraphNodeState { PRESENT = "present", DRAFT = "draft", MISSING = "missing", UNVERIFIED = "unverified" }
}

model! {
    /// Who uses whom in a project: its agents and integrations, and the tools that the agents use.
    #[derive(Default)]
    Graph {
        /// Agents, tools and integrations, each sort by name.
        nodes "nodes": Vec<GraphNode>,
        /// Who uses whom, in the order of the nodes. A tool uses the integration that makes it.
        edges "edges": Vec<GraphEdge>,
    }
}

model! {
    /// An agent, a tool or an integration.
    GraphNode {
        /// What edges call it: its kind and name, of a tool the integration between them.
        id "id": String,
        /// What it is.
        kind "kind": GraphNodeKind,
        /// Its name.
        name "name": String,
        /// `draft`: its newest revision, which is the one shown, is a draft. `missing`: the project does not have it.
        /// `unverified`: a tool with a public name that no integration of the project makes; it may be one of the installation.
        state "state": GraphNodeState,
    }
}

model! {
    /// A use.
    GraphEdge {
        /// Id of the node that uses.
        source "source": String,
        /// Id of the node that is used.
        target "target": String,
        /// Whether it is part of a ring: the agents of a ring use each other.
        ring "ring": bool,
    }
}
