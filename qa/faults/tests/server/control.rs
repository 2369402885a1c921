//! The program for other languages.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

struct Program {
    child: Child,
    about: Value,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fault-server"));
        let mut child =
            command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, about: serde_json::from_str(&line).unwrap() }
    }

    fn text(&self, key: &str) -> &str {
        self.about[key].as_str().unwrap()
    }

    fn control(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        ask(self.text("control"), method, path, body)
    }
}

/// One request on a connection of its own.
fn ask(base: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let mut tcp = TcpStream::connect(base.strip_prefix("http://").unwrap()).unwrap();
    let body = body.to_string();
    let length = body.len();
    write!(tcp, "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}")
        .unwrap();
    let mut answer = String::new();
    tcp.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}

#[test]
fn it_is_driven_over_http() {
    let mut program = Program::start(&["--plan", r#"{"fault": "status", "with": {"status": 503}, "times": 1}"#]);
    let url = program.text("url").to_owned();
    assert!(std::fs::read_to_string(program.text("ca_file")).unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    assert_eq!(ask(&url, "GET", "/v4/agents/a", &json!({})).0, 503);
    assert_eq!(ask(&url, "GET", "/v4/agents/a", &json!({})).0, 200);
    let reached =
        program.control("POST", "/wait", &json!({"requests": 2, "closed": 2, "answered": 2, "timeout_ms": 30_000}));
    assert_eq!(reached, (200, json!({"reached": true})));
    let early = program.control("POST", "/wait", &json!({"complete": 3, "timeout_ms": 1}));
    assert_eq!(early, (200, json!({"reached": false})));
    let (_, ledger) = program.control("GET", "/ledger", &json!({}));
    assert_eq!(ledger["requests"].as_array().unwrap().len(), 2);
    assert_eq!(program.control("POST", "/clear", &json!({})), (200, json!({})));
    assert_eq!(program.control("GET", "/ledger", &json!({})).1["requests"], json!([]));
    let (status, answer) = program.control("POST", "/plan", &json!({"fault": "tls-expired"}));
    assert_eq!((status, answer["url"].as_str().unwrap().starts_with("https://")), (200, true));
    assert_eq!(program.control("POST", "/plan", &json!({"fault": "nothing-like-it"})).0, 400);
    assert_eq!(program.control("POST", "/wait", &json!({"request": 1})).0, 400);
    assert!(program.control("GET", "/faults", &json!({})).1.as_array().unwrap().len() > 50);
    let ca_file = program.text("ca_file").to_owned();
    assert_eq!(program.control("POST", "/stop", &json!({})).0, 200);
    assert!(program.child.wait().unwrap().success());
    assert!(!std::path::Path::new(&ca_file).exists());
}

#[test]
fn it_ends_with_its_input() {
    let mut program = Program::start(&[]);
    drop(program.child.stdin.take());
    assert!(program.child.wait().unwrap().success());
}

#[test]
fn it_refuses_what_it_does_not_know() {
    for arguments in [["--plan", r#"{"fault": "nothing-like-it"}"#], ["--plan", "{"], ["--port", "1"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_fault-server")).args(arguments).output().unwrap();
        assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).starts_with("fault-server: "));
    }
}

#[test]
fn it_listens_where_it_is_told() {
    let program = Program::start(&["--listen", "127.0.0.3:0"]);
    assert!(program.text("url").starts_with("http://127.0.0.3:"));
    let mut child = program.child;
    drop(child.stdin.take());
    child.wait().unwrap();
}
