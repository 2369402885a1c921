//! JSON as a value, nested as deep as the API takes it.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::refusal::InvalidInput;

/// Nesting that is accepted.
pub(crate) const MAX_DEPTH: usize = 128;

/// Nesting that the parser takes.
const PARSER_DEPTH: usize = 127;

/// Reads the bytes of one JSON text.
pub(crate) fn from_slice(bytes: &[u8]) -> Result<Value, String> {
    value(std::str::from_utf8(bytes).map_err(|error| error.to_string())?)
}

/// Reads one JSON text.
pub(crate) fn value(text: &str) -> Result<Value, String> {
    nested(text, MAX_DEPTH)
}

/// Reads one JSON text of at most `depth` levels. What is nested deeper than the parser takes is read value by value.
pub(crate) fn nested(text: &str, depth: usize) -> Result<Value, String> {
    serde_json::from_str(text).or_else(|error| {
        let refused = || error.to_string();
        if depth <= PARSER_DEPTH {
            return Err(refused());
        }
        let inner = |value: &RawValue| nested(value.get(), depth - 1).map_err(|_| refused());
        if let Ok(values) = serde_json::from_str::<Vec<&RawValue>>(text) {
            return values.into_iter().map(inner).collect::<Result<_, _>>().map(Value::Array);
        }
        let members: Members<'_> = serde_json::from_str(text).map_err(|_| refused())?;
        let members = members.0.into_iter().map(|(name, value)| Ok((name, inner(value)?)));
        members.collect::<Result<Map<_, _>, _>>().map(Value::Object)
    })
}

/// Reads one JSON text, whose numbers all keep their digits as a value.
pub(crate) fn exact(text: &str) -> Result<Value, String> {
    inexact(text).map_or_else(|| value(text), |number| Err(loses_digits(number)))
}

/// Reads one JSON text, such as a request body of an [`Edit`](crate::Edit), as the emulator keeps it.
///
/// # Errors
///
/// The text is no JSON, nested too deep, or holds a number that would lose digits: an integer of more than 64 bits, or a
/// number that no floating point number comes near to.
pub fn read_json(text: &str) -> Result<Value, InvalidInput> {
    exact(text).map_err(InvalidInput::new)
}

/// The first object that has a member twice, of which readers of JSON take one or the other.
pub(crate) fn repeated(text: &str) -> Option<InvalidInput> {
    match text.trim_start().as_bytes().first() {
        Some(b'{') => {
            let Members(members) = serde_json::from_str(text).ok()?;
            let mut names = HashSet::new();
            members.iter().find_map(|(name, value)| {
                match names.insert(name.as_str()) {
                    true => repeated(value.get()),
                    false => Some(InvalidInput::new("the member is there twice")),
                }
                .map(|error| error.below_member(name))
            })
        }
        Some(b'[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            let mut elements = elements.iter().enumerate();
            elements.find_map(|(at, element)| repeated(element.get()).map(|error| error.below_element(at)))
        }
        _ => None,
    }
}

/// What is wrong with a number that [`inexact`] found.
pub(crate) fn loses_digits(number: &str) -> String {
    let what = if is_float(number) { "a number beyond all bounds" } else { "an integer of more than 64 bits" };
    format!("{what} would lose digits: {number}")
}

/// The first number of a JSON text that would lose digits as a value: an integer of more than 64 bits, unless it is how
/// JavaScript writes a floating point number, or a number that is infinite as one.
pub(crate) fn inexact(text: &str) -> Option<&str> {
    numbers(text).map(|(_, number)| number).find(|number| !is_kept(number))
}

/// The text with a text of its digits for each number that would lose some.
pub(crate) fn quoted(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for (at, number) in numbers(text).filter(|(_, number)| !is_kept(number)) {
        let before = text.get(done..at).unwrap_or_default();
        out.extend([before, "\"", number, "\""]);
        done = at.saturating_add(number.len());
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

fn is_float(number: &str) -> bool {
    number.contains(['.', 'e', 'E'])
}

/// Whether a value holds the number with all its digits. What is no number, the parser refuses.
fn is_kept(number: &str) -> bool {
    let Ok(float) = number.parse::<f64>() else {
        return true;
    };
    if is_float(number) {
        return float.is_finite();
    }
    number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok() || float.to_string() == number
}

/// The numbers of a JSON text that stand in no text, with their places.
fn numbers(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            at += rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit())?;
            let rest = text.get(at..)?;
            let Some(in_text) = rest.strip_prefix('"') else {
                let length = rest.find(|c: char| !is_in_number(c)).unwrap_or(rest.len());
                let found = (at, rest.get(..length)?);
                at += length;
                return Some(found);
            };
            let mut is_escaped = false;
            let end = in_text.find(|c| {
                let ends = c == '"' && !is_escaped;
                is_escaped = c == '\\' && !is_escaped;
                ends
            })?;
            at += end + 2;
        }
    })
}

const fn is_in_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E')
}

/// The members of an object, in order.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Vec<(String, &'de RawValue)>;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                std::iter::from_fn(|| map.next_entry().transpose()).collect()
            }
        }
        deserializer.deserialize_map(Object).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_levels_as_the_api_takes_are_read() {
        let nested = |levels: usize| format!("{{\"x\":{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        for levels in [2, 127, MAX_DEPTH] {
            assert_eq!(value(&nested(levels)).unwrap().to_string(), nested(levels));
        }
        assert!(value(&nested(MAX_DEPTH + 1)).is_err());
        let list = format!("[[{}]]", nested(MAX_DEPTH));
        assert!(value(&list).is_err());
        assert_eq!(super::nested(&list, MAX_DEPTH + 2).unwrap().to_string(), list);
    }

    #[test]
    fn numbers_that_would_lose_digits_are_found() {
        let kept = r#"{"99999999999999999999": ["\\", "\"-99999999999999999999", 18446744073709551615, -9223372036854775808]}"#;
        assert_eq!(inexact(kept), None);
        assert_eq!(inexact("[1e99, 1.2345678901234567e29, 99999999999999999999.5, -0, true]"), None);
        assert_eq!(inexact("[100000000000000000000, -123456789012345680000]"), None);
        assert_eq!(inexact("[1, {\"a\": 18446744073709551617}]"), Some("18446744073709551617"));
        assert_eq!(inexact("-9223372036854775809"), Some("-9223372036854775809"));
        assert_eq!(inexact("[1e308, -1e400]"), Some("-1e400"));
        assert_eq!(inexact("[-, 1"), None);
        let text = r#"{"a\"1e400":[1e400,"18446744073709551617",18446744073709551617]}"#;
        assert_eq!(quoted(text), r#"{"a\"1e400":["1e400","18446744073709551617","18446744073709551617"]}"#);
        assert!(matches!(quoted("[1, 2]"), Cow::Borrowed(_)));
        assert!(exact(text).unwrap_err().ends_with("beyond all bounds would lose digits: 1e400"));
    }
}
