//! What is refused before anything is sent: wrong arguments and wrong files, each said in the words of the command line.

use serde_json::{Value, json};

use crate::answering;
use crate::program::{Emulated, feed, program, run, told};

#[test]
fn wrong_arguments_have_their_own_exit_code() {
    let (_runtime, server) = answering(200, json!({"id": "1", "name": "x"}));
    for (arguments, word) in [
        (&["agents", "list", "--max-items", "-1"][..], "--max-items"),
        (&["agents", "get", " "], "<ID_OR_NAME>"),
        (&["agents", "get", "a/b"], "<ID_OR_NAME>"),
        (&["agents", "get", ".."], "<ID_OR_NAME>"),
        (&["agents", "create"], "definition"),
        (&["agents", "create", "--description", "x"], "--name: required"),
        (&["inspector", "security-scheme", " "], "<URL>"),
        (&["agents", "list", "--base-url", "http://geai.example.com"], "--base-url"),
        (&["--profile", "x", "emulator"], "geai-client emulator"),
        (&["emulator", "--project", "a", "--project", "a"], "twice"),
        (&["emulator", "--project", " "], "blank"),
        (&["agents", "authorize", "https://x.example"], "authorize"),
        (&["integrations", "authorize", "https://x.example"], "authorize"),
        (&["revisions", " "], "<ID_OR_NAME>"),
        (&["diff", "a", "1", "two"], "two"),
        (&["used-by", ".."], "<ID_OR_NAME>"),
        (&["roll-back", " ", "--version", "1", "--yes"], "<ID_OR_NAME>"),
        (&["roll-back", "a", "--yes"], "--version <N>|--revision <N>"),
        (&["roll-back", "a"], "--version <N>|--revision <N>"),
        (&["roll-back", "a", "--yes", "--version", "1", "--revision", "2"], "cannot be used with"),
        (&["diff", "a", "one", "2"], "<BEFORE>: expected a number"),
        (&["agents", "publish-revision", "a", "x"], "<REVISION>: expected a number"),
        (&["agents", "create"], "--file has the whole body"),
        (&["agents", "list", "--timeout", "-1"], "--timeout: "),
        (&["emulator", "--allow-host", "http://x/"], "without a port"),
    ] {
        let (_, errors, code) = told(&run(&server.url(), arguments));
        assert!(
            code == 64 && errors.contains(word) && !errors.contains("--id-or-name"),
            "{arguments:?} {code} {errors}"
        );
    }
    assert!(server.seen().is_empty());
    let (_, errors, code) = told(&run("http://geai.example.com", &["agents", "list"]));
    assert!(code == 1 && errors.contains("https://"), "{errors}");
}

#[test]
fn a_file_that_cannot_be_read_is_no_wrong_argument() {
    let (_runtime, server) = answering(200, json!({"id": "1", "name": "x"}));
    for arguments in [
        &["agents", "import", "nofile.json"][..],
        &["agents", "create", "--file", "nofile.json"],
        &["integrations", "import", "--name", "a", "--manifest", "nofile.json"],
        &["agents", "list", "--ca-bundle", "nofile.json"],
        &["agents", "list", "--client-cert", "nofile.json"],
        &["apply", "nofile.json"],
        &["check", "nofile.json"],
        &["plan", "nofile.json"],
    ] {
        let (_, errors, code) = told(&run(&server.url(), arguments));
        assert!(code == 1 && errors.contains("nofile.json: No such file"), "{arguments:?} {code} {errors}");
        assert!(!errors.contains("fault") && !errors.contains(":1:"), "{errors}");
    }
    assert!(server.seen().is_empty());
}

#[test]
fn wrong_arguments_are_told_as_json_where_the_log_is() {
    for arguments in [
        &["agents", "gte", "--log", "json"][..],
        &["--log=json", "agents", "list", "--max-items", "-1"],
        &["agents", "get", "--log=json"],
    ] {
        let (_, errors, code) = told(&run("http://127.0.0.1:9", arguments));
        let mut lines = errors.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{errors}")));
        let line: Value = lines.next_back().unwrap();
        assert_eq!((code, &line["event"]), (64, &json!("error")));
        assert!(!line["message"].as_str().unwrap().is_empty());
    }
}

#[test]
fn the_log_has_the_template_of_a_path_and_no_flag() {
    let (_runtime, server) = answering(200, json!({"id": "1", "name": "x"}));
    let (_, errors, _) = told(&run(&server.url(), &["agents", "get", "x", "--log=json"]));
    assert!(errors.contains("/v4/agents/{id_or_name}") && !errors.contains("--id-or-name"), "{errors}");
}

#[test]
fn a_body_may_stand_in_its_envelopes() {
    let emulator = Emulated::start();
    for (name, body) in
        [("A", r#"{"agentDefinition":{"name":"A"}}"#), ("B", "agentDefinition: {name: B}"), ("C", r#"{"name":"C"}"#)]
    {
        let output = feed(emulator.command(&["agents", "create", "--file", "-", "--json"]), body);
        let (shown, errors, code) = told(&output);
        assert!(code == 0 && shown.contains(&format!("\"name\":\"{name}\"")), "{shown}{errors}");
    }
    let (_runtime, server) = answering(200, json!({"authorizationUrl": "https://x.example", "challengeId": "1"}));
    let parameters = json!([{"key": "k", "value": "v"}]);
    let config = json!({"parameters": parameters});
    for body in [&parameters, &config, &json!({"parameterDefinition": config})] {
        let command = program(&server.url(), &["integrations", "set-config", "t", "--file", "-"]);
        assert_eq!(told(&feed(command, &body.to_string())).2, 0);
    }
    let scheme = json!({"securityScheme": {"type": "oauth2"}});
    let command = program(&server.url(), &["inspector", "create-challenge", "--file", "-"]);
    assert_eq!(told(&feed(command, &scheme.to_string())).2, 0);
    let sent: Vec<Value> = server.seen().iter().map(|seen| serde_json::from_slice(&seen.body).unwrap()).collect();
    let wrapped = json!({"parameterDefinition": config});
    assert_eq!(sent, [wrapped.clone(), wrapped.clone(), wrapped, scheme]);
    // What stands beside an envelope would be lost, or sent where nobody wants it.
    let both = r#"{"securityScheme":{"type":"oauth2"},"messages":[]}"#;
    let command = program(&server.url(), &["inspector", "create-challenge", "--file", "-"]);
    let (_, errors, code) = told(&feed(command, both));
    assert!(code == 1 && errors.contains("`securityScheme` is an envelope") && server.seen().len() == 4, "{errors}");
}

#[test]
fn a_member_is_given_once() {
    let (_runtime, server) = answering(200, json!({"id": "1", "name": "x"}));
    let body = r#"{"name":"a","agentData":{"x":[{"b":1,"b":2}]}}"#;
    for arguments in [&["agents", "create", "--file", "-"][..], &["request", "POST", "/v4/agents", "--file", "-"]] {
        let (_, errors, code) = told(&feed(program(&server.url(), arguments), body));
        assert!(code == 1 && errors.contains("duplicate member `b`"), "{code} {errors}");
    }
    assert!(server.seen().is_empty());
}

#[cfg(unix)]
#[test]
fn standard_input_is_read_once() {
    let (_runtime, server) = answering(200, json!({"id": "1", "name": "x"}));
    let command = program(&server.url(), &["agents", "create", "--file", "-", "--api-token-fd", "0"]);
    let (_, errors, code) = told(&feed(command, r#"{"name":"a"}"#));
    assert!(code == 64 && errors.contains("--api-token-fd") && errors.contains("standard input"), "{errors}");
    assert!(server.seen().is_empty());
}

#[test]
fn help_in_one_line_is_a_sentence() {
    let (help, _, _) = told(&run("", &["inspector", "--help"]));
    let line = help.lines().find(|line| line.trim_start().starts_with("manifest")).unwrap();
    assert!(help.contains("Fetches the description of a service, after signing in where that is needed."), "{line}");
    for resource in ["agents", "integrations", "inspector", "interactions"] {
        let (help, _, _) = told(&run("", &[resource, "--help"]));
        let verbs = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
        let texts = verbs.split("\n  ").map(str::trim_end).filter(|text| !text.trim().is_empty());
        let texts: Vec<&str> = texts.filter(|text| !text.starts_with("    ")).collect();
        assert!(texts.iter().all(|text| text.ends_with('.') || verbs.contains(&format!("{text}\n    "))), "{texts:#?}");
    }
}

#[test]
fn a_configuration_is_shown_with_its_values_hidden() {
    let answer = json!({"parameters": [{"key": "k", "value": "canary", "fromSecret": true}]});
    let (_runtime, server) = answering(200, answer);
    let (table, _, _) = told(&run(&server.url(), &["integrations", "get-config", "t"]));
    let mut lines = table.lines();
    assert!(lines.next().unwrap().contains("value") && lines.next().unwrap().contains("***"), "{table}");
    let (table, _, _) = told(&run(&server.url(), &["integrations", "get-config", "t", "--reveal-secrets"]));
    assert!(table.contains("canary"), "{table}");
}
