//! Writes the text with the switches in it.

use std::fmt::Write as _;
use std::ops::Range;

use crate::sites::Site;
use crate::{Genre, Mutant, Place, SWITCH};

/// A mutant with the bytes that it replaces.
#[derive(Debug)]
pub(crate) struct Placed {
    pub number: usize,
    pub genre: Genre,
    pub range: Range<usize>,
    pub replacement: String,
}

impl Placed {
    pub(crate) fn of(source: &str, number: usize, mutant: &Mutant) -> Option<Self> {
        let range = offset(source, mutant.span.start)?..offset(source, mutant.span.end)?;
        Some(Self { number, genre: mutant.genre, range, replacement: mutant.replacement.clone() })
    }
}

/// A text with switches.
#[derive(Debug)]
pub struct Switched {
    /// The text.
    pub text: String,
    /// The mutants that are in it.
    pub numbers: Vec<usize>,
    /// The mutants that the language refuses.
    pub never: Vec<usize>,
}

/// Writes the source with these sites, outermost first.
pub(crate) fn write(source: &str, sites: &[Site], never: Vec<usize>) -> Switched {
    let mut text = String::with_capacity(source.len().saturating_mul(3));
    let mut writer = Writer { source, left: sites };
    writer.write(0..source.len(), &mut text);
    Switched { text, numbers: sites.iter().flat_map(Site::numbers).collect(), never }
}

struct Writer<'a> {
    source: &'a str,
    /// The sites that are not written yet.
    left: &'a [Site],
}

impl<'a> Writer<'a> {
    /// Writes a piece of the source, with the sites in it.
    fn write(&mut self, piece: Range<usize>, text: &mut String) {
        let mut at = piece.start;
        while let Some((site, left)) = self.left.split_first().filter(|(site, _)| site.range().end <= piece.end) {
            self.left = left;
            let range = site.range();
            text.push_str(self.plain(at..range.start));
            self.write_site(site, text);
            at = range.end;
        }
        text.push_str(self.plain(at..piece.end));
    }

    /// A piece of the source as it is.
    fn plain(&self, piece: Range<usize>) -> &'a str {
        self.source.get(piece).unwrap_or_default()
    }

    /// Each switch stands in a line of its own, which errors of the compiler name.
    fn write_site(&mut self, site: &Site, text: &mut String) {
        match site {
            Site::Statements { values, .. } => {
                for (number, value) in values {
                    let _ = write!(text, "\nif {SWITCH}({number}) {{ return {value}; }}");
                }
                text.push('\n');
            }
            Site::Binary { left, right, operators } => {
                text.push_str("(\n");
                for (number, operator) in operators {
                    let (left, right) = (self.plain(left.clone()), self.plain(right.clone()));
                    let _ = write!(text, "if {SWITCH}({number}) {{ {left} {operator} {right} }}\nelse ");
                }
                text.push_str("{ ");
                self.write(left.clone(), text);
                text.push_str(self.plain(left.end..right.start));
                self.write(right.clone(), text);
                text.push_str(" })");
            }
            Site::Unary { whole, operand, number } => {
                let _ = write!(text, "(\nif {SWITCH}({number}) {{ {} }}\nelse {{ ", self.plain(operand.clone()));
                text.push_str(self.plain(whole.start..operand.start));
                self.write(operand.clone(), text);
                text.push_str(" })");
            }
            Site::Arm { number, .. } => {
                let _ = write!(text, "\nif !{SWITCH}({number})\n");
            }
            Site::Guard { whole, values } => {
                for (number, value) in values {
                    let _ = write!(text, "\nif {SWITCH}({number}) {{ {value} }} else ");
                }
                text.push_str("{ ");
                self.write(whole.clone(), text);
                text.push_str(" }\n");
            }
        }
    }
}

/// The byte of a place.
fn offset(source: &str, place: Place) -> Option<usize> {
    let line = place.line.checked_sub(1)?;
    let start: usize = source.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = source.get(start..)?;
    let mut characters = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    start.checked_add(characters.nth(place.column.checked_sub(1)?)?)
}
