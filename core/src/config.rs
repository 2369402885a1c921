//! What a client is built from: arguments over environment over credentials file (CFG-01 to CFG-11, AUT-01 to AUT-10).

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use url::{Host, Url};

use crate::client::Client;
use crate::error::Error;
use crate::input::{Spelling, unknown};
use crate::json::{Members, kind_of};
use crate::limits::{LIMITS, Limits};
use crate::options::{CALL_OPTIONS, CallOptions};
use crate::profile::Credentials;
use crate::secret::Token;

const MAX_TOKEN_BYTES: usize = 8192;
const MAX_ID_BYTES: usize = 256;

/// A value that may come from an argument, the environment or the credentials file.
struct Source {
    name: &'static str,
    environment: &'static [&'static str],
    key: &'static str,
}

const BASE_URL: Source = Source { name: "base_url", environment: &["GEAI_API_BASE_URL"], key: "geai_api_base_url" };
const API_TOKEN: Source =
    Source { name: "api_token", environment: &["GEAI_APITOKEN", "SAIA_APITOKEN", "GEAI_API_KEY"], key: "geai_api_key" };
const ACCESS_TOKEN: Source = Source {
    name: "access_token",
    environment: &["GEAI_OAUTH_ACCESS_TOKEN", "OAuth_accesstoken"],
    key: "geai_oauth_access_token",
};
const PROJECT_ID: Source =
    Source { name: "project_id", environment: &["GEAI_PROJECT_ID", "SAIA_PROJECT_ID"], key: "geai_project_id" };
const ORGANIZATION_ID: Source =
    Source { name: "organization_id", environment: &["GEAI_ORGANIZATION_ID"], key: "geai_organization_id" };
const CA_BUNDLE: Source = Source { name: "ca_bundle", environment: &["GEAI_SSL_CERT_PATH"], key: "geai_ssl_cert_path" };

/// Environment variables that are read, for hosts that pass their own environment.
pub fn environment_names() -> impl Iterator<Item = &'static str> {
    [&BASE_URL, &API_TOKEN, &ACCESS_TOKEN, &PROJECT_ID, &ORGANIZATION_ID, &CA_BUNDLE]
        .into_iter()
        .flat_map(|source| source.environment)
        .copied()
        .chain(["HOME", "USERPROFILE"])
}

/// Version of the agents API (VER-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AgentsApi {
    /// The one with field evidence.
    V2,
    /// The newest documented one.
    #[default]
    V4,
}

impl AgentsApi {
    /// As it stands in a path.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V4 => "v4",
        }
    }
}

/// Builds a [`Client`]. What is not given here is looked up in the environment and the credentials file.
#[derive(Clone, Default)]
pub struct Builder {
    base_url: Option<String>,
    api_token: Option<Token>,
    access_token: Option<Token>,
    project_id: Option<String>,
    organization_id: Option<String>,
    profile: Option<String>,
    credentials_file: Option<PathBuf>,
    agents_api: Option<AgentsApi>,
    pub(crate) call: CallOptions,
    pub(crate) limits: Limits,
    ca_bundle: Option<PathBuf>,
    proxy: Option<String>,
    environment: Option<HashMap<String, String>>,
    spelling: Option<Spelling>,
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The URL of a proxy may hold a password, and so may, by mistake, that of the server.
        f.write_str("Builder { .. }")
    }
}

macro_rules! setters {
    ($($(#[doc = $doc:literal])+ $name:ident($type:ty) $(via $into:expr)?;)+) => {$(
        $(#[doc = $doc])+
        #[must_use]
        pub fn $name(mut self, $name: $type) -> Self {
            self.$name = Some($name.into());
            self
        }
    )+};
}

impl Builder {
    setters! {
        /// Base URL of the installation; `https://` may be left out. Required, there is no default (CFG-01).
        base_url(impl Into<String>);
        /// API token of a project (AUT-01).
        api_token(impl Into<Token>);
        /// OAuth access token; needs a project id (AUT-02).
        access_token(impl Into<Token>);
        /// Id of the project; always sent when known (AUT-04).
        project_id(impl Into<String>);
        /// Id of the organisation (AUT-08).
        organization_id(impl Into<String>);
        /// Section of the credentials file. When given, the environment is not consulted (CFG-05).
        profile(impl Into<String>);
        /// Path of the credentials file. Default: `~/.geai/credentials`.
        credentials_file(impl Into<PathBuf>);
        /// Version of the agents API. Default: v4.
        agents_api(AgentsApi);
        /// PEM file with further trusted certificates.
        ca_bundle(impl Into<PathBuf>);
        /// URL of a proxy for https. Default: `HTTPS_PROXY` and `NO_PROXY` of the environment.
        proxy(impl Into<String>);
        /// Environment to read instead of the process's.
        environment(HashMap<String, String>);
    }

    /// Options for every call.
    #[must_use]
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call = options;
        self
    }

    /// Sets options from a JSON object, names and units in the caller's spelling. Token providers are set apart.
    ///
    /// Errors with `ConfigError`, naming the option.
    pub fn from_json(text: &str, spelling: Spelling) -> Result<Self, Error> {
        let mut builder = Self { spelling: Some(spelling), ..Self::default() };
        builder.merge(text, spelling).map_err(Error::config)?;
        Ok(builder)
    }

    fn merge(&mut self, text: &str, spelling: Spelling) -> Result<(), String> {
        let Members(members) =
            serde_json::from_str(text).map_err(|_| format!("options: expected an object, got {}", kind_of(text)))?;
        for (name, value) in members {
            let value = value.get();
            let text = || {
                serde_json::from_str::<String>(value)
                    .map_err(|_| format!("{name}: expected a string, got {}", kind_of(value)))
            };
            let Some(known) = options().find(|known| *known == name || spelling.name(known) == name) else {
                return Err(unknown(&name, "", options(), spelling));
            };
            if value == "null" {
                continue;
            }
            match known {
                "base_url" => self.base_url = Some(text()?),
                "api_token" => self.api_token = Some(text()?.into()),
                "access_token" => self.access_token = Some(text()?.into()),
                "project_id" => self.project_id = Some(text()?),
                "organization_id" => self.organization_id = Some(text()?),
                "profile" => self.profile = Some(text()?),
                "credentials_file" => self.credentials_file = Some(text()?.into()),
                "agents_api" => {
                    self.agents_api = Some(match text()?.as_str() {
                        "v2" => AgentsApi::V2,
                        "v4" => AgentsApi::V4,
                        other => {
                            return Err(format!("{name}: expected `v2` or `v4`, got `{}`", other.escape_debug()));
                        }
                    });
                }
                "ca_bundle" => self.ca_bundle = Some(text()?.into()),
                "proxy" => self.proxy = Some(text()?),
                option => {
                    let _known = self.limits.set(option, value, spelling)? || self.call.set(&name, value, spelling)?;
                }
            }
        }
        Ok(())
    }

    /// Builds the client. Makes no request and writes nothing.
    ///
    /// Errors with `ConfigError` where something is missing, contradictory or unreadable.
    pub fn build(self) -> Result<Client, Error> {
        let config = self.resolve().map_err(Error::config)?;
        Ok(Client::new(config))
    }

    fn resolve(self) -> Result<Config, String> {
        let spelling = self.spelling.unwrap_or(Spelling::Snake);
        let lookup = Lookup::new(&self)?;
        if let Some(warning) = &lookup.file.warning {
            tracing::warn!(target: "geai_client", "{warning}");
        }
        let mut settings = Vec::new();
        let mut value = |source: &Source, given: Option<&str>| {
            let found = lookup.find(source, given);
            if let Some((value, origin)) = &found {
                settings.push(Setting { name: source.name, value: value.clone(), source: origin.clone() });
            }
            found.map(|(value, _)| value)
        };

        let base_url = value(&BASE_URL, self.base_url.as_deref()).ok_or_else(|| {
            format!(
                "no base URL: pass {}, set GEAI_API_BASE_URL, or put geai_api_base_url into {}",
                spelling.name("base_url"),
                lookup.file_shown()
            )
        })?;
        let base_url = parse_base_url(&base_url, self.limits.allow_http, spelling)
            .map_err(|why| format!("{}: {why}", spelling.name("base_url")))?;
        let project_id = value(&PROJECT_ID, self.project_id.as_deref());
        let organization_id = value(&ORGANIZATION_ID, self.organization_id.as_deref());
        let ca_bundle = value(&CA_BUNDLE, self.ca_bundle.as_ref().and_then(|path| path.to_str()));

        let (token, oauth) = lookup.token(&self, spelling, &mut settings)?;
        if oauth && project_id.is_none() {
            return Err(format!(
                "an OAuth access token needs a project: pass {}, or set GEAI_PROJECT_ID",
                spelling.name("project_id")
            ));
        }
        if let Token::Fixed(token) = &token {
            bearer(token)?;
        }
        self.limits.check(spelling)?;
        self.call.check(spelling)?;
        let connect = self.limits.connect_timeout;
        let shortest = [self.call.timeout, self.call.deadline].into_iter().flatten().min();
        if let Some(attempt) = shortest
            && connect != Limits::default().connect_timeout
            && connect > attempt
        {
            return Err(format!(
                "{} ({}) must not be longer than the time for an attempt ({})",
                spelling.name("connect_timeout"),
                spelling.show(connect),
                spelling.show(attempt)
            ));
        }
        let header = |name: &str, id: Option<String>| id.map(|id| id_header(&spelling.name(name), &id)).transpose();
        let proxy = self.proxy.as_deref().map(|proxy| {
            // The URL may hold a password: it is not repeated.
            let url = Url::parse(proxy).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            url.ok_or_else(|| "proxy: expected http:// or https:// and a host".to_owned())
        });
        Ok(Config {
            base_url,
            token,
            project_id: header("project_id", project_id)?,
            organization_id: header("organization_id", organization_id)?,
            agents_api: self.agents_api.unwrap_or_default(),
            limits: self.limits,
            ca_bundle: ca_bundle
                .map(|path| read_certificates(&spelling.name("ca_bundle"), &path))
                .transpose()?
                .unwrap_or_default(),
            proxy: proxy.transpose()?,
            call: self.call,
            settings,
            warning: lookup.file.warning,
            spelling,
        })
    }
}

/// Options a host may give, in snake case.
fn options() -> impl Iterator<Item = &'static str> {
    [
        "base_url",
        "api_token",
        "access_token",
        "project_id",
        "organization_id",
        "profile",
        "credentials_file",
        "agents_api",
        "ca_bundle",
        "proxy",
    ]
    .into_iter()
    .chain(CALL_OPTIONS.iter().copied())
    .chain(LIMITS.iter().copied())
}

/// Where values are looked up that no argument gives.
struct Lookup {
    environment: Option<HashMap<String, String>>,
    file: Credentials,
    path: Option<PathBuf>,
    profile: String,
}

impl Lookup {
    fn new(builder: &Builder) -> Result<Self, String> {
        let environment = builder.environment.clone().unwrap_or_else(|| {
            environment_names().filter_map(|name| Some((name.to_owned(), std::env::var(name).ok()?))).collect()
        });
        let home =
            ["HOME", "USERPROFILE"].iter().find_map(|name| environment.get(*name)).filter(|home| !home.is_empty());
        let path = builder
            .credentials_file
            .clone()
            .or_else(|| home.map(|home| PathBuf::from(home).join(".geai").join("credentials")));
        let profile = builder.profile.clone().unwrap_or_else(|| "default".to_owned());
        let asked = builder.profile.is_some();
        let file = match &path {
            Some(path) if asked || builder.credentials_file.is_some() || path.exists() => {
                Credentials::read(path, builder.limits.strict_credentials_permissions)?
            }
            None if asked => {
                return Err("a profile was asked for, but there is no home directory to find it in".to_owned());
            }
            _ => Credentials::default(),
        };
        if asked && !file.has(&profile) {
            let shown = path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
            return Err(format!(
                "no profile `{}` in {shown}; it has: {}",
                profile.escape_debug(),
                file.names().join(", ")
            ));
        }
        Ok(Self { environment: (!asked).then_some(environment), file, path, profile })
    }

    fn file_shown(&self) -> String {
        let path =
            self.path.as_ref().map_or_else(|| "~/.geai/credentials".to_owned(), |path| path.display().to_string());
        format!("section [{}] of {path}", self.profile)
    }

    /// The value and where it came from. Empty ones count as unset (CFG-04, CFG-11, AUT-05).
    fn find(&self, source: &Source, given: Option<&str>) -> Option<(String, String)> {
        self.levels(source, given).into_iter().flatten().next()
    }

    /// The values from argument, environment and file, strongest first.
    fn levels(&self, source: &Source, given: Option<&str>) -> [Option<(String, String)>; 3] {
        // A line break at the end, as files and shells leave it, is not part of a value.
        let clean = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        let environment = source.environment.iter().find_map(|name| {
            let value = clean(self.environment.as_ref()?.get(*name)?)?;
            Some((value, format!("environment variable {name}")))
        });
        let file = self.file.get(&self.profile, source.key).and_then(|value| clean(&value));
        [
            given.and_then(clean).map(|value| (value, "argument".to_owned())),
            environment,
            file.map(|value| (value, format!("key {} in {}", source.key, self.file_shown()))),
        ]
    }

    /// The token of the strongest source that has one; within a source OAuth wins (AUT-07).
    fn token(
        &self,
        builder: &Builder,
        spelling: Spelling,
        settings: &mut Vec<Setting>,
    ) -> Result<(Token, bool), String> {
        let mut seen = |name, source: &str| {
            settings.push(Setting { name, value: "***".to_owned(), source: source.to_owned() });
        };
        let given = |token: &Option<Token>| match token {
            Some(Token::Fixed(token)) => !token.expose_secret().trim().is_empty(),
            Some(Token::Provided(_)) => true,
            None => false,
        };
        for (token, source, oauth) in
            [(&builder.access_token, &ACCESS_TOKEN, true), (&builder.api_token, &API_TOKEN, false)]
        {
            if let (true, Some(token)) = (given(token), token) {
                seen(source.name, "argument");
                return Ok((token.clone(), oauth));
            }
        }
        let (oauth, api) = (self.levels(&ACCESS_TOKEN, None), self.levels(&API_TOKEN, None));
        for (oauth, api) in oauth.into_iter().zip(api) {
            for (token, source, is_oauth) in [(oauth, &ACCESS_TOKEN, true), (api, &API_TOKEN, false)] {
                if let Some((token, origin)) = token {
                    seen(source.name, &origin);
                    return Ok((token.into(), is_oauth));
                }
            }
        }
        Err(format!(
            "no token: pass {} or {}, set GEAI_APITOKEN, or put geai_api_key into {}",
            spelling.name("api_token"),
            spelling.name("access_token"),
            self.file_shown()
        ))
    }
}

/// Effective configuration of a client.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub base_url: Url,
    pub token: Token,
    pub project_id: Option<HeaderValue>,
    pub organization_id: Option<HeaderValue>,
    pub agents_api: AgentsApi,
    pub limits: Limits,
    pub ca_bundle: Vec<u8>,
    pub proxy: Option<Url>,
    pub call: CallOptions,
    pub settings: Vec<Setting>,
    /// What the user should put right.
    pub warning: Option<String>,
    pub spelling: Spelling,
}

/// One effective value and where it came from; secrets are hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Name of the option, in snake case.
    pub name: &'static str,
    /// Its value; `***` for a secret.
    pub value: String,
    /// `argument`, an environment variable, a key of the credentials file, or `default`.
    pub source: String,
}

impl Config {
    /// Every effective value and where it came from. Secrets are hidden.
    pub(crate) fn describe(&self) -> Vec<Setting> {
        let mut settings = self.settings.clone();
        let call = &self.call;
        let time = |time: Option<Duration>| time.map(|time| self.spelling.show(time));
        let class = "by class of operation".to_owned();
        let given = [
            (
                "agents_api",
                (self.agents_api != AgentsApi::default()).then(|| self.agents_api.as_str().to_owned()),
                "v4".to_owned(),
            ),
            ("timeout", time(call.timeout), class.clone()),
            ("deadline", time(call.deadline), class),
            ("retries", call.retries.map(|retries| retries.to_string()), crate::retry::DEFAULT_RETRIES.to_string()),
            ("retry_writes", call.retry_writes.map(|retry| retry.to_string()), "false".to_owned()),
            ("proxy", self.proxy.as_ref().map(shown_host), "from the environment".to_owned()),
        ];
        for (name, value, default) in given {
            let source = if value.is_some() { "argument" } else { "default" };
            settings.push(Setting { name, value: value.unwrap_or(default), source: source.to_owned() });
        }
        settings.extend(self.limits.describe(self.spelling));
        settings
    }
}

fn shown_host(url: &Url) -> String {
    format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default())
}

/// The base URL: scheme added where it is missing, trailing slashes dropped, a path prefix kept (GEN-01, GEN-02).
fn parse_base_url(given: &str, allow_http: bool, spelling: Spelling) -> Result<Url, String> {
    // A parser of URLs drops some of these and takes the last for a slash.
    if given.contains(|c: char| c.is_control() || c == '\\') {
        return Err("control characters and `\\` are not allowed".to_owned());
    }
    let lower = given.to_ascii_lowercase();
    let whole = match lower.split_once("://") {
        Some(("http" | "https", _)) => given.to_owned(),
        Some(_) => return Err("expected https:// or http://".to_owned()),
        None => format!("https://{given}"),
    };
    let mut url = Url::parse(whole.trim_end_matches('/')).map_err(|error| format!("not a URL ({error})"))?;
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err("user, password, query and fragment are not allowed".to_owned());
    }
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err("no host".to_owned()),
    };
    if url.scheme() == "http" && !loopback && !allow_http {
        let option = spelling.name("allow_http");
        return Err(format!("http:// would send the token readable; use https://, or {option} to insist"));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
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

fn id_header(name: &str, id: &str) -> Result<HeaderValue, String> {
    let wrong = || format!("{name}: expected at most {MAX_ID_BYTES} visible ASCII characters without spaces");
    if id.len() > MAX_ID_BYTES || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(wrong());
    }
    HeaderValue::from_str(id).map_err(|_| wrong())
}

fn read_certificates(option: &str, path: &str) -> Result<Vec<u8>, String> {
    let pem = std::fs::read(path).map_err(|error| format!("{option} {path}: {error}"))?;
    match crate::exchange::certificates(&pem) {
        Ok(found) if !found.is_empty() => Ok(pem),
        Ok(_) => Err(format!("{option} {path}: no certificate in it; expected a PEM file")),
        Err(error) => Err(format!("{option} {path}: {error}")),
    }
}
