//! Integrations (SIM-50 to SIM-61) and their configuration.

use geai_emulator::Emulator;
use serde_json::{Value, json};

use crate::test_server::{TestServer, names, ready_data, text};

const INTEGRATIONS: &str = "/v3/tool-plugins";

pub fn manifest(operations: &[(&str, &str, &str)]) -> String {
    let mut paths = json!({});
    for (path, method, id) in operations {
        paths[*path][*method] = json!({ "operationId": id, "responses": {} });
    }
    json!({ "openapi": "3.0.3", "servers": [{ "url": "https://x.example" }], "paths": paths }).to_string()
}

pub fn integration(name: &str) -> Value {
    json!({ "name": name, "manifest": manifest(&[("/parcels", "get", "listParcels")]) })
}

impl TestServer {
    pub fn import(&self, query: &str, integration: Value) -> crate::test_server::Answer {
        self.post(&format!("{INTEGRATIONS}/import{query}"), json!({ "toolPlugin": integration }))
    }

    fn put_integration(&self, segment: &str, integration: Value) -> crate::test_server::Answer {
        self.put(&format!("{INTEGRATIONS}/{segment}"), json!({ "toolPlugin": integration }))
    }

    fn integration(&self, segment: &str) -> Value {
        self.get(&format!("{INTEGRATIONS}/{segment}")).ok(200)
    }

    fn publish_tools(&self, segment: &str) -> Value {
        self.post(&format!("{INTEGRATIONS}/{segment}/publish-tools"), json!({})).ok(200)
    }
}

fn oauth_scheme() -> Value {
    json!({
        "authLevel": "User",
        "flows": { "authorizationCode": {
            "authorizationUrl": "https://login.example.com/authorize", "tokenUrl": "https://login.example.com/token",
            "clientId": "example-client", "clientSecret": "example-secret", "scopes": ["parcels.read"],
        } },
    })
}

#[test]
fn sim_50_a_name_and_a_manifest_are_needed() {
    let server = TestServer::start();
    let mut blank = integration(" ");
    assert_eq!(server.import("", blank.clone()).errors(400), [(2007, "Tool name cannot be empty".to_owned())]);
    blank["name"] = json!("a");
    blank["manifest"] = json!("");
    assert_eq!(server.import("", blank).errors(400), [(4018, "Manifest definition is missing".to_owned())]);
    assert_eq!(server.import("", json!({})).errors(400).len(), 2);
    assert_eq!(
        server.import("", integration("a:b/c")).error_texts(400),
        ["Invalid character in name (: is not allowed)", "Invalid character in name (/ is not allowed)"]
    );
    server.import("", integration("parcels")).ok(200);
    let again = server.import("", integration("parcels"));
    assert_eq!(again.errors(400), [(4002, "ToolPlugin already exists [Name=parcels]".to_owned())]);
    server
        .call_in("prod", "POST", "/v3/tool-plugins/import", Some(json!({ "toolPlugin": integration("parcels") })))
        .ok(200);
}

#[test]
fn sim_51_one_tool_per_path_and_method_with_an_operation_id() {
    let server = TestServer::start();
    let document = json!({
        "openapi": "3.0.3", "servers": { "url": "https://x.example" },
        "paths": {
            "/parcels/{id}": {
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } }],
                "get": { "operationId": "readParcel", "summary": "Reads one." },
                "put": { "operationId": "writeParcel", "requestBody": { "content": { "application/json": {
                    "schema": { "type": "object", "properties": { "state": { "type": "string" } }, "required": ["state"] },
                } } } },
                "delete": { "summary": "no id" },
            },
            "/parcels": { "get": { "operationId": "listParcels" }, "summary": "not a method" },
        },
    });
    let created =
        server.import("", json!({ "name": "p", "publicName": "com.example.p", "manifest": document.to_string() }));
    let created = created.ok(200);
    assert_eq!(names(&created["tools"]), ["readParcel_get", "writeParcel_put", "listParcels_get"]);
    let tools = created["tools"].as_array().unwrap();
    assert_eq!(tools[0]["publicName"], "com.example.p.readParcel_get");
    assert_eq!(tools[0]["description"], "Reads one.");
    let schema = |tool: &Value| serde_json::from_str::<Value>(text(tool, "inputSchema")).unwrap();
    assert_eq!(
        schema(&tools[1]),
        json!({
            "type": "object",
            "properties": { "id": { "type": "integer" }, "state": { "type": "string" } },
            "required": ["id", "state"],
        })
    );
    assert_eq!(schema(&tools[2]), json!({ "type": "object", "properties": {} }));
    assert_eq!(created["manifest"], document.to_string());
    let yaml = "openapi: 3.0.3\npaths:\n  /x:\n    get:\n      operationId: readX\n";
    let created = server.import("", json!({ "name": "y", "manifest": yaml })).ok(200);
    assert_eq!(names(&created["tools"]), ["readX_get"]);
    assert_eq!(created["manifest"], yaml);
    let broken = server.import("", json!({ "name": "z", "manifest": "a: [" }));
    assert!(broken.error_texts(400)[0].contains("YAML"));
    server.import("", json!({ "name": "z", "manifest": "{ broken" })).errors(400);
    server.import("", json!({ "name": "z", "manifest": "[]" })).errors(400);
}

#[test]
fn sim_52_tools_are_drafts_until_published() {
    let server = TestServer::start();
    let draft = server.import("", integration("draft")).ok(200);
    assert_eq!(draft["pendingPublish"], true);
    assert_eq!(draft["tools"][0]["isDraft"], true);
    let published = server.import("?automaticPublish=true", integration("published")).ok(200);
    assert_eq!(published["pendingPublish"], false);
    assert_eq!((&published["tools"][0]["isDraft"], &published["tools"][0]["version"]), (&json!(false), &json!(1)));
}

#[test]
fn sim_53_credentials_are_shown_as_references_only() {
    let server = TestServer::start();
    let mut with = integration("p");
    with["securityScheme"] = oauth_scheme();
    let created = server.import("", with).ok(200);
    let read = server.integration("p");
    let updated = server.put_integration("p", json!({ "description": "d" })).ok(200);
    // Sending the answer back changes no credential.
    let resent = server.put_integration("p", json!({ "securityScheme": read["securityScheme"] })).ok(200);
    for shown in [&created, &read, &updated, &resent] {
        assert!(!shown.to_string().contains("example-secret"));
        assert!(!shown.to_string().contains("example-client"));
        let flow = &shown["securityScheme"]["flows"]["authorizationCode"];
        assert_eq!(flow["scopes"], json!(["parcels.read"]));
        let parameters = shown["parameters"].as_array().unwrap();
        assert_eq!(parameters.len(), 2);
        for (parameter, member) in parameters.iter().zip(["clientId", "clientSecret"]) {
            assert_eq!(parameter["key"], format!("securityScheme.flows.authorizationCode.{member}"));
            assert_eq!((&parameter["type"], &parameter["fromSecret"]), (&json!("config"), &json!(true)));
            assert_eq!(parameter["value"], flow[member]);
        }
        assert_eq!(flow["clientId"], created["securityScheme"]["flows"]["authorizationCode"]["clientId"]);
    }
    assert_eq!(created["securityScheme"]["type"], "oauth2");
    assert_eq!(created["securityScheme"]["issuer"], "https://login.example.com");
}

#[test]
fn sim_54_pending_config_credential() {
    let server = TestServer::start();
    let pending = |name: &str, scheme: Value| {
        let mut integration = integration(name);
        integration["securityScheme"] = scheme;
        server.import("", integration).ok(200)["pendingConfigCredential"].clone()
    };
    assert_eq!(pending("none", Value::Null), false);
    assert_eq!(pending("level-none", json!({ "authLevel": "None" })), false);
    assert_eq!(pending("oauth", oauth_scheme()), false);
    let mut bare = oauth_scheme();
    for member in ["clientId", "clientSecret"] {
        bare["flows"]["authorizationCode"].as_object_mut().unwrap().remove(member);
    }
    assert_eq!(pending("bare", bare), true);
    assert_eq!(pending("key", json!({ "type": "apiKey", "in": "header", "name": "X-API-Key" })), true);
    let stored = json!({ "parameterDefinition": { "parameters": [{ "key": "securityScheme.apiKey", "value": "k" }] } });
    assert_eq!(server.post("/v3/tool-plugins/key/config", stored).status, 204);
    assert_eq!(server.integration("key")["pendingConfigCredential"], false);
}

#[test]
fn sim_55_update_keeps_what_is_absent_and_regenerates_tools() {
    let server = TestServer::start();
    let mut first = integration("p");
    first["description"] = json!("d");
    first["manifest"] = json!(manifest(&[("/a", "get", "a"), ("/b", "get", "b")]));
    let created = server.import("?automaticPublish=true", first).ok(200);
    let renamed = server.put_integration("p", json!({ "name": "p two" })).ok(200);
    assert_eq!((&renamed["id"], &renamed["description"]), (&created["id"], &json!("d")));
    assert_eq!(renamed["pendingPublish"], false);
    assert_eq!(renamed["tools"], created["tools"]);
    let changed =
        server.put_integration("p%20two", json!({ "manifest": manifest(&[("/b", "get", "b"), ("/c", "put", "c")]) }));
    let changed = changed.ok(200);
    assert_eq!(changed["pendingPublish"], true);
    assert_eq!(names(&changed["tools"]), ["b_get", "c_put"]);
    let tools = &changed["tools"];
    assert_eq!((&tools[0]["id"], &tools[0]["revision"]), (&created["tools"][1]["id"], &json!(2)));
    assert_eq!((&tools[0]["isDraft"], &tools[1]["revision"]), (&json!(true), &json!(1)));
    let gone = text(&created["tools"][0], "id");
    assert!(server.emulator.tools("dev").iter().all(|tool| tool.id != gone));
    assert_eq!(server.publish_tools("p%20two")["totalPublished"], 2);

    server.import("", integration("other")).ok(200);
    assert_eq!(server.put_integration("other", json!({ "name": "p two" })).errors(400)[0].0, 4002);
    assert_eq!(server.put_integration("other", json!({ "name": "" })).errors(400)[0].0, 2007);
    assert_eq!(server.put_integration("other", json!({ "manifest": " " })).errors(400)[0].0, 4018);
    assert_eq!(server.integration("other")["name"], "other");
}

#[test]
fn sim_55_an_absent_integration_is_created_by_the_first_route_only() {
    let server = TestServer::start();
    let created = server.put_integration("fresh", json!({ "manifest": manifest(&[]) })).ok(201);
    assert_eq!(created["name"], "fresh");
    let named = server.put_integration("00000000-0000-4000-8000-000000000001", integration("named")).ok(201);
    assert_eq!(named["name"], "named");
    let absent = server.put("/v3/tool-plugins/import/nobody", json!({ "toolPlugin": integration("nobody") }));
    assert_eq!(absent.errors(404), [(4000, "ToolPlugin not found [IdOrName= nobody].".to_owned())]);
    let body = json!({ "toolPlugin": { "description": "d", "manifest": manifest(&[("/a", "get", "a")]) } });
    let published = server.put("/v3/tool-plugins/import/fresh?automaticPublish=true", body).ok(200);
    assert_eq!((&published["description"], &published["pendingPublish"]), (&json!("d"), &json!(false)));
    assert_eq!(published["tools"][0]["version"], 1);
}

#[test]
fn sim_56_list_filters_and_pages() {
    let server = TestServer::start();
    server.import("", integration("alpha one")).ok(200);
    let published = server.import("?automaticPublish=true", integration("beta one")).ok(200);
    server.import("?automaticPublish=true", integration("beta two")).ok(200);
    let foreign = json!({ "toolPlugin": {
        "name": "theirs", "accessScope": "public", "publicName": "their.integration", "manifest": manifest(&[]),
    } });
    server.call_in("prod", "POST", "/v3/tool-plugins/import", Some(foreign)).ok(200);
    let listed = |query: &str| server.get(&format!("{INTEGRATIONS}?{query}")).ok(200);
    let found = |query: &str| names(&listed(query)["toolPlugins"]);
    assert_eq!(found(""), ["alpha one", "beta one", "beta two"]);
    assert_eq!(found("allowDrafts=true").len(), 3);
    assert_eq!(found("allowDrafts=false"), ["beta one", "beta two"]);
    assert_eq!(found("allowExternal=true"), ["alpha one", "beta one", "beta two", "theirs"]);
    assert_eq!(found("name=beta%20one"), ["beta one"]);
    assert_eq!(found("name=beta%25"), ["beta one", "beta two"]);
    assert_eq!(found("name=%25one"), ["alpha one", "beta one"]);
    assert_eq!(found("name=%25a%20%25").len(), 3);
    assert_eq!(found("name=beta"), [""; 0]);
    assert_eq!(found(&format!("id={}", text(&published, "id"))), ["beta one"]);
    assert_eq!(found("accessScope=public&allowExternal=true"), ["theirs"]);
    assert_eq!(found("start=1&count=1"), ["beta one"]);
    let page = listed("start=2&count=2")["information"].clone();
    assert_eq!((&page["Page"], &page["PageSize"], &page["Total"]), (&json!(2), &json!(2), &json!(3)));
    assert_eq!(listed("")["information"]["PageSize"], 20);
    let item = &listed("")["toolPlugins"][0];
    assert_eq!((&item["type"], &item["isReadOnly"]), (&json!("Other"), &json!(false)));
    assert!(item.get("tools").is_none() && item.get("manifest").is_none());
    assert_eq!(names(&listed("detailLevel=expanded")["toolPlugins"][0]["tools"]), ["listParcels_get"]);
    assert!(listed("detailLevel=normal")["toolPlugins"][0].get("tools").is_none());
    assert_eq!(listed("allowExternal=true&start=3")["toolPlugins"][0]["isReadOnly"], true);
}

#[test]
fn sim_57_deleting_takes_tools_and_interactions_along() {
    let server = TestServer::start();
    let integration = server.import("?automaticPublish=true", integration("p")).ok(200);
    let tool = text(&integration["tools"][0], "id");
    let mut data = ready_data();
    data["resourcePools"] = json!([{ "name": "P", "tools": [{ "id": tool }] }]);
    server.create_published(json!({ "name": "A", "agentData": data }));
    server.call_in("dev", "PUT", "/v2/user-interactions/tool-plugins/p", None).ok(200);
    let deleted = server.delete("/v3/tool-plugins/p");
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    assert_eq!(server.get("/v3/tool-plugins/p").error_texts(404), ["ToolPlugin not found [IdOrName= p]."]);
    server.delete("/v3/tool-plugins/p").errors(404);
    assert!(server.emulator.tools("dev").iter().all(|known| known.id != tool));
    assert_eq!(server.get("/v2/user-interactions/tool-plugins/open").ok(200)["interactions"], json!([]));
    let agent = server.get("/v4/agents/A").ok(200);
    assert_eq!(agent["agentData"]["resourcePools"][0]["tools"][0]["id"], tool);
    assert_eq!(server.names(&format!("/v4/agents?toolId={tool}")), ["A"]);
}

#[test]
fn sim_58_publish_tools_counts_the_drafts() {
    let server = TestServer::start();
    let mut two = integration("p");
    two["manifest"] = json!(manifest(&[("/a", "get", "a"), ("/a", "put", "a")]));
    server.import("", two).ok(200);
    assert_eq!(server.publish_tools("p"), json!({ "totalPublished": 2 }));
    assert_eq!(server.publish_tools("p"), json!({ "totalPublished": 0 }));
    assert_eq!(server.integration("p")["pendingPublish"], false);
    // The page says the body is empty, the vendor's SDK sends {}.
    let empty = server.call_in("dev", "POST", "/v3/tool-plugins/p/publish-tools", None).ok(200);
    assert_eq!(empty["totalPublished"], 0);
    server.send(server.authorized("dev", "POST", "/v3/tool-plugins/p/publish-tools").body("no")).framework_error(400);
}

#[test]
fn sim_59_publish_tools_on_an_unknown_integration_is_a_success_with_a_message() {
    let server = TestServer::start();
    let expected = json!({ "Messages": [{ "description": "ToolPlugin not found [IdOrName= X]." }] });
    assert_eq!(server.publish_tools("X"), expected);
}

#[test]
fn sim_60_public_integrations_of_others_are_read_only() {
    let server = TestServer::start();
    let foreign = json!({ "toolPlugin": {
        "name": "theirs", "accessScope": "public", "publicName": "their.integration", "manifest": manifest(&[]),
    } });
    let created = server.call_in("prod", "POST", "/v3/tool-plugins/import", Some(foreign)).ok(200);
    for segment in ["their.integration", text(&created, "id")] {
        assert_eq!(server.integration(segment)["isReadOnly"], true);
        server.put_integration(segment, json!({ "description": "mine" })).errors(403);
        server.put(&format!("/v3/tool-plugins/import/{segment}"), json!({ "toolPlugin": {} })).errors(403);
        server.delete(&format!("{INTEGRATIONS}/{segment}")).errors(403);
        server.post(&format!("{INTEGRATIONS}/{segment}/publish-tools"), json!({})).errors(403);
        server.post(&format!("{INTEGRATIONS}/{segment}/config"), json!({})).errors(403);
    }
    // Names of other projects mean nothing here.
    server.get("/v3/tool-plugins/theirs").errors(404);
}

#[test]
fn sim_04_private_integrations_of_others_are_not_there() {
    let server = TestServer::start();
    let foreign = json!({ "toolPlugin": { "name": "p", "publicName": "their.p", "manifest": manifest(&[]) } });
    let created = server.call_in("prod", "POST", "/v3/tool-plugins/import", Some(foreign)).ok(200);
    for segment in ["p", "their.p", text(&created, "id")] {
        server.get(&format!("{INTEGRATIONS}/{segment}")).errors(404);
        server.delete(&format!("{INTEGRATIONS}/{segment}")).errors(404);
    }
    let listed = server.get(&format!("{INTEGRATIONS}?allowExternal=true")).ok(200);
    assert_eq!(listed["toolPlugins"], json!([]));
}

#[test]
fn sim_08_integrations_are_found_by_public_name_too() {
    let server = TestServer::start();
    let mut first = integration("p");
    first["publicName"] = json!("com.example.p");
    let created = server.import("", first).ok(200);
    for segment in [text(&created, "id"), "p", "com.example.p"] {
        assert_eq!(server.integration(segment)["id"], created["id"]);
    }
    server.get("/v3/tool-plugins/P").errors(404);
    assert_eq!(server.get("/v3/tool-plugins/%20").error_texts(400), ["ToolPlugin IdOrName is required"]);
}

#[test]
fn section_7_configuration_is_set_by_key() {
    let server = TestServer::start();
    let mut with = integration("p");
    with["securityScheme"] = oauth_scheme();
    server.import("", with).ok(200);
    let path = "/v3/tool-plugins/p/config";
    assert_eq!(server.get(path).ok(200)["parameters"].as_array().unwrap().len(), 2);
    let set = |parameters: Value| server.post(path, json!({ "parameterDefinition": { "parameters": parameters } }));
    set(json!([
        { "key": "region", "dataType": "String", "type": "app", "fromSecret": false, "value": "eu" },
        { "key": "securityScheme.flows.authorizationCode.clientSecret", "value": "second-secret" },
    ]));
    let again = set(json!([{ "key": "region", "value": "us" }]));
    assert_eq!((again.status, again.text.as_str()), (204, ""));
    let read = server.get("/v3/tool-plugins/p/config?allowDrafts=true").ok(200);
    let parameters = read["parameters"].as_array().unwrap();
    assert_eq!(parameters.len(), 3);
    assert_eq!(
        parameters[2],
        json!({ "key": "region", "dataType": "String", "type": "app", "fromSecret": false, "value": "us" })
    );
    assert!(!read.to_string().contains("second-secret"));
    set(json!([{ "value": "no key" }])).errors(400);
    server.get("/v3/tool-plugins/nobody/config").errors(404);
}

#[test]
fn sim_61_the_tools_of_an_mcp_manifest_are_those_of_its_list() {
    let url = "https://mcp.example.com";
    let schema = json!({ "type": "object", "properties": { "number": { "type": "string" } }, "required": ["number"] });
    let manifest = json!({ "serverInfo": { "name": "Parcels" }, "tools": [
        { "name": "track", "description": "Tracks a parcel.", "inputSchema": schema },
        { "name": "list" }, { "name": "track" }, { "name": " " }, 5,
    ] });
    let server = TestServer::with(Emulator::builder().project("dev").project("prod").inspector_target(
        url,
        json!({ "type": "apiKey", "in": "header", "name": "X" }),
        manifest.to_string(),
    ));
    let inspected = server.get(&format!("/v3/tool-plugins/inspector/manifest?url={url}")).ok(200);
    let plugin = json!({ "name": "parcels", "manifest": inspected["manifest"] });
    let imported =
        server.post("/v3/tool-plugins/import?automaticPublish=true", json!({ "toolPlugin": plugin })).ok(200);
    assert_eq!(names(&imported["tools"]), ["track", "list"]);
    assert_eq!(imported["type"], "Other");
    let tool = &imported["tools"][0];
    assert_eq!((&tool["description"], &tool["version"]), (&json!("Tracks a parcel."), &json!(1)));
    let read: Value = serde_json::from_str(tool["inputSchema"].as_str().unwrap()).unwrap();
    assert_eq!(read, schema);
    // An agent can name them, and a new manifest makes them anew.
    let agent = json!({ "name": "A", "agentData": { "prompt": { "instructions": "x" }, "models": [{ "name": "m" }],
        "resourcePools": [{ "name": "Main", "tools": [{ "name": "track" }] }] } });
    server.create_published(agent);
    let changed = "tools:\n  - name: track\n  - name: cancel\n";
    let updated = server.put("/v3/tool-plugins/parcels", json!({ "toolPlugin": { "manifest": changed } })).ok(200);
    assert_eq!(names(&updated["tools"]), ["track", "cancel"]);
    assert_eq!((&updated["tools"][0]["id"], &updated["tools"][0]["revision"]), (&tool["id"], &json!(2)));
    // A list `tools` beside operations belongs to no kind of OpenAPI's.
    let mixed =
        json!({ "openapi": "3.1.0", "tools": [{ "name": "x" }], "paths": { "/p": { "get": { "operationId": "p" } } } });
    let plugin = json!({ "name": "mixed", "manifest": mixed.to_string() });
    let imported = server.post("/v3/tool-plugins/import", json!({ "toolPlugin": plugin })).ok(200);
    assert_eq!((names(&imported["tools"]), &imported["type"]), (vec!["p_get".to_owned()], &json!("OpenAPI")));
}
