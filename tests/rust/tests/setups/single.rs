//! One agent or integration without files: ensure, revisions, differences, going back, and who uses tools.

use std::collections::BTreeSet;

use futures_util::StreamExt as _;
use geai_client::change::{Difference, Earlier};
use geai_client::models::{AgentDefinition, IntegrationRequest};
use geai_client::{Edit as _, ErrorKind, Json, from_json};
use serde_json::json;

use crate::world::{World, agent, manifest, ready, setup};

fn definition(name: &str, instructions: &str) -> AgentDefinition {
    from_json(&ready(name, instructions, &[], &[]).to_string()).unwrap()
}

#[tokio::test]
async fn ensure_creates_changes_and_does_nothing() {
    let world = World::new();
    let agents = world.client.agents();
    let made = agents.ensure(definition("A", "one")).publish(true).await.unwrap();
    assert_eq!((made.changed, made.object.revision, made.object.version), (true, Some(1), Some(1.into())));
    world.emulator.clear_requests();
    let same = agents.ensure(definition("A", "one")).publish(true).await.unwrap();
    assert_eq!((same.changed, same.members.len(), same.object.revision), (false, 0, Some(1)));
    assert!(world.writes().is_empty());
    let partial: AgentDefinition = from_json(&json!({ "name": "A", "description": "d" }).to_string()).unwrap();
    let changed = agents.ensure(partial).publish(true).await.unwrap();
    let paths: Vec<_> = changed.members.iter().map(|member| member.path.as_str()).collect();
    assert_eq!((paths, changed.object.version), (vec!["/description"], Some(2.into())));
    assert_eq!(world.get("A", false).await.unwrap()["agentData"]["prompt"]["instructions"], "one");
    let draft = agents.ensure(definition("A", "draft")).await.unwrap();
    assert_eq!((draft.object.revision, draft.object.is_draft), (Some(3), Some(true)));
    let refused = agents.ensure(definition("A", "other")).publish(true).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::PlanError, "{refused}");
    assert!(refused.to_string().contains("over_drafts allows it"), "{refused}");
    let superseding = agents.ensure(definition("A", "other")).publish(true).over_drafts(true).await.unwrap();
    assert_eq!(superseding.object.version, Some(3.into()));
    // A draft that is not finished is one, though the server warns; it is not published.
    let unfinished = || AgentDefinition { name: Some("Unfinished".to_owned()), ..AgentDefinition::default() };
    assert!(agents.ensure(unfinished()).await.unwrap().changed);
    assert!(!agents.ensure(unfinished()).await.unwrap().changed);
    let unfinished = AgentDefinition { description: "d".into(), ..unfinished() };
    let held = agents.ensure(unfinished).publish(true).await.unwrap_err();
    assert_eq!(held.kind(), ErrorKind::ApplyError, "{held}");
    let refused = agents.ensure(definition("a/b", "x")).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::DefinitionsError);
}

#[tokio::test]
async fn ensure_of_an_integration_and_who_uses_its_tools() {
    let world = World::new();
    let request = |operations: &[&str]| -> IntegrationRequest {
        let object = json!({ "name": "parcels", "description": "Parcels", "manifest": manifest(operations) });
        from_json(&object.to_string()).unwrap()
    };
    let made = world.client.integrations().ensure(request(&["list"])).publish(true).await.unwrap();
    assert!(made.changed && !world.client.integrations().ensure(request(&["list"])).await.unwrap().changed);
    let user = ready("User", "x", &["list_get"], &[]);
    world.apply(&world.plan(&setup(vec![agent(user), agent(ready("Other", "x", &[], &[]))], vec![])).await).await;
    for name in ["parcels", made.object.id.as_str()] {
        let users = world.client.integrations().used_by(name).await.unwrap();
        assert_eq!(users.iter().map(|agent| &*agent.name).collect::<Vec<_>>(), ["User"]);
    }
    let missing = world.client.integrations().used_by("nobody").await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    // The server tells no tools of its lists, so that no id can be asked for.
    world.emulator.set_temper(geai_emulator::Answers::Documented);
    let users = world.client.integrations().used_by("parcels").await.unwrap();
    assert_eq!(users.iter().map(|agent| &*agent.name).collect::<Vec<_>>(), ["User"]);
    world.emulator.set_temper(geai_emulator::Answers::Observed);
    let used = world.client.integrations().ensure(request(&["other"])).allow_delete(true).await.unwrap_err();
    assert_eq!(used.kind(), ErrorKind::PlanError, "{used}");
    assert!(used.to_string().contains("agent User uses it"), "{used}");
    assert!(world.client.integrations().ensure(request(&["list", "other"])).await.unwrap().changed);
    let vanishing = world.client.integrations().ensure(request(&["list"])).await.unwrap_err();
    assert!(vanishing.to_string().contains("other_get (allow_delete allows it)"), "{vanishing}");
    assert!(world.client.integrations().ensure(request(&["list"])).allow_delete(true).await.unwrap().changed);
    // Files name variables for secrets; a call has none, and another one stores them.
    let flow = json!({ "clientId": "id", "clientSecret": "literal" });
    let secret =
        json!({ "name": "parcels", "securityScheme": { "type": "oauth2", "flows": { "authorizationCode": flow } } });
    let refused = world.client.integrations().ensure(from_json::<IntegrationRequest>(&secret.to_string()).unwrap());
    let refused = refused.await.unwrap_err().to_string();
    assert!(refused.contains("clientSecret: credentials are no part of it; set_config stores them"), "{refused}");
    assert!(!refused.contains("literal") && !refused.contains("$env"), "{refused}");
}

#[tokio::test]
async fn an_integration_is_one_whatever_members_are_given() {
    let world = World::new();
    world.apply(&world.plan(&setup(vec![], vec![crate::world::with_secret("parcels", &["list"])])).await).await;
    world.emulator.clear_requests();
    let integrations = world.client.integrations();
    let wanted = || from_json::<IntegrationRequest>(r#"{"name":"parcels","description":"new"}"#).unwrap();
    let made = integrations.ensure(wanted()).publish(true).await.unwrap();
    assert_eq!((made.changed, made.object.description.as_deref()), (true, Some("new")));
    assert!(world.writes().iter().all(|write| write.path.contains("/tool-plugins/")), "{:?}", world.writes());
    assert!(!integrations.ensure(wanted()).publish(true).await.unwrap().changed);
    assert!(world.get("parcels", true).await.is_none());
}

#[tokio::test]
async fn revisions_come_newest_first_and_an_earlier_one_is_made_new() {
    let world = World::new();
    let agents = world.client.agents();
    for text in ["one", "two", "three"] {
        agents.ensure(definition("A", text)).publish(true).await.unwrap();
    }
    let mut extended = definition("A", "four");
    extended.description = "only in the newest".into();
    agents.ensure(extended).await.unwrap();
    let all: Vec<_> = agents.revisions("A").stream().map(|revision| revision.unwrap()).collect().await;
    assert_eq!(
        all.iter().map(|revision| revision.version.clone()).collect::<Vec<_>>(),
        [None, Some(3.into()), Some(2.into()), Some(1.into())]
    );
    let numbers: Vec<i64> = all.iter().filter_map(|revision| revision.revision).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] > pair[1]), "{numbers:?}");
    let difference = agents.diff("A", numbers[3], numbers[0]).await.unwrap();
    let shown = difference.to_string();
    assert!(shown.contains("agentData.prompt.instructions   one → four"), "{shown}");
    assert!(shown.contains("description   + only in the newest"), "{shown}");
    let paths = |found: &Difference| found.members.iter().map(|member| member.path.clone()).collect::<BTreeSet<_>>();
    assert_eq!(paths(&Difference::between_agents(&all[3], &all[0]).unwrap()), paths(&difference));
    let back = agents.roll_back("A", Earlier::Version(1)).over_drafts(true).await.unwrap();
    assert_eq!((back.version, back.description.as_deref()), (Some(4.into()), Some("")));
    let prompt = back.agent_data.unwrap().prompt.unwrap();
    assert_eq!(prompt.instructions.as_deref(), Some("one"));
    let missing = agents.roll_back("A", Earlier::Version(9)).await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::PlanError, "{missing}");
    let same = agents.roll_back("A", Earlier::Revision(back.revision.unwrap())).await.unwrap();
    assert_eq!(same.revision, back.revision);
}

#[tokio::test]
async fn numbers_that_the_server_skips_are_no_revisions() {
    let world = World::with(geai_emulator::Revisions::Gaps);
    let agents = world.client.agents();
    let first = agents.create(definition("A", "one")).await.unwrap();
    agents.update("A", definition("A", "two")).await.unwrap();
    let all: Vec<_> =
        agents.revisions("A").stream().map(|revision| revision.unwrap().revision.unwrap()).collect().await;
    assert_eq!((all.len(), all.last().copied()), (2, first.revision));
    assert!(all[0] > all[1] + 1, "{all:?}");
}

#[tokio::test]
async fn a_place_of_an_agent_is_edited_and_what_is_unknown_stays() {
    let world = World::new();
    let mut object = ready("A", "one", &[], &[]);
    object["agentData"]["new"] = json!({ "x": 1 });
    world.apply(&world.plan(&setup(vec![agent(object)], vec![])).await).await;
    let agents = world.client.agents();
    let there = agents.get("A").await.unwrap();
    let changes = [
        ("agent_data.prompt.instructions", Some(Json::from(json!("two")))),
        ("agent_data.llm_config.sampling", None),
        ("agent_data.extra.new.x", Some(Json::from(json!(2)))),
    ];
    let changed = there.edit(changes).unwrap();
    let updated = agents.update("A", changed).await.unwrap();
    let now = serde_json::to_value(&updated).unwrap()["agentData"].clone();
    assert_eq!((&now["prompt"]["instructions"], &now["new"]), (&json!("two"), &json!({ "x": 2 })));
    assert_eq!((&now["llmConfig"]["maxTokens"], now["llmConfig"].get("sampling")), (&json!(900), None));
    let cleared = AgentDefinition::from(there.clone()).edit([("public_name", Some(Json::from(json!(null))))]).unwrap();
    assert_eq!(serde_json::to_value(&cleared).unwrap()["publicName"], json!(null));
    let misspelt = there.edit([("agent_data.promt.instructions", None)]).unwrap_err();
    assert_eq!(misspelt.kind(), ErrorKind::InvalidRequestError);
    assert!(misspelt.to_string().contains("did you mean `prompt`?"), "{misspelt}");
}
