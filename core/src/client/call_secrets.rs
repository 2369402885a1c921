//! The secrets of one call, and what repeats them without saying so.

use reqwest::header::{HeaderMap, HeaderValue};

use super::Client;
use crate::schema::Kind;
use crate::transport::proxy;
use crate::transport::redact::{Secrets, SentBody, header_secret};
use crate::transport::repeats::PlainId;

impl Client {
    /// The id of a request without the secrets of the request that the server repeats in it: logs show it. Most ids do not
    /// hold even the beginning of one, which is quick to see where no proxy may have further ones.
    pub(super) fn redact_id(&self, id: String, headers: &HeaderMap, tokens: &[HeaderValue], body: &SentBody) -> String {
        let mut sent = headers.values().filter(|value| value.is_sensitive()).chain(tokens).map(header_secret);
        let plain = PlainId::new(&id).filter(|_| self.config.proxy.is_none());
        let is_free = plain.is_some_and(|id| {
            !sent.any(|secret| id.may_repeat(secret))
                && !body.bytes.as_ref().is_some_and(|json| id.may_repeat_string_of(json))
        });
        if is_free {
            return id;
        }
        self.secrets(headers, tokens, body).redacted(&id).unwrap_or(id)
    }

    /// The secrets of a call, which no error may repeat (E-12).
    pub(super) fn secrets(&self, headers: &HeaderMap, tokens: &[HeaderValue], body: &SentBody) -> Secrets {
        let mut secrets = Secrets::of(headers, body);
        tokens.iter().for_each(|value| secrets.add_header(value));
        let of_proxy = self.config.proxy.as_ref().map(proxy::secrets).unwrap_or_default();
        of_proxy.iter().for_each(|secret| secrets.add(secret));
        secrets
    }
}

/// The secrets in a definition that was sent: an answer may hold them where nothing says that they are secret.
pub(crate) struct SentSecrets(Secrets);

impl SentSecrets {
    pub(crate) fn of(kind: Kind, json: &str) -> Self {
        Self(Secrets::of_value(kind, json))
    }

    /// The text without them; `None` if it holds none.
    pub(crate) fn redacted(&self, text: &str) -> Option<String> {
        self.0.redact_said(text)
    }
}
