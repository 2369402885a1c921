//! Secrets in plans: those that the server has are in none and are kept, and variables are read for secrets alone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use geai_client::change::{Applied, ChangeAction, Plan, PlanOptions};
use geai_client::definitions::{Definitions, SecretReference, check};
use geai_client::{ErrorKind, Json};
use geai_emulator::{Fault, FaultKind};
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

#[tokio::test]
async fn a_plan_that_none_makes_is_refused_before_anything_is_sent() {
    let world = with_theirs().await;
    let new = agent(ready("New", "i", &[], &[]));
    let definitions = Definitions { agents: vec![files().agents.remove(0), new], ..files() };
    let plan = world.plan(&definitions).await;
    let [updated, created] = ["A", "New"].map(|name| plan.changes.iter().position(|it| it.name == name).unwrap());
    type Edit = Box<dyn Fn(&mut Plan)>;
    let set = |at: usize, path: &'static str, value: Value| -> Edit {
        Box::new(move |plan| {
            let mut body = plan.changes[at].body.as_ref().unwrap().value();
            match body.pointer_mut(path) {
                Some(place) => *place = value.clone(),
                None => drop(body.as_object_mut().unwrap().insert(path[1..].to_owned(), value.clone())),
            }
            plan.changes[at].body = Some(Json::from(body));
        })
    };
    let cases: Vec<(Edit, &str)> = vec![
        (set(created, "/description", json!({ "$env": VARIABLE })), "an environment variable that it does not list"),
        (set(updated, "/description", json!({ "$env": VARIABLE })), "an environment variable that it does not list"),
        (set(created, "/unknown", json!({ "$env": VARIABLE })), "an environment variable that it does not list"),
        (set(created, "/description", json!({ "$file": "/etc/passwd" })), "takes a `$file` for /description"),
        (set(updated, "/agentData/prompt/instructions", json!({ "$value": "x" })), "takes a `$value` for"),
        (set(updated, "/description", json!({ "$kept": "/apiKey" })), "a secret of the server that it does not list"),
        (set(created, "/unknown", json!({ "$kept": "/apiKey" })), "a secret of the server that it does not list"),
        (Box::new(move |plan| plan.changes[created].body = None), "agent New: the plan has no body to send"),
        (Box::new(move |plan| plan.changes[created].body = Some(json!("x").into())), "has no body to send"),
        (Box::new(move |plan| plan.changes[updated].body = None), "agent A: the plan has no body to send"),
        (
            Box::new(move |plan| plan.changes.push(plan.changes[created].clone())),
            "agent New: the plan changes it twice",
        ),
        (Box::new(move |plan| plan.changes[updated].id = None), "agent A: the plan has no id of it"),
        (Box::new(move |plan| plan.changes[created].id = Some("x".into())), "creates it, and has an id of it"),
        (Box::new(move |plan| plan.changes[created].action = ChangeAction::DELETE), "agent New: the plan has no id"),
    ];
    for (edit, expected) in cases {
        let mut edited = plan.clone();
        edit(&mut edited);
        world.emulator.clear_requests();
        let refused = world.client.apply(sealed(&edited)).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::PlanError, "{expected}: {refused}");
        assert!(refused.to_string().contains(expected), "{refused}, not {expected}");
        assert!(world.emulator.requests().is_empty(), "{expected}");
    }
    world.apply(&plan).await;
}

#[tokio::test]
async fn variables_in_a_list_of_secrets_are_sent_once() {
    let world = World::new();
    let with = |names: &str| {
        let agent = format!(
            "name: A\naccessScope: private\nagentData: {{strategyName: x, prompt: {{instructions: i}}, models: [{{name: m}}], \
             $extra: {{tokens: [{names}]}}}}\n"
        );
        let files = [("geai.yaml", "format: geai/1\n".to_owned()), ("agents/a.yaml", agent)];
        check(BTreeMap::from(files.map(|(path, text)| (path.to_owned(), text))), None).unwrap()
    };
    let value = std::env::var(VARIABLE).unwrap();
    for names in ["{$env: PATH}", "{$env: PATH}, {$env: PATH}", "{$env: PATH}"] {
        let plan = world.plan(&with(names)).await;
        assert_eq!(plan.changes.len(), 1, "{names}: {plan}");
        assert!(!plan.to_json().contains(&value), "{names}");
        let applied = world.apply(&plan).await;
        assert!(!applied.to_json().contains(&value), "{names}");
        let sent = newest(&world)["agentData"]["tokens"].clone();
        assert_eq!(sent, json!(vec![value.clone(); names.matches("env").count()]), "{names}");
        let plan = world.plan(&with(names)).await;
        assert!(plan.changes.is_empty(), "{names}: {plan}");
    }
}

#[test]
fn a_plan_of_another_form_is_refused_as_a_plan() {
    let digest = |text: &str| {
        let refused = Plan::from_json(text).unwrap_err().to_string();
        refused.rsplit('"').nth(1).unwrap().to_owned()
    };
    for wrong in [r#""changes":"x""#, r#""changes":[7]"#, r#""changes":[{"kind":7}]"#, r#""summary":[]"#] {
        let text = format!("{{\"format\":\"geai-plan/1\",{wrong}}}");
        let sealed = format!("{{\"format\":\"geai-plan/1\",{wrong},\"digest\":\"{}\"}}", digest(&text));
        assert_eq!(Plan::from_json(&sealed).unwrap_err().kind(), ErrorKind::PlanError, "{wrong}");
    }
}

#[tokio::test]
async fn a_result_repeats_no_secret_that_was_sent_wherever_the_answer_has_it() {
    let value = std::env::var(VARIABLE).unwrap();
    let flows = json!({ "authorizationCode": { "clientId": value, "clientSecret": value } }).to_string();
    for answer in [
        json!({ "id": "i", "name": "p", "securityScheme": { "type": "oauth2", "flows": flows } }),
        json!({ "id": "i", "name": "p", "description": format!("was given {value}"), "securityScheme": [value] }),
        json!({ "id": "i", "name": "p", "accessScope": { value.as_str(): 1 }, "manifest": value }),
    ] {
        let world = World::new();
        let plan = world.plan(&setup(vec![], vec![with_secret("p", &["list"])])).await;
        let kind = FaultKind::Status { status: 200, retry_after: None, body: Some(answer.clone()) };
        world.emulator.fail_next(Fault::new("POST", "/v3/tool-plugins/import", kind));
        let steps = Arc::new(Mutex::new(String::new()));
        let told = steps.clone();
        let call = world.client.apply(&plan).on_step(move |step| told.lock().unwrap().push_str(&format!("{step:?}")));
        let applied: Applied = call.await.unwrap();
        assert!(!applied.complete && !applied.steps[0].members.is_empty(), "{}", applied.to_json());
        for text in [applied.to_json(), applied.to_string(), format!("{applied:?}"), steps.lock().unwrap().clone()] {
            assert!(!text.contains(&value), "{answer}: {text}");
        }
    }
}
