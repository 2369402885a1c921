//! Inspector: I6 to I8 against fixture targets (SIM-70 to SIM-77). The emulator never calls out to the network.

use serde_json::{Map, Value, json};

use crate::challenges::Subject;
use crate::failure::{Failure, Outcome, id};
use crate::frame::Context;
use crate::message::Reply;
use crate::query::percent_encode;

/// Text in a target's scheme that stands for the emulator's own URL.
pub(crate) const BASE_URL_PLACEHOLDER: &str = "{emulator}";

/// Where a signed-in user comes back to.
pub(crate) const CALLBACK_PATH: &str = "/emulator/oauth/callback";

/// An API that can be inspected.
#[derive(Clone, Debug)]
pub(crate) struct InspectorTarget {
    pub(crate) url: String,
    pub(crate) scheme: Value,
    pub(crate) manifest: String,
}

impl InspectorTarget {
    /// Replaces the placeholder in the scheme, once the port is known.
    pub(crate) fn with_base_url(mut self, base_url: &str) -> Self {
        fn replace(value: &mut Value, base_url: &str) {
            match value {
                Value::String(text) => *text = text.replace(BASE_URL_PLACEHOLDER, base_url),
                Value::Array(items) => items.iter_mut().for_each(|item| replace(item, base_url)),
                Value::Object(members) => members.values_mut().for_each(|item| replace(item, base_url)),
                _ => {}
            }
        }
        replace(&mut self.scheme, base_url);
        self
    }

    /// Its manifest is only given to who signed in.
    fn needs_sign_in(&self) -> bool {
        let kind = self.scheme.get("type").and_then(Value::as_str);
        matches!(kind, Some("oauth2" | "openIdConnect"))
    }
}

/// Targets every emulator has: one behind a sign-in, one with an API key.
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
            scheme: json!({
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
            scheme: json!({
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

/// I6. SIM-70, SIM-71: errors come with 200 and an empty scheme.
pub(crate) fn security_scheme(context: &mut Context<'_>) -> Outcome {
    let problem = |id: i64, text: &str| {
        Ok(Reply::ok(&json!({
            "messages": [{ "id": id, "description": text }],
            "securityScheme": { "authLevel": "", "flows": {}, "in": "", "issuer": "", "name": "", "type": "" },
        })))
    };
    let Some(url) = context.call.query.filled("url") else {
        return problem(id::MISSING_URL, "Missing URL parameter");
    };
    match context.world.targets.iter().find(|target| target.url == url) {
        Some(target) => Ok(Reply::ok(&json!({ "messages": [], "securityScheme": target.scheme }))),
        None => problem(id::NOT_FOUND, &format!("Target not found [url={url}].")),
    }
}

/// I7. SIM-72 to SIM-75.
pub(crate) fn create_challenge(context: &mut Context<'_>) -> Outcome {
    let scheme = context
        .call
        .envelope("securityScheme")?
        .ok_or_else(|| Failure::refused(id::REQUIRED, "securityScheme is required."))?;
    let empty = Map::new();
    let flow = scheme
        .get("flows")
        .and_then(|flows| flows.get("authorizationCode"))
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let text = |member: &str| flow.get(member).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let required = |member: &str| {
        text(member).ok_or_else(|| {
            let text = format!("securityScheme.flows.authorizationCode.{member} is required.");
            Failure::refused(id::REQUIRED, text)
        })
    };
    let authorization_url = required("authorizationUrl")?;
    let client_id = required("clientId")?;
    if let Some(method) = text("challengeMethod").filter(|method| *method != "S256") {
        return Err(Failure::refused(
            id::PATTERN,
            format!("Challenge method not supported [challengeMethod={method}]."),
        ));
    }
    let scope = scope(flow);
    let redirect_uri = format!("{}{CALLBACK_PATH}", context.base_url);
    let subject = Subject {
        project: context.project,
        caller: context.caller,
        client_id: client_id.to_owned(),
        redirect_uri: redirect_uri.clone(),
        authorization_url: authorization_url.to_owned(),
        issuer: scheme.get("issuer").and_then(Value::as_str).unwrap_or_default().to_owned(),
    };
    let now = context.world.clock.now();
    let (challenge_id, code_challenge) = context.world.challenges.create(subject, now);
    let mut parameters = vec![
        ("response_type", "code"),
        ("client_id", client_id),
        ("code_challenge", &code_challenge),
        ("code_challenge_method", "S256"),
        ("state", &challenge_id),
        ("redirect_uri", &redirect_uri),
    ];
    if !scope.is_empty() {
        parameters.push(("scope", &scope));
    }
    Ok(Reply::ok(&json!({
        "authorizationUrl": with_query(authorization_url, &parameters),
        "challengeId": challenge_id,
    })))
}

/// I8. SIM-76, SIM-77: everything but a completed challenge gives `success: false`.
pub(crate) fn manifest(context: &mut Context<'_>) -> Outcome {
    let query = &context.call.query;
    let url = query.filled("url");
    let world = &mut *context.world;
    let targets = &world.targets;
    let named = url.map(|url| targets.iter().find(|target| target.url == url));
    let failed = || Ok(Reply::ok(&json!({ "success": false, "manifest": "" })));
    if let Some(None) = named {
        return failed();
    }
    if let Some(Some(open)) = named.filter(|target| target.is_some_and(|it| !it.needs_sign_in())) {
        return Ok(Reply::ok(&json!({ "success": true, "manifest": open.manifest })));
    }
    let now = world.clock.now();
    let challenge_id = query.filled("challengeId");
    let usable = world.challenges.usable(challenge_id, context.project, context.caller, now);
    let Some((used, subject)) = usable else {
        // Who waits for a user who said no should not wait on.
        if challenge_id.is_some_and(|id| world.challenges.is_denied(id, context.project, context.caller)) {
            let messages = json!([{ "type": "error", "description": "The sign-in was denied." }]);
            return Ok(Reply::ok(&json!({ "success": false, "manifest": "", "messages": messages })));
        }
        return failed();
    };
    // Without a URL the challenge says which target it was made for; a scheme written by hand means the first one.
    let target = named.flatten().or_else(|| {
        let made_for = |member: &str, text: &str| {
            targets.iter().find(|target| target.scheme.pointer(member).and_then(Value::as_str) == Some(text))
        };
        made_for("/flows/authorizationCode/authorizationUrl", &subject.authorization_url)
            .or_else(|| made_for("/issuer", &subject.issuer))
            .or_else(|| targets.iter().find(|target| target.needs_sign_in()))
    });
    let Some(target) = target else {
        return failed();
    };
    let reply = Reply::ok(&json!({ "success": true, "manifest": target.manifest }));
    world.challenges.use_up(&used);
    Ok(reply)
}

/// `scopes` as a list or as one text, or `scope` (D-62).
fn scope(flow: &Map<String, Value>) -> String {
    match flow.get("scopes").or_else(|| flow.get("scope")) {
        Some(Value::Array(scopes)) => scopes.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        Some(Value::String(scope)) => scope.clone(),
        _ => String::new(),
    }
}

/// Adds parameters to a URL; an existing query is kept, a fragment stays at the end.
pub(crate) fn with_query(url: &str, parameters: &[(&str, &str)]) -> String {
    let (url, fragment) = match url.split_once('#') {
        Some((url, fragment)) => (url, Some(fragment)),
        None => (url, None),
    };
    let mut out = url.to_owned();
    let mut separator = match url.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    for (name, value) in parameters {
        out.push_str(separator);
        out.push_str(name);
        out.push('=');
        out.push_str(&percent_encode(value));
        separator = "&";
    }
    if let Some(fragment) = fragment {
        out.push('#');
        out.push_str(fragment);
    }
    out
}
