//! What only reads: files, and what they would change.

use std::collections::HashMap;
use std::process::Stdio;

use geai_emulator::{Fault, FaultKind};
use serde_json::{Value, json};

use super::team::{SETTINGS, Team, agent};
use crate::program::{program, told};

#[test]
fn check_reads_files_without_a_server() {
    let team = Team::new();
    let mut command = program("", &["check", "--env", "prod", "--json"]);
    let (shown, errors, code) = told(&command.env_clear().current_dir(&team.folder).output().unwrap());
    let definitions: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (&definitions["agents"][0]["definition"]["agentData"]["models"], errors.as_str(), code),
        (&json!([{"name": "gpt-4o"}]), "", 0)
    );
    assert_eq!(team.run(&["check", "--env=dev"]).0, "dev · 2 agents, 0 integrations in 3 files: no faults\n");
    team.write("agents/two.yaml", "name: Two\ndescrption: x\nid: 7\n");
    team.write("agents/three.yaml", "name: One\n");
    let (shown, errors, code) = team.run(&["check", "--env", "prod"]);
    assert_eq!((shown.as_str(), code), ("", 1));
    assert!(
        errors.contains("agents/two.yaml:2") && errors.contains("description") && errors.contains("agents/three.yaml"),
        "{errors}"
    );
    let (_, errors, code) = team.run(&["check"]);
    assert!(code == 1 && errors.contains("dev, prod"), "{errors}");
    assert_eq!(team.run(&["check", "--env", "prdo"]).2, 1);
    assert_eq!(team.run(&["check", "nowhere"]).2, 1);
    assert_eq!(team.run(&["check", "--baseline", "x"]).2, 64);
    assert!(team.emulated.0.requests().is_empty());
}

#[test]
fn plan_shows_what_would_change_and_only_reads() {
    let team = Team::new();
    let (shown, errors, code) = team.run(&["plan", "--env", "prod"]);
    assert_eq!((errors.as_str(), code), ("", 0));
    assert!(
        shown.starts_with("prod · project ") && shown.contains("\n+ agent One ") && !shown.contains('\u{1b}'),
        "{shown}"
    );
    let (json, _, _) = team.run(&["plan", "--env", "prod", "--json"]);
    let plan: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&plan["format"], &plan["summary"]["create"]), (&json!("geai-plan/1"), &json!(2)));
    let (markdown, _, _) = team.run(&["plan", "--env", "prod", "--markdown", "--out", "plan.json"]);
    assert!(markdown.starts_with("**prod") && markdown.contains("\n+ agent One "), "{markdown}");
    assert_eq!(team.read("plan.json"), json.trim_end());
    assert_eq!(team.run(&["plan", "--env", "prod", "--exit-code"]).2, 2);
    let digest = plan["digest"].as_str().unwrap();
    let (shown, _, code) = team.run(&["plan", "--env", "prod", "--digest", digest]);
    assert!(code == 0 && shown.contains("still") && !shown.contains("agent"), "{shown}");
    team.write("agents/two.yaml", &agent("Two", "Look it up, then say so."));
    let (shown, errors, code) = team.run(&["plan", "--env", "prod", "--digest", digest]);
    assert!(code == 3 && shown.is_empty() && errors.contains("sha256:") && !errors.contains(digest), "{errors}");
    assert_eq!(team.run(&["plan", "--env", "prod", "--out", "no/such/folder"]).2, 1);
    assert!(team.writes().is_empty());
    team.apply();
    assert_eq!(team.run(&["plan", "--env", "prod", "--exit-code"]).2, 0);
}

#[test]
fn every_option_of_a_plan_is_a_flag() {
    let team = Team::new();
    let (help, _, _) = told(&program("", &["plan", "--help"]).output().unwrap());
    for flag in [
        "--env <NAME>",
        "--only <NAME>",
        "--publish[=",
        "--over-drafts",
        "--overwrite",
        "--allow-delete[=<N>]",
        "--send-secrets <NAME>",
        "--via-import",
        "--baseline <FILE>",
        "--draft",
        "[DIR]",
    ] {
        assert!(help.contains(flag), "{flag}: {help}");
    }
    let plan = |arguments: &[&str]| {
        let (shown, errors, code) = team.run(&[&["plan", "--json", "--env", "prod"], arguments].concat());
        (serde_json::from_str::<Value>(&shown).unwrap_or_default(), errors, code)
    };
    assert_eq!(plan(&["--only", "One"]).0["summary"]["create"], 1);
    assert_eq!(plan(&["--only", "One", "--only=Two"]).0["summary"]["create"], 2);
    for (flag, publishes) in [("--publish", true), ("--publish=false", false), ("--draft", false)] {
        assert_eq!(plan(&[flag]).0["publish"], publishes, "{flag}");
    }
    assert_eq!(team.run(&["plan", "--json", "--env", "dev", "--publish"]).2, 0);
    let (shown, _, _) = team.run(&["plan", "--json", "--env", "dev"]);
    assert_eq!(serde_json::from_str::<Value>(&shown).unwrap()["publish"], false);
    team.apply();
    team.write("geai.yaml", &format!("{SETTINGS}removed: {{ agents: [Two] }}\n"));
    std::fs::remove_file(team.folder.join("agents/two.yaml")).unwrap();
    let conflicts = |arguments: &[&str]| plan(arguments).0["conflicts"][0]["reason"].clone();
    assert_eq!(
        (conflicts(&[]), conflicts(&["--allow-delete=3"])),
        (json!("delete-not-allowed"), json!("too-many-deletes"))
    );
    assert_eq!(plan(&["--allow-delete=1"]).0["summary"]["delete"], 1);
    for wrong in [
        &["--allow-delete=x"][..],
        &["--publish", "--draft"],
        &["--json", "--markdown"],
        &["--digest=x", "--exit-code"],
    ] {
        assert_eq!(plan(wrong).2, 64, "{wrong:?}");
    }
}

#[test]
fn the_environment_names_its_project() {
    let team = Team::new();
    let guarded =
        SETTINGS.replace("profile: prod,", &format!("project: {},", team.emulated.0.project_id("dev").unwrap()));
    team.write("geai.yaml", &guarded);
    let (_, errors, code) = team.run(&["plan", "--env", "prod"]);
    assert!(code == 3 && errors.contains("the environment is of project"), "{errors}");
    assert_eq!(team.run(&["apply", "--env", "prod", "--yes"]).2, 3);
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    let team = Team::new();
    let mut child =
        team.command(&["plan", "--env", "prod"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let (_, errors, code) = told(&child.wait_with_output().unwrap());
    assert_eq!((errors.as_str(), code), ("", 0));
}

#[test]
fn the_profile_of_an_environment_comes_after_the_flag_and_the_variables() {
    let team = Team::new();
    let token = |project: &str| team.emulated.0.token(project).unwrap().to_owned();
    let url = team.emulated.0.url().to_owned();
    let section = |name: &str, token: &str| format!("[{name}]\ngeai_api_key = {token}\ngeai_api_base_url = {url}\n");
    team.write(
        ".geai/credentials",
        &(section("default", "wrong") + &section("prod", &token("prod")) + &section("dev", &token("dev"))),
    );
    let ids: HashMap<String, String> =
        ["prod", "dev"].map(|it| (team.emulated.0.project_id(it).unwrap().to_owned(), it.to_owned())).into();
    let project = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = program("", &[&["plan", "--json"], arguments].concat());
        command.env_clear().env("HOME", &team.folder).env("USERPROFILE", &team.folder).envs(variables.iter().copied());
        let (shown, errors, code) = told(&command.current_dir(&team.folder).output().unwrap());
        let plan: Value = serde_json::from_str(&shown).unwrap_or_default();
        let name = plan["projectId"].as_str().and_then(|id| ids.get(id)).cloned();
        (name.unwrap_or(errors), code)
    };
    assert_eq!(project(&["--env=prod"], &[]), ("prod".to_owned(), 0));
    assert_eq!(project(&["--env=prod"], &[("GEAI_APITOKEN", &token("dev"))]), ("dev".to_owned(), 0));
    assert_eq!(project(&["--env=prod", "--profile=dev"], &[]), ("dev".to_owned(), 0));
    // No other section stands in for one that is missing.
    team.write("geai.yaml", &SETTINGS.replace("profile: prod", "profile: production"));
    let (why, code) = project(&["--env=prod"], &[]);
    assert!(code == 1 && why.contains("[production]"), "{why}");
    assert_eq!(
        project(&["--env=prod"], &[("GEAI_APITOKEN", &token("prod")), ("GEAI_API_BASE_URL", &url)]),
        ("prod".to_owned(), 0)
    );
}

#[test]
fn schemas_are_printed_or_written_for_editors() {
    let team = Team::new();
    let published = |name: &str| {
        std::fs::read_to_string(format!("{}/../../docs/schemas/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let (shown, _, code) = team.run(&["schema"]);
    let all: Value = serde_json::from_str(&shown).unwrap();
    let names: Vec<&String> = all.as_object().unwrap().keys().collect();
    assert_eq!((names.len(), code), (3, 0));
    let (written, _, code) = team.run(&["schema", "--write"]);
    assert_eq!((written.lines().count(), code), (3, 0));
    for name in names {
        assert_eq!(all[name], serde_json::from_str::<Value>(&published(name)).unwrap());
        assert_eq!(team.read(&format!(".geai/{name}")), published(name));
    }
    assert_eq!(team.run(&["check", "--env=dev"]).2, 0);
    assert_eq!(team.run(&["schema", "nowhere", "--write"]).2, 1);
}

#[test]
fn a_deadline_is_that_of_all_requests_together() {
    let team = Team::new();
    team.apply();
    // Each request keeps the deadline, and all of them together do not.
    for _ in 0..20 {
        team.emulated.0.fail_next(Fault::new("GET", "/", FaultKind::Delay { ms: 400 }));
    }
    let (shown, errors, code) = team.run(&["plan", "--env", "prod", "--deadline", "0.6"]);
    assert!(shown.is_empty() && code == 1 && errors.contains("timed out"), "{shown}{errors}");
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_is_a_wrong_argument() {
    use std::os::unix::ffi::OsStrExt as _;
    let team = Team::new();
    let mut command = team.command(&["plan"]);
    let (shown, errors, code) = told(&command.arg(std::ffi::OsStr::from_bytes(b"\xff")).output().unwrap());
    assert!(shown.is_empty() && code == 64 && !errors.is_empty(), "{shown}{errors}");
}
