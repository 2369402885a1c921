//! Secrets that are planted: made at run time, and spelt differently by everything that encodes.

mod search;

use std::collections::BTreeMap;
use std::iter::repeat_with;

pub use search::{Hit, Searcher};

/// Characters of a secret. Each piece that is looked for holds some that JSON, URLs and base64 do not leave alone.
const LENGTH: usize = 48;
/// In a header. None is a space: a token must not hold one.
const ASCII: [&str; 8] = ["\"", "\\", "/", "+", "%", "&", "<", "~"];
/// In JSON and in URLs.
const ANY: [&str; 8] = ["\"", "\\", "/", "+", "%", " ", "ü", "日"];

/// Where a secret is planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretLocation {
    /// API token.
    ApiToken,
    /// OAuth access token.
    AccessToken,
    /// What a token function gives first.
    FirstGiven,
    /// What it gives after a 401.
    SecondGiven,
    /// What it must never be asked for.
    ThirdGiven,
    /// Header of every call.
    Header,
    /// Header of one call.
    CallHeader,
    /// User of the proxy.
    ProxyUser,
    /// Password of the proxy.
    ProxyPassword,
    /// Client secret of the flow with a browser.
    ClientSecret,
    /// Client secret of the flow without a user.
    MachineSecret,
    /// Value of a configuration parameter.
    Parameter,
    /// Refresh token in a body of the caller's own.
    RefreshToken,
    /// Verifier of a sign-in code, and answer to a challenge, in such a body.
    Verifier,
    /// Id of a challenge, which is good for the sign-in: a query parameter.
    Challenge,
    /// Key in the URL of an inspected service: a query parameter.
    ServiceKey,
    /// Password in a query of the caller's own.
    Query,
    /// Token of a sharing link that the server answers.
    LinkToken,
    /// Client secret that the server answers.
    AnsweredSecret,
    /// Parameter value that the server answers.
    AnsweredValue,
}

impl SecretLocation {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::ApiToken,
        Self::AccessToken,
        Self::FirstGiven,
        Self::SecondGiven,
        Self::ThirdGiven,
        Self::Header,
        Self::CallHeader,
        Self::ProxyUser,
        Self::ProxyPassword,
        Self::ClientSecret,
        Self::MachineSecret,
        Self::Parameter,
        Self::RefreshToken,
        Self::Verifier,
        Self::Challenge,
        Self::ServiceKey,
        Self::Query,
        Self::LinkToken,
        Self::AnsweredSecret,
        Self::AnsweredValue,
    ];

    /// Whether the server tells it to the caller. Then it may stand in the body that an error keeps.
    pub const fn is_answered(self) -> bool {
        matches!(self, Self::LinkToken | Self::AnsweredSecret | Self::AnsweredValue)
    }

    const fn is_header(self) -> bool {
        matches!(
            self,
            Self::ApiToken
                | Self::AccessToken
                | Self::FirstGiven
                | Self::SecondGiven
                | Self::ThirdGiven
                | Self::Header
                | Self::CallHeader
        )
    }
}

/// One secret for each place.
#[derive(Clone)]
pub struct Canaries(BTreeMap<SecretLocation, String>);

impl std::fmt::Debug for Canaries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Canaries")
    }
}

impl Canaries {
    /// Secrets that nobody else has.
    pub fn new() -> Self {
        Self(SecretLocation::ALL.map(|place| (place, secret(if place.is_header() { ASCII } else { ANY }))).into())
    }

    /// The secret of a place.
    pub fn of(&self, place: SecretLocation) -> &str {
        self.0.get(&place).map_or("", String::as_str)
    }

    /// What a token function gives, one after the other.
    pub fn given(&self) -> [&str; 3] {
        [SecretLocation::FirstGiven, SecretLocation::SecondGiven, SecretLocation::ThirdGiven]
            .map(|place| self.of(place))
    }

    /// The URL of a proxy, with user and password.
    pub fn proxy(&self, url: &str) -> String {
        let [user, password] =
            [SecretLocation::ProxyUser, SecretLocation::ProxyPassword].map(|place| encoded(self.of(place)));
        url.replacen("://", &format!("://{user}:{password}@"), 1)
    }

    /// The URL of a service, with a key in it.
    pub fn service(&self, marker: &str) -> String {
        format!("https://parcels.example.com/{marker}?key={}", encoded(self.of(SecretLocation::ServiceKey)))
    }

    /// What finds them.
    pub fn searcher(&self) -> Searcher {
        Searcher::new(self.0.iter().map(|(place, secret)| (*place, secret.as_str())))
    }
}

impl Default for Canaries {
    fn default() -> Self {
        Self::new()
    }
}

fn secret(special: [&str; 8]) -> String {
    // One in six, so that there is one in whatever piece is seen; the ends are plain, since they may be trimmed.
    let mut special = special.into_iter();
    let pieces = repeat_with(|| repeat_with(fastrand::alphanumeric).take(5).collect::<String>());
    pieces.take(LENGTH / 6).map(|piece| format!("{piece}{}", special.next().unwrap_or_default())).collect::<String>()
        + &fastrand::alphanumeric().to_string()
}

/// A text as it stands in a URL, whatever part of it.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
