//! The Rust client as a runner: commands on standard input, outcomes on standard output.

mod showing;

use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use geai_client::Document;
use geai_client::Endpoint;
use geai_client::bindings::NameStyle;
use geai_client::{Builder, CallOptions, Client, Error, Json, Method, api};
use geai_client::{Token, TokenFuture, TokenProvider, cached};
use geai_faults::outcome::{Failure, Outcome};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use tokio::task::AbortHandle;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Command {
    id: u64,
    r#do: String,
    client: String,
    options: Map<String, Value>,
    tokens: Option<Vec<String>>,
    cached: bool,
    name: String,
    args: String,
    count: u32,
    parallel: u32,
    call: u64,
}

/// Gives its tokens one after the other, the last one for ever.
struct Tokens {
    tokens: Vec<String>,
    asked: AtomicUsize,
}

impl TokenProvider for Tokens {
    fn token(&self) -> TokenFuture<'_> {
        let at = self.asked.fetch_add(1, Ordering::SeqCst).min(self.tokens.len().saturating_sub(1));
        let token = self.tokens.get(at).cloned().ok_or_else(|| "no token".to_owned());
        Box::pin(async move { token })
    }
}

/// A task that makes calls, and the number of the call it is at.
struct Worker {
    task: AbortHandle,
    at: Arc<AtomicU32>,
    begun: Instant,
}

#[derive(Default)]
struct Runner {
    /// Whether all that can be seen is told.
    talkative: bool,
    clients: HashMap<String, Client>,
    workers: HashMap<u64, Vec<Worker>>,
}

fn main() -> std::io::Result<()> {
    let talkative = showing::talk()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let _inside = runtime.enter();
    let mut runner = Runner { talkative, ..Runner::default() };
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let command: Command = serde_json::from_str(&line)?;
        let (id, quit) = (command.id, command.r#do == "quit");
        match runner.obey(command) {
            Ok(true) => tell(&json!({"id": id, "n": 0, "ok": true})),
            Ok(false) => {}
            Err(error) => tell(&Outcome { id, error: Some(failure(&error)), ..Outcome::default() }),
        }
        if quit {
            break;
        }
    }
    runtime.shutdown_background();
    Ok(())
}

impl Runner {
    /// Does what a command asks for; calls go on in tasks of their own. Says whether it is done.
    fn obey(&mut self, command: Command) -> Result<bool, Error> {
        match command.r#do.as_str() {
            "client" => {
                let options = Value::Object(command.options).to_string();
                let mut builder = Builder::from_json(&options, NameStyle::Snake)?.environment(HashMap::new());
                if let Some(tokens) = command.tokens {
                    let tokens = Tokens { tokens, asked: AtomicUsize::new(0) };
                    builder = builder.api_token(match command.cached {
                        true => cached(tokens, Duration::from_secs(3600)),
                        false => Token::Provided(Arc::new(tokens)),
                    });
                }
                let client = builder.clone().build()?;
                if self.talkative {
                    let shown = showing::client(&builder, &client);
                    tell(&json!({"id": command.id, "n": 0, "ok": true, "shown": shown}));
                    self.clients.insert(command.client, client);
                    return Ok(false);
                }
                self.clients.insert(command.client, client);
            }
            "call" => {
                self.batch(command);
                return Ok(false);
            }
            "cancel" => {
                for Worker { task, at, begun } in self.workers.remove(&command.call).unwrap_or_default() {
                    if task.is_finished() {
                        continue;
                    }
                    task.abort();
                    let n = at.load(Ordering::SeqCst);
                    let elapsed = begun.elapsed().as_secs_f64();
                    tell(&Outcome { id: command.call, n, cancelled: true, elapsed, ..Outcome::default() });
                }
            }
            "close" => {
                if let Some(client) = self.clients.get(&command.client) {
                    client.close();
                }
            }
            "drop" | "forget" => drop(self.clients.remove(&command.client)),
            _ => {}
        }
        Ok(true)
    }

    /// Starts as many tasks as calls are to run in parallel.
    fn batch(&mut self, command: Command) {
        let Some(client) = self.clients.get(&command.client).cloned() else {
            return;
        };
        let (id, next) = (command.id, Arc::new(AtomicU32::new(0)));
        let command = Arc::new(command);
        self.workers.retain(|_, workers| workers.iter().any(|worker| !worker.task.is_finished()));
        let workers = self.workers.entry(id).or_default();
        for _ in 0..command.parallel.min(command.count) {
            let at = Arc::new(AtomicU32::new(0));
            let (command, next, client, own) = (command.clone(), next.clone(), client.clone(), at.clone());
            let talkative = self.talkative;
            let work = async move {
                loop {
                    let n = next.fetch_add(1, Ordering::SeqCst);
                    if n >= command.count {
                        return;
                    }
                    own.store(n, Ordering::SeqCst);
                    tell(&run(&client, &command, n, talkative).await);
                }
            };
            workers.push(Worker { task: tokio::spawn(work).abort_handle(), at, begun: Instant::now() });
        }
    }
}

/// Makes one call.
async fn run(client: &Client, command: &Command, n: u32, talkative: bool) -> Outcome {
    let begun = Instant::now();
    let answered = call(client, command, n, talkative).await;
    let elapsed = begun.elapsed().as_secs_f64();
    let outcome = Outcome { id: command.id, n, elapsed, ..Outcome::default() };
    match answered {
        Ok(answered) => Outcome { ok: true, ..Outcome { id: command.id, n, elapsed, ..answered } },
        Err(error) => Outcome { error: Some(failure(&error)), ..outcome },
    }
}

async fn call(client: &Client, command: &Command, n: u32, talkative: bool) -> Result<Outcome, Error> {
    let wrong = |error: serde_json::Error| Error::local(geai_client::ErrorKind::InternalError, error.to_string());
    let mut args: Map<String, Value> =
        serde_json::from_str(&command.args.replace("{n}", &n.to_string())).map_err(wrong)?;
    let options = CallOptions::from_json(&Value::Object(command.options.clone()).to_string(), NameStyle::Snake)?;
    if command.name == "request" {
        let text = |name: &str| args.get(name).and_then(Value::as_str).unwrap_or_default();
        let method = Method::from_bytes(text("method").as_bytes()).unwrap_or_default();
        let json = args.get("json").and_then(|json| Json::from_text(json.to_string()).ok());
        let query = args.get("query").and_then(Value::as_object).into_iter().flatten();
        let query: Vec<_> =
            query.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect();
        let reply = client.request(method, text("path"), &query, json, &options).await?;
        let json: String = reply.data.as_ref().map_or("null", |json| json.text()).chars().take(2000).collect();
        return Ok(Outcome { value: json!({"json": json}), ..Outcome::default() });
    }
    let endpoint: &'static Endpoint = api::find(&command.name)
        .ok_or_else(|| Error::local(geai_client::ErrorKind::InternalError, "no such operation"))?;
    let package = args.remove("package").and_then(|package| package.as_str().map(Document::from));
    let args = endpoint.operation.args(&Value::Object(args).to_string(), package, NameStyle::Snake)?;
    let mut shown = if talkative { showing::request(&options) } else { String::new() };
    let reply = client.call(endpoint, args, &options).await?;
    let value = digest(&reply.data.to_json().map_err(wrong)?).map_err(wrong)?;
    if talkative {
        shown.push_str(&showing::answer(&reply));
    }
    let (attempts, request_id) = (reply.meta.attempts, reply.meta.request_id);
    Ok(Outcome { value, attempts, request_id, shown, ..Outcome::default() })
}

/// An answer in short. Numbers in it may be larger than any type.
fn digest(json: &[u8]) -> serde_json::Result<Value> {
    let count = |items: Vec<IgnoredAny>| json!({"count": items.len()});
    if let Ok(items) = serde_json::from_slice(json) {
        return Ok(count(items));
    }
    let members: Option<HashMap<String, &RawValue>> = serde_json::from_slice(json)?;
    let Some(members) = members else { return Ok(Value::Null) };
    if let Some(items) = members.get("items") {
        return serde_json::from_str(items.get()).map(count);
    }
    let name: Option<String> = members.get("name").map(|name| serde_json::from_str(name.get())).transpose()?;
    Ok(json!({"name": name}))
}

fn failure(error: &Error) -> Failure {
    let all = serde_json::to_value(&**error).unwrap_or_default();
    let word = |name: &str| all.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let history = all.get("history").and_then(Value::as_array);
    Failure {
        kind: error.kind().name().to_owned(),
        status: error.status,
        executed: word("executed"),
        attempts: error.attempts,
        phase: word("phase"),
        retry_after: error.retry_after.map(|wait| wait.as_secs_f64()),
        retryable: error.retryable,
        request_id: error.request_id.clone(),
        redirect_host: error.redirect_host.clone(),
        said: error.messages.iter().map(|said| said.description.clone()).collect(),
        body_bytes: error.body.as_ref().map_or(0, |body| body.len() as u64),
        text: error.to_string(),
        shown: format!("{all} {}", showing::error(error)),
        held: showing::held(error),
        history: history.map(|entries| u32::try_from(entries.len()).unwrap_or(u32::MAX)),
    }
}

/// Writes one line; it goes out at once.
fn tell(message: &impl serde::Serialize) {
    let mut line = serde_json::to_vec(message).unwrap_or_default();
    line.push(b'\n');
    let mut out = std::io::stdout().lock();
    // Nobody listens any more: there is nobody to tell that, either.
    let _ = out.write_all(&line).and_then(|()| out.flush());
}
