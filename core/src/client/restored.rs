//! Clients that go from one process to another, without their tokens.

use std::sync::Arc;

use super::{Client, ClientInner};
use crate::config::builder::Builder;
use crate::config::setting::Setting;
use crate::config::token::{self, Token};
use crate::config::unusable::TokenOfOrigin;
use crate::error::Error;
use crate::schema::mask::MASK;

/// What another process has to know of a client beside what was given in code.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The base URL, without a trailing slash.
    pub base_url: String,
    /// The id of the project, where one is configured.
    pub project_id: Option<String>,
    /// The id of the organisation, where one is configured.
    pub organization_id: Option<String>,
    /// How its tokens are told of.
    pub token: TokenOfOrigin,
}

impl Client {
    /// What another process has to know of it.
    pub(crate) fn identity(&self) -> Identity {
        let organization_id = self.config.organization_id.as_ref().and_then(|id| id.to_str().ok());
        Identity {
            base_url: self.base_url().to_owned(),
            project_id: self.project_id().map(str::to_owned),
            organization_id: organization_id.map(str::to_owned),
            token: self.config.token_of_origin(),
        }
    }

    /// The client that another process had. Where it cannot be made here, each of its calls says why.
    ///
    /// Errors with `ConfigError` where the settings that were given are none of a client.
    pub(crate) fn restore(builder: Builder, token: TokenOfOrigin) -> Result<Self, Error> {
        let config = builder.resolve_restored(token).map_err(Error::config)?;
        Ok(Self { inner: ClientInner::new(None), config: Arc::new(config) })
    }

    /// Whether calls can be made.
    pub(crate) fn is_usable(&self) -> bool {
        self.config.unusable.is_none()
    }

    /// A client of the same configuration on the same connections and limits, which is closed by itself.
    pub(crate) fn share(&self) -> Self {
        Self { inner: ClientInner::new(Some(self.clone())), config: self.config.clone() }
    }

    /// A client with another token, on the same connections and limits.
    ///
    /// Errors with `ConfigError` if the token is none, or an OAuth access token lacks its project.
    pub(crate) fn with_token(&self, token: Token, is_oauth: bool) -> Result<Self, Error> {
        let mut config = (*self.config).clone();
        token::check(&token, is_oauth, config.project_id.is_some(), config.style).map_err(Error::config)?;
        let name = if is_oauth { "access_token" } else { "api_token" };
        config.settings.retain(|setting| !["access_token", "api_token"].contains(&setting.name));
        config.settings.push(Setting { name, value: MASK.to_owned(), source: "argument".to_owned() });
        config.token = token;
        config.unusable = config.unusable.filter(|unusable| !unusable.wants_token);
        Ok(Self { inner: self.inner.clone(), config: Arc::new(config) })
    }
}
