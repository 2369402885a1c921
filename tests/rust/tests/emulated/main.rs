//! The requests of the wire vectors whose answer is a success, sent to the emulator, and its answers compared by members:
//! under the temper `answers=documented` they hold none that no page shows, under `observed` those of the vector at least.
//! What was seen is the table of docs/emulator.md, which one more test compares: `GEAI_UPDATE=1` writes it.

mod exceptions;
mod expected;
mod fidelity;
mod members;
mod pages;
mod server;
mod state;

use std::process::ExitCode;
use std::sync::Arc;

use geai_emulator::Answers;
use geai_tests::{Vector, VectorFile, load};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

use crate::exceptions::Exception;
use crate::expected::Schemas;
use crate::members::{listed, members};
use crate::pages::Shown;

/// All that the tests read.
pub struct Data {
    files: Vec<VectorFile>,
    pages: Vec<Shown>,
    schemas: Schemas,
}

const TEMPERS: [Answers; 2] = [Answers::Documented, Answers::Observed];

/// The emulator's answer to the request of a vector.
fn play(operation: &str, vector: &Vector, answers: Answers) -> Result<Value, String> {
    let prepared = state::prepare(operation, vector, answers)?;
    let request = vector.request.as_ref().ok_or("the vector sends nothing")?;
    let answer =
        prepared.server.send(&request.method, &prepared.path, &prepared.query, &request.headers, &prepared.body);
    if (200..300).contains(&answer.status) {
        Ok(answer.body)
    } else {
        Err(format!("{} {} is answered {} {}", request.method, prepared.path, answer.status, answer.body))
    }
}

fn judge(data: &Data, operation: &str, vector: &Vector, answers: Answers) -> Result<(), String> {
    let exception = exceptions::find(&format!("{operation}/{}", vector.name));
    let answered = match (play(operation, vector, answers), exception) {
        (Err(refused), Some(Exception::Refused)) if refused.contains("answered 400") => return Ok(()),
        (Ok(_), Some(Exception::Refused)) => return Err("it is answered, so it is no exception any more".to_owned()),
        (answered, _) => members(&answered?),
    };
    match answers {
        Answers::Documented => {
            let path = vector.request.as_ref().map(|request| request.path.as_str()).unwrap_or_default();
            // What no page has is no page's to show.
            let Some(shown) = pages::find(&data.pages, operation, path) else { return Ok(()) };
            let more: Vec<&String> = answered.iter().filter(|path| !listed(&shown.members, path)).collect();
            if more.is_empty() { Ok(()) } else { Err(format!("no page shows {more:?}")) }
        }
        Answers::Observed => {
            let wanted = data.schemas.expected(operation, &state::answer_of(vector));
            let missing: Vec<&str> = wanted.difference(&answered).map(String::as_str).collect();
            let lacks = match exception {
                Some(Exception::Lacks(members)) => members,
                _ => [].as_slice(),
            };
            if missing == lacks { Ok(()) } else { Err(format!("missing: {missing:?}, but for {lacks:?}")) }
        }
    }
}

/// Each exception is one of a vector.
fn exceptions_exist(data: &Data) -> Result<(), String> {
    let exists = |name: &str| {
        let (operation, name) = name.split_once('/').unwrap_or_default();
        let of_operation = data.files.iter().filter(|file| file.operation == operation);
        of_operation.flat_map(|file| &file.vectors).any(|vector| vector.name == name)
    };
    match exceptions::names().find(|name| !exists(name)) {
        Some(name) => Err(format!("no vector {name}")),
        None => Ok(()),
    }
}

fn main() -> ExitCode {
    let data = Arc::new(Data { files: load().unwrap(), pages: pages::load(), schemas: Schemas::load() });
    let trial = |name: String, test: fn(&Data) -> Result<(), String>| {
        let data = data.clone();
        Trial::test(name, move || test(&data).map_err(Failed::from))
    };
    let mut trials =
        vec![trial("exceptions".to_owned(), exceptions_exist), trial("fidelity".to_owned(), fidelity::check)];
    for (at, file) in data.files.iter().enumerate() {
        for (number, vector) in file.vectors.iter().enumerate().filter(|(_, it)| !it.local && it.error.is_none()) {
            for answers in TEMPERS {
                let data = data.clone();
                trials.push(Trial::test(
                    format!("{}/{} {}", file.operation, vector.name, answers.as_str()),
                    move || {
                        let file = &data.files[at];
                        judge(&data, &file.operation, &file.vectors[number], answers).map_err(Failed::from)
                    },
                ));
            }
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
