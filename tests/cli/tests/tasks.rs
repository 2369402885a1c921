//! The vectors of kind `task`, played by the program. Each one is a test of its own, named `tasks/<vector>`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode, Output, Stdio};
use std::sync::Arc;

use geai_client::bindings::{NameStyle, tasks};
use geai_client::change::StepOutcome;
use geai_tests::{Reply, Scripted, TaskFolder, TaskServer, TaskVector, load_tasks};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};

/// What the exit code is for each error, and for a plan that was not done in full.
const CODES: &[(&str, i32)] = &[("DefinitionsError", 1), ("PlanError", 3), ("ApplyError", 4)];
const IN_PART: i32 = 4;
/// The exit code of a pull that left files as they are.
const LEFT: i32 = 3;

/// The arguments of the call as flags; the folder has its files.
fn flags(call: &serde_json::Map<String, Value>, folder: &Path) -> Vec<String> {
    let mut flags = Vec::new();
    for (name, value) in call {
        let flag = NameStyle::Flag.name(name);
        match (name.as_str(), value) {
            ("files", _) => {}
            ("environment", value) => flags.push(format!("--env={}", value.as_str().unwrap())),
            ("baseline", value) => {
                let file = folder.join("baseline.json");
                std::fs::write(&file, value.to_string()).unwrap();
                flags.push(format!("{flag}={}", file.display()));
            }
            (_, Value::Array(values)) => {
                flags.extend(values.iter().map(|it| format!("{flag}={}", it.as_str().unwrap())))
            }
            (_, value) => flags.push(format!("{flag}={value}")),
        }
    }
    flags
}

/// Runs the program in the folder of the set-up.
fn run(url: &str, folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_geai-client-tested"));
    command.args(arguments).arg("--retries=0").env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("GEAI_API_BASE_URL", url).env("GEAI_APITOKEN", "test-token").current_dir(folder);
    command.stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What is wrong with how a run ended.
fn judge_end(vector: &TaskVector, done: &Output) -> Result<(), String> {
    let (code, errors) = (done.status.code(), text(&done.stderr));
    let expected = match &vector.error {
        Some(error) => CODES.iter().find(|(kind, _)| *kind == error.kind).map(|(_, code)| *code),
        None if vector.applied["complete"] == false => Some(IN_PART),
        None if vector.answer["left"].as_array().is_some_and(|left| !left.is_empty()) => Some(LEFT),
        None => Some(0),
    };
    let texts = vector.error.iter().flat_map(|error| &error.texts);
    match texts.into_iter().find(|text| !errors.contains(text.as_str())) {
        Some(missing) => Err(format!("no `{missing}` in {errors}")),
        None if code != expected => Err(format!("exit {code:?}, expected {expected:?}: {errors}")),
        None => Ok(()),
    }
}

fn compared(what: &str, expected: &Value, found: &Value) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("{what}: expected {expected}\n     got {found}")) }
}

fn play(url: &str, folder: &TaskFolder, vector: &TaskVector) -> Result<(), String> {
    let flags = flags(&vector.call, folder.path());
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let mut shown = match vector.verb == tasks::PLAN.name {
        true => planned_and_applied(url, folder.path(), vector, &flags)?,
        false => answered(url, folder, vector, &flags)?,
    };
    // The value of the variable that stands for a secret.
    if std::env::var("PATH").is_ok_and(|secret| shown.contains(&secret)) {
        return Err("the value of a secret is shown".to_owned());
    }
    shown = text(&run(url, folder.path(), &["request", "GET", "/left"]).stdout);
    compared("requests", &json!({ "left": [], "wrong": null }), &serde_json::from_str(&shown).unwrap_or_default())
}

/// Runs a verb that only reads: once in a folder of its own for its text, once for its JSON. What it shows.
fn answered(url: &str, folder: &TaskFolder, vector: &TaskVector, flags: &[&str]) -> Result<String, String> {
    let other = TaskFolder::with(&vector.call.get("files").cloned().unwrap_or_default()).unwrap();
    let shown = run(url, other.path(), &[&[vector.verb.as_str()], flags].concat());
    let answer = run(url, folder.path(), &[&[vector.verb.as_str(), "--json"], flags].concat());
    judge_end(vector, &shown)?;
    judge_end(vector, &answer)?;
    compared("answer", &vector.answer, &serde_json::from_slice(&answer.stdout).unwrap_or_default())?;
    compared("text", &json!(vector.text), &json!(text(&shown.stdout).trim_end()))?;
    if vector.verb == tasks::PULL.name {
        for folder in [folder, &other] {
            compared("files", &json!(vector.pulled), &json!(folder.texts().unwrap()))?;
        }
    }
    Ok([shown.stdout, shown.stderr, answer.stdout, answer.stderr].map(|bytes| text(&bytes)).concat())
}

/// The text of a plan, which names options as flags here.
fn in_flags(vector: &TaskVector) -> String {
    let conflicts = vector.answer["conflicts"].as_array().into_iter().flatten();
    let options = conflicts.filter_map(|conflict| conflict["allow"].as_str());
    let named = |text: String, option: &str| {
        text.replace(&format!("Allowed by {option}."), &format!("Allowed by --{}.", option.replace('_', "-")))
    };
    options.fold(vector.text.clone(), named)
}

/// Plans, and applies what was planned where the vector says so. What is shown.
fn planned_and_applied(url: &str, folder: &Path, vector: &TaskVector, flags: &[&str]) -> Result<String, String> {
    let planned = run(url, folder, &[&["plan", "--out=prod.plan.json"], flags].concat());
    let mut shown = text(&planned.stdout) + &text(&planned.stderr);
    if vector.answer.is_null() {
        judge_end(vector, &planned)?;
    } else {
        let saved =
            std::fs::read_to_string(folder.join("prod.plan.json")).map_err(|error| format!("{error}: {shown}"))?;
        compared("plan", &vector.answer, &serde_json::from_str(&saved).unwrap_or_default())?;
        compared("text", &json!(in_flags(vector)), &json!(text(&planned.stdout).trim_end()))?;
        shown.push_str(&saved);
    }
    if vector.applies {
        let applied = run(url, folder, &["apply", "prod.plan.json", "--json"]);
        let mut result: Value = serde_json::from_slice(&applied.stdout).unwrap_or_default();
        for step in result.get_mut("steps").and_then(Value::as_array_mut).into_iter().flatten() {
            if step["outcome"] == StepOutcome::FAILED.as_str() {
                step.as_object_mut().map(|step| step.shift_remove("error"));
            }
        }
        compared("applied", &vector.applied, &result)?;
        judge_end(vector, &applied)?;
        shown.push_str(&(text(&applied.stdout) + &text(&applied.stderr)));
    }
    Ok(shown)
}

fn main() -> ExitCode {
    let trials = load_tasks().unwrap().into_iter().map(|(name, vector)| {
        Trial::test(format!("tasks/{name}"), move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
            let tasks = Arc::new(TaskServer::new(BTreeMap::from([(name.clone(), vector.clone())])));
            let unknown = || Reply::json(418, &json!({}));
            let server = Scripted::start(move |seen| tasks.reply(seen).unwrap_or_else(unknown));
            let url = format!("{}/tasks/{name}/command-line", runtime.block_on(server)?.url());
            let folder = TaskFolder::with(&vector.call.get("files").cloned().unwrap_or_default())?;
            play(&url, &folder, &vector).map_err(Failed::from)
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}
