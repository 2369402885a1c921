//! Members that a server cannot remove: what differs beside them is published all the same, and then nothing is to do.

use geai_client::change::{Plan, PlanOptions, StepOutcome};
use geai_client::definitions::Definitions;
use geai_emulator::{Null, Temper, Update};
use serde_json::{Value, json};

use crate::stored::Stored;
use crate::world::{World, agent, has, ready, setup};

/// An agent with another member at the top, and others in its block.
fn files(job: Value, context: Value, most: Value) -> Definitions {
    let mut object = ready("A", "i", &[], &[]);
    object["jobDescription"] = job;
    object["agentData"]["prompt"]["context"] = context;
    object["agentData"]["llmConfig"]["maxTokens"] = most;
    setup(vec![agent(object)], vec![])
}

/// The same where a line is deleted in place of each `null`.
fn without_nulls(definitions: &Definitions) -> Definitions {
    fn cleaned(value: Value) -> Value {
        match value {
            Value::Object(members) => {
                let kept = members.into_iter().filter(|(_, value)| !value.is_null());
                Value::Object(kept.map(|(name, value)| (name, cleaned(value))).collect())
            }
            other => other,
        }
    }
    let mut without = definitions.clone();
    for definition in &mut without.agents {
        definition.definition = cleaned(definition.definition.value()).into();
    }
    without
}

fn newest_and_published(world: &World) -> (u64, Option<u64>, Value) {
    let stored = Stored::of(&world.emulator);
    let (newest, published) = (stored.agents["A"].newest(), stored.agents["A"].published().unwrap());
    (newest.number, published.version, published.content.clone())
}

fn is_note(plan: &Plan) -> bool {
    let told = plan.notes.iter().any(|note| note.text == "cannot be removed through this API: /jobDescription");
    plan.changes.is_empty() && plan.conflicts.is_empty() && told
}

/// Applies to an end, and checks that what can be done is published and that the rest is a note then.
async fn ends(world: &World, wanted: &Definitions, options: &PlanOptions, expected: &[(&str, Value)]) {
    let label = wanted.agents[0].definition.text();
    let (applied, error) = world.try_apply(&world.plan_with(wanted, options).await.unwrap()).await.unwrap();
    assert!(error.is_none() && has(&applied, &StepOutcome::HELD), "{label}: {}", applied.to_json());
    let (newest, version, _) = newest_and_published(world);
    assert_eq!((newest, version), (2, Some(1)), "{label}: nothing is published in this run");
    let plan = world.plan_with(wanted, options).await.unwrap();
    assert_eq!(plan.changes.len(), 1, "{label}: {plan}");
    assert!(plan.changes[0].publishes, "{label}: {plan}");
    world.apply(&plan).await;
    let (newest, version, published) = newest_and_published(world);
    assert_eq!(version, Some(2), "{label}");
    for (pointer, value) in expected {
        // The server answers an empty text for what is not there.
        let found = published.pointer(pointer).filter(|found| **found != "").unwrap_or(&Value::Null);
        assert_eq!(found, value, "{label}: {pointer}");
    }
    for _ in 0..2 {
        let plan = world.plan_with(wanted, options).await.unwrap();
        assert!(is_note(&plan), "{label}: {plan}");
        world.apply(&plan).await;
        assert_eq!((newest_and_published(world).0, newest_and_published(world).1), (newest, Some(2)), "{label}");
    }
}

#[tokio::test]
async fn what_can_be_removed_is_published_though_something_else_cannot() {
    let first = || files("j".into(), "SECRET-POLICY".into(), 900.into());
    let null = Value::Null;
    for (then, expected) in [
        (files(null.clone(), null.clone(), 900.into()), ("/agentData/prompt/context", null.clone())),
        (files(null.clone(), "SECRET-POLICY".into(), null.clone()), ("/agentData/llmConfig/maxTokens", null.clone())),
        (files(null.clone(), "d".into(), 900.into()), ("/agentData/prompt/context", json!("d"))),
    ] {
        let expected = [expected, ("/jobDescription", json!("j"))];
        let world = World::with(Null::Ignored);
        world.apply(&world.plan(&first()).await).await;
        ends(&world, &then, &PlanOptions::default(), &expected).await;
        // The same as lines that were deleted since the baseline.
        let world = World::with(Null::Ignored);
        let baseline = world.apply(&world.plan(&first()).await).await;
        let options = PlanOptions { baseline: Some(baseline), ..PlanOptions::default() };
        ends(&world, &without_nulls(&then), &options, &expected).await;
    }
}

#[tokio::test]
async fn a_server_that_removes_is_asked_again_whatever_stood_before() {
    // The agent was changed before: nobody asked the server to remove anything yet.
    for temper in [Temper::from(Null::Clears), Update::Replace.into()] {
        let world = World::with(temper);
        for context in ["c", "d"] {
            world.apply(&world.plan(&files("j".into(), context.into(), 900.into())).await).await;
        }
        let wanted = files(Value::Null, "d".into(), 900.into());
        world.apply(&world.plan(&wanted).await).await;
        let (newest, version, published) = newest_and_published(&world);
        assert_eq!((newest, version), (3, Some(3)));
        assert!(published["jobDescription"].as_str().unwrap_or_default().is_empty(), "{published}");
        let plan = world.plan(&wanted).await;
        assert!(plan.changes.is_empty() && plan.notes.is_empty(), "{plan}");
    }
}

#[tokio::test]
async fn what_cannot_be_removed_alone_is_tried_once() {
    let world = World::with(Null::Ignored);
    world.apply(&world.plan(&files("j".into(), "c".into(), 900.into())).await).await;
    let wanted = files(Value::Null, "c".into(), 900.into());
    let (applied, _) = world.try_apply(&world.plan(&wanted).await).await.unwrap();
    assert!(has(&applied, &StepOutcome::HELD), "{}", applied.to_json());
    assert!(is_note(&world.plan(&wanted).await));
    // A draft that was written again and not published, as by a run that was cut, is published as it is.
    let wanted = files(Value::Null, "d".into(), 900.into());
    let options = PlanOptions { over_drafts: true, ..PlanOptions::default() };
    let plan = world.plan_with(&wanted, &options).await.unwrap();
    let (applied, _) = world.try_apply(&plan).await.unwrap();
    assert!(has(&applied, &StepOutcome::HELD), "{}", applied.to_json());
    let again = json!({ "agentDefinition": Stored::of(&world.emulator).agents["A"].newest().content });
    world.others(&[("PUT", "/v4/agents/A", again)]).await;
    let plan = world.plan(&wanted).await;
    assert_eq!((plan.summary.publish, plan.summary.update), (1, 0), "{plan}");
    world.apply(&plan).await;
    assert!(is_note(&world.plan(&wanted).await));
}
