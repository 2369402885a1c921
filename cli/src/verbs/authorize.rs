//! `authorize`: signs in to a service.

use std::time::{Duration, Instant};

use clap::ArgMatches;
use geai_client::bindings::Model as _;
use geai_client::models::Authorization;

use super::client::Caller;
use crate::exit::Failure;
use crate::input::settings::deadline;
use crate::output::Style;
use crate::streams::Streams;

/// Time that a person has to sign in.
const WAIT: Duration = Duration::from_secs(300);

/// Begins the sign-in, tells where the user signs in, waits, and prints the result.
pub fn run(matches: &ArgMatches, verb: &ArgMatches, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let text = |name: &str| verb.get_one::<String>(name).map(String::as_str);
    let url = text("url").unwrap_or_default();
    let caller = Caller::new(matches, streams)?;
    let started = Instant::now();
    let begun = caller.call(caller.client.begin_authorization(url, text("client-id"), text("challenge-id")))?;
    if let Some(page) = &begun.authorization_url {
        // A stream that is closed leaves no place to report it.
        let _ = writeln!(streams.stderr, "Sign in at {page}");
    }
    let wait = verb.get_one::<u64>("wait").map_or(WAIT, |seconds| Duration::from_secs(*seconds));
    // The deadline is that of the requests and of the wait together.
    let left = deadline(matches).map(|deadline| deadline.saturating_sub(started.elapsed()));
    let wait = left.map_or(wait, |left| left.min(wait));
    let done = caller.call(caller.client.finish_authorization(begun, wait))?;
    let json = done.plain_json().map_err(std::io::Error::from)?;
    Style::of(verb).print_model(Authorization::SCHEMA, &json, streams)?;
    Ok(())
}
