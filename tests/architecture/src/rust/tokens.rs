//! Paths in the tokens of macros, which no parser takes apart.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{Lit, LitStr};

/// A path of at least one name in tokens.
pub struct TokenPath {
    pub names: Vec<Ident>,
    /// `!` follows it.
    pub called: bool,
    /// It begins in this crate, and a parameter of the macro gives its next name.
    pub open: bool,
}

/// The paths in tokens, those in groups included. `$crate` is `crate`.
pub fn paths(tokens: TokenStream) -> Vec<TokenPath> {
    let mut found = Vec::new();
    collect(tokens, &mut found);
    found
}

/// The strings in tokens, those in groups included.
pub fn strings(tokens: TokenStream) -> Vec<LitStr> {
    let found = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => strings(group.stream()),
        TokenTree::Literal(literal) => match Lit::new(literal) {
            Lit::Str(text) => vec![text],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    });
    found.collect()
}

fn collect(tokens: TokenStream, found: &mut Vec<TokenPath>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
    let mark =
        |at: usize, mark: char| matches!(tokens.get(at), Some(TokenTree::Punct(found)) if found.as_char() == mark);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Ident(first) => {
                // `value.method::<T>()` and `$parameter` are no names of a path; `$crate` is.
                let method = at >= 2 && mark(at - 2, '.') && !(at >= 3 && mark(at - 3, '.'));
                let parameter = at >= 2 && mark(at - 2, '$') && first != "crate";
                let mut names = vec![first.clone()];
                while colon(at) && colon(at + 1) {
                    let Some(TokenTree::Ident(name)) = tokens.get(at + 2) else { break };
                    names.push(name.clone());
                    at += 3;
                }
                if !method && !parameter {
                    let of_crate =
                        names.first().is_some_and(|first| ["crate", "self", "super"].iter().any(|root| first == root));
                    let open = of_crate && colon(at) && colon(at + 1) && mark(at + 2, '$');
                    found.push(TokenPath { names, called: mark(at, '!'), open });
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
