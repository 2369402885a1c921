//! The value of a secret member: sent as it is, never printed.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, Serializer};

use super::Kind;
use super::mask::MASK;
use super::model::Member;
use super::value_reader::ValueReader;

/// A secret member: sent as it is, printed as `***`.
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
        f.write_str(MASK)
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
    /// The secret itself, since the serialised form goes on the wire. Printed forms go through `mask`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.reveal())
    }
}

impl Member for Secret {
    const KIND: Kind = Kind::Secret;
    fn read(reader: &mut ValueReader<'_>) -> serde_json::Result<Self> {
        reader.mark_searched();
        reader.string().map(|secret| Self::from(secret.into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_sent_as_it_is_and_never_shown() {
        let secret = Secret::from("canary");
        assert_eq!((format!("{secret:?}"), secret.reveal()), ("***".to_owned(), "canary"));
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"canary\"");
        assert!(secret == Secret::from("canary".to_owned()) && secret != Secret::from("canary2"));
    }
}
