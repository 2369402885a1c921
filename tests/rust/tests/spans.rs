//! The spans of calls. Alone in its process: a test of another thread would decide whether there are any.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use geai_client::{Client, Event, HeaderMap};
use geai_tests::{Reply, Scripted};
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Metadata, Subscriber};

/// The values of all spans of this library, and whether one is entered.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    values: Vec<BTreeMap<String, String>>,
    entered: usize,
    events: Vec<BTreeMap<String, String>>,
}

struct Values<'a>(&'a mut BTreeMap<String, String>);

impl Visit for Values<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "geai_client"
    }
    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut state = self.0.lock().unwrap();
        let mut values = BTreeMap::new();
        attributes.record(&mut Values(&mut values));
        state.values.push(values);
        Id::from_u64(state.values.len() as u64)
    }
    fn record(&self, id: &Id, record: &Record<'_>) {
        let mut state = self.0.lock().unwrap();
        let at = usize::try_from(id.into_u64()).unwrap() - 1;
        record.record(&mut Values(&mut state.values[at]));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        let mut values = BTreeMap::new();
        event.record(&mut Values(&mut values));
        let mut state = self.0.lock().unwrap();
        assert!(state.entered > 0, "{values:?}");
        state.events.push(values);
    }
    fn enter(&self, _: &Id) {
        self.0.lock().unwrap().entered += 1;
    }
    fn exit(&self, _: &Id) {
        self.0.lock().unwrap().entered -= 1;
    }
}

#[tokio::test]
async fn a_call_is_a_span_in_which_its_hook_is_called() {
    let spans = Spans::default();
    let _collecting = tracing::subscriber::set_default(spans.clone());
    let seen = std::sync::atomic::AtomicU32::new(0);
    let server = Scripted::start(move |_| match seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0 => Reply::json(503, &json!({})),
        1 => Reply::json(200, &json!({"id": "a-1", "name": "Parcel"})),
        _ => Reply::json(404, &json!({"errors": [{"description": "none"}]})),
    });
    let base_url = server.await.unwrap().url();
    let client = Client::builder().base_url(&*base_url).api_token("canary").environment(HashMap::new());
    let state = spans.0.clone();
    let client = client.backoff(Duration::from_millis(1)).on_event(move |_: &Event| {
        assert!(state.lock().unwrap().entered > 0);
        HeaderMap::new()
    });
    let client = client.build().unwrap();
    client.agents().get("x").await.unwrap();
    client.agents().get("x").await.unwrap_err();
    let state = spans.0.lock().unwrap();
    let url = format!("{base_url}/v4/agents/x");
    let expected = [
        ("otel.name", "geai agents.get"),
        ("otel.kind", "client"),
        ("http.request.method", "GET"),
        ("url.full", &url),
        ("http.response.status_code", "200"),
        ("http.request.resend_count", "1"),
    ];
    assert_eq!(state.values.len(), 2);
    for (name, value) in expected {
        assert_eq!(state.values[0].get(name).map(String::as_str), Some(value), "{name}");
    }
    assert!(!state.values[0].contains_key("otel.status_code"));
    assert_eq!(state.values[1].get("otel.status_code").map(String::as_str), Some("ERROR"));
    assert_eq!(state.values[1].get("error.type").map(String::as_str), Some("404"));
    let logged: Vec<_> = state.events.iter().filter_map(|event| event.get("message").map(String::as_str)).collect();
    assert_eq!(logged, ["attempt", "retry", "attempt", "attempt"]);
    assert!(!format!("{:?}", state.values).contains("canary"));
}
