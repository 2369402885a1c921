//! The wire vectors, played by the program. Each one is a test of its own, named `<operation>/<vector>`.

use std::process::{ExitCode, Stdio};
use std::sync::Arc;

use geai_client::bindings::NameStyle;
use geai_client::{Operation, Param, ParamIn, Shape, api};
use geai_tests::{Scripted, Vector, VectorFile, load, reply_to};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// What a command line cannot say: the vector, and why.
const UNSAYABLE: &[(&str, &str)] = &[
    ("agents.get/local_id_nul", "no argument holds that character"),
    ("agents.publish_revision/local_revision_is_boolean", UNTYPED),
    ("agents.publish_revision/local_revision_is_text", UNTYPED),
    ("inspector.manifest/local_challenge_id_is_a_number", UNTYPED),
    ("inspector.manifest/local_free_query_value_is_an_object", UNTYPED),
    ("inspector.security_scheme/local_url_is_a_number", UNTYPED),
    ("inspector.security_scheme/local_url_null", UNTYPED),
    ("integrations.list/local_count_is_text", UNTYPED),
    ("integrations.list/local_name_is_a_number", UNTYPED),
    ("integrations.update/local_via_import_is_text", UNTYPED),
];
const UNTYPED: &str = "an argument is a text, which has the type of its flag or is refused before there is a call";

/// Most vectors that the table may hold, of a hundred.
const MOST_UNSAYABLE: usize = 3;

/// The arguments of a call, and what standard input holds.
fn arguments(operation: &Operation, vector: &Vector) -> Result<(Vec<String>, Option<String>), String> {
    let word = |name: &str| NameStyle::Flag.name(name).trim_start_matches('-').to_owned();
    let resource = api::RESOURCES.iter().find(|resource| resource.name == operation.resource);
    let resource = resource.filter(|resource| !resource.on_client).map(|resource| word(resource.name));
    let mut arguments: Vec<String> = resource.into_iter().chain([word(operation.method_name)]).collect();
    let (mut positional, mut stdin) = (Vec::new(), None);
    let mut beside = vector.call.clone();
    for param in operation.params {
        let Some(value) = beside.shift_remove(param.name).filter(|value| !value.is_null()) else { continue };
        let flag = NameStyle::Flag.name(param.name);
        match param.location {
            ParamIn::Definition(..) | ParamIn::Definitions(..) => {
                arguments.extend(["--file".to_owned(), "-".to_owned()]);
                stdin = Some(value.to_string());
            }
            ParamIn::Document => {
                positional.push("-".to_owned());
                stdin = Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            }
            ParamIn::FreeQuery => {
                let members = value.as_object().ok_or("a query that is no object")?;
                for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                    let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                    let pairs = values.iter().map(|value| format!("{name}={}", plain(value)));
                    arguments.extend(pairs.flat_map(|pair| [flag.clone(), pair]));
                }
            }
            _ if operation.is_required(param) => positional.push(plain(&value)),
            _ => arguments.push(format!("{flag}={}", plain(&value))),
        }
    }
    // Members that stand beside the definition.
    for (name, value) in beside {
        arguments.push(format!("{}={}", NameStyle::Flag.name(&name), plain(&value)));
    }
    for (name, value) in &vector.client {
        if !["access_token", "api_token"].contains(&name.as_str()) {
            arguments.push(format!("{}={}", NameStyle::Flag.name(name), plain(value)));
        }
    }
    arguments.push("--retries=0".to_owned());
    arguments.push("--log=json".to_owned());
    arguments.push("--reveal-secrets".to_owned());
    match operation.returns.shape {
        Shape::Page => arguments.push("--page".to_owned()),
        Shape::Nothing | Shape::Document => {}
        Shape::One | Shape::Many => arguments.push("--json".to_owned()),
    }
    if operation.method == geai_client::Method::DELETE {
        arguments.push("--yes".to_owned());
    }
    if !positional.is_empty() {
        arguments.push("--".to_owned());
        arguments.append(&mut positional);
    }
    Ok((arguments, stdin))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Runs the program once against a server that sees nothing else.
async fn play(files: Arc<Vec<VectorFile>>, name: &str, vector: &Vector) -> Result<(), String> {
    let server = Scripted::start(move |seen| reply_to(&files, seen)).await.map_err(|error| error.to_string())?;
    let operation = api::find(name).ok_or("no such operation")?.operation;
    let (arguments, stdin) = arguments(operation, vector)?;
    let token = |name: &str| vector.client.get(name).and_then(Value::as_str);
    let mut command = Command::new(env!("CARGO_BIN_EXE_geai-client-tested"));
    command.args(&arguments).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("GEAI_API_BASE_URL", format!("{}/{name}/{}", server.url(), vector.name));
    match token("access_token") {
        Some(token) => command.env("GEAI_OAUTH_ACCESS_TOKEN", token),
        None => command.env("GEAI_APITOKEN", token("api_token").unwrap_or("test-token")),
    };
    let mut program = command.spawn().map_err(|error| error.to_string())?;
    let mut input = program.stdin.take().ok_or("no standard input")?;
    // A program that ends early does not read it.
    let _ = input.write_all(stdin.unwrap_or_default().as_bytes()).await;
    drop(input);
    let done = program.wait_with_output().await.map_err(|error| error.to_string())?;
    let (stdout, stderr) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    let judged = if done.status.success() {
        vector.judge_data(if stdout.trim().is_empty() { b"null" } else { stdout.as_bytes() })
    } else {
        let mut told = stderr.lines().rev().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        match told.find(|line| line["event"] == "error") {
            Some(line) => {
                // Words have the names of the usage, as `<URL>`.
                let told = line["message"].as_str().unwrap_or_default().to_owned();
                let named =
                    |told: String, param: &Param| told.replace(&format!("<{}>", param.name.to_uppercase()), param.name);
                vector.judge_error(&line["error"], &operation.params.iter().fold(told, named))
            }
            None => Err(format!("exit {:?}: {stderr}", done.status.code())),
        }
    };
    judged.map_err(|why| format!("{why}\narguments: {arguments:?}"))?;
    let sent = server.seen().len();
    if sent == usize::from(!vector.local) { Ok(()) } else { Err(format!("{sent} requests were sent")) }
}

fn main() -> ExitCode {
    let files = Arc::new(load().unwrap());
    let all: Vec<String> = files
        .iter()
        .flat_map(|file| file.vectors.iter().map(move |vector| format!("{}/{}", file.operation, vector.name)))
        .collect();
    let unknown: Vec<_> = UNSAYABLE.iter().filter(|(name, _)| !all.iter().any(|known| known == name)).collect();
    assert!(unknown.is_empty(), "no such vectors: {unknown:?}");
    let most = all.len() * MOST_UNSAYABLE / 100;
    assert!(UNSAYABLE.len() <= most, "{} of {} vectors cannot be said, at most {most} may", UNSAYABLE.len(), all.len());
    let mut trials = Vec::new();
    for (at, file) in files.iter().enumerate() {
        for (number, vector) in file.vectors.iter().enumerate() {
            let name = format!("{}/{}", file.operation, vector.name);
            let files = files.clone();
            let sayable = !UNSAYABLE.iter().any(|(known, _)| *known == name);
            let trial = Trial::test(name, move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                let file = &files[at];
                let played = play(files.clone(), &file.operation, &file.vectors[number]);
                runtime.block_on(played).map_err(Failed::from)
            });
            trials.extend(sayable.then_some(trial));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
