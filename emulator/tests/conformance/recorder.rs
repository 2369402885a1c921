//! Recorded requests: what is kept, what is masked, how many.

use geai_emulator::{Emulator, RecordedRequest};
use serde_json::json;

use crate::integrations::integration;
use crate::test_server::TestServer;

#[test]
fn requests_are_recorded_as_sent() {
    let server = TestServer::start();
    let answer = server.get("/v4/agents/two%20words?b=2&a=x%20y&a=%2B&flag");
    server.post("/v4/agents", json!({ "agentDefinition": { "name": "A" } })).ok(201);
    server.send(server.authorized("dev", "PUT", "/nothing").body("plain"));
    let requests = server.emulator.requests();
    assert_eq!(requests.len(), 3);
    let first = &requests[0];
    assert_eq!((first.method.as_str(), first.path.as_str()), ("GET", "/v4/agents/two%20words"));
    let pairs: Vec<(&str, &str)> = first.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(pairs, [("b", "2"), ("a", "x y"), ("a", "+"), ("flag", "")]);
    assert_eq!((first.status, &first.json, &first.text), (Some(404), &None, &None));
    assert_eq!(first.request_id, answer.headers["x-request-id"].to_str().unwrap());
    assert_eq!(requests[1].json, Some(json!({ "agentDefinition": { "name": "A" } })));
    assert_eq!(requests[1].headers["content-type"], "application/json");
    assert_eq!((requests[2].text.as_deref(), requests[2].status), (Some("plain"), Some(404)));
    server.emulator.clear_requests();
    assert!(server.emulator.requests().is_empty());
}

#[test]
fn credentials_are_hidden_in_records() {
    let server = TestServer::start();
    let mut secret = integration("p");
    secret["securityScheme"] =
        json!({ "flows": { "authorizationCode": { "clientId": "visible-id", "clientSecret": "hidden-1" } } });
    server.import("", secret).ok(200);
    let parameters = json!([{ "key": "a.b.clientSecret", "value": "hidden-2" }, { "key": "region", "value": "eu" }]);
    server.post("/v3/tool-plugins/p/config", json!({ "parameterDefinition": { "parameters": parameters } }));
    server.get("/v4/agents?access_token=hidden-3");
    let requests = server.emulator.requests();
    let text = serde_json::to_string(&requests).unwrap();
    for hidden in ["hidden-", server.emulator.token("dev").unwrap()] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    assert!(requests.iter().all(|request| request.headers["authorization"] == "***"));
    let flow = &requests[0].json.as_ref().unwrap()["toolPlugin"]["securityScheme"]["flows"]["authorizationCode"];
    assert_eq!(flow, &json!({ "clientId": "visible-id", "clientSecret": "***" }));
    // Any parameter may hold a secret: clients treat every value as one.
    assert!(text.contains("\"key\":\"region\"") && !text.contains("\"eu\""));
    assert_eq!(requests[2].query, [("access_token".to_owned(), "***".to_owned())]);
}

#[test]
fn records_are_bounded() {
    let server = TestServer::with(Emulator::builder().project("dev").record_limit(3));
    for start in 0..5 {
        server.get(&format!("/v4/agents?start={start}"));
    }
    let starts: Vec<String> =
        server.emulator.requests().into_iter().map(|request| request.query[0].1.clone()).collect();
    assert_eq!(starts, ["2", "3", "4"]);
    assert!(server.emulator.requests().iter().all(|request| request.status == Some(200)));
}

#[test]
fn records_have_a_json_form_and_a_route() {
    let server = TestServer::start();
    server.get("/v4/agents?start=1");
    let listed = server.send(server.request("GET", "/emulator/requests")).ok(200);
    assert_eq!(listed[0]["query"], json!([["start", "1"]]));
    assert!(listed[0]["requestId"].is_string());
    let parsed: Vec<RecordedRequest> = serde_json::from_value(listed).unwrap();
    assert_eq!(parsed, server.emulator.requests());
    assert_eq!(server.send(server.request("DELETE", "/emulator/requests")).status, 204);
    assert_eq!(server.send(server.request("GET", "/emulator/requests")).ok(200), json!([]));
}
