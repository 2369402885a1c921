//! What goes wrong while a plan is made or applied: cuts, others who edit, refusals of the server.

use geai_client::change::{AllowDelete, ConflictReason, PlanOptions, StepOutcome};
use geai_client::definitions::Removed;
use geai_emulator::{Edit, Fault, FaultKind};
use serde_json::{Value, json};

use crate::world::{World, agent, changed, has, outcomes, ready, repository, setup};

fn described(text: &str) -> Value {
    json!({ "agentDefinition": { "description": text } })
}

/// Versions of all agents, and how many revisions each has.
async fn versions(world: &World, names: &[String]) -> Vec<(Value, Value)> {
    let mut all = Vec::new();
    for name in names {
        let agent = world.get(name, false).await.unwrap_or_default();
        all.push((agent["version"].clone(), agent["agentData"]["prompt"]["instructions"].clone()));
    }
    all
}

/// P6: the answer to any write is lost, before or after the server acted; a fresh plan comes to the same end.
#[tokio::test]
async fn p6_a_cut_at_any_write_converges_without_a_twin_or_a_further_version() {
    let world = World::new();
    let definitions = repository(1);
    let names: Vec<String> = definitions.agents.iter().map(|agent| agent.name.clone()).collect();
    world.apply(&world.plan(&definitions).await).await;
    let base = world.emulator.snapshot();
    world.apply(&world.plan(&changed(&definitions)).await).await;
    let expected = versions(&world, &names).await;
    // The writes of a first apply and of a later one: drafts, stubs of a ring, publishing.
    for (first, numbers) in [(true, [0, 4, 7]), (false, [1, 3, 6])] {
        for number in numbers {
            for executed in [false, true] {
                world.emulator.reset();
                if !first {
                    world.emulator.restore(&base).unwrap();
                }
                let wanted = if first { definitions.clone() } else { changed(&definitions) };
                let plan = world.plan(&wanted).await;
                cut(&world, &plan, number, executed).await;
                world.emulator.clear_faults();
                let again = world.plan(&wanted).await;
                assert!(again.conflicts.is_empty(), "{first} {number} {executed}: {:?}", again.conflicts);
                world.apply(&again).await;
                let settled = world.plan(&wanted).await;
                assert!(settled.changes.is_empty(), "{first} {number} {executed}");
                if !first {
                    assert_eq!(versions(&world, &names).await, expected, "{number} {executed}");
                } else {
                    assert!(
                        versions(&world, &names).await.iter().all(|(version, _)| *version == 1),
                        "{number} {executed}"
                    );
                }
            }
        }
    }
}

/// Applies a plan whose write of this number meets a reset; what comes of it does not matter.
async fn cut(world: &World, plan: &geai_client::change::Plan, number: u32, executed: bool) {
    for method in ["POST", "PUT"] {
        if number > 0 {
            world.emulator.fail_next(Fault::new(method, "/", FaultKind::Delay { ms: 0 }).times(number));
        }
        let fault = Fault::new(method, "/", FaultKind::Reset);
        world.emulator.fail_next(if executed { fault.executed() } else { fault });
    }
    let _ = world.try_apply(plan).await;
}

#[tokio::test]
async fn others_edit_before_the_plan_so_their_draft_is_in_the_way() {
    let world = World::new();
    let definitions = repository(0);
    world.apply(&world.plan(&definitions).await).await;
    world.others(&[("PUT", "/v4/agents/ParcelTracker", described("theirs"))]).await;
    // Production is as the files have it.
    let plan = world.plan(&definitions).await;
    assert!(plan.changes.is_empty() && plan.conflicts.is_empty());
    assert!(
        plan.notes.iter().any(|note| note.text.contains("draft revision 2 is ahead, left alone")),
        "{:?}",
        plan.notes
    );
    let plan = world.plan(&changed(&definitions)).await;
    let conflict = &plan.conflicts[0];
    assert_eq!((&conflict.reason, conflict.allow.as_deref()), (&ConflictReason::DRAFT_AHEAD, Some("over_drafts")));
    let before = world.writes().len();
    assert!(world.try_apply(&plan).await.unwrap_err().to_string().contains("the plan has a conflict"));
    assert_eq!(world.writes().len(), before);
    let options = PlanOptions { over_drafts: true, ..PlanOptions::default() };
    let plan = world.plan_with(&changed(&definitions), &options).await.unwrap();
    world.apply(&plan).await;
    assert_eq!(world.get("ParcelTracker", false).await.unwrap()["description"], "Tells where parcels are.");
}

#[tokio::test]
async fn others_edit_between_plan_and_apply_so_nothing_is_written() {
    let world = World::new();
    let definitions = repository(0);
    world.apply(&world.plan(&definitions).await).await;
    let plan = world.plan(&changed(&definitions)).await;
    for edits in [
        vec![("PUT", "/v4/agents/ParcelTracker", described("theirs"))],
        vec![("DELETE", "/v2/agents/ParcelTracker", Value::Null)],
        vec![
            ("DELETE", "/v2/agents/ParcelTracker", Value::Null),
            ("POST", "/v4/agents", json!({ "agentDefinition": { "name": "ParcelTracker" } })),
        ],
    ] {
        let kept = world.emulator.snapshot();
        world.others(&edits).await;
        let before = world.writes().len();
        let refused = world.try_apply(&plan).await.unwrap_err().to_string();
        assert!(refused.contains("the plan is stale: agent ParcelTracker"), "{refused}");
        assert_eq!(world.writes().len(), before, "P10");
        world.emulator.restore(&kept).unwrap();
    }
}

#[tokio::test]
async fn others_edit_between_look_and_write_so_nothing_is_published() {
    let world = World::new();
    let definitions = repository(0);
    world.apply(&world.plan(&definitions).await).await;
    let plan = world.plan(&changed(&definitions)).await;
    world.emulator.before_next(
        "PUT",
        "/v4/agents/",
        [Edit::new("PUT", "/v4/agents/ParcelTracker", described("theirs"))],
    );
    let (applied, error) = world.try_apply(&plan).await.unwrap();
    assert!(error.is_none() && !applied.complete && has(&applied, &StepOutcome::HELD), "{:?}", outcomes(&applied));
    assert!(!outcomes(&applied).contains(&("ParcelTracker", "publish", "done")), "{:?}", outcomes(&applied));
    let published = world.get("ParcelTracker", false).await.unwrap();
    assert_eq!((&published["version"], &published["description"]), (&json!(1), &json!("")));
    // Their revision stays, with its number.
    let theirs = world.client.agents().get("ParcelTracker").revision(2).allow_drafts(true).await.unwrap();
    assert_eq!(theirs.description.as_deref(), Some("theirs"));
}

#[tokio::test]
async fn a_refused_publish_stops_and_the_next_plan_goes_on() {
    let world = World::new();
    let definitions = repository(0);
    let plan = world.plan(&definitions).await;
    world.emulator.fail_next(Fault::new("POST", "/v2/agents/", FaultKind::status(403)));
    let (applied, error) = world.try_apply(&plan).await.unwrap();
    assert!(error.is_some() && !applied.complete);
    assert!(
        has(&applied, &StepOutcome::FAILED) && has(&applied, &StepOutcome::NOT_REACHED),
        "{:?}",
        outcomes(&applied)
    );
    let rest = world.plan(&definitions).await;
    assert!(rest.changes.iter().all(|change| change.action.as_str() == "publish"), "{}", rest.to_json());
    world.apply(&rest).await;
    assert!(world.plan(&definitions).await.changes.is_empty());
}

#[tokio::test]
async fn a_refused_draft_stops_and_nothing_is_published() {
    let world = World::new();
    let definitions = repository(0);
    let plan = world.plan(&definitions).await;
    world.emulator.fail_next(Fault::new("POST", "/v4/agents", FaultKind::status(400)));
    let (applied, error) = world.try_apply(&plan).await.unwrap();
    assert!(error.is_some());
    assert!(world.writes().iter().all(|write| !write.path.contains("publish")), "P7");
    let untouched = |(_, action, outcome): &(&str, &str, &str)| *action != "publish" || *outcome == "not-reached";
    assert!(outcomes(&applied).iter().all(untouched), "{:?}", outcomes(&applied));
}

#[tokio::test]
async fn a_reference_to_nothing_is_a_conflict_and_the_rest_is_shown() {
    let world = World::new();
    let lost = agent(ready("Lost", "i", &["none_get"], &["Nobody"]));
    let plan = world.plan(&setup(vec![lost], vec![])).await;
    let reasons: Vec<&str> = plan.conflicts.iter().map(|conflict| conflict.reason.as_str()).collect();
    assert_eq!(reasons, ["missing-reference", "missing-reference"]);
    assert_eq!(plan.changes.len(), 1);
}

#[tokio::test]
async fn a_name_that_the_list_lacks_is_asked_for() {
    let world = World::with(geai_emulator::Names::CaseInsensitive);
    world.others(&[("POST", "/v4/agents", json!({ "agentDefinition": { "name": "TWIN" } }))]).await;
    let plan = world.plan(&setup(vec![agent(ready("twin", "i", &[], &[]))], vec![])).await;
    assert_eq!(plan.conflicts[0].reason, ConflictReason::NAME_TAKEN);
}

#[tokio::test]
async fn nothing_is_deleted_without_a_tombstone_and_an_option() {
    let world = World::new();
    let mut definitions = repository(0);
    world.apply(&world.plan(&definitions).await).await;
    world.others(&[("POST", "/v4/agents", json!({ "agentDefinition": { "name": "Old" } }))]).await;
    assert_eq!(world.plan(&definitions).await.unmanaged.agents, ["Old"]);
    definitions.removed = Removed { agents: vec!["Old".into(), "Never".into()], ..Removed::default() };
    let plan = world.plan(&definitions).await;
    assert_eq!(plan.conflicts[0].reason, ConflictReason::DELETE_NOT_ALLOWED);
    let options = PlanOptions { allow_delete: AllowDelete::Any, ..PlanOptions::default() };
    let plan = world.plan_with(&definitions, &options).await.unwrap();
    assert_eq!((plan.summary.delete, plan.conflicts.len()), (1, 0));
    world.apply(&plan).await;
    assert!(world.get("Old", true).await.is_none());
    let (repeated, _) = world.try_apply(&plan).await.unwrap();
    assert_eq!(outcomes(&repeated), [("Old", "delete", "unchanged")]);
}

#[tokio::test]
async fn a_rename_keeps_the_id_and_is_harmless_once_done() {
    let world = World::new();
    world.apply(&world.plan(&setup(vec![agent(ready("Old", "i", &[], &[]))], vec![])).await).await;
    let id = world.get("Old", false).await.unwrap()["id"].clone();
    let mut renamed = agent(ready("New", "i", &[], &[]));
    renamed.renamed_from = Some("Old".into());
    let definitions = setup(vec![renamed], vec![]);
    let plan = world.plan(&definitions).await;
    assert_eq!((plan.changes[0].action.as_str(), plan.summary.rename), ("rename", 1));
    world.apply(&plan).await;
    assert_eq!(world.get("New", false).await.unwrap()["id"], id);
    assert!(world.plan(&definitions).await.changes.is_empty());
}

#[tokio::test]
async fn what_cannot_be_removed_is_held_and_then_only_noted() {
    let world = World::new();
    let mut object = ready("A", "i", &[], &[]);
    object["description"] = "d".into();
    world.apply(&world.plan(&setup(vec![agent(object)], vec![])).await).await;
    let mut without = ready("A", "i", &[], &[]);
    without["description"] = Value::Null;
    let definitions = setup(vec![agent(without)], vec![]);
    let plan = world.plan(&definitions).await;
    let (applied, error) = world.try_apply(&plan).await.unwrap();
    assert!(error.is_none() && has(&applied, &StepOutcome::HELD));
    assert!(applied.to_json().contains("cannot be removed through this API: /description"));
    let again = world.plan(&definitions).await;
    assert!(again.changes.is_empty() && again.conflicts.is_empty(), "{}", again.to_json());
    assert!(again.notes.iter().any(|note| note.text.contains("cannot be removed")), "{:?}", again.notes);
    // Where the server can, it is gone, and nothing is said.
    let world = World::with(geai_emulator::Null::Clears);
    let mut object = ready("A", "i", &[], &[]);
    object["description"] = "d".into();
    world.apply(&world.plan(&setup(vec![agent(object)], vec![])).await).await;
    world.apply(&world.plan(&definitions).await).await;
    let again = world.plan(&definitions).await;
    assert!(again.changes.is_empty() && again.notes.is_empty(), "{}", again.to_json());
}

#[tokio::test]
async fn a_variable_that_is_not_set_stops_before_anything_is_written() {
    let world = World::new();
    let mut definitions = repository(0);
    for secret in &mut definitions.integrations[0].secrets {
        secret.variable = "GEAI_TEST_NEVER_SET".into();
    }
    let plan = world.plan(&definitions).await;
    let refused = world.try_apply(&plan).await.unwrap_err().to_string();
    assert!(refused.contains("these environment variables are not set: GEAI_TEST_NEVER_SET"), "{refused}");
    assert!(world.writes().is_empty());
}
