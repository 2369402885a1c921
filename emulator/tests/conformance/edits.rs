//! Edits by others at a chosen moment.

use geai_emulator::Edit;
use serde_json::{Value, json};

use crate::test_server::{TestServer, ready, text};

fn described(by: &str) -> Value {
    json!({ "agentDefinition": { "description": by } })
}

#[test]
fn an_edit_is_executed_just_before_the_matching_request() {
    let server = TestServer::start();
    server.create(ready("A"));
    server.emulator.before_next("PUT", "/v4/agents/", [Edit::new("put", "/v4/agents/A", described("theirs"))]);
    // Another method, so its moment has not come.
    assert_eq!(server.get("/v4/agents/A?allowDrafts=true").ok(200)["revision"], 1);
    let updated = server.update("A", json!({ "jobDescription": "j" }));
    assert_eq!((text(&updated, "description"), &updated["revision"]), ("theirs", &json!(3)));
    // Once, and unrecorded.
    assert_eq!(server.update("A", json!({ "jobDescription": "k" }))["revision"], 4);
    assert_eq!(server.emulator.requests().len(), 4);
}

#[test]
fn several_edits_come_at_one_moment_and_in_the_project_of_the_request() {
    let server = TestServer::start();
    let id = server.create(ready("A"))["id"].clone();
    let again = json!({ "agentDefinition": ready("A") });
    let edits = [
        Edit::new("DELETE", "/v2/agents/A", Value::Null),
        Edit::new("POST", "/v4/agents?automaticPublish=true", again),
    ];
    server.emulator.before_next("*", "/v4/agents/A", edits);
    let found = server.get("/v4/agents/A").ok(200);
    assert!(found["id"] != id && found["version"] == 1, "{found}");
    assert!(server.call_in("prod", "GET", "/v4/agents/A?allowDrafts=true", None).status == 404);
}

#[test]
fn edits_are_added_over_http_and_a_refused_one_is_heard_of() {
    let server = TestServer::start();
    server.create(ready("A"));
    let control = |method: &str, body: &Value| server.send(server.request(method, "/emulator/edits").json(body));
    let edit = json!({ "method": "PUT", "path": "/v4/agents/A", "json": described("theirs") });
    let waiting = json!({ "method": "PUT", "path": "/v4/agents/A", "exact": true, "skip": 1, "edit": edit });
    control("POST", &waiting).ok(201);
    assert_eq!(server.update("A", json!({ "jobDescription": "j" }))["revision"], 2);
    assert_eq!(server.update("A", json!({ "jobDescription": "k" }))["revision"], 4);
    control("POST", &json!({ "edit": [{ "method": "PUT", "path": "/v4/agents/B" }] })).ok(201);
    let refused = server.get("/v4/agents/A").error_texts(500);
    assert!(refused[0].starts_with("the edit PUT /v4/agents/B was refused: 400"), "{refused:?}");
    for wrong in [json!({}), json!({ "edit": {} }), json!({ "edit": edit, "times": 1 })] {
        control("POST", &wrong).errors(400);
    }
    let misspelt = control("POST", &json!({ "edit": [{ "method": "PUT", "pth": "/" }] })).error_texts(400);
    assert!(misspelt[0].contains("member \"pth\" is unknown"), "{misspelt:?}");
    control("POST", &json!({ "edit": edit })).ok(201);
    assert_eq!(server.send(server.request("DELETE", "/emulator/edits")).status, 204);
    server.get("/v4/agents/A").errors(404);
    control("PATCH", &json!({})).framework_error(405);
}
