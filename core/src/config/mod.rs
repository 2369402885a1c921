//! The effective configuration of a client, and its sources: arguments over environment over credentials file
//! (CFG-01 to CFG-11, AUT-01 to AUT-10).

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use url::Url;

use crate::retry::DEFAULT_RETRIES;
use crate::schema::NameStyle;
use call_options::{CallOptions, format_time};
use client_cert::ClientCert;
use hook::Hook;
use limits::Limits;
use setting::Setting;
use token::{Token, fingerprint};
use trust::Trust;
use unusable::{TokenOfOrigin, Unusable};
use warning::Warning;

pub(crate) mod builder;
pub(crate) mod cached_token;
pub(crate) mod call_options;
mod certificates;
pub(crate) mod client_cert;
pub(crate) mod concurrency_group;
mod credentials_file;
pub(crate) mod crypto;
pub(crate) mod deadline;
mod file_access;
pub(crate) mod hook;
pub(crate) mod limits;
pub(crate) mod lookup;
pub(crate) mod loopback;
mod proxy;
mod restored;
pub(crate) mod setting;
pub(crate) mod token;
pub(crate) mod trust;
pub(crate) mod unusable;
pub(crate) mod warning;
pub(crate) mod x509;

/// Version of the agents API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AgentsApi {
    /// The one with field evidence.
    V2,
    /// The newest documented one.
    #[default]
    V4,
}

impl AgentsApi {
    /// As written in a path.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V4 => "v4",
        }
    }
}

/// Effective configuration of a client.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub base_url: Url,
    pub token: Token,
    /// Whether requests go without the token, to see what a server makes of that.
    pub anonymous: bool,
    pub project_id: Option<HeaderValue>,
    pub organization_id: Option<HeaderValue>,
    pub agents_api: AgentsApi,
    pub limits: Limits,
    pub trust: Arc<Trust>,
    pub client_cert: Option<ClientCert>,
    /// The proxy that holds for the base URL.
    pub proxy: Option<Url>,
    pub call: CallOptions,
    pub hook: Option<Hook>,
    pub settings: Vec<Setting>,
    /// What the user should correct.
    pub warnings: Vec<Warning>,
    pub style: NameStyle,
    /// Why every call fails, where the configuration came out of another process and does not hold here.
    pub unusable: Option<Unusable>,
}

/// A base URL without a trailing slash.
fn without_slash(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

impl Config {
    /// The base URL, without a trailing slash.
    pub(crate) fn base_url(&self) -> &str {
        without_slash(&self.base_url)
    }

    /// The token as another process is told of it.
    pub(crate) fn token_of_origin(&self) -> TokenOfOrigin {
        match (&self.unusable, &self.token) {
            (Some(unusable), _) => unusable.origin.clone(),
            (None, Token::Fixed(token)) => TokenOfOrigin::Fixed(fingerprint(self.base_url(), token)),
            (None, Token::Provided(_)) => TokenOfOrigin::Provided,
        }
    }

    /// The proxy that holds, without user and password.
    pub(crate) fn proxy_shown(&self) -> Option<String> {
        self.proxy.as_ref().map(proxy::shown)
    }

    /// Every effective value and its source. Secrets are masked.
    pub(crate) fn describe(&self) -> Vec<Setting> {
        let mut settings = self.settings.clone();
        let call = &self.call;
        let time = |time: Option<Duration>| time.map(|time| format_time(self.style, time));
        let class = "by class of operation".to_owned();
        let given = [
            (
                "agents_api",
                (self.agents_api != AgentsApi::default()).then(|| self.agents_api.as_str().to_owned()),
                "v4".to_owned(),
            ),
            ("timeout", time(call.timeout), class.clone()),
            ("deadline", time(call.deadline), class),
            ("retries", call.retries.map(|retries| retries.to_string()), DEFAULT_RETRIES.to_string()),
            ("retry_writes", call.retry_writes.map(|retry| retry.to_string()), "false".to_owned()),
        ];
        for (name, value, default) in given {
            let source = if value.is_some() { "argument" } else { "default" };
            settings.push(Setting { name, value: value.unwrap_or(default), source: source.to_owned() });
        }
        settings.push(self.trust.setting());
        settings.extend(self.limits.describe(self.style));
        settings
    }
}
