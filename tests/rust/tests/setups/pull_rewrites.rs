//! How files that exist are rewritten where the server has something else.

use geai_client::change::{PullOptions, Pulled};
use serde_json::{Value, json};

use crate::folder::Folder;
use crate::promises::is_empty;
use crate::world::{VARIABLE, World, manifest, ready};

const SETTINGS: &str = "format: geai/1\nvalues: { model: gpt-4o, url: https://one.example.com }\n";
const AGENT: &str = "\
# Kept by the parcels team.
name: A
accessScope: private
description: Old
agentData:
  strategyName: Chain of Thought
  prompt: { instructions: { $file: ../prompts/a.md } }
  llmConfig: { maxTokens: 900, sampling: { temperature: 0.50 } }
  models: [ { name: { $value: model } }, { name: o4-mini } ]
  resourcePools:
    - name: Main
      tools: [ { name: com.globant.geai.web_search } ]
";
const PROMPT: &str = "Look it up.\nSay so.\n";

fn files() -> [(&'static str, &'static str); 3] {
    [("geai.yaml", SETTINGS), ("agents/a.yaml", AGENT), ("prompts/a.md", PROMPT)]
}

/// A folder whose agent was applied, and what the server then has of it.
async fn applied(world: &World, files: &[(&str, &str)]) -> (Folder, Value) {
    let folder = Folder::with(files);
    world.apply(&folder.plan(world).await).await;
    assert_eq!(folder.pull(world).await.written, [""; 0]);
    let agent = world.get("A", false).await.unwrap();
    (folder, agent)
}

/// Publishes the agent with other data, as the console does.
async fn edit(world: &World, agent: &Value) {
    let mut definition = json!({});
    for member in ["name", "description", "agentData"] {
        definition[member] = agent[member].clone();
    }
    world.others(&[("PUT", "/v4/agents/A?automaticPublish=true", json!({ "agentDefinition": definition }))]).await;
}

async fn settled(world: &World, folder: &Folder) {
    let plan = folder.plan(world).await;
    assert!(is_empty(&plan), "{plan}");
    let again = folder.pull(world).await;
    assert!(again.written.is_empty() && again.left.is_empty(), "{again}");
}

#[tokio::test]
async fn what_is_equal_is_not_touched() {
    let world = World::new();
    let (folder, _) = applied(&world, &files()).await;
    let before = folder.files();
    let pulled = folder.pull(&world).await;
    assert_eq!((pulled.unchanged.clone(), folder.files()), (vec!["agents/a.yaml".to_owned()], before));
    // What the server has beyond the file is told.
    assert!(
        pulled
            .to_string()
            .contains("note: agent A: only on the server: agentData.resourcePools.Main.isExternal, sharingScope"),
        "{pulled}"
    );
}

#[tokio::test]
async fn a_changed_prompt_goes_into_its_file_and_nothing_else_changes() {
    let world = World::new();
    let (folder, mut agent) = applied(&world, &files()).await;
    agent["agentData"]["prompt"]["instructions"] = "Look it up.\nSay when.".into();
    edit(&world, &agent).await;
    let pulled = folder.pull(&world).await;
    assert_eq!((pulled.written, pulled.unchanged), (vec!["prompts/a.md".to_owned()], vec!["agents/a.yaml".to_owned()]));
    assert_eq!(
        (folder.read("prompts/a.md").as_str(), folder.read("agents/a.yaml").as_str()),
        ("Look it up.\nSay when.\n", AGENT)
    );
    settled(&world, &folder).await;
}

#[tokio::test]
async fn a_changed_file_is_written_again_with_its_directives() {
    let world = World::new();
    let (folder, mut agent) = applied(&world, &files()).await;
    agent["description"] = "New: now".into();
    let data = &mut agent["agentData"];
    data["llmConfig"]["maxTokens"] = 1000.into();
    data["models"] = json!([{ "name": "gpt-4o" }, { "name": "claude" }]);
    data["resourcePools"] = json!([{ "name": "Other" }, { "name": "Main", "tools": [] }]);
    edit(&world, &agent).await;
    let pulled = folder.pull(&world).await;
    assert_eq!(pulled.written, ["agents/a.yaml"]);
    let expected = "\
# Kept by the parcels team.
name: A
accessScope: private
description: \"New: now\"
agentData:
  strategyName: Chain of Thought
  prompt:
    instructions: { $file: ../prompts/a.md }
  llmConfig:
    maxTokens: 1000
    sampling:
      temperature: 0.50
  models:
    - name: { $value: model }
    - name: claude
  resourcePools:
    - name: Main
    - name: Other
      isExternal: false
";
    assert_eq!(folder.read("agents/a.yaml"), expected);
    settled(&world, &folder).await;
}

#[tokio::test]
async fn a_value_that_changed_takes_the_place_of_its_directive() {
    let world = World::new();
    let (folder, mut agent) = applied(&world, &files()).await;
    agent["agentData"]["models"] = json!([{ "name": "gpt-5" }, { "name": "o4-mini" }]);
    // A text that no file holds exactly.
    agent["agentData"]["prompt"]["instructions"] = "Look\rit up.\nSay so.".into();
    edit(&world, &agent).await;
    folder.pull(&world).await;
    let text = folder.read("agents/a.yaml");
    assert!(text.contains("models:\n    - name: gpt-5\n    - name: o4-mini\n"), "{text}");
    assert!(text.contains("instructions: \"Look\\rit up.\\nSay so.\"\n"), "{text}");
    assert_eq!(folder.read("prompts/a.md"), PROMPT);
    settled(&world, &folder).await;
}

/// The only file that was left, and its lines.
fn only_left(pulled: &Pulled) -> (&str, &str, String) {
    let [left] = pulled.left.as_slice() else { panic!("{pulled}") };
    (&left.file, &left.reason, left.lines.join("\n"))
}

#[tokio::test]
async fn a_file_with_comments_or_anchors_is_left_unless_it_is_forced() {
    let world = World::new();
    let commented = AGENT.replace("description: Old", "description: Old # for people");
    let anchored = AGENT.replace("description: Old", "description: &x Old\njobDescription: *x");
    for (text, what) in [(commented, "its comments"), (anchored, "its anchors")] {
        world.emulator.reset();
        let mut texts = files();
        texts[1].1 = &text;
        let (folder, mut agent) = applied(&world, &texts).await;
        agent["description"] = "New".into();
        agent["agentData"]["prompt"]["instructions"] = "Other\ntext".into();
        edit(&world, &agent).await;
        let dry = folder.pull_with(&world, PullOptions { dry_run: true, ..Default::default() }).await.unwrap();
        let pulled = folder.pull(&world).await;
        let (file, reason, lines) = only_left(&pulled);
        assert_eq!(
            (file, lines.contains("-description: Old\n+description: New"), dry.left == pulled.left),
            ("agents/a.yaml", true, true),
            "{lines}"
        );
        assert_eq!(reason, format!("written again, it would lose {what}; overwrite forces it"));
        assert_eq!(
            (folder.read("agents/a.yaml"), folder.read("prompts/a.md").as_str()),
            (text.clone(), "Other\ntext\n")
        );
        assert_eq!((pulled.written, pulled.unchanged), (vec!["prompts/a.md".to_owned()], Vec::new()));
        let forced = folder.pull_with(&world, PullOptions { overwrite: true, ..Default::default() }).await.unwrap();
        assert_eq!(forced.written, ["agents/a.yaml"]);
        assert!(folder.read("agents/a.yaml").starts_with("# Kept by the parcels team.\nname: A\n"));
        settled(&world, &folder).await;
    }
}

#[tokio::test]
async fn json_stays_json_and_what_the_server_lost_is_removed() {
    let world = World::new();
    let text = r#"{"name": "A", "accessScope": "private", "$extra": {}, "agentData": {"strategyName": "Chain of Thought",
        "llmConfig": {"maxTokens": 900, "sampling": {"temperature": 0.50}}, "models": [{"name": "gpt-4o"}], "resourcePools": [{"name": "Main"}],
        "prompt": {"instructions": "x", "inputs": ["a"], "$extra": {"tone": "calm", "n": 1.50}}}}"#;
    let (folder, mut agent) = applied(&world, &[("geai.yaml", SETTINGS), ("agents/a.json", text)]).await;
    let prompt = agent["agentData"]["prompt"].as_object_mut().unwrap();
    prompt.remove("inputs");
    prompt["tone"] = "loud".into();
    edit(&world, &agent).await;
    assert_eq!(folder.pull(&world).await.written, ["agents/a.json"]);
    let written = folder.read("agents/a.json");
    let expected = "    \"prompt\": {\n      \"instructions\": \"x\",\n      \"$extra\": {\n        \"tone\": \"loud\",\n        \"n\": 1.50\n      }\n    }\n";
    assert!(written.starts_with("{\n  \"name\": \"A\",\n") && written.contains(expected), "{written}");
    settled(&world, &folder).await;
}

#[tokio::test]
async fn a_file_that_two_agents_share_is_not_changed_for_one() {
    let world = World::new();
    let other = AGENT.replace("name: A\n", "name: B\n");
    let texts = [files().as_slice(), &[("agents/b.yaml", &other)]].concat();
    let (folder, mut agent) = applied(&world, &texts).await;
    agent["agentData"]["prompt"]["instructions"] = "Mine\nalone".into();
    edit(&world, &agent).await;
    assert_eq!(folder.pull(&world).await.written, ["agents/a.md", "agents/a.yaml"]);
    assert_eq!((folder.read("prompts/a.md").as_str(), folder.read("agents/a.md").as_str()), (PROMPT, "Mine\nalone\n"));
    assert!(folder.read("agents/a.yaml").contains("instructions: { $file: a.md }\n"));
    settled(&world, &folder).await;
}

#[tokio::test]
async fn a_manifest_keeps_the_values_that_are_set_into_it() {
    let world = World::new();
    let one = "integrations/p.yaml";
    let definition = "name: p\nmanifest: { $file: p.openapi.yaml, $set: { /servers/0/url: { $value: url }, /info/title: Parcels } }\n";
    let document = "openapi: 3.0.3\ninfo: { title: test, version: '1' }\nservers: [ { url: https://test.example.com } ]\npaths: { /a: { get: { operationId: a } } }\n";
    let texts = [("geai.yaml", SETTINGS), (one, definition), ("integrations/p.openapi.yaml", document)];
    let folder = Folder::with(&texts);
    world.apply(&folder.plan(&world).await).await;
    let mut manifest: Value = serde_json::from_str(&manifest(&["a", "b"])).unwrap();
    manifest["info"] = json!({ "title": "Parcels", "version": "2" });
    manifest["servers"] = json!([{ "url": "https://one.example.com" }]);
    let put =
        |manifest: &Value| ("PUT", "/v3/tool-plugins/p", json!({ "toolPlugin": { "manifest": manifest.to_string() } }));
    let publish = ("POST", "/v3/tool-plugins/p/publish-tools", json!({}));
    world.others(&[put(&manifest), publish.clone()]).await;
    let pulled = folder.pull(&world).await;
    assert_eq!(pulled.written, ["integrations/p.openapi.yaml"], "{pulled}");
    let text = folder.read("integrations/p.openapi.yaml");
    assert!(
        text.contains("url: https://test.example.com\n") && text.contains("title: test\n  version: \"2\"\n"),
        "{text}"
    );
    assert_eq!(folder.read(one), definition);
    settled(&world, &folder).await;
    // A value that changed on the server is not set any more.
    manifest["info"]["title"] = "Other".into();
    world.others(&[put(&manifest), publish]).await;
    assert_eq!(folder.pull(&world).await.written, ["integrations/p.openapi.yaml", one]);
    let text = folder.read(one);
    assert!(text.contains("url: { $value: url }") && !text.contains("title"), "{text}");
    settled(&world, &folder).await;
}

#[tokio::test]
async fn names_that_were_given_in_the_files_stay() {
    let world = World::new();
    let (folder, mut agent) = applied(&world, &files()).await;
    // It is yet to be renamed on the server; its content is pulled all the same.
    let renamed = AGENT.replace("name: A\n", "name: New\n$renamedFrom: A\n");
    folder.write("agents/a.yaml", &renamed);
    agent["description"] = "New".into();
    edit(&world, &agent).await;
    assert_eq!(folder.pull(&world).await.written, ["agents/a.yaml"]);
    let text = folder.read("agents/a.yaml");
    assert!(text.contains("name: New\n$renamedFrom: A\n") && text.contains("description: New\n"), "{text}");
    let plan = folder.plan(&world).await;
    assert_eq!((plan.changes.len(), plan.changes[0].action.as_str()), (1, "rename"), "{plan}");
}

#[tokio::test]
async fn a_secret_that_no_model_knows_is_a_variable_and_is_sent_with_its_agent() {
    let world = World::new();
    let mut theirs = ready("A", "old", &[], &[]);
    theirs["agentData"]["mcpServers"] = json!([{ "authorization": "canary-old", "passwords": { "a": "canary-map" } }]);
    let body = json!({ "agentDefinition": theirs });
    world.others(&[("POST", "/v4/agents?automaticPublish=true", body)]).await;
    let folder = Folder::new();
    let pulled = folder.pull(&world).await;
    let (file, text) = ("agents/a.yaml", folder.read("agents/a.yaml"));
    assert!(!text.contains("canary") && !pulled.to_json().contains("canary"), "P8");
    assert!(pulled.to_string().contains("agentData.mcpServers.0.passwords is secret by its name, and is not pulled"));
    folder.write(file, &text.replace("$env: A_AUTHORIZATION", &format!("$env: {VARIABLE}")).replace("old", "new"));
    let plan = folder.plan(&world).await;
    let paths: Vec<&str> = plan.changes[0].members.iter().map(|member| member.path.as_str()).collect();
    assert_eq!(paths, ["/agentData/prompt/instructions"]);
    world.apply(&plan).await;
    let server = &world.get("A", false).await.unwrap()["agentData"]["mcpServers"][0];
    assert_eq!(server["authorization"], std::env::var(VARIABLE).unwrap());
    assert_eq!(server["passwords"]["a"], "canary-map", "P9");
    settled(&world, &folder).await;
}
