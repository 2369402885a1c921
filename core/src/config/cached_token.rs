//! A token that is kept for a time, so that its provider is asked less often.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::deadline::deadline_after;
use super::token::{Token, TokenFuture, TokenProvider};

/// A token that is kept for `ttl` once `provider` gave it, or until the server refuses it. One call asks at a time; those that
/// wait for it take its token.
///
/// Not for tokens of users: a call gets the token that another call asked for.
pub fn cached(provider: impl TokenProvider + 'static, ttl: Duration) -> Token {
    let state = ArcSwap::from_pointee(State::default());
    Token::Provided(Arc::new(CachedToken { provider: Box::new(provider), ttl, state }))
}

struct CachedToken {
    provider: Box<dyn TokenProvider>,
    ttl: Duration,
    state: ArcSwap<State>,
}

/// State of one process: a call that held the lock does not exist in a forked child, which makes its own.
struct State {
    process: u32,
    known: Mutex<Option<(SecretString, Instant)>>,
}

impl Default for State {
    fn default() -> Self {
        Self { process: std::process::id(), known: Mutex::default() }
    }
}

impl CachedToken {
    fn state(&self) -> Arc<State> {
        let current = self.state.load_full();
        if current.process == std::process::id() {
            return current;
        }
        self.state.compare_and_swap(&current, Arc::new(State::default()));
        self.state.load_full()
    }

    async fn find(&self, refused: Option<String>) -> Result<String, String> {
        let state = self.state();
        let mut known = state.known.lock().await;
        if let Some((token, until)) = known.as_ref()
            && *until > Instant::now()
            && refused.as_deref() != Some(token.expose_secret())
        {
            return Ok(token.expose_secret().to_owned());
        }
        let asked = Instant::now();
        let token = match &refused {
            Some(refused) => self.provider.renewed(refused).await?,
            None => self.provider.token().await?,
        };
        *known = Some((token.trim().into(), deadline_after(asked, self.ttl)));
        Ok(token)
    }
}

impl TokenProvider for CachedToken {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self.find(None))
    }

    fn renewed(&self, refused: &str) -> TokenFuture<'_> {
        Box::pin(self.find(Some(refused.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as BlockingMutex;

    use tokio::time::advance;

    use super::*;

    /// Gives a new token each time, and notes which one was refused.
    #[derive(Default)]
    struct Numbered(Arc<BlockingMutex<Vec<Option<String>>>>);

    impl Numbered {
        fn next(&self, refused: Option<&str>) -> TokenFuture<'_> {
            let mut asked = self.0.lock().unwrap();
            asked.push(refused.map(str::to_owned));
            let token = format!(" token-{} ", asked.len());
            Box::pin(async move { Ok(token) })
        }
    }

    impl TokenProvider for Numbered {
        fn token(&self) -> TokenFuture<'_> {
            self.next(None)
        }

        fn renewed(&self, refused: &str) -> TokenFuture<'_> {
            self.next(Some(refused))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_kept_for_its_time_and_given_up_once_it_is_refused() {
        let second = Duration::from_secs(1);
        let provider = Numbered::default();
        let asked = provider.0.clone();
        let Token::Provided(token) = cached(provider, second * 10) else { unreachable!() };
        let trimmed = |token: Result<String, String>| token.map(|token| token.trim().to_owned());
        assert_eq!(trimmed(token.token().await).as_deref(), Ok("token-1"));
        advance(second * 10 - Duration::from_millis(1)).await;
        assert_eq!(trimmed(token.token().await).as_deref(), Ok("token-1"));
        advance(Duration::from_millis(1)).await;
        assert_eq!(trimmed(token.token().await).as_deref(), Ok("token-2"));
        // Of an older one, another call has got a new one meanwhile.
        assert_eq!(trimmed(token.renewed("token-1").await).as_deref(), Ok("token-2"));
        assert_eq!(trimmed(token.renewed("token-2").await).as_deref(), Ok("token-3"));
        assert_eq!(*asked.lock().unwrap(), [None, None, Some("token-2".to_owned())]);
    }
}
