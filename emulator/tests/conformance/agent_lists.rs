//! Lists of agents, and by tool (SIM-27 to SIM-31).

use serde_json::{Value, json};

use crate::test_server::{PARCELS_TOOL, TRANSLATE, TestServer, WEB_SEARCH, names, ready, ready_data};

fn fill(server: &TestServer, count: usize) {
    for index in 0..count {
        server.create_published(ready(&format!("A{index:02}")));
    }
}

#[test]
fn sim_27_defaults_filters_and_pages() {
    let server = TestServer::start();
    fill(&server, 23);
    server.create_published(
        json!({ "name": "Pub", "accessScope": "public", "publicName": "p", "agentData": ready_data() }),
    );
    server.create_published(json!({ "name": "Off", "status": "inactive", "agentData": ready_data() }));
    let all = server.names("/v4/agents");
    assert_eq!(all.len(), 20);
    assert_eq!((all[0].as_str(), all[19].as_str()), ("A00", "A19"));
    assert_eq!(server.names("/v4/agents?start=20"), ["A20", "A21", "A22", "Pub", "Off"]);
    assert_eq!(server.names("/v4/agents?start=3&count=2"), ["A03", "A04"]);
    assert_eq!(server.names("/v4/agents?accessScope=public"), ["Pub"]);
    assert_eq!(server.names("/v4/agents?accessScope=private&start=22&count=5"), ["A22", "Off"]);
    assert_eq!(server.names("/v4/agents?status=inactive"), ["Off"]);
    for empty in ["status=nope", "accessScope=nope", "start=99", "count=0", "status=inactive&accessScope=public"] {
        assert_eq!(server.names(&format!("/v4/agents?{empty}")), [""; 0], "{empty}");
    }
    server.get("/v4/agents?start=x").framework_error(400);
    server.get("/v4/agents?count=-1").framework_error(400);
}

#[test]
fn sim_28_a_list_shows_the_published_or_the_newest_revision() {
    let server = TestServer::start();
    server.create(json!({ "name": "Draft" }));
    server.create_published(ready("Both"));
    server.update("Both", json!({ "description": "newer" }));
    server.create_published(ready("Done"));
    for path in ["/v4/agents", "/v2/agents", "/v4/agents?allowDrafts=false"] {
        let listed = server.get(path).ok(200);
        assert_eq!(names(&listed["agents"]), ["Both", "Done"]);
        let both = &listed["agents"][0];
        assert_eq!((&both["revision"], &both["version"], &both["isDraft"]), (&json!(1), &json!(1), &json!(false)));
    }
    let listed = server.get("/v4/agents?allowDrafts=true").ok(200);
    assert_eq!(names(&listed["agents"]), ["Draft", "Both", "Done"]);
    let both = &listed["agents"][1];
    assert_eq!((&both["revision"], &both["isDraft"], &both["description"]), (&json!(2), &json!(true), &json!("newer")));
    assert!(both.get("version").is_none());
    assert_eq!(listed["agents"][2]["version"], 1);
    for member in ["id", "name", "description", "accessScope", "status", "isDraft", "revision"] {
        assert!(both.get(member).is_some(), "{member}");
    }
    for member in ["agentData", "jobDescription", "permissions"] {
        assert!(both.get(member).is_none(), "{member}");
    }
}

#[test]
fn sim_28_order_is_creation_order_whatever_happens() {
    let server = TestServer::start();
    fill(&server, 5);
    server.update("A00", json!({ "description": "changed" }));
    server.delete("/v2/agents/A02");
    server.create(json!({ "name": "Late" }));
    server.create_published(ready("A02"));
    // Published long after younger agents were.
    server.update("Late", json!({ "agentData": ready_data() }));
    server.publish("Late", 2).ok(200);
    assert_eq!(server.names("/v4/agents"), ["A00", "A01", "A03", "A04", "Late", "A02"]);
}

#[test]
fn sim_29_v4_tells_about_the_page_and_v2_does_not() {
    let server = TestServer::start();
    fill(&server, 5);
    let information = |query: &str| server.get(&format!("/v4/agents?{query}")).ok(200)["information"].clone();
    let page = information("start=2&count=2");
    assert_eq!((&page["Page"], &page["PageSize"], &page["Total"]), (&json!(2), &json!(2), &json!(5)));
    assert!(page["Duration"].is_number());
    let page = information("start=3&count=2");
    assert_eq!(page["Page"], 2);
    let page = information("start=50");
    assert_eq!((&page["Page"], &page["PageSize"], &page["Total"]), (&json!(3), &json!(20), &json!(5)));
    assert_eq!(information("count=0")["Page"], 1);
    let v2 = server.get("/v2/agents").ok(200);
    assert_eq!(v2.as_object().unwrap().keys().collect::<Vec<_>>(), ["agents"]);
}

#[test]
fn sim_30_external_agents_are_public_ones_of_other_projects() {
    let server = TestServer::start();
    server.create_published(ready("Mine"));
    let theirs = |definition: Value, query: &str| {
        server
            .call_in("prod", "POST", &format!("/v4/agents{query}"), Some(json!({ "agentDefinition": definition })))
            .ok(201)
    };
    theirs(ready("Private"), "?automaticPublish=true");
    theirs(
        json!({ "name": "Public", "accessScope": "public", "publicName": "their.public", "agentData": ready_data() }),
        "?automaticPublish=true",
    );
    theirs(json!({ "name": "PublicDraft", "accessScope": "public", "publicName": "their.draft" }), "");
    assert_eq!(server.names("/v4/agents"), ["Mine"]);
    for name in ["includeExternal", "allowExternal"] {
        let listed = server.get(&format!("/v4/agents?{name}=true")).ok(200);
        assert_eq!(names(&listed["agents"]), ["Mine", "Public"]);
        assert_eq!(listed["information"]["Total"], 2);
    }
    assert_eq!(server.names("/v4/agents?includeExternal=true&start=1&count=1"), ["Public"]);
    assert_eq!(server.names("/v4/agents?includeExternal=true&allowDrafts=true"), ["Mine", "Public", "PublicDraft"]);
    assert_eq!(server.names("/v4/agents?includeExternal=true&accessScope=private"), ["Mine"]);
    assert_eq!(server.names("/v4/agents?includeExternal=true&accessScope=public"), ["Public"]);
}

#[test]
fn sim_31_agents_by_tool() {
    let server = TestServer::start();
    let with = |name: &str, tools: Value| {
        let mut data = ready_data();
        data["resourcePools"] = json!([{ "name": "P", "tools": tools }]);
        json!({ "name": name, "jobDescription": "job", "agentData": data })
    };
    server.create_published(with("ById", json!([{ "id": WEB_SEARCH }])));
    server.create_published(with("ByName", json!([{ "name": "web_search" }, { "id": TRANSLATE }])));
    server.create_published(with("ByIdInName", json!([{ "name": WEB_SEARCH }])));
    server.create_published(with("ByPublicName", json!([{ "name": "com.globant.geai.web_search" }])));
    server
        .create_published(with("Twice", json!([{ "id": WEB_SEARCH, "name": "web_search" }, { "name": "web_search" }])));
    server.create_published(with("Other", json!([{ "name": "listParcels_get" }])));
    server.create(with("Draft", json!([{ "id": WEB_SEARCH }])));
    let all = ["ById", "ByName", "ByIdInName", "ByPublicName", "Twice"];
    for tool in [WEB_SEARCH, "web_search", "com.globant.geai.web_search"] {
        let listed = server.get(&format!("/v4/agents?toolId={tool}")).ok(200);
        assert_eq!(names(&listed["agents"]), all, "{tool}");
        assert_eq!(listed["information"]["Total"], 5);
    }
    assert_eq!(server.names(&format!("/v4/agents?toolId={PARCELS_TOOL}")), ["Other"]);
    assert_eq!(server.names(&format!("/v4/agents?toolId={TRANSLATE}")), ["ByName"]);
    assert_eq!(server.names(&format!("/v4/agents?toolId={WEB_SEARCH}&start=1&count=2")), all[1..3]);
    assert_eq!(server.names(&format!("/v4/agents?toolId={WEB_SEARCH}&allowDrafts=true")).len(), 6);
    for unknown in ["nope", "", "00000000-0000-4000-8000-000000000001"] {
        let listed = server.get(&format!("/v4/agents?toolId={unknown}")).ok(200);
        assert_eq!(listed["agents"], json!([]));
        assert_eq!(listed["information"]["Total"], 0);
    }
    let item = &server.get(&format!("/v4/agents?toolId={WEB_SEARCH}")).ok(200)["agents"][0];
    assert_eq!(item["jobDescription"], "job");
    assert_eq!(item["permissions"], json!({ "chatSharing": "organization", "externalExecution": "none" }));
    assert_eq!(item["effectivePermissions"], json!({ "chatSharing": "none", "externalExecution": "none" }));
    // The newest revision no longer has the tool; the published one still has.
    server.update("ById", json!({ "agentData": ready_data() }));
    assert_eq!(server.names(&format!("/v4/agents?toolId={WEB_SEARCH}")), all);
    assert!(!server.names(&format!("/v4/agents?toolId={WEB_SEARCH}&allowDrafts=true")).contains(&"ById".to_owned()));
    server.delete("/v2/agents/Twice");
    assert_eq!(server.names(&format!("/v4/agents?toolId={WEB_SEARCH}")), all[..4]);
}

#[test]
fn sim_31_a_tool_outside_the_emulator_is_found_by_what_the_pool_says() {
    let server = TestServer::start();
    let mut data = ready_data();
    data["resourcePools"] =
        json!([{ "name": "P", "isExternal": true, "tools": [{ "id": "ext-1", "name": "external" }] }]);
    server.create_published(json!({ "name": "A", "agentData": data }));
    assert_eq!(server.names("/v4/agents?toolId=ext-1"), ["A"]);
    assert_eq!(server.names("/v4/agents?toolId=external"), ["A"]);
}
