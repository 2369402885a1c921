//! Finds what each mutant changes in the syntax tree.

use std::cmp::Reverse;
use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::Genre;
use crate::text::Placed;

/// A piece of the source that mutants change, by bytes.
#[derive(Debug)]
pub(crate) enum Site {
    /// Where statements begin: a number and a value to return.
    Statements { at: usize, values: Vec<(usize, String)> },
    /// Two operands around an operator: a number and another operator.
    Binary { left: Range<usize>, right: Range<usize>, operators: Vec<(usize, String)> },
    /// An operand after an operator that is deleted.
    Unary { whole: Range<usize>, operand: Range<usize>, number: usize },
    /// An arm without a guard: where it would stand.
    Arm { at: usize, number: usize },
    /// A guard: a number and what stands there instead.
    Guard { whole: Range<usize>, values: Vec<(usize, String)> },
}

impl Site {
    pub(crate) fn range(&self) -> Range<usize> {
        match self {
            Self::Statements { at, .. } | Self::Arm { at, .. } => *at..*at,
            Self::Binary { left, right, .. } => left.start..right.end,
            Self::Unary { whole, .. } | Self::Guard { whole, .. } => whole.clone(),
        }
    }

    pub(crate) fn numbers(&self) -> Vec<usize> {
        match self {
            Self::Unary { number, .. } | Self::Arm { number, .. } => vec![*number],
            Self::Statements { values, .. } | Self::Guard { values, .. } => {
                values.iter().map(|value| value.0).collect()
            }
            Self::Binary { operators, .. } => operators.iter().map(|operator| operator.0).collect(),
        }
    }
}

/// The sites of these mutants, outermost first, and the mutants that the language refuses. A mutant that no switch can
/// hold has no site.
pub(crate) fn find(file: &syn::File, placed: &[Placed]) -> (Vec<Site>, Vec<usize>) {
    let mut finder = Finder { placed, sites: Vec::new(), never: Vec::new() };
    finder.visit_file(file);
    // What is put between two characters comes before what begins at the second one.
    finder.sites.sort_by_key(|site| (site.range().start, !site.range().is_empty(), Reverse(site.range().end)));
    (finder.sites, finder.never)
}

struct Finder<'a> {
    placed: &'a [Placed],
    sites: Vec<Site>,
    /// Mutants that the language refuses: a chain with `let` has no operator but `&&`.
    never: Vec<usize>,
}

impl Finder<'_> {
    /// Numbers and replacements of the mutants of a genre that begin here.
    fn at(&self, genre: Genre, at: usize) -> Vec<(usize, String)> {
        let here = self.placed.iter().filter(|placed| placed.genre == genre && placed.range.start == at);
        here.map(|placed| (placed.number, placed.replacement.clone())).collect()
    }

    fn push_statements(&mut self, block: &syn::Block) {
        let Some(first) = block.stmts.first() else { return };
        let at = bytes(first).start;
        let values = self.at(Genre::FnValue, at);
        if !values.is_empty() {
            self.sites.push(Site::Statements { at, values });
        }
    }
}

/// What is constant is not switched: a switch is read when the program runs.
impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_trait_item_const(&mut self, _: &'ast syn::TraitItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if function.sig.constness.is_none() {
            self.push_statements(&function.block);
            visit::visit_item_fn(self, function);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if function.sig.constness.is_none() {
            self.push_statements(&function.block);
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = function.default.as_ref().filter(|_| function.sig.constness.is_none()) {
            self.push_statements(block);
            visit::visit_trait_item_fn(self, function);
        }
    }

    fn visit_expr_repeat(&mut self, repeat: &'ast syn::ExprRepeat) {
        self.visit_expr(&repeat.expr);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        let operators = self.at(Genre::BinaryOperator, bytes(&binary.op).start);
        if binds(&binary.left) || binds(&binary.right) {
            self.never.extend(operators.iter().map(|operator| operator.0));
        } else if !operators.is_empty() {
            self.sites.push(Site::Binary { left: bytes(&binary.left), right: bytes(&binary.right), operators });
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        if let Some((number, _)) = self.at(Genre::UnaryOperator, bytes(&unary.op).start).pop() {
            self.sites.push(Site::Unary { whole: bytes(unary), operand: bytes(&unary.expr), number });
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let deleted = self.at(Genre::MatchArm, bytes(arm).start);
        if let syn::Pat::Guard(guarded) = &arm.pat {
            let whole = bytes(&guarded.guard);
            let mut values = self.at(Genre::MatchArmGuard, whole.start);
            values.extend(deleted.into_iter().map(|(number, _)| (number, "false".to_owned())));
            if !values.is_empty() && !binds(&guarded.guard) {
                self.sites.push(Site::Guard { whole, values });
            }
            self.visit_expr(&guarded.guard);
        } else if let Some((number, _)) = deleted.into_iter().next() {
            self.sites.push(Site::Arm { at: bytes(&arm.pat).end, number });
        }
        self.visit_expr(&arm.body);
    }

    fn visit_pat(&mut self, _: &'ast syn::Pat) {}
}

/// Whether an operand binds names for what follows it, so that it must stay where it is.
fn binds(operand: &syn::Expr) -> bool {
    match operand {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => binds(&binary.left) || binds(&binary.right),
        _ => false,
    }
}

fn bytes(node: &impl Spanned) -> Range<usize> {
    node.span().byte_range()
}
