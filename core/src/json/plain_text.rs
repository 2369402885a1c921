//! Looks for the end of a string of JSON: many bytes at a time, since most of any answer is strings.

/// Bytes before the first that ends a string, begins an escape, or may not stand in a string.
#[inline]
pub(crate) fn plain_length(text: &[u8]) -> usize {
    let (words, _) = text.as_chunks::<8>();
    let mut before = 0_usize;
    for word in words.iter().take(SHORT / 8) {
        let found = marks(u64::from_le_bytes(*word));
        if found != 0 {
            return before.wrapping_add(found.trailing_zeros() as usize / 8);
        }
        before = before.wrapping_add(8);
    }
    before.wrapping_add(long_length(text.get(before..).unwrap_or_default()))
}

/// Bytes that are looked at eight at a time.
const SHORT: usize = 24;

/// As [`plain_length`], of the end of a long string, or of a text.
fn long_length(text: &[u8]) -> usize {
    let (pieces, _) = text.as_chunks::<32>();
    // Without an end inside, so that the compiler makes it one comparison of all of them.
    let is_plain = |piece: &&[u8; 32]| !piece.iter().fold(false, |found, byte| found | is_special(*byte));
    let plain = pieces.iter().take_while(is_plain).count().wrapping_mul(32);
    let rest = text.get(plain..).unwrap_or_default();
    plain.wrapping_add(rest.iter().position(|byte| is_special(*byte)).unwrap_or(rest.len()))
}

#[inline]
fn is_special(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\\') | (byte < b' ')
}

/// Marks the highest bit of the first special byte; bits of bytes behind it may be wrong.
#[inline]
fn marks(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let quote = (word ^ ONES.wrapping_mul(b'"' as u64)).wrapping_sub(ONES);
    let escape = (word ^ ONES.wrapping_mul(b'\\' as u64)).wrapping_sub(ONES);
    let control = word.wrapping_sub(ONES.wrapping_mul(b' ' as u64));
    (quote | escape | control) & !word & ONES.wrapping_mul(0x80)
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
