//! What the emulator remembers of requests, and the routes to drive it.

use geai_emulator::{Emulator, RecordedRequest};
use serde_json::{Value, json};

use crate::integrations::plugin;
use crate::lab::{Lab, ready};

#[test]
fn requests_are_recorded_as_sent() {
    let lab = Lab::start();
    let answer = lab.get("/v4/agents/two%20words?b=2&a=x%20y&a=%2B&flag");
    lab.post("/v4/agents", json!({ "agentDefinition": { "name": "A" } })).ok(201);
    lab.send(lab.authorized("dev", "PUT", "/nothing").body("plain"));
    let requests = lab.emulator.requests();
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
    lab.emulator.clear_requests();
    assert!(lab.emulator.requests().is_empty());
}

#[test]
fn credentials_are_hidden_in_records() {
    let lab = Lab::start();
    let mut secret = plugin("p");
    secret["securityScheme"] =
        json!({ "flows": { "authorizationCode": { "clientId": "visible-id", "clientSecret": "hidden-1" } } });
    lab.import("", secret).ok(200);
    let parameters = json!([{ "key": "a.b.clientSecret", "value": "hidden-2" }, { "key": "region", "value": "eu" }]);
    lab.post("/v3/tool-plugins/p/config", json!({ "parameterDefinition": { "parameters": parameters } }));
    lab.get("/v4/agents?access_token=hidden-3");
    let requests = lab.emulator.requests();
    let text = serde_json::to_string(&requests).unwrap();
    for hidden in ["hidden-", lab.emulator.token("dev").unwrap()] {
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
    let lab = Lab::with(Emulator::builder().project("dev").record_limit(3));
    for start in 0..5 {
        lab.get(&format!("/v4/agents?start={start}"));
    }
    let starts: Vec<String> = lab.emulator.requests().into_iter().map(|request| request.query[0].1.clone()).collect();
    assert_eq!(starts, ["2", "3", "4"]);
    assert!(lab.emulator.requests().iter().all(|request| request.status == Some(200)));
}

#[test]
fn records_have_a_json_form_and_a_route() {
    let lab = Lab::start();
    lab.get("/v4/agents?start=1");
    let listed = lab.send(lab.request("GET", "/emulator/requests")).ok(200);
    assert_eq!(listed[0]["query"], json!([["start", "1"]]));
    assert!(listed[0]["requestId"].is_string());
    let parsed: Vec<RecordedRequest> = serde_json::from_value(listed).unwrap();
    assert_eq!(parsed, lab.emulator.requests());
    assert_eq!(lab.send(lab.request("DELETE", "/emulator/requests")).status, 204);
    assert_eq!(lab.send(lab.request("GET", "/emulator/requests")).ok(200), json!([]));
}

#[test]
fn control_routes_drive_the_emulator() {
    let lab = Lab::start();
    let info = lab.send(lab.request("GET", "/emulator/info")).ok(200);
    assert_eq!(info, serde_json::from_str::<Value>(&lab.emulator.info().to_json()).unwrap());
    assert_eq!(info["url"], lab.emulator.url());
    assert_eq!(info["projects"][1]["token"], lab.emulator.token("prod").unwrap());
    assert_eq!(info["oauthToken"], lab.emulator.oauth_token());
    let seeded = lab.send(lab.request("POST", "/emulator/seed").json(&json!({ "project": "dev", "count": 3 })));
    assert_eq!(seeded.ok(201)["created"], 3);
    let clock = |body: Value| lab.send(lab.request("POST", "/emulator/clock").json(&body));
    assert_eq!(clock(json!({ "advanceSeconds": 60 })).status, 204);
    clock(json!({ "advanceSeconds": -1 })).framework_error(400);
    lab.send(lab.request("GET", "/emulator/nothing")).framework_error(404);
    lab.send(lab.request("PUT", "/emulator/info")).framework_error(405);
    assert!(lab.emulator.requests().is_empty());
}

#[test]
fn credentials_are_random_unless_given() {
    let (one, two) = (Lab::start(), Lab::start());
    for project in ["dev", "prod"] {
        assert_ne!(one.emulator.token(project), two.emulator.token(project));
        assert_ne!(one.emulator.project_id(project), two.emulator.project_id(project));
    }
    assert_ne!(one.emulator.oauth_token(), two.emulator.oauth_token());
    assert_eq!(one.emulator.token("nobody"), None);
    let given = Lab::with(
        Emulator::builder().project_with("dev", "the-id", "the-token").oauth_token("oauth").organization_id("org"),
    );
    assert_eq!((given.emulator.token("dev"), given.emulator.project_id("dev")), (Some("the-token"), Some("the-id")));
    assert_eq!((given.emulator.oauth_token(), given.emulator.organization_id()), ("oauth", "org"));
    given.create(ready("A"));
    assert_eq!(Emulator::builder().start().unwrap().projects()[0].name, "default");
    assert!(Emulator::builder().project("a").project("a").start().is_err());
}

#[test]
fn tools_can_be_added_and_are_listed() {
    let tool = |name: &str| serde_json::from_value(json!({ "name": name, "type": "api" })).unwrap();
    let lab = Lab::with(
        Emulator::builder().project("dev").project("prod").tool(Some("prod"), tool("mine")).tool(None, tool("ours")),
    );
    let names = |project: &str| -> Vec<(String, bool)> {
        lab.emulator.tools(project).into_iter().map(|tool| (tool.name, tool.is_reference)).collect()
    };
    assert_eq!(names("dev")[0], ("listParcels_get".to_owned(), false));
    assert_eq!(names("prod")[0], ("mine".to_owned(), false));
    assert_eq!(names("dev")[7], ("ours".to_owned(), true));
    assert!(names("nobody").is_empty());
    assert!(Emulator::builder().tool(Some("nobody"), tool("x")).start().is_err());
}

#[test]
fn stopping_closes_the_port_and_can_be_repeated() {
    let lab = Lab::start();
    lab.get("/v4/agents").ok(200);
    let address = lab.emulator.url().strip_prefix("http://").unwrap().to_owned();
    lab.emulator.stop();
    lab.emulator.stop();
    assert!(std::net::TcpStream::connect(&address).is_err());
    // The port can be bound again at once.
    let port = address.rsplit(':').next().unwrap().parse().unwrap();
    let again = Emulator::builder().port(port).start().unwrap();
    assert_eq!(again.url(), lab.emulator.url());
    // And not twice.
    assert!(Emulator::builder().port(port).start().is_err());
}
