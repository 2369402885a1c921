//! Failures of the class *server*: what answers may be in place of what they should.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use geai_client::change::{ConflictReason, StepOutcome};
use geai_client::definitions::Definitions;
use geai_client::{AgentsApi, Client, Token, TokenFuture, TokenProvider};
use geai_emulator::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::world::{World, agent, changed, has, outcomes, ready, repository, setup};

fn answering(status: u16, body: Value) -> FaultKind {
    FaultKind::Status { status, retry_after: Some(0.0), body: Some(body) }
}

async fn goes_on(world: &World, definitions: &Definitions) {
    let plan = world.plan(definitions).await;
    assert!(plan.conflicts.is_empty(), "{}", plan.to_json());
    world.apply(&plan).await;
    assert!(world.plan(definitions).await.changes.is_empty());
}

/// Counts how often it is asked.
struct Counted(String, AtomicUsize);

impl TokenProvider for Counted {
    fn token(&self) -> TokenFuture<'_> {
        self.1.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Ok(self.0.clone()) })
    }
}

#[tokio::test]
async fn a_401_in_the_middle_renews_the_token_once() {
    let mut world = World::new();
    let token = Arc::new(Counted(world.emulator.token("dev").unwrap().to_owned(), AtomicUsize::new(0)));
    let builder = Client::builder().base_url(world.emulator.url()).api_token(Token::Provided(token.clone()));
    world.client = builder.environment(HashMap::new()).build().unwrap();
    let plan = world.plan(&repository(0)).await;
    for (method, path) in [("POST", "/v4/agents"), ("POST", "/v2/agents/")] {
        world.emulator.fail_next(Fault::new(method, path, FaultKind::status(401)));
    }
    world.emulator.clear_requests();
    let before = token.1.load(Ordering::SeqCst);
    world.apply(&plan).await;
    let (asked, requests) = (token.1.load(Ordering::SeqCst) - before, world.emulator.requests().len());
    assert_eq!(asked, requests, "a token for each request, two for each call that met a 401");
    assert!(world.plan(&repository(0)).await.changes.is_empty());
}

#[tokio::test]
async fn a_403_on_one_object_is_a_conflict_and_the_rest_is_shown() {
    let world = World::new();
    let definitions = repository(0);
    world.apply(&world.plan(&definitions).await).await;
    let id = world.get("ParcelTracker", false).await.unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("/v4/agents/{id}");
    world.emulator.fail_next(Fault::new("GET", path, FaultKind::status(403)).times(u32::MAX));
    let plan = world.plan(&changed(&definitions)).await;
    let [conflict] = plan.conflicts.as_slice() else { panic!("{}", plan.to_json()) };
    assert_eq!((&conflict.reason, conflict.name.as_str()), (&ConflictReason::UNREADABLE, "ParcelTracker"));
    assert_eq!(plan.changes.len(), 2);
    // Writing it is refused later: nothing is published.
    world.emulator.clear_faults();
    let plan = world.plan(&changed(&definitions)).await;
    world.emulator.fail_next(Fault::new("PUT", "/v4/agents/", FaultKind::status(403)));
    let (applied, error) = world.try_apply(&plan).await.unwrap();
    assert!(error.is_some() && !outcomes(&applied).contains(&("ParcelTracker", "publish", "done")));
    assert!(world.get("ParcelTracker", false).await.unwrap()["version"] == 1);
    goes_on(&world, &changed(&definitions)).await;
}

#[tokio::test]
async fn a_429_is_waited_for_or_ends_the_run_and_the_next_one_goes_on() {
    let world = World::new();
    let definitions = repository(1);
    let busy = |method: &str, path: &str| {
        let kind = FaultKind::Status { status: 429, retry_after: Some(0.0), body: None };
        Fault::new(method, path, kind)
    };
    world.emulator.fail_next(busy("GET", "/").times(3));
    let plan = world.plan(&definitions).await;
    world.emulator.fail_next(busy("POST", "/v4/agents").times(2));
    let (applied, error) = world.try_apply(&plan).await.unwrap();
    assert!(applied.complete || error.is_some() && has(&applied, &StepOutcome::FAILED), "{:?}", outcomes(&applied));
    world.emulator.clear_faults();
    goes_on(&world, &definitions).await;
}

#[tokio::test]
async fn a_storm_of_5xx_ends_the_run_and_the_next_one_goes_on() {
    let world = World::new();
    let definitions = repository(1);
    for (at, status) in [500, 502, 503, 504].into_iter().enumerate() {
        let kind = || FaultKind::Status { status, retry_after: Some(0.0), body: None };
        let storm = Fault::new("*", "/", kind()).times(40);
        let wanted = if at == 0 { definitions.clone() } else { changed(&definitions) };
        world.emulator.fail_next(storm.clone());
        assert!(world.client.plan(&wanted).await.is_err(), "{status}");
        world.emulator.clear_faults();
        let plan = world.plan(&wanted).await;
        world.emulator.fail_next(Fault::new("POST", "/v", kind()).times(40).executed());
        world.emulator.fail_next(Fault::new("PUT", "/v", kind()).times(40));
        let _ = world.try_apply(&plan).await;
        world.emulator.clear_faults();
        goes_on(&world, &wanted).await;
    }
}

#[tokio::test]
async fn a_200_with_errors_is_a_failure() {
    let world = World::new();
    let definitions = repository(0);
    let plan = world.plan(&definitions).await;
    let body = json!({ "errors": [{ "id": 7, "description": "not today" }] });
    world.emulator.fail_next(Fault::new("POST", "/v4/agents", answering(200, body)));
    let (applied, error) = world.try_apply(&plan).await.unwrap();
    assert!(error.is_some_and(|error| error.to_string().contains("not today")));
    assert!(outcomes(&applied).iter().all(|(_, action, outcome)| *action != "publish" || *outcome == "not-reached"));
    goes_on(&world, &definitions).await;
}

#[tokio::test]
async fn a_list_that_loses_a_record_makes_no_twin() {
    let world = World::new();
    let definitions = repository(0);
    world.apply(&world.plan(&definitions).await).await;
    let empty = json!({ "agents": [], "information": { "Page": 1, "PageSize": 100, "Total": 0 } });
    let exact = |body: &Value| Fault::new("GET", "/v4/agents", answering(200, body.clone())).exact();
    world.emulator.fail_next(exact(&empty));
    let plan = world.plan(&definitions).await;
    assert!(plan.changes.is_empty() && plan.conflicts.len() == 3, "{}", plan.to_json());
    assert!(plan.conflicts.iter().all(|it| it.reason == ConflictReason::LIST_INCOMPLETE));
    // A record that nobody can read is as good as lost.
    let broken = json!({ "agents": [{ "id": 7, "name": [] }], "information": { "Total": 1 } });
    world.emulator.fail_next(exact(&broken));
    let plan = world.plan(&definitions).await;
    assert!(plan.conflicts.iter().all(|it| it.reason == ConflictReason::LIST_INCOMPLETE), "{}", plan.to_json());
    // What the project really lacks is created all the same.
    world.emulator.fail_next(exact(&broken));
    let plan = world.plan(&setup(vec![agent(ready("New", "i", &[], &[]))], vec![])).await;
    assert_eq!((plan.changes.len(), plan.conflicts.len()), (1, 0), "{}", plan.to_json());
    // When it is applied, what is not listed counts as gone: nothing is written.
    let plan = world.plan(&changed(&definitions)).await;
    world.emulator.fail_next(exact(&empty));
    let refused = world.try_apply(&plan).await.unwrap_err().to_string();
    assert!(refused.contains("the plan is stale"), "{refused}");
}

#[tokio::test]
async fn a_list_that_repeats_a_page_makes_no_twin() {
    let world = World::new();
    world.emulator.seed_agents("dev", 130);
    let page = world.client.agents().list().allow_drafts(true).count(100).await.unwrap();
    let records: Vec<Value> = page.items.iter().map(|it| serde_json::to_value(it).unwrap()).collect();
    let body = json!({ "agents": records, "information": { "Page": 1, "PageSize": 100, "Total": 130 } });
    let last = page.items.iter().map(|it| it.name.to_string()).collect::<Vec<_>>();
    let missing = (1..=130).map(|number| format!("seeded-agent-{number}")).find(|name| !last.contains(name)).unwrap();
    let definitions = setup(vec![agent(json!({ "name": missing, "description": "Seeded." }))], vec![]);
    world.emulator.fail_next(Fault::new("GET", "/v4/agents", answering(200, body)).exact().times(u32::MAX));
    // The client says that a page came again, or the name is asked for; in no case is there a second one.
    match world.client.plan(&definitions).await {
        Ok(plan) => assert!(plan.changes.is_empty() && !plan.conflicts.is_empty(), "{}", plan.to_json()),
        Err(error) => assert!(error.executed == geai_client::Executed::No, "{error}"),
    }
    world.emulator.clear_faults();
    assert!(world.plan(&definitions).await.changes.is_empty());
}

#[tokio::test]
async fn an_answer_without_a_revision_is_held() {
    let world = World::new();
    let definitions = repository(0);
    world.apply(&world.plan(&definitions).await).await;
    let plan = world.plan(&changed(&definitions)).await;
    let tracker = world.get("ParcelTracker", false).await.unwrap();
    let mut body =
        changed(&definitions).agents.iter().find(|it| it.name == "ParcelTracker").unwrap().definition.value();
    body["id"] = tracker["id"].clone();
    let path = format!("/v4/agents/{}", tracker["id"].as_str().unwrap());
    world.emulator.fail_next(Fault::new("PUT", path, answering(200, body)).executed());
    let (applied, error) = world.try_apply(&plan).await.unwrap();
    assert!(error.is_none() && has(&applied, &StepOutcome::HELD), "{:?}", outcomes(&applied));
    assert!(applied.to_json().contains("the answer names no revision"));
    assert_eq!(world.get("ParcelTracker", false).await.unwrap()["version"], 1);
    goes_on(&world, &changed(&definitions)).await;
}

#[tokio::test]
async fn no_page_is_read_twice_where_lists_tell_no_total() {
    let mut world = World::new();
    let builder = Client::builder().base_url(world.emulator.url()).api_token(world.emulator.token("dev").unwrap());
    world.client = builder.environment(HashMap::new()).agents_api(AgentsApi::V2).build().unwrap();
    let definitions = repository(0);
    world.apply(&world.plan(&definitions).await).await;
    let before = world.emulator.requests().len();
    assert!(world.plan(&definitions).await.changes.is_empty());
    let all: Vec<_> = world.emulator.requests().into_iter().skip(before).map(|it| (it.path, it.query)).collect();
    let distinct: HashSet<_> = all.iter().collect();
    assert_eq!(all.len(), distinct.len(), "{all:?}");
}
