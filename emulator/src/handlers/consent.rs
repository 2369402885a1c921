//! The authorization server of the built-in targets: consent page, code, token endpoint, and the callback that
//! completes a challenge. Plain OAuth 2.0 with PKCE over HTTP, so that a browser or a script can act as the user.

use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, LOCATION};
use serde_json::json;
use uuid::Uuid;

use crate::http::html::{escape, page, paragraph};
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::http::request::HttpRequest;
use crate::http::url::with_query;
use crate::store::challenges::CodeGrant;
use crate::store::state::State;

/// Parameters that the consent form repeats as hidden fields.
const FIELDS: [&str; 7] =
    ["response_type", "client_id", "code_challenge", "code_challenge_method", "state", "redirect_uri", "scope"];

/// `GET /emulator/oauth/authorize`: the consent page.
pub(crate) fn authorize(request: &HttpRequest, base_url: &str) -> Reply {
    if let Err(problem) = check(&request.query, base_url) {
        return page(StatusCode::BAD_REQUEST, "Sign-in refused", &paragraph(problem));
    }
    let field = |name: &str| escape(request.query.get(name).unwrap_or_default());
    let hidden: String = FIELDS
        .iter()
        .filter(|name| request.query.get(name).is_some())
        .map(|name| format!(r#"<input type="hidden" name="{name}" value="{}">"#, field(name)))
        .collect();
    let scope = match field("scope") {
        scope if scope.is_empty() => "nothing in particular".to_owned(),
        scope => scope,
    };
    let body = format!(
        "<p>This is an emulator, not a real sign-in. No password is needed.</p>\
         <p>Client <b>{}</b> asks for <b>{scope}</b>.</p>\
         <form method=\"post\" action=\"/emulator/oauth/authorize\">{hidden}\
         <button name=\"decision\" value=\"allow\">Allow</button> \
         <button name=\"decision\" value=\"deny\">Deny</button></form>",
        field("client_id")
    );
    page(StatusCode::OK, "Sign in", &body)
}

/// `POST /emulator/oauth/authorize`: the user's decision, and the redirect to the client.
pub(crate) fn decide(state: &mut State, request: &HttpRequest, base_url: &str) -> Reply {
    let form = request.form();
    if let Err(problem) = check(&form, base_url) {
        return page(StatusCode::BAD_REQUEST, "Sign-in refused", &paragraph(problem));
    }
    let text = |name: &str| form.get(name).unwrap_or_default();
    let redirect_uri = text("redirect_uri");
    let code;
    let result = if text("decision") == "allow" {
        code = state.challenges.issue_code(CodeGrant {
            client_id: text("client_id").to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            code_challenge: text("code_challenge").to_owned(),
            created: state.clock.now(),
        });
        ("code", code.as_str())
    } else {
        ("error", "access_denied")
    };
    let location = with_query(redirect_uri, &[result, ("state", text("state"))]);
    Reply::empty(StatusCode::FOUND).with_header(LOCATION, &location)
}

/// `POST /emulator/oauth/token`: exchanges a code and its verifier for a token.
pub(crate) fn token(state: &mut State, request: &HttpRequest) -> Reply {
    let form = request.form();
    let text = |name: &str| form.get(name).unwrap_or_default();
    let refuse = |error: &str| Reply::json(StatusCode::BAD_REQUEST, &json!({ "error": error }));
    if text("grant_type") != "authorization_code" {
        return refuse("unsupported_grant_type");
    }
    let now = state.clock.now();
    let granted =
        state.challenges.exchange(text("code"), text("client_id"), text("redirect_uri"), text("code_verifier"), now);
    if !granted {
        return refuse("invalid_grant");
    }
    Reply::ok(&json!({
        "access_token": Uuid::new_v4().to_string(),
        "token_type": "Bearer",
        "expires_in": 3600,
    }))
    .with_header(CACHE_CONTROL, "no-store")
}

/// `GET /emulator/oauth/callback`: the redirect after the consent page. The emulator exchanges the code with its own
/// verifier, which completes the challenge.
pub(crate) fn callback(state: &mut State, request: &HttpRequest) -> Reply {
    let text = |name: &str| request.query.get(name).unwrap_or_default();
    let (id, code) = (text("state"), text("code"));
    let now = state.clock.now();
    if code.is_empty() {
        state.challenges.deny(id, now);
        let text = paragraph("The sign-in was denied.");
        return page(StatusCode::OK, "Not signed in", &text);
    }
    let exchanged = match state.challenges.verifier(id) {
        Some((start, verifier)) => {
            let (client, redirect, verifier) =
                (start.client_id.clone(), start.redirect_uri.clone(), verifier.to_owned());
            state.challenges.exchange(code, &client, &redirect, &verifier, now)
        }
        None => false,
    };
    if exchanged && state.challenges.complete(id, now) {
        let text = paragraph("You are signed in and can close this window.");
        page(StatusCode::OK, "Signed in", &text)
    } else {
        let text = paragraph("The challenge is unknown, expired or used, or the code does not belong to it.");
        page(StatusCode::BAD_REQUEST, "Not signed in", &text)
    }
}

/// The parameters that the authorization server requires. It redirects to the emulator or to loopback only.
fn check(parameters: &Query, base_url: &str) -> Result<(), &'static str> {
    let text = |name: &str| parameters.get(name).unwrap_or_default();
    if text("response_type") != "code" {
        return Err("response_type must be code.");
    }
    if text("client_id").is_empty() {
        return Err("client_id is missing.");
    }
    if text("code_challenge_method") != "S256" || text("code_challenge").len() != 43 {
        return Err("A code_challenge with method S256 is required.");
    }
    let redirect = text("redirect_uri");
    let own = redirect.strip_prefix(base_url).is_some_and(|rest| rest.starts_with('/'));
    if own || is_loopback(redirect) { Ok(()) } else { Err("redirect_uri must be on this machine.") }
}

fn is_loopback(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}
