//! JSON as a value, nested as deep as the API takes it.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

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

/// The first integer of a JSON text that would lose digits as a value: one of more than 64 bits, unless it is how
/// JavaScript writes a floating point number.
pub(crate) fn inexact(text: &str) -> Option<&str> {
    let in_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        rest = rest.get(at..)?;
        let Some(in_text) = rest.strip_prefix('"') else {
            let (number, after) = rest.split_at_checked(rest.find(|c| !in_number(c)).unwrap_or(rest.len()))?;
            let is_float = number.contains(['.', 'e', 'E']);
            let is_kept = || number.parse::<f64>().is_ok_and(|float| float.to_string() == number);
            if !is_float && number.parse::<i64>().is_err() && number.parse::<u64>().is_err() && !is_kept() {
                return Some(number);
            }
            rest = after;
            continue;
        };
        let mut is_escaped = false;
        let end = in_text.find(|c| {
            let ends = c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            ends
        })?;
        rest = in_text.get(end + 1..)?;
    }
    None
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
    fn integers_that_would_lose_digits_are_found() {
        let kept = r#"{"99999999999999999999": ["\\", "\"-99999999999999999999", 18446744073709551615, -9223372036854775808]}"#;
        assert_eq!(inexact(kept), None);
        assert_eq!(inexact("[1e99, 1.2345678901234567e29, 99999999999999999999.5, -0, true]"), None);
        assert_eq!(inexact("[100000000000000000000, -123456789012345680000]"), None);
        assert_eq!(inexact("[1, {\"a\": 18446744073709551617}]"), Some("18446744073709551617"));
        assert_eq!(inexact("-9223372036854775809"), Some("-9223372036854775809"));
    }
}
