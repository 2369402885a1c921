//! The completions of shells, by the shells themselves. One that is not installed is asked nothing, unless `GEAI_SHELLS` says
//! that all are: the full run.

use std::io::ErrorKind;
use std::process::Command;

use crate::program::{feed, run, told};

/// What a shell prints that runs `check` with the script of its completion as input; `None` where there is no such shell.
fn printed(shell: &str, arguments: &[&str], check: &str) -> Option<String> {
    let (script, _, code) = told(&run("", &["completions", shell]));
    assert_eq!(code, 0, "{shell}");
    match Command::new(shell).arg("--version").output() {
        Err(missing) if missing.kind() == ErrorKind::NotFound && std::env::var_os("GEAI_SHELLS").is_none() => {
            return None;
        }
        asked => assert!(asked.unwrap().status.success(), "{shell}"),
    }
    let mut command = Command::new(shell);
    command.args(arguments).args(["-c", check]);
    let (text, errors, code) = told(&feed(command, &script));
    assert_eq!((code, errors.as_str()), (0, ""), "{shell}");
    Some(text)
}

#[test]
fn completions_load_in_bash() {
    let check = "source /dev/stdin && COMP_WORDS=(geai-client agents ge) COMP_CWORD=2 && _geai_client geai-client ge agents \
                 && echo \"${COMPREPLY[@]}\"";
    if let Some(offered) = printed("bash", &["--norc"], check) {
        assert_eq!(offered.trim(), "get");
    }
}

#[test]
fn completions_load_in_zsh() {
    // What it would describe is printed instead, since only its line editor shows it.
    let check = "autoload -U compinit && compinit -D -u && source /dev/stdin && print $_comps[geai-client]; \
                 _describe() { print -l -- ${(P)4} }; _geai-client__subcmd__agents_commands";
    if let Some(offered) = printed("zsh", &["-f"], check) {
        let lines: Vec<&str> = offered.lines().collect();
        assert_eq!(lines.first(), Some(&"_geai-client"));
        assert!(lines.iter().any(|line| line.starts_with("create-sharing-link:")), "{offered}");
    }
}

#[test]
fn completions_load_in_fish() {
    let check = "source - && complete -C 'geai-client agents ge' && complete -C 'geai-client agents list --allow-d'";
    if let Some(offered) = printed("fish", &["--no-config"], check) {
        let words: Vec<&str> = offered.lines().filter_map(|line| line.split('\t').next()).collect();
        assert_eq!(words, ["get", "--allow-drafts"]);
    }
}

#[test]
fn completions_of_the_emulator_are_its_own_flags() {
    let check = "source /dev/stdin && COMP_WORDS=(geai-client emulator --) COMP_CWORD=2 && _geai_client geai-client -- emulator \
                 && echo \"${COMPREPLY[@]}\"";
    if let Some(offered) = printed("bash", &["--norc"], check) {
        let words: Vec<&str> = offered.split_whitespace().collect();
        for flag in ["--port", "--project", "--seed", "--state", "--temper", "--host", "--allow-host"] {
            assert!(words.contains(&flag), "{flag}: {offered}");
        }
        assert!(!words.contains(&"--profile") && !words.contains(&"--base-url"), "{offered}");
    }
    let check = "source /dev/stdin && COMP_WORDS=(geai-client agents get --p) COMP_CWORD=3 && _geai_client geai-client --p get \
                 && echo \"${COMPREPLY[@]}\"";
    if let Some(offered) = printed("bash", &["--norc"], check) {
        assert!(offered.contains("--profile"), "{offered}");
    }
}
