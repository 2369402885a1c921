//! Text members that the wire spells in more than one way: documents in strings, and lists of scopes.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::Kind;
use super::model::Member;
use crate::json::compact;
use crate::json::fidelity::mark_normalized;

// I8-02
/// A JSON document in a string. If the server sends an object instead, it is read as its JSON text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct JsonText(pub String);

impl From<String> for JsonText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for JsonText {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Member for JsonText {
    const KIND: Kind = Kind::Document;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(serde_json::from_str(raw.get()).unwrap_or_else(|_| {
            mark_normalized();
            compact(raw.get())
        })))
    }
}

// D-62
/// A list of scopes; one string is split at white space.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Scopes(pub Vec<String>);

impl std::ops::Deref for Scopes {
    type Target = [String];
    fn deref(&self) -> &[String] {
        &self.0
    }
}

impl Member for Scopes {
    const KIND: Kind = Kind::Words;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Vec<String>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of strings")
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                mark_normalized();
                Ok(text.split_whitespace().map(str::to_owned).collect())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(scope) = seq.next_element()? {
                    list.push(scope);
                }
                Ok(list)
            }
        }
        deserializer.deserialize_any(Either).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::model::Lenient;

    #[test]
    fn scopes_are_read_from_a_text_or_a_list() {
        let read = |json: &str| serde_json::from_str::<Lenient<Scopes>>(json).map(|scopes| scopes.0.to_vec());
        assert_eq!(read(r#""a  b""#).unwrap(), ["a", "b"]);
        assert_eq!(read(r#"["a b","c"]"#).unwrap(), ["a b", "c"]);
        assert!(read("1").unwrap_err().to_string().contains("expected a list of strings"));
    }
}
