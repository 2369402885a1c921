//! Looks for the end of a string of JSON: many bytes at a time, since most of any answer is strings.

/// Bytes that are looked at together.
const PIECE: usize = 16;

/// Bytes before the first that ends a string, begins an escape, or may not stand in a string.
#[inline(always)]
pub(crate) fn plain_length(text: &[u8]) -> usize {
    let (mut before, (pieces, _)) = (0_usize, text.as_chunks::<PIECE>());
    for piece in pieces {
        if let Some(at) = special_in(*piece) {
            return before.wrapping_add(at);
        }
        before = before.wrapping_add(PIECE);
    }
    length_at_end(text, before)
}

/// As [`plain_length`], near the end of the text, before which nothing is special.
#[cold]
#[inline(never)]
fn length_at_end(text: &[u8], before: usize) -> usize {
    let rest = text.get(before..).unwrap_or_default();
    before.wrapping_add(rest.iter().position(|byte| is_special(*byte)).unwrap_or(rest.len()))
}

#[inline]
fn is_special(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\\') | (byte < b' ')
}

/// Where the first special byte is. Without an end inside, so that the compiler makes it one comparison of all of them.
#[inline(always)]
fn special_in(piece: [u8; PIECE]) -> Option<usize> {
    let marks = u128::from_le_bytes(piece.map(|byte| if is_special(byte) { u8::MAX } else { 0 }));
    (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_plain_up_to_its_first_special_byte_wherever_that_is() {
        for length in 0..=130 {
            for plain in ["a", " ", "~", "\u{7f}", "\u{e9}", "\u{1f600}"] {
                let text = plain.repeat(length);
                assert_eq!(plain_length(text.as_bytes()), text.len(), "{length} of {plain:?}");
                for special in ["\"", "\\", "\n", "\u{0}", "\u{1f}"] {
                    let followed = [&text, special, "\"\\ and more of it, which is longer than one word is"].concat();
                    assert_eq!(plain_length(followed.as_bytes()), text.len(), "{length} of {plain:?}, {special:?}");
                }
            }
        }
    }
}
