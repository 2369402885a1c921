//! Tokens that a function of the caller's gives.

use std::sync::Arc;

use geai_client::{Token, TokenFuture, TokenProvider};

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
