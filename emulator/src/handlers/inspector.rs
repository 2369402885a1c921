//! Inspector: I6 to I8 with the targets that the emulator knows (SIM-70 to SIM-77).

use serde_json::{Map, Value, json};

use crate::handlers::context::{Context, HandlerResult};
use crate::http::error::{ApiError, id};
use crate::http::reply::Reply;
use crate::http::url::with_query;
use crate::rules::tempers::Answers;
use crate::store::challenges::AuthorizationStart;

/// Where a scheme says on which page the user signs in.
const AUTHORIZATION_URL: &str = "/flows/authorizationCode/authorizationUrl";

/// Path to which the authorization server redirects after a sign-in.
const CALLBACK_PATH: &str = "/emulator/oauth/callback";

/// I6. SIM-70, SIM-71: errors come with 200 and an empty scheme.
pub(crate) fn security_scheme(context: &mut Context<'_>) -> HandlerResult {
    let problem = |id: i64, text: &str| {
        Ok(Reply::ok(&json!({
            "messages": [{ "id": id, "description": text }],
            "securityScheme": { "authLevel": "", "flows": {}, "in": "", "issuer": "", "name": "", "type": "" },
        })))
    };
    let Some(url) = context.request.query.non_blank("url") else {
        return problem(id::MISSING_URL, "Missing URL parameter");
    };
    match context.state.targets.iter().find(|target| target.url == url) {
        Some(target) => Ok(Reply::ok(&json!({ "messages": [], "securityScheme": target.scheme(context.base_url) }))),
        None => problem(id::NOT_FOUND, &format!("Target not found [url={url}].")),
    }
}

/// I7. SIM-72 to SIM-75.
pub(crate) fn create_challenge(context: &mut Context<'_>) -> HandlerResult {
    let scheme = context
        .request
        .envelope("securityScheme")?
        .ok_or_else(|| ApiError::invalid(id::REQUIRED, "securityScheme is required."))?;
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
            ApiError::invalid(id::REQUIRED, text)
        })
    };
    // An inspected scheme that hides where the user signs in comes back without it: the server knows it by the issuer.
    let issuer = scheme.get("issuer").and_then(Value::as_str).unwrap_or_default();
    let hidden = || {
        let schemes = context.state.targets.iter().map(|target| target.scheme(context.base_url));
        let mut known = schemes.filter(|known| known.get("issuer").and_then(Value::as_str) == Some(issuer));
        known.find_map(|known| Some(known.pointer(AUTHORIZATION_URL)?.as_str()?.to_owned()))
    };
    let authorization_url = match text("authorizationUrl") {
        None if context.tempers.answers == Answers::Documented => hidden(),
        given => given.map(str::to_owned),
    };
    let authorization_url = authorization_url.map_or_else(|| required("authorizationUrl").map(str::to_owned), Ok)?;
    let client_id = required("clientId")?;
    if let Some(method) = text("challengeMethod").filter(|method| *method != "S256") {
        return Err(ApiError::invalid(
            id::PATTERN,
            format!("Challenge method not supported [challengeMethod={method}]."),
        ));
    }
    let scope = scope(flow);
    let redirect_uri = format!("{}{CALLBACK_PATH}", context.base_url);
    let start = AuthorizationStart {
        project: context.project,
        caller: context.caller,
        client_id: client_id.to_owned(),
        redirect_uri: redirect_uri.clone(),
        authorization_url: authorization_url.clone(),
        issuer: issuer.to_owned(),
    };
    let now = context.state.clock.now();
    let (challenge_id, code_challenge) = context.state.challenges.create(start, now);
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
        "authorizationUrl": with_query(&authorization_url, &parameters),
        "challengeId": challenge_id,
    })))
}

/// I8. SIM-76, SIM-77: everything but a completed challenge gives `success: false`.
pub(crate) fn manifest(context: &mut Context<'_>) -> HandlerResult {
    let query = &context.request.query;
    let url = query.non_blank("url");
    let state = &mut *context.state;
    let targets = &state.targets;
    let named = url.map(|url| targets.iter().find(|target| target.url == url));
    let failed = || Ok(Reply::ok(&json!({ "success": false, "manifest": "" })));
    if let Some(None) = named {
        return failed();
    }
    if let Some(Some(open)) = named.filter(|target| target.is_some_and(|it| !it.needs_sign_in())) {
        return Ok(Reply::ok(&json!({ "success": true, "manifest": open.manifest })));
    }
    let now = state.clock.now();
    let challenge_id = query.non_blank("challengeId");
    let usable = state.challenges.usable(challenge_id, context.project, context.caller, now);
    let Some((used, start)) = usable else {
        // The message tells a client that polls for the sign-in to stop.
        if challenge_id.is_some_and(|id| state.challenges.is_denied(id, context.project, context.caller)) {
            let messages = json!([{ "type": "error", "description": "The sign-in was denied." }]);
            return Ok(Reply::ok(&json!({ "success": false, "manifest": "", "messages": messages })));
        }
        return failed();
    };
    // Without a URL the target is found by the challenge. A challenge for a scheme that belongs to no target is taken
    // as one for the first target with a sign-in.
    let target = named.flatten().or_else(|| {
        let made_for = |member: &str, text: &str| {
            let is_it = |scheme: Value| scheme.pointer(member).and_then(Value::as_str) == Some(text);
            targets.iter().find(|target| is_it(target.scheme(context.base_url)))
        };
        made_for(AUTHORIZATION_URL, &start.authorization_url)
            .or_else(|| made_for("/issuer", &start.issuer))
            .or_else(|| targets.iter().find(|target| target.needs_sign_in()))
    });
    let Some(target) = target else {
        return failed();
    };
    let reply = Reply::ok(&json!({ "success": true, "manifest": target.manifest }));
    state.challenges.use_up(&used);
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
