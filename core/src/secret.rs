//! Tokens: fixed, or asked for when they are needed.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use secrecy::SecretString;

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
        f.write_str("***")
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
