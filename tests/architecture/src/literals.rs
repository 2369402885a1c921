//! Text literals of sources: what code compares with, apart from documentation and tests.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use tree_sitter::Node;

use crate::rust::only_in_tests;
use crate::syntax::{line, text, walk_python, walk_typescript};

/// A text in a source, and its line.
pub type Literal = (usize, String);

/// The literals of a file, by the end of its name.
pub fn of(file: &str, source: &str) -> Vec<Literal> {
    let mut found = Vec::new();
    let visit = |node: Node<'_>| {
        if ["string", "template_string", "template_literal_type"].contains(&node.kind()) {
            found.push((line(node), text(node, source).trim_matches(['"', '\'', '`']).to_owned()));
        }
    };
    match file.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "rs" => return rust(file, source),
        "py" | "pyi" => walk_python(file, source, visit),
        "ts" | "mts" => walk_typescript(file, source, visit),
        other => panic!("{file}: nothing reads {other}"),
    }
    found
}

fn rust(file: &str, source: &str) -> Vec<Literal> {
    let parsed = syn::parse_file(source).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut reader = Reader(Vec::new());
    reader.visit_file(&parsed);
    reader.0
}

struct Reader(Vec<Literal>);

impl Reader {
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut documentation = false;
        for token in tokens {
            match token {
                // `#[doc = "…"]`, which is what a comment becomes.
                TokenTree::Group(group) if documentation => drop(group),
                TokenTree::Group(group) => self.add_tokens(group.stream()),
                TokenTree::Literal(literal) => match syn::Lit::new(literal) {
                    syn::Lit::Str(literal) => self.visit_lit_str(&literal),
                    syn::Lit::ByteStr(literal) => self.visit_lit_byte_str(&literal),
                    _ => {}
                },
                TokenTree::Punct(mark) => {
                    documentation = mark.as_char() == '#';
                    continue;
                }
                TokenTree::Ident(_) => {}
            }
            documentation = false;
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !only_in_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.0.push((literal.span().start().line, literal.value()));
    }

    fn visit_lit_byte_str(&mut self, literal: &'ast syn::LitByteStr) {
        self.0.push((literal.span().start().line, String::from_utf8_lossy(&literal.value()).into_owned()));
    }

    fn visit_macro(&mut self, invoked: &'ast syn::Macro) {
        let before = self.0.len();
        self.add_tokens(invoked.tokens.clone());
        if invoked.path.segments.last().is_some_and(|name| name.ident == "concat") {
            let parts = self.0.split_off(before);
            let line = parts.first().map_or(0, |(line, _)| *line);
            self.0.push((line, parts.into_iter().map(|(_, text)| text).collect()));
        }
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}
