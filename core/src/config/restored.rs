//! The configuration of a client that came out of another process, without its token.
//!
//! It never fails: programs that hand clients to workers lose a pool of processes to an error while unpickling. A client that
//! cannot be what it was fails at its first call.

use std::collections::HashMap;

use secrecy::ExposeSecret as _;

use super::Config;
use super::builder::Builder;
use super::token::{Token, fingerprint};
use super::unusable::{TokenOfOrigin, Unusable};
use crate::schema::NameStyle;

impl Builder {
    /// The configuration of a client of another process, whose token was as `origin` says.
    ///
    /// Errors where not even the given settings are a configuration.
    pub(crate) fn resolve_restored(mut self, origin: TokenOfOrigin) -> Result<Config, String> {
        let style = self.style.unwrap_or(NameStyle::Snake);
        let name = style.name("api_token");
        let advice = match style {
            NameStyle::Snake | NameStyle::Flag => format!("`client.with_options({name}=...)`"),
            NameStyle::Camel => format!("`client.withOptions({{ {name} }})`"),
        };
        // Settings of this process that are wrong are left out, as are those that this process lacks.
        let mut without = self.clone();
        (without.profile, without.credentials_file, without.proxy) = (None, None, None);
        (without.ca_bundle, without.client_cert) = (None, None);
        (without.api_token, without.access_token, without.environment) = (None, None, Some(HashMap::new()));
        without.token_optional = true;
        if origin == TokenOfOrigin::Lost {
            let why = format!("the function that gives the tokens of this client could not be pickled: call {advice}");
            let mut config = without.resolve()?;
            config.unusable = Some(Unusable { why, wants_token: true, origin });
            return Ok(config);
        }
        self.token_optional = true;
        let mut config = match self.resolve() {
            Ok(config) => config,
            Err(why) => {
                let mut config = without.resolve()?;
                let why = format!("this client was pickled, and cannot be made here: {why}");
                config.unusable = Some(Unusable { why, wants_token: false, origin });
                return Ok(config);
            }
        };
        let same = format!("a pickled client carries no token: set the one it had in this process, or call {advice}");
        let why = match (&origin, &config.token) {
            (_, Token::Fixed(token)) if token.expose_secret().is_empty() => Some(format!("no token ({same})")),
            (TokenOfOrigin::Fixed(expected), Token::Fixed(token)) => {
                let found = fingerprint(config.base_url(), token);
                (found != *expected)
                    .then(|| format!("the token of this process is another one than the client had ({same})"))
            }
            _ => None,
        };
        config.unusable = why.map(|why| Unusable { why, wants_token: true, origin });
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_of_another_process_must_be_the_one_of_this() {
        let builder_in = |environment: &[(&str, &str)]| {
            let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            Builder::default().base_url("https://a.example/").environment(environment.collect())
        };
        let restored = |origin: TokenOfOrigin, environment: &[(&str, &str)], profile: Option<&str>| {
            let builder = builder_in(environment);
            let builder = profile.into_iter().fold(builder, |builder, profile| builder.profile(profile));
            let unusable = builder.resolve_restored(origin).unwrap().unusable;
            unusable.map(|unusable| (unusable.why, unusable.wants_token))
        };
        let token = &[("GEAI_APITOKEN", "canary")][..];
        let same = TokenOfOrigin::Fixed(fingerprint("https://a.example", &"canary".into()));
        let other = TokenOfOrigin::Fixed(fingerprint("https://a.example", &"another".into()));
        assert_eq!(restored(same.clone(), token, None), None);
        assert_eq!(restored(TokenOfOrigin::Provided, token, None), None);
        for (origin, environment, profile, part, wants_token) in [
            (other, token, None, "is another one than the client had", true),
            (same.clone(), &[][..], None, "no token (a pickled client carries no token", true),
            (TokenOfOrigin::Lost, token, None, "could not be pickled: call `client.with_options(api_token=...)`", true),
            (same, token, Some("absent"), "was pickled, and cannot be made here: ", false),
        ] {
            let (why, wants) = restored(origin, environment, profile).unwrap();
            assert!(why.contains(part) && wants == wants_token && !why.contains("canary"), "{why}");
        }
        let now = |environment: &[(&str, &str)]| builder_in(environment).token_fingerprint();
        assert_eq!(now(token), Some(fingerprint("https://a.example", &"canary".into())));
        assert_eq!((now(&[]), now(&[("GEAI_APITOKEN", "")])), (None, None));
    }
}
