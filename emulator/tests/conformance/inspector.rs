//! The inspector (SIM-70 to SIM-77), with the authorization server over real HTTP.

use std::time::Duration;

use geai_emulator::Emulator;
use reqwest::Url;
use serde_json::{Value, json};

use crate::test_server::{TestServer, text};

const SCHEME: &str = "/v3/tool-plugins/inspector/security-scheme";
const CHALLENGE: &str = "/v3/tool-plugins/inspector/create-challenge";
const MANIFEST: &str = "/v3/tool-plugins/inspector/manifest";
const PARCELS: &str = "https://parcels.example.com/openapi.json";

impl TestServer {
    fn inspected(&self) -> Value {
        self.get(&format!("{SCHEME}?url={PARCELS}")).ok(200)["securityScheme"].clone()
    }

    /// A challenge for the built-in target.
    fn challenge(&self) -> Value {
        let mut scheme = self.inspected();
        scheme["flows"]["authorizationCode"]["clientId"] = json!("example-client");
        self.post(CHALLENGE, json!({ "securityScheme": scheme })).ok(200)
    }

    fn complete(&self, challenge: &Value) {
        assert!(self.emulator.complete_challenge(text(challenge, "challengeId")));
    }

    fn fetch(&self, query: &str) -> Value {
        self.get(&format!("{MANIFEST}?{query}")).ok(200)
    }

    fn fetch_by(&self, challenge: &Value) -> bool {
        let answer = self.fetch(&format!("challengeId={}", text(challenge, "challengeId")));
        let success = answer["success"].as_bool().unwrap();
        assert_eq!(text(&answer, "manifest").is_empty(), !success);
        success
    }

    /// What a browser does with the consent page.
    fn decide(&self, authorization_url: &str, decision: &str) -> String {
        let page = self.send(self.http.get(authorization_url));
        assert_eq!(page.status, 200, "{page:?}");
        let url = Url::parse(authorization_url).unwrap();
        let mut form: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        for (name, _) in &form {
            assert!(page.text.contains(&format!("name=\"{name}\"")), "{name}");
        }
        form.push(("decision".to_owned(), decision.to_owned()));
        let answer = self.send(self.request("POST", "/emulator/oauth/authorize").body(encode(&form)));
        assert_eq!(answer.status, 302, "{answer:?}");
        answer.headers["location"].to_str().unwrap().to_owned()
    }
}

fn encode(form: &[(String, String)]) -> String {
    let mut url = Url::parse("http://form.invalid/").unwrap();
    url.query_pairs_mut().extend_pairs(form);
    url.query().unwrap().to_owned()
}

fn query(url: &str) -> Vec<(String, String)> {
    Url::parse(url).unwrap().query_pairs().into_owned().collect()
}

fn value(url: &str, name: &str) -> String {
    query(url).into_iter().find(|(key, _)| key == name).unwrap_or_else(|| panic!("no {name} in {url}")).1
}

#[test]
fn sim_70_a_missing_url_is_a_message() {
    let server = TestServer::start();
    for path in [SCHEME.to_owned(), format!("{SCHEME}?url="), format!("{SCHEME}?target=x")] {
        let answer = server.get(&path).ok(200);
        assert_eq!(answer["messages"], json!([{ "id": 4001, "description": "Missing URL parameter" }]));
        assert_eq!(
            answer["securityScheme"],
            json!({ "authLevel": "", "flows": {}, "in": "", "issuer": "", "name": "", "type": "" })
        );
    }
}

#[test]
fn sim_71_fixture_targets_have_a_scheme_and_others_do_not() {
    let manifest = "{\"paths\":{}}";
    let builder = Emulator::builder().project("dev").inspector_target(
        "https://own.example.com/api",
        json!({ "type": "oauth2", "flows": { "authorizationCode": {
            "authorizationUrl": "{emulator}/emulator/oauth/authorize" } } }),
        manifest,
    );
    let server = TestServer::with(builder);
    let parcels = server.inspected();
    assert_eq!((&parcels["type"], &parcels["authLevel"]), (&json!("oauth2"), &json!("User")));
    assert_eq!(parcels["flows"]["authorizationCode"]["scopes"], json!(["parcels.read"]));
    let own = server.get(&format!("{SCHEME}?url=https%3A%2F%2Fown.example.com%2Fapi")).ok(200);
    assert_eq!(own["messages"], json!([]));
    let url = text(&own["securityScheme"]["flows"]["authorizationCode"], "authorizationUrl").to_owned();
    assert_eq!(url, format!("{}/emulator/oauth/authorize", server.emulator.url()));
    let unknown = server.get(&format!("{SCHEME}?url=https://unknown.example.com")).ok(200);
    assert_eq!(unknown["messages"].as_array().unwrap().len(), 1);
    assert_eq!(unknown["securityScheme"]["type"], "");
}

#[test]
fn sim_72_a_challenge_is_s256_and_the_verifier_stays() {
    let server = TestServer::start();
    let first = server.challenge();
    assert_eq!(first.as_object().unwrap().len(), 2);
    let url = text(&first, "authorizationUrl");
    let challenge = value(url, "code_challenge");
    assert_eq!(challenge.len(), 43);
    assert!(challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')));
    assert_eq!(value(url, "code_challenge_method"), "S256");
    assert_ne!(value(text(&server.challenge(), "authorizationUrl"), "code_challenge"), challenge);
}

#[test]
fn sim_73_the_authorization_url_has_all_parameters_and_keeps_its_query() {
    let server = TestServer::start();
    let scheme = |url: &str| {
        json!({ "securityScheme": { "type": "oauth2", "flows": { "authorizationCode": {
            "authorizationUrl": url, "clientId": "id & more", "challengeMethod": "S256", "scopes": ["a", "b"],
        } } } })
    };
    let made = server.post(CHALLENGE, scheme("https://login.example.com/authorize?tenant=t%201#part")).ok(200);
    let url = text(&made, "authorizationUrl");
    assert!(url.starts_with("https://login.example.com/authorize?tenant=t%201&"), "{url}");
    let pairs = query(url);
    let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "tenant",
            "response_type",
            "client_id",
            "code_challenge",
            "code_challenge_method",
            "state",
            "redirect_uri",
            "scope"
        ]
    );
    assert_eq!(value(url, "response_type"), "code");
    assert_eq!(value(url, "client_id"), "id & more");
    assert_eq!(value(url, "state"), text(&made, "challengeId"));
    assert_eq!(value(url, "redirect_uri"), format!("{}/emulator/oauth/callback", server.emulator.url()));
    assert_eq!(value(url, "scope"), "a b");
    let plain = server.post(CHALLENGE, scheme("https://login.example.com/authorize")).ok(200);
    assert!(text(&plain, "authorizationUrl").starts_with("https://login.example.com/authorize?response_type=code&"));
}

#[test]
fn sim_74_the_code_flow_needs_url_client_and_s256() {
    let server = TestServer::start();
    let full = json!({ "authorizationUrl": "https://l.example/a", "clientId": "c" });
    for missing in ["authorizationUrl", "clientId"] {
        let mut flow = full.clone();
        flow[missing] = json!("");
        let refused = server.post(CHALLENGE, json!({ "securityScheme": { "flows": { "authorizationCode": flow } } }));
        assert!(refused.error_texts(400)[0].contains(missing));
    }
    let mut plain = full.clone();
    plain["challengeMethod"] = json!("plain");
    server.post(CHALLENGE, json!({ "securityScheme": { "flows": { "authorizationCode": plain } } })).errors(400);
    server.post(CHALLENGE, json!({ "securityScheme": {} })).errors(400);
    server.post(CHALLENGE, json!({})).errors(400);
    server.post(CHALLENGE, json!({ "securityScheme": { "flows": { "authorizationCode": full } } })).ok(200);
}

#[test]
fn sim_75_a_challenge_lives_ten_minutes() {
    let server = TestServer::start();
    let (early, late, idle) = (server.challenge(), server.challenge(), server.challenge());
    server.complete(&early);
    server.complete(&late);
    server.emulator.advance_clock(Duration::from_secs(590));
    assert!(server.fetch_by(&early));
    server.emulator.advance_clock(Duration::from_secs(10));
    assert!(!server.fetch_by(&late));
    assert!(!server.emulator.complete_challenge(text(&idle, "challengeId")));
}

#[test]
fn sim_75_a_challenge_serves_once() {
    let server = TestServer::start();
    let challenge = server.challenge();
    server.complete(&challenge);
    assert!(!server.emulator.complete_challenge(text(&challenge, "challengeId")));
    assert!(server.fetch_by(&challenge));
    assert!(!server.fetch_by(&challenge));
    assert!(!server.emulator.complete_challenge(text(&challenge, "challengeId")));
}

#[test]
fn sim_76_a_completed_challenge_gives_the_manifest() {
    let server = TestServer::start();
    let challenge = server.challenge();
    assert!(!server.fetch_by(&challenge));
    assert_eq!(server.fetch("challengeId=unknown")["success"], false);
    // Over HTTP, as a test in any language does it.
    let path = format!("/emulator/challenges/{}/complete", text(&challenge, "challengeId"));
    assert_eq!(server.send(server.request("POST", &path)).ok(200)["completed"], true);
    assert_eq!(server.send(server.request("POST", &path)).ok(404)["completed"], false);
    let id = text(&challenge, "challengeId");
    assert_eq!(server.fetch(&format!("challengeId={id}&url=https://unknown.example.com"))["success"], false);
    // Somebody else's challenge.
    let other = server.call_in("prod", "GET", &format!("{MANIFEST}?challengeId={id}"), None).ok(200);
    assert_eq!(other["success"], false);
    let answer = server.fetch(&format!("challengeId={id}&url={PARCELS}"));
    assert_eq!(answer["success"], true);
    let manifest: Value = serde_json::from_str(text(&answer, "manifest")).unwrap();
    assert_eq!(manifest["paths"]["/parcels"]["get"]["operationId"], "listParcels");
}

#[test]
fn sim_76_a_target_without_sign_in_needs_no_challenge() {
    let server = TestServer::start();
    assert_eq!(server.fetch("url=https://weather.example.com/openapi.json")["success"], true);
    assert_eq!(server.fetch(&format!("url={PARCELS}"))["success"], false);
}

#[test]
fn sim_76_a_scheme_written_by_hand_means_the_first_target() {
    let server = TestServer::start();
    let flow = json!({ "authorizationUrl": "https://elsewhere.example/a", "clientId": "c" });
    let made = server.post(CHALLENGE, json!({ "securityScheme": { "flows": { "authorizationCode": flow } } })).ok(200);
    server.complete(&made);
    assert!(server.fetch_by(&made));
}

#[test]
fn sim_77_without_an_id_the_newest_completed_challenge_counts() {
    let server = TestServer::start();
    assert_eq!(server.fetch("")["success"], false);
    let (first, second) = (server.challenge(), server.challenge());
    server.complete(&second);
    server.complete(&first);
    assert_eq!(server.fetch("")["success"], true);
    assert!(!server.fetch_by(&first));
    assert!(server.fetch_by(&second));
    assert_eq!(server.fetch("")["success"], false);
    // Another caller in the same project has none.
    let challenge = server.challenge();
    server.complete(&challenge);
    let oauth = server.request("GET", MANIFEST).bearer_auth(server.emulator.oauth_token());
    let oauth = oauth.header("Project-Id", server.emulator.project_id("dev").unwrap());
    assert_eq!(server.send(oauth).ok(200)["success"], false);
}

#[test]
fn sim_72_signing_in_with_a_browser_completes_the_challenge() {
    let server = TestServer::start();
    let challenge = server.challenge();
    let url = text(&challenge, "authorizationUrl");
    let page = server.send(server.http.get(url));
    assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/html"));
    assert!(page.text.contains("<title>Sign in - GEAI emulator, not the vendor's server</title>"));
    for expected in ["example-client", "parcels.read", ">Allow</button>", ">Deny</button>"] {
        assert!(page.text.contains(expected), "{expected}");
    }
    let back = server.decide(url, "allow");
    assert_eq!(value(&back, "state"), text(&challenge, "challengeId"));
    let done = server.send(server.http.get(&back));
    assert_eq!(done.status, 200);
    assert!(done.text.contains("Signed in"));
    // The code is spent.
    assert_eq!(server.send(server.http.get(&back)).status, 400);
    assert!(server.fetch_by(&challenge));
}

#[test]
fn sim_72_denying_leaves_the_challenge_useless() {
    let server = TestServer::start();
    let challenge = server.challenge();
    let back = server.decide(text(&challenge, "authorizationUrl"), "deny");
    assert_eq!(value(&back, "error"), "access_denied");
    assert!(server.send(server.http.get(&back)).text.contains("denied"));
    assert!(!server.fetch_by(&challenge));
    let id = text(&challenge, "challengeId");
    assert!(!server.emulator.complete_challenge(id));
    let path = format!("/v3/tool-plugins/inspector/manifest?challengeId={id}");
    let refused = server.send(server.authorized("dev", "GET", &path)).ok(200);
    assert_eq!(refused["messages"][0]["description"], "The sign-in was denied.");
}

#[test]
fn sim_72_the_token_endpoint_checks_the_verifier() {
    let server = TestServer::start();
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let redirect = "http://127.0.0.1:9/back?keep=1";
    let authorize = |changed: &str, with: &str| {
        let mut url = Url::parse(&format!("{}/emulator/oauth/authorize", server.emulator.url())).unwrap();
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", "<b>\"c"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
            ("state", "s"),
            ("redirect_uri", redirect),
        ] {
            url.query_pairs_mut().append_pair(name, if name == changed { with } else { value });
        }
        url.to_string()
    };
    let page = server.send(server.http.get(authorize("", "")));
    assert!(page.text.contains("&lt;b&gt;&quot;c") && !page.text.contains("<b>\"c"));
    for (name, bad) in [
        ("response_type", "token"),
        ("client_id", ""),
        ("code_challenge_method", "plain"),
        ("code_challenge", "short"),
        ("redirect_uri", "https://evil.example/"),
        ("redirect_uri", "http://127.0.0.1.evil.example/"),
    ] {
        assert_eq!(server.send(server.http.get(authorize(name, bad))).status, 400, "{name}={bad}");
    }
    let exchange = |changed: &str, with: &str| {
        let back = server.decide(&authorize("", ""), "allow");
        assert!(back.starts_with("http://127.0.0.1:9/back?keep=1&code="), "{back}");
        let code = value(&back, "code");
        let form: Vec<(String, String)> = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", redirect),
            ("client_id", "<b>\"c"),
            ("code_verifier", verifier),
        ]
        .iter()
        .map(|(name, value)| ((*name).to_owned(), if *name == changed { with } else { *value }.to_owned()))
        .collect();
        let send = || server.send(server.request("POST", "/emulator/oauth/token").body(encode(&form)));
        (send(), send())
    };
    let (granted, again) = exchange("", "");
    assert_eq!(granted.ok(200)["token_type"], "Bearer");
    assert_eq!(again.ok(400)["error"], "invalid_grant");
    for (name, bad) in [
        ("code_verifier", "0000000000000000000000000000000000000000000"),
        ("code_verifier", ""),
        ("client_id", "other"),
        ("redirect_uri", "http://127.0.0.1:9/"),
        ("code", "nope"),
    ] {
        assert_eq!(exchange(name, bad).0.ok(400)["error"], "invalid_grant", "{name}={bad}");
    }
    assert_eq!(exchange("grant_type", "password").0.ok(400)["error"], "unsupported_grant_type");
}
