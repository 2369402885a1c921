//! Redacts the secrets of a request from its error, since a server may repeat what it received (E-12).

use std::sync::Arc;

use bytes::Bytes;
use percent_encoding::utf8_percent_encode;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Map, Value};

use super::path::SEGMENT;
use crate::error::{Error, UnderlyingError};
use crate::models::SCHEMAS;
use crate::schema::Kind;
use crate::schema::mask::{MASK, is_secret_name};

/// Shorter secrets are not redacted: they may be part of any word.
const SHORTEST: usize = 8;

/// The secrets of a request, in every encoding in which a server may repeat them.
#[derive(Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// The secrets of a request: its headers that are marked as sensitive, and the secret members of its body.
    pub(crate) fn of(headers: &HeaderMap, body: Option<&Bytes>) -> Self {
        let mut secrets = Self::default();
        headers.values().filter(|value| value.is_sensitive()).for_each(|value| secrets.add_header(value));
        secrets.add_body(body.map(AsRef::as_ref).unwrap_or_default());
        secrets
    }

    pub(crate) fn add(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.len() >= SHORTEST && !self.0.iter().any(|known| known == secret) {
            self.0.extend(encodings(secret));
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
                for (name, value) in members {
                    match value {
                        Value::String(text) if is_secret_name(name) || is_secret_member(members, name) => {
                            self.add(text)
                        }
                        other => self.add_members(other),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.add_members(value)),
            _ => {}
        }
    }

    /// The redacted text; `None` if it holds no secret. A beginning of a secret at the end of the text is redacted, too.
    fn redact_text(&self, text: &str) -> Option<String> {
        let mut clean = None::<String>;
        for secret in &self.0 {
            let seen = clean.as_deref().unwrap_or(text);
            if seen.contains(secret) {
                clean = Some(seen.replace(secret, MASK));
            }
        }
        let seen = clean.as_deref().unwrap_or(text);
        let begun = self.0.iter().filter_map(|secret| {
            let beginnings = secret.char_indices().map(|(at, _)| at).filter(|at| *at >= SHORTEST / 2);
            beginnings.filter_map(|at| seen.strip_suffix(secret.get(..at)?)).min_by_key(|rest| rest.len())
        });
        match begun.min_by_key(|rest| rest.len()) {
            Some(rest) => Some(format!("{rest}{MASK}")),
            None => clean,
        }
    }

    /// The redacted text; `None` if it holds no secret.
    pub(crate) fn redacted(mut self, text: &str) -> Option<String> {
        self.sort();
        self.redact_text(text)
    }

    /// The redacted body; `None` if it holds no secret.
    pub(crate) fn redact_bytes(mut self, body: &Bytes) -> Option<Bytes> {
        self.sort();
        self.redact_text(&String::from_utf8_lossy(body)).map(Bytes::from)
    }

    /// Sorts the longest secret first, since one may be part of another.
    fn sort(&mut self) {
        self.0.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    }

    /// The redacted error.
    pub(crate) fn redact_error(mut self, error: Error) -> Error {
        self.sort();
        error.with(|error| {
            let said = error.messages.iter_mut().flat_map(|message| {
                let code = message.code.iter_mut();
                [&mut message.description].into_iter().chain(code)
            });
            if let Some(cause) = &mut error.cause
                && let Some(clean) = self.redact_text(&cause.0)
            {
                *cause = Arc::new(UnderlyingError(clean));
            }
            let ours = [&mut error.detail]
                .into_iter()
                .chain(&mut error.body)
                .chain(&mut error.request_id)
                .chain(&mut error.redirect_host);
            for text in said.chain(ours) {
                if let Some(clean) = self.redact_text(text) {
                    *text = clean;
                }
            }
        })
    }
}

/// Levels of JSON strings inside JSON strings that an error of a gateway may have.
const LAYERS: usize = 3;

/// The encodings in which a server may repeat a secret: plain, as in a log, in a URL, in HTML, in JSON.
fn encodings(secret: &str) -> Vec<String> {
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

/// The text as escaped in a JSON string.
fn quoted(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default().to_owned()
}

/// The text as escaped in a JSON string of ASCII characters.
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

/// Whether the member is a secret of a model that the object can be: one whose required members it has.
fn is_secret_member(members: &Map<String, Value>, name: &str) -> bool {
    SCHEMAS.iter().any(|schema| {
        schema.wire_field(name).is_some_and(|field| matches!(field.kind, Kind::Secret))
            && schema.fields.iter().filter(|field| field.required).all(|field| members.contains_key(field.wire))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorKind, ServerMessage};

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
        let error = secrets.redact_error(error);
        assert!(!format!("{:?}", *error).contains("canary"), "{:?}", *error);
        assert_eq!(error.detail, "harmless *** *** *** *** short");
    }

    #[test]
    fn half_a_secret_at_the_end_of_what_was_cut_is_hidden() {
        let mut secrets = Secrets::default();
        secrets.add("canary-of-the-token");
        assert_eq!(secrets.redact_text("x canary-of"), Some("x ***".to_owned()));
        assert_eq!(secrets.redact_text("canary-of-the-token x can"), Some("*** x can".to_owned()));
        assert_eq!(secrets.redact_text("harmless"), None);
    }
}
