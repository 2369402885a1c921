//! The record of a run: its exchanges in the form of the project's vectors, without anything that tells whose server it was.

use std::collections::BTreeMap;

use geai_client::Method;
use geai_client::bindings::{Kind, MaskedForm, covering, holds_token, mask};
use serde_json::{Value, json};

use super::anonymous::{Anonymizer, names, without_texts};
use super::clients::Clients;
use super::integration_writes::TEXTS;
use super::probe::Sender;
use super::run::{Examined, Exchange, Outcome};

/// Form and version of a record.
pub const FORMAT: &str = "geai-doctor/1";

/// The operation of what no operation covers.
const REQUEST: &str = "client.request";

/// The record as JSON. Errs where something is still in it that must not be told.
pub async fn record(
    clients: &Clients,
    own: &str,
    api: &str,
    examined: &[Examined],
    exchanges: &[Exchange],
) -> Result<String, String> {
    let mut known = Vec::new();
    for exchange in exchanges.iter().filter(|exchange| exchange.step.others) {
        names(&exchange.answer.body, &mut known);
    }
    for client in clients.all() {
        let host = client.base_url().split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or_default());
        known.extend(host.map(str::to_owned));
        known.extend(client.project_id().map(str::to_owned));
        let ids = client.config().into_iter().filter(|setting| setting.name == "organization_id");
        known.extend(ids.map(|setting| setting.value));
    }
    known.extend(TEXTS.iter().filter(|(name, _)| *name == "secret").map(|(_, text)| (*text).to_owned()));
    // What a name is in a record, and in the requests of every run, tells nothing.
    known.retain(|name| !exchanges.iter().any(|exchange| exchange.step.call.contains(name.as_str())));
    let mut cleaner = Anonymizer::new(own, known);
    let mut operations: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for exchange in exchanges {
        let number = count.entry(exchange.probe).or_default();
        *number += 1;
        let name = format!("{}.{number}", exchange.probe);
        operations.entry(operation(exchange)).or_default().push(vector(&name, exchange, &mut cleaner)?);
    }
    let probes: Vec<Value> = examined.iter().map(|examined| {
        json!({
            "id": examined.probe.id,
            "outcome": outcome(&examined.outcome),
            "causes": examined.findings.iter().flat_map(|finding| finding.difference.causes.iter().copied()).collect::<Vec<_>>(),
            "told": match examined.probe.steps.iter().all(|step| step.others && step.call.contains(' ')) {
                true => Vec::new(),
                false => examined.told.iter().map(|told| cleaner.text(told)).collect(),
            },
        })
    }).collect();
    let operations: Vec<Value> = operations
        .into_iter()
        .map(|(operation, vectors)| json!({ "operation": operation, "vectors": vectors }))
        .collect();
    let record = json!({
        "format": FORMAT, "client": env!("CARGO_PKG_VERSION"), "agentsApi": api, "probes": probes, "operations": operations,
    });
    let text = serde_json::to_string_pretty(&record).map_err(|error| error.to_string())?;
    let mut leaks = cleaner.leaks();
    for client in clients.all() {
        leaks |= holds_token(client, &text).await.map_err(|error| error.to_string())?;
    }
    if leaks { Err("a name or a token is still in it".to_owned()) } else { Ok(text + "\n") }
}

/// The word for an outcome.
pub fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::AsExpected => "as expected",
        Outcome::Differs => "differs",
        Outcome::Follows(_) => "follows",
        Outcome::NotRun(_) => "not run",
        Outcome::Failed(_) => "failed",
    }
}

fn vector(name: &str, exchange: &Exchange, cleaner: &mut Anonymizer) -> Result<Value, String> {
    let step = exchange.step;
    let (method, target) = step.call.split_once(' ').unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    // Words of the row are the same in every run.
    let mut cleaned = |row: &str, sent: &str| {
        if row.contains('<') && row != "<api>" { cleaner.text(sent) } else { sent.to_owned() }
    };
    let path: Vec<_> = path.split('/').zip(exchange.path.split('/')).map(|(row, sent)| cleaned(row, sent)).collect();
    let query: BTreeMap<_, _> =
        query.split('&').zip(&exchange.query).map(|(row, (name, value))| (name.clone(), cleaned(row, value))).collect();
    let masked = |value: &Value| -> Result<Value, String> {
        let masked = mask(Kind::Json, &value.to_string(), MaskedForm::Printed).map_err(|error| error.to_string())?;
        serde_json::from_str(&masked).map_err(|error| error.to_string())
    };
    let (status, body) = (exchange.answer.status, masked(&exchange.answer.body)?);
    let body = match &body {
        Value::Null => json!({ "status": status }),
        Value::String(text) => json!({ "status": status, "text": cleaner.text(text) }),
        body if step.others && status < 400 => json!({ "status": status, "body": without_texts(body) }),
        body => json!({ "status": status, "body": cleaner.value(body) }),
    };
    let sender = match step.sender {
        Sender::Client => json!({}),
        sender => json!({ "sender": format!("{sender:?}") }),
    };
    Ok(json!({
        "name": name,
        "contract": [exchange.probe],
        "call": sender,
        "request": {
            "method": method, "path": path.join("/"), "query": query, "body": cleaner.value(&masked(&exchange.sent)?),
        },
        "response": body,
    }))
}

/// The operation whose request this is.
fn operation(exchange: &Exchange) -> &'static str {
    let method = exchange.step.call.split(' ').next().unwrap_or_default();
    let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
    covering(&method, &exchange.path).map_or(REQUEST, |endpoint| endpoint.operation.name)
}
