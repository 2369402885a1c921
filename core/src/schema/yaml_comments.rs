//! What a YAML file says beside its value, and what is lost of it where the value is written again.

use granit_parser::{Event, Parser, options};

use crate::json::MAX_DEPTH;

/// What a file says beside its value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Beside<'a> {
    /// The comments before the value, each line with its end.
    pub head: &'a str,
    /// What stands elsewhere and cannot be written again, in words.
    pub lost: Option<&'static str>,
}

/// Looks through a YAML text that was read before.
pub(crate) fn beside(text: &str) -> Beside<'_> {
    let options = options! {
        flow_nesting_limit: 2 * MAX_DEPTH,
        block_nesting_limit: 2 * MAX_DEPTH,
        emit_comments: true,
        max_buffered_comment_events: usize::MAX,
    };
    let (mut comments, mut first, mut anchors) = (Vec::new(), None, false);
    for event in Parser::new_from_str_with_options(text, options) {
        // What cannot be looked through may hold anything.
        let Ok((event, span)) = event else { return Beside { head: "", lost: Some("its comments") } };
        match event {
            Event::Comment(..) => comments.push(span.start.line()),
            Event::Scalar(_, _, anchor, _) | Event::SequenceStart(_, anchor, _) | Event::MappingStart(_, anchor, _) => {
                anchors |= anchor != 0;
                first.get_or_insert(span.start.line());
            }
            Event::Alias(_) => anchors = true,
            _ => {}
        }
    }
    let is_comment = |line: &&str| line.trim_end().is_empty() || line.starts_with('#');
    let length: usize = text.split_inclusive('\n').take_while(is_comment).map(str::len).sum();
    let head = text.get(..length).unwrap_or_default();
    let lines = head.matches('\n').count();
    let is_lost = comments.iter().any(|line| *line > lines);
    let lost = match (is_lost, anchors) {
        (true, _) => Some("its comments"),
        (false, true) => Some("its anchors"),
        (false, false) => None,
    };
    Beside { head: if first.is_some() { head } else { "" }, lost }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_before_the_value_can_be_written_again_and_others_cannot() {
        for (text, head, lost) in [
            ("a: 1\n", "", None),
            ("# one\n\n# two\na: 1\n", "# one\n\n# two\n", None),
            ("# one\r\na: 1\r\n", "# one\r\n", None),
            ("# one\n---\na: 1\n", "# one\n", None),
            ("a: 1 # why\n", "", Some("its comments")),
            ("# one\na: 1\n# two\n", "# one\n", Some("its comments")),
            ("--- # one\na: 1\n", "", Some("its comments")),
            ("  # one\na: 1\n", "", Some("its comments")),
            ("a: | # why\n  text\n", "", Some("its comments")),
            ("a:\n  # why\n  b: [1, # one\n 2]\n", "", Some("its comments")),
            ("a: 'x # y'\nb: x#y\nc: |\n  # text\n  # text\nd: \"# z\"\n", "", None),
            ("a: &x 1\nb: *x\n", "", Some("its anchors")),
            ("a: [\n", "", Some("its comments")),
        ] {
            assert_eq!(beside(text), Beside { head, lost }, "{text:?}");
        }
        let many = format!("a: 1\n{}", "# one\n".repeat(500));
        assert_eq!(beside(&many).lost, Some("its comments"));
    }
}
