//! Text members that the wire spells in more than one way: documents in strings, and lists of scopes.

use serde::Serialize;

use super::Kind;
use super::model::Member;
use super::value_reader::ValueReader;
use crate::json::compact;

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
    fn read(reader: &mut ValueReader<'_>) -> serde_json::Result<Self> {
        if reader.peek() == Some(b'"') {
            return reader.string().map(|text| Self(text.into_owned()));
        }
        reader.mark_normalized();
        reader.json().map(|json| Self(compact(json.text())))
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
    fn read(reader: &mut ValueReader<'_>) -> serde_json::Result<Self> {
        match reader.peek() {
            Some(b'"') => {
                reader.mark_normalized();
                let words = reader.string()?;
                Ok(Self(words.split_whitespace().map(str::to_owned).collect()))
            }
            Some(b'[') => {
                let (mut list, mut is_first) = (Vec::new(), true);
                reader.open_list()?;
                while reader.has_element(&mut is_first)? {
                    list.push(reader.string()?.into_owned());
                }
                Ok(Self(list))
            }
            _ => Err(reader.expected("a list of strings")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::value_reader;

    #[test]
    fn scopes_are_read_from_a_text_or_a_list() {
        let read = |json: &str| value_reader::read(json, Scopes::read).map(|scopes| scopes.to_vec());
        assert_eq!(read(r#""a  b""#).unwrap(), ["a", "b"]);
        assert_eq!(read(r#"["a b","c"]"#).unwrap(), ["a b", "c"]);
        assert!(read("1").unwrap_err().to_string().contains("expected a list of strings"));
    }
}
