//! APIs that the inspector knows. The emulator never calls out to the network.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Placeholder for the emulator's own URL in the texts of a target's scheme.
const BASE_URL_PLACEHOLDER: &str = "{emulator}";

/// An API that can be inspected.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct InspectorTarget {
    pub(crate) url: String,
    /// As it was given: with the placeholder, since another start may have another port.
    pub(crate) security_scheme: Value,
    pub(crate) manifest: String,
}

impl InspectorTarget {
    /// The scheme with the emulator's URL in place of the placeholder.
    pub(crate) fn scheme(&self, base_url: &str) -> Value {
        fn replace(value: &mut Value, base_url: &str) {
            match value {
                Value::String(text) => *text = text.replace(BASE_URL_PLACEHOLDER, base_url),
                Value::Array(items) => items.iter_mut().for_each(|item| replace(item, base_url)),
                Value::Object(members) => members.values_mut().for_each(|item| replace(item, base_url)),
                _ => {}
            }
        }
        let mut scheme = self.security_scheme.clone();
        replace(&mut scheme, base_url);
        scheme
    }

    /// Whether its manifest is given only after a sign-in.
    pub(crate) fn needs_sign_in(&self) -> bool {
        let kind = self.security_scheme.get("type").and_then(Value::as_str);
        matches!(kind, Some("oauth2" | "openIdConnect"))
    }
}

/// Targets that every emulator has: one behind a sign-in, one with an API key.
pub(crate) fn built_in_targets() -> Vec<InspectorTarget> {
    let parcels = json!({
        "openapi": "3.0.3",
        "info": { "title": "Parcels", "version": "1.0.0" },
        "servers": [{ "url": "https://parcels.example.com" }],
        "paths": {
            "/parcels": {
                "get": { "operationId": "listParcels", "responses": { "200": { "description": "OK" } } },
            },
        },
    });
    let weather = json!({
        "openapi": "3.0.3",
        "info": { "title": "Weather", "version": "1.0.0" },
        "servers": [{ "url": "https://weather.example.com" }],
        "paths": {
            "/forecast": {
                "get": {
                    "operationId": "checkWeather",
                    "parameters": [
                        { "name": "city", "in": "query", "required": true, "schema": { "type": "string" } },
                    ],
                    "responses": { "200": { "description": "OK" } },
                },
            },
        },
    });
    vec![
        InspectorTarget {
            url: "https://parcels.example.com/openapi.json".to_owned(),
            security_scheme: json!({
                "authLevel": "User",
                "type": "oauth2",
                "in": "header",
                "name": "Authorization",
                "issuer": "https://login.example.com",
                "flows": {
                    "authorizationCode": {
                        "authorizationUrl": "{emulator}/emulator/oauth/authorize",
                        "tokenUrl": "{emulator}/emulator/oauth/token",
                        "scopes": ["parcels.read"],
                    },
                    "x-additional-parameters": {},
                },
            }),
            manifest: parcels.to_string(),
        },
        InspectorTarget {
            url: "https://weather.example.com/openapi.json".to_owned(),
            security_scheme: json!({
                "authLevel": "System",
                "type": "apiKey",
                "in": "header",
                "name": "X-API-Key",
                "issuer": "",
                "flows": {},
            }),
            manifest: weather.to_string(),
        },
    ]
}
