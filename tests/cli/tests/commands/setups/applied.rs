//! Plans that are applied, refused, held and interrupted.

#[cfg(unix)]
use std::io::{BufRead as _, BufReader, Read as _};
#[cfg(target_os = "linux")]
use std::process::Command;
#[cfg(unix)]
use std::process::Stdio;

use geai_emulator::{Edit, Fault, FaultKind};
use serde_json::{Value, json};

use super::team::{Team, agent};
use crate::program::{feed, told};
#[cfg(unix)]
use crate::program::{kill, program};

#[test]
fn apply_does_what_the_plan_says_and_prints_the_baseline_of_the_next() {
    let team = Team::new();
    let (applied, errors, code) = team.run(&["apply", "--env", "prod", "--yes", "--json"]);
    assert_eq!(code, 0, "{errors}");
    assert!(
        errors.contains("+ agent One ")
            && errors.contains("done: create agent One\n")
            && errors.contains("done: publish agent Two\n"),
        "{errors}"
    );
    let result: Value = serde_json::from_str(&applied).unwrap();
    assert_eq!((&result["format"], &result["complete"]), (&json!("geai-applied/1"), &json!(true)));
    team.write("last.json", &applied);
    team.write("agents/one.yaml", "name: One\naccessScope: private\n");
    let (shown, _, _) = team.run(&["plan", "--env", "prod", "--baseline", "last.json", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&shown).unwrap()["summary"]["update"], 1);
    team.write("agents/one.yaml", &agent("One", "Look it up."));
    let before = team.writes().len();
    let (shown, _, code) = team.run(&["apply", ".", "--env", "prod"]);
    assert!(code == 0 && shown.contains("0 of 0 steps done, complete"), "{shown}");
    assert_eq!(team.writes().len(), before);
}

#[test]
fn apply_wants_yes_or_a_saved_plan_where_nobody_can_be_asked() {
    let team = Team::new();
    let (shown, errors, code) = team.run(&["apply", "--env", "prod"]);
    assert!(code == 3 && shown.is_empty() && errors.contains("--yes") && errors.contains("+ agent One "), "{errors}");
    assert!(team.writes().is_empty());
    let plan = team.saved();
    let (_, errors, code) = team.run(&["apply", plan, "--env", "prod"]);
    assert!(code == 64 && errors.contains("--env"), "{errors}");
    let only = team.run(&["plan", "--env", "prod", "--only", "One", "--json"]).0;
    let (shown, errors, code) = told(&feed(team.command(&["apply", "-"]), &only));
    assert!(code == 0 && shown.contains("2 of 2 steps done, complete"), "{shown}{errors}");
    let plan = team.saved();
    // It needs no files.
    std::fs::remove_dir_all(team.folder.join("agents")).unwrap();
    let (shown, errors, code) = team.run(&["apply", plan]);
    assert!(code == 0 && shown.contains("2 of 2 steps done, complete"), "{shown}{errors}");
    let before = team.writes().len();
    let (shown, _, code) = team.run(&["apply", plan]);
    assert!(code == 0 && shown.contains("unchanged"), "{shown}");
    assert_eq!((team.writes().len(), team.run(&["apply", "nothing.json"]).2), (before, 1));
}

#[test]
fn what_moved_was_edited_or_is_in_conflict_is_refused() {
    let team = Team::new();
    team.apply();
    team.write("agents/one.yaml", &agent("One", "Say so."));
    let plan = team.saved();
    let written = team.writes().len();
    let refused = |arguments: &[&str], why: &str| {
        let (shown, errors, code) = team.run(&[&["apply"], arguments].concat());
        assert!(code == 3 && shown.is_empty() && errors.contains(why), "{why}: {code} {shown}{errors}");
    };
    team.write("edited.json", &team.read(plan).replace("Say so.", "Say no."));
    refused(&["edited.json"], "changed after it was made");
    team.write("other.json", "{\"format\":\"geai-plan/2\"}");
    refused(&["other.json"], "geai-plan/1");
    let mut other = team.command(&["apply", plan]);
    other.env("GEAI_APITOKEN", team.emulated.0.token("dev").unwrap());
    let (_, errors, code) = told(&other.output().unwrap());
    assert!(code == 3 && errors.contains("the plan is for project"), "{errors}");
    assert_eq!(team.writes().len(), written);
    let edit = json!({ "agentDefinition": { "description": "of somebody else" } });
    team.emulated.0.before_next("GET", "/v1/accessControl", [Edit::new("PUT", "/v4/agents/One", edit)]);
    refused(&[plan], "the plan is stale: agent One");
    refused(&["--env", "prod", "--yes"], "Allowed by --over-drafts.");
    let (shown, _, code) = team.run(&["plan", "--env", "prod"]);
    assert!(code == 0 && shown.contains("Allowed by --over-drafts.\n") && shown.contains("\n1 conflict"), "{shown}");
    let (json, _, _) = team.run(&["plan", "--env", "prod", "--json"]);
    assert!(json.contains("\"allow\":\"over_drafts\""), "{json}");
    assert_eq!(team.run(&["plan", "--env", "prod", "--exit-code"]).2, 2);
    let (shown, errors, code) = team.run(&["apply", "--env", "prod", "--yes", "--over-drafts"]);
    assert_eq!(code, 0, "{shown}{errors}");
}

#[test]
fn a_plan_that_is_applied_in_part_says_what_was_done() {
    let team = Team::new();
    let fault = |status: u16| FaultKind::Status { status, retry_after: None, body: None };
    let failed = |number: u32, kind: FaultKind| {
        if number > 0 {
            team.emulated.0.fail_next(Fault::new("POST", "/", FaultKind::Delay { ms: 0 }).times(number));
        }
        team.emulated.0.fail_next(Fault::new("POST", "/", kind));
        let (shown, errors, code) = team.run(&["apply", "--env", "prod", "--yes", "--json", "--retries=0"]);
        let applied: Value = serde_json::from_str(&shown).unwrap();
        let outcomes: Vec<_> =
            applied["steps"].as_array().unwrap().iter().map(|step| step["outcome"].clone()).collect();
        assert_eq!(applied["complete"], false);
        (outcomes, errors, code)
    };
    let (outcomes, errors, code) = failed(0, fault(403));
    assert_eq!(
        (outcomes, code),
        (vec![json!("failed"), json!("not-reached"), json!("not-reached"), json!("not-reached")], 1),
        "{errors}"
    );
    let (outcomes, errors, code) = failed(1, fault(403));
    assert_eq!((&outcomes[..2], code), (&[json!("done"), json!("failed")][..], 4), "{errors}");
    assert!(errors.contains("agent Two: ") && errors.contains("1 was done"), "{errors}");
    team.emulated.0.clear_faults();
    team.apply();
    assert_eq!(team.run(&["plan", "--env", "prod", "--exit-code"]).2, 0);
    // Somebody writes in the moment before the write.
    team.write("agents/one.yaml", &agent("One", "Say so."));
    let edit = json!({ "agentDefinition": { "description": "of somebody else" } });
    team.emulated.0.before_next("PUT", "/v4/agents/", [Edit::new("PUT", "/v4/agents/One", edit)]);
    let (shown, errors, code) = team.run(&["apply", "--env", "prod", "--yes"]);
    assert!(code == 4 && shown.contains("held") && errors.contains("applied in part"), "{shown}{errors}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_apply_prints_what_was_done() {
    let team = Team::new();
    let plan = team.saved();
    // The second create is never answered.
    team.emulated.0.fail_next(Fault::new("POST", "/", FaultKind::Delay { ms: 0 }));
    team.emulated.0.fail_next(Fault::new("POST", "/", FaultKind::Stall { after_head: false }));
    let mut command = team.command(&["apply", plan, "--json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("done: create agent One") {
        line.clear();
        assert_ne!(errors.read_line(&mut line).unwrap(), 0);
    }
    kill(&child, "-INT");
    let mut rest = String::new();
    errors.read_to_string(&mut rest).unwrap();
    let done = child.wait_with_output().unwrap();
    let (shown, _, code) = told(&done);
    let applied: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (&applied["steps"][0]["outcome"], &applied["complete"], code),
        (&json!("done"), &json!(false), 4),
        "{rest}"
    );
    assert!(rest.contains("interrupted"), "{rest}");
    // Nothing is lost: planning again goes on.
    team.emulated.0.clear_faults();
    team.apply();
    assert_eq!(team.run(&["plan", "--env", "prod", "--exit-code"]).2, 0);
}

#[cfg(unix)]
#[test]
fn interrupted_before_the_first_write_is_130() {
    let team = Team::new();
    let plan = team.saved();
    // It accepts, and never answers.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    for arguments in [&["apply", plan][..], &["apply", "--env=prod", "--yes"], &["plan", "--env=prod"]] {
        let mut command = program(&url, arguments);
        command.current_dir(&team.folder).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        let (mut connection, _) = listener.accept().unwrap();
        connection.read_exact(&mut [0; 1]).unwrap();
        kill(&child, "-INT");
        let (shown, errors, code) = told(&child.wait_with_output().unwrap());
        assert!(code == 130 && shown.is_empty() && errors.ends_with("interrupted\n"), "{code} {shown}{errors}");
    }
}

/// Secrets are sent, and are nowhere else.
#[test]
fn a_secret_of_the_environment_is_sent_and_never_shown() {
    let team = Team::new();
    team.write(
        "integrations/parcels.openapi.json",
        r#"{"openapi":"3.0.3","paths":{"/p":{"get":{"operationId":"listParcels"}}}}"#,
    );
    team.write(
        "integrations/parcels.yaml",
        "name: parcels\nmanifest: { $file: parcels.openapi.json }\nsecurityScheme:\n  authLevel: User\n  type: oauth2\n  flows:\n    \
         authorizationCode: { authorizationUrl: 'https://l.example.com/a', tokenUrl: 'https://l.example.com/t', clientId: { $env: PARCELS_ID }, \
         clientSecret: { $env: PARCELS_SECRET }, scopes: [parcels.read] }\n",
    );
    let (_, errors, code) = team.run(&["apply", "--env", "prod", "--yes"]);
    assert!(code == 3 && errors.contains("PARCELS_ID, PARCELS_SECRET") && team.writes().is_empty(), "{errors}");
    let secrets = [("PARCELS_ID", "canary-of-the-id"), ("PARCELS_SECRET", "canary-of-the-secret")];
    let mut all = String::new();
    for arguments in [
        &["check", "--env", "prod", "--json"][..],
        &["plan", "--env", "prod", "--json", "--log=json"],
        &["plan", "--env", "prod", "--markdown", "--out", "plan.json"],
        &["apply", "--env", "prod", "--yes", "--json", "--log=json", "--allow-delete"],
        &["apply", "--env", "prod", "--yes", "--send-secrets", "parcels", "--log=text"],
    ] {
        let (shown, errors, code) = told(&team.command(arguments).envs(secrets).output().unwrap());
        assert_eq!(code, 0, "{errors}");
        all.push_str(&(shown + &errors));
    }
    all.push_str(&team.read("plan.json"));
    let token = team.emulated.0.token("prod").unwrap();
    assert!(!all.contains("canary-of-the") && !all.contains(token) && all.contains("PARCELS_SECRET"), "{all}");
    let sent: Vec<String> =
        team.writes().iter().map(|request| request.json.clone().unwrap_or_default().to_string()).collect();
    assert_eq!(sent.iter().filter(|body| body.contains("\"clientSecret\":\"***\"")).count(), 2, "{sent:?}");
}

#[test]
fn all_of_standard_error_is_json_where_the_log_is() {
    let team = Team::new();
    let (_, errors, code) = team.run(&["apply", "--env", "prod", "--yes", "--log=json"]);
    let lines: Vec<Value> =
        errors.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
    let steps = lines.iter().filter(|line| line["event"] == "step").count();
    assert_eq!((lines[0]["event"].as_str(), steps, code), (Some("start"), 4, 0));
    let plan = lines.iter().find(|line| line["event"] == "plan").unwrap();
    assert_eq!(plan["plan"]["summary"]["create"], 2);
}

/// A terminal of util-linux, which answers the question.
#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_apply_asks_and_has_colours() {
    let team = Team::new();
    team.saved();
    let asked = |line: &str, answer: &str, colours: &str| {
        let mut command = Command::new("script");
        command.args(["-qefc", &format!("{} {line}", env!("CARGO_BIN_EXE_geai-client-tested")), "/dev/null"]);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("TERM", "xterm")
            .env("NO_COLOR", colours);
        command
            .env("GEAI_API_BASE_URL", team.emulated.0.url())
            .env("GEAI_APITOKEN", team.emulated.0.token("prod").unwrap());
        told(&feed(
            {
                command.current_dir(&team.folder);
                command
            },
            answer,
        ))
    };
    let (shown, _, code) = asked("apply prod.plan.json", "n\n", "");
    assert!(
        code == 3 && shown.contains("Apply this plan? [y/N]") && shown.contains("\u{1b}[32m+ agent One"),
        "{shown}"
    );
    assert!(shown.contains("nothing was done") && team.writes().is_empty(), "{shown}");
    let (shown, _, code) = asked("apply --env prod", "y\n", "1");
    assert!(code == 0 && shown.contains("4 of 4 steps done, complete") && !shown.contains("\u{1b}["), "{shown}");
    let (shown, _, _) = asked("plan --env prod --draft", "", "");
    assert!(shown.contains("0 to change"), "{shown}");
}
