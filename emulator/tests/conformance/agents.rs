//! Agents: create, update, publish, read and delete (SIM-10 to SIM-26, SIM-33, SIM-34).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::test_server::{PARCELS_TOOL, TestServer, WEB_SEARCH, ready, ready_data, text};

#[test]
fn sim_10_create_makes_revision_1_as_a_draft() {
    let server = TestServer::start();
    let agent = server.create(json!({ "name": "A", "description": "d" }));
    assert_eq!(agent["revision"], 1);
    assert_eq!(agent["isDraft"], true);
    assert!(agent.get("version").is_none());
    assert_eq!(agent["status"], "active");
    for member in ["id", "name", "description", "jobDescription", "accessScope", "sharingScope"] {
        assert!(agent[member].is_string(), "{member}");
    }
    assert!(agent.get("publicName").is_none() && agent.get("avatarImage").is_none());
    assert!(agent.get("agentData").is_none());
}

#[test]
fn sim_11_every_update_makes_the_next_revision() {
    let server = TestServer::start();
    server.create_published(ready("A"));
    for revision in 2..5 {
        let updated = server.update("A", json!({ "description": format!("r{revision}") }));
        assert_eq!(updated["revision"], revision);
        assert_eq!(updated["isDraft"], true);
    }
    let published = server.get("/v4/agents/A").ok(200);
    assert_eq!((&published["revision"], &published["description"]), (&json!(1), &json!("")));
}

#[test]
fn sim_12_absent_members_keep_their_value_and_agent_data_is_replaced() {
    let server = TestServer::start();
    server.create(json!({
        "name": "A", "description": "d", "jobDescription": "j", "avatarImage": "https://x.example/a.png",
        "custom": { "kept": true },
        "agentData": { "strategyName": "S", "prompt": { "instructions": "i" }, "models": [{ "name": "m" }] },
    }));
    let updated = server.update("A", json!({ "jobDescription": "j2", "description": null }));
    assert_eq!(updated["description"], "d");
    assert_eq!(updated["jobDescription"], "j2");
    assert_eq!(updated["custom"], json!({ "kept": true }));
    assert_eq!(updated["agentData"]["strategyName"], "S");
    let replaced = server.update("A", json!({ "agentData": { "models": [{ "name": "n" }] } }));
    assert_eq!(replaced["agentData"], json!({ "models": [{ "name": "n" }] }));
    assert_eq!(replaced["jobDescription"], "j2");
}

#[test]
fn sim_13_automatic_publish_publishes_in_the_same_call() {
    let server = TestServer::start();
    let first = server.create_published(ready("A"));
    assert_eq!((&first["isDraft"], &first["version"], &first["revision"]), (&json!(false), &json!(1), &json!(1)));
    let body = json!({ "agentDefinition": { "description": "d" } });
    let second = server.put("/v4/agents/A?automaticPublish=true", body).ok(200);
    assert_eq!((&second["version"], &second["revision"]), (&json!(2), &json!(2)));
    let third = server.put("/v2/agents/A/upsert?automaticPublish=True", json!({ "agentDefinition": {} })).ok(201);
    assert_eq!(third["version"], 3);
}

#[test]
fn sim_13_nothing_is_stored_when_validation_fails() {
    let server = TestServer::start();
    let bad = json!({ "agentDefinition": { "name": "A" } });
    server.post("/v4/agents?automaticPublish=true", bad.clone()).errors(400);
    server.get("/v4/agents/A?allowDrafts=true").errors(404);
    server.create_published(ready("B"));
    let empty = json!({ "agentDefinition": { "agentData": {} } });
    server.put("/v4/agents/B?automaticPublish=true", empty.clone()).errors(400);
    server.put("/v4/agents/B/upsert?automaticPublish=true", empty).errors(400);
    assert_eq!(server.get("/v4/agents/B?allowDrafts=true").ok(200)["revision"], 1);
    assert_eq!(server.create(json!({ "name": "A" }))["revision"], 1);
}

#[test]
fn sim_14_publishing_needs_instructions_and_a_model() {
    let server = TestServer::start();
    for (index, (data, expected)) in [
        (json!({}), vec!["A valid prompt is required. ", "Model not found [name=]"]),
        (
            json!({ "prompt": { "instructions": " " }, "models": [{ "name": "m" }] }),
            vec!["A valid prompt is required. "],
        ),
        (json!({ "prompt": { "instructions": "i" }, "models": [] }), vec!["Model not found [name=]"]),
        (json!({ "prompt": { "instructions": "i" }, "models": [{ "name": "" }] }), vec!["Model not found [name=]"]),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("A{index}");
        server.create(json!({ "name": name, "agentData": data }));
        let refused = server.publish(&name, 1).error_texts(400);
        assert_eq!(refused.len(), expected.len(), "{refused:?}");
        for (text, start) in refused.iter().zip(expected) {
            assert!(text.starts_with(start), "{text}");
        }
        assert_eq!(server.get(&format!("/v4/agents/{name}?allowDrafts=true")).ok(200)["isDraft"], true);
    }
    server.create(json!({ "name": "None" }));
    assert_eq!(server.publish("None", 1).errors(400).len(), 2);
}

#[test]
fn sim_15_publishing_makes_the_next_version() {
    let server = TestServer::start();
    server.create(ready("A"));
    server.update("A", json!({ "description": "r2" }));
    server.update("A", json!({ "description": "r3" }));
    // A lower revision than the newest draft is fine.
    let two = server.publish("A", 2).ok(200);
    assert_eq!((&two["revision"], &two["version"], &two["isDraft"]), (&json!(2), &json!(1), &json!(false)));
    assert_eq!(two["description"], "r2");
    let three = server.publish("A", 3).ok(200);
    assert_eq!((&three["revision"], &three["version"]), (&json!(3), &json!(2)));
}

#[test]
fn sim_15_publishing_an_unknown_revision_is_refused() {
    let server = TestServer::start();
    server.create(ready("A"));
    for revision in [2, 0, 99] {
        assert_eq!(server.publish("A", revision).error_texts(400), [format!("Invalid revision [rev={revision}]")]);
    }
    let negative = server.post("/v2/agents/A/publish-revision", json!({ "revision": -1 }));
    assert_eq!(negative.error_texts(400), ["Invalid revision [rev=-1]"]);
    assert_eq!(server.publish("X", 1).error_texts(404), ["Agent not found [IdOrName= X]."]);
}

#[test]
fn sim_15_publishing_below_a_published_revision_is_refused() {
    let server = TestServer::start();
    server.create(ready("A"));
    server.update("A", json!({}));
    server.publish("A", 2).ok(200);
    assert_eq!(server.publish("A", 1).error_texts(400), ["There are newer published revisions."]);
}

#[test]
fn a4_04_a_revision_is_a_number() {
    let server = TestServer::start();
    server.create(ready("A"));
    for revision in [json!("one"), json!(1.5), json!(true), json!([1])] {
        server.post("/v2/agents/A/publish-revision", json!({ "revision": revision })).framework_error(400);
    }
    // The server converts strings.
    assert_eq!(server.post("/v2/agents/A/publish-revision", json!({ "revision": "1" })).ok(200)["version"], 1);
}

#[test]
fn sim_16_publishing_again_changes_nothing() {
    let server = TestServer::start();
    server.create(ready("A"));
    let once = server.publish("A", 1).ok(200);
    assert_eq!(server.publish("A", 1).ok(200), once);
}

#[test]
fn sim_17_a_draft_with_problems_is_stored_with_warnings() {
    let server = TestServer::start();
    let draft = server.create(json!({ "name": "A", "agentData": {
        "prompt": { "instructions": "i" }, "models": [{ "name": "m" }],
        "resourcePools": [{ "name": "P", "tools": [{ "name": "nope" }] }],
    } }));
    let messages = draft["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0]["type"], "warning");
    assert!(text(&messages[0], "description").contains("nope"));
    assert!(server.create(ready("B")).get("messages").is_none());
}

#[test]
fn t_prompt_empty_instructions_are_not_kept() {
    let server = TestServer::start();
    let agent = server.create(json!({ "name": "A", "agentData": { "prompt": { "context": "", "instructions": "" } } }));
    assert_eq!(agent["agentData"]["prompt"], json!({ "context": "" }));
}

#[test]
fn sim_18_a_draft_needs_only_a_name() {
    let server = TestServer::start();
    assert_eq!(server.create(json!({ "name": "A" }))["name"], "A");
}

#[test]
fn sim_19_a_name_is_unique_in_its_project() {
    let server = TestServer::start();
    server.create(json!({ "name": "A" }));
    server.create(json!({ "name": "B" }));
    let created = server.post("/v4/agents", json!({ "agentDefinition": { "name": "A" } }));
    assert_eq!(created.errors(400), [(54002, "Agent cannot be created as it already exists [name=A].".to_owned())]);
    let updated = server.put("/v4/agents/B", json!({ "agentDefinition": { "name": "A" } }));
    assert_eq!(updated.errors(400), [(54002, "Agent already exists [name=A].".to_owned())]);
    // Case matters, and a name given up is free.
    server.create(json!({ "name": "a" }));
    server.update("B", json!({ "name": "C" }));
    server.create(json!({ "name": "B" }));
}

#[test]
fn sim_20_a_name_is_not_blank_and_has_no_colon_or_slash() {
    let server = TestServer::start();
    for name in [json!(""), json!("  "), Value::Null] {
        let refused = server.post("/v4/agents", json!({ "agentDefinition": { "name": name } }));
        assert_eq!(refused.error_texts(400), ["Agent name cannot be empty."]);
    }
    assert_eq!(server.post("/v4/agents", json!({})).error_texts(400), ["Agent name cannot be empty."]);
    let colon = server.post("/v4/agents", json!({ "agentDefinition": { "name": "a:b" } }));
    assert_eq!(colon.error_texts(400), ["Invalid character in name (: is not allowed)."]);
    server.create(json!({ "name": "A" }));
    for answer in [
        server.post("/v4/agents", json!({ "agentDefinition": { "name": "a:b/c" } })),
        server.put("/v4/agents/A", json!({ "agentDefinition": { "name": "a:b/c" } })),
        server.put("/v2/agents/new/upsert", json!({ "agentDefinition": { "name": "a:b/c" } })),
    ] {
        assert_eq!(
            answer.error_texts(400),
            ["Invalid character in name (: is not allowed).", "Invalid character in name (/ is not allowed)."]
        );
    }
    server.post("/v4/agents", json!({ "agentDefinition": { "name": 7 } })).framework_error(400);
}

#[test]
fn sim_21_public_agents_need_a_public_name_unique_across_projects() {
    let server = TestServer::start();
    assert_eq!(server.create(json!({ "name": "P" }))["accessScope"], "private");
    let public = |name: &str, public_name: Value| {
        let definition = json!({ "name": name, "accessScope": "public", "publicName": public_name });
        json!({ "agentDefinition": definition })
    };
    for missing in [json!(""), Value::Null] {
        let refused = server.post("/v4/agents", public("A", missing));
        assert_eq!(refused.error_texts(400), ["Agent publicName is required for agents with accessScope=public."]);
    }
    for invalid in ["Upper", "with blank", "ä", "a/b"] {
        let texts = server.post("/v4/agents", public("A", json!(invalid))).error_texts(400);
        let expected = "Invalid public name, it can only contain lowercase letters, numbers, periods (.), dashes (-), \
                        and underscores (_). ";
        assert!(texts[0].starts_with(expected), "{texts:?}");
    }
    let created = server.post("/v4/agents", public("A", json!("com.example.a-1_x"))).ok(201);
    assert_eq!(created["publicName"], "com.example.a-1_x");
    let clash = server.call_in("prod", "POST", "/v4/agents", Some(public("B", json!("com.example.a-1_x"))));
    assert_eq!(clash.errors(400), [(40005, "Agent already exists [publicName=com.example.a-1_x].".to_owned())]);
    let changed = server.put("/v4/agents/P", public("P", json!("com.example.a-1_x")));
    assert_eq!(changed.errors(400)[0].0, 40005);
    server.update("A", json!({ "description": "itself is no clash" }));
}

#[test]
fn sim_22_sharing_scope_defaults_to_organization() {
    let server = TestServer::start();
    assert_eq!(server.create(json!({ "name": "A" }))["sharingScope"], "organization");
    assert_eq!(server.create(json!({ "name": "B", "sharingScope": "everybody" }))["sharingScope"], "everybody");
}

#[test]
fn sim_23_upsert_creates_or_updates() {
    let server = TestServer::start();
    let upsert = |segment: &str, definition: Value| {
        server.put(&format!("/v4/agents/{segment}/upsert"), json!({ "agentDefinition": definition }))
    };
    let created = upsert("A", json!({ "description": "one" })).ok(201);
    assert_eq!((&created["name"], &created["revision"]), (&json!("A"), &json!(1)));
    let updated = upsert("A", json!({ "description": "two" })).ok(201);
    assert_eq!((&updated["id"], &updated["revision"]), (&created["id"], &json!(2)));
    let by_id = upsert(text(&created, "id"), json!({ "name": "A2" })).ok(201);
    assert_eq!((&by_id["name"], &by_id["revision"]), (&json!("A2"), &json!(3)));
    let unknown = "00000000-0000-4000-8000-000000000001";
    let fresh = upsert(unknown, json!({ "name": "B" })).ok(201);
    assert_eq!(fresh["name"], "B");
    assert_ne!(fresh["id"], unknown);
    assert_eq!(upsert(unknown, json!({})).ok(201)["name"], unknown);
    let clash = upsert("nobody", json!({ "name": "B" }));
    assert_eq!(clash.errors(400), [(54002, "Agent cannot be created as it already exists [name=B].".to_owned())]);
}

#[test]
fn sim_24_get_answers_the_latest_published_revision() {
    let server = TestServer::start();
    server.create(ready("A"));
    assert_eq!(server.get("/v4/agents/A").error_texts(404), ["Agent not found [IdOrName= A]."]);
    server.get("/v4/agents/A?allowDrafts=false").errors(404);
    server.publish("A", 1).ok(200);
    server.update("A", json!({ "description": "draft" }));
    let shown = server.get("/v4/agents/A").ok(200);
    assert_eq!((&shown["revision"], &shown["version"], &shown["isDraft"]), (&json!(1), &json!(1), &json!(false)));
}

#[test]
fn sim_25_allow_drafts_answers_the_published_revision_or_a_draft() {
    let server = TestServer::start();
    let queries = ["allowDrafts=true", "allowDrafts=True", "revision=0&version=0&allowDrafts=true"];
    server.create(ready("A"));
    server.update("A", json!({}));
    for query in queries {
        let shown = server.get(&format!("/v4/agents/A?{query}")).ok(200);
        assert_eq!((&shown["revision"], &shown["isDraft"]), (&json!(2), &json!(true)), "{query}");
        assert!(shown.get("version").is_none());
    }
    server.publish("A", 1).ok(200);
    for query in queries {
        let shown = server.get(&format!("/v4/agents/A?{query}")).ok(200);
        assert_eq!((&shown["revision"], &shown["isDraft"]), (&json!(1), &json!(false)), "{query}");
    }
    assert_eq!(server.get("/v4/agents/A?revision=0&version=0").ok(200)["revision"], 1);
}

#[test]
fn sim_26_get_answers_the_revision_or_version_asked_for() {
    let server = TestServer::start();
    server.create_published(ready("A"));
    server.update("A", json!({ "description": "r2" }));
    server.update("A", json!({ "description": "r3" }));
    server.publish("A", 3).ok(200);
    let revision = |query: &str| server.get(&format!("/v4/agents/A?{query}")).ok(200)["revision"].clone();
    assert_eq!(revision("revision=1"), 1);
    assert_eq!(revision("revision=3"), 3);
    assert_eq!(revision("revision=2&allowDrafts=true"), 2);
    assert_eq!(revision("version=2"), 3);
    assert_eq!(revision("version=1"), 1);
    assert_eq!(revision("revision=3&version=2"), 3);
    for query in ["revision=2", "revision=9&allowDrafts=true", "revision=2&allowDrafts=false"] {
        let number = query.as_bytes()[9] as char;
        assert_eq!(
            server.get(&format!("/v4/agents/A?{query}")).error_texts(404),
            [format!("Requested revision not found [revision={number}].")]
        );
    }
    server.get("/v4/agents/A?version=3").errors(404);
    server.get("/v4/agents/A?revision=1&version=2").errors(404);
    server.get("/v4/agents/A?revision=x").framework_error(400);
}

#[test]
fn sim_32_unknown_tools_block_publishing_only() {
    let server = TestServer::start();
    let with = |name: &str, pool: Value| {
        let mut data = ready_data();
        data["resourcePools"] = json!([pool]);
        json!({ "agentDefinition": { "name": name, "agentData": data } })
    };
    let publish = "/v4/agents?automaticPublish=true";
    let unknown = json!({ "name": "P", "tools": [{ "name": "nope" }, { "id": "nor-this" }] });
    let refused = server.post(publish, with("A", unknown.clone())).error_texts(400);
    assert_eq!(refused.len(), 2);
    server.post("/v4/agents", with("A", unknown)).ok(201);
    let external = json!({ "name": "P", "isExternal": true, "tools": [{ "name": "nope" }] });
    server.post(publish, with("B", external)).ok(201);
    let known = json!({ "name": "P", "isExternal": false, "tools": [
        { "id": WEB_SEARCH }, { "name": "translate_text" }, { "name": "emulator.tools.sql_query" },
        { "name": WEB_SEARCH }, { "id": PARCELS_TOOL }, { "name": "listParcels_get" },
    ] });
    server.post(publish, with("C", known.clone())).ok(201);
    // The private tool belongs to the first project.
    let elsewhere = server.call_in("prod", "POST", publish, Some(with("C", known)));
    assert_eq!(elsewhere.errors(400).len(), 2);
}

#[test]
fn sim_33_delete_removes_everything_and_frees_the_names() {
    let server = TestServer::start();
    let definition = json!({ "name": "A", "accessScope": "public", "publicName": "x.a", "agentData": ready_data() });
    let agent = server.create_published(definition.clone());
    server.update("A", json!({}));
    let deleted = server.delete("/v2/agents/A");
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    assert_eq!(server.delete("/v2/agents/A").error_texts(404), ["Agent not found [IdOrName= A]."]);
    server.get(&format!("/v4/agents/{}?allowDrafts=true", text(&agent, "id"))).errors(404);
    let again = server.create_published(definition);
    assert_eq!(again["revision"], 1);
    assert_ne!(again["id"], agent["id"]);
}

#[test]
fn sim_34_v2_and_v4_share_the_store() {
    let server = TestServer::start();
    let mut data = ready_data();
    data["resourcePools"] = json!([{ "name": "P", "isExternal": false, "tools": [
        { "id": WEB_SEARCH, "name": "web_search" }, { "id": PARCELS_TOOL, "custom": 1 }, { "name": "sql_query" },
    ] }]);
    let definition = json!({ "agentDefinition": { "name": "A", "sharingScope": "none", "agentData": data } });
    let v4 = server.post("/v4/agents", definition.clone()).ok(201);
    // SIM-35: what the pages show and the request left out.
    let mut complete = definition["agentDefinition"]["agentData"].clone();
    complete["prompt"]["context"] = json!("");
    complete["resourcePools"][0]["tools"][1]["name"] = json!("listParcels_get");
    complete["resourcePools"][0]["tools"][2]["id"] = json!("0b1f6c7e-3a54-4d0e-9a61-5f2c8d9e1a05");
    assert_eq!(v4["agentData"], complete);
    assert_eq!(v4["sharingScope"], "none");
    let shown = [
        server.get("/v2/agents/A?allowDrafts=true").ok(200),
        server.put("/v2/agents/A", json!({ "agentDefinition": {} })).ok(200),
        server.put("/v2/agents/A/upsert", json!({ "agentDefinition": {} })).ok(201),
    ];
    for v2 in shown {
        assert_eq!(v2["id"], v4["id"]);
        assert!(v2.get("sharingScope").is_none());
        let pool = &v2["agentData"]["resourcePools"][0];
        assert_eq!(
            pool["tools"],
            json!([{ "name": "web_search" }, { "custom": 1, "name": "listParcels_get" }, { "name": "sql_query" }])
        );
    }
    let published = server.publish("A", 1).ok(200);
    let text = published["agentData"].to_string().replace("\"Id\"", "\"id\"");
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), v4["agentData"]);
    server.call_in("dev", "DELETE", "/v4/agents/A", None);
    server.get("/v2/agents/A?allowDrafts=true").errors(404);
}

#[test]
fn req_03_unknown_members_survive() {
    let server = TestServer::start();
    let definition = json!({
        "name": "A", "x": null, "deep": { "list": [1, 2.5, { "y": "z" }], "big": 9_007_199_254_740_993_u64 },
        "agentData": {
            "prompt": { "instructions": "i", "context": "", "unknown": true,
                "examples": [{ "inputData": "a", "output": "{}" }], "outputs": [{ "key": "k", "description": "d" }] },
            "llmConfig": { "maxTokens": 10, "timeout": 0, "sampling": { "temperature": 0.30, "topK": 3, "other": 1.0 } },
            "models": [{ "name": "m", "llmConfig": { "maxTokens": 1 }, "prompt": { "a": 1 }, "more": [] }],
            "resourcePools": [{ "name": "P", "isExternal": true, "agents": [{ "name": "Helper", "revision": 2 }], "f": 1 }],
            "properties": [{ "dataType": "String", "key": "k", "value": "v" }],
            "unheardOf": { "__proto__": 1 },
        },
    });
    let created = server.create(definition.clone());
    let read = server.get("/v4/agents/A?allowDrafts=true").ok(200);
    for (member, value) in definition.as_object().unwrap() {
        assert_eq!(&created[member], value, "{member}");
        assert_eq!(&read[member], value, "{member}");
        assert!(read.get(member).is_some(), "{member}");
    }
    // A whole response sent back as a definition is fine, and changes nothing but the revision.
    let mut again = server.update("A", read.clone());
    again["revision"] = json!(1);
    again.as_object_mut().unwrap().remove("messages");
    assert_eq!(again, read);
}

#[test]
fn sim_11_concurrent_updates_get_revisions_without_gaps() {
    const THREADS: usize = 16;
    const UPDATES: usize = 25;
    let server = TestServer::start();
    server.create(ready("A"));
    let mut seen: BTreeSet<u64> = BTreeSet::from([1]);
    let revisions: Vec<u64> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| -> Vec<u64> {
                    (0..UPDATES).map(|_| server.update("A", json!({}))["revision"].as_u64().unwrap()).collect()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(revisions.into_iter().all(|revision| seen.insert(revision)));
    assert_eq!(seen, (1..=(THREADS * UPDATES + 1) as u64).collect());
}

#[test]
fn section_7_a_sharing_token_is_made_per_call() {
    let server = TestServer::start();
    let agent = server.create_published(ready("A"));
    let path = format!("/v2/agents/{}/sharing-token", text(&agent, "id"));
    let first = server.get(&path).ok(200);
    assert_eq!(first["agentId"], agent["id"]);
    assert!(text(&first, "sharedLink").contains(text(&first, "apiToken")));
    assert_ne!(first["apiToken"], server.get(&path).ok(200)["apiToken"]);
    server.get("/v2/agents/nobody/sharing-token").errors(404);
}
