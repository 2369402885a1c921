//! Whether the id of a request can repeat a secret of that request at all. Finding the secrets themselves means to parse
//! its body.

use memchr::{memchr, memchr_iter};

use super::redact::{BEGINNING, without_word};

/// An id of characters that no encoding changes: what repeats a secret begins as the secret does.
pub(crate) struct PlainId<'a> {
    id: &'a str,
    /// A bit for each byte that it has.
    bytes: u128,
}

impl<'a> PlainId<'a> {
    /// `None` for an id with other characters.
    pub(crate) fn new(id: &'a str) -> Option<Self> {
        let bytes = id.bytes().fold(0, |bytes, byte| bytes | bit(byte));
        id.bytes().all(is_plain).then_some(Self { id, bytes })
    }

    /// Whether it may hold a secret, or the beginning of one at its end.
    pub(crate) fn may_repeat(&self, secret: &str) -> bool {
        let secret = secret.trim();
        let end = secret.char_indices().nth(BEGINNING).map_or(secret.len(), |(at, _)| at);
        let begin = secret.get(..end).unwrap_or_default();
        begin.bytes().all(is_plain)
            && if begin.len() < BEGINNING { without_word(self.id, begin).is_some() } else { self.id.contains(begin) }
    }

    /// Whether it may hold a string of a JSON text.
    pub(crate) fn may_repeat_string_of(&self, json: &[u8]) -> bool {
        // A quotation mark that ends a string, or is part of one, is taken for the begin of one, too.
        memchr_iter(b'"', json).any(|at| {
            let rest = json.get(at.saturating_add(1)..).unwrap_or_default();
            let may_begin = rest.first().is_some_and(|first| match first {
                b'\\' | b'\t'..=b'\r' | b' ' | 0x80.. => true,
                first => self.bytes & bit(*first) != 0,
            });
            may_begin
                && self.may_repeat_written(rest.get(..memchr(b'"', rest).unwrap_or(rest.len())).unwrap_or_default())
        })
    }

    /// The same for the string that is written so in JSON, or whose begin is.
    fn may_repeat_written(&self, written: &[u8]) -> bool {
        let Ok(mut text) = std::str::from_utf8(written).map(str::trim_start) else { return true };
        while let Some(rest) = ["\\n", "\\r", "\\t"].iter().find_map(|blank| text.strip_prefix(blank)) {
            text = rest.trim_start();
        }
        text.chars().take(BEGINNING).any(|letter| letter == '\\') || self.may_repeat(text)
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn bit(byte: u8) -> u128 {
    1_u128.checked_shl(byte.into()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;
    use reqwest::header::HeaderMap;
    use serde_json::json;

    use super::super::redact::{Secrets, SentBody};
    use super::*;

    fn may_repeat(id: &str, json: &str) -> bool {
        PlainId::new(id).is_none_or(|id| id.may_repeat_string_of(json.as_bytes()))
    }

    #[test]
    fn most_ids_hold_nothing_of_a_body() {
        let body = r#"{"name":"invoices","prompt":"\nLook \\ up","n":[4096,"x","état"],"":""}"#;
        for (id, expected) in [
            ("9f0c4096-77aa", false),
            ("trace-invo", true),
            ("trace-inv", false),
            ("Look-it", true),
            ("tr-x", true),
            ("trx", false),
            ("a b", true),
        ] {
            assert_eq!(may_repeat(id, body), expected, "{id}");
            assert!(may_repeat(id, r#"{"name":"\u0061"}"#), "{id}");
        }
        // It begins with a letter that the id does not have, whatever follows.
        assert!(!may_repeat("trace-invo", r#"{"x":"zz\u0061"}"#));
    }

    #[test]
    fn a_secret_of_a_header_is_found_by_its_begin() {
        let id = PlainId::new("trace-canary").unwrap();
        assert!(id.may_repeat(" canary-token ") && id.may_repeat("canary"));
        assert!(!id.may_repeat("token-canary") && !id.may_repeat("can&ary-token"));
    }

    proptest! {
        #[test]
        fn an_id_that_cannot_hold_a_secret_holds_none(
            id in "[ab/é-]{0,12}",
            secret in "[ab\"\\\\/&é\n -]{0,8}",
            escaped in any::<bool>(),
        ) {
            let mut body = json!({"password": secret, "n": [1, "x"]}).to_string();
            if escaped {
                body = body.replace('a', "\\u0061").replace('/', "\\/");
            }
            let sent = SentBody { bytes: Some(Bytes::from(body.clone())), known: Vec::new() };
            let secrets = Secrets::of(&HeaderMap::new(), &sent);
            prop_assert!(may_repeat(&id, &body) || secrets.redacted(&id).is_none());
        }
    }
}
