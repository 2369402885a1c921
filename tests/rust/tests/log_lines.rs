//! Every line that the core logs is written, and none holds a secret. Alone in its process: a test of another thread would
//! decide whether anything is logged.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::TryStreamExt as _;
use geai_client::{Client, Event, EventKind, HeaderMap, HeaderValue};
use geai_tests::{Reply, Scripted};
use serde_json::json;

/// The places in the source that write a line, and what of the line is looked for.
const LINES: &[(&str, &str)] = &[
    ("api/call.rs", "WARN geai_client: records of a list could not be read"),
    ("client/execute.rs", "geai_client: members of another type than documented are unset"),
    ("client/retry_loop.rs", "geai_client: attempt method=\"GET\""),
    ("config/builder.rs", "WARN geai_client: environment variable NO_PROXY: `not/one` matches no host"),
    ("config/call_options.rs", "geai_client: of on_event: "),
    ("events/observed.rs", "geai_client: retry attempt=1"),
    ("events/observed.rs", "geai_client: on_event panicked operation=\"agents.get\""),
];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Files of the core that write lines, each as often as it does.
fn writers(folder: &Path, root: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            writers(&path, root, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let count: usize = ["trace", "debug", "info", "warn", "error", "event"]
            .iter()
            .map(|level| text.matches(&format!("tracing::{level}!(")).count())
            .sum();
        let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        found.extend(std::iter::repeat_n(name, count));
    }
}

#[test]
fn every_place_that_writes_a_line_is_in_the_table() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../core/src");
    let mut found = Vec::new();
    writers(&root, &root, &mut found);
    found.sort();
    let known: Vec<&str> = LINES.iter().map(|(file, _)| *file).collect();
    assert_eq!(found, known);
}

/// Answers that hold secrets wherever a server may put one.
fn answer(path: &str, first: bool) -> Reply {
    let mut reply = match path.rsplit('/').next().unwrap_or_default() {
        "agents" => Reply::json(200, &json!({"agents": [{"id": "1", "name": "a"}, {"name": "canary-record"}]})),
        "odd" => Reply::json(200, &json!({"id": "1", "name": "a", "version": "canary-member"})),
        _ if first => Reply::json(503, &json!({"errors": [{"description": "canary-busy canary-token"}]})),
        _ => Reply::json(404, &json!({"errors": [{"description": "canary-none"}]})),
    };
    reply.headers.push(("x-request-id".to_owned(), "canary-token".to_owned()));
    reply
}

#[tokio::test]
async fn each_line_is_written_and_holds_no_secret() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    let _logging = tracing::subscriber::set_default(subscriber.with_writer(move || writer.clone()).finish());
    let asked = Mutex::new(0);
    let server = Scripted::start(move |request| {
        let is_busy = request.path.ends_with("/busy");
        *asked.lock().unwrap() += u32::from(is_busy);
        answer(&request.path, is_busy && *asked.lock().unwrap() == 1)
    });
    let environment = [("HTTPS_PROXY", "http://u:canary-proxy@127.0.0.1:9"), ("NO_PROXY", "not/one,127.0.0.1")];
    let environment: HashMap<String, String> =
        environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let hook = |event: &Event| -> HeaderMap {
        assert!(event.kind != EventKind::Retry, "canary-panic");
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_static("Bearer canary-header"));
        headers.insert("x-odd", HeaderValue::from_bytes(b"canary-\xff").unwrap());
        headers
    };
    let proxied = Client::builder().base_url("https://host.example").api_token("canary-token").environment(environment);
    proxied.build().unwrap();
    let builder = Client::builder().base_url(server.await.unwrap().url()).api_token("canary-token");
    let builder = builder.environment(HashMap::new()).backoff(Duration::from_millis(1));
    let client = builder.on_event(hook).build().unwrap();
    client.agents().get("busy").await.unwrap_err();
    client.agents().get("odd").await.unwrap();
    let agents: Vec<_> = client.agents().list().stream().try_collect().await.unwrap();
    assert_eq!(agents.len(), 1);
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours = || text.lines().filter(|line| line.contains("geai_client"));
    for (file, line) in LINES {
        let mut plain = ours().map(|logged| match logged.rsplit_once("}: geai_client: ") {
            // The span that a line stands in.
            Some((before, after)) => format!("{} geai_client: {after}", before.split_whitespace().nth(1).unwrap_or("")),
            None => logged.to_owned(),
        });
        assert!(plain.any(|logged| logged.contains(line)), "{file}: {line}\n{text}");
    }
    for secret in ["canary", "Bearer"] {
        assert!(!ours().any(|line| line.contains(secret)), "{secret}\n{text}");
    }
}
