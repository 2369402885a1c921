//! Text of the records of a page: a part of the answer they were read from, rather than a copy of it.

use std::cell::RefCell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use bytes::Bytes;
use serde::de::Visitor;
use serde::{Deserializer, Serialize, Serializer};

use crate::model::{Kind, Member};

/// A text of a record in a list; reads like a `str`.
///
/// The records of a page share its bytes: keeping one of them keeps those. `to_string()` is a copy of its own.
#[derive(Clone)]
pub struct Text {
    whole: Arc<Bytes>,
    start: u32,
    /// [`REST`] is all that follows `start`.
    length: u32,
}

const REST: u32 = u32::MAX;

thread_local! {
    /// The answer that is being read on this thread.
    static WHOLE: RefCell<Option<Arc<Bytes>>> = const { RefCell::new(None) };
}

/// Runs `read`; what it reads out of `whole` becomes a part of that.
pub(crate) fn sharing<T>(whole: &Bytes, read: impl FnOnce() -> T) -> T {
    struct Restore(Option<Arc<Bytes>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            WHOLE.set(self.0.take());
        }
    }
    let _before = Restore(WHOLE.replace(Some(Arc::new(whole.clone()))));
    read()
}

impl Text {
    /// `text` as a part of the answer that is being read, if it is one.
    fn part(text: &str) -> Option<Self> {
        WHOLE.with_borrow(|whole| {
            let whole = whole.as_ref()?;
            let start = text.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
            if start.checked_add(text.len())? > whole.len() {
                return None;
            }
            let length = u32::try_from(text.len()).ok().filter(|length| *length != REST)?;
            Some(Self { whole: whole.clone(), start: u32::try_from(start).ok()?, length })
        })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        let tail = usize::try_from(self.start).ok().and_then(|start| self.whole.get(start..)).unwrap_or_default();
        let length = if self.length == REST { tail.len() } else { usize::try_from(self.length).unwrap_or(tail.len()) };
        tail.get(..length).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { whole: Arc::new(text.into()), start: 0, length: REST }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_owned()
    }
}

impl From<&Text> for String {
    fn from(text: &Text) -> Self {
        text.as_str().to_owned()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<Text> for String {
    fn eq(&self, other: &Text) -> bool {
        self == other.as_str()
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other)
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl Member for Text {
    const KIND: Kind = Kind::String;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Part;
        impl<'de> Visitor<'de> for Part {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text, E> {
                Ok(Text::part(text).unwrap_or_else(|| text.into()))
            }
            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(text.into())
            }
            fn visit_string<E>(self, text: String) -> Result<Text, E> {
                Ok(text.into())
            }
        }
        deserializer.deserialize_str(Part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tolerant;

    fn read(json: &str) -> Text {
        serde_json::from_str::<Tolerant<Text>>(json).unwrap().0
    }

    #[test]
    fn a_text_is_a_part_of_the_answer_that_is_read() {
        let body = Bytes::from_static("[\"añb\",\"c\\nd\",\"\"]".as_bytes());
        let text = std::str::from_utf8(&body).unwrap();
        let list = sharing(&body, || serde_json::from_str::<Vec<Tolerant<Text>>>(text).unwrap());
        let parts: Vec<&str> = list.iter().map(|text| text.0.as_str()).collect();
        assert_eq!(parts, ["añb", "c\nd", ""]);
        assert_eq!(list[0].0.whole.as_ptr(), body.as_ptr());
        assert_ne!(list[1].0.whole.as_ptr(), body.as_ptr());
    }

    #[test]
    fn a_text_from_elsewhere_is_its_own() {
        let body = Bytes::from_static(b"[]");
        let text = sharing(&body, || read("\"abc\""));
        assert_eq!(text, "abc");
        assert_eq!(read("\"abc\""), text);
        assert_eq!(String::from(text.clone()), "abc");
        assert_eq!(text.cmp(&"abd".into()), std::cmp::Ordering::Less);
    }

    #[test]
    fn sharing_ends_with_what_reads() {
        let body = Bytes::from_static(b"\"abc\"");
        let text = std::str::from_utf8(&body).unwrap();
        assert!(std::panic::catch_unwind(|| sharing(&body, || panic!("asked for"))).is_err());
        assert_ne!(read(text).whole.as_ptr(), body.as_ptr());
    }
}
