//! Long texts set aside: they travel beside the JSON of the arguments that they belong to, with a short string in their
//! place. So a text of megabytes is neither escaped for the way into the core nor looked for and unescaped there: it
//! becomes JSON once, in the body of the request.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::quote::{quote, quoted_len};

/// Bytes from which it pays to set a text aside.
pub const LONG: usize = 1 << 16;

/// What stands before the number of a text, in the string that stands in its place. No caller can know it, so no text of
/// a caller is taken for a place.
pub fn mark() -> &'static str {
    static MARK: LazyLock<String> = LazyLock::new(|| {
        let [high, low] = [(); 2].map(|()| fastrand::u64(..));
        format!("aside-{high:016x}{low:016x}-")
    });
    &MARK
}

/// The arguments of a call as a JSON object, and the texts set aside from it. Where a member's value is text number `n`,
/// from 0, the JSON has the string of [`mark`] and `n`.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    pub(crate) json: &'a str,
    pub(crate) asides: Asides<'a>,
}

impl<'a> Given<'a> {
    /// The JSON and the texts set aside from it.
    pub fn new(json: &'a str, asides: &'a [Cow<'a, str>]) -> Self {
        Self { json, asides: Asides(asides) }
    }
}

impl<'a> From<&'a str> for Given<'a> {
    fn from(json: &'a str) -> Self {
        Self::new(json, &[])
    }
}

impl<'a> From<&'a String> for Given<'a> {
    fn from(json: &'a String) -> Self {
        Self::new(json, &[])
    }
}

impl std::fmt::Debug for Given<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Arguments may hold secrets.
        f.write_str("Given(..)")
    }
}

/// Texts that were set aside, by number.
#[derive(Clone, Copy, Default)]
pub(crate) struct Asides<'a>(&'a [Cow<'a, str>]);

impl<'a> Asides<'a> {
    /// The text in whose place `value` stands, where it is no other JSON.
    pub(crate) fn text(self, value: &str) -> Option<&'a str> {
        let (text, rest) = self.numbered(value.strip_prefix('"')?.strip_prefix(mark())?)?;
        rest.is_empty().then_some(text)
    }

    /// `json` with every text in its place again.
    pub(crate) fn put_back(self, json: &str) -> Cow<'_, str> {
        if self.0.is_empty() {
            return json.into();
        }
        let (mut out, mut rest) = (String::new(), json);
        while let Some((before, behind)) = rest.split_once(mark()) {
            let place = before.strip_suffix('"').zip(self.numbered(behind));
            let Some((before, (text, behind))) = place else { break };
            out.reserve(before.len().saturating_add(quoted_len(text)));
            out.push_str(before);
            quote(text, &mut out);
            rest = behind;
        }
        if out.is_empty() {
            return json.into();
        }
        out.push_str(rest);
        out.into()
    }

    /// The text whose number begins `place`, and what follows the string with it.
    fn numbered<'b>(self, place: &'b str) -> Option<(&'a str, &'b str)> {
        let (number, rest) = place.split_once('"')?;
        let text = self.0.get(number.parse::<usize>().ok()?)?;
        Some((text, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_where_they_were() {
        let texts = [Cow::from("\"\\\n\u{0}é😀\u{2028}"), Cow::from("")];
        let mark = mark();
        let json = format!(r#"{{"a":["{mark}1","{mark}0"],"{mark}":"b"}}"#);
        let asides = Given::new(&json, &texts).asides;
        assert_eq!(asides.text(&format!("\"{mark}0\"")), Some(&*texts[0]));
        for other in [format!("\"{mark}2\""), format!("\"{mark}\""), format!("[\"{mark}0\"]"), "\"0\"".to_owned()] {
            assert_eq!(asides.text(&other), None);
        }
        let whole = asides.put_back(&json);
        assert_eq!(whole, format!(r#"{{"a":["","\"\\\n\u0000é😀{}"],"{mark}":"b"}}"#, '\u{2028}'));
        assert_eq!(Asides::default().put_back(&json), json);
    }
}
