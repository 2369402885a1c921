//! What a request makes known on the wire and in errors, where a caller never looks.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use geai_client::bindings::{self, Kind, MaskedForm, Model, Schema, from_json_lenient};
use geai_client::models::{self, ConfigParameter};
use geai_client::{Builder, CallOptions, Client, Event, HeaderMap, Method};
use geai_tests::{Reply, Scripted};
use serde_json::{Value, json};

/// A port that nobody listens on.
fn nowhere() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

fn builder(base_url: &str) -> Builder {
    Client::builder().base_url(base_url).api_token("canary-of-the-token").environment([].into())
}

/// The query holds the id of a sign-in and the URL of a service, which may hold a key.
#[tokio::test]
async fn a_connection_that_fails_does_not_tell_the_query() {
    let client = builder(&nowhere()).build().unwrap();
    let call =
        client.inspector().manifest().challenge_id("canary-of-the-challenge").url("https://x.example/?k=canary-key");
    let error = call.retries(0).deadline(Duration::from_secs(20)).await.unwrap_err();
    let shown = format!("{error} {error:?} {:?} {}", *error, serde_json::to_string(&*error).unwrap());
    assert!(!shown.contains("canary") && !shown.contains('?'), "{shown}");
}

/// A path that is refused may have a query of its own, or be a whole URL.
#[tokio::test]
async fn a_refused_path_does_not_tell_its_query_its_fragment_and_its_user() {
    let seen = Arc::new(Mutex::new(String::new()));
    let (told, base_url) = (seen.clone(), nowhere());
    let builder = builder(&base_url).on_event(move |event: &Event| {
        told.lock().unwrap().push_str(&format!("{event:?}"));
        HeaderMap::new()
    });
    let client = builder.build().unwrap();
    let paths = [
        "/v9/x?api_key=canary",
        "/v9/x#canary",
        "/v9/../x?canary",
        "https://u:canary@h.example/x",
        "https://u:ca/n?#canary@h.example/x?a=b@canary",
        "//u:canary@h.example/x",
        "v9/x?u@canary",
    ];
    for path in paths {
        let error = client.request(Method::GET, path, &[], None, &CallOptions::default()).await.unwrap_err();
        let shown = format!("{error} {error:?} {:?} {}", *error, serde_json::to_string(&*error).unwrap());
        assert!(shown.contains("InvalidRequestError") && !shown.contains("canary"), "{path}: {shown}");
    }
    let seen = seen.lock().unwrap();
    assert!(seen.contains("End") && !seen.contains("canary"), "{seen}");
}

#[test]
fn a_builder_and_a_client_do_not_show_what_they_sign_in_with() {
    let builder = builder("https://geai.example.com").proxy("http://canary-user:canary-password@proxy.example.com");
    let client = builder.clone().build().unwrap();
    let shown = format!("{builder:?} {builder:#?} {client:?} {client:#?} {:?}", client.config());
    assert!(!shown.contains("canary"), "{shown}");
}

#[test]
fn a_call_that_was_not_made_yet_does_not_show_its_arguments() {
    let client = builder("https://geai.example.com").build().unwrap();
    let parameter = ConfigParameter { key: "k".into(), value: Some("canary-of-the-value".into()), ..parameter() };
    let call = client.integrations().set_config("i", &[parameter]);
    let shown = format!("{call:?} {call:#?}");
    assert!(!shown.contains("canary"), "{shown}");
}

fn parameter() -> ConfigParameter {
    serde_json::from_str(r#"{"key":"k"}"#).unwrap_or_else(|error| panic!("{error}"))
}

/// A page has members and records that no model names.
#[tokio::test]
async fn a_page_shows_no_secret_of_its_envelope() {
    let body = json!({
        "agents": [{"id": "1", "name": "a", "password": CANARY}, {"broken": CANARY}],
        "apiKey": CANARY, "more": {"private_key": CANARY, "shown": 7},
    });
    let server = Scripted::start(move |_| Reply::json(200, &body)).await.unwrap();
    let client = builder(&server.url()).build().unwrap();
    let page = client.agents().list().await.unwrap();
    assert_eq!((page.items.len(), page.malformed.len(), page.extra.len()), (1, 1, 2));
    let response = client.agents().list().with_response().await.unwrap();
    let shown = format!("{page:?} {page:#?} {response:?} {response:#?}");
    assert!(!shown.contains(CANARY) && shown.contains(r#""shown":7"#) && shown.contains("1 records"), "{shown}");
}

/// What no printed form may show.
const CANARY: &str = "canary-secret";

/// A JSON value of a kind, with canaries where a secret is, also among the members that no schema names.
fn planted(kind: Kind) -> Value {
    match kind {
        Kind::Secret => json!(CANARY),
        Kind::String | Kind::Open(_) => json!("text"),
        Kind::Boolean => json!(true),
        Kind::Integer | Kind::Number => json!(1),
        Kind::Document => json!("{}"),
        Kind::Words => json!(["word"]),
        Kind::Json => unknown(),
        Kind::List(element) => json!([planted(*element)]),
        Kind::Model(schema) => planted_model(schema),
    }
}

fn unknown() -> Value {
    json!({
        "clientSecret": CANARY, "list": [{"access_token": CANARY, "tokenUrl": "https://shown.example"}],
        "private-key": CANARY, "apiKey": CANARY, "tokens": [CANARY], "secrets": {"db": [CANARY]},
    })
}

fn planted_model(schema: &Schema) -> Value {
    let known = schema.fields.iter().map(|field| (field.wire.to_owned(), planted(field.kind)));
    let unknown = unknown();
    let named = unknown.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone()));
    // A member that the schema names is as it says, whatever its name.
    named
        .chain([("x-password".to_owned(), json!(CANARY)), ("unknown".to_owned(), unknown.clone())])
        .chain(known)
        .collect()
}

fn check_printed_forms<T: Model>() {
    let model: T = from_json_lenient(&planted_model(T::SCHEMA).to_string()).unwrap();
    let list = vec![model.clone()];
    let masked =
        bindings::mask(Kind::Model(T::SCHEMA), &serde_json::to_string(&model).unwrap(), MaskedForm::Printed).unwrap();
    for shown in
        [format!("{model:?}"), format!("{model:#?}"), format!("{list:?}"), format!("{:?}", Some(&model)), masked]
    {
        assert!(!shown.contains(CANARY) && shown.contains("https://shown.example"), "{}: {shown}", T::SCHEMA.name);
    }
    assert!(serde_json::to_string(&model).unwrap().contains(CANARY), "what is sent is not masked");
}

macro_rules! every_model {
    ($($model:ident),+ $(,)?) => {
        #[test]
        fn no_printed_form_of_any_model_shows_a_secret() {
            $(check_printed_forms::<models::$model>();)+
        }
    };
}
geai_client::for_every_model!(every_model);
