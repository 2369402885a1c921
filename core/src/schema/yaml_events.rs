//! The nodes of a YAML document in their order, with every alias replaced by what its anchor names.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Marker, Parser, ScalarStyle, StrInput, StructureStyle, Tag, options};

use super::yaml_refusal::Refusal;
use crate::json::MAX_DEPTH;

/// How many times the size of the document its aliases may make.
const MOST_ALIASED: usize = 16;

/// Values that aliases may make in any document, and bytes of them.
const FREE_NODES: usize = 1_000_000;
const FREE_BYTES: usize = 16 << 20;

/// A node, or the end of one.
#[derive(Clone)]
pub(super) struct Node<'a> {
    pub(super) what: What<'a>,
    pub(super) place: Marker,
    pub(super) tag: Option<Cow<'a, Tag>>,
}

#[derive(Clone)]
pub(super) enum What<'a> {
    Scalar {
        text: Cow<'a, str>,
        plain: bool,
    },
    Sequence,
    Mapping {
        block: bool,
    },
    End,
    /// In what an anchor names only: [`Nodes::next`] does not give it out.
    Alias(usize),
}

/// The nodes of the only document of a text.
pub(super) struct Nodes<'a> {
    parser: Parser<'a, StrInput<'a>>,
    size: usize,
    /// Nodes of what has an anchor.
    recorded: Vec<Node<'a>>,
    /// Anchors whose node has not ended: id, beginning, and how many collections are open inside.
    open: Vec<(usize, usize, usize)>,
    anchors: HashMap<usize, Range<usize>>,
    /// What is left of the nodes that aliases stand for, the innermost last.
    replayed: Vec<Range<usize>>,
    aliased_nodes: usize,
    aliased_bytes: usize,
}

impl<'a> Nodes<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        // The levels that count are counted where aliases are replaced, too.
        let options =
            options! { flow_nesting_limit: 2 * MAX_DEPTH, block_nesting_limit: 2 * MAX_DEPTH, emit_comments: false };
        Self {
            parser: Parser::new_from_str_with_options(text, options),
            size: text.len(),
            recorded: Vec::new(),
            open: Vec::new(),
            anchors: HashMap::new(),
            replayed: Vec::new(),
            aliased_nodes: 0,
            aliased_bytes: 0,
        }
    }

    /// The next node of the document, or `None` at its end. Refuses a second document.
    pub(super) fn next(&mut self) -> Result<Option<Node<'a>>, Refusal> {
        loop {
            if let Some(rest) = self.replayed.last_mut() {
                let at = rest.next();
                let Some(node) = at.and_then(|at| self.recorded.get(at)).cloned() else {
                    self.replayed.pop();
                    continue;
                };
                self.count(&node)?;
                if let What::Alias(id) = node.what {
                    self.replay(id, node.place)?;
                    continue;
                }
                return Ok(Some(node));
            }
            let Some(event) = self.parser.next() else { return Ok(None) };
            let (event, span) = event?;
            let (what, anchor, tag) = match event {
                Event::Scalar(text, style, anchor, tag) => {
                    (What::Scalar { text, plain: style == ScalarStyle::Plain }, anchor, tag)
                }
                Event::SequenceStart(_, anchor, tag) => (What::Sequence, anchor, tag),
                Event::MappingStart(style, anchor, tag) => {
                    (What::Mapping { block: style == StructureStyle::Block }, anchor, tag)
                }
                Event::SequenceEnd | Event::MappingEnd => (What::End, 0, None),
                Event::Alias(id) => (What::Alias(id), 0, None),
                Event::DocumentEnd => {
                    self.check_last()?;
                    continue;
                }
                _ => continue,
            };
            let node = Node { what, place: span.start, tag };
            self.record(&node, anchor);
            if let What::Alias(id) = node.what {
                self.replay(id, node.place)?;
                continue;
            }
            return Ok(Some(node));
        }
    }

    /// Refuses a document behind the first one.
    fn check_last(&mut self) -> Result<(), Refusal> {
        for event in self.parser.by_ref() {
            if let (Event::DocumentStart(..), span) = event? {
                return Err(Refusal::at(span.start, "a second document begins; expected one"));
            }
        }
        Ok(())
    }

    /// Keeps a node that has an anchor, or is part of one that has.
    fn record(&mut self, node: &Node<'a>, anchor: usize) {
        let at = self.recorded.len();
        if anchor != 0 {
            self.open.push((anchor, at, 0));
        }
        if self.open.is_empty() {
            return;
        }
        self.recorded.push(node.clone());
        let end = self.recorded.len();
        for (_, _, inside) in &mut self.open {
            match node.what {
                What::Sequence | What::Mapping { .. } => *inside = inside.saturating_add(1),
                What::End => *inside = inside.saturating_sub(1),
                What::Scalar { .. } | What::Alias(_) => {}
            }
        }
        while let Some((id, start, _)) = self.open.pop_if(|(_, _, inside)| *inside == 0) {
            self.anchors.insert(id, start..end);
        }
    }

    fn replay(&mut self, id: usize, place: Marker) -> Result<(), Refusal> {
        let named = self.anchors.get(&id).cloned();
        self.replayed.push(named.ok_or_else(|| Refusal::at(place, "an alias inside of what it stands for"))?);
        Ok(())
    }

    /// Counts a node that an alias made.
    fn count(&mut self, node: &Node<'_>) -> Result<(), Refusal> {
        let bytes = match &node.what {
            What::Scalar { text, .. } => text.len(),
            _ => 0,
        };
        self.aliased_nodes = self.aliased_nodes.saturating_add(1);
        self.aliased_bytes = self.aliased_bytes.saturating_add(bytes).saturating_add(1);
        let many = self.aliased_nodes > FREE_NODES || self.aliased_bytes > FREE_BYTES;
        if many && self.aliased_bytes > self.size.saturating_mul(MOST_ALIASED) {
            let why = format!("its aliases stand for more than {MOST_ALIASED} times the document");
            return Err(Refusal::at(node.place, why));
        }
        Ok(())
    }
}
