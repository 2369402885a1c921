//! Integrations, the inspector and interactions, typed, against the emulator.

use std::time::Duration;

use geai_client::models::{
    AgentData, AgentDefinition, ConfigParameter, DetailLevel, Integration, IntegrationRequest, ResourcePool,
    SecurityScheme, ToolRef,
};
use geai_client::{Client, ErrorKind, Executed, Json, bindings::from_json};
use geai_emulator::{Answers, Emulator};
use serde_json::json;

const PARCELS: &str = include_str!("../../../examples/integrations/parcels.openapi.json");
const WEATHER: &str = include_str!("../../../examples/integrations/weather.openapi.yaml");

fn emulator(answers: Answers) -> Emulator {
    Emulator::builder().project("dev").project("prod").temper(answers).start().unwrap()
}

fn client(emulator: &Emulator) -> Client {
    let token = emulator.token("dev").unwrap();
    let environment = std::collections::HashMap::new();
    Client::builder().base_url(emulator.url()).api_token(token).environment(environment).build().unwrap()
}

fn request(name: &str, manifest: &str) -> IntegrationRequest {
    IntegrationRequest { name: Some(name.into()), manifest: manifest.into(), ..IntegrationRequest::default() }
}

fn tool_names(integration: &Integration) -> Vec<&str> {
    integration.tools.iter().flatten().filter_map(|tool| tool.name.as_deref()).collect()
}

#[tokio::test]
async fn the_life_of_an_integration() {
    life(Answers::Observed).await;
    life(Answers::Documented).await;
}

async fn life(answers: Answers) {
    let emulator = emulator(answers);
    let client = client(&emulator);
    let integrations = client.integrations();

    let imported = integrations.import(request("weather", WEATHER)).await.unwrap();
    assert_eq!(imported.pending_publish, Some(true));
    assert_eq!(imported.manifest.as_ref().map(|manifest| manifest.0.as_str()), Some(WEATHER));
    assert_eq!(tool_names(&imported).len(), 4);
    assert!(integrations.list().allow_drafts(false).await.unwrap().items.is_empty());
    assert_eq!(integrations.publish_tools("weather").await.unwrap().total_published, Some(4));
    assert_eq!(integrations.publish_tools("weather").await.unwrap().total_published, Some(0));
    assert_eq!(integrations.get("weather").await.unwrap().pending_publish, Some(false));

    let agent = AgentDefinition {
        name: Some("Forecaster".into()),
        agent_data: AgentData {
            resource_pools: Some(vec![ResourcePool {
                name: Some("Main".into()),
                tools: Some(vec![ToolRef { name: Some("currentWeather_get".into()), ..ToolRef::default() }]),
                ..ResourcePool::default()
            }]),
            ..AgentData::default()
        }
        .into(),
        ..AgentDefinition::default()
    };
    client.agents().create(agent).await.unwrap();
    let users = client.agents().list_by_tool("currentWeather_get").allow_drafts(true).await.unwrap();
    assert_eq!(users.items[0].name, "Forecaster");

    let fewer = r#"{"openapi":"3.0.3","info":{"title":"w","version":"1"},"paths":{"/x":{"get":{"operationId":"currentWeather"},"post":{"operationId":"report"}}}}"#;
    let updated = integrations.update("weather", request("weather", fewer)).await.unwrap();
    assert_eq!(updated.pending_publish, Some(true));
    let expanded = integrations.get("weather").detail_level(DetailLevel::EXPANDED).await.unwrap();
    let shown: &[&str] = if answers == Answers::Observed { &["currentWeather_get", "report_post"] } else { &[] };
    assert_eq!(tool_names(&expanded), shown);
    assert_eq!(integrations.publish_tools("weather").await.unwrap().total_published, Some(2));

    let error = integrations.publish_tools("nobody").await.unwrap_err();
    let expected = match answers {
        Answers::Observed => (ErrorKind::ReportedError, Some(200), Executed::Maybe),
        Answers::Documented => (ErrorKind::NotFoundError, Some(404), Executed::No),
    };
    assert_eq!((error.kind(), error.status, error.executed), expected);
    let error = integrations.import(request("weather", WEATHER)).await.unwrap_err();
    assert!(error.is_already_exists(), "{error}");

    client.interactions().record("weather").await.unwrap();
    assert_eq!(client.interactions().list_open().await.unwrap()[0].name.as_deref(), Some("weather"));
    assert_eq!(client.interactions().close("weather").await.unwrap().is_open, Some(false));
    assert!(client.interactions().list_open().await.unwrap().is_empty());

    client.interactions().record("weather").await.unwrap();
    integrations.delete("weather").await.unwrap();
    assert!(client.interactions().list_open().await.unwrap().is_empty());
    assert_eq!(integrations.get("weather").await.unwrap_err().kind(), ErrorKind::NotFoundError);
}

#[tokio::test]
async fn credentials_are_references_when_read_and_hidden_when_shown() {
    credentials(Answers::Observed).await;
    credentials(Answers::Documented).await;
}

async fn credentials(answers: Answers) {
    let emulator = emulator(answers);
    let client = client(&emulator);
    let mut definition = request("parcels", PARCELS);
    let scheme: SecurityScheme =
        from_json(
            &json!({ "type": "oauth2", "authLevel": "User", "x-vendor": [1], "flows": { "authorizationCode": {
                "authorizationUrl": "https://login.example.com/authorize", "tokenUrl": "https://login.example.com/token",
                "clientId": "example-client", "clientSecret": "canary-secret", "scopes": ["parcels.read"]
            }, "x-additional-parameters": { "prompt": "consent" } } })
            .to_string(),
        )
        .unwrap();
    definition.security_scheme = scheme.into();
    assert!(!format!("{definition:?}").contains("canary"));
    let imported = client.integrations().import(definition).automatic_publish(true).await.unwrap();
    assert_eq!(imported.pending_publish, Some(false));
    let again = client.integrations().get("parcels").await.unwrap();
    let flow = again.security_scheme.clone().unwrap().flows.unwrap().authorization_code.unwrap();
    // The page of a get shows neither.
    let beyond = again.security_scheme.as_ref().unwrap().extra.get("x-vendor").map(Json::text);
    match answers {
        Answers::Observed => {
            assert_ne!(flow.client_secret.unwrap().reveal(), "canary-secret");
            assert_eq!(beyond, Some("[1]"));
        }
        Answers::Documented => assert_eq!((flow.client_secret.is_none(), beyond), (true, None)),
    }
    let shown = format!("{imported:?} {again:?} {:?}", emulator.requests());
    assert!(!shown.contains("canary"), "{shown}");

    let updated = client.integrations().update("parcels", &again).via_import(true).await.unwrap();
    assert_eq!(updated.security_scheme, again.security_scheme);
    let parameters = client.integrations().get_config("parcels").await.unwrap();
    assert!(parameters.iter().all(|parameter| parameter.from_secret == Some(true)));
    let key: ConfigParameter = from_json(r#"{"key":"region","value":"canary-value"}"#).unwrap();
    client.integrations().set_config("parcels", &[key]).await.unwrap();
    assert!(!format!("{:?}", client.integrations().get_config("parcels").await.unwrap()).contains("canary"));

    let error = client.integrations().update("parcels", request("x", PARCELS)).automatic_publish(true).await;
    assert!(error.unwrap_err().to_string().contains("via_import"));
}

#[tokio::test]
async fn a_user_signs_in_and_the_description_can_be_imported() {
    sign_in(Answers::Observed).await;
    sign_in(Answers::Documented).await;
}

async fn sign_in(answers: Answers) {
    let emulator = emulator(answers);
    let client = client(&emulator);
    let url = "https://parcels.example.com/openapi.json";
    let error = client.begin_authorization(url, None, None).await.unwrap_err();
    assert!(error.to_string().contains("client_id"), "{error}");
    let begun = client.begin_authorization(url, Some("example-client"), None).await.unwrap();
    assert!(begun.authorization_url.as_deref().unwrap().starts_with(emulator.url()));
    let challenge = begun.challenge_id.clone().unwrap();

    let error = client.finish_authorization(begun.clone(), Duration::from_millis(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::APITimeoutError);
    assert!(error.to_string().contains(&challenge), "{error}");

    assert!(emulator.complete_challenge(&challenge));
    let resumed = client.begin_authorization(url, None, Some(&challenge)).await.unwrap();
    let finished = client.finish_authorization(resumed, Duration::from_secs(60)).await.unwrap();
    let mut definition = request("parcels", &finished.manifest.unwrap().0);
    definition.security_scheme = begun.security_scheme.clone().into();
    assert!(client.integrations().import(definition).await.unwrap().tools.is_some());

    // A challenge is good for one use.
    let replayed = client.inspector().manifest().challenge_id(&challenge).await.unwrap();
    assert_eq!(replayed.success, Some(false));
    assert!(client.finish_authorization(begun, Duration::from_millis(1)).await.is_err());
}

#[tokio::test]
async fn links_and_tokens() {
    let emulator = emulator(Answers::Observed);
    let client = client(&emulator);
    let definition = AgentDefinition { name: Some("Shared".into()), ..AgentDefinition::default() };
    let agent = client.agents().create(definition).await.unwrap();
    let link = client.agents().create_sharing_link("Shared").await.unwrap();
    assert_eq!(link.agent_id.as_deref(), Some(agent.id.as_str()));
    let secret = link.api_token.as_ref().unwrap().reveal().to_owned();
    assert!(!secret.is_empty() && !format!("{link:?}").contains(&secret));
    let info = client.validate_token().await.unwrap();
    assert_eq!(info.project_id.as_deref(), emulator.project_id("dev"));
}
