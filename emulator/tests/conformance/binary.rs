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
    for option in ["--port", "--project", "--host", "--allow-host", "--temper", "--seed", "--state", "--verbose"] {
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
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains(&format!("127.0.0.1:{port}: ")) && output.stdout.is_empty(), "{text}");
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
    assert!(code == 64 && out.is_empty() && err.contains("--port"), "{code} {out} {err}");
    let (code, out, err) = run(&["--project", "a", "--project", "a"]);
    assert!(code == 64 && out.is_empty() && err.contains("--project: \"a\" is given twice"), "{code} {out} {err}");
    let (code, out, err) = run(&["--project", " "]);
    assert!(code == 64 && out.is_empty() && err.contains("must not be empty or blank"), "{code} {out} {err}");
    for host in ["http://x/", "*", "x:80"] {
        let (code, _, err) = run(&["--allow-host", host]);
        assert!(code == 64 && err.contains("expected a name or an address without a port"), "{host}: {code} {err}");
    }
    // A name that is like none of the known ones is given no nearest one.
    let (_, _, err) = run(&["--temper", "nope=yes"]);
    assert!(err.contains("is unknown; there are answers") && !err.contains("nearest"), "{err}");
}

#[test]
fn a_state_file_is_read_at_the_start_and_written_when_it_stops() {
    let directory = std::env::temp_dir().join(format!("geai-emulator-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let (state, seed) = (directory.join("state.json"), directory.join("seed.yaml"));
    std::fs::write(&seed, "agents: [{ project: prod, definition: { name: Seeded } }]").unwrap();
    let [state_text, seed_text] = [&state, &seed].map(|path| path.to_str().unwrap());
    let list = |info: &EmulatorInfo| {
        let url = format!("{}/v4/agents?allowDrafts=true", info.url);
        let answer = http().build().unwrap().get(url).bearer_auth(&info.projects[1].token).send().unwrap();
        let answer: serde_json::Value = answer.json().unwrap();
        crate::test_server::names(&answer["agents"])
    };
    let options = ["--project", "dev", "--project", "prod", "--seed", seed_text, "--state", state_text];
    // The order in which projects are named says nothing where there is a state.
    let reversed = ["--project", "prod", "--project", "dev", "--seed", seed_text, "--state", state_text];
    let mut first = None;
    for (round, name) in ["-TERM", "-INT", "-TERM"].into_iter().enumerate() {
        let (mut child, info) = start(if round == 1 { &reversed } else { &options });
        let first = first.get_or_insert_with(|| info.projects.clone());
        assert_eq!(&info.projects, first);
        let known: Vec<String> = (1..=round).map(|round| format!("A{round}")).collect();
        assert_eq!(list(&info), [vec!["Seeded".to_owned()], known].concat());
        let body = serde_json::json!({ "agentDefinition": { "name": format!("A{}", round + 1) } });
        let token = &info.projects[1].token;
        let url = format!("{}/v4/agents", info.url);
        http().build().unwrap().post(url).bearer_auth(token).json(&body).send().unwrap();
        signal(&child, name);
        assert_eq!(child.wait().unwrap().code(), Some(0));
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(said.contains(&format!("kept in {state_text}")), "{said}");
        assert_eq!(said.contains("no seed was read"), round > 0, "{said}");
    }
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&state).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    // Nothing is left beside it, and a file that is no state is left as it is.
    let mut left: Vec<_> = std::fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["seed.yaml", "state.json"]);
    let fails = |arguments: &[&str]| {
        let output = Command::new(BINARY).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let text = fails(&["--state", seed_text]);
    assert!(text.starts_with(&format!("geai-emulator: {seed_text}: this is no snapshot")), "{text}");
    assert!(std::fs::read_to_string(&seed).unwrap().starts_with("agents: "));
    let nowhere = directory.join("no/state.json");
    let text = fails(&["--state", nowhere.to_str().unwrap()]);
    assert!(text.contains("no/state.json: "), "{text}");
    let text = fails(&["--project", "other", "--state", state_text]);
    assert!(
        text.contains(&format!("--project: the state file {state_text} is of other projects than other")),
        "{text}"
    );
    assert!(text.contains("it has dev, prod"), "{text}");
    let text = fails(&["--state", seed_text]);
    assert!(text.contains("it is no JSON (line 1 column 1)"), "{text}");
    let text = fails(&["--seed", state_text]);
    assert!(text.contains("state.json: member \"format\" is unknown"), "{text}");
    std::fs::remove_dir_all(&directory).unwrap();
}
