//! Secrets in plans: those that the server has are in none and are kept, and variables are read for secrets alone.

use geai_client::change::{Plan, PlanOptions};
use geai_client::definitions::{Definitions, SecretReference};
use geai_client::{ErrorKind, Json};
use serde_json::{Value, json};

use crate::stored::Stored;
use crate::world::{VARIABLE, World, agent, ready, setup, with_secret};

/// An agent with secrets in members that no model has, at every level.
fn theirs() -> Value {
    let mut theirs = ready("A", "old", &["com.globant.geai.web_search"], &[]);
    theirs["apiKey"] = "canary-1".into();
    theirs["agentData"]["password"] = "canary-2".into();
    theirs["agentData"]["vendor"] = json!({ "accessToken": "canary-3", "region": "eu", "maxTokens": 7 });
    theirs["agentData"]["mcpServers"] = json!([{ "authorization": "canary-4", "passwords": { "db": "canary-5", "pin": 83157 }, "tokens": ["canary-6", 1] }]);
    theirs["agentData"]["models"][0]["apiKey"] = "canary-7".into();
    theirs["agentData"]["resourcePools"][0]["tools"][0]["secret"] = "canary-8".into();
    theirs["agentData"]["note"] = json!({ "$env": "HOME", "$kept": "/agentData/password" });
    theirs
}

async fn with_theirs() -> World {
    let world = World::new();
    let body = json!({ "agentDefinition": theirs() });
    world.others(&[("POST", "/v4/agents?automaticPublish=true", body)]).await;
    world
}

/// Another text, and the model that was first is second.
fn files() -> Definitions {
    let mut object = ready("A", "new", &["com.globant.geai.web_search"], &[]);
    object["agentData"]["models"] = json!([{ "name": "o4-mini" }, { "name": "gpt-4o" }]);
    setup(vec![agent(object)], vec![])
}

fn has_canary(text: &str) -> bool {
    text.contains("canary") || text.contains("83157")
}

/// What is stored of the newest revision.
fn newest(world: &World) -> Value {
    Stored::of(&world.emulator).agents["A"].newest().content.clone()
}

fn in_no_form(plan: &Plan) {
    for form in [plan.to_json(), plan.to_string(), plan.to_markdown(), plan.to_html()] {
        assert!(!has_canary(&form), "{form}");
    }
}

#[tokio::test]
async fn secrets_of_the_server_are_in_no_plan_and_are_kept() {
    let world = with_theirs().await;
    let mut expected = newest(&world);
    let plan = world.plan(&files()).await;
    in_no_form(&plan);
    let kept = plan.changes[0].kept.clone().unwrap();
    assert!(
        kept.contains(&"/agentData/models/1/apiKey".to_owned()) && kept.contains(&"/apiKey".to_owned()),
        "{kept:?}"
    );
    let body = plan.changes[0].body.as_ref().unwrap().value();
    assert_eq!(body["agentData"]["models"][1]["apiKey"], json!({ "$kept": "/agentData/models/0/apiKey" }));
    let applied = world.apply(&Plan::from_json(&plan.to_json()).unwrap()).await;
    assert!(!has_canary(&applied.to_json()));
    for empty in ["description", "jobDescription"] {
        expected[empty] = "".into();
    }
    expected["agentData"]["prompt"]["instructions"] = "new".into();
    let models = expected["agentData"]["models"].as_array_mut().unwrap();
    models.insert(0, json!({ "name": "o4-mini" }));
    assert_eq!(newest(&world), expected, "P9");
    assert!(world.plan(&files()).await.changes.is_empty());
    // The plan was of what is no more.
    let refused = world.try_apply(&plan).await;
    assert!(refused.is_ok_and(|(applied, _)| applied.complete), "it is done already");
}

#[tokio::test]
async fn secrets_of_the_server_that_are_removed_or_compared_are_shown_by_their_places() {
    let world = with_theirs().await;
    let mut object = ready("A", "old", &[], &[]);
    object["agentData"]["password"] = Value::Null;
    object["agentData"]["mcpServers"] = json!([]);
    object["agentData"]["resourcePools"] = json!([]);
    let plan = world.plan(&setup(vec![agent(object)], vec![])).await;
    in_no_form(&plan);
    let paths: Vec<&str> = plan.changes[0].members.iter().map(|member| member.path.as_str()).collect();
    assert_eq!(paths, ["/agentData/resourcePools", "/agentData/password", "/agentData/mcpServers"]);
    assert_eq!(plan.changes[0].members[1].before.as_ref().unwrap().text(), "\"***\"");
    world.apply(&plan).await;
    // Another secret in a draft.
    let mut other = theirs();
    other["agentData"]["vendor"]["accessToken"] = "canary-new".into();
    other["agentData"]["mcpServers"][0]["passwords"] = json!({ "db": "canary-other" });
    world.others(&[("PUT", "/v4/agents/A", json!({ "agentDefinition": other }))]).await;
    let difference = world.client.agents().diff("A", 1, 3).await.unwrap();
    let document = serde_json::to_string(&difference).unwrap();
    assert!(!has_canary(&document) && !has_canary(&difference.to_string()), "{document}");
    for path in ["/agentData/vendor/accessToken", "/agentData/mcpServers/0/passwords/db"] {
        assert!(difference.members.iter().any(|member| member.path == path), "{path}: {document}");
    }
    // What is published has its own secrets again when the draft is superseded.
    let options = PlanOptions { over_drafts: true, ..PlanOptions::default() };
    let plan = world.plan_with(&files(), &options).await.unwrap();
    in_no_form(&plan);
    world.emulator.set_temper(geai_emulator::Null::Clears);
    world.apply(&plan).await;
    assert_eq!(newest(&world)["agentData"]["vendor"]["accessToken"], "canary-3");
    assert_eq!(newest(&world)["agentData"].get("password"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_the_server_did_not_keep_is_held() {
    type Edit = fn(&mut serde_json::Map<String, Value>);
    let forgets: Edit = |answer| drop(answer["agentData"].as_object_mut().unwrap().remove("password"));
    let changes: Edit = |answer| answer["agentData"]["models"][1]["apiKey"] = json!({ "$kept": "x" });
    let drops: Edit = |answer| drop(answer.remove("apiKey"));
    for (edit, place) in
        [(forgets, "/agentData/password"), (changes, "/agentData/models/gpt-4o/apiKey"), (drops, "/apiKey")]
    {
        let world = with_theirs().await;
        let (client, _proxy) = world.answering(edit).await;
        let applied = client.apply(client.plan(files()).await.unwrap()).await.unwrap();
        assert_eq!(applied.steps[0].error, Some(format!("the server did not take: {place}")));
        assert!(!applied.complete && !has_canary(&applied.to_json()));
    }
}

/// The plan with the digest of what it says now, as anybody can make it.
fn sealed(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    let refused = Plan::from_json(&plan.to_json()).unwrap_err().to_string();
    plan.digest = refused.rsplit('"').nth(1).unwrap().to_owned();
    Plan::from_json(&plan.to_json()).unwrap()
}

#[tokio::test]
async fn a_plan_reads_variables_for_secrets_alone() {
    let world = with_theirs().await;
    let secret = |path: &str| SecretReference { path: path.into(), variable: VARIABLE.into(), ..Default::default() };
    let definitions = Definitions { integrations: vec![with_secret("p", &["list"])], ..files() };
    let plan = world.plan(&definitions).await;
    let flow = "/securityScheme/flows/authorizationCode";
    let variable = || json!({ "$env": VARIABLE });
    let cases = [
        // An environment variable for what is no secret.
        (1, "/agentData/prompt/instructions".to_owned(), variable(), true, None),
        (1, "/description".to_owned(), variable(), true, None),
        (1, "/agentData/models/0/name".to_owned(), variable(), true, None),
        (1, "/agentData/vendor/region".to_owned(), variable(), true, None),
        (0, format!("{flow}/tokenUrl"), variable(), true, None),
        (0, "/manifest".to_owned(), variable(), true, None),
        // One that the body does not name, and one that is not listed.
        (0, format!("{flow}/clientSecret"), json!({ "$env": "HOME" }), true, None),
        (0, format!("{flow}/clientSecret"), variable(), false, None),
        // A secret of the server for what is none.
        (1, "/agentData/prompt/instructions".to_owned(), json!({ "$kept": "/agentData/password" }), false, Some(true)),
        (1, "/agentData/password".to_owned(), json!({ "$kept": "/agentData/prompt/instructions" }), false, Some(true)),
    ];
    for (at, path, value, is_listed, is_kept) in cases {
        let mut edited = plan.clone();
        let change = &mut edited.changes[at];
        let mut body = change.body.as_ref().unwrap().value();
        if body.pointer(&path).is_none() {
            body["description"] = Value::Null;
        }
        *body.pointer_mut(&path).unwrap() = value;
        change.body = Some(Json::from(body));
        change.secrets.retain(|secret| secret.path != path);
        change.secrets.extend(is_listed.then(|| secret(&path)));
        if is_kept.is_some() {
            change.kept.get_or_insert_default().push(path.clone());
        }
        world.emulator.clear_requests();
        let refused = world.client.apply(sealed(&edited)).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::PlanError, "{path}: {refused}");
        assert!(refused.to_string().contains(&format!("for {path}, where none may stand")), "{refused}");
        assert!(world.emulator.requests().is_empty(), "{path}");
    }
    world.apply(&plan).await;
    // What looks like a directive in a member of the server is none.
    assert_eq!(newest(&world)["agentData"]["note"], theirs()["agentData"]["note"]);
}
