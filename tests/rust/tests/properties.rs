//! Properties of whole calls, through the real client over real sockets: what is sent, what is waited, what is told.
//!
//! 300 calls each, or `PROPTEST_CASES`, in batches whose calls run side by side. The decisions behind them are tested
//! 10,000 times, apart from any network, in `qa/fuzz/tests/policy.rs`.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use geai_client::models::{AgentDefinition, ConfigParameter};
use geai_client::{Client, Error, ErrorKind, Executed};
use geai_tests::{Reply, Scripted, equal};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// Cases of one batch. A client's allowance for repetitions lasts for one.
const BATCH: usize = 25;
const RETRIES: u32 = 3;
const BACKOFF: Duration = Duration::from_millis(1);
const DEADLINE: Duration = Duration::from_secs(120);

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

fn cases() -> ProptestConfig {
    let cases: u32 = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300);
    // A case holds secrets of its run: kept, it would mean nothing to the next one.
    ProptestConfig { cases: cases.div_ceil(BATCH as u32), failure_persistence: None, ..ProptestConfig::default() }
}

/// Most batches that run side by side where the server makes calls wait: waiting costs nothing but time.
const SIDE_BY_SIDE: usize = 12;

fn batch<S: Strategy>(one: S) -> impl Strategy<Value = Vec<S::Value>> {
    prop::collection::vec(one, BATCH)
}

fn client(url: String, token: &str) -> Client {
    let options = json!({
        "base_url": url, "api_token": token, "retries": RETRIES, "backoff": BACKOFF.as_secs_f64(),
        "timeout": DEADLINE.as_secs_f64(), "deadline": DEADLINE.as_secs_f64(),
    });
    let builder =
        geai_client::Builder::from_json(&options.to_string(), geai_client::bindings::NameStyle::Snake).unwrap();
    builder.environment(HashMap::new()).build().unwrap()
}

/// Length of the halves of a secret.
const HALF: usize = 16;

/// Text that no case holds by chance.
fn canary() -> String {
    use std::hash::{BuildHasher, RandomState};
    format!("{:016x}{:016x}", RandomState::new().hash_one(1), RandomState::new().hash_one(2))
}

/// What a server does with one request.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Outcome {
    Done,
    /// It acts, and closes the connection without a word.
    Silent,
    /// It acts, and closes the connection within the head of its answer.
    HalfHead,
    /// It acts, and closes the connection within the body of its answer.
    HalfBody,
    /// It acts, and what it answers is a page for humans.
    Page,
    /// It may have acted.
    Status(u16),
    /// It refuses, untouched, and says when to come again.
    Later,
}

impl Outcome {
    fn bytes(self) -> Vec<u8> {
        let whole = |status: u16, more: &str, body: &str| {
            format!("HTTP/1.1 {status} X\r\n{more}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
        };
        let agent = r#"{"id":"1","name":"a"}"#;
        match self {
            Self::Done => whole(200, "", agent),
            Self::Silent => String::new(),
            Self::HalfHead => "HTTP/1.1 2".to_owned(),
            Self::HalfBody => "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"id\":".to_owned(),
            Self::Page => whole(200, "content-type: text/html\r\n", "<html>sign in</html>"),
            Self::Status(status) => whole(status, "", "{}"),
            Self::Later => whole(429, "retry-after: 0\r\n", "{}"),
        }
        .into_bytes()
    }

    /// Whether the server may have acted.
    fn acts(self) -> bool {
        match self {
            Self::Later => false,
            Self::Status(status) => status >= 500,
            _ => true,
        }
    }

    /// Whether a request that may be repeated is repeated after it.
    fn is_passing(self) -> bool {
        match self {
            Self::Done | Self::Page => false,
            Self::Silent | Self::HalfHead | Self::HalfBody | Self::Later => true,
            Self::Status(status) => matches!(status, 408 | 429 | 500 | 502..=504 | 520..=524 | 529),
        }
    }
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let statuses = vec![301, 400, 401, 403, 404, 408, 409, 422, 429, 500, 501, 502, 503, 504, 505, 520, 529, 599];
    prop_oneof![
        1 => Just(Outcome::Done),
        2 => Just(Outcome::Silent),
        2 => Just(Outcome::HalfHead),
        2 => Just(Outcome::HalfBody),
        1 => Just(Outcome::Page),
        4 => prop::sample::select(statuses).prop_map(Outcome::Status),
        4 => Just(Outcome::Later),
    ]
}

/// Which call is made, by how it may be repeated.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Operation {
    Read,
    Delete,
    Publish,
    Update { retry_writes: bool, publishes: bool },
}

impl Operation {
    fn is_repeatable(self) -> bool {
        match self {
            Self::Read | Self::Delete => true,
            Self::Publish => false,
            Self::Update { retry_writes, publishes } => retry_writes && !publishes,
        }
    }

    async fn call(self, client: &Client, id: &str) -> Result<(), Error> {
        let definition = AgentDefinition { name: Some("a".into()), ..AgentDefinition::default() };
        match self {
            Self::Read => client.agents().get(id).await.map(drop),
            Self::Delete => client.agents().delete(id).await,
            Self::Publish => client.agents().publish_revision(id, 1).await.map(drop),
            Self::Update { retry_writes, publishes } => {
                let call = client.agents().update(id, definition).retry_writes(retry_writes);
                call.automatic_publish(publishes).await.map(drop)
            }
        }
    }
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        1 => Just(Operation::Read),
        1 => Just(Operation::Delete),
        3 => Just(Operation::Publish),
        2 => (any::<bool>(), any::<bool>())
            .prop_map(|(retry_writes, publishes)| Operation::Update { retry_writes, publishes }),
    ]
}

/// What happens to the requests of each case, and how many came.
type Scripts = Arc<Mutex<Vec<(Vec<Outcome>, usize)>>>;

/// Plays scripts: the id in a path is the place of its script, whose outcomes come in turn and end with success.
struct Player {
    url: String,
    scripts: Scripts,
}

impl Player {
    async fn start(scripts: impl Iterator<Item = Vec<Outcome>>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let scripts: Vec<_> = scripts.map(|script| (script, 0)).collect();
        let player = Self { url: format!("http://{}", listener.local_addr()?), scripts: Arc::new(Mutex::new(scripts)) };
        let scripts = player.scripts.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Self::play(stream, scripts.clone()));
            }
        });
        Ok(player)
    }

    /// One request and its answer; the connection is closed afterwards.
    async fn play(mut stream: TcpStream, scripts: Scripts) -> io::Result<()> {
        let mut seen = Vec::new();
        let (head, length) = loop {
            if let Some(end) = seen.windows(4).position(|window| window == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&seen[..end]).to_lowercase();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                break (head, end + 4 + length.unwrap_or(0_usize));
            }
            if stream.read_buf(&mut seen).await? == 0 {
                return Ok(());
            }
        };
        while seen.len() < length {
            stream.read_buf(&mut seen).await?;
        }
        let place: usize = head.split("/case-").nth(1).unwrap().split(['/', ' ', '?']).next().unwrap().parse().unwrap();
        let outcome = {
            let mut scripts = scripts.lock().unwrap();
            let (script, sent) = &mut scripts[place];
            *sent += 1;
            script.get(*sent - 1).copied().unwrap_or(Outcome::Done)
        };
        stream.write_all(&outcome.bytes()).await?;
        stream.shutdown().await
    }

    fn sent(&self, place: usize) -> usize {
        self.scripts.lock().unwrap()[place].1
    }
}

/// As many cases in batches that run side by side.
fn together() -> ProptestConfig {
    let ProptestConfig { cases, .. } = cases();
    ProptestConfig { cases: cases.div_ceil(SIDE_BY_SIDE as u32), ..self::cases() }
}

proptest! {
    #![proptest_config(together())]

    /// For any sequence of outcomes: how often a request is sent, what is waited, and what the error says of it.
    #[test]
    fn what_is_sent_follows_from_what_happened(
        scripts in prop::collection::vec((operation(), prop::collection::vec(outcome(), 0..6)), BATCH * SIDE_BY_SIDE)
    ) {
        let (player, results) = RUNTIME.block_on(async {
            let player = Player::start(scripts.iter().map(|(_, script)| script.clone())).await.unwrap();
            let clients: Vec<_> = (0..SIDE_BY_SIDE).map(|_| client(player.url.clone(), "t")).collect();
            let calls = scripts.iter().enumerate().map(|(place, (operation, _))| {
                let client = clients[place / BATCH].clone();
                async move { operation.call(&client, &format!("case-{place}")).await }
            });
            let results = join_all(calls).await;
            (player, results)
        });
        for (place, ((operation, script), result)) in scripts.iter().zip(results).enumerate() {
            let sent = player.sent(place);
            let played: Vec<_> =
                script.iter().copied().chain(std::iter::repeat(Outcome::Done)).take(sent).collect();
            check_sent(*operation, &played);
            check_told(*operation, &played, result.as_ref().err());
        }
    }
}

/// Each attempt but the last allowed another one, and the last did not.
fn check_sent(operation: Operation, played: &[Outcome]) {
    let goes_on = |outcome: Outcome| match operation.is_repeatable() {
        true => outcome.is_passing(),
        false => outcome == Outcome::Later,
    };
    let (last, before) = played.split_last().expect("at least one request is sent");
    assert!(before.iter().all(|outcome| goes_on(*outcome)), "{operation:?} goes on after {played:?}");
    // Where the server limits the rate, waiting for it is no retry.
    let failed = played.iter().filter(|outcome| **outcome != Outcome::Later).count();
    assert!(failed <= RETRIES as usize + 1, "{operation:?}: {played:?}");
    let spent = failed == RETRIES as usize + 1;
    assert!(spent || !goes_on(*last), "{operation:?} gives up after {played:?}");
    if !operation.is_repeatable() {
        let first = played.iter().position(|outcome| outcome.acts());
        assert!(first.is_none_or(|first| first + 1 == played.len()), "{operation:?} is sent again after {played:?}");
    }
}

fn check_told(operation: Operation, played: &[Outcome], error: Option<&Error>) {
    let (last, before) = played.split_last().unwrap();
    let lost = before.iter().any(|outcome| matches!(outcome, Outcome::Silent | Outcome::HalfHead | Outcome::HalfBody));
    let gone = operation == Operation::Delete && lost && *last == Outcome::Status(404);
    let Some(error) = error else {
        return assert!(*last == Outcome::Done || gone, "{operation:?} succeeds with {played:?}");
    };
    assert!(*last != Outcome::Done && !gone, "{operation:?} fails with {played:?}: {error}");
    assert_eq!(error.attempts as usize, played.len(), "{error}");
    assert_eq!(error.history.len(), played.len(), "{error}");
    let may = played.iter().any(|outcome| outcome.acts());
    let may = may && operation != Operation::Read;
    assert!(!may || error.executed != Executed::No, "{operation:?} with {played:?}: {error}");
    let (mut sum, mut failed) = (Duration::ZERO, 0);
    for (at, (attempt, outcome)) in error.history.iter().zip(played).enumerate() {
        sum += attempt.elapsed + attempt.waited;
        if *outcome == Outcome::Later {
            let waited = Duration::from_secs(1)..=Duration::from_millis(1250);
            assert!(waited.contains(&attempt.waited), "{:?} waited after {outcome:?}", attempt.waited);
            continue;
        }
        let base = if matches!(outcome, Outcome::Status(429 | 503)) { BACKOFF.mul_f64(10.0 / 3.0) } else { BACKOFF };
        let full = base * 2_u32.pow(failed);
        failed += 1;
        let most = if at + 1 == played.len() { Duration::ZERO } else { full };
        assert!(attempt.waited <= most, "{:?} waited after {outcome:?}", attempt.waited);
        assert!(attempt.waited + Duration::from_nanos(2) >= most / 2, "{:?} waited after {outcome:?}", attempt.waited);
    }
    assert!(sum <= DEADLINE && error.elapsed <= DEADLINE + Duration::from_millis(250), "{error}");
}

/// Makes JSON of drawn bytes: a fraction of the price of strategies that nest.
struct Maker<'a> {
    drawn: std::slice::Iter<'a, u8>,
    names: &'a [&'a str],
    texts: &'a [String],
}

impl Maker<'_> {
    fn byte(&mut self) -> u8 {
        self.drawn.next().copied().unwrap_or_default()
    }

    fn long(&mut self) -> u64 {
        (0..8).fold(0, |number, _| number << 8 | u64::from(self.byte()))
    }

    fn text(&mut self) -> String {
        const PARTS: [&str; 8] = ["", "a", "\"", "\\", "\u{0}", "é日", "\u{2028}", "<p>"];
        let at = usize::from(self.byte());
        self.texts.get(at % 32).map_or_else(|| PARTS[at % 8].repeat(at / 64 + 1), Clone::clone)
    }

    fn value(&mut self, depth: u32) -> Value {
        let kind = self.byte();
        match kind % if depth == 0 { 6 } else { 8 } {
            0 => Value::Null,
            1 => Value::from(kind & 8 == 0),
            2 => Value::from(self.long().cast_signed()),
            3 => Some(f64::from_bits(self.long())).filter(|number| number.is_finite()).map_or(json!(0.5), Value::from),
            4 | 5 => Value::from(self.text()),
            6 => (0..kind / 64).map(|_| self.value(depth - 1)).collect(),
            _ => Value::Object(self.members(depth - 1)),
        }
    }

    fn members(&mut self, depth: u32) -> Map<String, Value> {
        let count = self.byte() % 4;
        let mut members = Map::new();
        for _ in 0..count {
            let name = self.names[usize::from(self.byte()) % self.names.len()].to_owned();
            members.insert(name, self.value(depth));
        }
        members
    }
}

fn drawn(most: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..most)
}

/// What a server answers that repeats a secret: JSON of any shape, or a page.
fn leaking(secret: &str, drawn: &[u8]) -> (u16, Vec<u8>) {
    const STATUSES: [u16; 11] = [200, 200, 302, 400, 401, 404, 409, 422, 429, 500, 503];
    let [status, shape, rest @ ..] = drawn else { return (500, secret.into()) };
    let status = STATUSES[usize::from(*status) % STATUSES.len()];
    if shape % 4 == 0 {
        let before = rest.first().copied().unwrap_or_default();
        return (status, format!("<p>{}{secret}</p>", "x".repeat(before.into())).into());
    }
    // Where messages are cut, half a secret could be left.
    let texts: Vec<_> =
        [0, 10, 170, 180, 190, 2020, 2030].map(|before| format!("{}{secret}\u{1b}", "x".repeat(before))).into();
    let names =
        ["errors", "error", "message", "messages", "description", "detail", "title", "type", "code", "id", secret];
    let value = Maker { drawn: rest.iter(), names: &names, texts: &texts }.value(4);
    (status, value.to_string().into())
}

#[test]
fn no_error_repeats_a_secret_of_its_request() {
    let (token, header, member) = (canary(), canary(), canary());
    let secrets = [&token, &header, &member];
    proptest!(cases(), |(all in batch(drawn(40)))| {
        let answers: Vec<_> =
            all.iter().enumerate().map(|(place, drawn)| leaking(secrets[place % 3], drawn)).collect();
        let errors = RUNTIME.block_on(async {
            let script = answers.clone();
            let server = Scripted::start(move |seen| {
                let place: usize = seen.path.split("case-").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
                let (status, body) = script[place].clone();
                Reply { status, headers: vec![("content-type".into(), "application/json".into())], body: body.into() }
            }).await.unwrap();
            let client = client(server.url(), &token);
            let calls = (0..answers.len()).map(|place| {
                let (client, header, member) = (client.clone(), header.clone(), member.clone());
                async move {
                    let parameter = json!({ "key": "k", "value": member }).to_string();
                    let parameter: ConfigParameter = geai_client::bindings::from_json(&parameter).unwrap();
                    let call = client.integrations().set_config(format!("case-{place}"), &[parameter]);
                    call.header("x-secret", &header).retries(0).await.err()
                }
            });
            join_all(calls).await
        });
        for (error, (status, body)) in errors.iter().zip(&answers) {
            let Some(error) = error else { continue };
            prop_assert!(error.kind() != ErrorKind::InvalidRequestError, "{}", error);
            let fields = serde_json::to_string(&**error).unwrap();
            let shown = format!("{error} {error:?} {fields} {:?} {:?}", error.messages, error.body);
            for secret in secrets {
                // Half of a secret is too much.
                for part in [&secret[..HALF], &secret[HALF..]] {
                    prop_assert!(!shown.contains(part), "{} {}\n{}", status, String::from_utf8_lossy(body), shown);
                }
            }
        }
    });
}

/// A definition with foreign members at every level.
fn definition(drawn: &[u8]) -> Value {
    const FOREIGN: [&str; 8] = ["x", "x.y", "X-Z", "日", "__proto__", "ü \u{1}", "nameX", "\"q\\"];
    let mut maker = Maker { drawn: drawn.iter(), names: &FOREIGN, texts: &[] };
    let (text, number) = (maker.text(), maker.long().cast_signed());
    let share = f64::from(maker.byte()) / 255.0;
    let mut with = |value: Value| {
        let mut members = maker.members(2);
        members.extend(value.as_object().cloned().unwrap_or_default());
        Value::Object(members)
    };
    let sampling = with(json!({ "temperature": share, "topP": 1 }));
    let llm = with(json!({ "maxTokens": number, "sampling": sampling }));
    let example = with(json!({ "inputData": text }));
    let prompt = with(json!({ "instructions": text, "examples": [example] }));
    let pool = with(json!({ "name": text, "tools": [{ "name": "t", "revision": number }] }));
    let data = with(json!({ "llmConfig": llm, "prompt": prompt, "resourcePools": [pool] }));
    with(json!({ "name": "a", "description": text, "agentData": data }))
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn what_is_got_and_given_back_is_unchanged(all in batch(drawn(120))) {
        let definitions: Vec<_> = all.iter().map(|drawn| definition(drawn)).collect();
        let seen = RUNTIME.block_on(async {
            let script = definitions.clone();
            let server = Scripted::start(move |seen| {
                let place: usize = seen.path.split("case-").nth(1).unwrap().parse().unwrap();
                let mut agent = script[place].clone();
                agent["id"] = json!(place.to_string());
                agent["revision"] = json!(7);
                agent["isDraft"] = json!(true);
                Reply::json(200, &agent)
            }).await.unwrap();
            let client = client(server.url(), "t");
            let calls = (0..definitions.len()).map(|place| {
                let (client, id) = (client.clone(), format!("case-{place}"));
                async move {
                    let agent = client.agents().get(&id).await.unwrap();
                    client.agents().update(&id, agent.to_definition()).await.unwrap();
                }
            });
            join_all(calls).await;
            server.seen()
        });
        let mut updates = 0;
        for request in seen.iter().filter(|request| request.method == "PUT") {
            let place: usize = request.path.split("case-").nth(1).unwrap().parse().unwrap();
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            let given = body.get("agentDefinition").unwrap();
            prop_assert!(equal(&definitions[place], given), "{}\n{}", definitions[place], given);
            updates += 1;
        }
        prop_assert_eq!(updates, definitions.len());
    }
}
