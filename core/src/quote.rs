//! Texts as JSON strings. Written like `serde_json` writes them, but for texts of megabytes: eight bytes at a time where
//! nothing is escaped, and without a guess at each byte where much is.

/// Width of the escape `\u0000`.
const WIDE: u8 = 6;

/// What an escape adds to its byte at most.
const MOST: u8 = 5;

/// The first two bytes of what each byte becomes, and how many it becomes.
const WRITTEN: [([u8; 2], u8); 256] = written();

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "runs at build time, where an overflow is an error"
)]
const fn written() -> [([u8; 2], u8); 256] {
    let mut table = [([0; 2], 1); 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = match byte as u8 {
            8 => (*b"\\b", 2),
            9 => (*b"\\t", 2),
            10 => (*b"\\n", 2),
            12 => (*b"\\f", 2),
            13 => (*b"\\r", 2),
            b'"' => (*b"\\\"", 2),
            b'\\' => (*b"\\\\", 2),
            control @ 0..32 => ([b'\\', control], WIDE),
            other => ([other, 0], 1),
        };
        byte += 1;
    }
    table
}

/// Text that is escaped at once.
const BLOCK: usize = 1 << 10;

/// Appends `text` as a JSON string.
pub(crate) fn quote(text: &str, out: &mut String) {
    out.reserve(quoted_len(text));
    out.push('"');
    let mut block = Vec::with_capacity(BLOCK.saturating_mul(usize::from(WIDE)));
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.len().min(BLOCK);
        while !rest.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        let (text, behind) = rest.split_at(end);
        escape(text.as_bytes(), &mut block);
        // Only ASCII was put between whole characters, so this never fails; and it is soon checked.
        out.push_str(std::str::from_utf8(&block).unwrap_or_default());
        block.clear();
        rest = behind;
    }
    out.push('"');
}

/// At least the bytes that `text` takes as a JSON string, and hardly more.
pub(crate) fn quoted_len(text: &str) -> usize {
    let counted = text.as_bytes().chunks(32).map(|chunk| {
        // Small enough for one byte: the compiler counts many at once.
        let more = |byte: &u8| match byte {
            b'"' | b'\\' => 1,
            0..32 => MOST,
            _ => 0,
        };
        usize::from(chunk.iter().map(more).fold(0_u8, u8::wrapping_add))
    });
    counted.fold(text.len(), usize::saturating_add).saturating_add(2)
}

fn escape(text: &[u8], out: &mut Vec<u8>) {
    let (words, rest) = text.as_chunks::<8>();
    for word in words {
        if is_plain(u64::from_le_bytes(*word)) {
            out.extend_from_slice(word);
        } else {
            word.iter().for_each(|byte| escape_byte(*byte, out));
        }
    }
    rest.iter().for_each(|byte| escape_byte(*byte, out));
}

fn escape_byte(byte: u8, out: &mut Vec<u8>) {
    #[expect(clippy::indexing_slicing, reason = "the table has as many rows as there are bytes")]
    let (start, width) = WRITTEN[usize::from(byte)];
    if width == WIDE {
        out.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
        return;
    }
    // Both bytes, and then perhaps one less: there is no telling which byte of a manifest is a quote.
    out.extend_from_slice(&start);
    out.truncate(out.len().saturating_sub(usize::from(width == 1)));
}

/// Whether none of eight bytes is a quote, a backslash or below the blank: the classic test of all bytes of a word.
fn is_plain(word: u64) -> bool {
    const ONES: u64 = u64::MAX / 0xff;
    const TOPS: u64 = ONES << 7;
    let has_zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let is = |byte: u8| has_zero(word ^ (ONES.wrapping_mul(u64::from(byte))));
    let below_blank = word.wrapping_sub(ONES.wrapping_mul(0x20)) & !word;
    (is(b'"') | is(b'\\') | below_blank) & TOPS == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> String {
        let mut out = String::new();
        quote(text, &mut out);
        out
    }

    #[test]
    fn every_character_is_written_like_serde_json_writes_it() {
        for start in 0..9 {
            for c in ('\0'..='\u{2ff}').chain(['\u{2027}', '\u{2028}', '\u{2029}', '\u{ffff}', '😀', char::MAX]) {
                let text = format!("{}{c}{}", "a".repeat(start), "z".repeat(9));
                assert_eq!(quoted(&text), serde_json::to_string(&text).unwrap());
                assert!(quoted_len(&text) >= quoted(&text).len());
            }
        }
        assert_eq!(quoted(""), "\"\"");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_written_like_serde_json_writes_it(text in "(?s)[\\x00-\\x7f]{0,40}|.{0,40}", times in 1..200_usize) {
            let text = text.repeat(times);
            proptest::prop_assert_eq!(quoted(&text), serde_json::to_string(&text).unwrap());
            proptest::prop_assert!(quoted_len(&text) >= quoted(&text).len());
        }
    }
}
