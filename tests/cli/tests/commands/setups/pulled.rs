//! What the project has, written into files.

#[cfg(unix)]
use geai_emulator::Edit;
use serde_json::{Value, json};

use super::team::{Team, agent};

/// A folder that holds nothing, with an emulator that has the agents of the set-up.
fn applied() -> Team {
    let team = Team::new();
    team.apply();
    team
}

#[test]
fn pull_writes_files_of_which_a_plan_is_empty() {
    let team = applied();
    let (shown, errors, code) = team.run(&["pull", "new", "--dry-run"]);
    assert_eq!((errors.as_str(), code, team.folder.join("new").exists()), ("", 0, false));
    assert_eq!(
        shown,
        "3 to write, 0 unchanged, 0 left\nwould write agents/one.yaml\nwould write agents/two.yaml\nwould write geai.yaml\n"
    );
    let before = team.writes().len();
    let (shown, errors, code) = team.run(&["pull", "new", "--agent", "One"]);
    assert_eq!(
        (shown.as_str(), errors.as_str(), code),
        ("2 written, 0 unchanged, 0 left\nwrote agents/one.yaml\nwrote geai.yaml\n", "", 0)
    );
    let (json, _, code) = team.run(&["pull", "new", "--json"]);
    let pulled: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (code, &pulled["written"], &pulled["unchanged"]),
        (0, &json!(["agents/two.yaml"]), &json!(["agents/one.yaml"]))
    );
    assert_eq!(team.run(&["plan", "new", "--exit-code"]).2, 0);
    assert_eq!(team.writes().len(), before);
    assert_eq!(team.run(&["pull", "new", "--integration", "One"]).2, 1);
    assert_eq!(team.run(&["pull", "new", "--draft"]).2, 64);
    let (markdown, _, _) = team.run(&["pull", "new", "--markdown"]);
    assert!(markdown.starts_with("**0 written, 2 unchanged, 0 left**"), "{markdown}");
}

#[test]
fn files_that_were_left_have_an_exit_code_and_are_forced() {
    let team = applied();
    let text = agent("One", "Something else.") + "# why\n";
    team.write("agents/one.yaml", &text);
    let (shown, errors, code) = team.run(&["pull", "--env", "prod"]);
    assert_eq!((errors.as_str(), code), ("geai-client: 1 file was left as it is\n", 3), "{shown}");
    assert!(
        shown.contains("left agents/one.yaml: written again, it would lose its comments; overwrite forces it\n"),
        "{shown}"
    );
    assert!(shown.contains("    -    instructions: Something else.\n    +    instructions: Look it up.\n"), "{shown}");
    assert_eq!(team.read("agents/one.yaml"), text);
    let (_, errors, code) = team.run(&["pull", "--env", "prod", "--overwrite"]);
    assert_eq!((errors.as_str(), code), ("", 0));
    assert!(team.read("agents/one.yaml").contains("name: { $value: model }\n"));
    assert_eq!(team.run(&["plan", "--env", "prod", "--exit-code"]).2, 0);
}

#[test]
fn a_folder_that_is_no_set_up_is_refused() {
    let team = applied();
    team.write("other/readme.md", "x");
    let (_, errors, code) = team.run(&["pull", "other"]);
    assert!(code == 1 && errors.contains("geai.yaml:1: no such file"), "{errors}");
    let (_, errors, code) = team.run(&["pull"]);
    assert!(code == 1 && errors.contains("dev, prod"), "{errors}");
    let (_, errors, code) = team.run(&["pull", "other/readme.md"]);
    assert!(code == 1 && !errors.is_empty(), "{errors}");
}

#[cfg(unix)]
#[test]
fn pull_onto_a_disk_that_is_full_writes_nothing() {
    let team = applied();
    let long = "Look it up.\n".repeat(10_000);
    let edit = json!({ "agentDefinition": { "agentData": { "prompt": { "instructions": long } } } });
    let edits = [Edit::new("PUT", "/v4/agents/Two", edit)];
    team.emulated.0.before_next("GET", "/v1/accessControl", edits);
    assert_eq!(team.run(&["plan", "--env", "prod"]).2, 0);
    let listed = || {
        let mut names: Vec<String> = Vec::new();
        let mut waiting = vec![team.folder.clone()];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                // A folder with nothing in it may be left.
                names.extend(std::fs::read(entry.path()).map(|bytes| format!("{:?} {bytes:?}", entry.path())));
                waiting.extend(entry.path().is_dir().then(|| entry.path()));
            }
        }
        names.sort();
        names
    };
    let before = listed();
    for folder in [&["new"][..], &["--env", "prod", "--overwrite"]] {
        // No file may become larger than this, and writing more fails as it does where there is no place left.
        let program = team.command(&[&["pull", "--drafts"], folder].concat());
        let mut command = std::process::Command::new("/bin/sh");
        command.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh"]).arg(program.get_program());
        command.args(program.get_args()).current_dir(&team.folder).env_clear();
        command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let (shown, errors, code) = crate::program::told(&command.output().unwrap());
        assert!(code == 1 && shown.is_empty() && errors.contains("File too large"), "{code} {shown}{errors}");
        assert_eq!(listed(), before, "{errors}");
        let (_, errors, code) = team.run(&[&["pull", "--drafts"], folder, &["--dry-run"]].concat());
        assert_eq!(code, 0, "{errors}");
    }
    let (_, errors, code) = team.run(&["pull", "--drafts", "--env", "prod", "--overwrite"]);
    assert_eq!((errors.as_str(), code), ("", 0));
    assert!(listed().len() >= before.len() && listed() != before);
}
