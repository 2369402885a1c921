//! Escapes texts as JSON strings, with the same result as `serde_json`, but fast for texts of megabytes: eight bytes at
//! a time where nothing is escaped, and without a branch per byte where much is.

/// Width of the escape `\u0000`.
const WIDE: u8 = 6;

/// The first two bytes of what each byte becomes, and how many it becomes.
static ESCAPES: [([u8; 2], u8); 256] = escapes();

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "runs at build time, where an overflow is an error"
)]
const fn escapes() -> [([u8; 2], u8); 256] {
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

/// Bytes of text that are escaped at once.
const BLOCK: usize = 1 << 10;

/// Buffer for one escaped block, with room for the second byte of the last table entry. Its size is a power of two, so that
/// a place in it needs no check.
type Room = [u8; ROOM];
const ROOM: usize = (BLOCK * WIDE as usize + 2).next_power_of_two();

/// Appends `text` to `out` as a JSON string. The caller reserves room, by [`json_string_len`].
pub(crate) fn write_json_string(text: &str, out: &mut String) {
    out.push('"');
    let (mut room, mut rest): (Room, _) = ([0; _], text);
    while !rest.is_empty() {
        let mut end = rest.len().min(BLOCK);
        while !rest.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        let (text, behind) = rest.split_at(end);
        let len = escape(text.as_bytes(), &mut room);
        // Escapes are ASCII between whole characters, so the result is always UTF-8.
        let escaped = room.get(..len).and_then(|escaped| std::str::from_utf8(escaped).ok());
        out.push_str(escaped.unwrap_or_default());
        rest = behind;
    }
    out.push('"');
}

/// The bytes that `text` takes as a JSON string; too few only for control characters that are no line ends or tabs.
pub(crate) fn json_string_len(text: &str) -> usize {
    let escaped = b"\"\\\n\r\t".iter().map(|byte| memchr::memchr_iter(*byte, text.as_bytes()).count());
    escaped.chain([text.len(), "\"\"".len()]).fold(0, usize::saturating_add)
}

/// Escapes at most one block into `room` and returns the length of the result.
fn escape(text: &[u8], room: &mut Room) -> usize {
    let mut len = 0;
    let (words, rest) = text.as_chunks::<8>();
    for word in words {
        if is_plain(u64::from_le_bytes(*word)) {
            put(*word, room, &mut len, word.len());
        } else {
            word.iter().for_each(|byte| escape_byte(*byte, room, &mut len));
        }
    }
    rest.iter().for_each(|byte| escape_byte(*byte, room, &mut len));
    len
}

#[inline(always)]
fn escape_byte(byte: u8, room: &mut Room, len: &mut usize) {
    #[expect(clippy::indexing_slicing, reason = "the table has as many rows as there are bytes")]
    let (start, width) = ESCAPES[usize::from(byte)];
    if width == WIDE {
        let digit = |value: u8| char::from_digit(u32::from(value), 16).map_or(b'0', |digit| digit as u8);
        put([b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 0xf)], room, len, usize::from(WIDE));
        return;
    }
    // Both bytes are always written: a branch would be mispredicted, since any byte of a manifest may be a quote.
    for (behind, byte) in start.into_iter().enumerate() {
        #[expect(clippy::indexing_slicing, reason = "no place of this many bits is behind the room")]
        let place = &mut room[len.wrapping_add(behind) & (ROOM - 1)];
        *place = byte;
    }
    *len = len.wrapping_add(usize::from(width));
}

/// Writes `bytes` and advances `len` by `count`.
#[inline(always)]
fn put<const N: usize>(bytes: [u8; N], room: &mut Room, len: &mut usize, count: usize) {
    if let Some(place) = room.get_mut(*len..).and_then(<[u8]>::first_chunk_mut) {
        *place = bytes;
    }
    *len = len.wrapping_add(count);
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
        let mut out = String::with_capacity(json_string_len(text));
        write_json_string(text, &mut out);
        out
    }

    #[test]
    fn room_is_made_for_what_documents_have() {
        for text in ["", "a\"\\\n\r\té🚚"] {
            assert_eq!(json_string_len(text), quoted(text).len());
        }
    }

    #[test]
    fn every_character_is_written_like_serde_json_writes_it() {
        for start in 0..9 {
            for c in ('\0'..='\u{2ff}').chain(['\u{2027}', '\u{2028}', '\u{2029}', '\u{ffff}', '😀', char::MAX]) {
                let text = format!("{}{c}{}", "a".repeat(start), "z".repeat(9));
                assert_eq!(quoted(&text), serde_json::to_string(&text).unwrap());
            }
        }
        assert_eq!(quoted(""), "\"\"");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_written_like_serde_json_writes_it(text in "(?s)[\\x00-\\x7f]{0,40}|.{0,40}", times in 1..200_usize) {
            let text = text.repeat(times);
            proptest::prop_assert_eq!(quoted(&text), serde_json::to_string(&text).unwrap());
        }
    }

    #[test]
    fn a_word_is_plain_unless_a_byte_of_it_is_escaped() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut word = *b"aZ~ /\xc3\xa9z";
                word[place] = byte;
                let escaped = byte < 0x20 || byte == b'"' || byte == b'\\';
                assert_eq!(is_plain(u64::from_le_bytes(word)), !escaped, "{byte:#x} at {place}");
            }
        }
    }
}
