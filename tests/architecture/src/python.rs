//! Imports of Python: those for type checkers, inside of functions and by a function included.

use std::path::Path;

use tree_sitter::Node;

use crate::graph::Graph;
use crate::sources;
use crate::syntax::{line, text, walk_python};

/// Reads the package in `folder`, whose name is that of the folder.
///
/// A name that a package re-exports counts for the package's `__init__.py`.
pub fn read(folder: &Path) -> Graph {
    let package = folder.file_name().and_then(|name| name.to_str()).unwrap();
    let mut graph = Graph { files: sources::files(folder, &["py", "pyi"]).into_iter().collect(), ..Graph::default() };
    for file in graph.files.clone() {
        let source = sources::read(&folder.join(&file));
        walk_python(&file, &source, |node| {
            for name in imported(node, &file, package, &source) {
                let inside = name == package || name.starts_with(&format!("{package}."));
                match resolve(&name, package, &graph) {
                    Some(to) => graph.add(&file, &to, line(node), &name),
                    None => assert!(!inside, "{file}:{}: no file for `{name}`", line(node)),
                }
            }
        });
    }
    graph
}

/// The dotted names that a node imports, those of a package's names included.
fn imported(node: Node<'_>, file: &str, package: &str, source: &str) -> Vec<String> {
    let names = |node: Node<'_>| {
        let names: Vec<_> = node.children_by_field_name("name", &mut node.walk()).collect();
        let plain = |name: Node<'_>| text(name.child_by_field_name("name").unwrap_or(name), source).to_owned();
        names.into_iter().map(plain).collect::<Vec<_>>()
    };
    match node.kind() {
        "import_statement" => names(node),
        "import_from_statement" => {
            let from = text(node.child_by_field_name("module_name").unwrap(), source);
            let base = from.trim_start_matches('.');
            let mut parts: Vec<&str> = Vec::new();
            let up = from.len() - base.len();
            if up > 0 {
                parts.push(package);
                parts.extend(file.split('/'));
                parts.truncate(parts.len().checked_sub(up).unwrap());
            }
            parts.extend(base.split('.').filter(|part| !part.is_empty()));
            let base = parts.join(".");
            let names = names(node);
            if names.is_empty() { vec![base] } else { names.iter().map(|name| format!("{base}.{name}")).collect() }
        }
        // By whatever name the module has. A name that is not a plain text could be any.
        "call" => {
            let function = node.child_by_field_name("function").map(|function| text(function, source));
            let called = function.and_then(|function| function.rsplit('.').next());
            let given = node.child_by_field_name("arguments").and_then(|given| given.named_child(0));
            match (called, given) {
                (Some("import_module" | "__import__" | "resolve_name"), Some(given)) => {
                    let plain = given.kind() == "string" && !text(given, source).contains(['{', '\\']);
                    assert!(plain, "{file}:{}: the name of an imported module is to be a plain text", line(node));
                    let name = text(given, source).trim_matches(['"', '\'']).replace(':', ".");
                    let relative = name.strip_prefix('.').map(|name| format!("{package}.{name}"));
                    vec![relative.unwrap_or(name)]
                }
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// The file of a dotted name: of the module, or of the module that has it as a name.
fn resolve(name: &str, package: &str, graph: &Graph) -> Option<String> {
    let inside = name.strip_prefix(package)?;
    let path = inside.strip_prefix('.').unwrap_or(inside).replace('.', "/");
    let module = |path: &str| {
        let names = if path.is_empty() {
            vec!["__init__.py".to_owned()]
        } else {
            vec![format!("{path}.py"), format!("{path}.pyi"), format!("{path}/__init__.py")]
        };
        names.into_iter().find(|name| graph.files.contains(name))
    };
    module(&path).or_else(|| module(path.rsplit_once('/').map_or("", |(module, _)| module)))
}
