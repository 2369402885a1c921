//! Free-form JSON kept as the text it arrived in, so that nothing is lost: big integers, number
//! style and the order of members stay as they were (GEN-14).

use std::collections::BTreeMap;
use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

pub(crate) mod any_format;
pub(crate) mod attachments;
pub(crate) mod decimal;
pub(crate) mod escape;
pub(crate) mod members;
pub(crate) mod message;
pub(crate) mod place;
pub(crate) mod plain_text;
pub(crate) mod pointer;
pub(crate) mod pretty;
pub(crate) mod quoted_name;
pub(crate) mod quoted_word;
mod scan_error;
pub(crate) mod scanner;
pub(crate) mod tree;
pub(crate) mod writer;

pub(crate) use any_format::raw_of_any;

/// Nesting that is accepted in any JSON, read or sent. Deeper text is refused: hosts parse it recursively.
pub const MAX_DEPTH: usize = 128;

/// Members a model does not name, by their wire name.
pub type Extra = BTreeMap<String, Json>;

/// One JSON value as text.
#[derive(Clone)]
pub struct Json(Box<RawValue>);

impl Json {
    /// Checks `text` and keeps it. Errors where it is not one JSON value, or nested deeper than [`MAX_DEPTH`].
    pub fn from_text(text: String) -> Result<Self, serde_json::Error> {
        check_depth(text.as_bytes()).map_err(serde_json::Error::custom)?;
        RawValue::from_string(text).map(Self)
    }

    /// Keeps a value that was read. Errors where it is nested deeper than [`MAX_DEPTH`].
    pub(crate) fn of_raw(raw: &RawValue) -> Result<Self, serde_json::Error> {
        check_depth(raw.get().as_bytes()).map_err(serde_json::Error::custom)?;
        Ok(Self(raw.to_owned()))
    }

    /// The JSON of a serialisable value.
    pub fn from_value<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        Self::from_text(serde_json::to_string(value)?)
    }

    /// The JSON text.
    pub fn text(&self) -> &str {
        self.0.get()
    }

    /// The parsed value. Integers beyond 64 bits become floating point here; the text keeps them.
    pub fn value(&self) -> Value {
        serde_json::from_str(self.text()).unwrap_or(Value::Null)
    }

    /// Whether the value is `null`.
    pub fn is_null(&self) -> bool {
        self.text() == "null"
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        // Text that no `Value` can hold, such as a number beyond all bounds, equals itself alone.
        let value = |json: &Self| serde_json::from_str::<Value>(json.text()).ok();
        self.text() == other.text() || value(self).is_some_and(|own| value(other) == Some(own))
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        // A `Value` always serialises; `null` stands in for the impossible.
        Self(RawValue::from_string(value.to_string()).unwrap_or_else(|_| RawValue::NULL.to_owned()))
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = raw_of_any(deserializer)?;
        check_depth(raw.get().as_bytes()).map_err(D::Error::custom)?;
        Ok(Self(raw))
    }
}

/// Refuses text nested deeper than [`MAX_DEPTH`], in one pass and without recursion.
pub(crate) fn check_depth(text: &[u8]) -> Result<(), String> {
    // Most values are short, and too short for so many brackets.
    if text.len() <= MAX_DEPTH {
        return Ok(());
    }
    let (mut depth, mut rest) = (0_usize, text.iter());
    while let Some(byte) = rest.next() {
        match byte {
            b'"' => skip_string(&mut rest),
            b'[' | b'{' => {
                depth = depth.saturating_add(1);
                if depth > MAX_DEPTH {
                    return Err(format!("JSON nested deeper than {MAX_DEPTH} levels"));
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// Advances `rest` past the end of the string it points into. Searching for the end is fast, and most of any text is strings.
fn skip_string(rest: &mut std::slice::Iter<'_, u8>) {
    while let Some(at) = memchr::memchr2(b'"', b'\\', rest.as_slice()) {
        if rest.nth(at) == Some(&b'"') {
            return;
        }
        rest.next();
    }
    rest.by_ref().for_each(drop);
}

/// JSON text without the blanks between its tokens; numbers and strings stay as they are written.
pub(crate) fn compact(text: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    text.chars()
        .filter(|c| {
            let blank = !in_string && c.is_ascii_whitespace();
            (in_string, escaped) = match c {
                '"' if !escaped => (!in_string, false),
                '\\' => (in_string, !escaped),
                _ => (in_string, false),
            };
            !blank
        })
        .collect()
}

/// The text without the byte order mark before it (RFC 8259 8.1).
pub(crate) fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Whether a text that may also be YAML is meant as JSON, whose errors then are those of JSON: a list, or an object whose
/// first name is quoted.
pub(crate) fn is_meant_as_json(text: &str) -> bool {
    match text.trim_start().strip_prefix('{') {
        Some(inside) => matches!(inside.trim_start().as_bytes().first(), None | Some(b'"' | b'}')),
        None => text.trim_start().starts_with('['),
    }
}

/// The members of one JSON object, values left as text, in the order they stand. Duplicate names are refused.
pub struct RawObject<'a>(pub Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for RawObject<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Vec<(String, &'de RawValue)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members: Self::Value = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                    if members.iter().any(|(seen, _)| *seen == name) {
                        return Err(A::Error::custom(format_args!("duplicate member `{name}`")));
                    }
                    members.push((name, value));
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Visitor).map(RawObject)
    }
}

/// The JSON type of a text, as messages name it.
pub(crate) fn json_type_name(text: &str) -> &'static str {
    match text.trim_start().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        Some(_) if text.contains(['.', 'e', 'E']) => "a decimal number",
        Some(_) => "an integer",
        None => "nothing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_brackets_outside_strings_only() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(check_depth(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert!(check_depth(nested(MAX_DEPTH + 1).as_bytes()).is_err());
        assert!(check_depth(format!("\"{}\\\"{}\"", "[".repeat(500), "{".repeat(500)).as_bytes()).is_ok());
    }

    #[test]
    fn compact_takes_blanks_between_tokens_only() {
        assert_eq!(compact("{ \"a b\" :\n [1.50, \"x\\\" y\\\\\"] }"), "{\"a b\":[1.50,\"x\\\" y\\\\\"]}");
    }

    #[test]
    fn text_survives_untouched() {
        let text = r#"{"z":18446744073709551616,"a":1.10}"#;
        let json: Json = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&json).unwrap(), text);
    }

    #[test]
    fn texts_that_say_the_same_are_equal() {
        let json = |text: &str| Json::from_text(text.to_owned()).unwrap();
        assert_eq!(json(r#"{"a":1,"b":[2]}"#), json(r#"{"b": [2], "a": 1}"#));
        assert_ne!(json(r#"{"a":1}"#), json(r#"{"a":2}"#));
        // No `Value` holds it.
        assert_eq!(json("1e999"), json("1e999"));
        assert_ne!(json("1e999"), json("1e9999"));
    }

    #[test]
    fn a_value_is_named_by_its_type_and_shown_as_its_text() {
        for (text, name) in [
            ("{}", "an object"),
            (" [1]", "a list"),
            ("\"1.5\"", "a string"),
            ("true", "a boolean"),
            ("null", "null"),
            ("15", "an integer"),
            ("1.5", "a decimal number"),
            ("1e5", "a decimal number"),
            ("1E5", "a decimal number"),
            ("", "nothing"),
        ] {
            assert_eq!(json_type_name(text), name, "{text}");
        }
        assert_eq!(format!("{:?}", Json::from_text("{\"a\":1.50}".to_owned()).unwrap()), "{\"a\":1.50}");
    }
}
