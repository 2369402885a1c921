//! The functions that a source declares, by their whole names.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use tree_sitter::Node;

use crate::syntax::{text, visit_rust, walk_script};

/// The functions and methods of a file, by the end of its name. A macro of Rust is called as it is invoked, such as `classes!`,
/// and the functions that it writes count for its file.
pub fn of(file: &str, source: &str) -> BTreeSet<String> {
    if file.ends_with(".rs") {
        return visit_rust(file, source, Reader(BTreeSet::new())).0;
    }
    let mut found = BTreeSet::new();
    let visit = |node: Node<'_>| {
        let is_function = match node.kind() {
            "function_definition" | "function_declaration" | "method_definition" => true,
            "variable_declarator" => {
                node.child_by_field_name("value").is_some_and(|value| value.kind() == "arrow_function")
            }
            _ => false,
        };
        if let Some(name) = node.child_by_field_name("name").filter(|_| is_function) {
            found.insert(text(name, source).to_owned());
        }
    };
    walk_script(file, source, visit);
    found
}

struct Reader(BTreeSet<String>);

impl Reader {
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut after_fn = false;
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.add_tokens(group.stream()),
                TokenTree::Ident(name) if after_fn => drop(self.0.insert(name.to_string())),
                TokenTree::Ident(word) if word == "fn" => {
                    after_fn = true;
                    continue;
                }
                _ => {}
            }
            after_fn = false;
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.0.insert(signature.ident.to_string());
        visit::visit_signature(self, signature);
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        let invoked = item.mac.path.segments.last().map(|invoked| &invoked.ident);
        self.0.extend(item.ident.as_ref().or(invoked).map(|name| format!("{name}!")));
        self.add_tokens(item.mac.tokens.clone());
    }
}
