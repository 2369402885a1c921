//! The routes under `/emulator/` that control the emulator.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use geai_emulator::Emulator;
use serde_json::{Value, json};

use crate::test_server::TestServer;

/// The answer to a request as it stands, on a connection of its own: status and body.
fn raw(emulator: &Emulator, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(emulator.url().strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
}

/// Status of a request to a control route with these headers beside its length.
fn control(emulator: &Emulator, line: &str, headers: &[&str], body: &str) -> (u16, String) {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    raw(
        emulator,
        &format!("{line} HTTP/1.1\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len()),
    )
}

#[test]
fn control_routes_drive_the_emulator() {
    let server = TestServer::start();
    let info = server.send(server.request("GET", "/emulator/info")).ok(200);
    assert_eq!(info, serde_json::from_str::<Value>(&server.emulator.info().to_json()).unwrap());
    assert_eq!(info["url"], server.emulator.url());
    assert_eq!(info["projects"][1]["token"], server.emulator.token("prod").unwrap());
    assert_eq!(info["oauthToken"], server.emulator.oauth_token());
    let seeded = server.send(server.request("POST", "/emulator/seed").json(&json!({ "project": "dev", "count": 3 })));
    assert_eq!(seeded.ok(201)["created"], 3);
    let clock = |body: Value| server.send(server.request("POST", "/emulator/clock").json(&body));
    assert_eq!(clock(json!({ "advanceSeconds": 60 })).status, 204);
    clock(json!({ "advanceSeconds": -1 })).framework_error(400);
    server.send(server.request("GET", "/emulator/nothing")).framework_error(404);
    server.send(server.request("PUT", "/emulator/info")).framework_error(405);
    assert!(server.emulator.requests().is_empty());
}

#[test]
fn control_routes_answer_under_the_names_of_this_machine_only() {
    let emulator = Emulator::builder().allow_host("Emulator.Test").allow_host("10.1.2.3").start().unwrap();
    let port = emulator.url().rsplit(':').next().unwrap().to_owned();
    let info = |host: &str| control(&emulator, "GET /emulator/info", &[&format!("Host: {host}")], "").0;
    for host in
        ["127.0.0.1", "127.9.9.9", "localhost", "LOCALHOST.", "x.localhost", "[::1]", "emulator.test", "10.1.2.3"]
    {
        assert_eq!(info(host), 200, "{host}");
        assert_eq!(info(&format!("{host}:{port}")), 200, "{host}");
    }
    for host in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil-localhost",
        "0.0.0.0",
        "10.1.2.4",
        "[::2]",
        "emulator.test.evil.example",
        "x.emulator.test",
    ] {
        let (status, body) = control(&emulator, "GET /emulator/info", &[&format!("Host: {host}:{port}")], "");
        assert_eq!(status, 403, "{host}");
        assert!(!body.contains(emulator.oauth_token()) && !body.contains(&emulator.projects()[0].token));
        assert_eq!(control(&emulator, &format!("GET http://{host}/emulator/info"), &["Host: localhost"], "").0, 403);
        for line in ["DELETE /emulator/faults", "GET /emulator/oauth/authorize", "GET /emulator", "PUT /emulator/x"] {
            assert_eq!(control(&emulator, line, &[&format!("Host: {host}")], "").0, 403, "{host}");
        }
    }
    assert_eq!(control(&emulator, "GET http://localhost/emulator/info", &["Host: localhost"], "").0, 200);
    for wrong in ["", "a b", "http://a.example", "a.example:80", "a.example/", "user@a.example"] {
        let error = Emulator::builder().allow_host(wrong).start().unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput, "{wrong}");
    }
}

#[test]
fn control_routes_do_not_answer_pages_of_other_origins() {
    let emulator = Emulator::builder().start().unwrap();
    let url = emulator.url().to_owned();
    let host = format!("Host: {}", url.strip_prefix("http://").unwrap());
    let info = |headers: &[&str]| control(&emulator, "GET /emulator/info", &[&[host.as_str()], headers].concat(), "").0;
    assert_eq!(info(&[&format!("Origin: {url}"), "Sec-Fetch-Site: same-origin"]), 200);
    assert_eq!(info(&["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate"]), 200);
    // As fetch of Node sends it.
    assert_eq!(info(&["Sec-Fetch-Mode: cors"]), 200);
    for foreign in [
        &["Origin: http://evil.example"][..],
        &["Origin: null"],
        &["Origin: http://127.0.0.1:1"],
        &["Origin: https://127.0.0.1"],
        &["Sec-Fetch-Site: cross-site"],
        &["Sec-Fetch-Site: same-site"],
        &["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"],
        &["Sec-Fetch-Site: none", "Sec-Fetch-Site: cross-site"],
    ] {
        assert_eq!(info(foreign), 403, "{foreign:?}");
    }
    // A link to the sign-in may stand anywhere; a form may not.
    let sign_in = |line: &str, headers: &[&str]| control(&emulator, line, &[&[host.as_str()], headers].concat(), "").0;
    let linked = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"];
    assert_eq!(sign_in("GET /emulator/oauth/authorize", &linked), 400);
    assert_eq!(sign_in("GET /emulator/shared/x", &linked), 200);
    assert_eq!(sign_in("GET /emulator/oauth/authorize", &["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors"]), 403);
    assert_eq!(sign_in("POST /emulator/oauth/authorize", &linked), 403);
}

#[test]
fn control_routes_take_json_and_bounded_counts() {
    let server = TestServer::start();
    let emulator = &server.emulator;
    let seed = json!({ "project": "dev", "count": 1 }).to_string();
    let post = |path: &str, content_type: Option<&str>, body: &str| {
        let content_type = content_type.map(|content_type| format!("Content-Type: {content_type}"));
        let headers: Vec<&str> = ["Host: localhost"].into_iter().chain(content_type.as_deref()).collect();
        control(emulator, &format!("POST /emulator/{path}"), &headers, body).0
    };
    for (path, body) in [
        ("seed", seed.as_str()),
        ("clock", r#"{"advanceSeconds": 1}"#),
        ("faults", r#"{"method": "GET", "path": "/", "kind": "reset"}"#),
        ("challenges/x/complete", "{}"),
    ] {
        for wrong in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/jsonp")] {
            assert_eq!(post(path, wrong, body), 415, "{path} {wrong:?}");
        }
    }
    assert_eq!(post("challenges/x/complete", None, ""), 404);
    assert_eq!(post("challenges/x/complete", Some("text/plain"), ""), 415);
    assert_eq!(post("seed", Some("Application/JSON; charset=utf-8"), &seed), 201);
    for count in ["1000000000000000", "100001", "18446744073709551615", "18446744073709551616", "-1", "1e3", "1.5"] {
        let body = format!(r#"{{"project": "dev", "count": {count}}}"#);
        assert_eq!(post("seed", Some("application/json"), &body), 400, "{count}");
    }
    for seconds in ["1e300", "3162240001", "-1"] {
        let body = format!(r#"{{"advanceSeconds": {seconds}}}"#);
        assert_eq!(post("clock", Some("application/json"), &body), 400, "{seconds}");
    }
    assert_eq!(server.get("/v4/agents").ok(200)["agents"].as_array().unwrap().len(), 1);
}

#[test]
fn a_request_names_one_host() {
    let emulator = Emulator::builder().start().unwrap();
    let token = format!("Authorization: Bearer {}", emulator.projects()[0].token);
    for path in ["/v4/agents", "/emulator/info"] {
        let get =
            |headers: &[&str]| control(&emulator, &format!("GET {path}"), &[&[token.as_str()], headers].concat(), "").0;
        assert_eq!(get(&["Host: localhost"]), 200);
        for wrong in [
            &[][..],
            &["Host: localhost", "Host: localhost"],
            &["Host: localhost", "Host: evil.example"],
            &["Host:"],
            &["Host: a b"],
            &["Host: localhost:x"],
            &["Host: user@localhost"],
            &["Host: localhost, localhost"],
        ] {
            assert_eq!(get(wrong), 400, "{path} {wrong:?}");
        }
    }
    // HTTP/1.0 has no such rule, and such a request names nobody who may control.
    assert_eq!(raw(&emulator, &format!("GET /v4/agents HTTP/1.0\r\n{token}\r\n\r\n")).0, 200);
    assert_eq!(raw(&emulator, "GET /emulator/info HTTP/1.0\r\n\r\n").0, 403);
}
