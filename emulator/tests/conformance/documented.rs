//! Members of answers and parameters as the pages have them.

use serde_json::json;

use crate::test_server::{TestServer, WEB_SEARCH, names, text};

fn definition(name: &str) -> serde_json::Value {
    json!({ "name": name, "agentData": {
        "strategyName": "Chain of Thought", "prompt": { "instructions": "i" }, "models": [{ "name": "gpt-4o" }],
        "resourcePools": [{ "name": "P", "tools": [{ "id": WEB_SEARCH, "name": "web_search" }] }],
    } })
}

#[test]
fn answered_pools_say_whether_they_are_external() {
    let server = TestServer::start();
    let mut external = definition("B");
    external["agentData"]["resourcePools"][0]["isExternal"] = json!(true);
    assert_eq!(server.create(definition("A"))["agentData"]["resourcePools"][0]["isExternal"], false);
    assert_eq!(server.create(external)["agentData"]["resourcePools"][0]["isExternal"], true);
    for version in ["v2", "v4"] {
        let got = server.get(&format!("/{version}/agents/A?allowDrafts=true")).ok(200);
        assert_eq!(got["agentData"]["resourcePools"][0]["isExternal"], false, "{version}");
    }
    let package = server.get("/v2/agents/A/export").ok(200);
    assert_eq!(package["labPackage"]["agents"][0]["resources"][0]["isExternal"], false);
}

#[test]
fn a4_05_the_answer_of_publish_calls_the_id_of_a_tool_id_with_a_capital() {
    let server = TestServer::start();
    server.create(definition("A"));
    let published = server.publish("A", 1).ok(200);
    let tools = json!([{ "Id": WEB_SEARCH, "name": "web_search" }]);
    assert_eq!(published["agentData"]["resourcePools"][0]["tools"], tools);
    let got = server.get("/v4/agents/A").ok(200);
    assert_eq!(got["agentData"]["resourcePools"][0]["tools"][0]["id"], WEB_SEARCH);
    // The answer can be sent back.
    let again = server.update("A", published);
    assert_eq!(again["agentData"], got["agentData"]);
    server.publish("A", 2).ok(200);
}

#[test]
fn a9_models_and_strategy_of_a_package_have_ids() {
    let server = TestServer::start();
    server.create(definition("A"));
    server.create(definition("B"));
    let export = |name: &str| {
        let package = server.get(&format!("/v2/agents/{name}/export")).ok(200);
        package["labPackage"]["agents"][0]["agentData"].clone()
    };
    let data = export("A");
    assert_eq!((text(&data["strategy"], "name"), text(&data["strategy"], "systemPrompt")), ("Chain of Thought", ""));
    assert_eq!((text(&data["strategy"], "id").len(), text(&data["models"][0], "id").len()), (36, 36));
    assert_ne!(data["strategy"]["id"], data["models"][0]["id"]);
    assert_eq!(data, export("B"));
}

#[test]
fn i10_the_last_interaction_has_no_milliseconds() {
    let server = TestServer::start();
    let manifest = r#"{"openapi":"3.0.3","paths":{}}"#;
    server.post("/v3/tool-plugins/import", json!({ "toolPlugin": { "name": "P", "manifest": manifest } })).ok(200);
    server.call_in("dev", "PUT", "/v2/user-interactions/tool-plugins/P", None).ok(200);
    let open = server.get("/v2/user-interactions/tool-plugins/open").ok(200);
    let last = text(&open["interactions"][0], "lastInteractionDateTime");
    assert_eq!((last.len(), last.matches('.').count()), ("2026-01-15T09:31:07".len(), 0), "{last}");
}

#[test]
fn sim_51_one_operation_id_twice_makes_two_tools() {
    let server = TestServer::start();
    let operation = json!({ "operationId": "list" });
    let manifest = json!({ "openapi": "3.0.3", "paths": {
        "/parcels": { "get": operation, "post": operation }, "/depots/{id}": { "get": operation },
    } });
    let plugin = json!({ "toolPlugin": { "name": "P", "manifest": manifest.to_string() } });
    let made = server.post("/v3/tool-plugins/import?automaticPublish=true", plugin).ok(200);
    assert_eq!(names(&made["tools"]), ["list_parcels_get", "list_post", "list_depots_id_get"]);
}

#[test]
fn a7_01_the_parameter_may_be_spelled_as_in_the_table() {
    let server = TestServer::start();
    server.create(definition("A"));
    server.create(json!({ "name": "B" }));
    for name in ["toolId", "ToolId"] {
        assert_eq!(server.names(&format!("/v4/agents?{name}={WEB_SEARCH}&allowDrafts=true")), ["A"], "{name}");
    }
}

#[test]
fn sim_36_a_tool_whose_id_is_unknown_is_found_by_its_name() {
    let server = TestServer::start();
    let with = |tool: serde_json::Value| {
        let mut definition = definition("A");
        definition["agentData"]["resourcePools"][0]["tools"] = json!([tool]);
        server.put("/v4/agents/A/upsert?automaticPublish=true", json!({ "agentDefinition": definition }))
    };
    let elsewhere = "11111111-2222-4333-8444-555555555555";
    with(json!({ "id": elsewhere, "name": "web_search" })).ok(201);
    with(json!({ "id": elsewhere, "name": "no_such_tool" })).errors(400);
    with(json!({ "id": elsewhere })).errors(400);
}
