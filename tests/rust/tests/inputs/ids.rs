//! Ids and names that callers give.

use std::sync::Arc;

use geai_client::models::{AgentDefinition, ConfigParameter, IntegrationRequest};
use geai_client::{Client, Error, bindings::from_json};
use geai_tests::{Record, Recorder};
use libtest_mimic::Trial;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{Loss, Tally, builder, corpus, marked, refused, run, trial};

#[derive(Deserialize)]
struct Text {
    case: String,
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

/// One string through every place: refused, or in its segment.
async fn play(text: Text, places: Arc<Vec<Place>>) -> Tally {
    let server = Recorder::start(&[]).await.unwrap();
    let client = builder(&server.url()).api_token("x").build().unwrap();
    let id = text.text.repeat(text.times);
    let mut tally = Tally::default();
    for (at, place) in places.iter().enumerate() {
        let answer = format!("place/{at}");
        server.prepare(&answer, &place.answer);
        let outcome = run(call(marked(&client, &text.case, &answer), place.clone(), id.clone())).await;
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
    tally
}

pub fn trials() -> Vec<Trial> {
    let places: Arc<Vec<Place>> = Arc::new(corpus("places"));
    let texts = corpus::<Text>("path-strings").into_iter();
    texts
        .map(|text| {
            let places = places.clone();
            trial("path-strings", &text.case.clone(), move || play(text, places))
        })
        .collect()
}
