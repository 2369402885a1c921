//! What the program does with its arguments, streams and signals.

#[cfg(unix)]
mod completions;
mod program;
mod refusals;
mod requests;
mod setups;
#[cfg(target_os = "linux")]
mod terminal;
#[cfg(unix)]
mod workflows;

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use geai_tests::{Reply, Scripted};
use serde_json::{Value, json};

#[cfg(unix)]
use crate::program::kill;
use crate::program::{Emulated, feed, program, run, told};

/// A server whose answer is the same for every request, on a runtime of its own.
pub fn answering(status: u16, body: Value) -> (tokio::runtime::Runtime, Scripted) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Scripted::start(move |_| Reply::json(status, &body))).unwrap();
    (runtime, server)
}

#[test]
fn a_session_with_the_emulator() {
    let emulator = Emulated::start();
    for name in ["One", "Two", "Three"] {
        let (created, _, code) = emulator.run(&["agents", "create", "--name", name, "--json"]);
        let created: Value = serde_json::from_str(&created).unwrap();
        assert_eq!((created["name"].as_str(), code), (Some(name), 0));
    }
    let (listed, errors, code) = emulator.run(&["agents", "list", "--allow-drafts", "--count=2", "--json"]);
    let listed: Vec<Value> = serde_json::from_str(&listed).unwrap();
    assert_eq!((listed.len(), errors.as_str(), code), (3, "", 0));
    let (lines, _, _) = emulator.run(&["agents", "list", "--allow-drafts", "--max-items", "2", "--jsonl"]);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    let (table, _, _) = emulator.run(&["agents", "list", "--allow-drafts"]);
    assert!(table.starts_with("id ") && table.lines().count() == 4 && table.contains("Three"), "{table}");
    let (page, _, _) = emulator.run(&["agents", "list", "--allow-drafts", "--count=2", "--page"]);
    let page: Value = serde_json::from_str(&page).unwrap();
    assert_eq!((page["items"].as_array().unwrap().len(), &page["total"]), (2, &json!(3)));
    let (shown, _, _) = emulator.run(&["agents", "get", "One", "--allow-drafts"]);
    assert!(shown.lines().any(|line| line.starts_with("name ") && line.ends_with(" One")), "{shown}");
    let (nothing, errors, code) = emulator.run(&["agents", "delete", "One", "--yes"]);
    assert_eq!((nothing.as_str(), errors.as_str(), code), ("", "", 0));
    let (none, _, _) = emulator.run(&["interactions", "list-open", "--json"]);
    assert_eq!(none, "[]\n");
}

#[test]
fn bodies_come_from_flags_files_and_standard_input() {
    let emulator = Emulated::start();
    let yaml = "name: FromYaml\nagentData:\n  prompt:\n    instructions: |\n      Do it.\n";
    let output =
        feed(emulator.command(&["agents", "create", "--file", "-", "--description=of a flag", "--json"]), yaml);
    let created: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(created["description"], "of a flag");
    assert_eq!(created["agentData"]["prompt"]["instructions"], "Do it.\n");
    let (package, _, _) = emulator.run(&["agents", "export", "FromYaml"]);
    let other = Emulated::start();
    let output = feed(other.command(&["agents", "import", "-", "--json"]), &package);
    let imported: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(imported[0]["name"], "FromYaml");
    let wrong = feed(emulator.command(&["agents", "create", "--file", "-"]), "naem: x\n");
    let (_, errors, code) = told(&wrong);
    assert!(errors.contains("naem") && errors.contains("name") && code == 1, "{errors}");
}

#[test]
fn exit_codes_say_whether_the_server_acted() {
    let (_runtime, server) = answering(404, json!({"errors": [{"id": 4000, "description": "Agent not found"}]}));
    let (_, errors, code) = told(&run(&server.url(), &["agents", "get", "x"]));
    assert!(code == 1 && errors.contains("Agent not found"), "{errors}");
    let (_runtime, server) = answering(500, json!({}));
    assert_eq!(told(&run(&server.url(), &["agents", "get", "x", "--retries=0"])).2, 1);
    assert_eq!(told(&run(&server.url(), &["agents", "create", "--name=x", "--retries=0"])).2, 5);
    for wrong in
        [&["agents"][..], &["agents", "gte", "x"], &["agents", "get"], &["agents", "get", "x", "--revision=y"], &[]]
    {
        assert_eq!(told(&run(&server.url(), wrong)).2, 64, "{wrong:?}");
    }
    let (_, errors, _) = told(&run(&server.url(), &["agents", "create", "--naem=x"]));
    assert!(errors.contains("'--name'"), "{errors}");
    let (_, errors, code) = told(&program("", &["agents", "list"]).env("GEAI_API_BASE_URL", "").output().unwrap());
    assert!(code == 1 && errors.contains("--base-url") && errors.contains("GEAI_API_BASE_URL"), "{errors}");
    let (_, errors, code) =
        told(&program(&server.url(), &["agents", "list"]).env("GEAI_APITOKEN", "").output().unwrap());
    assert!(code == 1 && errors.contains("--api-token-f"), "{errors}");
}

#[test]
fn retries_and_times_are_those_of_the_flags() {
    let (_runtime, server) = answering(503, json!({}));
    let (_, errors, _) = told(&run(&server.url(), &["agents", "get", "x", "--retries=1"]));
    assert!(errors.contains("2 attempts") && server.seen().len() == 2, "{errors}");
    for wrong in ["--timeout=abc", "--retries=-1", "--deadline=0"] {
        let (_, errors, code) = told(&run(&server.url(), &["agents", "get", "x", wrong]));
        assert!(code == 64 && errors.contains(wrong.split_once('=').unwrap().0), "{errors}");
    }
}

#[test]
fn a_deletion_asks_and_is_not_made_where_nobody_can_be_asked() {
    let (_runtime, server) = answering(200, json!({}));
    let (_, errors, code) = told(&run(&server.url(), &["agents", "delete", "x"]));
    assert!(code == 3 && errors.contains("--yes") && server.seen().is_empty(), "{errors}");
}

#[test]
fn no_secret_is_an_argument_and_none_is_printed() {
    let answer = json!({"id": "1", "name": "x", "password": "canary-answer", "sharingLink": "canary-link"});
    let (_runtime, server) = answering(200, answer);
    for arguments in [
        &["agents", "create", "--name=x", r#"--agent-data={"apiKey":"canary-flag"}"#][..],
        &["agents", "list", "--proxy=http://user:canary-flag@proxy:1"],
    ] {
        let (shown, errors, code) = told(&run(&server.url(), arguments));
        assert!(code == 64 && !format!("{shown}{errors}").contains("canary-flag"), "{errors}");
    }
    assert!(server.seen().is_empty());
    let (help, _, _) = told(&run(&server.url(), &["integrations", "import", "--help"]));
    assert!(!help.contains("--client-secret") && help.contains("--manifest <FILE>"), "{help}");
    for arguments in
        [&["agents", "get", "x", "--log=json"][..], &["agents", "get", "x", "--json", "--log=text"], &["config"]]
    {
        let (shown, errors, code) = told(&run(&server.url(), arguments));
        let all = format!("{shown}{errors}");
        assert!(code == 0 && !all.contains("canary-answer") && !all.contains("canary-token"), "{all}");
    }
    let (shown, _, _) = told(&run(&server.url(), &["agents", "get", "x", "--json", "--reveal-secrets"]));
    assert!(shown.contains("canary-answer"), "{shown}");
}

#[test]
fn the_log_is_json_to_the_last_line() {
    let (_runtime, server) = answering(404, json!({"errors": [{"id": 4000, "description": "Agent not found"}]}));
    let (_, errors, _) = told(&run(&server.url(), &["agents", "get", "x", "--log=json"]));
    let lines: Vec<Value> = errors.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events: Vec<_> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["start", "attempt", "end", "error"]);
    let error = &lines.last().unwrap()["error"];
    assert_eq!(
        (&error["status"], &error["is_not_found"], &error["executed"]),
        (&json!(404), &json!(true), &json!("no"))
    );
}

/// A list without an end: each page has its number in the names.
fn endless() -> (tokio::runtime::Runtime, Scripted) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let page = |start: usize| {
        let agents: Vec<_> =
            (start..start + 100).map(|at| json!({"id": at.to_string(), "name": format!("{at:0>512}")})).collect();
        Reply::json(200, &json!({ "agents": agents }))
    };
    let server = Scripted::start(move |seen| {
        let query = seen.query.as_deref().unwrap_or_default();
        let start =
            query.split('&').find_map(|pair| pair.strip_prefix("start=")).map_or(0, |start| start.parse().unwrap());
        page(start)
    });
    let server = runtime.block_on(server).unwrap();
    (runtime, server)
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let (_runtime, server) = endless();
    let mut command = program(&server.url(), &["agents", "list", "--jsonl"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&first).unwrap()["id"], "0");
    let (_, errors, code) = told(&child.wait_with_output().unwrap());
    assert_eq!((errors.as_str(), code), ("", 0));
}

/// Pages and records are freed once they are written. Of each id a hash is kept, so that a server that repeats a
/// page is not asked for ever. `make test-full` walks 100,000 agents.
#[cfg(target_os = "linux")]
#[test]
fn a_long_list_runs_in_constant_memory() {
    const HASH: usize = 32;
    let agents = std::env::var("GEAI_AGENTS").map_or(5_000, |agents| agents.parse().unwrap());
    let (_runtime, server) = endless();
    let mut command = program(&server.url(), &["agents", "list", "--jsonl"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let most = || -> usize {
        let status = std::fs::read_to_string(&status).unwrap();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")).unwrap();
        most.trim().parse().unwrap()
    };
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let last = lines.by_ref().nth(999).unwrap().unwrap();
    let begun = most();
    let last_of_all = lines.by_ref().nth(agents - 1_001).unwrap().unwrap();
    let grown = most() - begun;
    for (line, count) in [(last, 1_000), (last_of_all, agents)] {
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["id"], (count - 1).to_string());
    }
    drop(lines);
    assert_eq!(told(&child.wait_with_output().unwrap()).2, 0);
    // The texts of the records alone would be 512 bytes each.
    assert!(grown < 1024 + agents * HASH / 1024, "{begun} kB and {grown} kB more");
}

#[cfg(unix)]
#[test]
fn an_interrupted_list_says_what_was_written() {
    let (_runtime, server) = endless();
    let mut command = program(&server.url(), &["agents", "list", "--json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    stdout.read_line(&mut first).unwrap();
    kill(&child, "-INT");
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert_eq!((first.as_str(), child.wait().unwrap().code()), ("[\n", Some(130)), "{errors}");
    assert!(errors.contains("records were written") && errors.contains("left open"), "{errors}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_write_says_that_it_may_have_been_carried_out() {
    // It accepts, and never answers.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut command = program(&url, &["agents", "create", "--name=x"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut connection, _) = listener.accept().unwrap();
    let mut request = [0; 1];
    connection.read_exact(&mut request).unwrap();
    kill(&child, "-INT");
    let (_, errors, code) = told(&child.wait_with_output().unwrap());
    assert!(
        code == 5 && errors.contains("interrupted") && errors.contains("may have been executed"),
        "{code} {errors}"
    );
}

#[cfg(unix)]
#[test]
fn a_token_comes_from_an_open_file() {
    let (_runtime, server) = answering(200, json!({"id": "1", "name": "x"}));
    let script = format!(
        "exec {} agents get x --api-token-fd 3 3<<<' canary-of-the-file\n'",
        env!("CARGO_BIN_EXE_geai-client-tested")
    );
    let mut command = Command::new("bash");
    command.args(["-c", &script]).env_clear().env("GEAI_API_BASE_URL", server.url());
    assert_eq!(told(&command.output().unwrap()).2, 0);
    assert_eq!(server.seen()[0].headers["authorization"], "Bearer canary-of-the-file");
    let (_, errors, code) = told(&run(&server.url(), &["agents", "get", "x", "--api-token-fd", "x"]));
    assert!(code == 64 && errors.contains("number of an open file"), "{errors}");
}

#[test]
fn the_configuration_names_its_sources() {
    let (shown, _, _) = told(&run("https://geai.example.com", &["config", "--timeout=7", "--json"]));
    let settings: Vec<Value> = serde_json::from_str(&shown).unwrap();
    let setting = |name: &str| settings.iter().find(|setting| setting["name"] == name).unwrap();
    assert_eq!(setting("base_url")["source"], "environment variable GEAI_API_BASE_URL");
    assert_eq!((&setting("timeout")["value"], &setting("timeout")["source"]), (&json!("7 s"), &json!("argument")));
    assert_eq!(setting("api_token")["value"], "***");
}

#[test]
fn signing_in_prints_the_page_and_the_description() {
    let emulator = Emulated::start();
    let url = "https://open.example.com";
    let (shown, errors, code) = emulator.run(&["inspector", "authorize", url, "--wait=1", "--json"]);
    assert!(
        code == 0 || errors.contains("4001") || errors.contains("no description") || !errors.is_empty(),
        "{shown}{errors}"
    );
}

#[test]
fn signing_in_gives_the_description_of_the_service() {
    let emulator = Emulated::start();
    let (shown, errors, code) =
        emulator.run(&["inspector", "authorize", "https://weather.example.com/openapi.json", "--json"]);
    let done: Value = serde_json::from_str(&shown).unwrap();
    assert!(code == 0 && errors.is_empty() && done["manifest"].as_str().unwrap().contains("Weather"), "{shown}");
}

#[test]
fn a_sign_in_waits_to_the_end_of_its_time_and_of_the_deadline() {
    let emulator = Emulated::start();
    let service = "https://parcels.example.com/openapi.json";
    for (more, least) in [(&["--wait=2"][..], 2000), (&["--wait=60", "--deadline=1.5"], 1200)] {
        let begun = std::time::Instant::now();
        let arguments = [&["inspector", "authorize", service, "--client-id=c"], more].concat();
        let (_, errors, code) = emulator.run(&arguments);
        let elapsed = begun.elapsed().as_millis();
        assert!(code == 1 && elapsed >= least && elapsed < least + 5000, "{elapsed} {errors}");
        assert!(errors.contains("nobody signed in within") && errors.contains(" attempts, "), "{errors}");
        assert!(!errors.contains("0 attempts") && !errors.contains("executed"), "{errors}");
    }
}

#[test]
fn signing_in_tells_where_and_waits() {
    let emulator = Emulated::start();
    let service = "https://parcels.example.com/openapi.json";
    let mut command = emulator.command(&["inspector", "authorize", service, "--client-id=c", "--json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let challenge = line.split_once("state=").unwrap().1.split('&').next().unwrap();
    let (_, errors, code) = emulator.run(&["request", "POST", &format!("/emulator/challenges/{challenge}/complete")]);
    assert_eq!(code, 0, "{errors}");
    let (shown, _, code) = told(&child.wait_with_output().unwrap());
    let done: Value = serde_json::from_str(&shown).unwrap();
    assert!(code == 0 && done["manifest"].as_str().unwrap().contains("arcels"), "{shown}");
}

#[test]
fn the_emulator_is_the_same_program() {
    let mut command = program("", &["emulator", "--port", "0", "--project", "p"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let info: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(info["projects"][0]["name"], "p");
    child.kill().unwrap();
    child.wait().unwrap();
    let (help, _, code) = told(&run("", &["emulator", "--help"]));
    assert!(code == 0 && help.contains("geai-client emulator") && help.contains("--temper"), "{help}");
    assert_eq!(told(&run("", &["emulator", "--tempre"])).2, 64);
}

#[test]
fn help_and_version_go_to_standard_output() {
    let (help, errors, code) = told(&run("", &["--help"]));
    assert!(code == 0 && errors.is_empty() && help.contains("agents") && help.contains("completions"), "{help}");
    let (help, _, _) = told(&run("", &["agents", "create", "--help"]));
    assert!(help.contains("unless --automatic-publish is set"), "{help}");
    assert_eq!(told(&run("", &["--version"])).0, format!("geai-client {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn tables_hold_no_character_that_a_terminal_obeys() {
    let (_runtime, server) = answering(200, json!({"agents": [{"id": "1", "name": "\u{1b}[31mred\u{202e}\nline"}]}));
    let (shown, _, _) = told(&run(&server.url(), &["agents", "list"]));
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}') && shown.lines().count() == 2, "{shown}");
}
