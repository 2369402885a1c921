//! Reads the members of an object of megabytes in one pass: that it is JSON, how deep it is nested, and where its members
//! stand. What is wrong with a text that is refused is found apart, by what says so everywhere else.

use std::borrow::Cow;

use super::plain_text::plain_length;
use super::{MAX_DEPTH, RawObject, check_depth};

/// The members of one object, values left as text, in the order they stand.
pub(crate) type Members<'a> = Vec<(Cow<'a, str>, &'a str)>;

/// Why a text is not read.
#[derive(Debug)]
pub(crate) enum NoMembers {
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep(String),
    /// No JSON, no object, or one with two members of one name.
    NotRead(serde_json::Error),
}

/// The members of the object that the text is.
pub(crate) fn members(text: &str) -> Result<Members<'_>, NoMembers> {
    if let Some(members) = read(text) {
        return Ok(members);
    }
    check_depth(text.as_bytes()).map_err(NoMembers::TooDeep)?;
    let RawObject(members) = serde_json::from_str(text).map_err(NoMembers::NotRead)?;
    Ok(members.into_iter().map(|(name, value)| (name.into(), value.get())).collect())
}

/// `None` for what is refused, and for what is rare: a name with an escape.
fn read(text: &str) -> Option<Members<'_>> {
    let bytes = text.as_bytes();
    let mut members = Members::new();
    let mut at = after_blanks(bytes, 0);
    if byte(bytes, at)? != b'{' {
        return None;
    }
    at = after_blanks(bytes, next(at));
    let mut is_open = byte(bytes, at)? != b'}';
    while is_open {
        let (name, start) = (at, name_end(bytes, at)?);
        let name = text.get(name..start)?.trim_end_matches(BLANK_OR_COLON).strip_prefix('"')?.strip_suffix('"')?;
        if name.contains('\\') || members.iter().any(|(seen, _)| *seen == name) {
            return None;
        }
        let start = after_blanks(bytes, start);
        // The object itself is one level.
        let end = value_end(bytes, start, MAX_DEPTH.wrapping_sub(1))?;
        members.push((name.into(), text.get(start..end)?));
        at = after_blanks(bytes, end);
        match byte(bytes, at)? {
            b',' => at = after_blanks(bytes, next(at)),
            b'}' => is_open = false,
            _ => return None,
        }
    }
    (after_blanks(bytes, next(at)) == bytes.len()).then_some(members)
}

const BLANK_OR_COLON: [char; 5] = [' ', '\n', '\r', '\t', ':'];

/// Where the value ends that begins at `at`, if it is JSON nested at most `levels` deep, which are fewer than bits of
/// `objects`.
fn value_end(text: &[u8], mut at: usize, levels: usize) -> Option<usize> {
    // Of each level that is open a bit, the innermost lowest: whether it is an object.
    let (mut depth, mut objects) = (0_usize, 0_u128);
    loop {
        let first = byte(text, at)?;
        at = match first {
            b'"' => string_end(text, at)?,
            b'{' | b'[' => {
                if depth >= levels {
                    return None;
                }
                let is_object = first == b'{';
                let inside = after_blanks(text, next(at));
                let is_empty = byte(text, inside)? == if is_object { b'}' } else { b']' };
                if !is_empty {
                    depth = next(depth);
                    objects = (objects << 1) | u128::from(is_object);
                    at = if is_object { after_blanks(text, name_end(text, inside)?) } else { inside };
                    continue;
                }
                next(inside)
            }
            b'-' | b'0'..=b'9' => number_end(text, at)?,
            b't' => word_end(text, at, b"true")?,
            b'f' => word_end(text, at, b"false")?,
            b'n' => word_end(text, at, b"null")?,
            _ => return None,
        };
        loop {
            if depth == 0 {
                return Some(at);
            }
            at = after_blanks(text, at);
            let is_object = objects & 1 == 1;
            match byte(text, at)? {
                b',' => {
                    at = after_blanks(text, next(at));
                    if is_object {
                        at = after_blanks(text, name_end(text, at)?);
                    }
                    break;
                }
                b'}' if is_object => {}
                b']' if !is_object => {}
                _ => return None,
            }
            (depth, objects, at) = (depth.wrapping_sub(1), objects >> 1, next(at));
        }
    }
}

#[inline(always)]
fn next(at: usize) -> usize {
    at.wrapping_add(1)
}

#[inline(always)]
fn byte(text: &[u8], at: usize) -> Option<u8> {
    text.get(at).copied()
}

/// Where the next byte is that is no blank.
#[inline(always)]
fn after_blanks(text: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = byte(text, at) {
        at = next(at);
    }
    at
}

/// Behind the colon of the name that begins at `at`.
#[inline(always)]
fn name_end(text: &[u8], at: usize) -> Option<usize> {
    if byte(text, at)? != b'"' {
        return None;
    }
    let colon = after_blanks(text, string_end(text, at)?);
    (byte(text, colon)? == b':').then_some(next(colon))
}

/// Behind the string whose quote is at `at`.
#[inline]
fn string_end(text: &[u8], at: usize) -> Option<usize> {
    let mut at = next(at);
    loop {
        let rest = text.get(at..)?;
        let plain = plain_length(rest);
        at = at.wrapping_add(plain);
        let escape = match (byte(rest, plain)?, byte(rest, next(plain))) {
            (b'"', _) => return Some(next(at)),
            (b'\\', Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't')) => 2,
            (b'\\', Some(b'u'))
                if rest.get(plain.wrapping_add(2)..plain.wrapping_add(6))?.iter().all(u8::is_ascii_hexdigit) =>
            {
                6
            }
            _ => return None,
        };
        at = at.wrapping_add(escape);
    }
}

#[inline]
fn digits_end(text: &[u8], mut at: usize) -> usize {
    while let Some(b'0'..=b'9') = byte(text, at) {
        at = next(at);
    }
    at
}

#[inline]
fn number_end(text: &[u8], mut at: usize) -> Option<usize> {
    at = at.wrapping_add(usize::from(byte(text, at)? == b'-'));
    let some_digits = |at: usize| Some(digits_end(text, at)).filter(|end| *end > at);
    at = match byte(text, at)? {
        b'0' => next(at),
        _ => some_digits(at)?,
    };
    if byte(text, at) == Some(b'.') {
        at = some_digits(next(at))?;
    }
    if let Some(b'e' | b'E') = byte(text, at) {
        let is_signed = matches!(byte(text, next(at)), Some(b'+' | b'-'));
        at = some_digits(next(at).wrapping_add(usize::from(is_signed)))?;
    }
    Some(at)
}

#[inline]
fn word_end(text: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    text.get(at..)?.starts_with(word).then_some(at.wrapping_add(word.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known(text: &str) -> Option<Vec<(String, String)>> {
        check_depth(text.as_bytes()).ok()?;
        let RawObject(members) = serde_json::from_str(text).ok()?;
        Some(members.into_iter().map(|(name, value)| (name, value.get().to_owned())).collect())
    }

    fn own(members: Option<Members<'_>>) -> Option<Vec<(String, String)>> {
        let owned = |(name, value): (Cow<'_, str>, &str)| (name.into_owned(), value.to_owned());
        members.map(|members| members.into_iter().map(owned).collect())
    }

    /// Checks that the text is read as `serde_json` reads it, also in the one pass if that takes it.
    fn assert_alike(text: &str) {
        let known = known(text);
        assert_eq!(own(members(text).ok()), known, "{text}");
        if let Some(read) = own(read(text)) {
            assert_eq!(Some(read), known, "{text}");
        }
    }

    #[test]
    fn what_documents_have_is_read_in_one_pass() {
        for text in [
            "{}",
            " { } ",
            "{ \"a b\" :\n [ 1 , {\"x\" : {} } , [ ] , \"\\u00e9\\n\\\"\" ]\r\n,\t\"b\":null }",
            r#"{"a":-0.5e+3,"b":true,"c":[false,0,10,-1,1E9],"é":"ü"}"#,
        ] {
            assert!(read(text).is_some(), "{text}");
            assert_alike(text);
        }
    }

    #[test]
    fn what_is_no_json_or_no_object_is_refused() {
        let texts = "|[]|\"a\"|{|{\"a\"|{\"a\":|{\"a\":1|{\"a\":1,}|{\"a\":1}}|{\"a\":1} x|{a:1}|{\"a\" 1}|{\"a\":[1}|\
                     {\"a\":{\"b\":1]}|{\"a\":01}|{\"a\":1.}|{\"a\":1e}|{\"a\":-}|{\"a\":.5}|{\"a\":+1}|{\"a\":tru}|\
                     {\"a\":\"\\x\"}|{\"a\":\"\\u00g0\"}|{\"a\":\"\n\"}|{\"a\":[1,]}|{\"a\":[,1]}|{\"a\":{,}}|\
                     {\"a\":{\"b\":1,}}|{\"a\":{1:2}}|{,\"a\":1}|{\"a\":1 2}|{\"a\":1,\"a\":2}|{\"a\":\"\\";
        for text in texts.split('|') {
            assert!(members(text).is_err(), "{text}");
            assert_alike(text);
        }
        assert_alike(r#"{"\u0061":1,"b\"":"\ud800"}"#);
        assert_alike(r#"{"\u0061":1,"a":2}"#);
    }

    #[test]
    fn the_deepest_is_read_and_what_is_deeper_refused() {
        let nested = |n: usize| format!("{{\"a\":{}{}}}", "[".repeat(n), "]".repeat(n));
        for levels in [MAX_DEPTH - 1, MAX_DEPTH] {
            assert_eq!(read(&nested(levels)).is_some(), levels < MAX_DEPTH);
            assert_alike(&nested(levels));
        }
        assert!(matches!(members(&nested(MAX_DEPTH)), Err(NoMembers::TooDeep(_))));
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_serde_json_reads_it(text in r#"\{"a":[\[\]{}:,"\\ 0-9eE.+\-a-fnrtulsü\n]{0,24}\}"#) {
            assert_alike(&text);
        }

        #[test]
        fn a_document_with_any_byte_changed_is_read_alike(at in 0_usize..150, byte in "[\\[\\]{}:,\"\\\\ 0-9.a-z\n]") {
            let mut text = r#"{"openapi":"3.0.3","paths":{"/a b":{"get":{"summary":"more than \"twenty-four\" bytes\n","x":[1,-2.5e3,[],{}]}},"/c":null},"z":[true,false,{"y":0}]}"#.to_owned();
            let at = at.checked_rem(text.len()).unwrap_or_default();
            text.replace_range(at..=at, &byte);
            assert_alike(&text);
        }
    }
}
