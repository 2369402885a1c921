//! The promises P2 to P10 under every temper, over several repositories. A temper under which a promise cannot hold is
//! refused loudly: `REFUSED` lists these with the reason.

use geai_client::change::{Plan, StepOutcome};
use geai_client::definitions::Definitions;
use geai_emulator::Temper;
use serde_json::{Value, json};

use crate::world::{World, agent, changed, has, outcomes, ready, repository, setup};

/// Tempers under which a first apply ends loudly, and what the result says.
const REFUSED: &[(&str, &str, &str)] = &[
    ("answers", "documented", "the server did not take: /agentData/resourcePools/Main/agents"),
    ("revisions", "gaps", "somebody wrote in between"),
    ("publish_checks_helpers", "yes", "Agent not found"),
];

/// Every value of every temper; the defaults, which all others have beside them, once.
fn tempers() -> impl Iterator<Item = (&'static str, &'static str, Temper)> {
    Temper::ALL.iter().enumerate().flat_map(|(at, (name, values, default))| {
        let wanted = values.iter().filter(move |value| at == 0 || *value != default);
        wanted.map(move |value| (*name, *value, Temper::parse(name, value).unwrap()))
    })
}

fn is_empty(plan: &Plan) -> bool {
    plan.changes.is_empty() && plan.conflicts.is_empty()
}

/// P4 and P7, by what arrived.
fn check_writes(world: &World, plan: &Plan, before: usize) {
    let writes: Vec<_> = world.writes().into_iter().skip(before).collect();
    let is_publish = |path: &str| path.ends_with("/publish-revision") || path.ends_with("/publish-tools");
    let first_publish = writes.iter().position(|write| is_publish(&write.path)).unwrap_or(writes.len());
    assert!(writes[first_publish..].iter().all(|write| is_publish(&write.path)), "P7: {writes:?}");
    assert!(writes.iter().all(|write| write.query.is_empty()), "nothing is published while it is written");
    let mut bodies: Vec<Value> = plan.changes.iter().filter_map(|it| it.body.as_ref()).map(|it| it.value()).collect();
    for body in &mut bodies {
        // What the recorder masks, and what it does not.
        if let Some(flow) = body.pointer_mut("/securityScheme/flows/authorizationCode") {
            flow["clientId"] = std::env::var(crate::world::VARIABLE).unwrap().into();
            flow["clientSecret"] = "***".into();
        }
    }
    for body in bodies {
        let sent = |envelope: &str| json!({ envelope: body });
        let found = writes.iter().filter_map(|write| write.json.as_ref());
        let count =
            found.filter(|sent_body| **sent_body == sent("agentDefinition") || **sent_body == sent("toolPlugin"));
        assert_eq!(count.count(), 1, "P4: {body}");
    }
}

async fn story(world: &World, definitions: &Definitions, label: &str) {
    world.emulator.clear_requests();
    let plan = world.plan(definitions).await;
    assert!(plan.conflicts.is_empty(), "{label}: {:?}", plan.conflicts);
    // P8: the value of the variable is in no plan.
    assert!(!plan.to_json().contains(&std::env::var(crate::world::VARIABLE).unwrap()), "{label}");
    assert_eq!(Plan::from_json(&plan.to_json()).unwrap(), plan, "{label}");
    let (applied, error) = world.try_apply(&plan).await.unwrap();
    let refused = REFUSED.iter().find(|(temper, value, _)| label.starts_with(&format!("{temper}={value} ")));
    if applied.complete {
        check_writes(world, &plan, 0);
        let again = world.plan(definitions).await;
        assert!(is_empty(&again), "P2, {label}: {}", again.to_json());
        let before = world.writes().len();
        let (repeated, error) = world.try_apply(&plan).await.unwrap();
        assert!(error.is_none() && repeated.complete, "P5, {label}: {error:?} {:?}", outcomes(&repeated));
        assert_eq!(world.writes().len(), before, "P5, {label}");
        return;
    }
    let (_, _, reason) = refused.unwrap_or_else(|| panic!("{label}: {error:?} {}", applied.to_json()));
    let said = applied.steps.iter().filter_map(|step| step.error.as_deref()).any(|text| text.contains(reason));
    assert!(said, "{label}: {}", applied.to_json());
}

#[tokio::test]
async fn promises_hold_under_every_temper() {
    let world = World::new();
    for (name, value, temper) in tempers() {
        // The second one has a ring.
        for seed in if name == "answers" { 0..2 } else { 1..2 } {
            world.emulator.reset();
            world.emulator.set_temper(temper);
            let definitions = repository(seed);
            let label = format!("{name}={value} seed {seed}");
            story(&world, &definitions, &format!("{label} first")).await;
            let is_done = is_empty(&world.plan(&definitions).await);
            if is_done {
                story(&world, &changed(&definitions), &format!("{label} changed")).await;
            }
        }
    }
}

/// P9: what the definition does not hold is unchanged, at every level.
#[tokio::test]
async fn p9_what_files_do_not_mention_is_unchanged_under_every_temper() {
    let world = World::new();
    for (name, value, temper) in tempers() {
        world.emulator.reset();
        world.emulator.set_temper(temper);
        let mut theirs = ready("A", "old", &["com.globant.geai.web_search"], &[]);
        theirs["x"] = json!({ "y": [1, 2] });
        theirs["jobDescription"] = "kept".into();
        theirs["agentData"]["mcpServers"] = json!([{ "z": 18446744073709551615_u64 }]);
        theirs["agentData"]["prompt"]["tone"] = "calm".into();
        theirs["agentData"]["llmConfig"]["timeout"] = 7.into();
        theirs["agentData"]["models"][0]["note"] = "kept".into();
        theirs["agentData"]["resourcePools"][0]["color"] = "red".into();
        theirs["agentData"]["resourcePools"][0]["tools"][0]["weight"] = 2.into();
        let body = json!({ "agentDefinition": theirs });
        world.others(&[("POST", "/v4/agents?automaticPublish=true", body)]).await;
        let definition = agent(json!({ "name": "A", "agentData": {
            "prompt": { "instructions": "new" }, "models": [{ "name": "gpt-4o" }],
            "resourcePools": [{ "name": "Main", "tools": [{ "name": "com.globant.geai.web_search" }] }],
        } }));
        let plan = world.plan(&setup(vec![definition], vec![])).await;
        let paths: Vec<&str> = plan.changes[0].members.iter().map(|member| member.path.as_str()).collect();
        assert_eq!(paths, ["/agentData/prompt/instructions"], "{name}={value}");
        let (applied, error) = world.try_apply(&plan).await.unwrap();
        assert!(error.is_none(), "{name}={value}: {error:?}");
        // Under answers=documented what is unknown is in no answer, so nobody can send it back.
        let loses = [("answers", "documented")].contains(&(name, value));
        world.emulator.set_temper(geai_emulator::Answers::Observed);
        world.emulator.set_temper(geai_emulator::Omits::Nothing);
        world.emulator.set_temper(geai_emulator::ReordersPools::No);
        let newest = world.client.agents().get("A").revision(applied.steps[0].revision.unwrap()).allow_drafts(true);
        let newest: Value = serde_json::from_str(&serde_json::to_string(&newest.await.unwrap()).unwrap()).unwrap();
        assert_eq!(newest["agentData"]["prompt"]["instructions"], "new", "{name}={value}");
        if loses {
            continue;
        }
        let data = &newest["agentData"];
        assert_eq!(newest["x"], theirs["x"], "{name}={value}");
        assert_eq!(newest["jobDescription"], "kept", "{name}={value}");
        assert_eq!(data["mcpServers"], theirs["agentData"]["mcpServers"], "{name}={value}");
        assert_eq!(
            (&data["prompt"]["tone"], &data["llmConfig"]["timeout"]),
            (&json!("calm"), &json!(7)),
            "{name}={value}"
        );
        assert_eq!(data["llmConfig"]["sampling"]["temperature"], 0.5, "{name}={value}");
        assert_eq!(data["models"][0]["note"], "kept", "{name}={value}");
        assert_eq!(data["resourcePools"][0]["color"], "red", "{name}={value}");
        assert_eq!(data["resourcePools"][0]["tools"][0]["weight"], 2, "{name}={value}");
    }
}

#[tokio::test]
async fn p10_a_plan_that_was_edited_or_is_for_another_project_writes_nothing() {
    let world = World::new();
    let definitions = repository(1);
    let plan = world.plan(&definitions).await;
    for (from, to) in [("Chain of Thought", "Chain of Thoughts"), ("\"publish\":true", "\"publish\":true,\"x\":1")] {
        let edited = plan.to_json().replacen(from, to, 1);
        assert!(edited != plan.to_json());
        let refused = Plan::from_json(&edited).unwrap_err().to_string();
        assert!(refused.contains("was changed after it was made"), "{refused}");
    }
    let later = plan.to_json().replace("geai-plan/1", "geai-plan/2");
    assert!(Plan::from_json(&later).unwrap_err().to_string().contains("expected \"geai-plan/1\""));
    let refused = world.other_project().apply(&plan).await.unwrap_err().to_string();
    assert!(refused.contains("the plan is for project"), "{refused}");
    assert!(world.writes().is_empty());
}

#[tokio::test]
async fn equal_states_give_equal_plans_to_the_byte() {
    let world = World::new();
    let definitions = repository(1);
    assert_eq!(world.plan(&definitions).await.to_json(), world.plan(&definitions).await.to_json());
}

#[tokio::test]
async fn an_environment_without_publishing_writes_drafts_only() {
    let world = World::new();
    let mut definitions = repository(0);
    definitions.environment =
        Some(geai_client::definitions::Environment { name: "dev".into(), publish: false, ..Default::default() });
    let plan = world.plan(&definitions).await;
    let applied = world.apply(&plan).await;
    assert!(outcomes(&applied).iter().all(|(_, action, outcome)| (*action, *outcome) == ("create", "done")));
    assert!(world.get("ParcelTracker", false).await.is_none());
    assert!(is_empty(&world.plan(&definitions).await));
    assert!(!has(&applied, &StepOutcome::HELD));
}
