//! What goes wrong while a plan is made or applied: cuts, others who edit, refusals of the server.

use geai_client::Json;
use geai_client::change::{AllowDelete, ConflictReason, PlanOptions, StepOutcome};
use geai_client::definitions::Removed;
use geai_emulator::{Edit, Fault, FaultKind};
use serde_json::{Value, json};

use crate::world::{VARIABLE, World, agent, changed, has, outcomes, ready, repository, setup, with_secret};

fn described(text: &str) -> Value {
    json!({ "agentDefinition": { "description": text } })
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
    // Text, Markdown and HTML name the path once.
    for shown in [applied.to_string(), applied.to_markdown(), applied.to_html()] {
        assert_eq!(shown.matches("description").count(), 1, "{shown}");
    }
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
    let object = definitions.integrations[0].definition.text().replace(VARIABLE, "GEAI_TEST_NEVER_SET");
    definitions.integrations[0].definition = Json::from_text(object).unwrap();
    let plan = world.plan(&definitions).await;
    let refused = world.try_apply(&plan).await.unwrap_err().to_string();
    assert!(refused.contains("these environment variables are not set: GEAI_TEST_NEVER_SET"), "{refused}");
    assert!(world.writes().is_empty());
    // Where the integration is there and does not change, nothing needs it.
    world.apply(&world.plan(&repository(0)).await).await;
    assert!(world.plan(&definitions).await.changes.is_empty());
    let changed = changed(&definitions);
    let applied = world.apply(&world.plan(&changed).await).await;
    assert!(applied.complete && !outcomes(&applied).iter().any(|(name, ..)| *name == "parcels"));
}

#[tokio::test]
async fn an_update_of_tools_and_helpers_is_done() {
    let world = World::new();
    let all = |tools: &[&str], helpers: &[&str]| {
        let agents = ["A", "B"].map(|name| agent(ready(name, "i", &[], &[])));
        setup(
            [agents.to_vec(), vec![agent(ready("User", "i", tools, helpers))]].concat(),
            vec![with_secret("p", &["list"])],
        )
    };
    for (tools, helpers) in [(vec!["list_get"], vec!["A"]), (vec![], vec!["B", "A"]), (vec!["list_get"], vec![])] {
        let definitions = all(&tools, &helpers);
        world.apply(&world.plan(&definitions).await).await;
        assert!(world.plan(&definitions).await.changes.is_empty(), "{tools:?} {helpers:?}");
    }
}

#[tokio::test]
async fn what_a_server_drops_beside_the_change_is_held() {
    let world = World::new();
    world.apply(&world.plan(&setup(vec![], vec![with_secret("p", &["list"])])).await).await;
    world.emulator.set_temper(geai_emulator::Update::Replace);
    let plan = world.plan(&setup(vec![], vec![with_secret("p", &["list", "get"])])).await;
    let (applied, error) = world.try_apply(&plan).await.unwrap();
    assert!(error.is_none() && has(&applied, &StepOutcome::HELD), "{}", applied.to_json());
    let why = applied.steps[0].error.as_deref().unwrap();
    assert!(
        why.contains("the server has these no more, which were not sent: ") && why.contains("securityScheme"),
        "{why}"
    );
    let again = world.plan(&setup(vec![], vec![with_secret("p", &["list", "get"])])).await;
    assert!(again.notes.iter().any(|note| note.text.contains("/securityScheme")), "{:?}", again.notes);
}

#[tokio::test]
async fn a_new_integration_without_a_manifest_is_a_conflict() {
    let world = World::new();
    let texts = [("geai.yaml", "format: geai/1\n"), ("integrations/p.yaml", "name: parcels\ndescription: Parcels\n")];
    let files: std::collections::BTreeMap<String, String> =
        texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let definitions = geai_client::definitions::check(files, None).unwrap();
    let plan = world.plan(&definitions).await;
    let [conflict] = &*plan.conflicts else { panic!("{:?}", plan.conflicts) };
    assert_eq!(conflict.reason, ConflictReason::MISSING_REFERENCE);
    assert!(conflict.text.contains("needs its `manifest`"), "{}", conflict.text);
    assert!(world.try_apply(&plan).await.is_err());
    assert!(world.writes().is_empty());
}
