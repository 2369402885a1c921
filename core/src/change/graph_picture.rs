//! Who uses whom as a picture: SVG in columns, users on the left of what they use.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::graph::groups;
use super::graph_text::{joined, label, places, summary, titled};
use super::render::escaped;
use crate::error::escape_control;
use crate::models::graph::{Graph, GraphEdge, GraphNode, GraphNodeKind, GraphNodeState};

/// Width of a letter, and of the longest name in letters.
const LETTER: usize = 8;
const LONGEST: usize = 40;
/// Height of a box, from one box to the next, and from one line to the next where lines pass a column.
const BOX: usize = 26;
const ROW: usize = 36;
const LANE: usize = 10;
/// What is left free around text and at the edges, and between columns.
const PADDING: usize = 10;
const GAP: usize = 70;
/// Most places at which lines pass columns. Where there were more, they are drawn behind the boxes.
const MOST_LANES: usize = 100_000;

/// Where a node is drawn.
#[derive(Clone, Copy, Default)]
struct Position {
    column: usize,
    x: usize,
    y: usize,
    width: usize,
}

/// Where a column is drawn, and the heights at which lines to nodes further on pass it.
struct Column {
    x: usize,
    width: usize,
    lanes: BTreeMap<usize, usize>,
}

/// The places of everything.
struct Drawing {
    columns: Vec<Column>,
    nodes: Vec<Position>,
    width: usize,
    height: usize,
}

impl Drawing {
    fn new(graph: &Graph, edges: &[(usize, usize, &GraphEdge)]) -> Self {
        let columns = columns(graph, edges);
        let mut nodes = vec![Position::default(); graph.nodes.len()];
        for (number, column) in columns.iter().enumerate() {
            for at in column {
                if let Some(place) = nodes.get_mut(*at) {
                    place.column = number;
                }
            }
        }
        let mut lanes = lanes(edges, &nodes, columns.len()).into_iter();
        let mut drawing = Self { columns: Vec::new(), nodes, width: GAP, height: 0 };
        for column in columns {
            let widths = column.iter().filter_map(|at| graph.nodes.get(*at)).map(|node| letters(&shortened(node)));
            let width = widths.max().unwrap_or_default().saturating_mul(LETTER).saturating_add(2 * PADDING);
            let (x, lanes) = (drawing.width, lanes.next().unwrap_or_default());
            let top = lanes.len().saturating_mul(LANE).saturating_add(PADDING);
            for (row, at) in column.iter().enumerate() {
                if let Some(place) = drawing.nodes.get_mut(*at) {
                    *place = Position { x, y: row.saturating_mul(ROW).saturating_add(top), width, ..*place };
                }
            }
            let height = |lane: usize| lane.saturating_mul(LANE).saturating_add(PADDING);
            let lanes = lanes.into_iter().zip(0..).map(|(target, lane)| (target, height(lane))).collect();
            drawing.columns.push(Column { x, width, lanes });
            drawing.width = x.saturating_add(width).saturating_add(GAP);
            drawing.height = drawing.height.max(column.len().saturating_mul(ROW).saturating_add(top));
        }
        drawing
    }

    /// The line of an edge: from the right side of a box past the columns between to the left side of another; within a column
    /// around its left side.
    fn line(&self, source: Position, at: usize, target: Position) -> String {
        let middle = |place: Position| place.y.saturating_add(BOX / 2);
        let (from, to) = (middle(source), middle(target));
        if target.column <= source.column {
            let around = source.x.saturating_sub(GAP / 2);
            // One that uses itself has a line as well.
            let (from, to) = if from == to { (from.saturating_sub(6), to.saturating_add(6)) } else { (from, to) };
            return format!("M{} {from}C{around} {from} {around} {to} {} {to}", source.x, target.x);
        }
        let (mut x, mut y) = (source.x.saturating_add(source.width), from);
        let mut out = format!("M{x} {y}");
        let mut go = |next: usize, height: usize, end: usize| {
            let (bent, back) = (x.saturating_add(GAP / 2), next.saturating_sub(GAP / 2));
            let _ = write!(out, "C{bent} {y} {back} {height} {next} {height}");
            if end > next {
                let _ = write!(out, "H{end}");
            }
            (x, y) = (end, height);
        };
        let between = self.columns.iter().take(target.column).skip(source.column.saturating_add(1));
        for column in between {
            if let Some(height) = column.lanes.get(&at) {
                go(column.x, *height, column.x.saturating_add(column.width));
            }
        }
        go(target.x, to, target.x);
        out
    }
}

/// For each column the nodes to which lines pass it.
fn lanes(edges: &[(usize, usize, &GraphEdge)], nodes: &[Position], count: usize) -> Vec<BTreeSet<usize>> {
    let mut lanes: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
    let mut all: usize = 0;
    for (source, target, _) in edges {
        let (Some(source), Some(end)) = (nodes.get(*source), nodes.get(*target)) else { continue };
        for lane in lanes.iter_mut().take(end.column).skip(source.column.saturating_add(1)) {
            all = all.saturating_add(usize::from(lane.insert(*target)));
            if all > MOST_LANES {
                return Vec::new();
            }
        }
    }
    lanes
}

impl Graph {
    /// The graph as a picture. It needs no library and loads nothing.
    pub fn to_svg(&self) -> String {
        let at = places(self);
        let edges: Vec<_> = joined(self, &at).collect();
        let drawing = Drawing::new(self, &edges);
        let (width, height) = (drawing.width, drawing.height);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" font-family=\"sans-serif\" font-size=\"13\"><title>{}</title><defs><marker id=\"geai-arrow\" \
             viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path \
             d=\"M0 0L8 4L0 8z\" fill=\"#64748b\"/></marker></defs><g fill=\"none\" stroke=\"#64748b\">",
            in_xml(&summary(self))
        );
        for (source, target, edge) in edges {
            if let (Some(from), Some(to)) = (drawing.nodes.get(source), drawing.nodes.get(target)) {
                let dashes = if edge.ring { " stroke-dasharray=\"4 3\"" } else { "" };
                let line = drawing.line(*from, target, *to);
                let _ = write!(out, "<path d=\"{line}\"{dashes} marker-end=\"url(#geai-arrow)\"/>");
            }
        }
        out.push_str("</g>");
        for (node, place) in self.nodes.iter().zip(&drawing.nodes) {
            draw(node, *place, &mut out);
        }
        out.push_str("</svg>");
        out
    }

    /// The graph as HTML, for notebooks: its picture.
    pub fn to_html(&self) -> String {
        self.to_svg()
    }
}

/// The places of the nodes, a list a column: integrations on the right, then tools, then agents in the order in which they use
/// each other. Those of a ring share a column.
fn columns(graph: &Graph, edges: &[(usize, usize, &GraphEdge)]) -> Vec<Vec<usize>> {
    let at = places(graph);
    let mut uses: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for (source, target, _) in edges {
        if let Some(uses) = uses.get_mut(*source) {
            uses.push(*target);
        }
    }
    let mut depths: Vec<Option<usize>> = vec![None; graph.nodes.len()];
    for group in groups(graph) {
        let members = || group.iter().filter_map(|id| at.get(id.as_str()).copied());
        let least = members().filter_map(|at| graph.nodes.get(at)).map(|node| match &node.kind {
            kind if *kind == GraphNodeKind::INTEGRATION => 0,
            kind if *kind == GraphNodeKind::TOOL => 1,
            _ => 2_usize,
        });
        // What has no depth yet is of the same ring.
        let used =
            members().filter_map(|at| uses.get(at)).flatten().filter_map(|at| depths.get(*at).copied().flatten());
        let depth = least.chain(used.map(|depth| depth.saturating_add(1))).max();
        for at in members() {
            if let Some(slot) = depths.get_mut(at) {
                *slot = depth;
            }
        }
    }
    let mut by_depth: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, depth) in depths.iter().enumerate() {
        by_depth.entry(depth.unwrap_or_default()).or_default().push(at);
    }
    by_depth.into_values().rev().collect()
}

fn draw(node: &GraphNode, Position { x, y, width, .. }: Position, out: &mut String) {
    let (fill, round) = match &node.kind {
        kind if *kind == GraphNodeKind::TOOL => ("#dcfce7", BOX / 2),
        kind if *kind == GraphNodeKind::INTEGRATION => ("#fef3c7", 0),
        _ => ("#dbeafe", 4),
    };
    let (stroke, dashes) = match &node.state {
        state if *state == GraphNodeState::PRESENT => ("#475569", ""),
        state if *state == GraphNodeState::DRAFT => ("#475569", " stroke-dasharray=\"2 2\""),
        _ => ("#b91c1c", " stroke-dasharray=\"6 3\""),
    };
    let (left, base) = (x.saturating_add(PADDING), y.saturating_add(BOX / 2 + 5));
    let _ = write!(
        out,
        "<g><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BOX}\" rx=\"{round}\" fill=\"{fill}\" \
         stroke=\"{stroke}\"{dashes}/><text x=\"{left}\" y=\"{base}\" fill=\"#0f172a\">{}</text></g>",
        in_xml(&titled(node)),
        in_xml(&shortened(node))
    );
}

/// The label of a node, if need be with its name cut off; the picture has the whole name, too.
fn shortened(node: &GraphNode) -> String {
    let name = escape_control(&node.name);
    let mut letters: usize = 0;
    let end = name.char_indices().find(|(_, c)| {
        letters = letters.saturating_add(width(*c));
        letters > LONGEST
    });
    match end.and_then(|(end, _)| name.get(..end)) {
        Some(start) => label(&GraphNode { name: format!("{start}…"), ..node.clone() }),
        None => label(&GraphNode { name, ..node.clone() }),
    }
}

/// Letters that are as wide as a text.
fn letters(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// Letters that are as wide as a character: signs of East Asia and pictographs are as wide as two others.
fn width(c: char) -> usize {
    if c >= '\u{1100}' { 2 } else { 1 }
}

/// A text of XML, which knows fewer characters than names do.
fn in_xml(text: &str) -> String {
    escaped(&escape_control(text)).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
