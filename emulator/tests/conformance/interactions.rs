//! Open interactions (SIM-80 to SIM-85).

use std::time::Duration;

use serde_json::{Value, json};

use crate::integrations::integration;
use crate::test_server::{Answer, TestServer, names, text};

const BASE: &str = "/v2/user-interactions/tool-plugins";

impl TestServer {
    fn record(&self, segment: &str) -> Answer {
        self.call_in("dev", "PUT", &format!("{BASE}/{segment}"), None)
    }

    fn close(&self, segment: &str) -> Answer {
        self.call_in("dev", "PUT", &format!("{BASE}/{segment}/close"), None)
    }

    fn open(&self) -> Value {
        self.get(&format!("{BASE}/open")).ok(200)["interactions"].clone()
    }
}

fn with_integrations(names: &[&str]) -> TestServer {
    let server = TestServer::start();
    for name in names {
        server.import("", integration(name)).ok(200);
    }
    server
}

#[test]
fn sim_80_recording_opens_or_refreshes_one_interaction() {
    let server = with_integrations(&["p"]);
    let id = server.get("/v3/tool-plugins/p").ok(200)["id"].clone();
    let first = server.record("p").ok(200);
    assert_eq!(first, json!({ "entity": "ToolPlugin", "id": id, "isOpen": true }));
    let before = server.open();
    let time = |open: &Value| text(&open[0], "lastInteractionDateTime").to_owned();
    // The answered time has whole seconds.
    server.emulator.advance_clock(Duration::from_secs(1));
    assert_eq!(server.record(id.as_str().unwrap()).ok(200), first);
    let after = server.open();
    assert_eq!(after.as_array().unwrap().len(), 1);
    assert!(time(&after) > time(&before));
    server.emulator.advance_clock(Duration::from_secs(3600));
    server.record("p").ok(200);
    assert!(time(&server.open())[..13] > time(&after)[..13]);
}

#[test]
fn sim_81_open_interactions_of_the_caller_newest_first() {
    let server = with_integrations(&["a", "b", "c"]);
    assert_eq!(server.open(), json!([]));
    for name in ["a", "b", "c", "a"] {
        server.record(name).ok(200);
    }
    let open = server.open();
    assert_eq!(names(&open), ["a", "c", "b"]);
    let item = &open[0];
    assert_eq!((&item["entity"], &item["isOpen"]), (&json!("tool-plugin"), &json!(true)));
    assert_eq!(item["organizationId"], server.emulator.organization_id());
    assert_eq!(item["projectId"], server.emulator.project_id("dev").unwrap());
    let time = text(item, "lastInteractionDateTime");
    assert_eq!((&time[10..11], time.ends_with('Z')), ("T", false));
    let elsewhere = server.call_in("prod", "GET", &format!("{BASE}/open"), None).ok(200);
    assert_eq!(elsewhere["interactions"], json!([]));
}

#[test]
fn sim_82_closing_twice_answers_the_same() {
    let server = with_integrations(&["a", "b"]);
    server.record("a").ok(200);
    server.record("b").ok(200);
    let closed = server.close("a").ok(200);
    assert_eq!((&closed["entity"], &closed["isOpen"]), (&json!("tool-plugin"), &json!(false)));
    assert_eq!(names(&server.open()), ["b"]);
    assert_eq!(server.close("a").ok(200), closed);
    server.close("b").ok(200);
    assert_eq!(server.open(), json!([]));
    server.record("a").ok(200);
    assert_eq!(names(&server.open()), ["a"]);
}

#[test]
fn sim_83_the_entity_is_spelled_as_documented() {
    let server = with_integrations(&["a"]);
    assert_eq!(server.record("a").ok(200)["entity"], "ToolPlugin");
    assert_eq!(server.open()[0]["entity"], "tool-plugin");
    assert_eq!(server.close("a").ok(200)["entity"], "tool-plugin");
}

#[test]
fn sim_84_an_unknown_integration_is_not_found() {
    let server = with_integrations(&[]);
    let expected = [(4000, "ToolPlugin not found [IdOrName= x].".to_owned())];
    assert_eq!(server.record("x").errors(404), expected);
    assert_eq!(server.close("x").errors(404), expected);
}

#[test]
fn sim_85_an_api_token_is_its_own_user() {
    let server = with_integrations(&["a", "b"]);
    server.record("a").ok(200);
    let oauth = |method: &str, path: &str| {
        let request = server.request(method, &format!("{BASE}/{path}")).bearer_auth(server.emulator.oauth_token());
        server.send(request.header("ProjectId", server.emulator.project_id("dev").unwrap())).ok(200)
    };
    assert_eq!(oauth("GET", "open")["interactions"], json!([]));
    oauth("PUT", "b");
    oauth("PUT", "a/close");
    assert_eq!(names(&oauth("GET", "open")["interactions"]), ["b"]);
    assert_eq!(names(&server.open()), ["a"]);
}
