//! The vectors of kind `task`, `tests/tasks`: files in, requests out, and what callers get.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::scripted::{Reply, Seen};
use crate::vectors::equal;

/// One set-up that is planned and, where the vector says so, applied; or a project that is pulled or drawn.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskVector {
    /// What it is about.
    pub about: String,
    /// What the project has before, and what others do meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub world: Option<World>,
    /// The verb.
    #[serde(default = "plan", skip_serializing_if = "is_plan")]
    pub verb: String,
    /// Arguments of the verb by their snake_case names, with `files` as texts by their paths.
    #[serde(default)]
    pub call: Map<String, Value>,
    /// Whether the plan is applied.
    #[serde(default)]
    pub applies: bool,
    /// What arrives and what is answered, in order; recorded.
    #[serde(default)]
    pub exchanges: Vec<Exchange>,
    /// What the verb returns, such as the plan, as JSON; recorded.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub answer: Value,
    /// The same as text; recorded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What the folder holds after a pull: texts by their paths; recorded.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pulled: BTreeMap<String, String>,
    /// Result of applying it; recorded.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub applied: Value,
    /// The error that ends it: its kind, and texts that its message holds; recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<TaskError>,
}

/// The verb that most vectors are of.
const PLAN: &str = "plan";

fn plan() -> String {
    PLAN.to_owned()
}

fn is_plan(verb: &String) -> bool {
    verb == PLAN
}

/// How the recording begins.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct World {
    /// Files that are applied before.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, String>,
    /// Whether they are published.
    pub published: bool,
    /// Whether their result is the baseline of the plan.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub baseline: bool,
    /// Requests of others before the plan: method, path, body.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<(String, String, Value)>,
    /// The same between the plan and its applying.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edits_after_plan: Vec<(String, String, Value)>,
    /// The same just before the first update.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edits_before_update: Vec<(String, String, Value)>,
    /// The status that the create of this number, from 0, is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused_create: Option<(u32, u16)>,
}

/// A request and its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// HTTP method.
    pub method: String,
    /// Path with its query, as sent.
    pub path: String,
    /// JSON body; `{"$env": NAME}` is the value of an environment variable.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub body: Value,
    /// HTTP status of the answer.
    pub status: u16,
    /// Its JSON.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub answer: Value,
}

/// An error as callers get it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskError {
    /// Its class.
    pub kind: String,
    /// What its text holds.
    pub texts: Vec<String>,
}

/// Where the vectors stand.
pub fn task_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tasks")
}

/// All vectors by their names, which are those of the files.
pub fn load_tasks() -> Result<BTreeMap<String, TaskVector>, String> {
    let folder = task_folder();
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut vectors = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
            let vector = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            vectors.insert(path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), vector);
        }
    }
    Ok(vectors)
}

/// A folder with files, which is removed at the end.
#[derive(Debug)]
pub struct TaskFolder(PathBuf);

impl TaskFolder {
    /// With these texts by their paths.
    pub fn with(files: &Value) -> std::io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = Self(std::env::temp_dir().join(format!("geai-task-{}-{number}", std::process::id())));
        std::fs::create_dir_all(&folder.0)?;
        for (path, text) in files.as_object().into_iter().flatten() {
            let path = folder.0.join(path);
            std::fs::create_dir_all(path.parent().unwrap_or(&folder.0))?;
            std::fs::write(path, text.as_str().unwrap_or_default())?;
        }
        Ok(folder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What it holds now: texts by their paths.
    pub fn texts(&self) -> std::io::Result<BTreeMap<String, String>> {
        let (mut texts, mut open) = (BTreeMap::new(), vec![self.0.clone()]);
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                let name = path.strip_prefix(&self.0).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                texts.insert(name, std::fs::read_to_string(&path)?);
            }
        }
        Ok(texts)
    }
}

impl Drop for TaskFolder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// How far one player is with a vector.
#[derive(Debug, Default)]
struct Played {
    answered: Vec<bool>,
    wrong: Option<String>,
}

/// Answers the requests of vectors, whose paths begin with `/tasks/<vector>/<player>`. `GET …/left` tells what is wrong
/// with what arrived, and what did not arrive.
#[derive(Debug)]
pub struct TaskServer {
    vectors: BTreeMap<String, TaskVector>,
    players: Mutex<HashMap<(String, String), Played>>,
}

/// The path that tells what is left.
const LEFT: &str = "/left";

impl TaskServer {
    /// Of these vectors.
    pub fn new(vectors: BTreeMap<String, TaskVector>) -> Self {
        Self { vectors, players: Mutex::default() }
    }

    /// The answer, if the request is of a task.
    pub fn reply(&self, seen: &Seen) -> Option<Reply> {
        let (name, rest) = seen.path.strip_prefix("/tasks/")?.split_once('/')?;
        let (player, rest) = rest.split_at(rest.find('/')?);
        let wrong = |why: String| Reply::json(418, &json!({ "errors": [{ "description": why }] }));
        let Some(vector) = self.vectors.get(name) else { return Some(wrong(format!("no vector tasks/{name}"))) };
        let mut players = self.players.lock().unwrap_or_else(PoisonError::into_inner);
        let played = players.entry((name.to_owned(), player.to_owned())).or_default();
        played.answered.resize(vector.exchanges.len(), false);
        if rest == LEFT {
            let left = vector.exchanges.iter().zip(&played.answered).filter(|(_, answered)| !**answered);
            let left: Vec<String> =
                left.map(|(exchange, _)| format!("{} {}", exchange.method, exchange.path)).collect();
            return Some(Reply::json(200, &json!({ "left": left, "wrong": played.wrong })));
        }
        Some(match vector.find(seen, rest, &played.answered) {
            Ok(at) => {
                if let Some(answered) = played.answered.get_mut(at) {
                    *answered = true;
                }
                vector.exchanges.get(at).map_or_else(|| wrong(String::new()), Exchange::reply)
            }
            Err(why) => {
                played.wrong.get_or_insert(why.clone());
                wrong(why)
            }
        })
    }
}

impl TaskVector {
    /// The exchange of a request: the first that was not answered yet. Writes come in their order; what was read may be read
    /// again.
    fn find(&self, seen: &Seen, path: &str, answered: &[bool]) -> Result<usize, String> {
        let query = seen.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
        let path = format!("{path}{query}");
        let body: Value = match seen.body.is_empty() {
            true => Value::Null,
            false => {
                serde_json::from_slice(&seen.body).map_err(|error| format!("{path}: the body is not JSON: {error}"))?
            }
        };
        if seen.headers.get("authorization").is_none_or(|value| value != "Bearer test-token") {
            return Err(format!("{path}: another token"));
        }
        let of_request = |exchange: &Exchange| exchange.method == seen.method && exchange.path == path;
        let all = self.exchanges.iter().zip(answered).enumerate();
        let same: Vec<_> = all.filter(|(_, (exchange, _))| of_request(exchange)).collect();
        let next = same.iter().find(|(_, (_, answered))| !**answered);
        let again = same.last().filter(|_| seen.method == "GET");
        let Some((at, (exchange, _))) = next.or(again) else {
            return Err(format!("{} {path} is not expected, or not again", seen.method));
        };
        if !equal(&filled(&exchange.body), &body) {
            // The body may hold the value of a variable.
            return Err(format!("{} {path}: another body than {}", seen.method, exchange.body));
        }
        let is_earlier_write = |(other, (exchange, answered)): (usize, (&Exchange, &bool))| {
            other < *at && !answered && exchange.method != "GET"
        };
        if seen.method != "GET" && self.exchanges.iter().zip(answered).enumerate().any(is_earlier_write) {
            return Err(format!("{} {path} comes too early", seen.method));
        }
        Ok(*at)
    }
}

impl Exchange {
    fn reply(&self) -> Reply {
        let mut reply = Reply::json(self.status, &self.answer);
        if self.answer.is_null() {
            reply.body = bytes::Bytes::new();
        }
        reply
    }
}

/// A body with the values of environment variables.
fn filled(body: &Value) -> Value {
    match body {
        Value::Object(members) => match members.get("$env").and_then(Value::as_str) {
            Some(name) => std::env::var(name).unwrap_or_default().into(),
            None => members.iter().map(|(name, value)| (name.clone(), filled(value))).collect::<Map<_, _>>().into(),
        },
        Value::Array(values) => values.iter().map(filled).collect(),
        other => other.clone(),
    }
}
