//! Tokens: fixed ones, and providers that are asked when a token is needed.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};

use crate::schema::NameStyle;
use crate::schema::mask::MASK;

const MAX_TOKEN_BYTES: usize = 8192;

/// A token that will be there, or the reason why there is none.
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<String, String>> + Send + 'a>>;

/// Provides tokens: asked at the start of every call, and once more after the server refused that call's (401).
///
/// It is asked within the future of the call. [`cached`](crate::cached) makes it be asked less often.
pub trait TokenProvider: Send + Sync {
    /// A token that is valid now, or the reason why there is none. The reason must not hold a secret.
    fn token(&self) -> TokenFuture<'_>;

    /// A token in place of one that the server refused. Asks for a token as for the first one, unless it is overridden.
    fn renewed(&self, refused: &str) -> TokenFuture<'_> {
        let _ = refused;
        self.token()
    }
}

/// A token, or a provider of tokens.
#[derive(Clone)]
pub enum Token {
    /// One token for the life of the client.
    Fixed(SecretString),
    /// Tokens of a provider.
    Provided(Arc<dyn TokenProvider>),
}

impl Token {
    /// Whether this is a fixed token without a visible character.
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Self::Fixed(token) if token.expose_secret().trim().is_empty())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
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

/// Refuses a token that cannot be sent, or lacks its project.
pub(crate) fn check(token: &Token, is_oauth: bool, has_project: bool, style: NameStyle) -> Result<(), String> {
    if is_oauth && !has_project {
        let option = style.name("project_id");
        return Err(format!("an OAuth access token needs a project: pass {option}, or set GEAI_PROJECT_ID"));
    }
    match token {
        Token::Fixed(token) => bearer(token).map(drop),
        Token::Provided(_) => Ok(()),
    }
}

/// What tells tokens of a server apart without being one: the first 16 hexadecimal digits of SHA-256 of base URL and token.
pub(crate) fn fingerprint(base_url: &str, token: &SecretString) -> String {
    let digest = Sha256::new().chain_update(base_url).chain_update("\n").chain_update(token.expose_secret().trim());
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The `Authorization` value, never shown (AUT-09). Errors do not repeat the token.
pub(crate) fn bearer(token: &SecretString) -> Result<HeaderValue, String> {
    let token = token.expose_secret().trim();
    if token.is_empty() || token.len() > MAX_TOKEN_BYTES || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!("token: expected 1 to {MAX_TOKEN_BYTES} visible ASCII characters without spaces"));
    }
    let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| "token: not usable".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_not_shown_and_its_fingerprint_tells_it_apart() {
        assert_eq!(format!("{:?}", Token::from("canary")), "***");
        assert_eq!(format!("{:?}", Token::from("canary".to_owned())), "***");
        let print = |url, token: &str| fingerprint(url, &SecretString::from(token));
        // printf 'https://a.example\ncanary' | sha256sum
        assert_eq!(print("https://a.example", " canary "), "0bff19140e97f47b");
        assert_ne!(print("https://a.example", "canary"), print("https://b.example", "canary"));
        assert_ne!(print("https://a.example", "canary"), print("https://a.example", "canary2"));
    }

    #[test]
    fn a_token_that_cannot_be_sent_is_refused() {
        let sent = |token: &str| bearer(&SecretString::from(token)).is_ok();
        assert!(sent(" a ") && sent(&"a".repeat(MAX_TOKEN_BYTES)));
        assert!(!sent("") && !sent(" ") && !sent("a b") && !sent("a\u{e9}") && !sent(&"a".repeat(MAX_TOKEN_BYTES + 1)));
        assert!(bearer(&SecretString::from("canary")).unwrap().is_sensitive());
        assert!(Token::from(" ").is_blank() && !Token::from("a").is_blank());
        let checked = |is_oauth, has_project| check(&Token::from("a"), is_oauth, has_project, NameStyle::Camel);
        assert!(checked(true, false).unwrap_err().contains("pass projectId"));
        assert!(checked(true, true).is_ok() && checked(false, false).is_ok() && checked(false, true).is_ok());
    }
}
