//! Large projects.

use serde_json::{Value, json};

use crate::test_server::{TestServer, WEB_SEARCH, names, ready};

#[test]
fn sim_27_a_hundred_thousand_agents() {
    const COUNT: usize = 100_000;
    let server = TestServer::start();
    assert_eq!(server.emulator.seed_agents("nobody", 5), 0);
    assert_eq!(server.emulator.seed_agents("dev", COUNT), COUNT);
    server.create(json!({ "name": "Draft", "status": "inactive" }));
    let page = |query: &str| -> (Vec<String>, Value) {
        let answer = server.get(&format!("/v4/agents?{query}")).ok(200);
        (names(&answer["agents"]), answer["information"]["Total"].clone())
    };
    assert_eq!(page("start=99998").0, ["seeded-agent-99999", "seeded-agent-100000"]);
    assert_eq!(page("start=50000&count=1&allowDrafts=true"), (vec!["seeded-agent-50001".to_owned()], json!(COUNT + 1)));
    assert_eq!(page("start=50000&count=1&accessScope=private").0, ["seeded-agent-50001"]);
    assert_eq!(page("status=inactive&allowDrafts=true"), (vec!["Draft".to_owned()], json!(1)));
    assert_eq!(
        page(&format!("toolId={WEB_SEARCH}&start=70000&count=1")),
        (vec!["seeded-agent-70001".to_owned()], json!(COUNT))
    );
    assert_eq!(server.get("/v4/agents/seeded-agent-777").ok(200)["version"], 1);
    assert_eq!(server.delete("/v2/agents/seeded-agent-1").status, 204);
    assert_eq!(page("count=1").0, ["seeded-agent-2"]);
    // Seeding again fills the gap first.
    assert_eq!(server.emulator.seed_agents("dev", 2), 2);
    assert_eq!(page(&format!("start={}", COUNT - 1)).0, ["seeded-agent-1", "seeded-agent-100001"]);
}

#[test]
fn sim_10_concurrent_creations_with_one_name_leave_one_agent() {
    let server = TestServer::start();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| server.post("/v4/agents", json!({ "agentDefinition": ready("A") })).status))
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 15);
    assert_eq!(server.names("/v4/agents?allowDrafts=true"), ["A"]);
}

#[test]
fn sim_51_a_manifest_of_many_operations_is_read_once() {
    const COUNT: usize = 20_000;
    let server = TestServer::start();
    let operation = |at: usize| (format!("/p{at}"), json!({ "get": { "operationId": format!("op{at}") } }));
    let paths: serde_json::Map<String, Value> = (0..COUNT).map(operation).collect();
    let manifest = json!({ "openapi": "3.0.3", "paths": paths }).to_string();
    let begun = std::time::Instant::now();
    let made = server.post("/v3/tool-plugins/import", json!({ "toolPlugin": { "name": "T", "manifest": manifest } }));
    let path = format!("/v3/tool-plugins/{}", made.ok(200)["id"].as_str().unwrap());
    server.put(&path, json!({ "toolPlugin": { "manifest": manifest } })).ok(200);
    assert_eq!(server.post(&format!("{path}/publish-tools"), json!({})).ok(200)["totalPublished"], COUNT);
    assert_eq!(server.delete(&path).status, 204);
    // Each tool is looked for once: with a look at all others for each it takes minutes.
    assert!(begun.elapsed() < std::time::Duration::from_secs(40), "{:?}", begun.elapsed());
}
