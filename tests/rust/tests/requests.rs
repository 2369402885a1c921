//! Requests that no operation covers: what is refused before anything is sent, and what of a query arrives.

use std::collections::HashMap;

use geai_client::bindings::query_pairs;
use geai_client::{CallOptions, Client, Error, ErrorKind, Executed, Method};
use geai_tests::{Reply, Scripted};
use serde_json::json;

async fn server() -> (Scripted, Client) {
    let server = Scripted::start(|_| Reply::json(200, &json!({}))).await.unwrap();
    let client = Client::builder().base_url(server.url()).api_token("t").environment(HashMap::new()).build().unwrap();
    (server, client)
}

fn assert_refused(error: &Error, part: &str) {
    assert_eq!((error.kind(), error.executed), (ErrorKind::InvalidRequestError, Executed::No), "{error}");
    let text = error.to_string();
    assert!(text.contains(part) && text.chars().count() < 400, "{text}");
}

#[tokio::test]
async fn methods_that_would_show_or_misplace_the_token_are_refused() {
    let (server, client) = server().await;
    for name in ["TRACE", "CONNECT", "trace", "Connect"] {
        let method = Method::from_bytes(name.as_bytes()).unwrap();
        let error = client.request(method, "/x", &[], None, &CallOptions::default()).await.unwrap_err();
        assert_refused(&error, name);
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_url_that_cannot_be_sent_is_refused_with_its_length() {
    let (server, client) = server().await;
    let options = CallOptions::default();
    let long = "x".repeat(70_000);
    for path in [format!("/{long}"), long.clone(), format!("/a?{long}"), format!("/{}", "ü".repeat(20_000))] {
        let error = client.request(Method::GET, &path, &[], None, &options).await.unwrap_err();
        assert_refused(&error, "path");
    }
    let error = client.request(Method::GET, &format!("/{long}"), &[], None, &options).await.unwrap_err();
    assert_refused(&error, "70001 bytes");
    let query = [("q".to_owned(), long.clone())];
    let error = client.request(Method::GET, "/x", &query, None, &options).await.unwrap_err();
    assert_refused(&error, "70002 of them its query");
    let error = client.agents().list_by_tool(long.as_str()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequestError);
    let error = client.inspector().manifest().query(&[("further", long.as_str())]).await.unwrap_err();
    assert_refused(&error, "at most 65534");
    // The longest that can be sent is sent.
    let most = 65_534 - server.url().len();
    let path = format!("/{}", "x".repeat(most - 1));
    client.request(Method::GET, &path, &[], None, &options).await.unwrap();
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn numbers_of_a_query_keep_their_digits() {
    let digits = "123456789012345678901234567890";
    let pairs = query_pairs(&format!(r#"{{"n":{digits},"f":1.50,"list":[-{digits},true,null,"a b"],"none":null}}"#));
    let pairs = pairs.unwrap();
    let minus = format!("-{digits}");
    let expected = [("n", digits), ("f", "1.50"), ("list", minus.as_str()), ("list", "true"), ("list", "a b")];
    assert_eq!(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>(), expected);
    for wrong in [r#"{"a":{}}"#, r#"{"a":[[]]}"#, "[]"] {
        assert!(query_pairs(wrong).unwrap_err().starts_with("query"), "{wrong}");
    }
}
