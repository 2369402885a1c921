//! What the API would answer, as far as a client needs it.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::reply::Reply;
use super::request::Exchange;

const PROJECT: &str = "5f1d8a90-6e7c-4b2a-9c0d-8e7f6a5b4c05";
const ORGANIZATION: &str = "0a6e7b52-2c3d-4e4f-8a9b-1d2c3b4a5f04";

fn fresh_id() -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    format!("3d0f6c1e-58a2-4b7c-9a51-{:012x}", LAST.fetch_add(1, Ordering::Relaxed) + 1)
}

fn agent(name: &str) -> Value {
    json!({
        "id": fresh_id(), "name": name, "description": "", "accessScope": "private", "sharingScope": "organization",
        "status": "active", "isDraft": false, "revision": 1, "version": 1,
        "agentData": {
            "strategyName": "Chain of Thought", "prompt": {"instructions": "Look the parcel up and report its state."},
            "llmConfig": {"maxTokens": 1200, "timeout": 0, "sampling": {"temperature": 0.2}},
            "models": [{"name": "gpt-4o"}],
        },
    })
}

fn integration(name: &str) -> Value {
    json!({
        "id": fresh_id(), "name": name, "description": "", "accessScope": "private", "manifest": "{}",
        "pendingConfigCredential": false, "pendingPublish": true, "status": "active", "type": "OpenAPI",
    })
}

fn interaction(is_open: bool) -> Value {
    json!({"entity": "tool-plugin", "id": fresh_id(), "isOpen": is_open})
}

fn page(key: &str, item: Value) -> Value {
    json!({key: [item], "information": {"Duration": 1, "Page": 1, "PageSize": 20, "Total": 1}})
}

/// The healthy answer to a request. An id or name that it asks for is the name of what it gets.
pub(super) fn answer(exchange: &Exchange) -> Reply {
    let path = exchange.target.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).skip(1).collect();
    let named = |asked: &str| exchange.name.clone().unwrap_or_else(|| asked.to_owned());
    let (status, body) = match (exchange.method.as_str(), parts.as_slice()) {
        ("DELETE", _) => return Reply::empty(204),
        ("GET", ["agents"]) => (200, page("agents", agent("ParcelTracker"))),
        ("GET", ["agents", id, "export"]) => {
            let mut exported = agent(id);
            if let Some(data) = exported.as_object_mut().and_then(|agent| agent.get_mut("agentData")) {
                *data = json!({"models": [{"name": "gpt-4o"}], "prompt": {"instructions": ""}});
            }
            (200, json!({"labPackage": {"agents": [exported], "tools": [], "info": {"majorVersion": 1}}}))
        }
        ("GET", ["agents", _, "sharing-token"]) => {
            (200, json!({"agentId": fresh_id(), "apiToken": "link", "sharedLink": "https://chat.example.com/shared"}))
        }
        ("GET", ["agents", id]) => (200, agent(id)),
        ("POST", ["agents"]) => (201, agent(&named("created"))),
        ("POST", ["agents", id, "publish-revision"]) => (200, agent(id)),
        (_, ["agents", id, ..]) => (200, agent(&named(id))),
        ("GET", ["tool-plugins"]) => (200, page("toolPlugins", integration("parcels"))),
        ("GET", ["tool-plugins", "inspector", "security-scheme"]) => (
            200,
            json!({"messages": [], "securityScheme": {"authLevel": "User", "type": "oauth2", "flows": {
                "authorizationCode": {"scopes": ["parcels.read"]}}}}),
        ),
        ("GET", ["tool-plugins", "inspector", "manifest"]) => {
            let manifest = r#"{"openapi":"3.0.3","info":{"title":"Parcels","version":"1.0.0"},"paths":{}}"#;
            (200, json!({"success": true, "manifest": manifest}))
        }
        ("POST", ["tool-plugins", "inspector", "create-challenge"]) => {
            (200, json!({"authorizationUrl": "https://login.example.com/authorize", "challengeId": fresh_id()}))
        }
        ("GET", ["tool-plugins", _, "config"]) => {
            let parameter = json!({"key": "server", "dataType": "String", "type": "config", "fromSecret": false,
                "isRequired": true, "value": "https://parcels.example.com"});
            (200, json!({"parameters": [parameter]}))
        }
        ("POST", ["tool-plugins", _, "config"]) => return Reply::empty(204),
        ("POST", ["tool-plugins", _, "publish-tools"]) => (200, json!({"totalPublished": 1})),
        ("POST", ["tool-plugins", "import"]) => (200, integration(&named("imported"))),
        (_, ["tool-plugins", id, ..]) => (200, integration(&named(id))),
        ("GET", ["user-interactions", "tool-plugins", "open"]) => {
            let mut open = interaction(true);
            if let Some(open) = open.as_object_mut() {
                open.insert("name".to_owned(), "parcels".into());
                open.insert("organizationId".to_owned(), ORGANIZATION.into());
                open.insert("projectId".to_owned(), PROJECT.into());
            }
            (200, json!({"interactions": [open]}))
        }
        ("PUT", ["user-interactions", "tool-plugins", _, "close"]) => (200, interaction(false)),
        ("PUT", ["user-interactions", "tool-plugins", _]) => (200, interaction(true)),
        ("GET", ["accessControl", "apitoken", "validate"]) => {
            (200, json!({"organizationId": ORGANIZATION, "projectId": PROJECT}))
        }
        _ => (404, json!({"error": {"code": 404, "message": "Not Found"}})),
    };
    Reply::json(status, &body)
}
