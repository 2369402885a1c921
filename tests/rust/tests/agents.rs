//! The ten agent operations, typed, against the emulator: the life of an agent in v4 and in v2.

use futures_util::TryStreamExt as _;
use geai_client::models::{
    Agent, AgentData, AgentDefinition, LabAgentEdit, ModelRef, Prompt, PromptExample, ResourcePool, ToolRef,
};
use geai_client::{AgentsApi, Client, ErrorKind, Json};
use geai_emulator::{Answers, Emulator};
use serde_json::json;

fn emulator(answers: Answers) -> Emulator {
    Emulator::builder().project("dev").project("prod").temper(answers).start().unwrap()
}

/// What was sent beside the members of the pages, where answers show it.
fn beyond(answers: Answers) -> Option<Json> {
    (answers == Answers::Observed).then(|| definition("").extra["presentation"].clone())
}

fn client(emulator: &Emulator, project: &str, version: AgentsApi) -> Client {
    let token = emulator.token(project).unwrap();
    let environment = std::collections::HashMap::new();
    Client::builder()
        .base_url(emulator.url())
        .api_token(token)
        .agents_api(version)
        .environment(environment)
        .build()
        .unwrap()
}

fn definition(name: &str) -> AgentDefinition {
    let mut definition = AgentDefinition {
        name: Some(name.into()),
        description: "Überprüft Pakete 📦".into(),
        agent_data: AgentData {
            strategy_name: Some("Chain of Thought".into()),
            prompt: Some(Prompt {
                instructions: Some("Look it up.".into()),
                examples: Some(vec![PromptExample { input_data: Some("7".into()), ..PromptExample::default() }]),
                ..Prompt::default()
            }),
            models: Some(vec![ModelRef { name: Some("gpt-4o".into()), ..ModelRef::default() }]),
            resource_pools: Some(vec![ResourcePool {
                name: Some("Main".into()),
                tools: Some(vec![ToolRef { name: Some("web_search".into()), ..ToolRef::default() }]),
                ..ResourcePool::default()
            }]),
            ..AgentData::default()
        }
        .into(),
        ..AgentDefinition::default()
    };
    definition.extra.insert("presentation".into(), Json::from(json!({ "starters": ["Hi", null], "big": 1e300 })));
    definition
}

async fn life(version: AgentsApi, answers: Answers) {
    let emulator = emulator(answers);
    let client = client(&emulator, "dev", version);
    let agents = client.agents();

    let created = agents.create(definition("Parcel tracker")).automatic_publish(true).await.unwrap();
    assert_eq!((created.is_draft, created.revision), (Some(false), Some(1)));
    let version_of = |agent: &Agent| agent.version.as_ref().and_then(geai_client::Number::as_i64);
    // The page of a creation shows no version.
    assert_eq!(version_of(&created), (answers == Answers::Observed).then_some(1));

    // What was read is a definition as it is, unknown members included.
    let read = agents.get("Parcel tracker").await.unwrap();
    assert_eq!(read.extra.get("presentation"), beyond(answers).as_ref());
    let updated = agents.update(&created.id, &read).await.unwrap();
    assert_eq!((updated.revision, updated.is_draft), (Some(2), Some(true)));
    let draft = agents.get(&created.id).revision(2).allow_drafts(true).await.unwrap();
    assert_eq!(draft.to_definition(), read.to_definition());
    assert_eq!(agents.get(&created.id).await.unwrap().revision, Some(1));
    assert_eq!(agents.get(&created.id).revision(2).await.unwrap_err().kind(), ErrorKind::NotFoundError);

    let published = agents.publish_revision(&created.id, 2).await.unwrap();
    assert_eq!(version_of(&published), Some(2));
    assert_eq!(agents.get(&created.id).version(1).await.unwrap().revision, Some(1));
    let error = agents.publish_revision(&created.id, 1).await.unwrap_err();
    assert!(error.to_string().contains("There are newer published revisions."), "{error}");

    let upserted = agents.upsert("Helper", definition("Helper")).await.unwrap();
    let listed: Vec<_> = agents.list().allow_drafts(true).count(1).stream().try_collect().await.unwrap();
    assert_eq!(listed.iter().map(|agent| agent.name.as_str()).collect::<Vec<_>>(), ["Parcel tracker", "Helper"]);
    assert_eq!(agents.list().await.unwrap().items.len(), 1);
    let by_tool = agents.list_by_tool("web_search").allow_drafts(true).await.unwrap();
    assert_eq!(by_tool.items.len(), 2);

    let error = agents.create(definition("Helper")).await.unwrap_err();
    assert!(error.is_already_exists() && error.messages[0].id == Some(54002), "{error}");
    agents.delete(&upserted.id).await.unwrap();
    assert_eq!(agents.delete(&upserted.id).await.unwrap_err().kind(), ErrorKind::NotFoundError);
}

#[tokio::test]
async fn the_life_of_an_agent_in_v4() {
    life(AgentsApi::V4, Answers::Observed).await;
    life(AgentsApi::V4, Answers::Documented).await;
}

#[tokio::test]
async fn the_life_of_an_agent_in_v2() {
    life(AgentsApi::V2, Answers::Observed).await;
    life(AgentsApi::V2, Answers::Documented).await;
}

#[tokio::test]
async fn a_package_moves_an_agent_to_another_project_and_back_to_the_letter() {
    move_agent(Answers::Observed).await;
    move_agent(Answers::Documented).await;
}

async fn move_agent(answers: Answers) {
    let emulator = emulator(answers);
    let (dev, prod) = (client(&emulator, "dev", AgentsApi::V4), client(&emulator, "prod", AgentsApi::V4));
    let agent = dev.agents().create(definition("Mover")).automatic_publish(true).await.unwrap();
    let package = dev.agents().export("Mover").await.unwrap();
    assert_eq!(package.agents().unwrap()[0].name.as_deref(), Some("Mover"));
    assert_eq!(package.info().unwrap().unwrap().project_id.as_deref(), emulator.project_id("dev"));
    assert_eq!(package.tools().unwrap().len(), 1);

    let error = dev.agents().import(&package).await.unwrap_err();
    assert_eq!((error.status, error.messages[0].id), (Some(400), Some(40003)));

    let renamed =
        package.with_agent(0, &LabAgentEdit { name: Some("Moved".into()), drop_id: true, ..LabAgentEdit::default() });
    let imported = prod.agents().import(renamed.unwrap()).automatic_publish(true).await.unwrap();
    assert_eq!(imported[0].name, "Moved");
    assert_ne!(imported[0].id, agent.id);
    let again = prod.agents().export("Moved").await.unwrap();
    let shown = String::from_utf8_lossy(again.document()).contains("presentation");
    assert_eq!(shown, beyond(answers).is_some());
    assert!(prod.agents().import("labPackage: 3").await.unwrap_err().to_string().contains("must be an object"));
}

#[tokio::test]
async fn hostile_names_reach_the_agent_they_name_or_nothing() {
    let emulator = emulator(Answers::Observed);
    let client = client(&emulator, "dev", AgentsApi::V4);
    for name in ["my agent", "100% agent", "a?x=1", "a#f", "a&b;c", "@evil", "ü 日本 🦜", "...", "%41"] {
        let created = client.agents().create(definition(name)).await.unwrap();
        let found = client.agents().get(name).allow_drafts(true).await.unwrap();
        assert_eq!((found.id, found.name.as_str()), (created.id, name));
        client.agents().delete(name).await.unwrap();
    }
    let before = emulator.requests().len();
    for name in ["", "  ", ".", "..", "%2e%2e", "a/b", "a%2Fb", "a\\b", "a\nb", &"🦜".repeat(1024)] {
        let error = client.agents().delete(name).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequestError, "{name}");
    }
    assert_eq!(emulator.requests().len(), before);
}
