//! Imports of TypeScript, those of types included.

use std::path::Path;

use tree_sitter::Node;

use crate::graph::Graph;
use crate::sources;
use crate::syntax::{line, text, walk_typescript};

/// Reads the TypeScript below `folder`, of the npm package of that name.
///
/// `import`, `export … from`, `import("…")`, `require("…")` and `/// <reference path="…" />` of a relative path count, in
/// types as well as in values.
/// A re-export is an arrow of its own.
pub fn read(folder: &Path, package: &str) -> Graph {
    let mut graph =
        Graph { files: sources::files(folder, &["ts", "mts", "cts"]).into_iter().collect(), ..Graph::default() };
    for file in graph.files.clone() {
        let source = sources::read(&folder.join(&file));
        walk_typescript(&file, &source, |node| {
            let Some(imported) = imported(node, &source) else { return };
            if let Some(to) = resolve(&file, imported, &graph) {
                graph.add(&file, &to, line(node), imported);
            } else {
                let own = imported == package || imported.starts_with(&format!("{package}/"));
                assert!(!own, "{file}:{}: `{imported}` is this package by its own name, which hides uses", line(node));
                assert!(!imported.starts_with('.'), "{file}:{}: no file for `{imported}`", line(node));
            }
        });
    }
    graph
}

/// The path that a node imports.
fn imported<'s>(node: Node<'_>, source: &'s str) -> Option<&'s str> {
    let path = match node.kind() {
        "import_statement" | "export_statement" | "import_require_clause" => node.child_by_field_name("source")?,
        "call_expression" => {
            let function = node.child_by_field_name("function")?;
            ["import", "require"].contains(&text(function, source)).then_some(())?;
            node.child_by_field_name("arguments")?
                .named_child(0)
                .filter(|path| ["string", "template_string"].contains(&path.kind()))?
        }
        "comment" => {
            let path = text(node, source).strip_prefix("///")?.trim_start().strip_prefix("<reference path=")?;
            return path.trim_start_matches(['"', '\'']).split(['"', '\'']).next();
        }
        _ => return None,
    };
    Some(text(path, source).trim_matches(['"', '\'', '`']))
}

fn resolve(file: &str, imported: &str, graph: &Graph) -> Option<String> {
    let mut at: Vec<&str> = file.split('/').collect();
    at.pop();
    for part in imported.strip_prefix('.').map(|_| imported.split('/'))? {
        match part {
            "." => {}
            ".." => drop(at.pop()?),
            part => at.push(part),
        }
    }
    let path = at.join("/");
    let stem = path.strip_suffix(".js").or(path.strip_suffix(".mjs")).unwrap_or(&path);
    let names =
        [path.clone(), format!("{stem}.ts"), format!("{stem}.d.ts"), format!("{stem}.mts"), format!("{stem}/index.ts")];
    names.into_iter().find(|name| graph.files.contains(name))
}
