//! Routes, credentials and projects (SIM-01 to SIM-08, SIM-87, SIM-88).

use serde_json::json;

use crate::test_server::{TestServer, ready, text};

#[test]
fn sim_01_a_missing_or_unknown_token_is_refused() {
    let server = TestServer::start();
    let missing = server.send(server.request("GET", "/v4/agents"));
    assert_eq!(missing.errors(401)[0].0, 401);
    for header in ["Bearer nobody", "nobody", "Basic bm9ib2R5"] {
        let unknown = server.send(server.request("GET", "/v4/agents").header("Authorization", header));
        assert_eq!(unknown.errors(401)[0].0, 6, "{header}");
    }
    for header in ["Bearer", "Bearer  "] {
        let empty = server.send(server.request("GET", "/v4/agents").header("Authorization", header));
        assert_eq!(empty.errors(401)[0].0, 401, "{header}");
    }
}

#[test]
fn sim_01_the_token_is_accepted_with_and_without_prefix() {
    let server = TestServer::start();
    let token = server.emulator.token("dev").unwrap();
    for header in [format!("Bearer {token}"), format!("bearer {token}"), token.to_owned()] {
        server.send(server.request("GET", "/v4/agents").header("Authorization", header)).ok(200);
    }
}

#[test]
fn sim_05_bodies_are_nested_as_deep_as_clients_send_them() {
    let server = TestServer::start();
    for (levels, status) in [(127, 201), (128, 201), (129, 400)] {
        let inner = levels - 3;
        let deep = format!("{}{{\"apiKey\":\"canary\"}}{}", "[".repeat(inner), "]".repeat(inner));
        let body = format!("{{\"agentDefinition\":{{\"name\":\"A{levels}\",\"deep\":{deep}}}}}");
        let request = server.authorized("dev", "POST", "/v4/agents").header("content-type", "application/json");
        let answer = server.send(request.body(body));
        assert_eq!(answer.status, status, "{levels}: {}", answer.text);
        let recorded = server.emulator.requests().pop().unwrap();
        // What is refused is no JSON for the emulator.
        assert_eq!(recorded.json.is_some(), status == 201, "{levels}");
        assert!(status == 400 || !format!("{recorded:?}").contains("canary"), "{levels}");
    }
    assert_eq!(server.names("/v4/agents?allowDrafts=true"), ["A127", "A128"]);
}

#[test]
fn sim_87_the_version_needs_no_token() {
    let server = TestServer::start();
    for request in [server.request("GET", "/"), server.authorized("dev", "GET", "/")] {
        assert!(server.send(request).ok(200)["version"].as_str().unwrap().starts_with("geai-emulator "));
    }
    server.send(server.request("POST", "/")).framework_error(405);
}

#[test]
fn sim_88_what_newer_pages_list_has_no_route() {
    let server = TestServer::start();
    let agent = server.create(ready("Same"));
    let id = text(&agent, "id");
    for path in [
        &format!("/v4/agents/{id}/versions"),
        &format!("/v4/agents/{id}/drafts"),
        "/v2/llm/providers",
        "/v2/tools?count=1",
    ] {
        server.get(path).framework_error(404);
    }
}

#[test]
fn sim_02_an_oauth_token_needs_a_project() {
    let server = TestServer::start();
    let oauth = || server.request("GET", "/v4/agents").bearer_auth(server.emulator.oauth_token());
    assert_eq!(server.send(oauth()).errors(400).len(), 1);
    assert_eq!(server.send(oauth().header("ProjectId", "")).errors(400).len(), 1);
    server.send(oauth().header("ProjectId", server.emulator.project_id("prod").unwrap())).ok(200);
    // Another header name, not another spelling.
    let dashed = server.send(oauth().header("Project-Id", server.emulator.project_id("prod").unwrap()));
    assert_eq!(dashed.errors(400).len(), 1);
    let unknown = server.send(oauth().header("ProjectId", "no such project"));
    assert_eq!(unknown.errors(403)[0].0, 7);
}

#[test]
fn sim_02_inspector_and_publish_tools_take_the_dashed_header() {
    let server = TestServer::start();
    let project = server.emulator.project_id("dev").unwrap();
    for (method, path, status) in [
        ("GET", "/v3/tool-plugins/inspector/security-scheme", 200),
        ("GET", "/v3/tool-plugins/inspector/manifest", 200),
        ("POST", "/v3/tool-plugins/x/publish-tools", 200),
        ("POST", "/v3/tool-plugins/inspector/create-challenge", 400),
    ] {
        let request = || server.request(method, path).bearer_auth(server.emulator.oauth_token()).body("{}");
        let with = server.send(request().header("Project-Id", project));
        assert_eq!(with.status, status, "{path} {with:?}");
        let without = server.send(request());
        assert_eq!(without.error_texts(400), ["ProjectId header is required with an OAuth token."], "{path}");
    }
}

#[test]
fn sim_03_an_api_token_is_bound_to_its_project() {
    let server = TestServer::start();
    let request = |project: &str| {
        server.send(
            server
                .authorized("dev", "GET", "/v4/agents")
                .header("ProjectId", server.emulator.project_id(project).unwrap()),
        )
    };
    request("dev").ok(200);
    assert_eq!(request("prod").errors(403)[0].0, 7);
}

#[test]
fn sim_04_projects_are_separate() {
    let server = TestServer::start();
    let agent = server.create(ready("Same"));
    let other = server.call_in("prod", "POST", "/v4/agents", Some(json!({ "agentDefinition": ready("Same") }))).ok(201);
    assert_ne!(agent["id"], other["id"]);
    let id = text(&agent, "id");
    server.call_in("prod", "GET", &format!("/v4/agents/{id}?allowDrafts=true"), None).errors(404);
    let listed = server.call_in("prod", "GET", "/v4/agents?allowDrafts=true", None).ok(200);
    assert_eq!(listed["information"]["Total"], 1);
    assert_eq!(listed["agents"][0]["id"], other["id"]);
}

#[test]
fn sim_05_framework_errors_have_their_own_shape() {
    let server = TestServer::start();
    for path in ["/v4/nothing", "/v9/agents", "/v4/agents/a/b/c", "/v2/agents//export", "/v4/agents//upsert"] {
        server.get(path).framework_error(404);
    }
    server.post("/v2/agents//publish-revision", json!({ "revision": 1 })).framework_error(404);
    assert_eq!(server.get("/v4/nothing").json()["error"]["message"], "Not Found");
    let wrong = server.call_in("dev", "PATCH", "/v4/agents", None);
    wrong.framework_error(405);
    assert_eq!(wrong.headers["allow"], "POST, GET");
    for body in ["", "{", "[]", "\"text\"", "not json", "{} {}"] {
        server.send(server.authorized("dev", "POST", "/v4/agents").body(body)).framework_error(400);
    }
}

#[test]
fn sim_05_an_empty_segment_hits_the_other_route() {
    let server = TestServer::start();
    server.delete("/v2/agents/").framework_error(405);
    server.put("/v4/agents/", json!({})).framework_error(405);
    assert!(server.get("/v4/agents/").ok(200)["agents"].is_array());
    server.delete("/v3/tool-plugins/").framework_error(405);
}

#[test]
fn sim_06_application_errors_are_400_and_not_found_is_404() {
    let server = TestServer::start();
    server.post("/v4/agents", json!({ "agentDefinition": {} })).errors(400);
    assert_eq!(server.get("/v4/agents/nobody").errors(404), [(4000, "Agent not found [IdOrName= nobody].".to_owned())]);
}

#[test]
fn sim_07_unknown_members_and_parameters_are_ignored() {
    let server = TestServer::start();
    let body = json!({ "agentDefinition": { "name": "A" }, "somethingElse": [1, 2] });
    server.post("/v4/agents?colour=blue&x", body).ok(201);
    assert_eq!(server.names("/v4/agents?allowDrafts=true&colour=blue"), ["A"]);
}

#[test]
fn sim_08_id_first_then_name_case_sensitive() {
    let server = TestServer::start();
    let first = server.create(json!({ "name": "First" }));
    let id = text(&first, "id");
    // An agent that is named like another one's id: the id wins.
    let impostor = server.create(json!({ "name": id }));
    assert_eq!(server.get(&format!("/v4/agents/{id}?allowDrafts=true")).ok(200)["name"], "First");
    assert_ne!(impostor["id"], first["id"]);
    assert_eq!(server.get("/v4/agents/First?allowDrafts=true").ok(200)["id"], first["id"]);
    server.get("/v4/agents/first?allowDrafts=true").errors(404);
}

#[test]
fn gen_03_a_segment_is_decoded_once() {
    let server = TestServer::start();
    for (name, encoded) in [
        ("two words", "two%20words"),
        ("100%", "100%25"),
        ("a%20b", "a%2520b"),
        ("what?#", "what%3F%23"),
        ("Zoë 箱", "Zo%C3%AB%20%E7%AE%B1"),
        ("plus+plus", "plus+plus"),
    ] {
        server.create(json!({ "name": name }));
        let found = server.get(&format!("/v4/agents/{encoded}?allowDrafts=true")).ok(200);
        assert_eq!(found["name"], name);
    }
    // An encoded slash belongs to the segment.
    let slash = server.get("/v4/agents/a%2Fb%2Fexport");
    assert_eq!(slash.error_texts(404), ["Agent not found [IdOrName= a/b/export]."]);
    server.get("/v4/agents/%zz").framework_error(400);
}

#[test]
fn every_response_says_what_it_is_not() {
    let server = TestServer::start();
    let mut ids = std::collections::HashSet::new();
    for path in ["/v4/agents", "/v4/agents/x", "/nothing", "/emulator/info"] {
        let answer = server.get(path);
        assert_eq!(answer.headers["x-geai-emulator"], "not the vendor's server");
        assert!(ids.insert(answer.headers["x-request-id"].clone()));
    }
}

#[test]
fn section_7_a_token_names_its_project() {
    let server = TestServer::start();
    let found = server.call_in("prod", "GET", "/v1/accessControl/apitoken/validate", None).ok(200);
    assert_eq!(found["organizationId"], server.emulator.organization_id());
    assert_eq!(found["projectId"], server.emulator.project_id("prod").unwrap());
}
