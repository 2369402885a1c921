//! Text literals of sources: what code compares with, apart from documentation and tests.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use tree_sitter::Node;

use crate::rust::only_in_tests;
use crate::syntax::{line, text, visit_rust, walk_script};

/// A text in a source, and its line.
pub type Literal = (usize, String);

/// The literals of a file, by the end of its name.
pub fn of(file: &str, source: &str) -> Vec<Literal> {
    if file.ends_with(".rs") {
        return visit_rust(file, source, Reader(Vec::new())).0;
    }
    let mut found = Vec::new();
    let visit = |node: Node<'_>| {
        if ["string", "template_string", "template_literal_type"].contains(&node.kind()) {
            found.push((line(node), text(node, source).trim_matches(['"', '\'', '`']).to_owned()));
        }
    };
    walk_script(file, source, visit);
    found
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

/// The literals of a file by which code decides or looks something up: compared, matched, or given to a function that finds by
/// name.
pub fn deciding(file: &str, source: &str) -> Vec<Literal> {
    if file.ends_with(".rs") {
        return visit_rust(file, source, Deciding(Vec::new())).0;
    }
    let mut found = Vec::new();
    let visit = |node: Node<'_>| {
        if node.kind() == "string" && node.parent().is_some_and(|parent| decides(node, parent, source)) {
            found.push((line(node), text(node, source).trim_matches(['"', '\'']).to_owned()));
        }
    };
    walk_script(file, source, visit);
    found
}

/// Methods that find by a name, or compare with it.
const LOOKUPS: &[&str] = &[
    "get",
    "get_mut",
    "get_item",
    "getattr",
    "setdefault",
    "pop",
    "has",
    "remove",
    "contains",
    "contains_key",
    "is_wire",
    "is_called",
    "wire_field",
    "kind_of",
    "pointer",
    "eq_ignore_ascii_case",
    "call_method1",
    "startsWith",
    "includes",
];

fn decides(node: Node<'_>, parent: Node<'_>, source: &str) -> bool {
    match parent.kind() {
        "comparison_operator" | "case_pattern" | "switch_case" | "subscript" | "subscript_expression" => true,
        "binary_expression" => {
            let operator = parent.child_by_field_name("operator").map(|operator| text(operator, source));
            matches!(operator, Some("===" | "!==" | "==" | "!=" | "in"))
        }
        "argument_list" | "arguments" => {
            let function = parent.parent().and_then(|call| call.child_by_field_name("function"));
            let name = function.map(|function| text(function, source)).unwrap_or_default();
            let is_first = parent.named_child(0) == Some(node);
            let (_, method) = name.rsplit_once('.').unwrap_or_default();
            is_first && LOOKUPS.contains(&method) || name == "getattr"
        }
        _ => false,
    }
}

struct Deciding(Vec<Literal>);

impl Deciding {
    fn add(&mut self, expression: &syn::Expr) {
        match expression {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(literal), .. }) => {
                self.0.push((literal.span().start().line, literal.value()));
            }
            syn::Expr::Reference(inner) => self.add(&inner.expr),
            syn::Expr::Array(list) => list.elems.iter().for_each(|element| self.add(element)),
            syn::Expr::Paren(inner) => self.add(&inner.expr),
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for Deciding {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !only_in_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_expr_binary(&mut self, expression: &'ast syn::ExprBinary) {
        if matches!(expression.op, syn::BinOp::Eq(_) | syn::BinOp::Ne(_)) {
            self.add(&expression.left);
            self.add(&expression.right);
        }
        visit::visit_expr_binary(self, expression);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let method = call.method.to_string();
        if LOOKUPS.contains(&method.as_str()) {
            call.args.iter().for_each(|argument| self.add(argument));
        }
        // A list of names that are looked for, such as `["a", "b"].iter()`.
        if let syn::Expr::Array(_) | syn::Expr::Paren(_) = &*call.receiver {
            self.add(&call.receiver);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_pat(&mut self, pattern: &'ast syn::Pat) {
        if let syn::Pat::Lit(syn::ExprLit { lit: syn::Lit::Str(literal), .. }) = pattern {
            self.0.push((literal.span().start().line, literal.value()));
        }
        visit::visit_pat(self, pattern);
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}
