//! What is promised of pulling: what is pulled is what a plan compares, only reads are sent, no secret is written, and what
//! is equal is not touched.

use geai_client::change::PullOptions;
use geai_client::definitions::check;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::folder::Folder;
use crate::matrix::{called, tempers};
use crate::promises::is_empty;
use crate::world::{VARIABLE, World, changed, manifest, ready, repository};

/// Publishes an agent as the console does.
fn publish(agent: Value) -> (&'static str, &'static str, Value) {
    ("POST", "/v4/agents?automaticPublish=true", json!({ "agentDefinition": agent }))
}

/// Pulls into an empty folder, and sees that a plan of it is empty, and that a second pull finds everything unchanged.
async fn pull_and_plan(world: &World, label: &str) -> Folder {
    let folder = Folder::new();
    let pulled = folder.pull(world).await;
    assert!(pulled.left.is_empty(), "{label}: {pulled}");
    let plan = folder.plan(world).await;
    assert!(is_empty(&plan), "P1, {label}: {plan}\n{:?}", folder.files());
    let (before, again) = (folder.files(), folder.pull(world).await);
    assert!(again.written.is_empty() && again.left.is_empty(), "{label}: {again}");
    assert_eq!(folder.files(), before, "{label}");
    folder
}

#[tokio::test]
async fn p1_pull_then_plan_is_empty_before_and_after_others_edit() {
    let world = World::new();
    let secret = std::env::var(VARIABLE).unwrap();
    // Those by which answers and updates differ; the matrix has all of them.
    let differing =
        ["answers", "drafts", "update", "fills", "omits", "trims_texts", "reorders_pools", "reserialises_manifest"];
    for temper in tempers().into_iter().filter(|it| it.is_none_or(|it| differing.contains(&it.name()))) {
        for seed in if temper.is_none() { 0..2 } else { 1..2 } {
            world.emulator.reset();
            let definitions = repository(seed);
            world.apply(&world.plan(&definitions).await).await;
            if let Some(temper) = temper {
                world.emulator.set_temper(temper);
            }
            let label = format!("{} seed {seed}", called(temper));
            let folder = pull_and_plan(&world, &label).await;
            // What others do under the temper is pulled, too.
            world.try_apply(&world.plan(&changed(&definitions)).await).await.unwrap();
            folder.pull(&world).await;
            let plan = folder.plan(&world).await;
            assert!(is_empty(&plan), "P1, {label} changed: {plan}");
            let files = folder.files();
            assert_eq!(
                files.keys().filter(|name| name.starts_with("agents/") && name.ends_with(".yaml")).count(),
                definitions.agents.len(),
                "{label}"
            );
            for (path, content) in files {
                assert!(!String::from_utf8(content).unwrap().contains(&secret), "P8, {label}: {path}");
            }
        }
    }
}

/// Texts that are hard to keep in files.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{1,12}",
        "(line [0-9]{1,3}\n){1,4}",
        "[ \t\n]{0,3}[a-z:#{}$&*!%@`'\"\\\\-]{1,8}[ \t\n]{0,3}",
        "[a-z]{1,3}(\r\n|\r|\n)[a-z]{1,3}",
        "\\PC{1,8}",
        any::<String>().prop_map(|text| format!("x{}", text.replace('\0', ""))),
        prop::sample::select(vec![
            "no",
            "010",
            "1.10",
            "1e3",
            "12:30",
            "~",
            "2024-01-01",
            "null",
            "true",
            "{{ x }}",
            "${x}",
            "##X##",
            "$file: a",
            "- a\n- b",
            "a\u{85}b\nc",
            "a\u{2028}b",
            "\u{feff}a\nb",
            "---\na",
            "# a\n",
        ])
        .prop_map(str::to_owned),
    ]
}

fn unknown() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(18446744073709551615_u64)),
        any::<i32>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        texts().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

prop_compose! {
    fn agents()(
        name in prop_oneof!["[A-Za-z][A-Za-z0-9 ]{0,6}[a-z]", "[\u{e0}-\u{ff}漢字🤖]{1,3}", "(CON|nul|Readme|readme|e\u{301}|é)"],
        instructions in texts(),
        context in texts(),
        description in texts(),
        output in texts(),
        extra in prop::collection::btree_map("x[a-z]{1,4}", unknown(), 0..3),
        deep in unknown(),
        temperature in prop::sample::select(vec![json!(0.25), json!(1), json!(0)]),
    ) -> Value {
        let mut agent = ready(&name, "x", &["com.globant.geai.web_search"], &[]);
        agent["description"] = description.into();
        let data = &mut agent["agentData"];
        data["prompt"] = json!({ "instructions": instructions, "context": context, "xdeep": deep,
            "examples": [{ "inputData": "parcel 7", "output": output }] });
        data["llmConfig"]["sampling"]["temperature"] = temperature;
        data["models"][0]["xnote"] = "kept".into();
        data["resourcePools"][0]["tools"][0]["xweight"] = 2.into();
        for (name, value) in extra {
            data[name] = value;
        }
        agent
    }
}

#[test]
fn p1_pull_then_plan_is_empty_for_any_agents_under_any_temper() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let world = World::new();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 40, ..ProptestConfig::default() });
    let cases = (prop::collection::vec(agents(), 1..4), prop::sample::select(tempers()));
    let outcome = runner.run(&cases, |(agents, temper)| {
        runtime.block_on(async {
            world.emulator.reset();
            world.others(&agents.into_iter().map(publish).collect::<Vec<_>>()).await;
            if let Some(temper) = temper {
                world.emulator.set_temper(temper);
            }
            pull_and_plan(&world, &called(temper)).await;
        });
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test]
async fn files_are_what_an_author_would_write() {
    let world = World::new();
    let mut agent = ready("ParcelTracker", "Look it up.\nSay so.", &["com.globant.geai.web_search"], &[]);
    agent["agentData"]["prompt"]["context"] = "One line.".into();
    agent["agentData"]["prompt"]["examples"] = json!([{ "inputData": "parcel 7", "output": "a\nb\n" }]);
    agent["agentData"]["mcpServers"] = json!([{ "url": "https://x.example", "authorization": "canary-authorization" }]);
    let (name, body) = ("/v4/agents?automaticPublish=true", json!({ "agentDefinition": agent }));
    world.others(&[("POST", name, body)]).await;
    let folder = Folder::new();
    let pulled = folder.pull(&world).await;
    let names = [
        "agents/parceltracker.examples-1-output.md",
        "agents/parceltracker.md",
        "agents/parceltracker.yaml",
        "geai.yaml",
    ];
    assert_eq!(
        (folder.names(), pulled.written.clone()),
        (names.map(String::from).into(), names.map(String::from).into())
    );
    assert_eq!(folder.read("geai.yaml"), "format: geai/1\n");
    assert_eq!(folder.read("agents/parceltracker.md"), "Look it up.\nSay so.\n");
    assert_eq!(folder.read("agents/parceltracker.examples-1-output.md"), "a\nb\n\n");
    let expected = "\
name: ParcelTracker
accessScope: private
sharingScope: organization
agentData:
  strategyName: Chain of Thought
  prompt:
    context: One line.
    instructions: { $file: parceltracker.md }
    examples:
      - inputData: parcel 7
        output: { $file: parceltracker.examples-1-output.md }
  llmConfig:
    maxTokens: 900
    sampling:
      temperature: 0.5
  models:
    - name: gpt-4o
  resourcePools:
    - name: Main
      isExternal: false
      tools:
        - name: com.globant.geai.web_search
  $extra:
    mcpServers:
      - url: https://x.example
        authorization: { $env: PARCELTRACKER_AUTHORIZATION }
";
    let found = folder.read("agents/parceltracker.yaml");
    assert_eq!(found, expected.replace("PARCELTRACKER_", "PARCEL_TRACKER_"), "{found}");
    let note =
        "note: agent ParcelTracker: agentData.mcpServers.0.authorization is read from $PARCEL_TRACKER_AUTHORIZATION";
    assert!(pulled.to_string().contains(note), "{pulled}");
    assert!(is_empty(&folder.plan(&world).await));
    assert!(!pulled.to_json().contains("canary"), "P8");
}

#[tokio::test]
async fn an_integration_has_its_manifest_and_names_of_variables() {
    let world = World::new();
    let definitions = repository(0);
    world.apply(&world.plan(&definitions).await).await;
    let folder = Folder::new();
    folder.pull_with(&world, PullOptions { integrations: vec!["parcels".into()], ..Default::default() }).await.unwrap();
    assert_eq!(folder.names(), ["geai.yaml", "integrations/parcels.openapi.json", "integrations/parcels.yaml"]);
    let text = folder.read("integrations/parcels.yaml");
    assert!(text.contains("manifest: { $file: parcels.openapi.json }\n"), "{text}");
    assert!(text.contains("clientId: { $env: PARCELS_CLIENT_ID }\n"), "{text}");
    assert!(text.contains("clientSecret: { $env: PARCELS_CLIENT_SECRET }\n"), "{text}");
    let document: Value = serde_json::from_str(&folder.read("integrations/parcels.openapi.json")).unwrap();
    assert_eq!(document, serde_json::from_str::<Value>(&manifest(&["listParcels", "getParcel"])).unwrap());
    assert!(folder.read("integrations/parcels.openapi.json").lines().count() > 5);
    // A file of one project is applied to another, where the variables are set.
    let checked = check(folder.path(), None).unwrap();
    assert_eq!(checked.integrations[0].secrets.len(), 2);
    assert!(is_empty(&world.client.plan(folder.path()).only(["parcels"]).await.unwrap()));
}

#[tokio::test]
async fn a_dry_run_tells_what_would_be_written_and_writes_nothing() {
    let world = World::new();
    world.apply(&world.plan(&repository(1)).await).await;
    let folder = Folder::new();
    let dry = folder.pull_with(&world, PullOptions { dry_run: true, ..Default::default() }).await.unwrap();
    assert!(dry.dry_run && !folder.path().exists());
    let pulled = folder.pull(&world).await;
    assert_eq!((dry.written, dry.notes), (pulled.written.clone(), pulled.notes.clone()));
    assert_eq!(folder.names(), pulled.written);
}

#[tokio::test]
async fn drafts_are_pulled_where_they_are_asked_for() {
    let world = World::new();
    let draft = ready("Draft", "new", &[], &[]);
    world.others(&[publish(ready("A", "old", &[], &[]))]).await;
    let edit = json!({ "agentDefinition": { "agentData": ready("A", "edited", &[], &[])["agentData"] } });
    world.others(&[("PUT", "/v4/agents/A", edit), ("POST", "/v4/agents", json!({ "agentDefinition": draft }))]).await;
    let folder = Folder::new();
    let pulled = folder.pull(&world).await;
    assert_eq!(folder.names(), ["agents/a.yaml", "geai.yaml"]);
    assert!(folder.read("agents/a.yaml").contains("instructions: old\n"));
    assert!(
        pulled
            .to_string()
            .contains("note: agent Draft: not pulled, since it was never published; drafts pulls its draft")
    );
    assert!(is_empty(&folder.plan(&world).await));
    let options = PullOptions { drafts: true, ..Default::default() };
    let pulled = folder.pull_with(&world, options).await.unwrap();
    assert_eq!(pulled.written, ["agents/a.yaml", "agents/draft.yaml"]);
    assert!(folder.read("agents/a.yaml").contains("instructions: edited\n"));
    let actions: Vec<_> =
        folder.plan(&world).await.changes.into_iter().map(|it| it.action.as_str().to_owned()).collect();
    assert_eq!(actions, ["publish", "publish"]);
    // An environment of drafts is compared with drafts.
    let drafts = Folder::with(&[("geai.yaml", "format: geai/1\nenvironments: { dev: { publish: false } }\n")]);
    world.client.pull(drafts.path()).environment("dev").await.unwrap();
    assert_eq!(drafts.names(), ["agents/a.yaml", "agents/draft.yaml", "geai.yaml"]);
    assert!(is_empty(&world.client.plan(drafts.path()).environment("dev").await.unwrap()));
}

#[tokio::test]
async fn only_what_is_asked_for_is_pulled_and_progress_is_told() {
    let world = World::new();
    world.others(&[publish(ready("A", "a", &[], &[])), publish(ready("B", "b", &[], &[]))]).await;
    let folder = Folder::new();
    let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let heard = told.clone();
    let call = world.client.pull(folder.path()).only(["B"]);
    call.on_progress(move |done, total| heard.lock().unwrap().push((done, total))).await.unwrap();
    assert_eq!(
        (folder.names(), told.lock().unwrap().clone()),
        (vec!["agents/b.yaml".into(), "geai.yaml".into()], vec![(1, 1)])
    );
    for (options, why) in [
        (
            PullOptions { only: Some(vec!["C".into()]), ..Default::default() },
            "only: neither the project nor the files have \"C\"",
        ),
        (
            PullOptions { integrations: vec!["B".into()], ..Default::default() },
            "neither the project nor the files have integration \"B\"",
        ),
    ] {
        let refused = folder.pull_with(&world, options).await.unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
}

#[tokio::test]
async fn files_name_the_schema_for_editors_where_it_is_there() {
    let world = World::new();
    world.apply(&world.plan(&repository(0)).await).await;
    let folder = Folder::with(&[
        (".geai/geai.schema.json", "{}"),
        (".geai/agent.schema.json", "{}"),
        (".geai/integration.schema.json", "{}"),
    ]);
    folder.pull(&world).await;
    let first = |path: &str| folder.read(path).lines().next().unwrap().to_owned();
    assert_eq!(first("geai.yaml"), "# yaml-language-server: $schema=.geai/geai.schema.json");
    assert_eq!(first("agents/parceltracker.yaml"), "# yaml-language-server: $schema=../.geai/agent.schema.json");
    assert_eq!(first("integrations/parcels.yaml"), "# yaml-language-server: $schema=../.geai/integration.schema.json");
    assert!(is_empty(&folder.plan(&world).await));
}
