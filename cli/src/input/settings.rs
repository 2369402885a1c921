//! The settings of the client, as the flags give them.

use std::time::Duration;

use clap::ArgMatches;
use clap::parser::ValueSource;
use geai_client::bindings::{NameStyle, default_profile};
use geai_client::{Builder, Error, Token};

use super::file::{can_be_read, read_token};
use crate::exit::Failure;
use crate::grammar::settings::{DEADLINE, Form, PROXY, SETTINGS, TOKENS};

/// What stands for a value that names a file, and the setting with the file of the credentials.
const FILE: &str = "FILE";
const CREDENTIALS: &str = "credentials_file";

/// Settings of one project, which are not those of another one.
const OF_PROJECT: [&str; 4] = ["profile", "base_url", "project_id", "organization_id"];

/// The client of a profile, with those of the flags that are about no project.
pub fn of_profile(matches: &ArgMatches, profile: &str) -> Result<Builder, Failure> {
    Ok(settings(matches, &OF_PROJECT)?.profile(profile))
}

/// The client that the flags describe. What no flag gives comes from the environment and the credentials file: from this
/// section of it, if one is named and no flag names another.
pub fn builder(matches: &ArgMatches, profile: Option<&str>) -> Result<Builder, Failure> {
    let mut builder = settings(matches, &[])?;
    if let Some(profile) = profile {
        builder = default_profile(builder, profile.to_owned());
    }
    let [api_token, access_token] = TOKENS;
    let token = |name: &str| {
        let from = matches.get_one::<String>(name);
        from.map(|from| read_token(name, from, reads_standard_input(matches))).transpose()
    };
    if let Some(token) = token(api_token)? {
        builder = builder.api_token(Token::from(token));
    }
    if let Some(token) = token(access_token)? {
        builder = builder.access_token(Token::from(token));
    }
    Ok(builder)
}

/// Whether an error is about a setting that a flag gave.
pub fn is_of_flag(matches: &ArgMatches, error: &Error) -> bool {
    let is_given = |name: &str| matches.value_source(name) == Some(ValueSource::CommandLine);
    SETTINGS.iter().any(|(name, ..)| is_given(name) && error.detail.contains(&NameStyle::Flag.name(name)))
}

/// Whether an argument of the command names standard input.
fn reads_standard_input(matches: &ArgMatches) -> bool {
    let named =
        matches.ids().filter_map(|id| matches.try_get_raw(id.as_str()).ok().flatten()).flatten().any(|it| it == "-");
    named || matches.subcommand().is_some_and(|(_, verb)| reads_standard_input(verb))
}

/// The deadline that a flag gives, which is that of all requests of a set-up together.
pub fn deadline(matches: &ArgMatches) -> Option<Duration> {
    let seconds = matches.get_one::<String>(DEADLINE)?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// The settings of the flags, without tokens and without those that are left out.
fn settings(matches: &ArgMatches, left_out: &[&str]) -> Result<Builder, Failure> {
    let mut members = serde_json::Map::new();
    for (name, value_name, form, _) in SETTINGS.iter().filter(|(name, ..)| !left_out.contains(name)) {
        let flag = NameStyle::Flag.name(name);
        let value = match form {
            Form::Switch if matches.get_flag(name) => serde_json::Value::Bool(true),
            Form::Switch => continue,
            Form::Text | Form::Number => match matches.get_one::<String>(name) {
                None => continue,
                Some(text) if *form == Form::Number => number(text),
                // That of the credentials may be missing.
                Some(file) if *value_name == FILE && *name != CREDENTIALS => {
                    can_be_read(&flag, file)?;
                    file.as_str().into()
                }
                Some(text) => text.as_str().into(),
            },
        };
        members.insert(flag, value);
    }
    if let Some(proxy) = matches.get_one::<String>(PROXY).filter(|proxy| proxy.contains('@')) {
        let host = proxy.rsplit_once('@').map_or("", |(_, host)| host);
        let why = format!("--proxy: a user and a password are no arguments; set HTTPS_PROXY for the proxy at {host}");
        return Err(Failure::Usage(why));
    }
    let settings = serde_json::Value::Object(members).to_string();
    Builder::from_json(&settings, NameStyle::Flag).map_err(|error| Failure::Usage(error.to_string()))
}

/// A number as JSON; what is none stays text, for the error.
fn number(text: &str) -> serde_json::Value {
    serde_json::from_str(text).ok().filter(serde_json::Value::is_number).unwrap_or_else(|| text.into())
}
