//! Attachments: long texts that travel beside the JSON of the arguments of a call, each with a short placeholder in the
//! JSON. A text of megabytes is then neither escaped on the way into the core nor unescaped in it: it becomes JSON once,
//! in the body of the request.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::escape::{json_string_len, write_json_string};

/// Bytes from which attaching a text is cheaper than writing it into the JSON.
pub const MIN_ATTACHMENT: usize = 1 << 16;

/// Prefix of a placeholder; the number of the attachment follows. It is random for each process, so that no text of a
/// caller is taken for a placeholder.
pub fn placeholder() -> &'static str {
    static PREFIX: LazyLock<String> = LazyLock::new(|| {
        let [high, low] = [(); 2].map(|()| fastrand::u64(..));
        format!("attachment-{high:016x}{low:016x}-")
    });
    &PREFIX
}

/// The arguments of a call as a JSON object, and their attachments. If the value of a member is attachment number `n`,
/// from 0, the JSON has the string [`placeholder`] followed by `n`.
#[derive(Clone, Copy)]
pub struct Payload<'a> {
    pub(crate) json: &'a str,
    pub(crate) attachments: Attachments<'a>,
}

impl<'a> Payload<'a> {
    /// A payload of a JSON text and its attachments.
    pub fn new(json: &'a str, attachments: &'a [Cow<'a, str>]) -> Self {
        Self { json, attachments: Attachments(attachments) }
    }
}

impl<'a> From<&'a str> for Payload<'a> {
    fn from(json: &'a str) -> Self {
        Self::new(json, &[])
    }
}

impl<'a> From<&'a String> for Payload<'a> {
    fn from(json: &'a String) -> Self {
        Self::new(json, &[])
    }
}

impl std::fmt::Debug for Payload<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Arguments may hold secrets.
        f.write_str("Payload(..)")
    }
}

/// The attachments of a payload, by number.
#[derive(Clone, Copy, Default)]
pub(crate) struct Attachments<'a>(&'a [Cow<'a, str>]);

impl<'a> Attachments<'a> {
    /// The attachment, if the JSON text `value` is a placeholder.
    pub(crate) fn text(self, value: &str) -> Option<&'a str> {
        let (text, rest) = self.numbered(value.strip_prefix('"')?.strip_prefix(placeholder())?)?;
        rest.is_empty().then_some(text)
    }

    /// `json` with every placeholder replaced by its attachment.
    pub(crate) fn inline(self, json: &str) -> Cow<'_, str> {
        if self.0.is_empty() {
            return json.into();
        }
        let (mut out, mut rest) = (String::new(), json);
        while let Some((before, behind)) = rest.split_once(placeholder()) {
            let place = before.strip_suffix('"').zip(self.numbered(behind));
            let Some((before, (text, behind))) = place else { break };
            out.reserve(before.len().saturating_add(json_string_len(text)));
            out.push_str(before);
            write_json_string(text, &mut out);
            rest = behind;
        }
        if out.is_empty() {
            return json.into();
        }
        out.push_str(rest);
        out.into()
    }

    /// The attachment whose number `place` begins with, and the text behind the placeholder.
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
    fn placeholders_are_replaced_by_their_attachments() {
        let texts = [Cow::from("\"\\\n\u{0}é😀\u{2028}"), Cow::from("")];
        let prefix = placeholder();
        let json = format!(r#"{{"a":["{prefix}1","{prefix}0"],"{prefix}":"b"}}"#);
        let attachments = Payload::new(&json, &texts).attachments;
        assert_eq!(attachments.text(&format!("\"{prefix}0\"")), Some(&*texts[0]));
        for other in [format!("\"{prefix}2\""), format!("\"{prefix}\""), format!("[\"{prefix}0\"]"), "\"0\"".to_owned()]
        {
            assert_eq!(attachments.text(&other), None);
        }
        let whole = attachments.inline(&json);
        assert_eq!(whole, format!(r#"{{"a":["","\"\\\n\u0000é😀{}"],"{prefix}":"b"}}"#, '\u{2028}'));
        assert_eq!(Attachments::default().inline(&json), json);
    }
}
