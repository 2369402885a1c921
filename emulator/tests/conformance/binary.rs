//! The program, and the function behind it.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use crate::test_server::http;
use geai_emulator::{EmulatorInfo, cli};

const BINARY: &str = env!("CARGO_BIN_EXE_geai-emulator");

fn start(arguments: &[&str]) -> (Child, EmulatorInfo) {
    let mut child = Command::new(BINARY).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

#[test]
fn the_binary_serves_and_stops_on_signals() {
    for name in ["-TERM", "-INT"] {
        let (mut child, info) = start(&["--port", "0", "--project", "dev", "--project", "prod", "--verbose"]);
        assert_eq!(info.projects.iter().map(|project| project.name.as_str()).collect::<Vec<_>>(), ["dev", "prod"]);
        let client = http().build().unwrap();
        let token = &info.projects[0].token;
        let answer = client.get(format!("{}/v4/agents?x=secret", info.url)).bearer_auth(token).send().unwrap();
        assert_eq!(answer.status(), 200);
        signal(&child, name);
        assert_eq!(child.wait().unwrap().code(), Some(0));
        let mut log = String::new();
        child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert!(log.contains(&format!("export GEAI_API_BASE_URL={} ", info.url)), "{log}");
        assert!(log.lines().any(|line| line.starts_with("GET /v4/agents 200 ")), "{log}");
        assert!(!log.contains(token.as_str()) && !log.contains("secret"));
    }
}

#[test]
fn help_says_what_it_is_not() {
    let output = Command::new(BINARY).arg("--help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(help.contains("NOT the vendor's server"), "{help}");
    for option in ["--port", "--project", "--host", "--temper", "--verbose"] {
        assert!(help.contains(option), "{option}");
    }
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let (mut child, info) = start(&[]);
    assert_eq!(info.projects[0].name, "default");
    let port = info.url.rsplit(':').next().unwrap();
    let output = Command::new(BINARY).args(["--port", port]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(!output.stderr.is_empty() && output.stdout.is_empty());
    signal(&child, "-TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_command_line_is_a_function_of_its_arguments_and_streams() {
    let run = |arguments: &[&str]| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = cli::run(["geai-emulator"].iter().chain(arguments), &mut out, &mut err);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    };
    let (code, out, err) = run(&["--help"]);
    assert!(code == 0 && out.contains("Usage: geai-emulator") && err.is_empty(), "{code} {out} {err}");
    let (code, out, err) = run(&["--port", "x"]);
    assert!(code == 2 && out.is_empty() && err.contains("--port"), "{code} {out} {err}");
    let (code, out, err) = run(&["--project", "a", "--project", "a"]);
    assert!(code == 1 && out.is_empty() && err.starts_with("geai-emulator: project \"a\""), "{code} {out} {err}");
}
