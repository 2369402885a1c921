//! Export and import of packages (SIM-40 to SIM-49).

use geai_emulator::{DraftsCheckReferences, PublishChecksHelpers};
use serde_json::{Value, json};

use crate::test_server::{PARCELS_TOOL, TestServer, WEB_SEARCH, names, ready, ready_data, text};

fn export(server: &TestServer, project: &str, id: &str) -> Value {
    let mut answer = server.call_in(project, "GET", &format!("/v2/agents/{id}/export"), None).ok(200);
    answer["labPackage"].take()
}

fn import_into(server: &TestServer, project: &str, query: &str, package: &Value) -> crate::test_server::Answer {
    server.call_in(project, "POST", &format!("/v2/agents/import{query}"), Some(json!({ "labPackage": package })))
}

fn with_tools(name: &str) -> Value {
    let mut data = ready_data();
    data["strategyName"] = json!("Chain of Thought");
    data["llmConfig"] = json!({ "maxTokens": 10, "sampling": { "temperature": 0.5 } });
    data["models"] = json!([{ "name": "m", "id": "m-1", "llmConfig": { "maxTokens": 5 } }]);
    data["resourcePools"] = json!([
        { "name": "Main", "isExternal": false, "tools": [{ "name": "listParcels_get" }, { "id": WEB_SEARCH, "x": 1 }] },
        { "name": "Out", "isExternal": true, "tools": [{ "id": "ext", "name": "external" }] },
    ]);
    json!({ "name": name, "description": "d", "jobDescription": "j", "agentData": data })
}

#[test]
fn sim_40_export_takes_the_published_revision_else_the_newest_draft() {
    let server = TestServer::start();
    server.create(json!({ "name": "A", "description": "one" }));
    server.update("A", json!({ "description": "two", "agentData": ready_data() }));
    assert_eq!(export(&server, "dev", "A")["agents"][0]["description"], "two");
    server.publish("A", 2).ok(200);
    server.update("A", json!({ "description": "three" }));
    let agent = export(&server, "dev", "A")["agents"][0].take();
    assert_eq!((&agent["description"], &agent["version"]), (&json!("two"), &json!(1)));
    server.get("/v2/agents/nobody/export").errors(404);
}

#[test]
fn sim_41_a_package_is_complete() {
    let server = TestServer::start();
    let created = server.create_published(with_tools("A"));
    let package = export(&server, "dev", text(&created, "id"));
    assert_eq!(package["agents"].as_array().unwrap().len(), 1);
    let agent = &package["agents"][0];
    assert_eq!(agent["importIndex"], 1);
    assert_eq!(agent["id"], created["id"]);
    for (member, value) in [
        ("name", "A"),
        ("description", "d"),
        ("jobDescription", "j"),
        ("accessScope", "private"),
        ("chatSharingPermissions", "organization"),
        ("externalExecutionPermissions", "none"),
    ] {
        assert_eq!(agent[member], value, "{member}");
    }
    let data = &agent["agentData"];
    assert_eq!(data["LLMConfig"], json!({ "maxTokens": 10, "sampling": { "temperature": 0.5 } }));
    assert_eq!(data["models"], json!([{ "name": "m", "id": "m-1", "LLMConfig": { "maxTokens": 5 } }]));
    assert_eq!(data["strategy"]["name"], "Chain of Thought");
    for moved in ["llmConfig", "strategyName", "resourcePools"] {
        assert!(data.get(moved).is_none(), "{moved}");
    }
    assert_eq!(
        agent["resources"],
        json!([
            { "name": "Main", "isExternal": false, "tools": [
                { "id": PARCELS_TOOL, "name": "listParcels_get", "revision": 1, "version": 1 },
                { "id": WEB_SEARCH, "name": "web_search", "revision": 1, "version": 1, "x": 1 },
            ] },
            { "name": "Out", "isExternal": true, "tools": [{ "id": "ext", "name": "external" }] },
        ])
    );
    let info = &package["info"];
    assert_eq!(info["organizationId"], server.emulator.organization_id());
    assert_eq!(info["projectId"], server.emulator.project_id("dev").unwrap());
    let timestamp = text(info, "timestamp");
    assert_eq!((timestamp.len(), &timestamp[10..11], &timestamp[19..20]), (23, "T", "."));
    for member in ["majorVersion", "minorVersion", "moduleRevision"] {
        assert!(info[member].is_number(), "{member}");
    }
}

#[test]
fn sim_42_tools_outside_the_project_are_references() {
    let server = TestServer::start();
    server.create_published(with_tools("A"));
    let package = export(&server, "dev", "A");
    let tools = package["tools"].as_array().unwrap();
    assert_eq!(tools.len(), 2);
    assert_eq!((&tools[0]["id"], &tools[0]["isReference"]), (&json!(PARCELS_TOOL), &json!(false)));
    assert_eq!((&tools[0]["type"], &tools[0]["publicName"]), (&json!("api"), &json!("")));
    assert_eq!((&tools[1]["id"], &tools[1]["isReference"]), (&json!(WEB_SEARCH), &json!(true)));
    assert_eq!((&tools[1]["type"], &tools[1]["accessScope"]), (&json!("builtin"), &json!("public")));
    assert_eq!(tools[1]["publicName"], "com.globant.geai.web_search");
}

#[test]
fn sim_43_agents_are_processed_by_import_index() {
    let server = TestServer::start();
    let agent = |name: &str, index: Value| json!({ "name": name, "importIndex": index });
    let package = json!({ "agents": [
        agent("Last", Value::Null), agent("Third", json!(30)), agent("First", json!(1)), agent("Second", json!(2)),
    ] });
    let answer = import_into(&server, "prod", "", &package).ok(200);
    // SIM-48: the object of the lowest index.
    assert_eq!(answer["name"], "First");
    let listed = server.call_in("prod", "GET", "/v4/agents?allowDrafts=true", None).ok(200);
    assert_eq!(names(&listed["agents"]), ["First", "Second", "Third", "Last"]);
}

#[test]
fn sim_44_importing_where_it_came_from_is_refused() {
    let server = TestServer::start();
    server.create_published(ready("A"));
    let package = export(&server, "dev", "A");
    assert_eq!(import_into(&server, "dev", "", &package).errors(400)[0].0, 40003);
    assert_eq!(server.get("/v4/agents/A").ok(200)["revision"], 1);
}

#[test]
fn sim_45_importing_creates_under_new_ids_and_rewires() {
    let server = TestServer::start();
    let source = server.create_published(with_tools("A"));
    let package = export(&server, "dev", "A");
    let imported = import_into(&server, "prod", "?automaticPublish=true", &package).ok(200);
    assert_ne!(imported["id"], source["id"]);
    let own: Vec<_> = server.emulator.tools("prod").into_iter().filter(|tool| !tool.is_reference).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].name, "listParcels_get");
    assert_ne!(own[0].id, PARCELS_TOOL);
    let tools = &imported["agentData"]["resourcePools"][0]["tools"];
    assert_eq!(tools[0]["id"], own[0].id);
    assert_eq!(tools[1]["id"], WEB_SEARCH);
    let data = &imported["agentData"];
    assert_eq!(data["llmConfig"], source["agentData"]["llmConfig"]);
    assert_eq!(data["models"], source["agentData"]["models"]);
    assert_eq!(data["strategyName"], "Chain of Thought");
    assert!(data.get("strategy").is_none() && data.get("LLMConfig").is_none());
}

#[test]
fn sim_45_importing_again_updates_by_name_and_by_id() {
    let server = TestServer::start();
    server.create_published(with_tools("A"));
    let mut package = export(&server, "dev", "A");
    let first = import_into(&server, "prod", "", &package).ok(200);
    let second = import_into(&server, "prod", "", &package).ok(200);
    assert_eq!(second["id"], first["id"]);
    assert_eq!((&first["revision"], &second["revision"]), (&json!(1), &json!(2)));
    assert_eq!(server.emulator.tools("prod").iter().filter(|tool| !tool.is_reference).count(), 1);
    // By id, although the name is another one.
    package["agents"][0]["id"] = first["id"].clone();
    package["agents"][0]["name"] = json!("Renamed");
    let third = import_into(&server, "prod", "", &package).ok(200);
    assert_eq!((&third["id"], &third["name"], &third["revision"]), (&first["id"], &json!("Renamed"), &json!(3)));
}

#[test]
fn sim_45_helper_agents_are_rewired() {
    let server = TestServer::start();
    let helper = server.create_published(ready("Helper"));
    let mut data = ready_data();
    data["resourcePools"] = json!([{ "name": "P", "tools": [], "agents": [{ "name": "Helper", "revision": 1 }] }]);
    server.create_published(json!({ "name": "Chief", "agentData": data }));
    let chief = export(&server, "dev", "Chief");
    let reference = &chief["agents"][0]["resources"][0]["agents"][0];
    assert_eq!(reference, &json!({ "id": helper["id"], "name": "Helper", "revision": 1 }));

    // Both in one package, the referring one first.
    let mut package = chief.clone();
    let mut second = export(&server, "dev", "Helper")["agents"][0].take();
    second["importIndex"] = json!(2);
    package["agents"].as_array_mut().unwrap().push(second);
    let imported = import_into(&server, "prod", "", &package).ok(200);
    let new_helper = server.call_in("prod", "GET", "/v4/agents/Helper?allowDrafts=true", None).ok(200);
    let reference = &imported["agentData"]["resourcePools"][0]["agents"][0];
    assert_eq!(reference["id"], new_helper["id"]);
    assert_ne!(reference["id"], helper["id"]);

    // Alone, it finds the helper of the same name in the project.
    let again = import_into(&server, "prod", "", &chief).ok(200);
    assert_eq!(again["agentData"]["resourcePools"][0]["agents"][0]["id"], new_helper["id"]);
}

#[test]
fn sim_46_an_import_is_a_draft_unless_published() {
    let server = TestServer::start();
    server.create_published(ready("A"));
    server.create(json!({ "name": "Unready" }));
    let package = export(&server, "dev", "A");
    let draft = import_into(&server, "prod", "", &package).ok(200);
    assert_eq!(draft["isDraft"], true);
    let published = import_into(&server, "prod", "?automaticPublish=true", &package).ok(200);
    assert_eq!((&published["isDraft"], &published["version"]), (&json!(false), &json!(1)));
    let mut both = package.clone();
    both["agents"][0]["name"] = json!("New");
    both["agents"].as_array_mut().unwrap().push(export(&server, "dev", "Unready")["agents"][0].take());
    both["tools"] = json!([{ "id": "t", "name": "fresh", "isReference": false }]);
    import_into(&server, "prod", "?automaticPublish=true", &both).errors(400);
    server.call_in("prod", "GET", "/v4/agents/New?allowDrafts=true", None).errors(404);
    assert!(server.emulator.tools("prod").iter().all(|tool| tool.name != "fresh"));
}

#[test]
fn sim_47_a_public_name_taken_elsewhere_is_refused() {
    let server = TestServer::start();
    server.create_published(json!({
        "name": "A", "accessScope": "public", "publicName": "x.a", "agentData": ready_data(),
    }));
    let mut package = export(&server, "dev", "A");
    assert_eq!(package["agents"][0]["publicName"], "x.a");
    let refused = import_into(&server, "prod", "", &package);
    assert_eq!(refused.errors(400), [(40005, "Agent already exists [publicName=x.a].".to_owned())]);
    let listed = server.call_in("prod", "GET", "/v4/agents?allowDrafts=true", None).ok(200);
    assert_eq!(listed["agents"], json!([]));
    // What the vendor's SDK does about it.
    package["agents"][0]["publicName"] = json!("");
    package["agents"][0]["accessScope"] = json!("private");
    package["agents"][0].as_object_mut().unwrap().remove("id");
    assert_eq!(import_into(&server, "prod", "", &package).ok(200)["accessScope"], "private");
}

#[test]
fn sim_48_the_answer_is_one_agent_object() {
    let server = TestServer::start();
    server.create_published(ready("A"));
    let answer = import_into(&server, "prod", "", &export(&server, "dev", "A")).ok(200);
    for member in ["id", "name", "accessScope", "sharingScope", "status", "isDraft", "revision", "agentData"] {
        assert!(answer.get(member).is_some(), "{member}");
    }
    import_into(&server, "prod", "", &json!({ "agents": [] })).errors(400);
    server.post("/v2/agents/import", json!({})).errors(400);
    server.post("/v2/agents/import", json!({ "labPackage": [] })).framework_error(400);
}

#[test]
fn sim_49_unknown_members_come_out_again() {
    let server = TestServer::start();
    let mut package = json!({
        "agents": [{
            "accessScope": "private", "sharingScope": "everybody",
            "agentData": {
                "LLMConfig": { "maxTokens": 1200, "sampling": { "temperature": 0.2 }, "odd": 1 },
                "models": [{ "id": "m", "name": "azure/gpt-4o", "LLMConfig": { "maxTokens": 9 }, "odd": 2 }],
                "prompt": { "context": "", "instructions": "i", "examples": [{ "inputData": "a", "output": "b" }] },
                "strategy": { "id": "s", "name": "Chain of Thought", "systemPrompt": "Think.", "odd": 3 },
                "odd": { "x": [1] },
            },
            "chatSharingPermissions": "everybody", "externalExecutionPermissions": "organization",
            "description": "d", "jobDescription": "j", "id": "3d0f6c1e-58a2-4b7c-9a51-0c2f6be0a101",
            "importIndex": 1, "name": "A", "version": 1, "avatarBase64": "AAAA",
            "presentation": { "introduction": "Hello", "starters": ["a", "b"] },
            "resources": [{ "isExternal": false, "name": "Main", "odd": 4, "tools": [
                { "id": "11111111-1111-4111-8111-111111111111", "name": "own", "revision": 2, "version": 1, "odd": 5 },
                { "id": WEB_SEARCH, "name": "web_search", "revision": 1, "version": 1 },
            ] }],
        }],
        "info": { "majorVersion": 1, "projectId": "elsewhere", "odd": 6 },
        "tools": [
            { "accessScope": "private", "description": "Own.", "id": "11111111-1111-4111-8111-111111111111",
              "isReference": false, "name": "own", "publicName": "", "type": "api", "version": 1, "odd": 7 },
            { "accessScope": "public", "id": WEB_SEARCH, "isReference": true, "name": "web_search", "odd": 8 },
        ],
        "toolPlugins": [{ "name": "integration" }], "toolGroups": {},
    });
    let imported = import_into(&server, "prod", "?automaticPublish=true", &package).ok(200);
    assert_eq!(imported["permissions"], json!({ "chatSharing": "everybody", "externalExecution": "organization" }));
    let out = export(&server, "prod", "A");
    // What an import changes.
    let tool_id = out["tools"][0]["id"].clone();
    assert_ne!(tool_id, package["tools"][0]["id"]);
    package["agents"][0]["id"] = imported["id"].clone();
    package["agents"][0]["resources"][0]["tools"][0]["id"] = tool_id.clone();
    package["tools"][0]["id"] = tool_id;
    assert_eq!(out["agents"], package["agents"]);
    assert_eq!(out["tools"][0], package["tools"][0]);
    assert_eq!(out["tools"][1]["odd"], 8);
    assert_eq!(out["info"]["odd"], 6);
    assert_eq!(out["toolPlugins"], package["toolPlugins"]);
    assert_eq!(out["toolGroups"], package["toolGroups"]);

    // An update that does not touch the strategy keeps what only packages know of it.
    let data = imported["agentData"].clone();
    let update = json!({ "agentDefinition": { "agentData": data } });
    server.call_in("prod", "PUT", "/v4/agents/A?automaticPublish=true", Some(update)).ok(200);
    let again = export(&server, "prod", "A");
    assert_eq!(again["agents"][0]["agentData"]["strategy"], package["agents"][0]["agentData"]["strategy"]);
}

#[test]
fn sim_62_tool_plugins_become_integrations() {
    let server = TestServer::start();
    let manifest = json!({ "openapi": "3.0.3", "paths": { "/p": { "get": { "operationId": "listP" } } } });
    let agent = |tool: Value| {
        json!({ "name": "A", "agentData": { "prompt": { "instructions": "i" }, "models": [{ "name": "m" }] },
            "resources": [{ "name": "Main", "tools": [tool] }] })
    };
    let package = |tool: Value, manifest: &str| {
        json!({
            "agents": [agent(tool)], "info": { "projectId": "elsewhere" },
            "toolPlugins": [
                { "id": "old-plugin", "name": "parcels", "description": "d", "manifest": manifest,
                  "tools": [{ "id": "old-tool", "name": "listP_get" }] },
                { "name": "without-manifest" },
            ],
        })
    };
    let right = package(json!({ "id": "old-tool", "name": "listP_get" }), &manifest.to_string());
    let integrations = || server.call_in("prod", "GET", "/v3/tool-plugins?detailLevel=expanded", None).ok(200);
    // Nothing of it stays where something is refused.
    let unknown = package(json!({ "name": "nowhere" }), &manifest.to_string());
    import_into(&server, "prod", "?automaticPublish=true", &unknown).errors(400);
    let broken = package(json!({ "name": "listP_get" }), "[");
    assert_eq!(import_into(&server, "prod", "", &broken).errors(400)[0].0, 4018);
    assert_eq!(integrations()["toolPlugins"], json!([]));

    let imported = import_into(&server, "prod", "?automaticPublish=true", &right).ok(200);
    let listed = integrations();
    let parcels = &listed["toolPlugins"][0];
    assert_eq!(listed["toolPlugins"].as_array().unwrap().len(), 1);
    assert_eq!((&parcels["name"], &parcels["pendingPublish"]), (&json!("parcels"), &json!(false)));
    let tool = &parcels["tools"][0];
    assert_eq!((&tool["name"], &tool["version"]), (&json!("listP_get"), &json!(1)));
    assert_ne!(parcels["id"], "old-plugin");
    assert_eq!(imported["agentData"]["resourcePools"][0]["tools"][0]["id"], tool["id"]);
    // What it was is exported again; a second import updates.
    assert_eq!(export(&server, "prod", "A")["toolPlugins"], right["toolPlugins"]);
    import_into(&server, "prod", "", &right).ok(200);
    let again = integrations();
    assert_eq!(again["toolPlugins"][0]["id"], parcels["id"]);
    assert_eq!(
        (&again["toolPlugins"][0]["tools"][0]["revision"], &again["toolPlugins"][0]["pendingPublish"]),
        (&json!(2), &json!(true))
    );
}

/// SIM-46: as SIM-13, also under the tempers that look at what an agent names.
#[test]
fn an_import_checks_what_agents_name_as_other_writes_do() {
    let agent = |index: u64, name: &str, helpers: &[&str]| {
        let helpers: Vec<Value> = helpers.iter().map(|helper| json!({ "name": helper })).collect();
        let mut data = ready_data();
        data["resourcePools"] = json!([{ "name": "P", "agents": helpers }]);
        json!({ "importIndex": index, "name": name, "agentData": data })
    };
    let package = |agents: Vec<Value>| json!({ "info": {}, "agents": agents });
    let server = TestServer::start();
    server.emulator.set_temper(DraftsCheckReferences::Yes);
    let alone = package(vec![agent(1, "A", &["B"])]);
    let no_helper = ["Agent not found [IdOrName= B]."];
    assert_eq!(import_into(&server, "prod", "", &alone).error_texts(400), no_helper);
    let both = package(vec![agent(1, "A", &["B"]), agent(2, "B", &["A"])]);
    import_into(&server, "prod", "", &both).ok(200);

    server.emulator.reset();
    server.emulator.set_temper(PublishChecksHelpers::Yes);
    import_into(&server, "prod", "", &alone).ok(200);
    import_into(&server, "prod", "", &package(vec![agent(1, "B", &[])])).ok(200);
    assert_eq!(import_into(&server, "prod", "?automaticPublish=true", &alone).error_texts(400), no_helper);
    import_into(&server, "prod", "?automaticPublish=true", &both).ok(200);
    import_into(&server, "prod", "?automaticPublish=true", &alone).ok(200);
}
