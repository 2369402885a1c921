//! Syntax trees of Rust, Python and TypeScript.

use syn::visit::Visit;
use tree_sitter::{Language, Node, Parser};

/// Calls `visit` with every node of a source in Python, in order. Panics if the source has an error.
pub fn walk_python(file: &str, source: &str, visit: impl FnMut(Node<'_>)) {
    walk(&tree_sitter_python::LANGUAGE.into(), file, source, visit);
}

/// Calls `visit` with every node of a source in TypeScript, in order. Panics if the source has an error.
pub fn walk_typescript(file: &str, source: &str, visit: impl FnMut(Node<'_>)) {
    // The grammar does not know the first form, which names the same file as the second.
    let known = source.replace("export type * ", "export      * ");
    walk(&tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(), file, &known, visit);
}

/// The same with a source in either of them, by the end of its name.
pub fn walk_script(file: &str, source: &str, visit: impl FnMut(Node<'_>)) {
    match file.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "py" | "pyi" => walk_python(file, source, visit),
        "ts" | "mts" => walk_typescript(file, source, visit),
        other => panic!("{file}: nothing reads {other}"),
    }
}

/// Visits a source in Rust. Panics if it has an error.
pub fn visit_rust<V: for<'ast> Visit<'ast>>(file: &str, source: &str, mut visitor: V) -> V {
    let parsed = syn::parse_file(source).unwrap_or_else(|error| panic!("{file}: {error}"));
    visitor.visit_file(&parsed);
    visitor
}

fn walk(language: &Language, file: &str, source: &str, mut visit: impl FnMut(Node<'_>)) {
    let mut parser = Parser::new();
    parser.set_language(language).unwrap();
    let tree = parser.parse(source, None).unwrap();
    let mut open = vec![tree.root_node()];
    while let Some(node) = open.pop() {
        assert!(!node.is_error() && !node.is_missing(), "{file}:{}: not understood", line(node));
        visit(node);
        let children: Vec<_> = node.children(&mut node.walk()).collect();
        open.extend(children.into_iter().rev());
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
