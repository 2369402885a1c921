//! Options of a wrong type or range.

use std::collections::HashMap;

use geai_client::bindings::NameStyle;
use geai_client::{Builder, CallOptions, Error, api};
use geai_tests::Recorder;
use libtest_mimic::Trial;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{Loss, Tally, corpus, refused, run, trial};

#[derive(Deserialize)]
struct Choice {
    case: String,
    at: String,
    option: String,
    value: Value,
    #[serde(default)]
    with: Map<String, Value>,
    operation: Option<String>,
    then: Option<Vec<Value>>,
}

/// Makes a client and a call with a wrong value in its place.
async fn with_option(url: String, choice: Choice) -> Result<(), Error> {
    let mut given = choice.with;
    given.insert(choice.option, choice.value);
    let (mut client, mut call, mut arguments) = (Map::new(), Map::new(), Map::new());
    match choice.at.as_str() {
        "client" => client = given,
        "call" => call = given,
        _ => arguments = given,
    }
    for (name, value) in [("base_url", json!(url)), ("api_token", json!("x"))] {
        client.entry(name).or_insert(value);
    }
    let client =
        Builder::from_json(&json!(client).to_string(), NameStyle::Snake)?.environment(HashMap::new()).build()?;
    let endpoint = api::find(choice.operation.as_deref().unwrap_or("agents.get")).unwrap();
    let positional =
        endpoint.operation.params.iter().take(endpoint.operation.required_count).map(|param| param.name.to_owned());
    arguments.extend(positional.zip(choice.then.unwrap_or_else(|| vec![json!("a-1")])));
    let options = CallOptions::from_json(&json!(call).to_string(), NameStyle::Snake)?;
    let args = endpoint.operation.args(&json!(arguments).to_string(), None, NameStyle::Snake)?;
    client.call(endpoint, args, &options).await.map(drop)
}

/// One wrong value: refused by the name of its option.
async fn play(choice: Choice) -> Tally {
    let server = Recorder::start(&[]).await.unwrap();
    let (option, what) = (choice.option.clone(), format!("{} {} {}", choice.at, choice.option, choice.value));
    let outcome = run(with_option(server.url(), choice)).await;
    let verdict = outcome.and_then(|outcome| match (outcome, server.take().len()) {
        (Err(error), 0) if refused(&error) && error.to_string().contains(&option) => Ok(()),
        (outcome, 0) => Err(Loss::Lost(format!("{outcome:?}"))),
        (outcome, _) => Err(Loss::Escaped(format!("sent, {outcome:?}"))),
    });
    let mut tally = Tally::default();
    tally.count(&what, verdict);
    tally
}

pub fn trials() -> Vec<Trial> {
    let choices = corpus::<Choice>("options").into_iter();
    choices.map(|choice| trial("options", &choice.case.clone(), move || play(choice))).collect()
}
