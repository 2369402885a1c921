//! Reset, snapshot and restore: from Rust, over HTTP, and as the program's state file.

use std::time::Duration;

use geai_emulator::{Drafts, Emulator, Fault, FaultKind, Seed, Snapshot, Tempers};
use serde_json::{Value, json};

use crate::test_server::{Answer, TestServer, names, ready, text};

fn control(server: &TestServer, method: &str, route: &str, body: Option<&Value>) -> Answer {
    let request = server.request(method, &format!("/emulator/{route}"));
    server.send(match body {
        Some(body) => request.json(body),
        None => request,
    })
}

/// Something of everything that is stored.
fn fill(server: &TestServer) {
    server.create_published(ready("A"));
    server.update("A", json!({ "description": "second", "agentData": { "x": 1.5 } }));
    server.create(json!({ "name": "B", "publicName": "x.b" }));
    let package = server.get("/v2/agents/A/export").ok(200)["labPackage"].clone();
    let mut package = package;
    package["further"] = json!({ "kept": true });
    server.call_in("prod", "POST", "/v2/agents/import", Some(json!({ "labPackage": package }))).ok(200);
    let scheme = json!({ "flows": { "authorizationCode": { "authorizationUrl": "https://a.example/x",
        "tokenUrl": "https://a.example/t", "clientId": "id-1", "clientSecret": "secret-1" } } });
    let manifest = json!({ "openapi": "3.0.3", "paths": { "/p": { "get": { "operationId": "listP" } } } });
    let plugin = json!({ "name": "i", "manifest": manifest.to_string(), "securityScheme": scheme });
    server.post("/v3/tool-plugins/import", json!({ "toolPlugin": plugin })).ok(200);
    server.put("/v2/user-interactions/tool-plugins/i", json!({})).ok(200);
    server.emulator.add_model("gpt-4o", None).unwrap();
    server.emulator.advance_clock(Duration::from_secs(3600));
    server.emulator.set_temper(Drafts::Newest);
}

/// What clients see of it.
fn seen(server: &TestServer) -> Vec<Value> {
    let mut seen: Vec<Value> = [
        "/v4/agents?allowDrafts=true",
        "/v4/agents/A?allowDrafts=true",
        "/v4/agents/A?revision=1",
        "/v4/agents/x.b?allowDrafts=true",
        "/v3/tool-plugins?detailLevel=expanded",
        "/v3/tool-plugins/i",
        "/v2/user-interactions/tool-plugins/open",
    ]
    .into_iter()
    .map(|path| server.get(path).json())
    .chain([server.call_in("prod", "GET", "/v2/agents/A/export", None).json()])
    .collect();
    seen.iter_mut().for_each(forget_times);
    seen
}

fn forget_times(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !matches!(name.as_str(), "Duration" | "timestamp"));
            members.values_mut().for_each(forget_times);
        }
        Value::Array(elements) => elements.iter_mut().for_each(forget_times),
        _ => {}
    }
}

#[test]
fn a_snapshot_holds_everything() {
    let server = TestServer::start();
    fill(&server);
    let (before, snapshot) = (seen(&server), server.emulator.snapshot());
    assert_eq!(before[0]["agents"].as_array().unwrap().len(), 2, "{before:?}");
    server.delete("/v4/agents/A");
    server.delete("/v3/tool-plugins/i");
    server.create(ready("C"));
    server.emulator.set_temper(Drafts::Page);
    server.emulator.restore(&snapshot).unwrap();
    assert_eq!(seen(&server), before);
    assert_eq!(server.emulator.tempers().drafts, Drafts::Newest);
    assert_eq!(server.emulator.snapshot().to_json(), snapshot.to_json());
    // It goes on as the first would have: revisions, versions, names that are taken, secrets that are kept.
    assert_eq!(server.update("A", json!({ "description": "third" }))["revision"], 3);
    assert_eq!(server.post("/v4/agents", json!({ "agentDefinition": ready("B") })).errors(400)[0].0, 54002);
    let scheme = before[5]["securityScheme"].clone();
    let answer = server.put("/v3/tool-plugins/i", json!({ "toolPlugin": { "securityScheme": scheme } })).ok(200);
    assert_eq!(answer["parameters"], before[5]["parameters"]);
    assert_eq!(names(&server.get("/v3/tool-plugins/i").ok(200)["tools"]), ["listP_get"]);
    assert_eq!(server.get("/v4/agents/tools/x").status, server.get("/v4/agents/tools/y").status);

    // The same over HTTP, through JSON, in another emulator: its clients keep their tokens.
    let document = Snapshot::from_json(&snapshot.to_json()).unwrap();
    assert_eq!(document.to_json(), snapshot.to_json());
    let other = TestServer::start();
    let body: Value = serde_json::from_str(&snapshot.to_json()).unwrap();
    assert_eq!(body["format"], "geai-emulator/1");
    let token = other.emulator.token("dev").unwrap().to_owned();
    assert_eq!(control(&other, "POST", "restore", Some(&body)).status, 204);
    assert_eq!(other.emulator.token("dev").unwrap(), token);
    let mut expected = before.clone();
    for (own, others) in [
        (server.emulator.project_id("dev"), other.emulator.project_id("dev")),
        (server.emulator.project_id("prod"), other.emulator.project_id("prod")),
        (Some(server.emulator.organization_id()), Some(other.emulator.organization_id())),
    ] {
        let text = serde_json::to_string(&expected).unwrap().replace(own.unwrap(), others.unwrap());
        expected = serde_json::from_str(&text).unwrap();
    }
    assert_eq!(seen(&other), expected);

    // A start from it has its tokens too.
    let third = TestServer::with(Emulator::builder().snapshot(document));
    assert_eq!(third.emulator.projects(), server.emulator.projects());
    assert_eq!(third.emulator.oauth_token(), server.emulator.oauth_token());
    assert_eq!(seen(&third), before);
}

#[test]
fn what_is_nested_as_deep_as_the_api_takes_it_is_restored() {
    let server = TestServer::start();
    let mut deep = json!({});
    for _ in 0..115 {
        deep = json!([deep]);
    }
    server.create(json!({ "name": "A", "deep": deep }));
    let text = server.emulator.snapshot().to_json();
    let restored = server.request("POST", "/emulator/restore").header("content-type", "application/json").body(text);
    assert_eq!(server.send(restored).status, 204);
    assert_eq!(server.get("/v4/agents/A?allowDrafts=true").ok(200)["name"], "A");
}

#[test]
fn an_integer_keeps_its_digits_or_is_refused() {
    let server = TestServer::start();
    server.create(json!({ "name": "A", "number": u64::MAX }));
    let text = server.emulator.snapshot().to_json();
    let put = |digits: &str| Snapshot::from_json(&text.replace(&u64::MAX.to_string(), digits));
    for kept in [u64::MAX.to_string(), i64::MIN.to_string(), "123456789012345680000".to_owned(), "1e+29".to_owned()] {
        server.emulator.restore(&put(&kept).unwrap()).unwrap();
        let again = server.emulator.snapshot().to_json();
        let number = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(number(&again)["state"], number(&text.replace(&u64::MAX.to_string(), &kept))["state"], "{kept}");
    }
    let why = put("123456789012345678901234567890").unwrap_err().to_string();
    assert_eq!(why, "an integer of more than 64 bits would lose digits: 123456789012345678901234567890");
}

#[test]
fn a_sign_in_that_is_open_goes_on_after_a_restore() {
    let server = TestServer::start();
    let url = "https://parcels.example.com/openapi.json";
    let mut scheme =
        server.get(&format!("/v3/tool-plugins/inspector/security-scheme?url={url}")).ok(200)["securityScheme"].clone();
    scheme["flows"]["authorizationCode"]["clientId"] = json!("c");
    let challenge =
        server.post("/v3/tool-plugins/inspector/create-challenge", json!({ "securityScheme": scheme })).ok(200);
    let id = text(&challenge, "challengeId");
    assert!(server.emulator.complete_challenge(id));
    let snapshot = server.emulator.snapshot();
    let manifest = || {
        let path = format!("/v3/tool-plugins/inspector/manifest?url={url}&challengeId={id}");
        server.get(&path).ok(200)["success"].clone()
    };
    assert_eq!((manifest(), manifest()), (json!(true), json!(false)));
    server.emulator.restore(&Snapshot::from_json(&snapshot.to_json()).unwrap()).unwrap();
    assert_eq!(manifest(), true);
}

#[test]
fn a_reset_makes_everything_as_at_the_start() {
    let seed = Seed::parse("agents: [{ publish: false, definition: { name: Seeded } }]").unwrap();
    let server = TestServer::with(Emulator::builder().project("dev").project("prod").seed(seed).temper(Drafts::Newest));
    let (start, token) = (server.emulator.snapshot().to_json(), server.emulator.token("dev").unwrap().to_owned());
    for over_http in [false, true] {
        fill(&server);
        server.delete("/v4/agents/Seeded");
        server.emulator.set_temper(Drafts::Page);
        server.emulator.fail_next(Fault::new("*", "/", FaultKind::status(503)).times(9));
        assert_ne!(server.emulator.snapshot().to_json(), start);
        match over_http {
            true => assert_eq!(control(&server, "POST", "reset", None).status, 204),
            false => server.emulator.reset(),
        }
        assert!(server.emulator.requests().is_empty());
        assert_eq!(server.emulator.tempers().drafts, Drafts::Newest);
        assert_eq!(server.emulator.snapshot().to_json(), start);
        assert_eq!(server.names("/v4/agents?allowDrafts=true"), ["Seeded"]);
        assert_eq!(server.emulator.token("dev").unwrap(), token);
    }
}

#[test]
fn what_is_no_snapshot_is_refused_with_the_reason() {
    let server = TestServer::start();
    server.create(ready("A"));
    let good: Value = serde_json::from_str(&server.emulator.snapshot().to_json()).unwrap();
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut document = good.clone();
        change(&mut document);
        document
    };
    for (wrong, why) in [
        (json!({}), r#"this is no snapshot of an emulator: its member "format" is not "geai-emulator/1""#),
        (changed(&|it| it["format"] = json!(1)), "this is no snapshot of an emulator"),
        (changed(&|it| it["format"] = json!("geai-emulator/2")), "format: \"geai-emulator/2\" was written by a later"),
        (changed(&|it| it["format"] = json!("geai-plan/1")), "format: \"geai-plan/1\" is unknown; expected"),
        (changed(&|it| it["colour"] = json!(1)), r#"member "colour" is unknown"#),
        (
            changed(&|it| it["state"]["agnts"] = json!([])),
            r#"state: member "agnts" is unknown, the nearest is "agents""#,
        ),
        (
            changed(&|it| it["state"]["agents"][0][0]["revisions"][0]["versoin"] = json!(1)),
            r#"state.agents[0][0].revisions[0]: member "versoin" is unknown, the nearest is "version""#,
        ),
        (changed(&|it| it["tempers"]["draft"] = json!("page")), r#"tempers: temper "draft" is unknown, the nearest"#),
        (changed(&|it| it["state"]["clock"] = json!({})), r#"state.clock: member "ahead" is missing"#),
        (changed(&|it| it["state"]["agents"] = json!([])), "state: agents, integrations or tools belong to other"),
        (
            changed(&|it| it["state"]["projects"][1]["name"] = json!("test")),
            "the snapshot is of the projects dev, test, the emulator has dev, prod",
        ),
    ] {
        let texts = control(&server, "POST", "restore", Some(&wrong)).error_texts(400);
        assert!(texts[0].starts_with(why), "{texts:?} {why}");
    }
    let texts = control(&server, "POST", "restore", Some(&json!("x"))).error_texts(400);
    assert!(texts[0].starts_with("this is no snapshot"), "{texts:?}");
    control(&server, "GET", "reset", None).framework_error(405);
    control(&server, "POST", "snapshot", Some(&json!({}))).framework_error(405);
    assert_eq!(server.names("/v4/agents?allowDrafts=true"), ["A"]);
    assert_eq!(server.emulator.tempers(), Tempers::default());
    let snapshot = server.emulator.snapshot();
    for other in [
        Emulator::builder().project("dev"),
        Emulator::builder().project("dev").project_with("prod", "x", "y"),
        Emulator::builder().oauth_token("another"),
    ] {
        assert_eq!(other.snapshot(snapshot.clone()).start().unwrap_err().kind(), std::io::ErrorKind::InvalidInput);
    }
    assert!(!format!("{snapshot:?}").contains(server.emulator.token("dev").unwrap()));
}
