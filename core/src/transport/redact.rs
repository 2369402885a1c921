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
use crate::schema::address::address_secrets;
use crate::schema::mask::{MASK, SecretValue, is_secret_name};

/// Shorter secrets may be part of any word: such members of the body are redacted as whole words only, and no others.
const SHORTEST: usize = 6;

/// Bytes of the beginning of a secret that are redacted where the text ends.
pub(super) const BEGINNING: usize = 4;

/// A member of a body whose type is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KnownMember {
    /// Its name.
    pub name: &'static str,
    /// The name of the only member of its value that is meant.
    pub inner: Option<&'static str>,
    pub kind: Kind,
}

/// The body of a request, and what is known of its members.
#[derive(Debug, Clone, Default)]
pub(crate) struct SentBody {
    pub bytes: Option<Bytes>,
    pub known: Vec<KnownMember>,
}

/// The secrets of a request, in every encoding in which a server may repeat them.
#[derive(Default)]
pub(crate) struct Secrets {
    found: Vec<String>,
    /// Short ones, which are redacted in texts as whole words.
    words: Vec<String>,
}

impl Secrets {
    /// The secrets of a request: its headers that are marked as sensitive, and the secret and write-only members of its
    /// body.
    pub(crate) fn of(headers: &HeaderMap, body: &SentBody) -> Self {
        let mut secrets = Self::default();
        headers.values().filter(|value| value.is_sensitive()).for_each(|value| secrets.add_header(value));
        secrets.add_body(body);
        secrets
    }

    /// The secrets of a JSON value of a known kind.
    pub(crate) fn of_value(kind: Kind, json: &str) -> Self {
        let mut secrets = Self::default();
        serde_json::from_str(json).iter().for_each(|value| secrets.add_known(kind, value));
        secrets.sort();
        secrets
    }

    pub(crate) fn add(&mut self, secret: &str) {
        let secret = secret.trim();
        if is_long(secret) && !self.found.iter().any(|known| known == secret) {
            self.found.extend(encodings(secret));
        }
    }

    /// A secret of the body, which may be short.
    fn add_sent(&mut self, secret: &str) {
        self.add(secret);
        let secret = secret.trim();
        if !secret.is_empty() && !is_long(secret) {
            self.words.push(secret.to_owned());
        }
    }

    /// The value of a header.
    pub(crate) fn add_header(&mut self, value: &HeaderValue) {
        self.add(header_secret(value));
    }

    /// Secret and write-only members of a JSON body: by its schema where that is known, by their names elsewhere.
    fn add_body(&mut self, body: &SentBody) {
        let bytes = body.bytes.as_deref().unwrap_or_default();
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(members)) => {
                for (name, value) in &members {
                    let known = body.known.iter().find(|known| known.name == name);
                    match (known, value) {
                        (Some(KnownMember { inner: Some(inner), kind, .. }), Value::Object(inside)) => {
                            inside.iter().for_each(|(name, value)| match name == inner {
                                true => self.add_known(*kind, value),
                                false => self.add_unknown(inside, name, value),
                            });
                        }
                        (Some(known), value) if known.inner.is_none() => self.add_known(known.kind, value),
                        _ => self.add_unknown(&members, name, value),
                    }
                }
            }
            Ok(value) => self.add_members(&value),
            Err(_) => {}
        }
    }

    /// The secrets of a value of a known kind.
    fn add_known(&mut self, kind: Kind, value: &Value) {
        match (kind, value) {
            (Kind::Secret, Value::String(text)) => self.add_sent(text),
            (Kind::Model(schema), Value::Object(members)) => {
                for (name, value) in members {
                    match (schema.wire_field(name), value) {
                        (Some(field), Value::String(text)) if field.write_only => self.add_sent(text),
                        (Some(field), value) => self.add_known(field.kind, value),
                        (None, value) => self.add_unknown(members, name, value),
                    }
                }
            }
            (Kind::List(element), Value::Array(values)) => {
                values.iter().for_each(|value| self.add_known(*element, value));
            }
            (Kind::Json, value) => self.add_members(value),
            (Kind::String, Value::String(text)) => self.add_address(text),
            _ => {}
        }
    }

    /// The secrets of a member that no schema names.
    fn add_unknown(&mut self, members: &Map<String, Value>, name: &str, value: &Value) {
        let is_whole = || SecretValue::of(name) == SecretValue::Anything;
        match value {
            Value::String(text) if is_secret_name(name) || is_secret_member(members, name) => self.add_sent(text),
            Value::Array(values) => values.iter().for_each(|value| self.add_unknown(members, name, value)),
            Value::Object(inside) if is_whole() => {
                inside.values().for_each(|value| self.add_unknown(inside, name, value));
            }
            Value::Number(number) if is_whole() => self.add_sent(&number.to_string()),
            other => self.add_members(other),
        }
    }

    fn add_members(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(name, value)| self.add_unknown(members, name, value));
            }
            Value::Array(values) => values.iter().for_each(|value| self.add_members(value)),
            Value::String(text) => self.add_address(text),
            _ => {}
        }
    }

    fn add_address(&mut self, text: &str) {
        address_secrets(text).iter().for_each(|secret| self.add_sent(secret));
    }

    /// The redacted text; `None` if it holds no secret. A beginning of a secret at the end of the text is redacted, too.
    fn redact_text(&self, text: &str) -> Option<String> {
        let mut clean = None::<String>;
        for secret in &self.found {
            let seen = clean.as_deref().unwrap_or(text);
            if seen.contains(secret) {
                clean = Some(seen.replace(secret, MASK));
            }
        }
        let seen = clean.as_deref().unwrap_or(text);
        let begun = self.found.iter().filter_map(|secret| {
            let beginnings = secret.char_indices().map(|(at, _)| at).filter(|at| *at >= BEGINNING);
            beginnings.filter_map(|at| seen.strip_suffix(secret.get(..at)?)).min_by_key(|rest| rest.len())
        });
        match begun.min_by_key(|rest| rest.len()) {
            Some(rest) => Some(format!("{rest}{MASK}")),
            None => clean,
        }
    }

    /// As [`redact_text`](Self::redact_text), and short secrets, too: of a text that nothing reads as JSON any more.
    pub(crate) fn redact_said(&self, text: &str) -> Option<String> {
        let mut clean = self.redact_text(text);
        for word in &self.words {
            clean = without_word(clean.as_deref().unwrap_or(text), word).or(clean);
        }
        clean
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
        self.found.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
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
                && let Some(clean) = self.redact_said(&cause.0)
            {
                *cause = Arc::new(UnderlyingError(clean));
            }
            let ours = [&mut error.detail]
                .into_iter()
                .chain(&mut error.body)
                .chain(&mut error.request_id)
                .chain(&mut error.redirect_host);
            for text in said.chain(ours) {
                if let Some(clean) = self.redact_said(text) {
                    *text = clean;
                }
            }
        })
    }
}

/// What of the value of a header is secret: all but the scheme.
pub(crate) fn header_secret(value: &HeaderValue) -> &str {
    let value = value.to_str().unwrap_or_default();
    value.strip_prefix("Bearer ").unwrap_or(value)
}

fn is_long(secret: &str) -> bool {
    secret.chars().nth(SHORTEST.saturating_sub(1)).is_some()
}

/// The text with a mask wherever `word` stands alone; `None` if it does not.
pub(super) fn without_word(text: &str, word: &str) -> Option<String> {
    let joins = |character: char| character.is_alphanumeric() || character == '_';
    let (mut out, mut copied) = (String::new(), 0);
    for (at, _) in text.match_indices(word) {
        let (before, after) = (text.get(..at)?, text.get(at.saturating_add(word.len())..)?);
        if before.ends_with(joins) || after.starts_with(joins) {
            continue;
        }
        out.push_str(text.get(copied..at)?);
        out.push_str(MASK);
        copied = at.saturating_add(word.len());
    }
    out.push_str(text.get(copied..)?);
    (copied > 0).then_some(out)
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
        let written = quoted.flat_map(|text| {
            let slashed = text.replace('/', "\\/");
            [ascii(&slashed), slashed, ascii(&text), text]
        });
        layer = written.collect();
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
        schema.wire_field(name).is_some_and(|field| field.is_hidden())
            && schema.fields.iter().filter(|field| field.required).all(|field| members.contains_key(field.wire))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorKind, ServerMessage};
    use crate::schema::model::Model as _;

    fn sent(body: Bytes) -> SentBody {
        SentBody { bytes: Some(body), known: Vec::new() }
    }

    #[test]
    fn e_12_what_a_server_repeats_is_hidden() {
        let mut secrets = Secrets::default();
        secrets.add_header(&HeaderValue::from_static("Bearer canary-token"));
        let body = Bytes::from_static(
            br#"{"securityScheme":{"flows":[{"client_secret":"canary-client"}]},"name":"harmless",
                "parameters":[{"key":"harmless","value":"canary-value"}],"client-secret":"canary-client-longer"}"#,
        );
        secrets.add_body(&sent(body));
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
    fn what_is_secret_or_write_only_by_the_schema_is_hidden_and_nothing_else() {
        let body = Bytes::from_static(
            br#"{"toolPlugin":{"name":"harmless","securityScheme":{"name":"X-Token","flows":{"authorizationCode":{
                "tokenUrl":"https://login.example.com/token","authorizationUrl":"https://u:canary-p@h.example/?token=canary-t",
                "clientId":"canary-id","clientSecret":"s3c","x":{"password":"canary-x"}}}}},
                "other":{"apiKey":"canary-key"}}"#,
        );
        let kind = Kind::Model(crate::models::IntegrationRequest::SCHEMA);
        let known = vec![KnownMember { name: "toolPlugin", inner: None, kind }];
        let secrets = Secrets::of(&HeaderMap::new(), &SentBody { known, ..sent(body) });
        let said = "canary-id canary-x canary-key canary-p canary-t s3c, s3cret s3c_ X-Token https://login.example.com/token harmless";
        let error = secrets.redact_error(Error::local(ErrorKind::APIError, said));
        assert_eq!(
            error.detail,
            "*** *** *** *** *** ***, s3cret s3c_ X-Token https://login.example.com/token harmless"
        );
    }

    #[test]
    fn known_members_may_be_lists_and_free_form_json() {
        let body = br#"{"keys":["canary-listed"],"any":{"password":"canary-named","name":"harmless-name"}}"#;
        let known = [("keys", Kind::List(&Kind::Secret)), ("any", Kind::Json)];
        let known = known.map(|(name, kind)| KnownMember { name, inner: None, kind }).to_vec();
        let secrets = Secrets::of(&HeaderMap::new(), &SentBody { known, ..sent(Bytes::from_static(body)) });
        let redacted = secrets.redacted("canary-listed canary-named harmless-name");
        assert_eq!(redacted.as_deref(), Some("*** *** harmless-name"));
    }

    #[test]
    fn a_request_of_no_operation_is_judged_by_names() {
        let body = Bytes::from_static(br#"{"any":{"clientId":"canary-id","clientSecret":"canary-secret"}}"#);
        let secrets = Secrets::of(&HeaderMap::new(), &sent(body));
        assert_eq!(secrets.redacted("canary-id canary-secret any").as_deref(), Some("*** *** any"));
    }

    #[test]
    fn half_a_secret_at_the_end_of_what_was_cut_is_hidden() {
        let mut secrets = Secrets::default();
        secrets.add("canary-of-the-token");
        assert_eq!(secrets.redact_text("x canary-of"), Some("x ***".to_owned()));
        assert_eq!(secrets.redact_text("canary-of-the-token x can"), Some("*** x can".to_owned()));
        assert_eq!(secrets.redact_text("harmless"), None);
    }

    #[test]
    fn the_shortest_secret_is_hidden_and_so_is_its_shortest_beginning() {
        let letters = |count| "abcdefghijklmn".chars().take(count).collect::<String>();
        let mut secrets = Secrets::default();
        secrets.add(&letters(SHORTEST - 1));
        assert_eq!(secrets.redact_text(&letters(SHORTEST - 1)), None);
        secrets.add(&format!(" {} ", letters(SHORTEST)));
        assert_eq!(secrets.redact_text(&format!("x {} y", letters(SHORTEST))), Some("x *** y".to_owned()));
        assert_eq!(secrets.redact_text(&format!("x {}", letters(BEGINNING))), Some("x ***".to_owned()));
        assert_eq!(secrets.redact_text(&format!("x {}", letters(BEGINNING - 1))), None);
        let known = secrets.found.len();
        secrets.add(&letters(SHORTEST));
        assert_eq!(secrets.found.len(), known);
    }

    #[test]
    fn a_secret_is_hidden_in_every_encoding() {
        let mut secrets = Secrets::default();
        secrets.add("ab\"c/d\u{e9}<&>");
        for repeated in [
            r#"ab\"c/d\xc3\xa9<&>"#,
            "ab%22c%2Fd%C3%A9%3C%26%3E",
            "ab&quot;c/d\u{e9}&lt;&amp;&gt;",
            "ab\\\"c/d\u{e9}<&>",
            "ab\\\"c\\/d\u{e9}<&>",
            r#"ab\"c/d\u00e9<&>"#,
            r#"ab\"c\/d\u00e9<&>"#,
            "ab\\\\\\\"c/d\u{e9}<&>",
        ] {
            assert_eq!(secrets.redact_text(&format!("x {repeated} y")).as_deref(), Some("x *** y"), "{repeated}");
        }
    }

    #[test]
    fn members_are_secret_by_their_names_or_by_the_model_that_they_make() {
        let mut secrets = Secrets::default();
        let body = br#"[{"password":"canary-one"},{"key":"k","value":"canary-two"},{"value":"harmless-text"},
            {"key":"k","value":["canary-each"]},{"names":["harmless-name"]},{"tokens":["canary-list"],"secrets":{"db":{"x":"canary-map"}},"passphrase":12345678,"count":87654321}]"#;
        secrets.add_body(&sent(Bytes::from_static(body)));
        for (text, hidden) in [
            ("canary-one", true),
            ("canary-two", true),
            ("harmless-text", false),
            ("canary-list", true),
            ("canary-each", true),
            ("harmless-name", false),
            ("canary-map", true),
            ("12345678", true),
            ("87654321", false),
        ] {
            assert_eq!(secrets.redact_text(text).is_some(), hidden, "{text}");
        }
        let mut headers = HeaderMap::new();
        let mut value = HeaderValue::from_static("canary-three");
        value.set_sensitive(true);
        headers.insert("x-one", value);
        headers.insert("x-two", HeaderValue::from_static("harmless-header"));
        let body = sent(Bytes::from_static(br#"{"token":"canary-four"}"#));
        let redacted = |text: &str| Secrets::of(&headers, &body).redacted(text);
        assert_eq!(redacted("canary-three canary-four").as_deref(), Some("*** ***"));
        assert_eq!(redacted("harmless-header"), None);
        let secrets = Secrets::of(&headers, &SentBody::default());
        let bytes = secrets.redact_bytes(&Bytes::from_static(b"a canary-three"));
        assert_eq!(bytes.as_deref(), Some(b"a ***".as_slice()));
    }

    #[test]
    fn a_short_secret_is_hidden_where_it_stands_alone() {
        for (text, expected) in [
            ("s3c", Some("***")),
            ("s3c s3c", Some("*** ***")),
            ("(s3c)", Some("(***)")),
            ("as3c", None),
            ("s3c_", None),
            ("s3cret s3c", Some("s3cret ***")),
            ("", None),
        ] {
            assert_eq!(without_word(text, "s3c").as_deref(), expected, "{text}");
        }
        let body = Bytes::from_static(br#"{"any":{"password":" s3c "},"x":{"secret":""}}"#);
        let secrets = Secrets::of(&HeaderMap::new(), &sent(body));
        assert_eq!(secrets.redact_said("a s3c and ***").as_deref(), Some("a *** and ***"));
        assert_eq!(secrets.redact_said("harmless"), None);
    }

    #[test]
    fn of_a_member_whose_inner_one_is_known_the_others_are_judged_by_names() {
        let body: &[u8] = br#"{"outer":{"inner":"canary-known","password":"canary-named","name":"harmless-name"},
                "outer2":{"inner":"harmless-inner"},"secret":"canary-beside"}"#;
        let of = |body| {
            let known = vec![KnownMember { name: "outer", inner: Some("inner"), kind: Kind::Secret }];
            Secrets::of(&HeaderMap::new(), &SentBody { known, ..sent(Bytes::from_static(body)) })
        };
        let hidden = |text: &str| of(body).redacted(text).is_some();
        assert!(hidden("canary-known") && hidden("canary-named") && hidden("canary-beside"));
        assert!(!hidden("harmless-name") && !hidden("harmless-inner"));
        // Of another form than known, it is judged by names, too.
        let secrets = of(br#"{"outer":[{"password":"canary-named"},"harmless-text"]}"#);
        assert_eq!(secrets.redacted("canary-named harmless-text").as_deref(), Some("*** harmless-text"));
    }
}
