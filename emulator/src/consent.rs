//! The authorization server of the built-in targets: consent page, code, token endpoint, and the callback that completes
//! a challenge. Plain OAuth 2.0 with PKCE over HTTP, so that a browser or a script can play the user.

use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, LOCATION};
use serde_json::json;
use uuid::Uuid;

use crate::challenges::Grant;
use crate::inspector::with_query;
use crate::message::{Call, Reply};
use crate::query::Query;
use crate::world::World;

const HTML: &str = "text/html; charset=utf-8";

/// Parameters that travel through the consent form.
const FIELDS: [&str; 7] =
    ["response_type", "client_id", "code_challenge", "code_challenge_method", "state", "redirect_uri", "scope"];

/// `GET /emulator/oauth/authorize`: the page that asks.
pub(crate) fn authorize(call: &Call, base_url: &str) -> Reply {
    if let Err(problem) = check(&call.query, base_url) {
        return page(StatusCode::BAD_REQUEST, "Sign-in refused", &paragraph(problem));
    }
    let field = |name: &str| escape(call.query.get(name).unwrap_or_default());
    let hidden: String = FIELDS
        .iter()
        .filter(|name| call.query.get(name).is_some())
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

/// `POST /emulator/oauth/authorize`: the answer, and back to the client.
pub(crate) fn decide(world: &mut World, call: &Call, base_url: &str) -> Reply {
    let form = form(call);
    if let Err(problem) = check(&form, base_url) {
        return page(StatusCode::BAD_REQUEST, "Sign-in refused", &paragraph(problem));
    }
    let text = |name: &str| form.get(name).unwrap_or_default();
    let redirect_uri = text("redirect_uri");
    let code;
    let result = if text("decision") == "allow" {
        code = world.challenges.grant(Grant {
            client_id: text("client_id").to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            code_challenge: text("code_challenge").to_owned(),
            created: world.clock.now(),
        });
        ("code", code.as_str())
    } else {
        ("error", "access_denied")
    };
    let location = with_query(redirect_uri, &[result, ("state", text("state"))]);
    Reply::empty(StatusCode::FOUND).with_header(LOCATION, &location)
}

/// `POST /emulator/oauth/token`: a code and its verifier for a token.
pub(crate) fn token(world: &mut World, call: &Call) -> Reply {
    let form = form(call);
    let text = |name: &str| form.get(name).unwrap_or_default();
    let refuse = |error: &str| Reply::json(StatusCode::BAD_REQUEST, &json!({ "error": error }));
    if text("grant_type") != "authorization_code" {
        return refuse("unsupported_grant_type");
    }
    let now = world.clock.now();
    let granted =
        world.challenges.exchange(text("code"), text("client_id"), text("redirect_uri"), text("code_verifier"), now);
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

/// `GET /emulator/oauth/callback`: where the user comes back. The emulator exchanges the code with its own verifier,
/// which completes the challenge.
pub(crate) fn callback(world: &mut World, call: &Call) -> Reply {
    let text = |name: &str| call.query.get(name).unwrap_or_default();
    let (id, code) = (text("state"), text("code"));
    let now = world.clock.now();
    if code.is_empty() {
        world.challenges.deny(id, now);
        let text = paragraph("The sign-in was denied.");
        return page(StatusCode::OK, "Not signed in", &text);
    }
    let exchanged = match world.challenges.verifier(id) {
        Some((subject, verifier)) => {
            let (client, redirect, verifier) =
                (subject.client_id.clone(), subject.redirect_uri.clone(), verifier.to_owned());
            world.challenges.exchange(code, &client, &redirect, &verifier, now)
        }
        None => false,
    };
    if exchanged && world.challenges.complete(id, now) {
        let text = paragraph("You are signed in and can close this window.");
        page(StatusCode::OK, "Signed in", &text)
    } else {
        let text = paragraph("The challenge is unknown, expired or used, or the code does not belong to it.");
        page(StatusCode::BAD_REQUEST, "Not signed in", &text)
    }
}

/// What the authorization server insists on. Redirects go to the emulator or to loopback, nowhere else.
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

fn form(call: &Call) -> Query {
    Query::parse(&String::from_utf8_lossy(&call.body))
}

/// A whole page. Its title says what answers here.
pub(crate) fn page(status: StatusCode, title: &str, body: &str) -> Reply {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <title>{title} - GEAI emulator, not the vendor's server</title></head>\
         <body><h1>{title}</h1>{body}</body></html>"
    );
    Reply::text(status, HTML, html)
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>", escape(text))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
