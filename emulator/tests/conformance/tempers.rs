//! Tempers: which of the servers that the documentation allows the emulator is.

use geai_emulator::{
    Answers, Drafts, DraftsCheckReferences, Emulator, Fills, Names, NotFound, Null, Omits, PublishChecksHelpers,
    ReordersPools, ReserialisesManifest, Revisions, SecretsWiped, Temper, Tempers, TrimsTexts, Update,
};
use serde_json::{Value, json};

use crate::test_server::{TestServer, names, ready, ready_data, text};

fn with(temper: impl Into<Temper>) -> TestServer {
    TestServer::with(Emulator::builder().project("dev").project("prod").temper(temper))
}

/// Names of the members of an object, sorted.
fn members(value: &Value) -> Vec<&str> {
    let mut members: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    members.sort_unstable();
    members
}

const MANIFEST: &str = r#"{"openapi":"3.0.3","paths":{"/p":{"get":{"operationId":"list"}}}}"#;

fn integration(server: &TestServer, name: &str) -> Value {
    let body = json!({ "toolPlugin": {
        "name": name, "description": "d", "publicName": format!("com.example.{}", name.to_lowercase()), "manifest": MANIFEST,
        "securityScheme": { "authLevel": "User", "flows": { "authorizationCode": {
            "authorizationUrl": "https://login.example.com/a", "tokenUrl": "https://login.example.com/t",
            "clientId": "c", "clientSecret": "s", "scopes": ["r"],
        } } },
    } });
    server.post("/v3/tool-plugins/import", body).ok(200)
}

#[test]
fn tempers_are_listed_with_their_values_and_defaults() {
    let by_default: Vec<(&str, &str)> = Tempers::default().iter().map(|it| (it.name(), it.value())).collect();
    let listed: Vec<(&str, &str)> = Temper::ALL.iter().map(|(name, _, default)| (*name, *default)).collect();
    assert_eq!(by_default, listed);
    for (name, values, default) in Temper::ALL {
        assert!(values.contains(default), "{name}");
        for value in *values {
            let temper = Temper::parse(name, value).unwrap();
            assert_eq!((temper.name(), temper.value()), (*name, *value));
        }
    }
    let expected = ["observed", "page", "shallow", "ignored", "404", "case-sensitive", "nothing", "nothing"];
    let rest = ["no", "no", "no", "no", "no", "no", "next"];
    assert_eq!(by_default.iter().map(|(_, value)| *value).collect::<Vec<_>>(), [&expected[..], &rest].concat());
    let page = include_str!("../../../docs/emulator.md");
    for (name, values, default) in Temper::ALL {
        let row =
            page.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).unwrap_or_else(|| panic!("{name}"));
        assert!(row.contains(&format!("**`{default}`**")), "{row}");
        assert!(values.iter().all(|value| row.contains(&format!("`{value}`"))), "{row}");
    }
}

#[test]
fn an_unknown_temper_is_refused_with_the_nearest_name() {
    for (name, value, nearest) in [
        ("draft", "page", "\"drafts\""),
        ("notfound", "404", "\"not_found\""),
        ("drafts", "newst", "\"newest\""),
        ("names", "CaseInsensitive", "\"case-insensitive\""),
        ("not_found", "403", "\"404\""),
    ] {
        let refused = Temper::parse(name, value).unwrap_err().to_string();
        assert!(refused.contains(&format!("nearest is {nearest}")), "{refused}");
    }
}

#[test]
fn tempers_change_while_the_emulator_runs() {
    let server = with(Update::Deep);
    assert_eq!((server.emulator.tempers().update, server.emulator.tempers().null), (Update::Deep, Null::Ignored));
    server.get("/v4/agents/A").errors(404);
    server.emulator.set_temper(NotFound::Status400);
    server.get("/v4/agents/A").errors(400);
    let control = |method: &str, body: Option<Value>| {
        let request = server.request(method, "/emulator/tempers");
        server.send(match body {
            Some(body) => request.json(&body),
            None => request,
        })
    };
    let mut all = json!({
        "answers": "observed", "drafts": "page", "update": "deep", "null": "ignored", "not_found": "400",
        "names": "case-sensitive", "fills": "nothing", "omits": "nothing", "trims_texts": "no", "reorders_pools": "no",
        "reserialises_manifest": "no", "drafts_check_references": "no", "publish_checks_helpers": "no",
        "secrets_wiped_when_scheme_absent": "no", "revisions": "next",
    });
    assert_eq!(control("GET", None).ok(200), all);
    all["drafts"] = json!("newest");
    all["not_found"] = json!("404");
    assert_eq!(control("POST", Some(json!({ "drafts": "newest", "not_found": "404" }))).ok(200), all);
    // One of them is wrong, so none is set.
    let refused = control("POST", Some(json!({ "drafts": "page", "nul": "clears" }))).error_texts(400);
    assert!(refused[0].contains("nearest is \"null\""), "{refused:?}");
    control("POST", Some(json!({ "not_found": 404 }))).framework_error(400);
    assert_eq!(control("GET", None).ok(200), all);
    assert_eq!(control("DELETE", None).status, 204);
    assert_eq!(server.emulator.tempers(), Tempers::default());
    control("PATCH", None).framework_error(405);
}

#[test]
fn answers_documented_hold_no_member_that_no_page_shows() {
    let server = with(Answers::Documented);
    let definition = |name: &str| {
        json!({ "agentDefinition": {
            "name": name, "avatarImage": "https://x.example/a.png", "custom": 1, "publicName": name.to_lowercase(),
            "permissions": { "chatSharing": "none" },
            "agentData": {
                "strategyName": "S", "custom": 1, "properties": [],
                "prompt": { "instructions": "i", "context": "c", "inputs": ["x"], "examples": [] },
                "llmConfig": { "maxTokens": 1, "timeout": 0, "sampling": { "temperature": 0.1, "topK": 1 } },
                "models": [{ "name": "m", "llmConfig": {} }],
                "resourcePools": [{ "name": "P", "isExternal": true, "agents": [], "tools": [
                    { "id": "x", "name": "y", "revision": 1 }
                ] }],
            },
        } })
    };
    let common = ["accessScope", "agentData", "description", "id", "isDraft", "jobDescription", "name", "revision"];
    let with = |more: &[&'static str]| {
        let mut all = [&common[..], &["status"], more].concat();
        all.sort_unstable();
        all
    };
    let created = server.post("/v4/agents", definition("A")).ok(201);
    assert_eq!(members(&created), with(&["sharingScope"]));
    let data = &created["agentData"];
    assert_eq!(members(data), ["llmConfig", "models", "prompt", "resourcePools", "strategyName"]);
    assert_eq!(members(&data["prompt"]), ["context", "instructions"]);
    assert_eq!(data["llmConfig"], json!({ "maxTokens": 1, "timeout": 0, "sampling": { "temperature": 0.1 } }));
    assert_eq!(data["models"], json!([{ "name": "m" }]));
    let tools = json!([{ "id": "x", "name": "y" }]);
    assert_eq!(data["resourcePools"], json!([{ "name": "P", "isExternal": true, "tools": tools }]));
    assert_eq!(members(&server.post("/v2/agents", definition("B")).ok(201)), with(&[]));
    assert_eq!(members(&server.put("/v4/agents/A", definition("A")).ok(200)), with(&["sharingScope"]));
    let published = server.publish("A", 2).ok(200);
    assert_eq!(members(&published), with(&["avatarImage", "sharingScope", "version"]));
    assert_eq!(members(&server.get("/v4/agents/A").ok(200)), with(&["sharingScope"]));
    assert_eq!(members(&server.get("/v2/agents/A").ok(200)), with(&["avatarImage", "version"]));
    let page = server.get("/v4/agents").ok(200);
    let summary = ["accessScope", "description", "id", "isDraft", "name", "revision", "status", "version"];
    assert_eq!(members(&page["agents"][0]), summary);
    let by_tool = server.get("/v4/agents?toolId=x").ok(200);
    let mut more = [&summary[..], &["effectivePermissions", "jobDescription", "permissions"]].concat();
    more.sort_unstable();
    assert_eq!(members(&by_tool["agents"][0]), more);
    let package = server.get("/v2/agents/A/export").ok(200);
    let exported = &package["labPackage"]["agents"][0];
    assert!(exported.get("avatarImage").is_none() && exported.get("publicName").is_none(), "{exported}");
    assert!(exported.get("custom").is_none() && exported["agentData"].get("properties").is_none(), "{exported}");
    let imported = server.call_in("prod", "POST", "/v2/agents/import", Some(package)).ok(200);
    assert_eq!(members(&imported), with(&["sharingScope", "version"]));

    let made = integration(&server, "P");
    let head = ["accessScope", "description", "id", "name", "pendingConfigCredential", "pendingPublish", "status"];
    let with = |more: &[&'static str]| {
        let mut all = [&head[..], more].concat();
        all.sort_unstable();
        all
    };
    assert_eq!(members(&made), with(&["manifest", "parameters", "publicName", "securityScheme", "tools"]));
    assert_eq!(members(&made["tools"][0]), ["accessScope", "inputSchema", "name", "openApiJson", "publicName"]);
    let got = server.get("/v3/tool-plugins/P").ok(200);
    assert_eq!(members(&got), with(&["isReadOnly", "manifest", "securityScheme", "type"]));
    assert_eq!(members(&got["securityScheme"]["flows"]["authorizationCode"]), ["scopes"]);
    let updated = server.put("/v3/tool-plugins/P", json!({ "toolPlugin": { "description": "e" } })).ok(200);
    assert_eq!(members(&updated), with(&["manifest", "publicName", "securityScheme"]));
    let listed = server.get("/v3/tool-plugins?detailLevel=expanded").ok(200);
    assert_eq!(members(&listed["toolPlugins"][0]), with(&["isReadOnly", "type"]));
    // The page shows no messages there, so an unknown integration is not found.
    server.post("/v3/tool-plugins/missing/publish-tools", json!({})).errors(404);

    // What no page has is no matter of this temper, and neither is what is stored.
    server.get("/v3/tool-plugins/P/config").ok(200);
    server.emulator.set_temper(Answers::Observed);
    let observed = server.get("/v4/agents/A").ok(200);
    assert_eq!((&observed["custom"], text(&observed, "publicName")), (&json!(1), "a"));
    assert_eq!(observed["agentData"]["prompt"]["inputs"], json!(["x"]));
    server.post("/v3/tool-plugins/missing/publish-tools", json!({})).ok(200);
}

#[test]
fn drafts_page_answers_the_published_revision() {
    let server = with(Drafts::Page);
    server.create(ready("Draft"));
    assert_eq!(server.get("/v4/agents/Draft?allowDrafts=true").ok(200)["revision"], 1);
    server.create_published(ready("A"));
    server.update("A", json!({ "description": "d" }));
    let revision = |path: &str| server.get(path).ok(200)["revision"].clone();
    assert_eq!(revision("/v4/agents/A?allowDrafts=true"), 1);
    assert_eq!(revision("/v2/agents/A?revision=0&version=0&allowDrafts=true"), 1);
    assert_eq!(revision("/v4/agents/A?allowDrafts=true&revision=2"), 2);
    assert_eq!(server.get("/v4/agents?allowDrafts=true").ok(200)["agents"][1]["revision"], 2);
    server.emulator.set_temper(Drafts::Newest);
    assert_eq!(revision("/v4/agents/A?allowDrafts=true"), 2);
    assert_eq!(revision("/v4/agents/A"), 1);
}

#[test]
fn update_deep_keeps_members_at_every_level() {
    let server = with(Update::Deep);
    let data = json!({
        "strategyName": "S", "prompt": { "instructions": "i", "context": "c" }, "models": [{ "name": "m" }],
        "llmConfig": { "maxTokens": 5, "sampling": { "temperature": 0.5 } },
    });
    let permissions = json!({ "chatSharing": "none", "externalExecution": "none" });
    server.create(json!({ "name": "A", "description": "d", "permissions": permissions, "agentData": data }));
    let updated = server.update(
        "A",
        json!({
            "permissions": { "chatSharing": "organization" },
            "agentData": { "prompt": { "instructions": "j" }, "models": [{ "name": "n" }], "llmConfig": { "sampling": { "topP": 1 } } },
        }),
    );
    assert_eq!(updated["description"], "d");
    assert_eq!(updated["permissions"], json!({ "chatSharing": "organization", "externalExecution": "none" }));
    let expected = json!({
        "strategyName": "S", "prompt": { "instructions": "j", "context": "c" }, "models": [{ "name": "n" }],
        "llmConfig": { "maxTokens": 5, "sampling": { "temperature": 0.5, "topP": 1 } },
    });
    assert_eq!(updated["agentData"], expected);
}

#[test]
fn update_replace_keeps_the_name_only() {
    let server = with(Update::Replace);
    let full =
        json!({ "name": "A", "description": "d", "custom": 1, "sharingScope": "none", "agentData": ready_data() });
    server.create(full);
    let updated = server.update("A", json!({ "jobDescription": "j" }));
    assert_eq!((text(&updated, "name"), text(&updated, "description")), ("A", ""));
    assert_eq!((text(&updated, "jobDescription"), text(&updated, "sharingScope")), ("j", "organization"));
    assert!(updated.get("custom").is_none() && updated.get("agentData").is_none(), "{updated}");
    let body = json!({ "agentDefinition": { "description": "e" } });
    let upserted = server.put("/v4/agents/A/upsert", body).ok(201);
    assert_eq!((text(&upserted, "jobDescription"), text(&upserted, "description")), ("", "e"));

    integration(&server, "P");
    let update = |members: Value| server.put("/v3/tool-plugins/P", json!({ "toolPlugin": members }));
    assert_eq!(update(json!({ "description": "e" })).errors(400)[0].0, 4018);
    let updated = update(json!({ "manifest": MANIFEST })).ok(200);
    assert_eq!((text(&updated, "name"), text(&updated, "description")), ("P", ""));
    assert!(updated.get("securityScheme").is_none() && updated.get("publicName").is_none(), "{updated}");
    assert_eq!(updated["parameters"], json!([]));
}

#[test]
fn null_clears_is_ignored_or_is_refused() {
    let definition = || json!({ "name": "A", "description": "d", "publicName": "a", "agentData": ready_data() });
    let nulls = json!({ "description": null, "publicName": null });
    let server = with(Null::Clears);
    server.create(definition());
    let cleared = server.update("A", nulls.clone());
    assert_eq!(text(&cleared, "description"), "");
    assert!(cleared.get("publicName").is_none() && cleared["agentData"].is_object());
    assert!(server.update("A", json!({ "agentData": null })).get("agentData").is_none());
    let refused = server.put("/v4/agents/A", json!({ "agentDefinition": { "name": null } })).error_texts(400);
    assert_eq!(refused, ["Agent name cannot be empty."]);
    let inside = json!({ "strategyName": null, "prompt": { "instructions": "i", "context": null } });
    let updated = server.update("A", json!({ "agentData": inside }));
    assert_eq!(updated["agentData"], json!({ "prompt": { "instructions": "i", "context": "" } }));
    server.emulator.set_temper(Update::Deep);
    let updated = server.update("A", json!({ "agentData": { "prompt": { "instructions": null, "context": "c" } } }));
    assert_eq!(updated["agentData"], json!({ "prompt": { "context": "c" } }));
    integration(&server, "P");
    let update =
        |server: &TestServer, members: Value| server.put("/v3/tool-plugins/P", json!({ "toolPlugin": members }));
    let cleared = update(&server, json!({ "publicName": null, "accessScope": null, "securityScheme": null })).ok(200);
    assert!(cleared.get("publicName").is_none() && cleared.get("securityScheme").is_none(), "{cleared}");
    assert_eq!(text(&cleared, "accessScope"), "private");
    assert_eq!(update(&server, json!({ "manifest": null })).errors(400)[0].0, 4018);

    let server = with(Null::Ignored);
    server.create(definition());
    let same = server.update("A", nulls.clone());
    assert_eq!((text(&same, "description"), text(&same, "publicName")), ("d", "a"));
    integration(&server, "P");
    assert!(update(&server, json!({ "securityScheme": null })).ok(200)["securityScheme"].is_object());

    let server = with(Null::Refused);
    server.create(definition());
    for refused in [nulls, json!({ "agentData": null }), json!({ "agentData": { "models": [{ "name": null }] } })] {
        server.put("/v4/agents/A", json!({ "agentDefinition": refused })).framework_error(400);
    }
    integration(&server, "P");
    update(&server, json!({ "publicName": null })).framework_error(400);
}

#[test]
fn not_found_400_keeps_the_documented_404_and_routes() {
    let server = with(NotFound::Status400);
    server.create_published(ready("A"));
    let same_text = server.get("/v4/agents/B").errors(400);
    assert_eq!(same_text, [(4000, "Agent not found [IdOrName= B].".to_owned())]);
    server.get("/v4/agents/A?revision=7").errors(400);
    server.get("/v2/agents/B/export").errors(400);
    server.put("/v4/agents/B", json!({ "agentDefinition": {} })).errors(400);
    server.put("/v4/agents/B/upsert", json!({ "agentDefinition": {} })).ok(201);
    server.get("/v3/tool-plugins/P").errors(400);
    server.delete("/v3/tool-plugins/P").errors(400);
    server.put("/v3/tool-plugins/P", json!({ "toolPlugin": { "manifest": MANIFEST } })).ok(201);
    server.delete("/v2/agents/C").errors(404);
    server.get("/v4/nothing").framework_error(404);
}

#[test]
fn names_that_differ_in_case_are_one_or_two() {
    let server = TestServer::start();
    server.create(ready("Agent"));
    server.create(ready("agent"));
    server.get("/v4/agents/AGENT?allowDrafts=true").errors(404);
    integration(&server, "Parcels");
    server.emulator.set_temper(Names::CaseInsensitive);
    // Exact names come first; of two that fit, the older one.
    for (asked, found) in [("Agent", "Agent"), ("agent", "agent"), ("AGENT", "Agent")] {
        assert_eq!(text(&server.get(&format!("/v4/agents/{asked}?allowDrafts=true")).ok(200), "name"), found);
    }
    let body = json!({ "agentDefinition": { "name": "aGENT" } });
    assert_eq!(server.post("/v4/agents", body).errors(400)[0].0, 54002);
    server.create(ready("Other"));
    let body = json!({ "agentDefinition": { "name": "OTHER" } });
    assert_eq!(text(&server.put("/v4/agents/other", body).ok(200), "name"), "OTHER");
    assert_eq!(text(&server.get("/v3/tool-plugins/PARCELS").ok(200), "name"), "Parcels");
    let body = json!({ "toolPlugin": { "name": "parcels", "manifest": MANIFEST } });
    assert_eq!(server.post("/v3/tool-plugins/import", body).errors(400)[0].0, 4002);
    let listed = server.get("/v4/agents?allowDrafts=true").ok(200);
    assert_eq!(names(&listed["agents"]), ["Agent", "agent", "OTHER"]);
}

#[test]
fn answers_hold_what_was_never_sent_and_lack_what_was() {
    let server = TestServer::start();
    let mut definition = ready("A");
    definition["publicName"] = json!("a");
    definition["agentData"]["resourcePools"] = json!([{ "name": "P" }]);
    let plain = server.create(definition.clone());
    server.emulator.set_temper(Fills::Defaults);
    let filled = server.get("/v4/agents/A?allowDrafts=true").ok(200);
    assert!(filled["readAt"].is_u64() && plain.get("readAt").is_none(), "{filled}");
    assert_eq!(filled["agentData"]["llmConfig"], json!({ "timeout": 0, "reasoningEffort": "medium" }));
    assert_eq!(filled["agentData"]["mcpServers"], json!([]));
    assert_eq!(filled["agentData"]["resourcePools"][0]["id"], "pool-0");
    server.emulator.set_temper(Fills::Nothing);
    assert_eq!(server.get("/v4/agents/A?allowDrafts=true").ok(200), plain);

    integration(&server, "P");
    server.emulator.set_temper(Omits::Unreturned);
    let agent = server.get("/v4/agents/A?allowDrafts=true").ok(200);
    let listed = server.get("/v4/agents?allowDrafts=true").ok(200)["agents"][0].clone();
    let seen = server.get("/v3/tool-plugins/P").ok(200);
    for (object, rest) in [(&agent, "agentData"), (&listed, "name"), (&seen, "manifest")] {
        for member in ["publicName", "avatarImage", "sharingScope", "securityScheme"] {
            assert!(object.get(member).is_none() && object.get(rest).is_some(), "{object}");
        }
    }
}

#[test]
fn texts_are_trimmed_at_every_level() {
    let server = with(TrimsTexts::Yes);
    let created = server.create(json!({
        "name": "A", "description": " d\r\n", "agentData": { "prompt": { "instructions": "\n i \n j\n" } },
    }));
    assert_eq!(text(&created, "description"), "d");
    assert_eq!(created["agentData"]["prompt"]["instructions"], "i \n j");
    let body = json!({ "toolPlugin": { "name": "P", "description": " d ", "manifest": format!("{MANIFEST}\n") } });
    let made = server.post("/v3/tool-plugins/import", body).ok(200);
    assert_eq!((text(&made, "description"), text(&made, "manifest")), ("d", MANIFEST));
}

#[test]
fn answers_list_pools_the_other_way_round_and_write_manifests_anew() {
    let server = with(ReordersPools::Yes);
    let mut definition = ready("A");
    let tools = json!([{ "name": "x" }, { "name": "y" }]);
    definition["agentData"]["resourcePools"] = json!([{ "name": "P", "tools": tools }, { "name": "Q" }]);
    let pools = server.create(definition)["agentData"]["resourcePools"].clone();
    assert_eq!((&pools[0]["name"], &pools[1]["name"]), (&json!("Q"), &json!("P")));
    assert_eq!(names(&pools[1]["tools"]), ["y", "x"]);

    server.emulator.set_temper(ReserialisesManifest::Yes);
    let made = integration(&server, "P");
    assert_eq!(text(&made, "manifest"), r#"{"openapi":"3.0.3","paths":{"/p":{"get":{"operationId":"list"}}}}"#);
    let yaml = json!({ "toolPlugin": { "manifest": "paths: {}\nopenapi: 3.0.3\n" } });
    let updated = server.put("/v3/tool-plugins/P", yaml).ok(200);
    assert_eq!(text(&updated, "manifest"), r#"{"openapi":"3.0.3","paths":{}}"#);
}

#[test]
fn drafts_and_publishing_check_what_an_agent_names() {
    let server = with(DraftsCheckReferences::Yes);
    let naming = |name: &str, tool: &str, helper: &str| {
        let mut definition = ready(name);
        let pool = json!({ "name": "P", "tools": [{ "name": tool }], "agents": [{ "name": helper }] });
        definition["agentData"]["resourcePools"] = json!([pool]);
        json!({ "agentDefinition": definition })
    };
    let refused = server.post("/v4/agents", naming("A", "none", "B")).error_texts(400);
    assert_eq!(refused, ["Tool not found [IdOrName= none].", "Agent not found [IdOrName= B]."]);
    server.create(ready("B"));
    integration(&server, "I");
    // The integration's tool is a draft, and so is the agent.
    server.post("/v4/agents", naming("A", "list_get", "B")).ok(201);
    assert_eq!(server.put("/v4/agents/A", naming("A", "list_get", "C")).error_texts(400).len(), 1);

    server.emulator.set_temper(PublishChecksHelpers::Yes);
    assert_eq!(server.publish("A", 1).error_texts(400), ["Agent not found [IdOrName= B]."]);
    let published = "/v4/agents?automaticPublish=true";
    assert_eq!(server.post(published, naming("D", "list_get", "B")).error_texts(400).len(), 1);
    server.publish("B", 1).ok(200);
    server.publish("A", 1).ok(200);
    server.post(published, naming("D", "list_get", "B")).ok(201);
}

#[test]
fn an_update_without_credentials_loses_them() {
    let server = with(SecretsWiped::Yes);
    let made = integration(&server, "P");
    assert_eq!(made["pendingConfigCredential"], false);
    // What an answer held can be sent back.
    let scheme = made["securityScheme"].clone();
    let back = json!({ "toolPlugin": { "description": "e", "securityScheme": scheme } });
    assert_eq!(server.put("/v3/tool-plugins/P", back).ok(200)["pendingConfigCredential"], false);
    let wiped = server.put("/v3/tool-plugins/P", json!({ "toolPlugin": { "description": "f" } })).ok(200);
    assert_eq!((&wiped["pendingConfigCredential"], &wiped["parameters"]), (&json!(true), &json!([])));
    assert!(wiped["securityScheme"]["flows"]["authorizationCode"].get("clientId").is_none(), "{wiped}");
    assert_eq!(wiped["securityScheme"]["authLevel"], "User");
}

#[test]
fn revisions_may_skip_numbers() {
    let server = with(Revisions::Gaps);
    assert_eq!(server.create(ready("A"))["revision"], 2);
    assert_eq!(server.update("A", json!({ "description": "d" }))["revision"], 4);
    server.publish("A", 4).ok(200);
    server.publish("A", 3).errors(400);
    assert_eq!(server.get("/v4/agents/A").ok(200)["revision"], 4);
    assert_eq!(server.get("/v4/agents/A?revision=2&allowDrafts=true").ok(200)["revision"], 2);
    server.get("/v4/agents/A?revision=3&allowDrafts=true").errors(404);
    let kept = server.emulator.snapshot();
    server.emulator.set_temper(Revisions::Next);
    assert_eq!(server.update("A", json!({ "description": "e" }))["revision"], 5);
    assert_eq!(server.get("/v4/agents/A?version=1").ok(200)["revision"], 4);
    server.emulator.restore(&kept).unwrap();
    assert_eq!(server.get("/v4/agents/A").ok(200)["revision"], 4);
}
