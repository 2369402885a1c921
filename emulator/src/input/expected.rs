//! What stands where in an input, as far as it has to be known to read it: which members are texts.

use serde_json::Value;

use super::refusal::InvalidInput;

/// What a value is.
#[derive(Debug)]
pub(crate) enum Expected {
    /// A text: a plain scalar of YAML is one, whatever it looks like.
    Text,
    /// A text, or the document itself.
    TextOrDocument,
    /// An object with these members, or a list of such objects; the name `*` is any other one.
    Members(&'static [(&'static str, Expected)]),
}

impl Expected {
    /// What the member of this name is.
    pub(crate) fn member(&self, name: &str) -> Option<&'static Self> {
        let Self::Members(members) = self else { return None };
        let find = |wanted: &str| members.iter().find(|(known, _)| *known == wanted).map(|(_, expected)| expected);
        find(name).or_else(|| find("*"))
    }

    pub(crate) const fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::TextOrDocument)
    }

    /// The first value that is of another JSON type, with its place.
    pub(crate) fn misfit(&self, value: &Value) -> Option<InvalidInput> {
        let refused =
            |expected: &str| Some(InvalidInput::new(format!("expected {expected}, got {}", type_name(value))));
        match (self, value) {
            (_, Value::Null) | (Self::TextOrDocument, Value::Object(_)) => None,
            (_, Value::Array(elements)) => elements
                .iter()
                .enumerate()
                .find_map(|(at, element)| self.misfit(element).map(|error| error.below_element(at))),
            (Self::Text | Self::TextOrDocument, Value::String(_)) => None,
            (Self::Text | Self::TextOrDocument, _) => refused("a text"),
            (Self::Members(_), Value::Object(members)) => members
                .iter()
                .find_map(|(name, value)| self.member(name)?.misfit(value).map(|error| error.below_member(name))),
            (Self::Members(_), _) => refused("an object"),
        }
    }
}

fn type_name(value: &Value) -> String {
    match value {
        Value::String(_) => "a text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        scalar => scalar.to_string(),
    }
}
