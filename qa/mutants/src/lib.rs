//! Mutant schemata: all mutants of a file in one text, each behind a switch, so that one build serves all of them.
//!
//! A mutant of [cargo-mutants](https://mutants.rs) is a span and what stands there instead. Where `a < b` becomes
//! `a == b`, the text becomes `(if on(7) { a == b } else { a < b })`, and the test is told in the environment which
//! switch is on. What the language does not let stand behind a switch (constants, chains with `let`) is left out and has
//! to be built alone.

mod sites;
mod text;

use std::collections::BTreeSet;

use serde::Deserialize;

pub use text::Switched;

/// The function that says whether a mutant is switched on, as the switched text calls it.
pub const SWITCH: &str = "crate::mutant_switch::on";

/// A mutant, as `cargo mutants --list --json` tells it.
#[derive(Debug, Clone, Deserialize)]
pub struct Mutant {
    /// Path of the file, from the root of the workspace.
    pub file: String,
    /// What is done to the span.
    pub genre: Genre,
    /// What is replaced.
    pub span: Span,
    /// What stands there instead.
    pub replacement: String,
}

/// What a mutant does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Genre {
    /// Replaces the statements of a function by a value.
    FnValue,
    /// Replaces an operator with two operands.
    BinaryOperator,
    /// Deletes an operator with one operand.
    UnaryOperator,
    /// Deletes an arm of a match.
    MatchArm,
    /// Replaces the guard of an arm.
    MatchArmGuard,
    /// Deletes a member of a struct expression with a base.
    StructField,
}

/// A piece of a file.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Span {
    /// Its first character.
    pub start: Place,
    /// What follows its last one.
    pub end: Place,
}

/// A character of a file, counted from 1.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character of it.
    pub column: usize,
}

/// The text of a file with mutants of it behind switches. `mutants` come with their numbers; those in `without` are left
/// out, as if no switch could hold them.
pub fn switched(source: &str, mutants: &[(usize, Mutant)], without: &BTreeSet<usize>) -> syn::Result<Switched> {
    let file = syn::parse_file(source)?;
    let placed: Vec<_> = mutants
        .iter()
        .filter(|(number, _)| !without.contains(number))
        .filter_map(|(number, mutant)| text::Placed::of(source, *number, mutant))
        .collect();
    let (sites, never) = sites::find(&file, &placed);
    Ok(text::write(source, &sites, never))
}
