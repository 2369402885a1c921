//! What a request makes known on the wire and in errors, where a caller never looks.

use std::time::Duration;

use geai_client::models::ConfigParameter;
use geai_client::{Builder, Client};

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
