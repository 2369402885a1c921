//! `config`: every effective setting and its source.

use clap::ArgMatches;

use super::client::Caller;
use crate::exit::Failure;
use crate::output::{Form, Style, print_settings};
use crate::streams::Streams;

/// Prints them; secrets of the configuration are never printed.
pub fn run(matches: &ArgMatches, verb: &ArgMatches, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let settings = Caller::new(matches, streams)?.client.config();
    match Style::of(verb).form {
        Form::Table => print_settings(&settings, streams)?,
        Form::Json | Form::Lines => {
            let json = serde_json::to_string(&settings).map_err(std::io::Error::from)?;
            writeln!(streams.stdout, "{json}")?;
        }
    }
    Ok(())
}
