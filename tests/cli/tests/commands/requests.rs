//! `request`: what it sends, asks and shows.

use serde_json::{Value, json};

use crate::answering;
use crate::program::{Emulated, feed, program, run, told};

#[test]
fn requests_of_any_kind() {
    let (_runtime, server) = answering(200, json!({"apiKey": "canary", "n": 1}));
    let arguments = ["request", "post", "/v9/x", "--query", "a=1", "--query", "a=2", "--file", "-"];
    let (shown, _, code) = told(&feed(program(&server.url(), &arguments), "b: 2"));
    assert_eq!((shown.as_str(), code), ("{\"apiKey\":\"***\",\"n\":1}\n", 0));
    let seen = &server.seen()[0];
    assert_eq!(
        (seen.method.as_str(), seen.query.as_deref(), &seen.body[..]),
        ("POST", Some("a=1&a=2"), &b"{\"b\":2}"[..])
    );
    let (_, errors, code) = told(&run(&server.url(), &["request", "get", "v9"]));
    assert!(code == 64 && errors.contains('/'), "{errors}");
}

#[test]
fn client_and_emulator_take_json_of_the_same_depth() {
    let emulator = Emulated::start();
    for (levels, is_taken) in [(127, true), (128, true), (129, false)] {
        let deep = format!("{}{}", "[".repeat(levels - 2), "]".repeat(levels - 2));
        let body = format!("{{\"agentDefinition\":{{\"name\":\"A{levels}\",\"deep\":{deep}}}}}");
        let (_, errors, code) = told(&feed(emulator.command(&["request", "POST", "/v4/agents", "--file", "-"]), &body));
        assert_eq!((code == 0, emulator.0.requests().len()), (is_taken, levels.min(128) - 126), "{levels}: {errors}");
    }
}

#[test]
fn a_request_shows_no_secret_that_its_operation_would_not_show() {
    let emulator = Emulated::start();
    let (_, errors, code) = emulator.run(&["agents", "create", "--name", "One", "--json"]);
    assert_eq!(code, 0, "{errors}");
    let link = ["request", "GET", "/v2/agents/One/sharing-token", "--query", "allowDrafts=true"];
    let (shown, errors, code) = emulator.run(&link);
    assert_eq!(code, 0, "{errors}");
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((&shown["apiToken"], &shown["sharedLink"]), (&json!("***"), &json!("***")));
    let (shown, _, _) = emulator.run(&[&link[..], &["--reveal-secrets"]].concat());
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert!(shown["sharedLink"].as_str().unwrap().contains(shown["apiToken"].as_str().unwrap()));
    let (_runtime, server) = answering(
        200,
        json!({"parameters": [{"key": "k", "value": "SEKRET55", "fromSecret": true}], "link": "https://x.example/?token=SEKRET55"}),
    );
    for path in ["/v3/tool-plugins/t/config", "/v9/anything"] {
        let (shown, errors, code) = told(&run(&server.url(), &["request", "GET", path]));
        assert!(
            code == 0 && shown.contains("***") && !format!("{shown}{errors}").contains("SEKRET55"),
            "{path} {shown}{errors}"
        );
    }
}

#[test]
fn a_request_that_deletes_asks() {
    let (_runtime, server) = answering(200, json!({}));
    let (_, errors, code) = told(&run(&server.url(), &["request", "DELETE", "/v2/agents/x"]));
    assert!(code == 3 && errors.contains("--yes") && server.seen().is_empty(), "{errors}");
    assert_eq!(told(&run(&server.url(), &["request", "delete", "/v2/agents/x", "--yes"])).2, 0);
    assert_eq!(server.seen()[0].method.as_str(), "DELETE");
}
