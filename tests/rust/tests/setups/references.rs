//! References of agents: what they may mean, and what a plan takes away or does not resolve.

use geai_client::change::{AllowDelete, ConflictReason, Plan, PlanOptions};
use geai_client::definitions::{Definition, Removed};
use serde_json::{Value, json};

use crate::world::{World, agent, integration, manifest, ready, setup};

fn maker(name: &str, operations: &[&str]) -> Definition {
    integration(json!({ "name": name, "description": "d", "manifest": manifest(operations) }))
}

fn user(tool: &str) -> Definition {
    agent(ready("User", "i", &[tool], &[]))
}

fn reasons(plan: &Plan) -> Vec<&ConflictReason> {
    plan.conflicts.iter().map(|conflict| &conflict.reason).collect()
}

#[tokio::test]
async fn a_tool_that_two_integrations_make_is_ambiguous_before_it_exists() {
    let world = World::new();
    // Both in the files; then one of them on the server, and only the other in the files.
    for made in [vec![maker("p1", &["op"]), maker("p2", &["op"])], vec![maker("p2", &["op"])]] {
        let plan = world.plan(&setup(vec![user("op_get")], made.clone())).await;
        assert_eq!(reasons(&plan), [&ConflictReason::AMBIGUOUS_REFERENCE], "{plan}");
        let text = "several integrations have a tool called \"op_get\": p1, p2; write the public name";
        assert_eq!(plan.conflicts[0].text, text);
        // Where nobody uses the name, it may mean several.
        assert!(world.plan(&setup(vec![user("com.globant.geai.web_search")], made)).await.conflicts.is_empty());
        if world.writes().is_empty() {
            world.apply(&world.plan(&setup(vec![], vec![maker("p1", &["op"])])).await).await;
        }
    }
    // The other one is renamed, or goes.
    let mut renamed = maker("p2", &["op"]);
    renamed.renamed_from = Some("p1".into());
    let plan = world.plan(&setup(vec![user("op_get")], vec![renamed])).await;
    assert!(plan.conflicts.is_empty(), "{plan}");
    let mut definitions = setup(vec![user("op_get")], vec![maker("p2", &["op"])]);
    definitions.removed = Removed { integrations: vec!["p1".into()], ..Removed::default() };
    let options = PlanOptions { allow_delete: AllowDelete::Exactly(1), ..PlanOptions::default() };
    let plan = world.plan_with(&definitions, &options).await.unwrap();
    assert!(!reasons(&plan).contains(&&ConflictReason::AMBIGUOUS_REFERENCE), "{plan}");
}

#[tokio::test]
async fn a_helper_whose_name_a_plan_takes_away_is_missing() {
    let world = World::new();
    let helper = |helpers: &[&str]| agent(ready("C", "i", &[], helpers));
    world.apply(&world.plan(&setup(vec![agent(ready("A", "i", &[], &[])), helper(&["A"])], vec![])).await).await;
    let mut renamed = agent(ready("B", "i", &[], &[]));
    renamed.renamed_from = Some("A".into());
    // Whether the file that uses it changes or not.
    for user in [helper(&["A"]), agent(ready("C", "other", &[], &["A"])), agent(ready("New", "i", &[], &["A"]))] {
        let plan = world.plan(&setup(vec![renamed.clone(), user.clone()], vec![])).await;
        assert_eq!(reasons(&plan), [&ConflictReason::MISSING_REFERENCE], "{plan}");
        assert_eq!(plan.conflicts[0].name, user.name);
        assert_eq!(plan.conflicts[0].text, "agent \"A\" gets the name \"B\" here; write that");
    }
    let definitions = setup(vec![renamed, helper(&["B"])], vec![]);
    world.apply(&world.plan(&definitions).await).await;
    assert!(world.plan(&definitions).await.changes.is_empty());
    assert_eq!(reasons(&world.plan(&setup(vec![helper(&["A"])], vec![])).await), [&ConflictReason::MISSING_REFERENCE]);
}

#[tokio::test]
async fn what_a_plan_leaves_out_is_not_there_for_the_rest() {
    let world = World::new();
    world.apply(&world.plan(&setup(vec![], vec![maker("p1", &["op"])])).await).await;
    let only = PlanOptions { only: Some(vec!["User".into()]), ..PlanOptions::default() };
    let user = |tool: &str, helper: &str| agent(ready("User", "i", &[tool], &[helper]));
    let definitions = |tool: &str| {
        setup(vec![agent(ready("Helper", "i", &[], &[])), user(tool, "Helper")], vec![maker("p2", &["op", "new"])])
    };
    let plan = world.plan_with(&definitions("new_get"), &only).await.unwrap();
    let texts: Vec<&str> = plan.conflicts.iter().map(|conflict| conflict.text.as_str()).collect();
    let expected = [
        "no agent \"Helper\" in the project or in this plan, which leaves out its file",
        "no tool \"new_get\" in the project or in this plan, which leaves out its file",
    ];
    assert_eq!(texts, expected);
    // The name means one tool as long as the other integration is not made.
    let plan = world.plan_with(&definitions("op_get"), &only).await.unwrap();
    assert_eq!(reasons(&plan), [&ConflictReason::MISSING_REFERENCE], "{plan}");
    assert_eq!(reasons(&world.plan(&definitions("op_get")).await), [&ConflictReason::AMBIGUOUS_REFERENCE]);
    assert!(world.plan(&definitions("new_get")).await.conflicts.is_empty());
}

#[tokio::test]
async fn what_a_revision_that_stays_uses_is_not_removed() {
    let world = World::new();
    let all = |tools: &[&str]| {
        let mut object = ready("A", "i", &[], &[]);
        object["description"] = "d".into();
        setup(vec![agent(object)], vec![maker("p", tools)])
    };
    let mut first = all(&["a", "b"]);
    first.agents.push(agent(ready("H", "i", &[], &[])));
    world.apply(&world.plan(&first).await).await;
    // A draft of somebody else, of an agent that the files define and that stays as it is.
    let draft = json!({ "agentDefinition": ready("A", "theirs", &["b_get"], &["H"]) });
    world.others(&[("PUT", "/v4/agents/A", draft)]).await;
    let removed = |agents: &[&str], integrations: &[&str]| {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        Removed { agents: names(agents), integrations: names(integrations), ..Removed::default() }
    };
    let options = PlanOptions { allow_delete: AllowDelete::Exactly(1), ..PlanOptions::default() };
    let without_helper = geai_client::definitions::Definitions { removed: removed(&["H"], &[]), ..all(&["a", "b"]) };
    let mut without_maker = geai_client::definitions::Definitions { removed: removed(&[], &["p"]), ..all(&[]) };
    without_maker.integrations.clear();
    let other_manifest = all(&["a"]);
    let uses_tool = "its tool b_get is removed, and agent A uses it";
    for (definitions, reason, text) in [
        (&without_helper, ConflictReason::STILL_USED, "agent A uses it"),
        (&without_maker, ConflictReason::TOOL_IN_USE, uses_tool),
        (&other_manifest, ConflictReason::TOOL_IN_USE, uses_tool),
    ] {
        let plan = world.plan_with(definitions, &options).await.unwrap();
        assert_eq!(reasons(&plan), [&reason], "{plan}");
        assert_eq!(plan.conflicts[0].text, text);
    }
    // The same of an agent that the plan leaves out.
    let only = PlanOptions { only: Some(vec!["H".into()]), ..options.clone() };
    assert_eq!(reasons(&world.plan_with(&without_helper, &only).await.unwrap()), [&ConflictReason::STILL_USED]);
    // A revision that takes the place of the draft ends that.
    let mut newer = without_helper.clone();
    let mut object = newer.agents[0].definition.value();
    object["description"] = "newer".into();
    newer.agents[0].definition = object.into();
    let over = PlanOptions { over_drafts: true, ..options.clone() };
    let plan = world.plan_with(&newer, &over).await.unwrap();
    assert!(plan.conflicts.is_empty(), "{plan}");
    world.apply(&plan).await;
    // What is published of an agent outside of the files, though its draft does without.
    world.apply(&world.plan(&first).await).await;
    let theirs = |helpers: &[&str]| json!({ "agentDefinition": ready("Theirs", "i", &[], helpers) });
    world
        .others(&[
            ("POST", "/v4/agents?automaticPublish=true", theirs(&["H"])),
            ("PUT", "/v4/agents/Theirs", theirs(&[])),
        ])
        .await;
    let plan = world.plan_with(&without_helper, &options).await.unwrap();
    assert_eq!(reasons(&plan), [&ConflictReason::STILL_USED], "{plan}");
    assert_eq!(plan.conflicts[0].text, "agent Theirs uses it");
}

#[tokio::test]
async fn tools_of_an_external_pool_are_not_looked_for() {
    let world = World::new();
    let with = |external: Value, makers: &[&str]| {
        let mut object = ready("A", "i", &["nothere", "op_get"], &[]);
        object["agentData"]["resourcePools"][0]["isExternal"] = external;
        setup(vec![agent(object)], makers.iter().map(|name| maker(name, &["op"])).collect())
    };
    assert!(world.plan(&with(true.into(), &["p1", "p2"])).await.conflicts.is_empty());
    let definitions = with(true.into(), &["p1"]);
    let plan = world.plan(&definitions).await;
    assert!(plan.conflicts.is_empty() && plan.changes.iter().all(|change| change.notes.is_empty()), "{plan}");
    world.apply(&plan).await;
    assert!(world.plan(&definitions).await.changes.is_empty());
    let expected = [&ConflictReason::AMBIGUOUS_REFERENCE, &ConflictReason::MISSING_REFERENCE];
    for external in [json!(false), Value::Null] {
        assert_eq!(reasons(&world.plan(&with(external, &["p1", "p2"])).await), expected);
    }
}
