//! Words that a value may be, which are compared as a whole.

/// Bytes that are compared at once.
const SIZE: usize = 16;

/// A word in quotes.
pub(crate) struct QuotedWord {
    bytes: u128,
    /// The bits that are the word's; none of a word that is too long.
    mask: u128,
    length: usize,
}

impl QuotedWord {
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "runs at build time, where either is an error"
    )]
    pub(crate) const fn new(word: &str) -> Self {
        let length = word.len() + 2;
        if length > SIZE {
            return Self { bytes: 1, mask: 0, length };
        }
        let (mut bytes, mut at) = ([0; SIZE], 0);
        while at < length {
            bytes[at] = if at == 0 || at + 1 == length { b'"' } else { word.as_bytes()[at - 1] };
            at += 1;
        }
        Self { bytes: u128::from_le_bytes(bytes), mask: u128::MAX >> (8 * (SIZE - length)), length }
    }
}

/// Which of the words a text begins with, in quotes, and how long that is. Not where the text ends soon.
#[inline(always)]
pub(super) fn word_of(text: &[u8], words: &[QuotedWord]) -> Option<(u8, usize)> {
    let found = u128::from_le_bytes(*text.first_chunk::<SIZE>()?);
    let at = words.iter().position(|word| found & word.mask == word.bytes)?;
    Some((u8::try_from(at).ok()?, words.get(at)?.length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_told_from_every_other() {
        const WORDS: &[QuotedWord] = &[
            QuotedWord::new("draft"),
            QuotedWord::new("drafted"),
            QuotedWord::new(""),
            QuotedWord::new("fourteen bytes"),
        ];
        const LONG: &[QuotedWord] = &[QuotedWord::new("fifteen bytes .")];
        let word = |text: &str| word_of(format!("{text},and more of it").as_bytes(), WORDS);
        for (text, expected) in [
            (r#""draft""#, Some((0, 7))),
            (r#""drafted""#, Some((1, 9))),
            (r#""""#, Some((2, 2))),
            (r#""fourteen bytes""#, Some((3, 16))),
            (r#""draf""#, None),
            (r#""Draft""#, None),
            (r#""draft "#, None),
            (r#" "draft""#, None),
            ("draft", None),
        ] {
            assert_eq!(word(text), expected, "{text}");
        }
        assert_eq!(word_of(br#""fifteen bytes .", and more"#, LONG), None);
        assert_eq!(word_of(br#""draft""#, WORDS), None);
    }
}
