//! Text of the records of a page: a slice of the response body that they were read from, not a copy.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, Range};
use std::sync::Arc;

use bytes::Bytes;
use serde::{Serialize, Serializer};

use super::Kind;
use super::model::Member;
use super::value_reader::ValueReader;

/// A text of a record in a list; it dereferences to `str`.
///
/// The records of a page share the bytes of the response: keeping one of them keeps those. `to_string()` makes a copy.
#[derive(Clone)]
pub struct SharedStr {
    source: Arc<Bytes>,
    start: u32,
    /// [`REST`] is everything that follows `start`.
    length: u32,
}

const REST: u32 = u32::MAX;

impl SharedStr {
    /// The text that stands there in the source, which is UTF-8.
    #[inline]
    fn slice_of(source: &Arc<Bytes>, place: Range<u32>) -> Self {
        // Two quotes stand around it: it is not [`REST`] long.
        Self { source: source.clone(), start: place.start, length: place.end.wrapping_sub(place.start) }
    }

    /// Reads a text that cannot be a part of its source as it is.
    #[cold]
    #[inline(never)]
    fn read_own(reader: &mut ValueReader<'_>) -> serde_json::Result<Self> {
        reader.string().map(|text| text.into_owned().into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        let tail = usize::try_from(self.start).ok().and_then(|start| self.source.get(start..)).unwrap_or_default();
        let length = if self.length == REST { tail.len() } else { usize::try_from(self.length).unwrap_or(tail.len()) };
        tail.get(..length).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl Deref for SharedStr {
    type Target = str;
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for SharedStr {
    fn as_ref(&self) -> &str {
        self
    }
}

impl From<String> for SharedStr {
    fn from(text: String) -> Self {
        Self { source: Arc::new(text.into()), start: 0, length: REST }
    }
}

impl From<&str> for SharedStr {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<SharedStr> for String {
    fn from(text: SharedStr) -> Self {
        text.as_str().to_owned()
    }
}

impl From<&SharedStr> for String {
    fn from(text: &SharedStr) -> Self {
        text.as_str().to_owned()
    }
}

impl fmt::Debug for SharedStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for SharedStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl PartialEq for SharedStr {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for SharedStr {}

impl PartialEq<str> for SharedStr {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for SharedStr {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for SharedStr {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<SharedStr> for String {
    fn eq(&self, other: &SharedStr) -> bool {
        self == other.as_str()
    }
}

impl PartialOrd for SharedStr {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SharedStr {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other)
    }
}

impl Hash for SharedStr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Serialize for SharedStr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl Member for SharedStr {
    const KIND: Kind = Kind::String;
    #[inline(always)]
    fn read(reader: &mut ValueReader<'_>) -> serde_json::Result<Self> {
        if let Some((source, place)) = reader.shared_string() {
            return Ok(Self::slice_of(source, place));
        }
        Self::read_own(reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::value_reader;

    fn read(json: &str) -> SharedStr {
        value_reader::read(json, SharedStr::read).unwrap()
    }

    fn shared(body: &Bytes, text: &str) -> Vec<SharedStr> {
        Vec::read(&mut ValueReader::sharing(text, &Arc::new(body.clone()))).unwrap()
    }

    #[test]
    fn a_text_is_a_part_of_the_answer_that_is_read() {
        let body = Bytes::from_static("[\"añb\",\"c\\nd\",\"\"]".as_bytes());
        let list = shared(&body, std::str::from_utf8(&body).unwrap());
        let parts: Vec<&str> = list.iter().map(SharedStr::as_str).collect();
        assert_eq!(parts, ["añb", "c\nd", ""]);
        assert_eq!(list[0].source.as_ptr(), body.as_ptr());
        assert_ne!(list[1].source.as_ptr(), body.as_ptr());
    }

    #[test]
    fn a_text_from_elsewhere_is_its_own() {
        let body = Bytes::from_static(b"[]");
        let list = shared(&body, "[\"abc\"]");
        let text = &list[0];
        assert_eq!(*text, "abc");
        assert_eq!(read("\"abc\""), *text);
        assert_eq!(String::from(text.clone()), "abc");
        assert_eq!(text.cmp(&"abd".into()), std::cmp::Ordering::Less);
    }

    #[test]
    fn a_text_equals_its_letters_and_no_others() {
        let text = read("\"a\"");
        let (same, other) = ("a".to_owned(), "b".to_owned());
        assert!(text == "a" && text == *"a" && text == same);
        assert!(text != "b" && text != *"b" && text != other);
    }
}
