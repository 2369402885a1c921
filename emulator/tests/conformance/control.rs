//! The routes under `/emulator/` that control the emulator.

use serde_json::{Value, json};

use crate::test_server::TestServer;

#[test]
fn control_routes_drive_the_emulator() {
    let server = TestServer::start();
    let info = server.send(server.request("GET", "/emulator/info")).ok(200);
    assert_eq!(info, serde_json::from_str::<Value>(&server.emulator.info().to_json()).unwrap());
    assert_eq!(info["url"], server.emulator.url());
    assert_eq!(info["projects"][1]["token"], server.emulator.token("prod").unwrap());
    assert_eq!(info["oauthToken"], server.emulator.oauth_token());
    let seeded = server.send(server.request("POST", "/emulator/seed").json(&json!({ "project": "dev", "count": 3 })));
    assert_eq!(seeded.ok(201)["created"], 3);
    let clock = |body: Value| server.send(server.request("POST", "/emulator/clock").json(&body));
    assert_eq!(clock(json!({ "advanceSeconds": 60 })).status, 204);
    clock(json!({ "advanceSeconds": -1 })).framework_error(400);
    server.send(server.request("GET", "/emulator/nothing")).framework_error(404);
    server.send(server.request("PUT", "/emulator/info")).framework_error(405);
    assert!(server.emulator.requests().is_empty());
}
