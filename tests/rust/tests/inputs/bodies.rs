//! Bodies of the JSON test suite.

use geai_client::{CallOptions, Client, Error, ErrorKind, Json, Method};
use geai_tests::{Case, Recorder, json_suite};
use libtest_mimic::Trial;
use serde_json::Value;

use crate::{Loss, Tally, builder, marked, run, trial};

/// Reads a body as free-form JSON and as a member that a model does not name.
async fn read(client: Client, case: Case) -> Result<(), Loss> {
    let (free, held) = (
        marked(&client, &case.name, &format!("suite/{}", case.name)),
        marked(&client, &case.name, &format!("member/{}", case.name)),
    );
    let free =
        run(async move { free.request(Method::GET, "/v4/free", &[], None, &CallOptions::default()).await }).await?;
    let free = free.map(|response| response.data);
    let held = run(async move { held.agents().get("a-1").await }).await?;
    let held = held.map(|agent| agent.extra.get("further").cloned());
    // No body is no answer, not a broken one (GEN-11).
    let blank = case.body.iter().all(u8::is_ascii_whitespace);
    let free = if blank && matches!(free, Ok(None)) { Ok(()) } else { decoded_as(&case, free) };
    free.and(decoded_as(&case, held)).map_err(Loss::Lost)
}

fn decoded_as(case: &Case, outcome: Result<Option<Json>, Error>) -> Result<(), String> {
    // A byte order mark in front of the text is skipped.
    let text = case.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&case.body);
    let own: Result<Value, _> = serde_json::from_slice(text);
    match (case.name.get(..2), outcome) {
        (Some("y_" | "i_"), Ok(Some(json))) if own.as_ref().is_ok_and(|own| *own == json.value()) => Ok(()),
        // Kept as text, which says more than a `Value` can hold.
        (Some("i_"), Ok(Some(json))) if json.text().as_bytes() == case.body.trim_ascii() => Ok(()),
        (Some("n_" | "i_"), Err(error)) if error.is(ErrorKind::MalformedResponseError) => Ok(()),
        (_, outcome) => Err(format!("{outcome:?}")),
    }
}

/// One body: read, or refused as malformed.
async fn play(case: Case) -> Tally {
    let server = Recorder::start(std::slice::from_ref(&case)).await.unwrap();
    let client = builder(&server.url()).api_token("x").build().unwrap();
    let (name, mut tally) = (case.name.clone(), Tally::default());
    tally.count(&name, read(client, case).await);
    tally
}

pub fn trials() -> Vec<Trial> {
    let suite = json_suite().unwrap();
    let counted = |prefix: &str| suite.iter().filter(|case| case.name.starts_with(prefix)).count();
    assert_eq!([counted("y_"), counted("n_"), counted("i_")], [95, 188, 35]);
    suite.into_iter().map(|case| trial("bodies", &case.name.clone(), move || play(case))).collect()
}
