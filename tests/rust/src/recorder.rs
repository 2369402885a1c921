//! A server that writes down every request as it arrived and answers what a test prepared, for the bad inputs.
//!
//! A request says in headers of its own which case it belongs to and which answer it wants. Paths under `/-/` steer
//! the server from other languages; `tests/inputs/README.md` tells how.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

use crate::json_suite::Case;
use crate::scripted::{Reply, Scripted, Seen};

/// Header that names the case a request belongs to.
pub const CASE: &str = "x-case";
/// Header that names the answer a request wants.
pub const ANSWER: &str = "x-answer";

/// A request as it arrived.
#[derive(Debug, Clone, Serialize)]
pub struct Record {
    /// The case that the request named.
    pub case: String,
    /// HTTP method.
    pub method: String,
    /// Target of the request line, to the letter.
    pub target: String,
    /// Headers in their order, a character for each byte of a value.
    pub headers: Vec<(String, String)>,
    /// Length of the body.
    pub body: usize,
}

impl Record {
    /// The values under a name in lower case.
    pub fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str()).collect()
    }
}

#[derive(Default)]
struct State {
    records: Vec<Record>,
    answers: HashMap<String, Reply>,
}

/// The running server.
#[derive(Clone)]
pub struct Recorder {
    server: Scripted,
    state: Arc<Mutex<State>>,
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.server.fmt(f)
    }
}

impl Recorder {
    /// Starts on a loopback port that the system chose. Bodies of `suite` are answered under `suite/<name>`, and as a
    /// member of an agent under `member/<name>`.
    pub async fn start(suite: &[Case]) -> io::Result<Self> {
        let state = Arc::new(Mutex::new(State::default()));
        for case in suite {
            let member = [&br#"{"id":"a-1","name":"Parcel","further":"#[..], &case.body, b"}"].concat();
            for (place, body) in [("suite", case.body.clone()), ("member", member)] {
                locked(&state).answers.insert(format!("{place}/{}", case.name), raw(body.into()));
            }
        }
        let cases = json!(suite.iter().map(Case::described).collect::<Vec<_>>());
        let kept = state.clone();
        let server = Scripted::start(move |seen| match seen.path.strip_prefix("/-/") {
            Some(order) => steer(&kept, &cases, order, &seen.body),
            None => record(&kept, seen),
        });
        Ok(Self { server: server.await?, state })
    }

    /// Base URL.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Answers `body` to requests that want `name`; 204 for `null`.
    pub fn prepare(&self, name: &str, body: &Value) {
        locked(&self.state).answers.insert(name.to_owned(), prepared(body));
    }

    /// What arrived since the last time this was asked.
    pub fn take(&self) -> Vec<Record> {
        std::mem::take(&mut locked(&self.state).records)
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn raw(body: Bytes) -> Reply {
    Reply { status: 200, headers: vec![("content-type".to_owned(), "application/json".to_owned())], body }
}

fn prepared(body: &Value) -> Reply {
    if body.is_null() {
        return Reply { status: 204, headers: Vec::new(), body: Bytes::new() };
    }
    Reply::json(200, body)
}

/// Orders of tests in other languages.
fn steer(state: &Mutex<State>, cases: &Value, order: &str, body: &[u8]) -> Reply {
    match order {
        "suite" => Reply::json(200, cases),
        "take" => Reply::json(200, &json!(std::mem::take(&mut locked(state).records))),
        "answers" => match serde_json::from_slice::<HashMap<String, Value>>(body) {
            Ok(answers) => {
                locked(state).answers.extend(answers.iter().map(|(name, body)| (name.clone(), prepared(body))));
                Reply::json(200, &json!(answers.len()))
            }
            Err(error) => Reply::json(400, &json!(error.to_string())),
        },
        _ => Reply::json(404, &json!("no such order")),
    }
}

fn record(state: &Mutex<State>, seen: &Seen) -> Reply {
    let text = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
    let header = |name: &str| seen.headers.get(name).map(|value| text(value.as_bytes())).unwrap_or_default();
    let query = seen.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let mut state = locked(state);
    state.records.push(Record {
        case: header(CASE),
        method: seen.method.clone(),
        target: format!("{}{query}", seen.path),
        headers: seen.headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
        body: seen.body.len(),
    });
    let wanted = header(ANSWER);
    state.answers.get(&wanted).cloned().unwrap_or_else(|| Reply::json(200, &json!({ "id": "a-1", "name": "Parcel" })))
}
