//! Texts of others as they are shown.

/// `text` with control characters, line separators and direction marks escaped, so that a text of the server cannot
/// rewrite a terminal or a log.
pub(crate) fn escape_control(text: &str) -> String {
    let hostile = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(hostile) {
        return text.to_owned();
    }
    text.chars().fold(String::with_capacity(text.len().saturating_add(8)), |mut out, c| {
        if hostile(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
        out
    })
}

/// How much of a text that may be of any length is shown in an error.
const MAX_SHOWN: usize = 200;

/// The beginning of a text, for an error.
pub(crate) fn beginning(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e_12_control_characters_are_escaped() {
        assert_eq!(escape_control("a\u{1b}[31m\r\n\u{202e}b"), "a\\u{1b}[31m\\r\\n\\u{202e}b");
    }

    #[test]
    fn the_beginning_of_a_text_says_that_it_goes_on() {
        assert_eq!(beginning("/v4/agents"), "/v4/agents");
        assert_eq!(beginning(&"a".repeat(MAX_SHOWN)), "a".repeat(MAX_SHOWN));
        assert_eq!(beginning(&"a".repeat(MAX_SHOWN + 1)), format!("{}…", "a".repeat(MAX_SHOWN)));
    }
}
