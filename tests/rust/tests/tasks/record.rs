//! Recording a vector: the emulator is the server, and everything that the client sends goes by.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use geai_client::{CallOptions, Client, Json, Method};
use geai_emulator::{Edit, Emulator, Fault, FaultKind};
use geai_tests::{Exchange, Reply, Scripted, Seen, TaskVector, task_folder};
use serde_json::{Map, Value, json};

use crate::play::{client, planned, played, replayed};

const PROJECT: &str = "ce49e1c5-dfe2-44af-a20b-099a4d06bd15";

type Ledger = Arc<Mutex<Vec<Exchange>>>;

/// Passes a request on to the emulator, and notes it with its answer.
fn pass(emulator: &str, seen: &Seen, ledger: &Ledger) -> Reply {
    let query = seen.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
    let path = format!("{}{query}", seen.path);
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let request = ureq::http::Request::builder().method(seen.method.as_str()).uri(format!("{emulator}{path}"));
    let kept = seen.headers.iter().filter(|(name, _)| !["host", "content-length"].contains(&name.as_str()));
    let request = kept.fold(request, |request, (name, value)| request.header(name.as_str(), value.as_bytes()));
    let mut response = agent.run(request.body(&seen.body[..]).unwrap()).unwrap();
    let (status, body) = (response.status().as_u16(), response.body_mut().read_to_vec().unwrap());
    let read = |bytes: &[u8]| serde_json::from_slice(bytes).unwrap_or_default();
    let (answer, sent) = (read(&body), read(&seen.body));
    ledger.lock().unwrap().push(Exchange { method: seen.method.clone(), path, body: sent, status, answer });
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Reply { status, headers, body: Bytes::from(body) }
}

/// Requests of others.
async fn edit(client: &Client, edits: &[(String, String, Value)]) -> Result<(), String> {
    for (method, path, body) in edits {
        let method = Method::from_bytes(method.as_bytes()).map_err(|error| error.to_string())?;
        let body = (!body.is_null()).then(|| Json::from(body.clone()));
        let sent = client.request(method, path, &[], body, &CallOptions::default()).await;
        sent.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// The vector with what was recorded, which is written to its file.
pub async fn recorded(name: &str, given: &TaskVector) -> Result<TaskVector, String> {
    let emulator = Emulator::builder().project_with("prod", PROJECT, "test-token").start().unwrap();
    let (ledger, url) = (Ledger::default(), emulator.url().to_owned());
    let (noted, behind) = (ledger.clone(), url.clone());
    let proxy = Scripted::start(move |seen| tokio::task::block_in_place(|| pass(&behind, seen, &noted))).await;
    let (direct, proxied) = (client(&url)?, client(&proxy.map_err(|error| error.to_string())?.url())?);
    let mut vector = given.clone();
    let world = vector.world.clone().unwrap_or_default();
    vector.call.shift_remove("baseline");
    (vector.answer, vector.text, vector.pulled, vector.applied, vector.error) = Default::default();
    if !world.files.is_empty() {
        let mut call =
            Map::from_iter([("files".to_owned(), json!(world.files)), ("publish".to_owned(), world.published.into())]);
        call.extend(vector.call.get("environment").map(|name| ("environment".to_owned(), name.clone())));
        let plan = planned(&direct, &call).await.map_err(|error| error.to_string())?;
        let applied = direct.apply(&plan).await.map_err(|error| error.to_string())?;
        if world.baseline {
            vector.call.insert("baseline".to_owned(), serde_json::from_str(&applied.to_json()).unwrap_or_default());
        }
    }
    edit(&direct, &world.edits).await?;
    let between = || {
        let edits = |all: &[(String, String, Value)]| -> Vec<Edit> {
            all.iter().map(|(method, path, body)| Edit::new(method, path, body.clone())).collect()
        };
        emulator.before_next("GET", "/v1/accessControl", edits(&world.edits_after_plan));
        emulator.before_next("PUT", "/", edits(&world.edits_before_update));
        if let Some((number, status)) = world.refused_create {
            if number > 0 {
                emulator.fail_next(Fault::new("POST", "/", FaultKind::Delay { ms: 0 }).times(number));
            }
            emulator.fail_next(Fault::new("POST", "/", FaultKind::Status { status, retry_after: None, body: None }));
        }
    };
    played(&proxied, &vector, between).await;
    vector.exchanges = ledger.lock().unwrap().clone();
    // Secrets are in no file, and ids are the same in every recording.
    vector.exchanges.iter_mut().for_each(|exchange| hide(&mut exchange.body));
    let text = with_plain_ids(&serde_json::to_string(&vector).unwrap_or_default());
    let mut vector: TaskVector = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    // Reads go together, in any order.
    for reads in vector.exchanges.chunk_by_mut(|one, next| one.method == "GET" && next.method == "GET") {
        reads.sort_by(|one, other| one.path.cmp(&other.path));
    }
    replayed(name, &vector).await?.write(&mut vector);
    let text = serde_json::to_string_pretty(&vector).unwrap_or_default() + "\n";
    std::fs::write(task_folder().join(format!("{name}.json")), text).map_err(|error| error.to_string())?;
    Ok(vector)
}

/// Puts the name of the variable in place of its value.
fn hide(value: &mut Value) {
    const VARIABLE: &str = "PATH";
    match value {
        Value::String(text) if std::env::var(VARIABLE).is_ok_and(|path| path == *text) => {
            *value = json!({ "$env": VARIABLE })
        }
        Value::Array(values) => values.iter_mut().for_each(hide),
        Value::Object(members) => members.values_mut().for_each(hide),
        _ => {}
    }
}

/// Ids in the order in which they appear, and one time.
fn with_plain_ids(text: &str) -> String {
    let mut ids: Vec<String> = vec![PROJECT.to_owned()];
    let is_id = |part: &str| {
        part.len() == 36
            && part
                .char_indices()
                .all(|(at, c)| if [8, 13, 18, 23].contains(&at) { c == '-' } else { c.is_ascii_hexdigit() })
    };
    let mut out = text.to_owned();
    for (at, _) in text.char_indices() {
        let Some(part) = text.get(at..at + 36).filter(|part| is_id(part)) else { continue };
        if !ids.iter().any(|id| id == part) {
            out = out.replace(part, &format!("00000000-0000-4000-8000-{:012}", ids.len()));
            ids.push(part.to_owned());
        }
    }
    out
}
