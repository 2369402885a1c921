//! Reads JSON value by value out of a text. What is rare is cut out and handed to `serde_json`.

use std::borrow::Cow;
use std::ops::Range;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Deserializer, Number, Result};

use super::plain_text::plain_length;
use super::quoted_name::QuotedName;
use super::quoted_word::{QuotedWord, word_of};

/// Digits that fit 64 bits whatever they are.
const MAX_DIGITS: usize = 18;

/// A text, and how far it is read.
pub(crate) struct Scanner<'de> {
    pub(super) text: &'de str,
    pub(super) at: usize,
}

impl<'de> Scanner<'de> {
    pub(crate) fn new(text: &'de str) -> Self {
        Self { text, at: 0 }
    }

    /// The next byte that is no blank; `None` at the end.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        match self.byte() {
            // Most servers write no blanks.
            Some(byte) if byte > b' ' => Some(byte),
            _ => self.peek_after_blanks(),
        }
    }

    fn peek_after_blanks(&mut self) -> Option<u8> {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.skip(1);
        }
        self.byte()
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn skip(&mut self, bytes: usize) {
        self.at = self.at.wrapping_add(bytes);
    }

    /// What is not read yet.
    fn rest(&self) -> &'de str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Ends the reading of the text, of which nothing may be left.
    pub(crate) fn end(&mut self) -> Result<()> {
        self.peek().map_or(Ok(()), |_| Err(self.not_json()))
    }

    /// Opens the list or object that is next.
    #[inline]
    pub(crate) fn open(&mut self, bracket: u8, expected: &str) -> Result<()> {
        if self.peek() != Some(bracket) {
            return Err(self.expected(&expected));
        }
        self.skip(1);
        Ok(())
    }

    /// Whether the list or object that ends with this bracket has another element, which then is next. `is_first` is whether
    /// none was read.
    #[inline]
    pub(crate) fn has_next(&mut self, is_first: &mut bool, bracket: u8) -> Result<bool> {
        let first = std::mem::replace(is_first, false);
        match self.peek() {
            Some(byte) if byte == bracket => {
                self.skip(1);
                Ok(false)
            }
            Some(b',') if !first => {
                self.skip(1);
                // A bracket after a comma is no element, and refused by whoever reads one.
                Ok(true)
            }
            Some(_) if first => Ok(true),
            _ => Err(self.not_json()),
        }
    }

    /// Reads the comma, the name and the colon that are next, if they are these to the letter. The first has no comma, but
    /// stands behind the brace of its object.
    #[inline(always)]
    pub(crate) fn skip_name(&mut self, name: &QuotedName, is_first: bool) -> bool {
        // The brace was read already.
        let (before, start) = if is_first { (b'{', self.at.wrapping_sub(1)) } else { (b',', self.at) };
        let Some(rest) = self.text.as_bytes().get(start..) else { return false };
        let is_next = name.begins(before, rest);
        if is_next {
            self.at = start.wrapping_add(name.length());
        }
        is_next
    }

    /// Reads the string that is next, if it is one of these words. Which one.
    #[inline(always)]
    pub(crate) fn word(&mut self, words: &[QuotedWord]) -> Option<u8> {
        let (word, length) = word_of(self.text.as_bytes().get(self.at..)?, words)?;
        self.skip(length);
        Some(word)
    }

    /// Closes the object that is next, if it ends here.
    #[inline(always)]
    pub(crate) fn skip_end(&mut self) -> bool {
        let is_end = self.byte() == Some(b'}');
        self.at = self.at.wrapping_add(usize::from(is_end));
        is_end
    }

    /// Bytes that are not read yet.
    pub(crate) fn remaining(&self) -> usize {
        self.text.len().saturating_sub(self.at)
    }

    /// Reads the name that is next, and the colon after it.
    pub(crate) fn name(&mut self) -> Result<Cow<'de, str>> {
        if self.peek() != Some(b'"') {
            return Err(self.not_json());
        }
        let name = self.quoted()?;
        self.colon()?;
        Ok(name)
    }

    #[inline]
    fn colon(&mut self) -> Result<()> {
        if self.peek() != Some(b':') {
            return Err(self.not_json());
        }
        self.skip(1);
        Ok(())
    }

    /// Reads a string.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Cow<'de, str>> {
        if self.peek() != Some(b'"') {
            return Err(self.expected(&"a string"));
        }
        self.quoted()
    }

    /// Reads the string whose quote is next.
    #[inline]
    fn quoted(&mut self) -> Result<Cow<'de, str>> {
        match self.quoted_plain().and_then(|place| self.text.get(place)) {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.escaped().map(Cow::Owned),
        }
    }

    /// Reads the string that is next if it has no escapes. Where it stands.
    #[inline]
    pub(crate) fn plain_string(&mut self) -> Option<Range<usize>> {
        if self.peek() != Some(b'"') {
            return None;
        }
        self.quoted_plain()
    }

    /// As [`plain_string`](Self::plain_string), of the string whose quote is next.
    #[inline(always)]
    fn quoted_plain(&mut self) -> Option<Range<usize>> {
        let start = self.at.wrapping_add(1);
        let rest = self.text.as_bytes().get(start..)?;
        let length = plain_length(rest);
        let end = start.wrapping_add(length);
        if rest.get(length) != Some(&b'"') {
            return None;
        }
        self.at = end.wrapping_add(1);
        Some(start..end)
    }

    /// Reads the string whose quote is next and which has an escape, or is wrong.
    fn escaped(&mut self) -> Result<String> {
        let start = self.at;
        self.skip(1);
        let mut string = String::new();
        loop {
            let rest = self.rest();
            let (plain, special) = rest.split_at_checked(plain_length(rest.as_bytes())).unwrap_or_default();
            string.push_str(plain);
            self.skip(plain.len());
            let char = match special.as_bytes() {
                [b'"', ..] => {
                    self.skip(1);
                    return Ok(string);
                }
                [b'\\', b'"', ..] => '"',
                [b'\\', b'\\', ..] => '\\',
                [b'\\', b'/', ..] => '/',
                [b'\\', b'b', ..] => '\u{8}',
                [b'\\', b'f', ..] => '\u{c}',
                [b'\\', b'n', ..] => '\n',
                [b'\\', b'r', ..] => '\r',
                [b'\\', b't', ..] => '\t',
                _ => return self.by_serde_json(start),
            };
            string.push(char);
            self.skip(2);
        }
    }

    /// Reads the string that begins at `start`, and has other escapes or is wrong.
    #[cold]
    fn by_serde_json(&mut self, start: usize) -> Result<String> {
        self.at = start;
        let rest = self.rest();
        let raw = <&RawValue>::deserialize(&mut Deserializer::from_str(rest)).map_err(|_| self.not_json())?;
        if let Ok(string) = serde_json::from_str(raw.get()) {
            self.skip(raw.get().len());
            return Ok(string);
        }
        // The error tells its place in the whole text: what stands before is blank, but has its lines.
        let before = self.text.get(..start).unwrap_or_default();
        let mut blank: String = before.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        blank.push_str(raw.get());
        Err(serde_json::from_str::<String>(&blank).err().unwrap_or_else(|| self.not_json()))
    }

    /// Reads a number. One that no 64 bits hold becomes a decimal number, and one beyond all bounds is refused.
    pub(crate) fn number(&mut self, expected: &str) -> Result<Number> {
        if let Some(integer) = self.small_integer() {
            return Ok(integer.into());
        }
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => self.any_number(self.at),
            _ => Err(self.expected(&expected)),
        }
    }

    /// Reads the number that begins at `start`, of whatever form.
    fn any_number(&mut self, start: usize) -> Result<Number> {
        while matches!(self.byte(), Some(b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) {
            self.skip(1);
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(text).map_err(|_| match serde_json::from_str::<IgnoredAny>(text) {
            Ok(_) => self.error(&"number out of range"),
            Err(_) => self.not_json(),
        })
    }

    /// Reads a whole number of a few digits. Nothing of what is another number.
    #[inline]
    pub(crate) fn small_integer(&mut self) -> Option<i64> {
        self.peek();
        let rest = self.text.as_bytes().get(self.at..)?;
        let (mut size, mut length) = (0_i64, 0_usize);
        while let Some(digit @ b'0'..=b'9') = rest.get(length) {
            size = size.wrapping_mul(10).wrapping_add(i64::from(digit & 0xf));
            length = length.wrapping_add(1);
        }
        let is_plain = match length {
            1 => true,
            2..=MAX_DIGITS => rest.first() != Some(&b'0'),
            _ => false,
        };
        if !is_plain || matches!(rest.get(length), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        self.skip(length);
        Some(size)
    }

    /// Reads `true` or `false`.
    #[inline]
    pub(crate) fn boolean(&mut self) -> Result<bool> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        match rest.first_chunk() {
            Some(b"true") => {
                self.skip(4);
                Ok(true)
            }
            Some(b"fals") if rest.get(4) == Some(&b'e') => {
                self.skip(5);
                Ok(false)
            }
            _ => self.boolean_after_blanks(),
        }
    }

    #[inline(never)]
    fn boolean_after_blanks(&mut self) -> Result<bool> {
        match self.peek() {
            Some(b't') => self.literal("true").map(|()| true),
            Some(b'f') => self.literal("false").map(|()| false),
            _ => Err(self.expected(&"a boolean")),
        }
    }

    /// Reads `null` if it is next. Whether it is.
    #[inline]
    pub(crate) fn skip_null(&mut self) -> Result<bool> {
        match self.peek() {
            Some(b'n') => self.literal("null").map(|()| true),
            _ => Ok(false),
        }
    }

    #[inline(always)]
    pub(super) fn literal(&mut self, word: &str) -> Result<()> {
        if !self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            return Err(self.not_json());
        }
        self.skip(word.len());
        Ok(())
    }

    /// Reads a value of any type, and leaves it as it is written.
    pub(crate) fn raw(&mut self) -> Result<&'de RawValue> {
        self.peek();
        let read = <&RawValue>::deserialize(&mut Deserializer::from_str(self.rest()));
        let raw = read.map_err(|_| self.not_json())?;
        self.skip(raw.get().len());
        Ok(raw)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    const LIKELY: QuotedName = QuotedName::new("likely");

    /// A value of any type, built of what the scanner reads.
    fn built(scanner: &mut Scanner<'_>) -> Result<Value> {
        let mut is_first = true;
        Ok(match scanner.peek() {
            Some(b'"') => scanner.string()?.into(),
            Some(b't' | b'f') => scanner.boolean()?.into(),
            Some(b'[') => {
                let mut list = Vec::new();
                scanner.open(b'[', "a list")?;
                while scanner.has_next(&mut is_first, b']')? {
                    list.push(built(scanner)?);
                }
                list.into()
            }
            Some(b'{') => {
                let mut members = BTreeMap::new();
                scanner.open(b'{', "an object")?;
                loop {
                    let name = if scanner.skip_name(&LIKELY, is_first) {
                        is_first = false;
                        "likely".into()
                    } else if scanner.has_next(&mut is_first, b'}')? {
                        scanner.name()?
                    } else {
                        break;
                    };
                    members.insert(name.into_owned(), built(scanner)?);
                }
                members.into_iter().collect()
            }
            _ if scanner.skip_null()? => Value::Null,
            _ => scanner.number("a value")?.into(),
        })
    }

    fn value(text: &str) -> Result<Value> {
        let mut scanner = Scanner::new(text);
        let value = built(&mut scanner)?;
        scanner.end().map(|()| value)
    }

    /// Checks that the scanner reads the text as `serde_json` does, and refuses in the same words what is no JSON.
    fn assert_alike(text: &str) {
        let (read, known) = (value(text), serde_json::from_str::<Value>(text));
        assert_eq!(read.is_ok(), known.is_ok(), "{text}: {read:?}");
        match read {
            Ok(read) => assert_eq!(Some(read), known.ok(), "{text}"),
            // A number may be too large, which is JSON.
            Err(error) if error.is_data() => assert!(error.to_string().contains("out of range"), "{text}: {error}"),
            Err(error) => {
                let ignored = serde_json::from_str::<IgnoredAny>(text).err().or(known.err());
                assert_eq!(Some(error.to_string()), ignored.map(|known| known.to_string()), "{text}");
            }
        }
    }

    #[test]
    fn what_servers_write_is_read() {
        for text in [
            "{}",
            "[]",
            "null",
            "true",
            "false",
            "\"\"",
            "0",
            "-0",
            "-1",
            "999999999999999999",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775809",
            "0.1",
            "-2.5e-3",
            "1E5",
            " [ 1 , {\"a b\" : \"c\"\n} ]\r\n\t",
            "{\"a\":[null,true,{\"b\":{}}],\"likely\":1,\"likely2\":\"\u{fc}\u{1f600}\"}",
            r#""ab\n\"\u00e9\ud83d\ude00\/\b\f\r\t\\ and more than twenty-four bytes, and a few beyond that""#,
        ] {
            assert_eq!(value(text).ok(), Some(serde_json::from_str(text).unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_refused_as_serde_json_refuses_it() {
        let texts = [
            "| |{|[1|[1,]|[,1]|[1 2]|{\"a\":1,}|{,}|{\"a\"}|{\"a\" 1}|{1:1}|{a:1}|tru|truex|nul",
            "\"a|\"a\\|\"a\\\"|\"a\nb\"|\"\\x\"|\n\"\\ud800\"|01|-01|-|1.|1e|1.5.5|+1|.5|[1]]|1 2",
            "'a'|[1}|{\"a\":1]",
        ];
        for text in texts.iter().flat_map(|texts| texts.split('|')) {
            assert!(value(text).is_err(), "{text}");
            assert_alike(text);
        }
        assert_eq!(value("\n \"\\ud800\"").unwrap_err().to_string(), "unexpected end of hex escape at line 2 column 9");
        let error = value("[1e999").unwrap_err();
        assert_eq!(error.to_string(), "number out of range at line 1 column 6");
    }

    #[test]
    fn a_value_is_left_as_it_is_written() {
        let mut scanner = Scanner::new(r#" [ 1.50 ,18446744073709551616,{"d":[ "]\"" ,2]}]"#);
        scanner.open(b'[', "a list").unwrap();
        let mut raw = Vec::new();
        let mut is_first = true;
        while scanner.has_next(&mut is_first, b']').unwrap() {
            raw.push(scanner.raw().unwrap().get());
        }
        assert_eq!(raw, ["1.50", "18446744073709551616", r#"{"d":[ "]\"" ,2]}"#]);
        for wrong in ["x", "[1}", "{\"b\":01}", ""] {
            assert!(Scanner::new(wrong).raw().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_serde_json_reads_it(text in r#"[\[\]{}:,"\\ 0-9eE.+\-a-fnrtulsü\n]{0,24}"#) {
            assert_alike(&text);
        }

        #[test]
        fn strings_of_any_length_end_where_they_end(text in "\\PC{0,80}") {
            assert_alike(&serde_json::to_string(&text).unwrap());
        }

        #[test]
        fn an_answer_with_any_byte_changed_is_read_alike(at in 0_usize..150, byte in "[\\[\\]{}:,\"\\\\ 0-9.a-z\n]") {
            let mut text = r#"{"id":"1","name":"ab cd ef gh with more of it","likely":["a","b"],"maxTokens":1800,"revision":"3","version":2.0,"isDraft":null,"x":{"y":[1]}}"#.to_owned();
            let at = at.checked_rem(text.len()).unwrap_or_default();
            text.replace_range(at..=at, &byte);
            assert_alike(&text);
        }
    }
}
