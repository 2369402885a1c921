//! The wire vectors, through the erased call that every binding uses. Each one is a test of its own, named
//! `<operation>/<vector>`.

use std::process::ExitCode;
use std::sync::Arc;

use geai_client::bindings::{NULL_MARK, NameStyle, ResponseData};
use geai_client::{Builder, CallOptions, Error, ParamIn, api};
use geai_tests::{Scripted, Vector, VectorFile, load, reply_to};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

async fn call(operation: &str, vector: &Vector, base: &str) -> Result<ResponseData, Error> {
    let mut client = vector.client.clone();
    client.insert("base_url".to_owned(), format!("{base}/{operation}/{}", vector.name).into());
    if !client.contains_key("access_token") {
        client.entry("api_token").or_insert("test-token".into());
    }
    client.insert("retries".to_owned(), 0.into());
    let client = Builder::from_json(&Value::Object(client).to_string(), NameStyle::Snake)?
        .environment(std::collections::HashMap::new())
        .build()?;
    let endpoint = api::find(operation).expect("the operation is in the table");
    let mut call = vector.call.clone();
    for param in endpoint.operation.params {
        if let (ParamIn::Definition(..) | ParamIn::Definitions(..), Some(given)) =
            (param.location, call.get_mut(param.name))
            && !given.is_null()
        {
            mark_nulls(given);
        }
    }
    let args = endpoint.operation.args(&Value::Object(call).to_string(), None, NameStyle::Snake)?;
    Ok(client.call(endpoint, args, &CallOptions::default()).await?.data)
}

/// In snake case, as in Python, `null` is what is not given; a mark clears a member.
fn mark_nulls(value: &mut Value) {
    match value {
        Value::Null => *value = serde_json::from_str(NULL_MARK).expect("the mark is JSON"),
        Value::Array(values) => values.iter_mut().for_each(mark_nulls),
        Value::Object(members) => members.values_mut().for_each(mark_nulls),
        _ => {}
    }
}

/// What is wrong with the outcome of a vector.
fn judge(vector: &Vector, outcome: Result<ResponseData, Error>) -> Result<(), String> {
    match outcome {
        Ok(body) => vector.judge_data(&body.to_json().map_err(|error| error.to_string())?),
        Err(error) => {
            let mut members = serde_json::to_value(&*error).map_err(|error| error.to_string())?;
            members["is_already_exists"] = error.is_already_exists().into();
            members["is_not_found"] = error.is_not_found().into();
            vector.judge_error(&members, &error.to_string())
        }
    }
}

/// Plays one vector against a server that sees nothing else.
async fn play(files: Arc<Vec<VectorFile>>, operation: &str, vector: &Vector) -> Result<(), String> {
    let server = Scripted::start(move |seen| reply_to(&files, seen)).await.map_err(|error| error.to_string())?;
    judge(vector, call(operation, vector, &server.url()).await)?;
    let sent = server.seen().len();
    if sent == usize::from(!vector.local) { Ok(()) } else { Err(format!("{sent} requests were sent")) }
}

fn main() -> ExitCode {
    let files = Arc::new(load().unwrap());
    let mut trials = Vec::new();
    for (at, file) in files.iter().enumerate() {
        for (number, vector) in file.vectors.iter().enumerate() {
            let files = files.clone();
            trials.push(Trial::test(format!("{}/{}", file.operation, vector.name), move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                let file = &files[at];
                let played = play(files.clone(), &file.operation, &file.vectors[number]);
                runtime.block_on(played).map_err(Failed::from)
            }));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
