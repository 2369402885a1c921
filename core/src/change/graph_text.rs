//! Who uses whom, for people and for programs that draw: text, Markdown, Mermaid and DOT.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use super::graph::groups;
use super::render::escaped;
use crate::error::escape_control;
use crate::models::graph::{Graph, GraphEdge, GraphNode, GraphNodeKind, GraphNodeState};
use crate::schema::model::from_stored;

impl fmt::Display for Graph {
    /// Every agent with what it uses, then the rings and the integrations that no agent uses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", summary(self))?;
        let nodes = by_id(self);
        let uses = uses(self);
        let of = |id: &str| uses.get(id).into_iter().flatten().filter_map(|id| nodes.get(id));
        for agent in self.nodes.iter().filter(|node| node.kind == GraphNodeKind::AGENT) {
            write!(f, "\n{}", titled(agent))?;
            for used in of(&agent.id) {
                write!(f, "\n    {}", titled(used))?;
                for integration in of(&used.id).filter(|_| used.kind == GraphNodeKind::TOOL) {
                    write!(f, " of {}", titled(integration))?;
                }
            }
        }
        let in_rings: BTreeSet<&str> =
            self.edges.iter().filter(|edge| edge.ring).map(|edge| edge.source.as_str()).collect();
        for group in groups(self).iter().filter(|group| group.iter().any(|id| in_rings.contains(id.as_str()))) {
            let names: Vec<String> =
                group.iter().filter_map(|id| nodes.get(id.as_str())).map(|node| escape_control(&node.name)).collect();
            write!(f, "\nring: {}", names.join(", "))?;
        }
        let used: BTreeSet<&str> = self.edges.iter().map(|edge| edge.target.as_str()).collect();
        let integrations = self.nodes.iter().filter(|node| node.kind == GraphNodeKind::INTEGRATION);
        let unused = integrations.filter(|node| !used.contains(node.id.as_str()));
        unused.map(titled).try_for_each(|node| write!(f, "\nunused: {node}"))
    }
}

impl Graph {
    /// The graph as a JSON document, in one line.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The graph as Markdown, whose Mermaid forges draw.
    pub fn to_markdown(&self) -> String {
        format!("**{}**\n\n```mermaid\n{}```\n", summary(self), self.to_mermaid())
    }

    /// The graph as Mermaid draws it.
    pub fn to_mermaid(&self) -> String {
        let mut out = "flowchart LR\n".to_owned();
        let at = places(self);
        for (node, at) in self.nodes.iter().zip(0_usize..) {
            let (open, close) = match &node.kind {
                kind if *kind == GraphNodeKind::TOOL => ("([", "])"),
                kind if *kind == GraphNodeKind::INTEGRATION => ("[[", "]]"),
                _ => ("[", "]"),
            };
            let class = match &node.state {
                state if *state == GraphNodeState::PRESENT => "",
                state if *state == GraphNodeState::DRAFT => ":::draft",
                _ => ":::missing",
            };
            let _ = writeln!(out, "  n{at}{open}\"{}\"{close}{class}", in_mermaid(&label(node)));
        }
        for (source, target, edge) in joined(self, &at) {
            let _ = writeln!(out, "  n{source} {} n{target}", if edge.ring { "-.->" } else { "-->" });
        }
        out.push_str("  classDef draft stroke-dasharray:2 2\n  classDef missing stroke:#b91c1c,stroke-dasharray:6 3\n");
        out
    }

    /// The graph in the language of Graphviz.
    pub fn to_dot(&self) -> String {
        let mut out = "digraph {\n  rankdir=LR;\n".to_owned();
        let at = places(self);
        for (node, at) in self.nodes.iter().zip(0_usize..) {
            let shape = match &node.kind {
                kind if *kind == GraphNodeKind::TOOL => "ellipse",
                kind if *kind == GraphNodeKind::INTEGRATION => "component",
                _ => "box",
            };
            let style = match &node.state {
                state if *state == GraphNodeState::PRESENT => "",
                state if *state == GraphNodeState::DRAFT => ", style=dotted",
                _ => ", style=dashed, color=red",
            };
            let _ = writeln!(out, "  n{at} [label=\"{}\", shape={shape}{style}];", in_dot(&label(node)));
        }
        for (source, target, edge) in joined(self, &at) {
            let _ = writeln!(out, "  n{source} -> n{target}{};", if edge.ring { " [style=dashed]" } else { "" });
        }
        out.push_str("}\n");
        out
    }

    /// Reads the JSON of a graph.
    pub fn from_json(text: &str) -> Result<Self, crate::Error> {
        from_stored(text)
    }
}

/// How many there are of each sort.
pub(super) fn summary(graph: &Graph) -> String {
    let count = |kind: GraphNodeKind| {
        let count = graph.nodes.iter().filter(|node| node.kind == kind).count();
        format!("{count} {kind}{}", if count == 1 { "" } else { "s" })
    };
    [GraphNodeKind::AGENT, GraphNodeKind::TOOL, GraphNodeKind::INTEGRATION].map(count).join(", ")
}

/// The name of a node, and what is particular about it.
pub(super) fn label(node: &GraphNode) -> String {
    match &node.state {
        state if *state == GraphNodeState::PRESENT => node.name.clone(),
        state => format!("{} ({state})", node.name),
    }
}

/// Kind and label, in one line.
pub(super) fn titled(node: &GraphNode) -> String {
    escape_control(&format!("{} {}", node.kind, label(node)))
}

fn by_id(graph: &Graph) -> BTreeMap<&str, &GraphNode> {
    graph.nodes.iter().map(|node| (node.id.as_str(), node)).collect()
}

fn uses(graph: &Graph) -> BTreeMap<&str, Vec<&str>> {
    let mut uses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for edge in &graph.edges {
        uses.entry(&edge.source).or_default().push(&edge.target);
    }
    uses
}

/// The places of the nodes by their ids.
pub(super) fn places(graph: &Graph) -> BTreeMap<&str, usize> {
    graph.nodes.iter().zip(0..).map(|(node, at)| (node.id.as_str(), at)).collect()
}

/// The edges with the places of their ends; one to a node that a document lacks is left out.
pub(super) fn joined<'a>(
    graph: &'a Graph,
    places: &'a BTreeMap<&str, usize>,
) -> impl Iterator<Item = (usize, usize, &'a GraphEdge)> {
    let place = |id: &str| places.get(id).copied();
    graph.edges.iter().filter_map(move |edge| Some((place(&edge.source)?, place(&edge.target)?, edge)))
}

/// A text between quotation marks of Mermaid. Its marks, directives and Markdown are signs, so that every sign that is not
/// within a word is written by its number.
fn in_mermaid(text: &str) -> String {
    let text = escape_control(text);
    let mut out = String::with_capacity(text.len());
    let (mut before, mut rest) = (' ', text.chars().peekable());
    while let Some(c) = rest.next() {
        let is_within = before.is_alphanumeric() && rest.peek().is_some_and(|next| next.is_alphanumeric());
        match c {
            ' ' => out.push(c),
            '_' | '-' | '.' if is_within => out.push(c),
            c if c.is_alphanumeric() || !c.is_ascii() => out.push(c),
            c => drop(write!(out, "#{};", u32::from(c))),
        }
        before = c;
    }
    out
}

/// A text between quotation marks of DOT, which knows escapes and the entities of HTML.
fn in_dot(text: &str) -> String {
    escaped(&escape_control(text).replace('\\', "\\\\"))
}
