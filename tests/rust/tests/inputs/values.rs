//! Values that become headers and URLs.

use std::future::IntoFuture;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use geai_client::{CallOptions, Client, Error};
use geai_tests::{Record, Recorder};
use libtest_mimic::Trial;
use serde::Deserialize;
use serde_json::json;

use crate::{Loss, Tally, builder, corpus, refused, trial};

#[derive(Deserialize)]
struct Setting {
    case: String,
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

/// One value: refused, or arrived unchanged.
async fn play(setting: Setting) -> Tally {
    let server = Recorder::start(&[]).await.unwrap();
    let port = server.url().rsplit(':').next().unwrap().to_owned();
    // Made anew in each run, so no file can hold it.
    let canary = format!("canary{:016x}", RandomState::new().build_hasher().finish());
    let filled = |text: &str| text.replace("{canary}", &canary).replace("{port}", &port);
    let mut value = filled(&setting.value);
    let filler = "x".repeat(setting.pad.unwrap_or_default().saturating_sub(value.len()));
    value.push_str(&filler);
    let wire = setting.wire.clone().flatten().map(|wire| filled(&wire) + &filler);
    let what = format!("{}: {}", setting.field, setting.why);
    let mut tally = Tally::default();
    let outcome = with_value(&server.url(), &setting, &value).await;
    tally.count(&what, settled(&setting, wire.as_deref(), &canary, outcome, &server.take()));
    if let Some(outcome) = with_header_map(&server.url(), &setting, &value).await {
        let verdict = settled(&setting, wire.as_deref(), &canary, outcome, &server.take());
        tally.count(&format!("{what}, in a map"), verdict);
    }
    tally
}

pub fn trials() -> Vec<Trial> {
    let settings = corpus::<Setting>("values").into_iter();
    settings.map(|setting| trial("values", &setting.case.clone(), move || play(setting))).collect()
}
