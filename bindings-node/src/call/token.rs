//! Tokens that a function of the caller's gives.

use std::sync::Arc;
use std::time::Duration;

use geai_client::{Token, TokenFuture, TokenProvider, cached};

use super::bridge::Bridge;

struct TokenFunction(Arc<Bridge>);

impl TokenProvider for TokenFunction {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self.0.request_token())
    }
}

/// A token that is requested from the JavaScript side of `bridge` whenever one is needed.
pub fn token_function(bridge: &Arc<Bridge>) -> Token {
    Token::Provided(Arc::new(TokenFunction(bridge.clone())))
}

/// As [`token_function`]; a token is kept for `ttl`, or until the server refuses it.
pub fn cached_token(bridge: &Arc<Bridge>, ttl: Duration) -> Token {
    cached(TokenFunction(bridge.clone()), ttl)
}
