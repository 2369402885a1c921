//! Clients that leave something out, and the search for a token in what is written down: for programs that find out how a
//! server behaves.

use std::sync::Arc;

use reqwest::header::HeaderMap;
use tokio::time::Instant;

use super::Client;
use crate::config::deadline::{MAX_TIME, deadline_after};
use crate::error::Error;
use crate::transport::redact::SentBody;

impl Client {
    /// A client that sends no token, or not the id of its project, on the same connections and limits.
    pub(crate) fn without(&self, token: bool, project_id: bool) -> Self {
        let mut config = (*self.config).clone();
        config.anonymous |= token;
        if project_id {
            config.project_id = None;
        }
        Self { inner: self.inner.clone(), config: Arc::new(config) }
    }

    /// Whether a text holds the token, plain or encoded.
    pub(crate) async fn holds_token(&self, text: &str) -> Result<bool, Error> {
        let token = self.authorization(deadline_after(Instant::now(), MAX_TIME), None).await?;
        let tokens: Vec<_> = token.into_iter().collect();
        let body = SentBody { bytes: None, known: Vec::new() };
        Ok(self.secrets(&HeaderMap::new(), &tokens, &body).redacted(text).is_some())
    }
}
