//! Failures of the class *cut*: answers that are lost, deadlines, and calls that are dropped. Cuts at every request are in
//! `matrix`.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use geai_client::change::{AllowDelete, Applied, Plan, PlanOptions};
use geai_client::definitions::{Definitions, Removed};
use geai_client::{CallOptions, ErrorKind, Executed};
use geai_emulator::{Fault, FaultKind};
use tokio::sync::oneshot;

use crate::stored::Stored;
use crate::world::{VARIABLE, World, changed, outcomes, repository, setup, with_secret};

async fn settles(world: &World, definitions: &Definitions, what: &str) {
    let plan = world.plan(definitions).await;
    assert!(plan.conflicts.is_empty(), "{what}: {}", plan.to_json());
    world.apply(&plan).await;
    assert!(world.plan(definitions).await.changes.is_empty(), "{what}");
}

/// The answer to the next such request is lost after the server acted. Whoever asks again finds that all was done once.
async fn lost(world: &World, plan: &Plan, method: &str, path: &str) {
    world.emulator.fail_next(Fault::new(method, path, FaultKind::Reset).executed());
    let (applied, error) = world.try_apply(plan).await.unwrap();
    let what = format!("{method} {path}: {error:?} {:?}", outcomes(&applied));
    // An agent tells whether it was written. Publishing tools has no answer that tells, so it is unknown, and loud.
    match error {
        None => assert!(applied.complete, "{what}"),
        Some(error) => assert!(path.contains("tools") && error.executed == Executed::Maybe, "{what}"),
    }
}

#[tokio::test]
async fn an_answer_lost_on_create_update_and_publish_makes_no_twin_and_no_further_version() {
    let world = World::new();
    let definitions = repository(1);
    for (method, path) in [("POST", "/v4/agents"), ("POST", "/v3/tool-plugins"), ("POST", "/v2/agents/")] {
        world.emulator.reset();
        lost(&world, &world.plan(&definitions).await, method, path).await;
        settles(&world, &definitions, path).await;
        let stored = Stored::of(&world.emulator);
        assert_eq!((stored.agents.len(), stored.integrations.len()), (definitions.agents.len(), 1), "{path}");
        assert!(stored.agents.values().all(|it| it.published().unwrap().version == Some(1)), "{path}");
    }
    for (method, path) in [("PUT", "/v4/agents/"), ("POST", "/v2/agents/")] {
        let before = world.emulator.snapshot();
        lost(&world, &world.plan(&changed(&definitions)).await, method, path).await;
        settles(&world, &changed(&definitions), path).await;
        let stored = Stored::of(&world.emulator);
        assert!(stored.agents.values().all(|it| it.published().unwrap().version == Some(2)), "{path}");
        world.emulator.restore(&before).unwrap();
    }
}

#[tokio::test]
async fn credentials_that_no_answer_shows_are_not_said_to_be_sent_when_the_answer_is_lost() {
    let world = World::new();
    let definitions = setup(vec![], vec![with_secret("p", &["list"])]);
    world.apply(&world.plan(&definitions).await).await;
    let options = PlanOptions { send_secrets: vec!["p".into()], ..PlanOptions::default() };
    let plan = world.plan_with(&definitions, &options).await.unwrap();
    assert!(plan.changes[0].members.is_empty(), "{plan}");
    let status = |status| FaultKind::Status { status, retry_after: None, body: None };
    let kinds = [FaultKind::Reset, FaultKind::Garbage, FaultKind::Truncate, status(500), status(502), status(504)];
    for kind in kinds {
        world.emulator.fail_next(Fault::new("PUT", "/v3/tool-plugins/", kind.clone()).times(10));
        let error = world.client.apply(&plan).await.unwrap_err();
        world.emulator.clear_faults();
        let applied = Applied::from_json(error.applied.as_ref().unwrap().text()).unwrap();
        let told = format!("{kind:?}: {error} {}", applied.to_json());
        assert_eq!(outcomes(&applied)[0], ("p", "update", "unknown"), "{told}");
        assert!(!applied.complete && error.executed == Executed::Maybe, "{told}");
        assert!(error.to_string().contains("plan again with send_secrets"), "{told}");
        assert!(!told.contains(&std::env::var(VARIABLE).unwrap()), "{told}");
    }
    // The plan is not stale, though each sending makes new references.
    for _ in 0..2 {
        assert_eq!(outcomes(&world.apply(&plan).await)[0].2, "done");
    }
    // What else the same request brought tells that it arrived.
    let mut definitions = definitions;
    let mut object = definitions.integrations[0].definition.value();
    object["description"] = "new".into();
    definitions.integrations[0].definition = object.into();
    let plan = world.plan_with(&definitions, &options).await.unwrap();
    world.emulator.fail_next(Fault::new("PUT", "/v3/tool-plugins/", FaultKind::Reset).executed());
    world.apply(&plan).await;
}

#[tokio::test]
async fn a_plan_that_was_cut_among_the_names_of_a_ring_says_that_they_may_be_its_own() {
    let world = World::new();
    let definitions = repository(1);
    let plan = world.plan(&definitions).await;
    let before = world.emulator.snapshot();
    // Only the name of the first of the ring was written.
    world.others(&[("POST", "/v4/agents", serde_json::json!({ "agentDefinition": { "name": "RingA" } }))]).await;
    let written = world.writes().len();
    let refused = world.try_apply(&plan).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::PlanError, "{refused}");
    assert!(
        refused.to_string().contains("maybe by an earlier run of this plan, which was cut; plan again"),
        "{refused}"
    );
    assert_eq!(world.writes().len(), written);
    settles(&world, &definitions, "names of a ring").await;
    // What has been worked on is not its own.
    world.emulator.restore(&before).unwrap();
    let body = || serde_json::json!({ "agentDefinition": { "name": "RingA", "description": "theirs" } });
    world.others(&[("POST", "/v4/agents", body()), ("PUT", "/v4/agents/RingA", body())]).await;
    let refused = world.try_apply(&plan).await.unwrap_err().to_string();
    assert!(refused.ends_with("the name was taken since the plan was made"), "{refused}");
}

#[tokio::test]
async fn an_answer_lost_on_delete_is_found_out() {
    let world = World::new();
    let mut definitions = repository(0);
    world.apply(&world.plan(&definitions).await).await;
    let gone = definitions.agents.iter().position(|it| it.name == "ParcelTracker").unwrap();
    definitions.agents.remove(gone);
    definitions.removed = Removed { agents: vec!["ParcelTracker".into()], ..Removed::default() };
    let options = PlanOptions { allow_delete: AllowDelete::Exactly(1), ..PlanOptions::default() };
    let plan = world.plan_with(&definitions, &options).await.unwrap();
    lost(&world, &plan, "DELETE", "/v2/agents/").await;
    assert!(world.get("ParcelTracker", true).await.is_none());
    assert!(world.plan(&definitions).await.changes.is_empty());
}

#[tokio::test]
async fn a_deadline_ends_each_phase_and_the_next_run_goes_on() {
    let world = World::new();
    let definitions = repository(0);
    // Where it waits: the project, the lists, the look, drafts, publishing.
    let phases = [
        ("GET", "/v1/accessControl", 0),
        ("GET", "/v4/agents", 0),
        ("GET", "/v4/agents/", 3),
        ("POST", "/v4/agents", 0),
        ("POST", "/v2/agents/", 0),
    ];
    for (method, path, skipped) in phases {
        world.emulator.reset();
        if skipped > 0 {
            world.emulator.fail_next(Fault::new(method, path, FaultKind::Delay { ms: 0 }).times(skipped));
        }
        world.emulator.fail_next(Fault::new(method, path, FaultKind::Stall { after_head: false }));
        let options = || CallOptions { deadline: Some(Duration::from_millis(300)), ..CallOptions::default() };
        let error = match world.client.plan(&definitions).options(options()).await {
            Ok(plan) => world.client.apply(&plan).options(options()).await.unwrap_err(),
            Err(error) => error,
        };
        let cause = error.origin.as_ref().unwrap_or(&error);
        assert_eq!(cause.kind(), ErrorKind::APITimeoutError, "{method} {path}: {error}");
        world.emulator.clear_faults();
        settles(&world, &definitions, path).await;
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_after_any_step_is_gone_on_with() {
    let world = World::new();
    let definitions = repository(1);
    let steps = world.apply(&world.plan(&definitions).await).await.steps.len();
    world.emulator.reset();
    for number in 0..steps {
        world.emulator.reset();
        let plan = world.plan(&definitions).await;
        let (sender, dropped) = oneshot::channel();
        let waiting = Arc::new(Mutex::new((0, Some(sender))));
        let told = waiting.clone();
        let applying = world.client.apply(&plan).on_step(move |_| {
            let (count, sender) = &mut *told.lock().unwrap();
            *count += 1;
            if *count == number + 1 {
                let _ = sender.take().unwrap().send(());
            }
        });
        tokio::select! {
            biased;
            _ = dropped => {}
            applied = applying => drop(applied.unwrap()),
        }
        assert!(waiting.lock().unwrap().0 > number, "its steps were told");
        settles(&world, &definitions, &format!("dropped after step {number}")).await;
        let stored = Stored::of(&world.emulator);
        assert!(stored.agents.values().all(|it| it.published().unwrap().version == Some(1)), "{number}");
    }
}
