//! Looks for the end of a string of JSON: many bytes at a time, since most of any answer is strings.

/// Bytes before the first that ends a string, begins an escape, or may not stand in a string.
#[inline(always)]
pub(crate) fn plain_length(text: &[u8]) -> usize {
    // Most strings are short.
    if let ([first, second, third, ..], _) = text.as_chunks::<8>() {
        let found = marks(*first);
        if found != 0 {
            return byte_of(found);
        }
        let found = marks(*second);
        if found != 0 {
            return byte_of(found).wrapping_add(8);
        }
        let found = marks(*third);
        if found != 0 {
            return byte_of(found).wrapping_add(16);
        }
    }
    long_length(text)
}

/// As [`plain_length`], of a string that is long, or stands at the end of its text.
#[inline(never)]
fn long_length(text: &[u8]) -> usize {
    let mut before = 0_usize;
    for piece in text.as_chunks::<32>().0 {
        // Without an end inside, so that the compiler makes it one comparison of all of them.
        if piece.iter().fold(false, |found, byte| found | is_special(*byte)) {
            break;
        }
        before = before.wrapping_add(32);
    }
    let (words, _) = text.get(before..).unwrap_or_default().as_chunks::<8>();
    for word in words {
        let found = marks(*word);
        if found != 0 {
            return before.wrapping_add(byte_of(found));
        }
        before = before.wrapping_add(8);
    }
    let rest = text.get(before..).unwrap_or_default();
    before.wrapping_add(rest.iter().position(|byte| is_special(*byte)).unwrap_or(rest.len()))
}

/// The first byte that is marked.
#[inline(always)]
fn byte_of(marks: u64) -> usize {
    marks.trailing_zeros() as usize / 8
}

#[inline]
fn is_special(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\\') | (byte < b' ')
}

/// Marks the highest bit of the first special byte; bits of bytes behind it may be wrong.
#[inline(always)]
fn marks(word: [u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let word = u64::from_le_bytes(word);
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
