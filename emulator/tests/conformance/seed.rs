//! Seeds: what an emulator begins with, and what it is given while it runs.

use std::path::Path;

use geai_emulator::{Emulator, Seed, ToolInfo};
use serde_json::{Value, json};

use crate::test_server::{Answer, TestServer, names, ready, text};

fn example() -> Seed {
    Seed::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/emulator/seed.yaml")).unwrap()
}

fn seed(server: &TestServer, body: &Value) -> Answer {
    server.send(server.request("POST", "/emulator/seed").json(body))
}

#[test]
fn the_example_is_what_it_says() {
    let server = TestServer::with(Emulator::builder().project("dev").project("prod").seed(example()));
    let agent = server.get("/v4/agents/DepotFinder").ok(200);
    assert_eq!((&agent["isDraft"], &agent["revision"]), (&json!(false), &json!(1)));
    let in_prod = |path: &str| server.call_in("prod", "GET", path, None);
    assert_eq!(in_prod("/v4/agents/DepotFinder?allowDrafts=true").ok(200)["isDraft"], true);
    let depots = server.get("/v3/tool-plugins/depots").ok(200);
    assert_eq!((&depots["pendingPublish"], &depots["pendingConfigCredential"]), (&json!(false), &json!(false)));
    assert_eq!(names(&depots["tools"]), ["listDepots_get"]);
    assert!(!depots.to_string().contains("made-up-key"), "{depots}");
    let tools =
        |project: &str| -> Vec<String> { server.emulator.tools(project).into_iter().map(|tool| tool.name).collect() };
    assert!(
        tools("dev").contains(&"customs_tariff".to_owned()) && !tools("dev").contains(&"warehouse_stock".to_owned())
    );
    assert!(tools("prod").contains(&"warehouse_stock".to_owned()));
    let inspected =
        server.get("/v3/tool-plugins/inspector/security-scheme?url=https://depots.example.com/openapi.json").ok(200);
    assert_eq!(inspected["securityScheme"]["type"], "apiKey");
    let manifest =
        server.get("/v3/tool-plugins/inspector/manifest?url=https://depots.example.com/openapi.json").ok(200);
    let manifest: Value = serde_json::from_str(text(&manifest, "manifest")).unwrap();
    assert_eq!(manifest["paths"]["/depots"]["get"]["operationId"], "listDepots");
    // The same over HTTP would be the same names once more.
    let again = seed(&server, &json!({ "agents": [{ "definition": ready("DepotFinder") }] }));
    assert_eq!(
        again.error_texts(400),
        ["agents[0].definition: Agent cannot be created as it already exists [name=DepotFinder]."]
    );
}

#[test]
fn sim_37_models_that_were_added_are_the_only_ones() {
    let server = TestServer::start();
    server.create_published(ready("Before"));
    server.emulator.add_model("gpt-4o-mini", None).unwrap();
    let answer = server.post("/v4/agents?automaticPublish=true", json!({ "agentDefinition": ready("After") }));
    assert_eq!(answer.errors(400), [(4000, "Model not found [name=gpt-4o]".to_owned())]);
    let warned = server.create(ready("After"));
    assert_eq!(warned["messages"][0]["description"], "Model not found [name=gpt-4o]");
    seed(&server, &json!({ "models": [{ "name": "gpt-4o", "id": "model-1" }] })).ok(201);
    server.publish("After", 1).ok(200);
    let package = server.get("/v2/agents/After/export").ok(200);
    assert_eq!(package["labPackage"]["agents"][0]["agentData"]["models"][0]["id"], "model-1");
    assert!(server.emulator.add_model("gpt-4o", None).is_err() && server.emulator.add_model(" ", None).is_err());
}

#[test]
fn tools_and_targets_are_added_while_it_runs() {
    let server = TestServer::start();
    let data = json!({ "prompt": { "instructions": "x" }, "models": [{ "name": "m" }],
        "resourcePools": [{ "name": "Main", "tools": [{ "name": "stock" }] }] });
    let create = |project: &str, name: &str| {
        let body = json!({ "agentDefinition": { "name": name, "agentData": data } });
        server.call_in(project, "POST", "/v4/agents?automaticPublish=true", Some(body)).status
    };
    assert_eq!(create("dev", "A"), 400);
    let tool: ToolInfo = serde_json::from_value(json!({ "name": "stock" })).unwrap();
    server.emulator.add_tool(Some("dev"), tool.clone()).unwrap();
    assert_eq!((create("dev", "A"), create("prod", "A")), (201, 400));
    seed(&server, &json!({ "tools": [{ "name": "stock", "id": "stock-1" }] })).ok(201);
    assert_eq!(create("prod", "A"), 201);
    let unknown = server.emulator.add_tool(Some("deev"), tool).unwrap_err().to_string();
    assert_eq!(unknown, r#"tools[0].project: project "deev" is unknown, the nearest is "dev"; there are dev, prod"#);
    let url = "https://x.example/openapi.json";
    let scheme = json!({ "type": "oauth2", "flows": { "authorizationCode": {
        "authorizationUrl": "{emulator}/emulator/oauth/authorize" } } });
    server.emulator.add_inspector_target(url, scheme, "{}").unwrap();
    let answer = server.get(&format!("/v3/tool-plugins/inspector/security-scheme?url={url}")).ok(200);
    assert_eq!(
        answer["securityScheme"]["flows"]["authorizationCode"]["authorizationUrl"],
        format!("{}/emulator/oauth/authorize", server.emulator.url())
    );
    assert!(server.emulator.add_inspector_target("", json!({}), "{}").is_err());
    assert!(server.emulator.add_inspector_target(url, json!("none"), "{}").is_err());
}

#[test]
fn what_is_wrong_is_refused_with_its_place_and_nothing_is_created() {
    let server = TestServer::start();
    for (wrong, why) in [
        (json!({ "agent": [] }), r#"member "agent" is unknown, the nearest is "agents"; there are models, tools"#),
        (json!({ "agents": {} }), "agents: expected a list, got an object"),
        (json!({ "agents": [{}] }), r#"agents[0]: member "definition" is missing"#),
        (
            json!({ "agents": [{ "projekt": "dev", "definition": { "name": "A" } }] }),
            r#"agents[0]: member "projekt" is unknown, the nearest is "project""#,
        ),
        (json!({ "agents": [{ "project": "test", "definition": { "name": "A" } }] }), "agents[0].project: project"),
        (
            json!({ "agents": [{ "definition": { "name": "A", "agentData": { "prompt": { "instructons": "x" } } } }] }),
            r#"agents[0].definition.agentData.prompt: member "instructons" is unknown, the nearest is "instructions"; there are context, instructions, examples, inputs, outputs. `strict: false` beside the definition takes it all the same"#,
        ),
        (
            json!({ "agents": [{ "definition": { "name": "A",
                "agentData": { "resourcePools": [{ "tools": [{}, { "nmae": "x" }] }] } } }] }),
            r#"agents[0].definition.agentData.resourcePools[0].tools[1]: member "nmae" is unknown"#,
        ),
        (json!({ "agents": [{ "definition": { "name": 5 } }] }), "agents[0].definition.name: expected a text, got 5"),
        (
            json!({ "agents": [{ "publish": true, "definition": { "name": "A" } }] }),
            "agents[0].definition: A valid prompt is required.",
        ),
        (
            json!({ "integrations": [{ "definition": { "name": "i", "manifst": "{}" } }] }),
            r#"integrations[0].definition: member "manifst" is unknown, the nearest is "manifest""#,
        ),
        (
            json!({ "integrations": [{ "definition": { "name": "i", "manifest": "{}" }, "parameters": [{}] }] }),
            "integrations[0].parameters: Parameter key is required.",
        ),
        (json!({ "tools": [{ "name": "t", "id": crate::test_server::WEB_SEARCH }] }), "tools[0]: tool id"),
        (json!({ "tools": [{ "name": 5 }] }), "tools[0].name: expected a text, got 5"),
        (json!({ "models": [{ "name": "m" }, { "name": "m" }] }), r#"models[1]: model "m" or its id is taken"#),
        (
            json!({ "inspectorTargets": [{ "url": "x", "securityScheme": {}, "manifest": 1 }] }),
            "inspectorTargets[0].manifest: expected a text or an object",
        ),
    ] {
        // One that is right comes first.
        let mut body = wrong.clone();
        if body.get("tools").is_none() {
            body["tools"] = json!([{ "name": "right" }]);
        }
        let texts = seed(&server, &body).error_texts(400);
        assert!(texts[0].starts_with(why), "{wrong}: {texts:?}");
    }
    assert!(server.names("/v4/agents?allowDrafts=true").is_empty());
    assert!(server.emulator.tools("dev").iter().all(|tool| tool.name != "right"));
    let lenient = json!({ "agents": [{ "strict": false, "definition": { "name": "A", "colour": "red" } }] });
    assert_eq!(seed(&server, &lenient).ok(201)["created"], 1);
    assert_eq!(server.get("/v4/agents/A?allowDrafts=true").ok(200)["colour"], "red");
}

#[test]
fn a_seed_is_json_or_yaml_and_its_file_is_named() {
    for right in ["{}", "\u{feff}{\"agents\": []}", "agents: []", "agents:\n  - definition:\n      name: A\n"] {
        Seed::parse(right).unwrap();
    }
    for (wrong, why) in [
        ("", "it is empty"),
        ("{\"", "it is not valid JSON: EOF"),
        ("a: [1", "it is neither JSON nor YAML: "),
        ("[]", "expected an object, got a list"),
    ] {
        let error = Seed::parse(wrong).unwrap_err().to_string();
        assert!(error.starts_with(why), "{wrong}: {error}");
    }
    let missing = Seed::read("/nonexistent/seed.yaml").unwrap_err().to_string();
    assert!(missing.starts_with("/nonexistent/seed.yaml: "), "{missing}");
    let failed = Emulator::builder().seed(Seed::parse("agents: [{ definition: {} }]").unwrap()).start().unwrap_err();
    assert_eq!(failed.kind(), std::io::ErrorKind::InvalidInput);
    assert!(failed.to_string().starts_with("agents[0].definition: Agent name cannot be empty."), "{failed}");
}

#[test]
fn a_plain_scalar_of_a_seed_in_yaml_is_a_text_where_the_api_takes_one() {
    let yaml = "agents:\n  - definition: {name: 123, description: true, jobDescription: 1e3, avatarImage: 'x', \
                agentData: {prompt: {instructions: 0x1F, inputs: [1, 2.50]}, llmConfig: {maxTokens: 100}, \
                models: [{name: 4}]}}\nintegrations:\n  - definition: {name: 007, description: null, \
                manifest: '{\"openapi\":\"3.0.3\",\"paths\":{}}'}\n    parameters: [{key: k, value: 12.0}]\n";
    let server = TestServer::with(Emulator::builder().project("dev").seed(Seed::parse(yaml).unwrap()));
    let agent = server.get("/v4/agents/123?allowDrafts=true").ok(200);
    assert_eq!((&agent["description"], &agent["jobDescription"]), (&json!("true"), &json!("1e3")));
    let data = &agent["agentData"];
    assert_eq!((&data["prompt"]["instructions"], &data["prompt"]["inputs"]), (&json!("0x1F"), &json!(["1", "2.50"])));
    assert_eq!((&data["llmConfig"]["maxTokens"], &data["models"][0]["name"]), (&json!(100), &json!("4")));
    assert_eq!(server.get("/v3/tool-plugins/007?allowDrafts=true").ok(200)["name"], "007");
}

#[test]
fn what_is_of_another_type_or_there_twice_is_named_with_its_place() {
    let server = TestServer::start();
    for (body, why) in [
        (
            r#"{"agents":[{"definition":{"name":"A","jobDescription":7}}]}"#,
            "agents[0].definition.jobDescription: expected a text, got 7",
        ),
        (
            r#"{"agents":[{"definition":{"name":"A","agentData":"x"}}]}"#,
            "agents[0].definition.agentData: expected an object, got a text",
        ),
        (
            r#"{"integrations":[{"definition":{"name":"I","manifest":"{}","description":true}}]}"#,
            "integrations[0].definition.description: expected a text, got true",
        ),
        (
            r#"{"agents":[{"definition":{"name":"A","name":"B"}}]}"#,
            "agents[0].definition.name: the member is there twice",
        ),
        (r#"{"agents":[],"agents":[]}"#, "agents: the member is there twice"),
    ] {
        let sent =
            server.send(server.request("POST", "/emulator/seed").header("content-type", "application/json").body(body));
        assert!(sent.status == 400 && sent.text.contains(why), "{why}: {sent:?}");
        let parsed = Seed::parse(body).and_then(|seed| server.emulator.seed(&seed).map(drop)).unwrap_err();
        assert!(parsed.to_string().starts_with(why), "{why}: {parsed}");
    }
}
