//! Builds the configuration of a client from arguments, the environment and the credentials file.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use url::Url;

use super::call_options::{CALL_OPTIONS, CallOptions, format_time};
use super::client_cert::ClientCert;
use super::crypto::crypto_provider;
use super::hook::Hook;
use super::limits::{LIMITS, Limits, with_limits};
use super::lookup::{ARGUMENT, BASE_URL, CA_BUNDLE, Lookup, ORGANIZATION_ID, PROJECT_ID, Source};
use super::loopback::is_loopback;
use super::proxy::ProxyChoice;
use super::setting::Setting;
use super::token::{self, Token};
use super::trust::{Origin, SystemStore, Trust};
use super::warning::Warning;
use super::{AgentsApi, Config, without_slash};
use crate::error::Error;
use crate::events::EventHook;
use crate::json::{RawObject, json_type_name};
use crate::schema::NameStyle;
use crate::schema::validate::unknown_name;

const MAX_ID_BYTES: usize = 256;

/// Builds a [`Client`](crate::Client). Settings that are not given are looked up in the environment and in the
/// credentials file.
#[derive(Clone, Default)]
pub struct Builder {
    base_url: Option<String>,
    pub(super) api_token: Option<Token>,
    pub(super) access_token: Option<Token>,
    project_id: Option<String>,
    organization_id: Option<String>,
    pub(super) profile: Option<String>,
    /// Section of the credentials file that stands in place of `default`.
    pub(crate) default_profile: Option<String>,
    pub(super) credentials_file: Option<PathBuf>,
    agents_api: Option<AgentsApi>,
    call: CallOptions,
    limits: Limits,
    pub(super) ca_bundle: Option<PathBuf>,
    pub(super) client_cert: Option<PathBuf>,
    pub(super) proxy: Option<String>,
    pub(super) environment: Option<HashMap<String, String>>,
    hook: Option<Hook>,
    pub(super) style: Option<NameStyle>,
    /// Whether a configuration without a token, which is then empty, is one.
    pub(super) token_optional: bool,
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

macro_rules! limit_setters {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:expr;)+) => {$(
        $(#[doc = $doc])+
        #[must_use]
        pub fn $name(mut self, $name: $type) -> Self {
            self.limits.$name = $name;
            self
        }
    )+};
}

impl Builder {
    setters! {
        // CFG-01
        /// Base URL of the installation; `https://` may be left out. Required, there is no default.
        base_url(impl Into<String>);
        // AUT-01
        /// API token of a project.
        api_token(impl Into<Token>);
        // AUT-02
        /// OAuth access token; needs a project id.
        access_token(impl Into<Token>);
        // AUT-04
        /// Id of the project; always sent when known.
        project_id(impl Into<String>);
        // AUT-08
        /// Id of the organisation.
        organization_id(impl Into<String>);
        // CFG-05
        /// Section of the credentials file. When given, the environment is not consulted.
        profile(impl Into<String>);
        /// Path of the credentials file. Default: `~/.geai/credentials`.
        credentials_file(impl Into<PathBuf>);
        /// Version of the agents API. Default: v4.
        agents_api(AgentsApi);
        /// PEM file with further trusted certificates. Default: `SSL_CERT_FILE` and `SSL_CERT_DIR` of the environment, which take
        /// the place of the system's on Linux.
        ca_bundle(impl Into<PathBuf>);
        /// PEM file with the client's own certificate, the intermediate ones after it, and its key, for servers that want one.
        client_cert(impl Into<PathBuf>);
        /// URL of a proxy for https. Default: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment.
        proxy(impl Into<String>);
        /// Environment to read instead of the process's.
        environment(HashMap<String, String>);
    }

    with_limits!(limit_setters);

    /// Calls a function with the events of each call, such as `|event: &Event| HeaderMap::new()`; see [`EventHook`].
    #[must_use]
    pub fn on_event(mut self, hook: impl EventHook + 'static) -> Self {
        self.hook = Some(Hook(Arc::new(hook)));
        self
    }

    /// Options for every call.
    #[must_use]
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call = options;
        self
    }

    /// Sets options from a JSON object, names and units in the caller's style. Token providers are set apart.
    ///
    /// Errors with `ConfigError`, naming the option.
    pub fn from_json(text: &str, style: NameStyle) -> Result<Self, Error> {
        let mut builder = Self { style: Some(style), ..Self::default() };
        builder.merge(text, style).map_err(Error::config)?;
        Ok(builder)
    }

    fn merge(&mut self, text: &str, style: NameStyle) -> Result<(), String> {
        let RawObject(members) = serde_json::from_str(text)
            .map_err(|_| format!("options: expected an object, got {}", json_type_name(text)))?;
        for (name, value) in members {
            let value = value.get();
            let text = || {
                serde_json::from_str::<String>(value)
                    .map_err(|_| format!("{name}: expected a string, got {}", json_type_name(value)))
            };
            let Some(known) = options().find(|known| *known == name || style.name(known) == name) else {
                return Err(unknown_name(&name, "", options(), style));
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
                "client_cert" => self.client_cert = Some(text()?.into()),
                "proxy" => self.proxy = Some(text()?),
                // A host takes the function itself, and gives it to `on_event`.
                "on_event" => return Err(format!("{name}: expected a function, got {}", json_type_name(value))),
                option => {
                    let _known =
                        self.limits.set(option, value, style)? || self.call.set(option, &name, value, style)?;
                }
            }
        }
        Ok(())
    }

    /// The fingerprint of the token that a client of these settings would have in this process now. `None` where it would
    /// have none, or a function that gives tokens.
    pub(crate) fn token_fingerprint(self) -> Option<String> {
        let style = self.style.unwrap_or(NameStyle::Snake);
        let strict = self.limits.strict_credentials_permissions;
        let lookup =
            Lookup::new(self.environment, self.credentials_file, self.profile, self.default_profile, strict).ok()?;
        let (base_url, _) = lookup.find(&BASE_URL, self.base_url.as_deref())?;
        let base_url = parse_base_url(&base_url, self.limits.allow_http, style).ok()?;
        let found = lookup.token(self.access_token.as_ref(), self.api_token.as_ref(), style, &mut Vec::new());
        match found.ok()? {
            (Token::Fixed(token), _) => Some(token::fingerprint(without_slash(&base_url), &token)),
            (Token::Provided(_), _) => None,
        }
    }

    // AUT-05, AUT-07
    /// Refuses a token, an address or a file that is given and blank: the environment or the credentials file would decide in
    /// its place, and so send calls to another project. A blank id of a project is none.
    fn check_given(&self, style: NameStyle) -> Result<(), String> {
        let is_blank = |text: &str| text.trim().is_empty();
        let path = |option: &Option<PathBuf>| option.as_ref().is_some_and(|path| is_blank(&path.to_string_lossy()));
        let token = |option: &Option<Token>| option.as_ref().is_some_and(Token::is_blank);
        let given = [
            ("base_url", self.base_url.as_deref().is_some_and(is_blank)),
            ("api_token", token(&self.api_token)),
            ("access_token", token(&self.access_token)),
            ("credentials_file", path(&self.credentials_file)),
            ("ca_bundle", path(&self.ca_bundle)),
        ];
        match given.into_iter().find(|(_, is_blank)| *is_blank) {
            Some((name, _)) => Err(format!("{}: blank; give a value, or leave it out", style.token_name(name))),
            None => Ok(()),
        }
    }

    /// The effective configuration. Errors name what is missing, contradictory or unreadable.
    pub(crate) fn resolve(self) -> Result<Config, String> {
        let style = self.style.unwrap_or(NameStyle::Snake);
        self.check_given(style)?;
        let strict = self.limits.strict_credentials_permissions;
        let lookup = Lookup::new(self.environment, self.credentials_file, self.profile, self.default_profile, strict)?;
        let mut settings = Vec::new();
        let mut value = |source: &Source, given: Option<&str>| {
            let found = lookup.find(source, given);
            if let Some((value, origin)) = &found {
                settings.push(Setting { name: source.name, value: value.clone(), source: origin.clone() });
            }
            found
        };
        // What is wrong is named as whoever wrote it did: the option, the variable or the key of the profile.
        let place = |source: &Source, origin: &str| match origin {
            ARGUMENT => style.name(source.name),
            origin => origin.to_owned(),
        };

        let (base_url, origin) = value(&BASE_URL, self.base_url.as_deref()).ok_or_else(|| {
            format!(
                "no base URL: pass {}, set GEAI_API_BASE_URL, or put geai_api_base_url into {}",
                style.name("base_url"),
                lookup.file_shown()
            )
        })?;
        let base_url = parse_base_url(&base_url, self.limits.allow_http, style)
            .map_err(|why| format!("{}: {why}", place(&BASE_URL, &origin)))?;
        let project_id = value(&PROJECT_ID, self.project_id.as_deref());
        let organization_id = value(&ORGANIZATION_ID, self.organization_id.as_deref());

        let found = lookup.token(self.access_token.as_ref(), self.api_token.as_ref(), style, &mut settings);
        let token = match found {
            Err(_) if self.token_optional => "".into(),
            found => {
                let (token, oauth) = found?;
                token::check(&token, oauth, project_id.is_some(), style).map_err(|why| {
                    let origin = settings.last().map(|setting| &*setting.source).filter(|origin| *origin != ARGUMENT);
                    let why_of_origin = |origin| format!("{origin}: {}", why.strip_prefix("token: ").unwrap_or(&why));
                    origin.map_or_else(|| why.clone(), why_of_origin)
                })?;
                token
            }
        };
        self.limits.check(style)?;
        self.call.check(style)?;
        let connect = self.limits.connect_timeout;
        let shortest = [self.call.timeout, self.call.deadline].into_iter().flatten().min();
        if let Some(attempt) = shortest
            && connect != Limits::default().connect_timeout
            && connect > attempt
        {
            return Err(format!(
                "{} ({}) must not be longer than the time for an attempt ({})",
                style.name("connect_timeout"),
                format_time(style, connect),
                format_time(style, attempt)
            ));
        }
        let header = |source: &Source, id: Option<(String, String)>| {
            id.map(|(id, origin)| id_header(&place(source, &origin), &id)).transpose()
        };
        let proxy = ProxyChoice::of(self.proxy.as_deref(), &base_url, &lookup)?;
        settings.push(proxy.setting);
        // The path is not text in every language, and one that cannot be read must not be taken for none.
        let bundle = self.ca_bundle.as_ref().map(|path| path.to_string_lossy());
        let bundle = lookup.find(&CA_BUNDLE, bundle.as_deref());
        if let Some((value, source)) = &bundle {
            settings.push(Setting { name: CA_BUNDLE.name, value: value.clone(), source: source.clone() });
        }
        let option = bundle.as_ref().map(|(_, source)| place(&CA_BUNDLE, source)).unwrap_or_default();
        let origin = bundle.as_ref().map(|(path, source)| Origin { option: &option, path, source });
        let (trust, trust_warning) = Trust::of(origin, base_url.scheme() == "https", &lookup, SystemStore::default())?;
        let client_cert = self.client_cert.as_deref().map(|path| {
            settings.push(Setting {
                name: "client_cert",
                value: path.display().to_string(),
                source: "argument".to_owned(),
            });
            ClientCert::read(&style.name("client_cert"), path, &crypto_provider())
        });
        let client_cert = client_cert.transpose()?;
        let file_warning = lookup.warning().map(|text| Warning { code: "GEAI_CREDENTIALS", text: text.to_owned() });
        let warnings: Vec<Warning> = file_warning.into_iter().chain(proxy.warning).chain(trust_warning).collect();
        for Warning { text, .. } in &warnings {
            tracing::warn!(target: "geai_client", "{text}");
        }
        Ok(Config {
            base_url,
            token,
            project_id: header(&PROJECT_ID, project_id)?,
            organization_id: header(&ORGANIZATION_ID, organization_id)?,
            agents_api: self.agents_api.unwrap_or_default(),
            limits: self.limits,
            trust: Arc::new(trust),
            client_cert,
            proxy: proxy.url,
            call: self.call,
            hook: self.hook,
            settings,
            warnings,
            style,
            unusable: None,
            anonymous: false,
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
        "client_cert",
        "proxy",
        "on_event",
    ]
    .into_iter()
    .chain(CALL_OPTIONS.iter().copied())
    .chain(LIMITS.iter().copied())
}

/// The base URL: scheme added where it is missing, trailing slashes dropped, a path prefix kept.
fn parse_base_url(given: &str, allow_http: bool, style: NameStyle) -> Result<Url, String> {
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
    if !url.has_host() {
        return Err("no host".to_owned());
    }
    if url.scheme() == "http" && !is_loopback(&url) && !allow_http {
        let option = style.name("allow_http");
        return Err(format!("http:// would send the token readable; use https://, or {option} to insist"));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

fn id_header(name: &str, id: &str) -> Result<HeaderValue, String> {
    let wrong = || format!("{name}: expected at most {MAX_ID_BYTES} visible ASCII characters without spaces");
    if id.len() > MAX_ID_BYTES || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(wrong());
    }
    HeaderValue::from_str(id).map_err(|_| wrong())
}
