//! Servers that repeat what they were sent: no part of a secret gets into an error, wherever it is cut.

use geai_client::models::ConfigParameter;
use geai_client::{Client, bindings};
use geai_tests::{Reply, Scripted};
use serde_json::json;

/// Longer than what an error shows of a body that is not JSON.
const LONGEST: usize = 240;

/// Two secrets that nobody else has, and the beginnings that give them away.
fn secrets() -> [(String, String); 2] {
    ["token", "header"].map(|what| {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let beginning = format!("{what}-{port:05}");
        (format!("{beginning}-{}", "z".repeat(24)), beginning)
    })
}

#[tokio::test]
async fn an_error_shows_no_part_of_a_header() {
    let [(token, token_begins), (header, header_begins)] = secrets();
    let server = Scripted::start(|seen| {
        let before = seen.path.rsplit_once('-').unwrap().1.parse().unwrap();
        let repeated = ["authorization", "x-secret"].map(|name| seen.headers[name].to_str().unwrap().to_owned());
        let [token, header] = &repeated;
        let body = format!("{} {token}, {header}, {token}", "x".repeat(before));
        Reply { status: 400, headers: vec![("content-type".into(), "text/plain".into())], body: body.into() }
    })
    .await
    .unwrap();
    let client = Client::builder().base_url(server.url()).api_token(token).environment([].into()).build().unwrap();
    for before in 0..LONGEST {
        let call = client.agents().get(format!("x-{before}")).header("x-secret", &header);
        let error = call.await.unwrap_err();
        let shown = format!("{error} {error:?} {}", serde_json::to_string(&*error).unwrap());
        assert!(!shown.contains(&token_begins) && !shown.contains(&header_begins), "{before}: {shown}");
    }
}

#[tokio::test]
async fn the_id_of_a_request_shows_no_secret_of_its_body() {
    let [(token, token_begins), (value, value_begins)] = secrets();
    let repeated = value.clone();
    let server = Scripted::start(move |_| {
        let mut reply = Reply::json(200, &json!({}));
        reply.headers.push(("x-request-id".into(), format!("r-7 {repeated}")));
        reply
    })
    .await
    .unwrap();
    let client = Client::builder().base_url(server.url()).api_token(token).environment([].into()).build().unwrap();
    let parameter: ConfigParameter = bindings::from_json(&json!({ "key": "k", "value": value }).to_string()).unwrap();
    let response = client.integrations().set_config("i", &[parameter]).with_response().await.unwrap();
    let id = response.meta.request_id.unwrap();
    assert!(id.starts_with("r-7 ") && !id.contains(&value_begins) && !id.contains(&token_begins), "{id}");
}
