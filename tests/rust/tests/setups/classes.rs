//! Failures of the classes *others*, *size*, *names*, *texts*, *secrets* and *unknown*, each by its name. What concerns files alone
//! is in `tests/definitions`.

use geai_client::ErrorKind;
use geai_client::change::{ConflictReason, Plan, PlanOptions, StepOutcome};
use geai_client::definitions::check;
use geai_emulator::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::generated::TEXTS;
use crate::matrix::more;
use crate::stored::Stored;
use crate::world::{VARIABLE, World, agent, has, integration, manifest, outcomes, ready, setup, with_secret};

fn one(object: Value) -> geai_client::definitions::Definitions {
    setup(vec![agent(object)], vec![])
}

fn described(text: &str) -> Value {
    let mut object = ready("A", "i", &[], &[]);
    object["description"] = text.into();
    object
}

#[tokio::test]
async fn others_publish_an_edit_in_the_console_with_and_without_a_baseline() {
    let world = World::new();
    let baseline = world.apply(&world.plan(&one(described("ours"))).await).await;
    let edit = json!({ "agentDefinition": { "description": "theirs" } });
    world.others(&[("PUT", "/v4/agents/A?automaticPublish=true", edit)]).await;
    // Without a baseline nobody knows who moved: the files are brought.
    let plan = world.plan(&one(described("ours"))).await;
    let [member] = plan.changes[0].members.as_slice() else { panic!("{}", plan.to_json()) };
    let text = |value: &Option<geai_client::Json>| value.as_ref().map(|it| it.value());
    assert_eq!((text(&member.before), text(&member.after)), (Some(json!("theirs")), Some(json!("ours"))));
    // With one it says so, and where both moved somebody decides.
    let with = |overwrite| PlanOptions { baseline: Some(baseline.clone()), overwrite, ..PlanOptions::default() };
    let plan = world.plan_with(&one(described("ours")), &with(false)).await.unwrap();
    let noted = plan.notes.iter().any(|note| note.text.contains("changed on the server since the baseline"));
    assert!(noted && plan.conflicts.is_empty(), "{}", plan.to_json());
    let plan = world.plan_with(&one(described("ours, newer")), &with(false)).await.unwrap();
    assert_eq!(plan.conflicts[0].reason, ConflictReason::BOTH_MOVED, "{}", plan.to_json());
    let plan = world.plan_with(&one(described("ours, newer")), &with(true)).await.unwrap();
    world.apply(&plan).await;
    assert_eq!(world.get("A", false).await.unwrap()["description"], "ours, newer");
}

#[tokio::test]
async fn what_a_plan_leaves_out_keeps_its_entry_of_the_baseline() {
    let world = World::new();
    let both = |text: &str| setup(["A", "B"].map(|name| agent(ready(name, text, &[], &[]))).to_vec(), vec![]);
    let baseline = world.apply(&world.plan(&both("old")).await).await;
    let only = |baseline| PlanOptions { only: Some(vec!["A".into()]), baseline, ..PlanOptions::default() };
    let plan = world.plan_with(&both("new"), &only(Some(baseline.clone()))).await.unwrap();
    assert_eq!((plan.changes.len(), plan.summary.unchanged), (1, 0), "{plan}");
    let applied = world.apply(&plan).await;
    let of =
        |applied: &geai_client::change::Applied, name: &str| applied.objects.iter().find(|it| it.name == name).cloned();
    assert_eq!((applied.objects.len(), of(&applied, "B")), (2, of(&baseline, "B")), "{}", applied.to_json());
    assert_ne!(of(&applied, "A"), of(&baseline, "A"));
    // Nothing is known of what no baseline has.
    let plan = world.plan_with(&both("newer"), &only(None)).await.unwrap();
    assert_eq!(world.apply(&plan).await.objects.len(), 1);
}

#[tokio::test]
async fn others_rename_an_agent_between_plan_and_apply() {
    let world = World::new();
    world.apply(&world.plan(&one(described("ours"))).await).await;
    let plan = world.plan(&one(described("ours, newer"))).await;
    world.others(&[("PUT", "/v4/agents/A", json!({ "agentDefinition": { "name": "Theirs" } }))]).await;
    let before = world.writes().len();
    let refused = world.try_apply(&plan).await.unwrap_err().to_string();
    assert!(refused.contains("the plan is stale: agent A"), "{refused}");
    assert_eq!(world.writes().len(), before);
}

#[tokio::test]
async fn two_applies_at_once_make_no_twin_and_lose_nothing() {
    let world = World::new();
    let wanted = crate::world::repository(1);
    let plan = world.plan(&wanted).await;
    let ends = futures_util::future::join(world.try_apply(&plan), world.try_apply(&plan)).await;
    // Whatever each of them says, names are unique and the next run goes on.
    drop(ends);
    for _ in 0..2 {
        let plan = world.plan(&wanted).await;
        assert!(plan.conflicts.is_empty(), "{}", plan.to_json());
        let _ = world.try_apply(&plan).await.unwrap();
    }
    assert!(world.plan(&wanted).await.changes.is_empty());
    let stored = Stored::of(&world.emulator);
    assert_eq!(stored.agents.len(), wanted.agents.len());
    assert!(stored.agents.values().all(|it| it.published().unwrap().version == Some(1)));
}

/// How large it is in a short run, and in a long one.
fn sized(short: usize, long: usize) -> usize {
    if more() > 0 { long } else { short }
}

#[tokio::test]
async fn size_of_a_project_with_many_agents() {
    let world = World::new();
    let many = sized(1_000, 10_000);
    assert_eq!(world.emulator.seed_agents("dev", many), many);
    let name = format!("seeded-agent-{many}");
    let plan = world.plan(&setup(vec![agent(json!({ "name": name, "description": "new" }))], vec![])).await;
    assert_eq!((plan.changes.len(), plan.conflicts.len(), plan.unmanaged.agents.len()), (1, 0, many - 1));
    world.apply(&plan).await;
}

#[tokio::test]
async fn size_of_prompts_manifests_and_tools() {
    let world = World::new();
    let prompt = "Look it up. ".repeat(sized(20_000, 450_000));
    let tools = sized(100, 500);
    let operations: Vec<String> = (0..tools).map(|number| format!("op{number}")).collect();
    let mut document: Value =
        serde_json::from_str(&manifest(&operations.iter().map(String::as_str).collect::<Vec<_>>())).unwrap();
    document["info"] = json!({ "description": "x".repeat(sized(500_000, 20_000_000)) });
    let used: Vec<String> = operations.iter().map(|id| format!("{id}_get")).collect();
    let used: Vec<&str> = used.iter().map(String::as_str).collect();
    let definitions = setup(
        vec![agent(ready("A", &prompt, &used, &[]))],
        vec![integration(json!({ "name": "p", "manifest": document.to_string() }))],
    );
    world.apply(&world.plan(&definitions).await).await;
    assert!(world.plan(&definitions).await.changes.is_empty());
    assert_eq!(Stored::of(&world.emulator).integrations["p"]["tools"].as_array().unwrap().len(), tools);
}

#[tokio::test]
async fn size_of_chains_and_rings() {
    let world = World::new();
    let name = |number: usize| format!("agent {number:04}");
    for (count, is_ring) in [(sized(40, 1_000), false), (sized(12, 50), true)] {
        world.emulator.reset();
        let all = (0..count).map(|at| {
            let next = if is_ring { Some(name((at + 1) % count)) } else { (at + 1 < count).then(|| name(at + 1)) };
            agent(ready(&name(at), "i", &[], next.as_deref().as_slice()))
        });
        let definitions = setup(all.collect(), vec![]);
        world.emulator.set_temper(geai_emulator::DraftsCheckReferences::Yes);
        world.apply(&world.plan(&definitions).await).await;
        assert!(world.plan(&definitions).await.changes.is_empty());
    }
}

#[tokio::test]
async fn names_that_are_another_agents_id() {
    let world = World::new();
    world.apply(&world.plan(&one(ready("A", "i", &[], &[]))).await).await;
    let id = world.get("A", false).await.unwrap()["id"].as_str().unwrap().to_owned();
    let plan = world.plan(&one(ready(&id, "i", &[], &[]))).await;
    assert_eq!(plan.conflicts[0].reason, ConflictReason::NAME_TAKEN, "{}", plan.to_json());
    // An agent that has it already is found by its own id.
    let seeded = json!({ "agentDefinition": { "name": "B" } });
    world.others(&[("POST", "/v4/agents", seeded)]).await;
    let other = world.get("B", true).await.unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("/v4/agents/{other}");
    world.others_done(&[("PUT", path, json!({ "agentDefinition": { "name": id } }))]).await;
    let plan = world.plan(&one(ready(&id, "i", &[], &[]))).await;
    assert_eq!((plan.conflicts.len(), plan.changes[0].id.as_deref()), (0, Some(other.as_str())), "{}", plan.to_json());
    world.apply(&plan).await;
    assert_eq!(Stored::of(&world.emulator).agents["A"].revisions.len(), 1);
}

#[tokio::test]
async fn names_that_differ_in_case_or_unicode_form_are_different_agents() {
    let world = World::new();
    let names = ["Twin", "tWIN", "caf\u{e9}", "cafe\u{301}", "CON", "con"];
    let definitions = setup(names.iter().map(|name| agent(ready(name, name, &[], &[]))).collect(), vec![]);
    world.apply(&world.plan(&definitions).await).await;
    assert!(world.plan(&definitions).await.changes.is_empty());
    let stored = Stored::of(&world.emulator);
    for name in names {
        let content = &stored.agents[name].published().unwrap().content;
        assert_eq!(content["agentData"]["prompt"]["instructions"], name);
    }
}

/// Every text comes to the server to the letter, from a file where a file can hold it, and within one.
#[tokio::test]
async fn texts_come_to_the_letter() {
    let world = World::new();
    let mut files = std::collections::BTreeMap::from([("geai.yaml".to_owned(), "format: geai/1\n".to_owned())]);
    for (at, text) in TEXTS.iter().enumerate() {
        let mut object = ready(&format!("text {at}"), text, &[], &[]);
        object["description"] = (*text).into();
        if !text.contains('\r') && !text.starts_with('\u{feff}') {
            object["agentData"]["prompt"]["instructions"] = json!({ "$file": format!("{at}.md") });
            files.insert(format!("agents/{at}.md"), format!("{text}\n"));
        }
        files.insert(format!("agents/{at}.json"), object.to_string());
    }
    let definitions = check(files, None).unwrap();
    world.apply(&world.plan(&definitions).await).await;
    let stored = Stored::of(&world.emulator);
    for (at, text) in TEXTS.iter().enumerate() {
        let content = &stored.agents[&format!("text {at}")].published().unwrap().content;
        assert_eq!(content["agentData"]["prompt"]["instructions"], *text, "{at}");
        assert_eq!(content["description"], *text, "{at}");
    }
    assert!(world.plan(&definitions).await.changes.is_empty());
}

#[tokio::test]
async fn secrets_in_an_error_of_the_server_are_replaced() {
    let world = World::new();
    let secret = std::env::var(VARIABLE).unwrap();
    let definitions = setup(vec![], vec![with_secret("p", &["list"])]);
    let plan = world.plan(&definitions).await;
    let text = format!("cannot use {secret} as it stands");
    let body = json!({ "errors": [{ "id": 1, "description": text }], "echo": { "clientSecret": secret } });
    let kind = FaultKind::Status { status: 400, retry_after: None, body: Some(body) };
    world.emulator.fail_next(Fault::new("POST", "/v3/tool-plugins", kind));
    let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let steps = told.clone();
    let applying = world.client.apply(&plan).on_step(move |step| steps.lock().unwrap().push(format!("{step:?}")));
    let error = applying.await.unwrap_err();
    let applied = error.applied.as_ref().unwrap().text().to_owned();
    let forms = [error.to_string(), format!("{error:?}"), applied, told.lock().unwrap().join("\n")];
    assert!(forms[0].contains("cannot use *** as it stands"), "{}", forms[0]);
    assert!(!forms.iter().any(|form| form.contains(&secret)), "{forms:?}");
}

#[tokio::test]
async fn secrets_are_rotated_when_asked_and_references_are_never_sent_back() {
    let world = World::new();
    let mut definitions = setup(vec![], vec![with_secret("p", &["list"])]);
    world.apply(&world.plan(&definitions).await).await;
    let secrets = |world: &World| Stored::of(&world.emulator).integrations["p"]["secrets"].clone();
    let first = secrets(&world);
    // Another change sends no scheme, since what answers hold are references.
    let mut object = definitions.integrations[0].definition.value();
    object["description"] = "new".into();
    definitions.integrations[0].definition = object.into();
    let plan = world.plan(&definitions).await;
    assert!(plan.changes[0].body.as_ref().unwrap().value().get("securityScheme").is_none());
    // A variable that is not set is no matter where nothing is read from it.
    let mut unset = definitions.clone();
    for secret in &mut unset.integrations[0].secrets {
        secret.variable = "GEAI_TEST_NEVER_SET".into();
    }
    let path = "/securityScheme/flows/authorizationCode";
    let mut object = unset.integrations[0].definition.value();
    for member in ["clientId", "clientSecret"] {
        object.pointer_mut(path).unwrap()[member] = json!({ "$env": "GEAI_TEST_NEVER_SET" });
    }
    unset.integrations[0].definition = object.into();
    world.apply(&world.plan(&unset).await).await;
    assert_eq!(secrets(&world), first);
    let options = PlanOptions { send_secrets: vec!["p".into()], ..PlanOptions::default() };
    let plan = world.plan_with(&definitions, &options).await.unwrap();
    assert_eq!(plan.changes.len(), 1);
    world.apply(&plan).await;
    assert!(secrets(&world) != json!({}) && !secrets(&world).to_string().contains("$env"));
    assert!(world.plan(&definitions).await.changes.is_empty());
    let mut none = definitions.clone();
    none.integrations[0].secrets.clear();
    let refused = world.plan_with(&none, &options).await.unwrap_err().to_string();
    assert!(refused.contains("send_secrets: the definition of \"p\" holds no secret"), "{refused}");
    let plan = world.plan_with(&unset, &options).await.unwrap();
    let refused = world.try_apply(&plan).await.unwrap_err().to_string();
    assert!(refused.contains("GEAI_TEST_NEVER_SET"), "{refused}");
}

#[tokio::test]
async fn unknown_enumerations_of_the_server_survive_an_update() {
    let world = World::new();
    let mut theirs = ready("A", "old", &[], &[]);
    theirs["accessScope"] = "team".into();
    theirs["sharingScope"] = "galaxy".into();
    world.others(&[("POST", "/v4/agents?automaticPublish=true", json!({ "agentDefinition": theirs }))]).await;
    let mut ours = json!({ "name": "A", "agentData": ready("A", "new", &[], &[])["agentData"] });
    ours["accessScope"] = "team".into();
    let plan = world.plan(&one(ours.clone())).await;
    world.apply(&plan).await;
    let content = Stored::of(&world.emulator).agents["A"].published().unwrap().content.clone();
    assert_eq!((&content["accessScope"], &content["sharingScope"]), (&json!("team"), &json!("galaxy")));
    assert!(world.plan(&one(ours)).await.changes.is_empty());
}

/// The JSON of a plan with the digest of what it says.
fn sealed_text(plan: &Plan) -> String {
    let refused = Plan::from_json(&plan.to_json()).unwrap_err().to_string();
    Plan { digest: refused.rsplit('"').nth(1).unwrap().to_owned(), ..plan.clone() }.to_json()
}

#[tokio::test]
async fn unknown_actions_and_formats_of_a_plan_are_refused() {
    let world = World::new();
    let plan = world.plan(&one(ready("A", "i", &[], &[]))).await;
    let mut document: Value = serde_json::from_str(&plan.to_json()).unwrap();
    document["changes"][0]["action"] = "archive".into();
    let text = document.to_string();
    let refused = Plan::from_json(&text).unwrap_err().to_string();
    // What a later version writes has a digest of its own, which the message tells.
    let found = refused.split("its content has \"").nth(1).unwrap().split('"').next().unwrap();
    document["digest"] = found.into();
    let refused = Plan::from_json(&document.to_string()).unwrap_err().to_string();
    assert!(refused.contains("the action \"archive\" is of a later version"), "{refused}");
    let mut other = plan.clone();
    other.changes[0].kind = "workflow".to_owned().into();
    let refused = Plan::from_json(&sealed_text(&other)).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::PlanError);
    assert!(refused.to_string().contains("the kind \"workflow\" is of a later version"), "{refused}");
    assert!(world.writes().is_empty());
}

#[tokio::test]
async fn others_write_between_the_drafts_of_one_plan_and_their_revision_stays() {
    let world = World::new();
    let both = |text: &str| setup(["A", "B"].map(|name| agent(ready(name, text, &[], &[]))).to_vec(), vec![]);
    world.apply(&world.plan(&both("old")).await).await;
    let plan = world.plan(&both("new")).await;
    // Before the second draft: the first one is written, and is not published either.
    let edit =
        json!({ "method": "PUT", "path": "/v4/agents/B", "json": { "agentDefinition": { "description": "theirs" } } });
    world
        .emulator
        .before_next_json(json!({ "method": "PUT", "path": "/v4/agents/", "skip": 1, "edit": edit }))
        .unwrap();
    let (applied, _) = world.try_apply(&plan).await.unwrap();
    assert!(has(&applied, &StepOutcome::HELD), "{:?}", outcomes(&applied));
    let stored = Stored::of(&world.emulator);
    assert!(["A", "B"].iter().all(|name| stored.agents[*name].published().unwrap().version == Some(1)));
    let theirs = stored.agents["B"].revisions.iter().find(|it| it.number == 2).unwrap();
    assert_eq!(theirs.content["description"], "theirs");
}
