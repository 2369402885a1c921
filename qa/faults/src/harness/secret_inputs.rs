//! Calls that carry secrets, and the answers that do.

use serde_json::{Value, json};

use super::command::Shape;
use crate::canary::{Canaries, SecretLocation};

/// A call that carries a secret there or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SecretInput {
    /// `agents.get`: a token and headers, as every call.
    Get,
    /// `integrations.import`: client secrets.
    Import,
    /// `integrations.update`: client secrets.
    Update,
    /// `integrations.set_config`: values of parameters.
    SetConfig,
    /// `inspector.create_challenge`: a client secret.
    Challenge,
    /// `inspector.manifest`: the id of a challenge, and a key in a URL.
    Manifest,
    /// `inspector.security_scheme`: a key in a URL.
    Inspect,
    /// `POST` of a body of its own: refresh token, verifier, password in the query.
    Free,
    /// `agents.create_sharing_link`: is answered a token.
    Link,
    /// `integrations.get`: is answered client secrets and values.
    Integration,
    /// `integrations.get_config`: is answered values.
    GetConfig,
}

impl SecretInput {
    pub(super) const ALL: &'static [Self] = &[
        Self::Get,
        Self::Import,
        Self::Update,
        Self::SetConfig,
        Self::Challenge,
        Self::Manifest,
        Self::Inspect,
        Self::Free,
        Self::Link,
        Self::Integration,
        Self::GetConfig,
    ];

    /// How it is called, in names of the wire.
    pub(super) fn shape(self, marker: &str, canaries: &Canaries) -> Shape {
        let secret = |place| Value::from(canaries.of(place));
        let scheme = || {
            json!({"type": "oauth2", "flows": {
                "authorizationCode": {"clientId": marker, "clientSecret": secret(SecretLocation::ClientSecret)},
                "clientCredentials": {"clientId": marker, "clientSecret": secret(SecretLocation::MachineSecret)},
            }})
        };
        let manifest = r#"{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{}}"#;
        let integration = || json!({"name": marker, "manifest": manifest, "securityScheme": scheme()});
        let id = || ("id_or_name", Value::from(marker));
        let shape = |name, positional| Shape::new(name, positional);
        match self {
            Self::Get => shape("agents.get", vec![id()]).with_params(),
            Self::Link => shape("agents.create_sharing_link", vec![id()]),
            Self::Integration => shape("integrations.get", vec![id()]).with_params(),
            Self::GetConfig => shape("integrations.get_config", vec![id()]).with_params(),
            Self::Import => shape("integrations.import", vec![("integration", integration())]).with_params(),
            Self::Update => shape("integrations.update", vec![id(), ("integration", integration())]).with_params(),
            Self::SetConfig => {
                let parameters = json!([{"key": marker, "value": secret(SecretLocation::Parameter)}]);
                shape("integrations.set_config", vec![id(), ("parameters", parameters)])
            }
            Self::Challenge => shape("inspector.create_challenge", vec![("security_scheme", scheme())]),
            Self::Manifest => shape("inspector.manifest", Vec::new())
                .with("challenge_id", secret(SecretLocation::Challenge))
                .with("url", canaries.service(marker).into()),
            Self::Inspect => {
                shape("inspector.security_scheme", Vec::new()).with("url", canaries.service(marker).into())
            }
            Self::Free => {
                let body = json!({
                    "refreshToken": secret(SecretLocation::RefreshToken), "grant": {"code_verifier": secret(SecretLocation::Verifier)},
                    "parameters": [{"key": "answer", "value": secret(SecretLocation::Verifier)}],
                });
                let positional = vec![("method", "POST".into()), ("path", format!("/v2/sessions/{marker}").into())];
                shape("request", positional)
                    .with("json", body)
                    .with("query", json!({"q": secret(SecretLocation::Query)}))
            }
        }
    }

    /// What is answered with secrets in it; `None` for the calls that are answered none.
    pub(super) fn answer(self, canaries: &Canaries) -> Option<Value> {
        let [link, client, value] =
            [SecretLocation::LinkToken, SecretLocation::AnsweredSecret, SecretLocation::AnsweredValue]
                .map(|place| canaries.of(place));
        let parameters = json!([{"key": "k", "value": value}]);
        match self {
            Self::Link => {
                let url = format!("https://chat.example.com/?token={link}");
                Some(json!({"agentId": "1", "apiToken": link, "sharedLink": url}))
            }
            Self::Integration => {
                let flow = json!({"clientId": "c", "clientSecret": client});
                let flows = json!({"authorizationCode": flow, "clientCredentials": flow});
                Some(json!({"id": "1", "name": "n", "parameters": parameters,
                    "securityScheme": {"type": "oauth2", "flows": flows}}))
            }
            Self::GetConfig => Some(json!({"parameters": parameters})),
            _ => None,
        }
    }

    /// The same call with an argument that is refused before anything is sent.
    pub(super) fn refused(self, marker: &str, canaries: &Canaries) -> Shape {
        let mut shape = self.shape(marker, canaries);
        for (name, value) in &mut shape.positional {
            match *name {
                "id_or_name" => *value = "..".into(),
                "path" => *value = "no/path".into(),
                _ => spoil(value),
            }
        }
        if let Some(url) = shape.optional.get_mut("url") {
            *url = json!({"nested": url.clone()});
        }
        shape
    }
}

/// Makes a definition wrong next to its secrets.
fn spoil(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let wrong = members.get("clientSecret").or_else(|| members.get("value")).cloned();
            for name in ["clientSecret", "value"] {
                if let Some(member) = members.get_mut(name) {
                    *member = json!({"nested": wrong.clone()});
                }
            }
            members.values_mut().for_each(spoil);
        }
        Value::Array(values) => values.iter_mut().for_each(spoil),
        _ => {}
    }
}
