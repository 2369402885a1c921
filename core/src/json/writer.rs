//! Writes one JSON object member by member, without an intermediate value.

use std::ops::Range;

use crate::json::escape::{json_string_len, write_json_string};

/// Writes the members of one JSON object.
#[derive(Default)]
pub(crate) struct Writer {
    text: String,
    /// Names, and the ranges of their values in `text`.
    members: Vec<(String, Range<usize>)>,
    enveloped: bool,
}

impl Writer {
    /// Writes an object that is the only member, called `envelope`, of another object.
    pub(crate) fn within(envelope: &str) -> Self {
        Self { text: format!("{{{}:", serde_json::Value::from(envelope)), enveloped: true, ..Self::default() }
    }

    /// Adds a member whose value is JSON text. Returns `false` and adds nothing if the name was written before.
    pub(crate) fn member(&mut self, name: &str, value: &str) -> bool {
        self.value(name, value.len(), |out| out.push_str(value))
    }

    /// Adds a member whose value is a string. Returns `false` and adds nothing if the name was written before.
    pub(crate) fn text_member(&mut self, name: &str, value: &str) -> bool {
        self.value(name, json_string_len(value), |out| write_json_string(value, out))
    }

    /// The value of the member called `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.members().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The names and values written so far.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        let value = |at: &Range<usize>| self.text.get(at.clone()).unwrap_or_default();
        self.members.iter().map(move |(name, at)| (name.as_str(), value(at)))
    }

    /// Whether nothing was written.
    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The object as JSON text.
    pub(crate) fn finish(mut self) -> String {
        if self.members.is_empty() {
            self.text.push('{');
        }
        self.text.push_str(if self.enveloped { "}}" } else { "}" });
        self.text
    }

    fn value(&mut self, name: &str, len: usize, write: impl FnOnce(&mut String)) -> bool {
        if self.members.iter().any(|(known, _)| known == name) {
            return false;
        }
        self.text.push(if self.members.is_empty() { '{' } else { ',' });
        self.text.push_str(&serde_json::Value::from(name).to_string());
        self.text.push(':');
        // Reserves room for the closing braces, too, so that a large value is written without being moved.
        self.text.reserve(len.saturating_add(2));
        let start = self.text.len();
        write(&mut self.text);
        self.members.push((name.to_owned(), start..self.text.len()));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_written_in_their_order_and_once() {
        let mut out = Writer::default();
        assert!(out.is_empty() && out.get("a").is_none());
        assert!(out.member("a", "1.50") && out.text_member("b\"", "x\n") && out.member("c", "{}"));
        assert!(!out.member("a", "2") && !out.text_member("c", "2"));
        assert!(!out.is_empty());
        let members: Vec<_> = out.members().collect();
        assert_eq!(members, [("a", "1.50"), ("b\"", "\"x\\n\""), ("c", "{}")]);
        assert_eq!((out.get("a"), out.get("b\""), out.get("d")), (Some("1.50"), Some("\"x\\n\""), None));
        assert_eq!(out.finish(), r#"{"a":1.50,"b\"":"x\n","c":{}}"#);
        assert_eq!(Writer::default().finish(), "{}");
    }

    #[test]
    fn an_envelope_holds_the_object() {
        assert_eq!(Writer::within("outer").finish(), r#"{"outer":{}}"#);
        let mut out = Writer::within("outer");
        assert!(out.member("a", "1") && out.member("b", "2"));
        assert_eq!(out.get("b"), Some("2"));
        assert_eq!(out.finish(), r#"{"outer":{"a":1,"b":2}}"#);
    }

    #[test]
    fn a_large_value_is_written_without_being_moved() {
        let value = format!("\"{}\"", "x".repeat(1 << 16));
        let mut out = Writer::default();
        out.member("a", &value);
        let (place, capacity) = (out.text.as_ptr(), out.text.capacity());
        let written = out.finish();
        assert_eq!((written.as_ptr(), written.capacity()), (place, capacity));
    }
}
