//! Looks settings up that no argument gives: in the environment, then in the credentials file.

use std::collections::HashMap;
use std::path::PathBuf;

use super::credentials_file::Credentials;
use super::setting::Setting;
use super::token::Token;
use crate::schema::NameStyle;
use crate::schema::mask::MASK;

/// A setting that an argument, the environment or the credentials file may give.
pub(crate) struct Source {
    pub(crate) name: &'static str,
    environment: &'static [&'static str],
    key: &'static str,
}

pub(crate) const BASE_URL: Source =
    Source { name: "base_url", environment: &["GEAI_API_BASE_URL"], key: "geai_api_base_url" };
const API_TOKEN: Source =
    Source { name: "api_token", environment: &["GEAI_APITOKEN", "SAIA_APITOKEN", "GEAI_API_KEY"], key: "geai_api_key" };
const ACCESS_TOKEN: Source = Source {
    name: "access_token",
    environment: &["GEAI_OAUTH_ACCESS_TOKEN", "OAuth_accesstoken"],
    key: "geai_oauth_access_token",
};
pub(crate) const PROJECT_ID: Source =
    Source { name: "project_id", environment: &["GEAI_PROJECT_ID", "SAIA_PROJECT_ID"], key: "geai_project_id" };
pub(crate) const ORGANIZATION_ID: Source =
    Source { name: "organization_id", environment: &["GEAI_ORGANIZATION_ID"], key: "geai_organization_id" };
pub(crate) const CA_BUNDLE: Source =
    Source { name: "ca_bundle", environment: &["GEAI_SSL_CERT_PATH"], key: "geai_ssl_cert_path" };

/// The source of what an argument gives.
pub(super) const ARGUMENT: &str = "argument";

/// Variables that name a proxy, the strongest first. `HTTP_PROXY` is not among them, since plain requests go past every
/// proxy; so a CGI server, where a client's `Proxy` header sets that one, needs no exception.
pub(super) const PROXY: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// Variables that list the hosts which are reached directly.
pub(super) const NO_PROXY: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Variables that name the system's store of certificates, as a file and as directories, as OpenSSL reads them.
pub(super) const SSL_CERT_FILE: &str = "SSL_CERT_FILE";
pub(super) const SSL_CERT_DIR: &str = "SSL_CERT_DIR";

/// Variable that names further certificates to trust in Node. It is read from an environment that a host passes, not from
/// that of the process: no other language has it.
pub const NODE_EXTRA_CA_CERTS: &str = "NODE_EXTRA_CA_CERTS";

/// Variables that name the home directory, the platform's first.
const HOME: [&str; 2] = if cfg!(windows) { ["USERPROFILE", "HOME"] } else { ["HOME", "USERPROFILE"] };

/// Environment variables that are read, for hosts that pass their own environment. Such a host passes its home directory as
/// `HOME`, whether or not the variable is set.
pub fn environment_names() -> impl Iterator<Item = &'static str> {
    [&BASE_URL, &API_TOKEN, &ACCESS_TOKEN, &PROJECT_ID, &ORGANIZATION_ID, &CA_BUNDLE]
        .into_iter()
        .flat_map(|source| source.environment)
        .copied()
        .chain(HOME)
        .chain(PROXY)
        .chain(NO_PROXY)
        .chain([SSL_CERT_FILE, SSL_CERT_DIR])
}

// VER-01
/// The environment and the section of the credentials file that settings are looked up in.
pub(crate) struct Lookup {
    environment: HashMap<String, String>,
    /// Whether settings are looked up in the environment, too.
    has_environment_settings: bool,
    file: Credentials,
    path: Option<PathBuf>,
    profile: String,
}

impl Lookup {
    /// Reads the credentials file, if there is one. Without a home directory there is none, unless its path is given.
    pub(crate) fn new(
        environment: Option<HashMap<String, String>>,
        credentials_file: Option<PathBuf>,
        profile: Option<String>,
        default_profile: Option<String>,
        strict_permissions: bool,
    ) -> Result<Self, String> {
        // Without the variable, the home directory of the process stands in the system's table of users.
        let process_home = || std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
        let given_home = |environment: &HashMap<String, String>| {
            HOME.iter().filter_map(|name| environment.get(*name)).find(|home| !home.is_empty()).map(PathBuf::from)
        };
        let home = environment.as_ref().map_or_else(process_home, given_home);
        let environment = environment.unwrap_or_else(|| {
            let variables = environment_names().filter_map(|name| {
                // Text that is not Unicode is kept, to be refused where it is used.
                Some((name.to_owned(), std::env::var_os(name)?.to_string_lossy().into_owned()))
            });
            variables.collect()
        });
        let is_file_given = credentials_file.is_some();
        let path = credentials_file.or_else(|| home.map(|home| home.join(".geai").join("credentials")));
        let is_profile_given = profile.is_some();
        let profile = profile.or(default_profile).unwrap_or_else(|| "default".to_owned());
        let file = match &path {
            Some(path) if is_profile_given || is_file_given || path.exists() => {
                Credentials::read(path, strict_permissions)?
            }
            None if is_profile_given => {
                return Err("a profile was asked for, but there is no home directory to find it in".to_owned());
            }
            _ => Credentials::default(),
        };
        if is_profile_given && !file.has(&profile) {
            let shown = path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
            return Err(format!(
                "no profile `{}` in {shown}; it has: {}",
                profile.escape_debug(),
                file.names().join(", ")
            ));
        }
        // A profile that was given is the only source beside the arguments (CFG-05).
        Ok(Self { environment, has_environment_settings: !is_profile_given, file, path, profile })
    }

    /// What the user should correct about the credentials file.
    pub(crate) fn warning(&self) -> Option<&str> {
        self.file.warning.as_deref()
    }

    /// The first of these variables that is set, and its value. No profile turns them off.
    pub(crate) fn variable(&self, names: &[&'static str]) -> Option<(&'static str, &str)> {
        names.iter().find_map(|name| {
            let value = self.environment.get(*name).filter(|value| !value.is_empty())?;
            Some((*name, value.as_str()))
        })
    }

    /// Section and path of the credentials file, for messages.
    pub(crate) fn file_shown(&self) -> String {
        let path = self.path.as_ref().map(|path| path.display().to_string());
        let path = path.unwrap_or_else(|| "the credentials file (there is no home directory to find it in)".to_owned());
        format!("section [{}] of {path}", self.profile)
    }

    // CFG-04, CFG-11, AUT-05
    /// The value and its source. Empty ones count as unset.
    pub(crate) fn find(&self, source: &Source, given: Option<&str>) -> Option<(String, String)> {
        self.levels(source, given).into_iter().flatten().next()
    }

    /// The values from argument, environment and file, strongest first.
    fn levels(&self, source: &Source, given: Option<&str>) -> [Option<(String, String)>; 3] {
        // A line break at the end, as files and shells leave it, is not part of a value.
        let clean = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        let environment = source.environment.iter().find_map(|name| {
            let value = clean(self.environment.get(*name).filter(|_| self.has_environment_settings)?)?;
            Some((value, format!("environment variable {name}")))
        });
        let file = self.file.get(&self.profile, source.key).and_then(|value| clean(&value));
        [
            given.and_then(clean).map(|value| (value, ARGUMENT.to_owned())),
            environment,
            file.map(|value| (value, format!("key {} in {}", source.key, self.file_shown()))),
        ]
    }

    // AUT-07
    /// The token of the strongest source that has one, and whether it is an OAuth access token. Within one source the OAuth
    /// access token wins (AUT-07).
    pub(crate) fn token(
        &self,
        access_token: Option<&Token>,
        api_token: Option<&Token>,
        style: NameStyle,
        settings: &mut Vec<Setting>,
    ) -> Result<(Token, bool), String> {
        let mut record = |name, source: &str| {
            settings.push(Setting { name, value: MASK.to_owned(), source: source.to_owned() });
        };
        for (token, source, is_oauth) in [(access_token, &ACCESS_TOKEN, true), (api_token, &API_TOKEN, false)] {
            if let Some(token) = token {
                record(source.name, ARGUMENT);
                return Ok((token.clone(), is_oauth));
            }
        }
        let (oauth, api) = (self.levels(&ACCESS_TOKEN, None), self.levels(&API_TOKEN, None));
        for (oauth, api) in oauth.into_iter().zip(api) {
            for (token, source, is_oauth) in [(oauth, &ACCESS_TOKEN, true), (api, &API_TOKEN, false)] {
                if let Some((token, origin)) = token {
                    record(source.name, &origin);
                    return Ok((token.into(), is_oauth));
                }
            }
        }
        Err(format!(
            "no token: pass {} or {}, set GEAI_APITOKEN, or put geai_api_key into {}",
            style.token_name("api_token"),
            style.token_name("access_token"),
            self.file_shown()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_that_is_read_is_named_once() {
        let mut names: Vec<_> = environment_names().collect();
        names.sort_unstable();
        let expected = [
            "ALL_PROXY",
            "GEAI_APITOKEN",
            "GEAI_API_BASE_URL",
            "GEAI_API_KEY",
            "GEAI_OAUTH_ACCESS_TOKEN",
            "GEAI_ORGANIZATION_ID",
            "GEAI_PROJECT_ID",
            "GEAI_SSL_CERT_PATH",
            "HOME",
            "HTTPS_PROXY",
            "NO_PROXY",
            "OAuth_accesstoken",
            "SAIA_APITOKEN",
            "SAIA_PROJECT_ID",
            "SSL_CERT_DIR",
            "SSL_CERT_FILE",
            "USERPROFILE",
            "all_proxy",
            "https_proxy",
            "no_proxy",
        ];
        assert_eq!(names, expected);
    }
}
