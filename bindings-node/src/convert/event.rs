//! Events of calls as JSON.

use std::time::SystemTime;

use geai_client::{AttributeValue, Attributes, Error, Event, EventKind};
use serde::Serialize;
use serde_json::{Map, Value};

use super::error::{internal, milliseconds};

/// An event; times are in milliseconds.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EventText<'a> {
    kind: &'static str,
    call_id: u64,
    operation: &'static str,
    method: Option<&'a str>,
    base_url: &'a str,
    host: &'a str,
    port: Option<u16>,
    path: Option<&'a str>,
    url: Option<&'a str>,
    project_id: Option<&'a str>,
    time: f64,
    attempt: u32,
    elapsed: Option<f64>,
    wait: Option<f64>,
    status: Option<u16>,
    request_id: Option<&'a str>,
    error_type: Option<&'static str>,
    attributes: Value,
    metric_attributes: Value,
}

/// A list of events as JSON.
pub fn from_events(events: &[Event]) -> Result<String, Error> {
    let texts: Vec<_> = events.iter().map(event_text).collect();
    serde_json::to_string(&texts).map_err(|error| internal(error.to_string()))
}

/// An event as JSON.
pub fn from_event(event: &Event) -> Result<String, Error> {
    serde_json::to_string(&event_text(event)).map_err(|error| internal(error.to_string()))
}

fn event_text(event: &Event) -> EventText<'_> {
    let since_epoch = event.time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let timed = matches!(event.kind, EventKind::Attempt | EventKind::End);
    EventText {
        kind: event.kind.name(),
        call_id: event.number,
        operation: event.operation,
        method: event.method.as_ref().map(|method| method.as_str()),
        base_url: &event.base_url,
        host: &event.host,
        port: event.port,
        path: event.path.as_deref(),
        url: event.url.as_deref(),
        project_id: event.project_id.as_deref(),
        time: since_epoch.as_secs_f64() * 1000.0,
        attempt: event.attempt,
        elapsed: timed.then_some(milliseconds(event.elapsed.as_secs_f64())),
        wait: event.wait.map(|wait| milliseconds(wait.as_secs_f64())),
        status: event.status,
        request_id: event.request_id.as_deref(),
        error_type: event.error_type,
        attributes: object(event.attributes()),
        metric_attributes: object(event.metric_attributes()),
    }
}

fn object(attributes: Attributes<'_>) -> Value {
    let members = attributes.into_iter().filter_map(|(name, value)| {
        let value = match value {
            AttributeValue::Text(text) => Value::from(text.into_owned()),
            AttributeValue::Integer(number) => Value::from(number),
            AttributeValue::Number(number) => Value::from(number),
            _ => return None,
        };
        Some((name.to_owned(), value))
    });
    Value::Object(members.collect::<Map<_, _>>())
}
