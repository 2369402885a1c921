//! Takes the secrets of a request out of its error: a server may repeat what it was sent (E-12).

use reqwest::header::HeaderValue;
use serde_json::Value;

use crate::error::Error;
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
    pub(crate) fn add(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.len() >= SHORTEST && !self.0.iter().any(|known| known == secret) {
            self.0.push(secret.to_owned());
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

    /// The error without them.
    pub(crate) fn out_of(mut self, error: Error) -> Error {
        // One may be part of another.
        self.0.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        error.with(|error| {
            let said = error.messages.iter_mut().flat_map(|message| {
                let code = message.code.iter_mut();
                [&mut message.description].into_iter().chain(code)
            });
            let ours = [&mut error.detail].into_iter().chain(&mut error.body).chain(&mut error.request_id);
            for text in said.chain(ours) {
                for secret in &self.0 {
                    if text.contains(secret) {
                        *text = text.replace(secret, HIDDEN);
                    }
                }
            }
        })
    }
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
}
