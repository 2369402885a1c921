//! Why a YAML document is refused, in words that need no knowledge of the parser.

use std::fmt;

use granit_parser::{ErrorKind, Marker, ScanError};

use crate::json::MAX_DEPTH;

/// Why a YAML document is refused, and where.
#[derive(Debug)]
pub(super) struct Refusal {
    why: String,
    line: usize,
    column: usize,
    /// Whether the text is not YAML at all.
    syntax: bool,
    /// Names and indices of the place, from the inside to the outside.
    path: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Member(String),
    Element(usize),
}

impl Refusal {
    /// A refusal of what stands at `place`.
    pub(super) fn at(place: Marker, why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            line: place.line(),
            column: place.col().saturating_add(1),
            syntax: false,
            path: Vec::new(),
        }
    }

    /// A refusal of a document that is nested too deep at `place`.
    pub(super) fn too_deep(place: Marker) -> Self {
        Self::at(place, format!("nested deeper than {MAX_DEPTH} levels"))
    }

    /// The line, from 1.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Why, without the line.
    pub(super) fn reason(&self) -> String {
        let begin = if self.syntax { "neither JSON nor YAML: " } else { "" };
        let path = self.path();
        format!("{begin}{path}{}{}", if path.is_empty() { "" } else { ": " }, self.why)
    }

    /// The names and indices of the place.
    fn path(&self) -> String {
        let mut out = String::new();
        for (at, step) in self.path.iter().rev().enumerate() {
            match step {
                Step::Member(name) if at == 0 => out.push_str(name),
                Step::Member(name) => out.extend([".", name.as_str()]),
                Step::Element(index) => out.push_str(&format!("[{index}]")),
            }
        }
        out
    }

    /// The refusal, of what is in the member `name`.
    pub(super) fn in_member(mut self, name: &str) -> Self {
        self.path.push(Step::Member(name.to_owned()));
        self
    }

    /// The refusal, of what is in the element at `index`.
    pub(super) fn in_element(mut self, index: usize) -> Self {
        self.path.push(Step::Element(index));
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.syntax { "neither JSON nor YAML: " } else { "YAML, " })?;
        write!(f, "line {} column {}", self.line, self.column)?;
        let path = self.path();
        write!(f, "{}{path}: {}", if path.is_empty() { "" } else { ", " }, self.why)
    }
}

impl From<ScanError> for Refusal {
    fn from(error: ScanError) -> Self {
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            return Self::too_deep(*error.marker());
        }
        Self { syntax: true, ..Self::at(*error.marker(), syntax(error.kind())) }
    }
}

/// What is wrong with the syntax.
fn syntax(kind: &ErrorKind) -> String {
    use ErrorKind as Kind;
    let said = match kind {
        Kind::TabNotAllowed
        | Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabAtBlockScalarStart
        | Kind::InvalidBlockEntryWhitespace => "a tab where only spaces may indent",
        Kind::UnknownAnchor => "an alias whose anchor does not stand before it",
        Kind::UnclosedFlowCollection { open } => return format!("`{open}` is not closed"),
        Kind::MismatchedFlowCollectionEnd { open, close } => return format!("`{close}` cannot close `{open}`"),
        Kind::UnexpectedCharacter { character } => {
            return format!("`{}` cannot stand here unquoted", character.escape_debug());
        }
        Kind::UnexpectedEofFlowSequence | Kind::ExpectedFlowSequenceSeparator => "a `]` or `,` is missing",
        Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofImplicitFlowMapping
        | Kind::ExpectedFlowMappingSeparator => "a `}` or `,` is missing",
        Kind::MisplacedFlowCollectionEnd => "a closing bracket that nothing opened",
        Kind::UnclosedQuotedScalar | Kind::DocumentIndicatorInQuotedScalar => "a quoted text is not closed",
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            "something follows a quoted text on its line"
        }
        Kind::InvalidIndentation | Kind::InvalidBlockScalarIndent | Kind::InvalidQuotedScalarIndent => {
            "the indentation fits to no line above"
        }
        Kind::ExpectedBlockMappingKey | Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => {
            "expected a member, as in `name: value`"
        }
        Kind::ExpectedBlockSequenceEntry => "expected an element, as in `- value`",
        Kind::BlockEntryInFlowCollection | Kind::BlockSequenceEntryNotAllowed => "a `-` that begins no element",
        Kind::CommentInterceptedScalar => "a comment in the middle of a text",
        Kind::CommentNotSeparated => "a comment without a space before its `#`",
        Kind::BomInsideDocument => "a byte order mark inside of the document",
        Kind::UnknownQuotedScalarEscape | Kind::InvalidQuotedScalarHexEscape | Kind::InvalidLowSurrogateHexEscape => {
            "an escape that YAML does not have"
        }
        Kind::UndeclaredTagHandle => "a tag whose prefix is not declared",
        Kind::ZeroBlockScalarIndent | Kind::InvalidBlockScalarHeader => {
            "something follows the `|` or `>` of a text on its line"
        }
        Kind::UnexpectedEof | Kind::UnexpectedEofBlockSequence | Kind::UnexpectedEofBlockMapping => {
            "the document ends in the middle of a value"
        }
        Kind::MissingDocumentEndBeforeDirective | Kind::InvalidDocumentEnd | Kind::ExpectedDocumentStart => {
            "expected the end of the document"
        }
        _ => "the syntax is not that of YAML",
    };
    said.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_of_the_parser_has_its_words() {
        use ErrorKind as Kind;
        for (kinds, words) in [
            (
                vec![
                    Kind::TabNotAllowed,
                    Kind::TabInBlockIndentation,
                    Kind::TabInIndentation,
                    Kind::TabAtBlockScalarStart,
                    Kind::InvalidBlockEntryWhitespace,
                ],
                "a tab where only spaces may indent",
            ),
            (vec![Kind::UnknownAnchor], "an alias whose anchor does not stand before it"),
            (vec![Kind::UnclosedFlowCollection { open: '[' }], "`[` is not closed"),
            (vec![Kind::MismatchedFlowCollectionEnd { open: '[', close: '}' }], "`}` cannot close `[`"),
            (vec![Kind::UnexpectedCharacter { character: '\u{7}' }], "`\\u{7}` cannot stand here unquoted"),
            (vec![Kind::UnexpectedEofFlowSequence, Kind::ExpectedFlowSequenceSeparator], "a `]` or `,` is missing"),
            (
                vec![
                    Kind::UnexpectedEofFlowMapping,
                    Kind::UnexpectedEofImplicitFlowMapping,
                    Kind::ExpectedFlowMappingSeparator,
                ],
                "a `}` or `,` is missing",
            ),
            (vec![Kind::MisplacedFlowCollectionEnd], "a closing bracket that nothing opened"),
            (vec![Kind::UnclosedQuotedScalar, Kind::DocumentIndicatorInQuotedScalar], "a quoted text is not closed"),
            (
                vec![Kind::InvalidTrailingSingleQuotedScalar, Kind::InvalidTrailingDoubleQuotedScalar],
                "something follows a quoted text on its line",
            ),
            (
                vec![Kind::InvalidIndentation, Kind::InvalidBlockScalarIndent, Kind::InvalidQuotedScalarIndent],
                "the indentation fits to no line above",
            ),
            (
                vec![Kind::ExpectedBlockMappingKey, Kind::SimpleKeyExpected, Kind::InvalidSimpleKey],
                "expected a member, as in `name: value`",
            ),
            (vec![Kind::ExpectedBlockSequenceEntry], "expected an element, as in `- value`"),
            (
                vec![Kind::BlockEntryInFlowCollection, Kind::BlockSequenceEntryNotAllowed],
                "a `-` that begins no element",
            ),
            (vec![Kind::CommentInterceptedScalar], "a comment in the middle of a text"),
            (vec![Kind::CommentNotSeparated], "a comment without a space before its `#`"),
            (vec![Kind::BomInsideDocument], "a byte order mark inside of the document"),
            (
                vec![
                    Kind::UnknownQuotedScalarEscape,
                    Kind::InvalidQuotedScalarHexEscape,
                    Kind::InvalidLowSurrogateHexEscape,
                ],
                "an escape that YAML does not have",
            ),
            (vec![Kind::UndeclaredTagHandle], "a tag whose prefix is not declared"),
            (
                vec![Kind::ZeroBlockScalarIndent, Kind::InvalidBlockScalarHeader],
                "something follows the `|` or `>` of a text on its line",
            ),
            (
                vec![Kind::UnexpectedEof, Kind::UnexpectedEofBlockSequence, Kind::UnexpectedEofBlockMapping],
                "the document ends in the middle of a value",
            ),
            (
                vec![Kind::MissingDocumentEndBeforeDirective, Kind::InvalidDocumentEnd, Kind::ExpectedDocumentStart],
                "expected the end of the document",
            ),
            (vec![Kind::ExpectedTagBang], "the syntax is not that of YAML"),
        ] {
            for kind in kinds {
                assert_eq!(syntax(&kind), words, "{kind:?}");
            }
        }
    }

    #[test]
    fn a_place_is_told_from_the_outside_to_the_inside() {
        let shown = |steps: &[(&str, usize)]| {
            let refusal = Refusal::at(Marker::new(0, 3, 4), "why");
            let inside_out = steps.iter().rev();
            let whole = inside_out.fold(refusal, |refusal, (name, at)| match *name {
                "" => refusal.in_element(*at),
                name => refusal.in_member(name),
            });
            whole.to_string()
        };
        assert_eq!(shown(&[]), "YAML, line 3 column 5: why");
        assert_eq!(shown(&[("a", 0), ("b", 0), ("", 3)]), "YAML, line 3 column 5, a.b[3]: why");
        assert_eq!(shown(&[("", 2), ("", 0), ("c", 0)]), "YAML, line 3 column 5, [2][0].c: why");
    }
}
