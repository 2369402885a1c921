//! What a hook receives about calls, and the headers that it gives them.

use std::collections::HashMap;
use std::future::{Future, IntoFuture as _};
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::thread::{self, ThreadId};
use std::time::Duration;

use geai_client::{
    AttributeValue, Builder, CallOptions, Client, Error, ErrorKind, Event, EventKind, HeaderMap, HeaderValue, Method,
};
use geai_emulator::Emulator;
use geai_tests::{Reply, Scripted};
use serde_json::json;

const OURS: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// Events, with the thread on which each was received.
type Heard = Arc<Mutex<Vec<(Event, ThreadId)>>>;

fn builder(base_url: &str) -> (Builder, Heard) {
    let heard = Heard::default();
    let hook = heard.clone();
    let builder = Client::builder().base_url(base_url).api_token("canary-of-the-token").environment(HashMap::new());
    let builder = builder.backoff(Duration::from_millis(1)).on_event(move |event: &Event| {
        hook.lock().unwrap().push((event.clone(), thread::current().id()));
        let mut headers = HeaderMap::new();
        headers.insert("traceparent", HeaderValue::from_static(OURS));
        headers.insert("tracestate", HeaderValue::from_static("a=b"));
        headers.insert("authorization", HeaderValue::from_static("Bearer of-the-hook"));
        headers
    });
    (builder, heard)
}

fn events(heard: &Heard) -> Vec<Event> {
    heard.lock().unwrap().drain(..).map(|(event, _)| event).collect()
}

fn kinds(events: &[Event]) -> Vec<&'static str> {
    events.iter().map(|event| event.kind.name()).collect()
}

/// Polls a future once.
async fn poll_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    std::future::poll_fn(|context| Poll::Ready(Pin::new(&mut *future).poll(context))).await
}

fn agent() -> Reply {
    Reply::json(200, &json!({"id": "a-1", "name": "Parcel"}))
}

/// Fails the first `failures` requests.
async fn failing(failures: u32) -> Scripted {
    let seen = AtomicU32::new(0);
    let server = Scripted::start(move |_| {
        let mut reply = match seen.fetch_add(1, Ordering::SeqCst) {
            number if number < failures => Reply::json(503, &json!({"errors": [{"description": "canary-busy"}]})),
            _ => agent(),
        };
        reply.headers.push(("x-request-id".to_owned(), "r-7".to_owned()));
        reply
    });
    server.await.unwrap()
}

#[tokio::test]
async fn a_hook_hears_of_start_attempts_waits_and_end() {
    let server = failing(1).await;
    let (builder, heard) = builder(&server.url());
    let client = builder.project_id("project-1").build().unwrap();
    client.agents().get("a b").revision(3).await.unwrap();
    let events = events(&heard);
    assert_eq!(kinds(&events), ["start", "attempt", "retry", "attempt", "end"]);
    let url = format!("{}/v4/agents/a%20b", server.url());
    for event in &events {
        assert_eq!((event.operation, &event.base_url, &*event.host), ("agents.get", &server.url(), "127.0.0.1"));
        assert_eq!(event.path.as_deref(), Some("/v4/agents/{id_or_name}"));
        assert_eq!((&event.method, event.url.as_deref()), (&Some(Method::GET), Some(&*url)));
        assert_eq!(event.project_id.as_deref(), Some("project-1"));
        assert_eq!(event.number, events[0].number);
        assert!(!format!("{event:?}").contains("canary"), "{event:?}");
    }
    let told = |event: &Event| (event.attempt, event.status, event.error_type);
    assert_eq!(
        events.iter().map(told).collect::<Vec<_>>(),
        [
            (0, None, None),
            (1, Some(503), Some("ServerError")),
            (1, Some(503), Some("ServerError")),
            (2, Some(200), None),
            (2, Some(200), None),
        ]
    );
    assert!(events.iter().skip(1).all(|event| event.request_id.as_deref() == Some("r-7")));
    assert!(events[2].wait.is_some_and(|wait| wait > Duration::ZERO));
    assert!(events.windows(2).all(|pair| pair[0].time <= pair[1].time));
    assert!(events[4].elapsed >= events[1].elapsed + events[3].elapsed + events[2].wait.unwrap());
    for seen in server.seen() {
        assert_eq!(
            (&seen.headers["traceparent"], &seen.headers["tracestate"]),
            (&OURS.parse().unwrap(), &"a=b".parse().unwrap())
        );
        assert_eq!(seen.headers["authorization"], "Bearer canary-of-the-token");
    }
}

#[tokio::test]
async fn gen_21_a_header_of_the_call_or_the_client_wins() {
    let server = failing(0).await;
    let (builder, _) = builder(&server.url());
    let headers = HeaderMap::from_iter([("tracestate".parse().unwrap(), HeaderValue::from_static("of-the-client"))]);
    let client = builder.options(CallOptions { headers, ..CallOptions::default() }).build().unwrap();
    client.agents().get("x").header("TraceParent", "of-the-call").await.unwrap();
    let seen = server.seen();
    assert_eq!(
        (&seen[0].headers["traceparent"], &seen[0].headers["tracestate"]),
        (&"of-the-call".parse().unwrap(), &"of-the-client".parse().unwrap())
    );
}

#[tokio::test]
async fn an_end_has_the_error_of_the_call() {
    let server = failing(9).await;
    let (builder, heard) = builder(&server.url());
    let client = builder.build().unwrap();
    let error = client.agents().get("x").retries(0).await.unwrap_err();
    let refused = client.agents().get("").await.unwrap_err();
    let query = [("a".into(), "canary".into())];
    client.request(Method::GET, "/v9/new", &query, None, &CallOptions::default()).await.unwrap_err();
    let events = events(&heard);
    assert_eq!(kinds(&events[..3]), ["start", "attempt", "end"]);
    let text = |event: &Event| event.error.as_ref().map(Error::to_string);
    assert_eq!(text(&events[2]), Some(error.to_string()));
    assert_eq!(kinds(&events[3..5]), ["start", "end"]);
    assert_eq!((text(&events[4]), events[3].url.clone(), events[4].attempt), (Some(refused.to_string()), None, 0));
    assert_eq!(events[4].error.as_ref().and_then(|error| error.operation), Some("agents.get"));
    let raw: Vec<_> =
        events[5..].iter().map(|event| (event.operation, event.url.clone(), event.path.clone())).collect();
    assert!(raw.iter().all(|event| *event == ("request", Some(format!("{}/v9/new", server.url())), None)), "{raw:?}");
}

#[tokio::test]
async fn a_start_is_heard_in_the_task_of_the_caller_before_anything_is_sent() {
    let server = failing(0).await;
    let (builder, heard) = builder(&server.url());
    let client = builder.build().unwrap();
    let mut call = client.agents().get("x").into_future();
    assert!(heard.lock().unwrap().is_empty());
    let _pending = poll_once(&mut call).await;
    let here = thread::current().id();
    assert!(heard.lock().unwrap().first().is_some_and(|(event, on)| event.kind == EventKind::Start && *on == here));
    assert!(server.seen().is_empty());
    call.await.unwrap();
}

#[tokio::test]
async fn a_call_that_is_dropped_ends_cancelled() {
    let server = failing(9).await;
    let (builder, heard) = builder(&server.url());
    let client = builder.backoff(Duration::from_secs(60)).max_retry_after(Duration::from_secs(60)).build().unwrap();
    let mut call = client.agents().get("x").deadline(Duration::from_secs(600)).into_future();
    while !kinds(&heard.lock().unwrap().iter().map(|(event, _)| event.clone()).collect::<Vec<_>>()).contains(&"retry") {
        let _pending = poll_once(&mut call).await;
        tokio::task::yield_now().await;
    }
    drop(call);
    let events = events(&heard);
    assert_eq!(kinds(&events), ["start", "attempt", "retry", "end"]);
    assert_eq!((events[3].error_type, events[3].error.is_none()), (Some("cancelled"), true));
}

#[tokio::test]
async fn a_hook_that_panics_changes_nothing() {
    let server = failing(1).await;
    let client = Client::builder().base_url(server.url()).api_token("x").environment(HashMap::new());
    let panics = |_: &Event| -> HeaderMap { panic!("of the hook") };
    let client = client.backoff(Duration::from_millis(1)).on_event(panics).build().unwrap();
    assert_eq!(client.agents().get("x").await.unwrap().name, "Parcel");
}

#[tokio::test]
async fn gen_21_our_traceparent_is_no_request_id() {
    for (repeated, id) in [
        (OURS.to_owned(), None),
        (OURS.to_uppercase(), None),
        ("00-of-the-server".to_owned(), Some("00-of-the-server")),
    ] {
        for status in [200, 404] {
            let value = repeated.clone();
            let server = Scripted::start(move |_| {
                let mut reply = Reply::json(status, &json!({"id": "a-1", "name": "Parcel"}));
                reply.headers.push(("traceparent".to_owned(), value.clone()));
                reply
            });
            let server = server.await.unwrap();
            let (builder, heard) = builder(&server.url());
            let client = builder.build().unwrap();
            let found = match client.agents().get("x").with_response().await {
                Ok(response) => response.meta.request_id,
                Err(error) => error.request_id.clone(),
            };
            assert_eq!(found.as_deref(), id, "{repeated} {status}");
            assert!(events(&heard).iter().skip(1).all(|event| event.request_id.as_deref() == id));
        }
    }
}

#[tokio::test]
async fn a_sign_in_is_one_call_of_several_requests() {
    let emulator = Emulator::builder().project("dev").start().unwrap();
    let (builder, heard) = builder(emulator.url());
    let client = builder.api_token(emulator.token("dev").unwrap()).build().unwrap();
    let error = client.begin_authorization("https://nowhere.example/", None, None).await;
    let events = events(&heard);
    assert_eq!(events.iter().filter(|event| event.kind == EventKind::Start).count(), 1);
    assert!(events.iter().all(|event| event.operation == "inspector.authorize" && event.number == events[0].number));
    let last = events.last().unwrap();
    assert_eq!((last.kind, last.error.is_some()), (EventKind::End, error.is_err()));
    assert!(events.iter().any(|event| event.kind == EventKind::Attempt && event.method == Some(Method::GET)
        || event.method == Some(Method::POST)));
}

#[tokio::test]
async fn calls_of_a_bulk_and_further_pages_are_heard_of() {
    use futures_util::TryStreamExt as _;
    let emulator = Emulator::builder().project("dev").start().unwrap();
    emulator.seed_agents("dev", 5);
    let (builder, heard) = builder(emulator.url());
    let client = builder.api_token(emulator.token("dev").unwrap()).build().unwrap();
    let found: Vec<_> = client.agents().list().count(2).stream().try_collect().await.unwrap();
    assert_eq!(found.len(), 5);
    let starts = |events: Vec<Event>| events.iter().filter(|event| event.kind == EventKind::Start).count();
    assert_eq!(starts(events(&heard)), 3);
    let outcomes = client.bulk(["a", "b", "c"], |client, id| client.agents().get(id)).await;
    assert!(
        outcomes.iter().all(|outcome| outcome.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFoundError))
    );
    let events = events(&heard);
    assert_eq!(kinds(&events).iter().filter(|kind| **kind == "end").count(), 3);
    assert_eq!(starts(events), 3);
}

#[tokio::test]
async fn attributes_are_those_of_the_convention() {
    let server = failing(1).await;
    let (builder, heard) = builder(&server.url());
    let client = builder.build().unwrap();
    client.agents().get("x").await.unwrap();
    let purge = Method::from_bytes(b"PURGE").unwrap();
    client.request(purge, "/v9/new", &[], None, &CallOptions::default()).await.unwrap();
    let events = events(&heard);
    let port: i64 = server.url().rsplit(':').next().unwrap().parse().unwrap();
    let text = |text: &'static str| AttributeValue::Text(text.into());
    let url = format!("{}/v4/agents/x", server.url());
    assert_eq!(events[0].span_name(), "geai agents.get");
    assert_eq!(
        events[0].attributes(),
        [
            ("http.request.method", text("GET")),
            ("server.address", text("127.0.0.1")),
            ("server.port", AttributeValue::Integer(port)),
            ("geai.operation", text("agents.get")),
            ("url.full", AttributeValue::Text(url.into())),
            ("url.template", text("/v4/agents/{id_or_name}")),
        ]
    );
    let measured = [
        ("http.request.method", text("GET")),
        ("server.address", text("127.0.0.1")),
        ("server.port", AttributeValue::Integer(port)),
        ("http.response.status_code", AttributeValue::Integer(503)),
        ("network.protocol.version", text("1.1")),
        ("error.type", text("503")),
    ];
    assert_eq!(events[1].metric_attributes(), measured);
    let end = events[4].attributes();
    assert!(end.contains(&("http.request.resend_count", AttributeValue::Integer(1))), "{end:?}");
    assert!(
        end.contains(&("http.response.status_code", AttributeValue::Integer(200)))
            && !end.iter().any(|(name, _)| *name == "error.type")
    );
    let other = events[5].attributes();
    assert!(
        other.contains(&("http.request.method", text("_OTHER")))
            && other.contains(&("http.request.method_original", text("PURGE")))
    );
}
