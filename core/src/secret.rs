//! Secrets: tokens, fixed or asked for when they are needed, and members that are never shown.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::input::Writer;
use crate::json::Members;
use crate::model::{Kind, Member};

/// A token that is on its way.
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<String, String>> + Send + 'a>>;

/// Gives a token when one is needed, and again after the server refused it once (401).
pub trait TokenProvider: Send + Sync {
    /// A token that is valid now, or why there is none. The reason must not hold a secret.
    fn token(&self) -> TokenFuture<'_>;
}

/// A token, or what gives one.
#[derive(Clone)]
pub enum Token {
    /// Always the same.
    Fixed(SecretString),
    /// Asked for.
    Provided(Arc<dyn TokenProvider>),
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl From<&str> for Token {
    fn from(token: &str) -> Self {
        Self::Fixed(token.into())
    }
}

impl From<String> for Token {
    fn from(token: String) -> Self {
        Self::Fixed(token.into())
    }
}

/// What stands for a secret wherever one could be shown.
pub const HIDDEN: &str = "***";

/// A member that is a secret: sent as it is, shown as [`HIDDEN`].
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// The secret itself.
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.reveal() == other.reveal()
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self(secret.into())
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self(secret.into())
    }
}

impl Serialize for Secret {
    /// The secret itself: what is serialised goes on the wire. For anything else there is `hide`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.reveal())
    }
}

impl Member for Secret {
    const KIND: Kind = Kind::Secret;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// Refuses JSON of this kind in which a secret is hidden, with its place: sent, it would overwrite the secret.
pub fn refuse_hidden(kind: Kind, text: &str, place: &str) -> Result<(), String> {
    // Inside a string, such as a manifest, the second quote would be escaped.
    let hidden = format!("\"{HIDDEN}\"");
    if !text.contains(&hidden) {
        return Ok(());
    }
    match kind {
        Kind::Secret if text == hidden => {
            Err(format!("{place}: `{HIDDEN}` stands for a hidden secret; give the secret or leave it out"))
        }
        Kind::Model(schema) => {
            let Members(members) = serde_json::from_str(text).map_err(|error| error.to_string())?;
            members.iter().try_for_each(|(name, value)| {
                let field = schema.fields.iter().find(|field| field.is_called(name));
                field.map_or(Ok(()), |it| refuse_hidden(it.kind, value.get(), &format!("{place}.{}", it.name)))
            })
        }
        Kind::List(element) => {
            let values: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| error.to_string())?;
            let mut values = values.iter().enumerate();
            values.try_for_each(|(at, value)| refuse_hidden(*element, value.get(), &format!("{place}[{at}]")))
        }
        _ => Ok(()),
    }
}

/// The JSON of a value of this kind with every secret replaced by [`HIDDEN`].
pub fn hide(kind: Kind, text: &str) -> Result<String, serde_json::Error> {
    match kind {
        Kind::Secret => Ok(format!("\"{HIDDEN}\"")),
        Kind::Model(schema) => {
            let Members(members) = serde_json::from_str(text)?;
            let mut out = Writer::default();
            for (name, value) in members {
                let field = schema.fields.iter().find(|field| field.is_wire(&name));
                match field.filter(|_| value.get() != "null") {
                    Some(field) => out.member(&name, &hide(field.kind, value.get())?),
                    None => out.member(&name, value.get()),
                };
            }
            Ok(out.finish())
        }
        Kind::List(element) => {
            let values: Vec<&RawValue> = serde_json::from_str(text)?;
            let values: Result<Vec<_>, _> = values.into_iter().map(|value| hide(*element, value.get())).collect();
            Ok(format!("[{}]", values?.join(",")))
        }
        _ => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api;
    use crate::input::Spelling;
    use crate::model::Model;
    use crate::models::Integration;

    const INTEGRATION: &str = r#"{"id":"1","name":"i","manifest":"\"***\"","securityScheme":{"type":"oauth2","x":"***",
        "flows":{"authorizationCode":{"clientSecret":"canary"}}},"parameters":[{"key":"k","value":"canary"}]}"#;

    #[test]
    fn secrets_are_hidden_and_nothing_else_is() {
        let shown = hide(Kind::Model(Integration::SCHEMA), INTEGRATION).unwrap();
        assert!(!shown.contains("canary") && shown.matches("***").count() == 4, "{shown}");
    }

    #[test]
    fn what_was_hidden_is_not_sent_back_however_it_is_given() {
        let hidden = hide(Kind::Model(Integration::SCHEMA), INTEGRATION).unwrap();
        let update = api::find("integrations.update").unwrap();
        for integration in [hidden.clone(), format!("{{\"\\u0000Integration\":{hidden}}}")] {
            let params = |more: &str| format!(r#"{{"id_or_name":"i","integration":{integration}{more}}}"#);
            let error = update.args(&params(""), None, Spelling::Snake).unwrap_err().to_string();
            assert!(error.contains("authorization_code.client_secret") && error.contains("***"), "{error}");
            let replaced = r#","security_scheme":{"type":"none"}"#;
            assert!(update.args(&params(replaced), None, Spelling::Snake).is_ok());
        }
        let config = r#"{"id_or_name":"i","parameters":[{"key":"k","value":"***"}]}"#;
        let error = api::find("integrations.set_config").unwrap().args(config, None, Spelling::Camel).unwrap_err();
        assert!(error.to_string().contains("parameters[0].value"), "{error}");
    }
}
