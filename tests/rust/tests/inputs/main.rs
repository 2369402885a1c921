//! Bad inputs through the typed methods: refused before anything is sent, or sent to the place they belong to.
//! The corpora and the expectations stand in `tests/inputs`, for all languages alike. Each case is a test of its own,
//! such as `path-strings/many-dots`.

mod bodies;
mod ids;
mod options;
mod tally;
mod values;

use std::collections::HashMap;
use std::future::Future;
use std::process::ExitCode;

use geai_client::{Builder, CallOptions, Client, Error, ErrorKind};
use geai_tests::{ANSWER, CASE};
use libtest_mimic::{Arguments, Trial};
use serde::de::DeserializeOwned;

use tally::{Loss, Tally};

fn main() -> ExitCode {
    let mut trials = ids::trials();
    trials.extend(options::trials());
    trials.extend(values::trials());
    trials.extend(bodies::trials());
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    tally::print_totals();
    conclusion.exit_code()
}

/// A test of one case. Its verdicts count in the line of its suite.
fn trial<F: Future<Output = Tally>>(
    suite: &'static str,
    case: &str,
    play: impl FnOnce() -> F + Send + 'static,
) -> Trial {
    Trial::test(format!("{suite}/{case}"), move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(play()).close(suite)
    })
}

fn corpus<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let path = format!("{}/../inputs/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn builder(url: &str) -> Builder {
    let options = CallOptions { retries: Some(0), ..Default::default() };
    Client::builder().base_url(url).options(options).environment(HashMap::new())
}

/// A client whose requests say which case they belong to and which answer they want.
fn marked(client: &Client, case: &str, answer: &str) -> Client {
    let headers = [(CASE, case), (ANSWER, answer)].map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    client.with_options(&CallOptions { headers: headers.into_iter().collect(), ..Default::default() })
}

/// Result of a call, in a task of its own: a panic is the case's, not the suite's.
async fn run<T: Send + 'static>(
    call: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<Result<T, Error>, Loss> {
    tokio::spawn(call).await.map_err(|panic| Loss::Crashed(panic.to_string()))
}

fn refused(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidRequestError | ErrorKind::ConfigError)
}
