//! Drafts of others that a change supersedes: nothing of what they hold is published.

use geai_client::change::{Applied, Earlier, Plan, PlanOptions, StepOutcome};
use geai_client::definitions::Definitions;
use geai_client::models::AgentDefinition;
use geai_client::{ErrorKind, Json, from_json};
use geai_emulator::{Null, Temper, Update};
use serde_json::{Value, json};

use crate::stored::Stored;
use crate::world::{World, agent, has, outcomes, ready, setup};

const OVER: fn() -> PlanOptions = || PlanOptions { over_drafts: true, ..PlanOptions::default() };

fn files(instructions: &str) -> Definitions {
    setup(vec![agent(ready("A", instructions, &["com.globant.geai.web_search"], &[]))], vec![])
}

/// An agent is published, and somebody drafts other members of it: at the top, in blocks, in lists and unknown ones.
async fn drafted(temper: Option<Temper>) -> World {
    let world = World::new();
    world.apply(&world.plan(&files("old")).await).await;
    world.others(&[("PUT", "/v4/agents/A", json!({ "agentDefinition": theirs() }))]).await;
    temper.into_iter().for_each(|temper| world.emulator.set_temper(temper));
    world
}

fn theirs() -> Value {
    let mut theirs = ready("A", "theirs", &["com.globant.geai.web_search", "com.globant.geai.web_scraper"], &[]);
    theirs["avatarImage"] = "https://example.com/theirs.png".into();
    theirs["jobDescription"] = "theirs".into();
    theirs["agentData"]["llmConfig"]["timeout"] = 7.into();
    theirs["agentData"]["mood"] = json!({ "tone": "theirs" });
    theirs["agentData"]["resourcePools"][0]["color"] = "theirs".into();
    theirs["agentData"]["resourcePools"].as_array_mut().unwrap().push(json!({ "name": "Theirs" }));
    theirs["agentData"]["models"] = json!([{ "name": "gpt-4o" }, { "name": "o4-mini" }]);
    theirs
}

/// What is published, and whether anything of the draft is in it.
fn published(world: &World) -> (Value, bool) {
    let stored = Stored::of(&world.emulator);
    let published = stored.agents["A"].published().unwrap();
    let text = published.content.to_string();
    let held = ["theirs", "Theirs", "o4-mini", "web_scraper", "\"timeout\":7"].iter().any(|it| text.contains(it));
    (json!([published.version, published.content["agentData"]["prompt"]["instructions"]]), held)
}

fn paths(plan: &Plan) -> Vec<&str> {
    plan.changes[0].members.iter().map(|member| member.path.as_str()).collect()
}

#[tokio::test]
async fn what_a_superseded_draft_holds_is_shown_removed_and_never_published() {
    for (temper, is_held) in [
        (None, true),
        (Some(Temper::from(Null::Clears)), false),
        (Some(Null::Refused.into()), true),
        (Some(Update::Deep.into()), true),
        (Some(Update::Replace.into()), false),
    ] {
        let world = drafted(temper).await;
        let plan = world.plan_with(&files("new"), &OVER()).await.unwrap();
        let found = paths(&plan);
        for path in [
            "/agentData/prompt/instructions",
            "/avatarImage",
            "/jobDescription",
            "/agentData/llmConfig/timeout",
            "/agentData/mood",
            "/agentData/models",
            "/agentData/resourcePools/Main/tools",
            "/agentData/resourcePools/Main/color",
            "/agentData/resourcePools/Theirs",
        ] {
            assert_eq!(found.iter().filter(|found| **found == path).count(), 1, "{path}: {found:?}");
        }
        let shown = plan.to_string();
        assert!(shown.contains("jobDescription   - theirs"), "{shown}");
        assert!(shown.contains("note: supersedes draft revision 2, with what it has in: "), "{shown}");
        let (applied, error) = world.try_apply(&plan).await.unwrap();
        assert_eq!(applied.complete, !is_held, "{temper:?}: {error:?} {}", applied.to_json());
        let expected = if is_held { json!([1, "old"]) } else { json!([2, "new"]) };
        assert_eq!(published(&world), (expected, false), "{temper:?}: {}", applied.to_json());
        if is_held && error.is_none() {
            assert!(has(&applied, &StepOutcome::HELD), "{:?}", outcomes(&applied));
            let why = applied.steps[0].error.as_deref().unwrap();
            assert!(why.contains("/avatarImage") || why.contains("/agentData/mood/tone"), "{why}");
        }
    }
}

#[tokio::test]
async fn ensure_holds_what_it_cannot_remove_of_a_draft() {
    let world = drafted(None).await;
    let files = json!({ "name": "A", "description": "new" });
    let wanted: AgentDefinition = from_json(&files.to_string()).unwrap();
    let call = world.client.agents().ensure(wanted).publish(true).over_drafts(true);
    let held = call.await.unwrap_err();
    assert_eq!(held.kind(), ErrorKind::ApplyError, "{held}");
    assert!(held.to_string().contains("cannot be removed through this API: /avatarImage"), "{held}");
    assert_eq!(published(&world), (json!([1, "old"]), false));
    // The draft that was left says what else it would publish.
    let plan = world.client.plan(vec![Json::from(json!({ "kind": "agent", "definition": files }))]).await.unwrap();
    let shown = plan.to_string();
    assert!(shown.contains("note: publishes what the files do not hold, too: "), "{shown}");
    assert!(shown.contains("/avatarImage"), "{shown}");
}

#[tokio::test]
async fn going_back_over_a_draft_is_refused_and_publishes_nothing_of_it() {
    for (temper, is_held) in [(None, true), (Some(Temper::from(Null::Clears)), false)] {
        let world = World::new();
        for text in ["one", "two"] {
            world.apply(&world.plan(&files(text)).await).await;
        }
        world.others(&[("PUT", "/v4/agents/A", json!({ "agentDefinition": theirs() }))]).await;
        temper.into_iter().for_each(|temper| world.emulator.set_temper(temper));
        let agents = world.client.agents();
        let before = world.writes().len();
        let refused = agents.roll_back("A", Earlier::Version(1)).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::PlanError, "{refused}");
        assert!(refused.to_string().contains("over_drafts allows it"), "{refused}");
        assert_eq!(world.writes().len(), before);
        let back = agents.roll_back("A", Earlier::Version(1)).over_drafts(true).await;
        match back {
            Ok(back) => assert!(!is_held && back.version == Some(3.into()), "{back:?}"),
            Err(error) => assert!(is_held && error.kind() == ErrorKind::ApplyError, "{error}"),
        }
        let expected = if is_held { json!([2, "two"]) } else { json!([3, "one"]) };
        assert_eq!(published(&world), (expected, false));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_over_a_draft_is_read_before_it_is_published() {
    let world = World::new();
    world.apply(&world.plan(&files("old")).await).await;
    let edit = json!({ "agentDefinition": { "avatarImage": "https://example.com/theirs.png" } });
    world.others(&[("PUT", "/v4/agents/A", edit)]).await;
    // As not every page shows the picture.
    let (client, _proxy) = world
        .answering(|answer| {
            answer.remove("avatarImage");
        })
        .await;
    let plan = client.plan(files("new")).over_drafts(true).await.unwrap();
    let applied: Applied = client.apply(&plan).await.unwrap();
    assert_eq!(applied.steps[0].error.as_deref(), Some("cannot be removed through this API: /avatarImage"));
    assert_eq!(published(&world), (json!([1, "old"]), false));
}
