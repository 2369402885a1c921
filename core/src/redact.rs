//! Takes the secrets of a request out of its error: a server may repeat what it was sent (E-12).

use bytes::Bytes;
use percent_encoding::utf8_percent_encode;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::Value;

use crate::error::Error;
use crate::path::SEGMENT;
use crate::secret::HIDDEN;

/// A shorter one may be part of any word.
const SHORTEST: usize = 8;

/// Parts of the names that secrets go by, in lower case and without separators.
const NAMES: &[&str] =
    &["secret", "password", "passphrase", "token", "apikey", "accesskey", "authorization", "credential", "verifier"];

/// Secrets that a request held.
#[derive(Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// What a request holds: headers that are marked as sensitive, and members of its body.
    pub(crate) fn of(headers: &HeaderMap, body: Option<&Bytes>) -> Self {
        let mut secrets = Self::default();
        headers.values().filter(|value| value.is_sensitive()).for_each(|value| secrets.add_header(value));
        secrets.add_body(body.map(AsRef::as_ref).unwrap_or_default());
        secrets
    }

    pub(crate) fn add(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.len() >= SHORTEST && !self.0.iter().any(|known| known == secret) {
            self.0.extend(spellings(secret));
        }
    }

    /// The value of a header, with and without the scheme before it.
    pub(crate) fn add_header(&mut self, value: &HeaderValue) {
        let value = value.to_str().unwrap_or_default();
        self.add(value.strip_prefix("Bearer ").unwrap_or(value));
    }

    /// Members of a JSON body whose names say that they are secret, and values of parameters.
    pub(crate) fn add_body(&mut self, body: &[u8]) {
        if let Ok(value) = serde_json::from_slice(body) {
            self.add_members(&value);
        }
    }

    fn add_members(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                let is_parameter = members.contains_key("key") && members.contains_key("value");
                for (name, value) in members {
                    match value {
                        Value::String(text) if is_secret(name) || (is_parameter && name == "value") => self.add(text),
                        other => self.add_members(other),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.add_members(value)),
            _ => {}
        }
    }

    /// A text without them, if there are any; its end may be the beginning of one.
    fn out_of_text(&self, text: &str) -> Option<String> {
        let mut clean = None::<String>;
        for secret in &self.0 {
            let seen = clean.as_deref().unwrap_or(text);
            if seen.contains(secret) {
                clean = Some(seen.replace(secret, HIDDEN));
            }
        }
        let seen = clean.as_deref().unwrap_or(text);
        let begun = self.0.iter().filter_map(|secret| {
            let beginnings = secret.char_indices().map(|(at, _)| at).filter(|at| *at >= SHORTEST / 2);
            beginnings.filter_map(|at| seen.strip_suffix(secret.get(..at)?)).min_by_key(|rest| rest.len())
        });
        match begun.min_by_key(|rest| rest.len()) {
            Some(rest) => Some(format!("{rest}{HIDDEN}")),
            None => clean,
        }
    }

    /// A body without them, if there are any.
    pub(crate) fn out_of_bytes(mut self, body: &Bytes) -> Option<Bytes> {
        self.sort();
        self.out_of_text(&String::from_utf8_lossy(body)).map(Bytes::from)
    }

    /// The longest first: one may be part of another.
    fn sort(&mut self) {
        self.0.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    }

    /// The error without them.
    pub(crate) fn out_of(mut self, error: Error) -> Error {
        self.sort();
        error.with(|error| {
            let said = error.messages.iter_mut().flat_map(|message| {
                let code = message.code.iter_mut();
                [&mut message.description].into_iter().chain(code)
            });
            let ours = [&mut error.detail].into_iter().chain(&mut error.body).chain(&mut error.request_id);
            for text in said.chain(ours) {
                if let Some(clean) = self.out_of_text(text) {
                    *text = clean;
                }
            }
        })
    }
}

/// JSON that stands in JSON, and that in JSON once more: what an error of a gateway may quote.
const LAYERS: usize = 3;

/// How a server may repeat a secret: as it is, in a log, in a URL, in HTML, in JSON.
fn spellings(secret: &str) -> Vec<String> {
    let html = secret.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
    let mut found = vec![
        secret.to_owned(),
        secret.as_bytes().escape_ascii().to_string(),
        utf8_percent_encode(secret, SEGMENT).to_string(),
        html,
    ];
    let mut layer = vec![secret.to_owned()];
    for _ in 0..LAYERS {
        let quoted = layer.iter().map(|text| quoted(text));
        layer = quoted.flat_map(|text| [text.replace('/', "\\/"), ascii(&text), text]).collect();
        layer.sort();
        layer.dedup();
        found.extend(layer.iter().cloned());
    }
    found.sort();
    found.dedup();
    found
}

/// The text inside of a JSON string.
fn quoted(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default().to_owned()
}

/// The text inside of a JSON string that keeps to ASCII.
fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for unit in text.chars() {
        if unit.is_ascii() {
            out.push(unit);
        } else {
            out.extend(unit.encode_utf16(&mut [0; 2]).iter().map(|half| format!("\\u{half:04x}")));
        }
    }
    out
}

fn is_secret(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    NAMES.iter().any(|secret| plain.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::problem::ServerMessage;

    #[test]
    fn e_12_what_a_server_repeats_is_hidden() {
        let mut secrets = Secrets::default();
        secrets.add_header(&HeaderValue::from_static("Bearer canary-token"));
        secrets.add_body(
            br#"{"securityScheme":{"flows":[{"client_secret":"canary-client"}]},"name":"harmless",
                "parameters":[{"key":"harmless","value":"canary-value"}],"client-secret":"canary-client-longer"}"#,
        );
        secrets.add("short");
        let said = "harmless canary-token canary-client-longer canary-client canary-value short";
        let error = Error::local(ErrorKind::APIError, said).with(|error| {
            let (code, description) = (Some("canary-token".to_owned()), "canary-client".to_owned());
            error.messages = vec![ServerMessage { id: None, code, description }];
            error.request_id = Some("canary-value".to_owned());
            error.body = Some("canary-token".to_owned());
        });
        let error = secrets.out_of(error);
        assert!(!format!("{:?}", *error).contains("canary"), "{:?}", *error);
        assert_eq!(error.detail, "harmless *** *** *** *** short");
    }

    #[test]
    fn half_a_secret_at_the_end_of_what_was_cut_is_hidden() {
        let mut secrets = Secrets::default();
        secrets.add("canary-of-the-token");
        assert_eq!(secrets.out_of_text("x canary-of"), Some("x ***".to_owned()));
        assert_eq!(secrets.out_of_text("canary-of-the-token x can"), Some("*** x can".to_owned()));
        assert_eq!(secrets.out_of_text("harmless"), None);
    }
}
