//! Promises, each by an example; `matrix` has them over repositories made from seeds.

use geai_client::change::{Plan, StepOutcome};
use serde_json::{Value, json};

use crate::matrix::{called, tempers};
use crate::world::{World, agent, has, outcomes, ready, repository, setup};

pub fn is_empty(plan: &Plan) -> bool {
    plan.changes.is_empty() && plan.conflicts.is_empty()
}

/// P9: what the definition does not hold is unchanged, at every level.
#[tokio::test]
async fn p9_what_files_do_not_mention_is_unchanged_under_every_temper() {
    let world = World::new();
    for temper in tempers() {
        world.emulator.reset();
        let label = called(temper);
        if let Some(temper) = temper {
            world.emulator.set_temper(temper);
        }
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
        assert_eq!(paths, ["/agentData/prompt/instructions"], "{label}");
        let (applied, error) = world.try_apply(&plan).await.unwrap();
        assert!(error.is_none(), "{label}: {error:?}");
        // Under answers=documented what is unknown is in no answer, so nobody can send it back.
        let loses = label == "answers=documented";
        world.emulator.set_temper(geai_emulator::Answers::Observed);
        world.emulator.set_temper(geai_emulator::Omits::Nothing);
        world.emulator.set_temper(geai_emulator::ReordersPools::No);
        let newest = world.client.agents().get("A").revision(applied.steps[0].revision.unwrap()).allow_drafts(true);
        let newest: Value = serde_json::from_str(&serde_json::to_string(&newest.await.unwrap()).unwrap()).unwrap();
        assert_eq!(newest["agentData"]["prompt"]["instructions"], "new", "{label}");
        if loses {
            continue;
        }
        let data = &newest["agentData"];
        assert_eq!(newest["x"], theirs["x"], "{label}");
        assert_eq!(newest["jobDescription"], "kept", "{label}");
        assert_eq!(data["mcpServers"], theirs["agentData"]["mcpServers"], "{label}");
        assert_eq!((&data["prompt"]["tone"], &data["llmConfig"]["timeout"]), (&json!("calm"), &json!(7)), "{label}");
        assert_eq!(data["llmConfig"]["sampling"]["temperature"], 0.5, "{label}");
        assert_eq!(data["models"][0]["note"], "kept", "{label}");
        assert_eq!(data["resourcePools"][0]["color"], "red", "{label}");
        assert_eq!(data["resourcePools"][0]["tools"][0]["weight"], 2, "{label}");
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
