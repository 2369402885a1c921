//! `request`: what no operation covers.

use clap::ArgMatches;
use geai_client::bindings::{Kind, covering, json_or_yaml, query_pairs};
use geai_client::{CallOptions, Json, Method};
use serde_json::Value;

use super::client::Caller;
use crate::exit::Failure;
use crate::grammar::parts::{FILE, YES};
use crate::input::arguments::pairs;
use crate::input::confirm::confirm;
use crate::input::file::{read_text, without_repeats};
use crate::output::Style;
use crate::streams::Streams;

/// Sends the request and prints the body of its response.
pub fn run(matches: &ArgMatches, verb: &ArgMatches, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let text = |name: &str| verb.get_one::<String>(name).cloned().unwrap_or_default();
    let method = Method::from_bytes(text("method").to_ascii_uppercase().as_bytes())
        .map_err(|_| Failure::Usage(format!("{}: not a method of HTTP", text("method").escape_debug())))?;
    let query = Value::Object(pairs(verb, "query")?).to_string();
    let query = query_pairs(&query).map_err(Failure::Usage)?;
    let body = match verb.get_one::<String>(FILE) {
        None => None,
        Some(path) => {
            let text = read_text("--file", path, streams)?;
            let refused = |error: String| Failure::Failed(format!("--file: {error}"));
            let json = json_or_yaml(&text, Kind::Json).and_then(without_repeats).map_err(refused)?;
            Some(Json::from_text(json).map_err(|error| refused(error.to_string()))?)
        }
    };
    let path = text("path");
    if method == Method::DELETE {
        confirm(&format!("Delete {}?", path.escape_debug()), verb.get_flag(YES), streams)?;
    }
    let caller = Caller::new(matches, streams)?;
    let options = CallOptions::default();
    let operation = covering(&method, &path).map(|endpoint| endpoint.operation);
    let response = caller.call(caller.client.request(method, &path, &query, body, &options))?;
    if let Some(json) = response.data {
        Style::of(verb).print_answer(operation, json.text(), streams)?;
    }
    Ok(())
}
