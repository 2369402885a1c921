//! Injected faults, seen from the socket where that matters.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;

use geai_emulator::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::test_server::{TestServer, ready};

/// Sends one request by hand and reads until the connection ends.
fn raw(server: &TestServer, method: &str, path: &str, body: &str) -> (Vec<u8>, Option<ErrorKind>) {
    let mut socket = connect(server, method, path, body);
    let mut received = Vec::new();
    let ended = socket.read_to_end(&mut received);
    (received, ended.err().map(|error| error.kind()))
}

fn connect(server: &TestServer, method: &str, path: &str, body: &str) -> TcpStream {
    let address = server.emulator.url().strip_prefix("http://").unwrap();
    let token = server.emulator.token("dev").unwrap();
    let mut socket = TcpStream::connect(address).unwrap();
    write!(
        socket,
        "{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    socket
}

fn names(server: &TestServer) -> Vec<String> {
    server.names("/v4/agents?allowDrafts=true")
}

#[test]
fn a_status_fault_meets_as_many_requests_as_asked() {
    let server = TestServer::start();
    let kind = FaultKind::Status { status: 503, retry_after: Some(0.0), body: None };
    server.emulator.fail_next(Fault::new("post", "/v4/agents", kind).times(2));
    let body = json!({ "agentDefinition": ready("A") });
    server.get("/v4/agents").ok(200);
    for _ in 0..2 {
        let failed = server.post("/v4/agents", body.clone());
        assert_eq!(failed.errors(503)[0].0, 503);
        assert_eq!(failed.headers["retry-after"], "0");
        assert_eq!(failed.headers["x-geai-emulator"], "not the vendor's server");
    }
    assert!(names(&server).is_empty());
    server.post("/v4/agents", body).ok(201);
}

#[test]
fn a_status_fault_has_the_body_it_was_given() {
    let server = TestServer::start();
    let status = |status, body| FaultKind::Status { status, retry_after: Some(1.5), body };
    for (kind, expected, content_type) in [
        (status(418, Some(json!({ "detail": "x" }))), "{\"detail\":\"x\"}", "application/json"),
        (status(502, Some(json!("<html>bad</html>"))), "<html>bad</html>", "text/plain; charset=utf-8"),
        (status(999, Some(json!(""))), "", "text/plain; charset=utf-8"),
    ] {
        server.emulator.fail_next(Fault::new("*", "/", kind.clone()).header("X-More", "m"));
        let answer = server.get("/v4/agents");
        let FaultKind::Status { status, .. } = kind else { panic!() };
        assert_eq!((answer.status, answer.text.as_str()), (status, expected));
        assert_eq!(answer.headers["content-type"], content_type);
        assert_eq!(
            (answer.headers["retry-after"].as_bytes(), &answer.headers["x-more"]),
            (&b"1.5"[..], "m".try_into().as_ref().unwrap())
        );
    }
    server
        .emulator
        .fail_next(Fault::new("GET", "/v4", FaultKind::status(302)).header("Location", "https://other.example/"));
    let redirect = server.get("/v4/agents");
    assert_eq!((redirect.status, redirect.headers["location"].to_str().unwrap()), (302, "https://other.example/"));
}

#[test]
fn a_fault_fits_by_prefix_or_exactly() {
    let server = TestServer::start();
    server.emulator.fail_next(Fault::new("", "/v4/agents", FaultKind::status(500)).exact());
    server.emulator.fail_next(Fault::new("GET", "/v4/agents/", FaultKind::status(501)));
    assert_eq!(server.get("/v4/agents/x?y=z").status, 501);
    assert_eq!(server.get("/v4/agents/x").status, 404);
    assert_eq!(server.get("/v4/agents?start=1").status, 500);
    server.emulator.fail_next(Fault::new("GET", "/", FaultKind::status(500)).times(9));
    server.emulator.clear_faults();
    assert_eq!(server.get("/v4/agents").status, 200);
}

#[test]
fn an_executed_fault_takes_effect_and_loses_the_answer() {
    let server = TestServer::start();
    let body = |name: &str| json!({ "agentDefinition": { "name": name } }).to_string();
    for (index, kind) in
        [FaultKind::status(504), FaultKind::Reset, FaultKind::Truncate, FaultKind::Garbage, FaultKind::Delay { ms: 1 }]
            .into_iter()
            .enumerate()
    {
        server.emulator.fail_next(Fault::new("POST", "/v4/agents", kind.clone()).executed());
        let name = format!("A{index}");
        let request = format!("{}\r\n", body(&name));
        let mut socket = connect(&server, "POST", "/v4/agents", request.trim_end());
        let mut byte = [0];
        let _ = socket.read(&mut byte);
        assert!(names(&server).contains(&name), "{kind:?}");
    }
}

#[test]
fn a_reset_comes_before_any_byte() {
    let server = TestServer::start();
    server.emulator.fail_next(Fault::new("POST", "/v4/agents", FaultKind::Reset));
    let (received, error) = raw(&server, "POST", "/v4/agents", "{\"agentDefinition\":{\"name\":\"A\"}}");
    assert_eq!((received.len(), error), (0, Some(ErrorKind::ConnectionReset)));
    assert!(names(&server).is_empty());
    assert_eq!(server.emulator.requests()[0].status, None);
}

#[test]
fn a_stall_lasts_until_the_emulator_stops() {
    let server = TestServer::start();
    server.emulator.fail_next(Fault::new("GET", "/v4", FaultKind::Stall { after_head: false }));
    let mut socket = connect(&server, "GET", "/v4/agents", "");
    // The others are served meanwhile.
    server.get("/v2/agents").ok(200);
    server.emulator.stop();
    let mut received = Vec::new();
    let _ = socket.read_to_end(&mut received);
    assert!(received.is_empty());
}

#[test]
fn a_stall_after_the_head_sends_the_head() {
    let server = TestServer::start();
    server.emulator.fail_next(Fault::new("GET", "/v4", FaultKind::Stall { after_head: true }));
    let mut socket = connect(&server, "GET", "/v4/agents", "");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        socket.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    assert!(head.starts_with(b"HTTP/1.1 200 OK\r\n"));
    assert_eq!(server.emulator.requests()[0].status, Some(200));
    server.emulator.stop();
    let mut rest = Vec::new();
    let _ = socket.read_to_end(&mut rest);
    assert!(!rest.ends_with(b"}"), "{rest:?}");
}

#[test]
fn a_truncated_answer_is_shorter_than_it_says() {
    let server = TestServer::start();
    server.emulator.fail_next(Fault::new("GET", "/v4", FaultKind::Truncate));
    let (received, _) = raw(&server, "GET", "/v4/agents", "");
    let text = String::from_utf8(received).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let head = head.to_lowercase();
    assert!(head.starts_with("http/1.1 200 ok"));
    let promised: usize = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
    assert!(!body.is_empty() && body.len() < promised, "{} of {promised}", body.len());
    server.emulator.fail_next(Fault::new("GET", "/v4", FaultKind::Truncate));
    let response = server.authorized("dev", "GET", "/v4/agents").send().unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.text().is_err());
}

#[test]
fn an_answer_without_a_body_can_be_lost_too() {
    let server = TestServer::start();
    server.create(ready("A"));
    server.emulator.fail_next(Fault::new("DELETE", "/v2", FaultKind::Truncate).executed());
    let response = server.authorized("dev", "DELETE", "/v2/agents/A").send().unwrap();
    assert!(response.text().is_err());
    server.delete("/v2/agents/A").errors(404);
}

#[test]
fn garbage_is_not_json() {
    let server = TestServer::start();
    server.emulator.fail_next(Fault::new("GET", "/v4", FaultKind::Garbage));
    let answer = server.get("/v4/agents");
    assert_eq!(answer.status, 200);
    assert!(serde_json::from_str::<Value>(&answer.text).is_err());
}

#[test]
fn a_delayed_answer_is_the_normal_one() {
    let server = TestServer::start();
    server.emulator.fail_next(Fault::new("GET", "/v4", FaultKind::Delay { ms: 20 }));
    assert!(server.get("/v4/agents").ok(200)["agents"].is_array());
}

#[test]
fn faults_have_a_flat_json_form() {
    let parse = |text: &str| serde_json::from_str::<Fault>(text);
    let fault = parse(r#"{"method":"POST","path":"/v4/agents","kind":"status","status":503,"retryAfter":0,"times":2}"#);
    let kind = FaultKind::Status { status: 503, retry_after: Some(0.0), body: None };
    assert_eq!(fault.unwrap(), Fault::new("POST", "/v4/agents", kind).times(2));
    let stall = parse(r#"{"kind":"stall","afterHead":true,"executed":true,"exact":true}"#).unwrap();
    assert_eq!(stall, Fault::new("", "", FaultKind::Stall { after_head: true }).executed().exact());
    assert_eq!(parse(r#"{"status":500}"#).unwrap(), Fault::new("", "", FaultKind::status(500)));
    for fault in [
        Fault::new("GET", "/", FaultKind::Reset).header("a", "b"),
        Fault::new("GET", "/", FaultKind::Delay { ms: 5 }).times(3),
        Fault::new("GET", "/", FaultKind::Status { status: 429, retry_after: None, body: Some(json!([1])) }),
        Fault::new("GET", "/", FaultKind::Truncate),
        Fault::new("GET", "/", FaultKind::Garbage),
        stall,
    ] {
        assert_eq!(parse(&serde_json::to_string(&fault).unwrap()).unwrap(), fault);
    }
    for bad in [
        r#"{"kind":"explode"}"#,
        r#"{"kind":"status"}"#,
        r#"{"kind":"status","status":100}"#,
        r#"{"kind":"delay"}"#,
        r#"{"kind":"reset","tmies":2}"#,
        "{}",
    ] {
        assert!(parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn faults_can_be_injected_over_http() {
    let server = TestServer::start();
    let inject = |body: Value| server.send(server.request("POST", "/emulator/faults").json(&body));
    let list = json!([{ "path": "/v4", "kind": "status", "status": 500 }, { "path": "/v2", "kind": "garbage" }]);
    assert_eq!(inject(list).ok(201)["added"], 2);
    assert_eq!(server.get("/v4/agents").status, 500);
    assert_eq!(server.send(server.request("DELETE", "/emulator/faults")).status, 204);
    server.get("/v2/agents").ok(200);
    assert!(inject(json!({ "kind": "explode" })).error_texts(400)[0].contains("explode"));
    assert_eq!(inject(json!({ "kind": "stall_after_head", "path": "/v9" })).ok(201)["added"], 1);
    for (fault, why) in [
        (json!({ "kind": "reset", "times": 1.5 }), "times: expected a whole number from 0 to 4294967295, got 1.5"),
        (
            json!([{ "kind": "delay", "ms": -1 }]),
            "[0].ms: expected a whole number from 0 to 18446744073709551615, got -1",
        ),
        (json!({ "status": "x" }), "status: expected a whole number from 0 to 65535, got a text"),
        (json!({ "status": 503, "retryAfter": "x" }), "retryAfter: expected a number, got a text"),
    ] {
        assert_eq!(inject(fault).error_texts(400), [why]);
    }
}
