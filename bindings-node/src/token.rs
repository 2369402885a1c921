//! Tokens that a function of the caller's gives.

use std::sync::Arc;

use geai_client::secret::{Token, TokenFuture, TokenProvider};
use napi::bindgen_prelude::External;
use napi_derive::napi;

use crate::bridge::Bridge;

struct Asked(Arc<Bridge>);

impl TokenProvider for Asked {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self.0.ask())
    }
}

/// A token that the JavaScript side of `bridge` is asked for.
pub fn asked(bridge: &Arc<Bridge>) -> Token {
    Token::Provided(Arc::new(Asked(bridge.clone())))
}

/// Answers a call that asked for a token: with one, or with the reason why there is none.
#[napi(catch_unwind)]
pub fn answer_token(bridge: &External<Arc<Bridge>>, id: u32, token: Option<String>, reason: String) {
    bridge.answer(id, token.ok_or(reason));
}
