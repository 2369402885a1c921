//! Long texts, which the bindings set aside from the JSON of their arguments, come to the same body as within it.

use std::borrow::Cow;
use std::collections::HashMap;

use geai_client::bindings::NameStyle;
use geai_client::bindings::{self, Payload};
use geai_client::models::IntegrationRequest;
use geai_client::{CallOptions, Client, api};
use geai_emulator::Emulator;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Table {
    sizes: Vec<usize>,
    units: Vec<Unit>,
}

#[derive(Deserialize)]
struct Unit {
    unit: String,
    why: String,
}

impl Table {
    fn texts(&self) -> impl Iterator<Item = (String, &str)> {
        let repeated = |unit: &str, size: usize| unit.repeat(size.div_ceil(unit.chars().count()));
        let of = move |size| self.units.iter().map(move |it| (repeated(&it.unit, size), it.why.as_str()));
        self.sizes.iter().copied().flat_map(of)
    }
}

/// Sets every text of `value` aside, short ones too.
fn set_aside(value: &mut Value, texts: &mut Vec<Cow<'_, str>>) {
    match value {
        Value::String(text) => {
            let place = format!("{}{}", bindings::placeholder(), texts.len());
            texts.push(std::mem::replace(text, place).into());
        }
        Value::Array(values) => values.iter_mut().for_each(|value| set_aside(value, texts)),
        Value::Object(members) => members.values_mut().for_each(|value| set_aside(value, texts)),
        _ => {}
    }
}

struct Bench {
    emulator: Emulator,
    client: Client,
}

impl Bench {
    fn new() -> Self {
        let emulator = Emulator::builder().project("dev").start().unwrap();
        let token = emulator.token("dev").unwrap();
        let builder = Client::builder().base_url(emulator.url()).api_token(token).environment(HashMap::new());
        Self { client: builder.build().unwrap(), emulator }
    }

    /// The query and the body that a call sends, or why it is refused.
    async fn sent(&self, operation: &str, given: Payload<'_>) -> Result<String, String> {
        let endpoint = api::find(operation).unwrap();
        self.emulator.clear_requests();
        let args = endpoint.operation.args(given, None, NameStyle::Snake).map_err(|error| error.to_string())?;
        let outcome = self.client.call(endpoint, args, &CallOptions::default()).await;
        let requests = self.emulator.requests();
        match requests.last() {
            Some(request) => Ok(format!("{:?} {:?}", request.query, request.json)),
            None => Err(outcome.unwrap_err().to_string()),
        }
    }
}

#[tokio::test]
async fn a_text_set_aside_comes_to_what_it_comes_to_within() {
    let table: Table = serde_json::from_str(include_str!("../../inputs/long-texts.json")).unwrap();
    let bench = Bench::new();
    // Here all are set aside: the long ones tell no more than the short ones.
    for (text, why) in table.texts().filter(|(text, _)| text.len() < bindings::MIN_ATTACHMENT / 10) {
        let manifest = format!("{{\n\"openapi\":\"3.0.3\",\"x\":{}}}", json!(text));
        let scheme =
            json!({ "type": text, "flows": { "authorizationCode": { "scopes": text, "clientSecret": text } } });
        let definition = json!({ "name": "n", "manifest": manifest, "description": text, "security_scheme": scheme });
        for (operation, params) in [
            ("integrations.import", definition.clone()),
            ("integrations.import", json!({ "integration": definition, "extra": { "x": [text, { "y": text }] } })),
            ("integrations.import", json!({ "integration": { "\u{0}IntegrationRequest": definition } })),
            ("integrations.update", json!({ "id_or_name": "n", "integration": { "id": text, "name": text } })),
            ("integrations.import", json!({ "name": text, "manifest": text })),
            ("integrations.import", json!({ "integration": text })),
            ("agents.list", json!({ "name": text.get(..text.len().min(4096)), "count": 3, "access_scope": "private" })),
            ("agents.list", json!({ "count": text })),
        ] {
            let within = bench.sent(operation, Payload::from(&params.to_string())).await;
            let (mut json, mut texts) = (params.clone(), Vec::new());
            set_aside(&mut json, &mut texts);
            let beside = bench.sent(operation, Payload::new(&json.to_string(), &texts)).await;
            // Not compared by `assert_eq!`, which would print both.
            assert!(within == beside, "{why}, {} bytes: {operation}", text.len());
        }
    }
}

#[tokio::test]
async fn a_long_manifest_arrives_to_the_letter() {
    let table: Table = serde_json::from_str(include_str!("../../inputs/long-texts.json")).unwrap();
    let bench = Bench::new();
    for (text, why) in table.texts() {
        let manifest = format!("{{\n\"openapi\":\"3.0.3\",\"x\":{}}}", json!(text));
        let request = IntegrationRequest {
            name: Some("n".into()),
            manifest: manifest.as_str().into(),
            ..IntegrationRequest::default()
        };
        bench.client.integrations().update("n", request).await.unwrap();
        let typed = bench.emulator.requests().pop().unwrap().json;
        assert!(typed == Some(json!({ "toolPlugin": { "name": "n", "manifest": manifest } })), "{why}");
        let params =
            json!({ "id_or_name": "n", "name": "n", "manifest": format!("{}0", bindings::placeholder()) }).to_string();
        let erased = bench.sent("integrations.update", Payload::new(&params, &[manifest.into()])).await.unwrap();
        assert!(erased.contains(&format!("{typed:?}")), "{why}");
    }
}
