//! Syntax trees of Python and TypeScript.

use tree_sitter::{Language, Node, Parser};

/// Calls `visit` with every node of a source. Panics if the source has an error.
pub fn walk(language: &Language, file: &str, source: &str, mut visit: impl FnMut(Node<'_>)) {
    let mut parser = Parser::new();
    parser.set_language(language).unwrap();
    let tree = parser.parse(source, None).unwrap();
    let mut open = vec![tree.root_node()];
    while let Some(node) = open.pop() {
        assert!(!node.is_error() && !node.is_missing(), "{file}:{}: not understood", line(node));
        visit(node);
        open.extend(node.children(&mut node.walk()));
    }
}

/// The line of a node, from 1.
pub fn line(node: Node<'_>) -> usize {
    node.start_position().row + 1
}

/// The text of a node.
pub fn text<'s>(node: Node<'_>, source: &'s str) -> &'s str {
    &source[node.byte_range()]
}
