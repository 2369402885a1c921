//! Makes a few calls of `client.agents.get` from Python under callgrind, and compares the files that they enter with the
//! walk of ARCHITECTURE.md.
//!
//! `walk PYTHON`, where that Python has a development build of the package: it needs the lines of the debugging information.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use geai_architecture::callgrind::entered;
use geai_architecture::sources::{read, root};
use geai_architecture::walk::{self, Step};

/// What the call enters beside the walk, and why it is no hop of it: it returns without passing the call on, or runs what it
/// is given around it.
const LEAVES: &[(&str, &str)] = &[
    ("bindings-python/src/call/caller.rs", "makes the call without a context, since no function of its caller may run"),
    ("bindings-python/src/call/log.rs", "writes the log record of the call"),
    ("bindings-python/src/client/arguments.rs", "reads the options of the call"),
    ("bindings-python/src/client/token.rs", "tells that no function gives the token"),
    ("bindings-python/src/convert/errors.rs", "turns errors and panics into exceptions, around the call"),
    ("bindings-python/src/convert/foreign.rs", "finds that no argument is a missing value of another package"),
    ("bindings-python/src/runtime/interpreter.rs", "asks which thread this is, and which modules are loaded"),
    ("bindings-python/src/runtime/panics.rs", "turns a panic into an error, around the call"),
    ("bindings-python/src/runtime/process.rs", "finds the reactor of this process"),
    ("core/src/client/call_secrets.rs", "looks for secrets in the id of the request"),
    ("core/src/client/call_state.rs", "holds the state of the call"),
    (
        "core/src/client/observe.rs",
        "runs the call, and finds that nobody observes it, for which `events/` is not entered",
    ),
    ("core/src/client/deleted.rs", "notes how many records were deleted before, for pages"),
    ("core/src/client/mod.rs", "finds the state of this process"),
    ("core/src/config/call_options.rs", "the options and the times of the call"),
    ("core/src/config/deadline.rs", "arithmetic with times"),
    ("core/src/config/mod.rs", "the version of the agents API"),
    ("core/src/config/token.rs", "the value of the header `Authorization`"),
    ("core/src/error/mod.rs", "the type of errors"),
    ("core/src/error/fault.rs", "is named for a closure of `Coding::of`, which is the same code as one of its own"),
    ("core/src/error/server_messages.rs", "looks for messages of the server beside the model"),
    ("core/src/json/attachments.rs", "puts long texts back into the arguments"),
    ("core/src/json/fidelity.rs", "learns whether reading changed nothing, so that the body can be passed on"),
    ("core/src/json/mod.rs", "reads and checks JSON"),
    ("core/src/json/writer.rs", "writes JSON"),
    ("core/src/models/agents.rs", "declares the models that `schema/model.rs` reads"),
    ("core/src/operation/mod.rs", "the row of the operation"),
    ("core/src/response/endpoint.rs", "erases the type of what the decoder gives, around it"),
    ("core/src/retry/mod.rs", "notes the success in the retry budget"),
    ("core/src/retry/semantics.rs", "whether the operation may be repeated"),
    ("core/src/schema/failed_place.rs", "would note the place of a member that cannot be read"),
    ("core/src/schema/malformed.rs", "finds that no member is of another type than documented"),
    ("core/src/schema/mod.rs", "the spelling of names"),
    ("core/src/schema/model.rs", "what `model!` writes for each model"),
    ("core/src/schema/number.rs", "reads numbers"),
    ("core/src/schema/reading.rs", "reads one member of a model"),
    ("core/src/schema/segment.rs", "checks a name that becomes a segment of the path"),
    ("core/src/schema/validate.rs", "checks arguments"),
    ("core/src/transport/client_auth.rs", "notes that the server takes the client as it is"),
    ("core/src/transport/decompress.rs", "tells that the body is not compressed"),
    ("core/src/transport/expiry.rs", "ends the attempt when its time is over, around it"),
    ("core/src/transport/failure.rs", "the id of the request, as in errors"),
    ("core/src/transport/path.rs", "makes the URL"),
    ("core/src/transport/phase.rs", "notes the phase of the attempt, around it, for errors"),
    ("core/src/transport/pool.rs", "hands out the connections, and notes that something arrived"),
    ("core/src/transport/redact.rs", "what of the token is secret, for the id of the request"),
    ("core/src/transport/repeats.rs", "whether that id can repeat a secret"),
    ("core/src/transport/resolver.rs", "remembers the address that answered"),
];

fn main() -> ExitCode {
    let Some(python) = std::env::args().nth(1) else {
        eprintln!("usage: walk PYTHON");
        return ExitCode::FAILURE;
    };
    let faults = run(&python).map_or_else(
        |why| vec![why],
        |(native, package)| {
            let steps = walk::read(&root(), "from Python");
            compare(&steps, &native, &package)
        },
    );
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

type Entered = BTreeMap<String, BTreeSet<String>>;

/// The functions that the calls enter, by file: of the native module, and of the Python package.
fn run(python: &str) -> Result<(Entered, Entered), String> {
    let script = root().join("tests/architecture/walk.py");
    let profile = std::env::temp_dir().join(format!("geai-walk-{}", std::process::id()));
    let ran = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--quiet",
            "--collect-atstart=no",
            "--toggle-collect=*NativeClient*__pymethod_call__*",
        ])
        .args(["--trace-children=no", &format!("--callgrind-out-file={}", profile.display()), python])
        .arg(&script)
        .stderr(Stdio::inherit())
        .output();
    let output = ran.map_err(|why| format!("valgrind: {why}; install it, such as with `apt-get install valgrind`"))?;
    let text = read(&profile);
    std::fs::remove_file(&profile).map_err(|why| why.to_string())?;
    if !output.status.success() {
        return Err(format!("the calls failed: {}", output.status));
    }
    let package: BTreeMap<String, BTreeSet<String>> =
        serde_json::from_slice(&output.stdout).map_err(|why| format!("walk.py: {why}"))?;
    let native = entered(&text).into_iter().filter_map(|(file, functions)| Some((ours(&file)?, functions)));
    Ok((native.collect(), package))
}

/// The path from the root of a file of this project.
fn ours(file: &str) -> Option<String> {
    let path = Path::new(file).strip_prefix(root()).unwrap_or(Path::new(file));
    let path = path.to_str()?;
    ["core/src/", "bindings-python/"].iter().any(|folder| path.starts_with(folder)).then(|| path.to_owned())
}

fn compare(steps: &[Step], native: &Entered, package: &Entered) -> Vec<String> {
    let mut faults = Vec::new();
    if native.is_empty() {
        faults.push("no file of the native module was seen: is it a development build?".to_owned());
    }
    let entered = |file: &str| native.get(file).or_else(|| package.get(file));
    let has = |found: &str, function: &str| found == function || found.contains(&format!("::{function}"));
    for step in steps.iter().filter(|step| step.by_hand() || step.file.ends_with(".py")) {
        let Step { id, file, functions, .. } = step;
        let Some(found) = entered(file) else {
            faults.push(format!("{id}: the call does not enter {file}"));
            continue;
        };
        let unseen = functions.iter().filter(|function| !found.iter().any(|found| has(found, function)));
        faults.extend(unseen.map(|function| format!("{id}: the call does not enter `{function}` of {file}")));
    }
    for file in native.keys().chain(package.keys()) {
        let listed = steps.iter().any(|step| step.file == *file);
        let leaf = LEAVES.iter().any(|(leaf, _)| leaf == file);
        if listed == leaf {
            let what = if listed { "in the walk and a leaf" } else { "neither in the walk nor a leaf" };
            faults.push(format!("the call enters {file}, which is {what}: {:?}", entered(file).unwrap()));
        }
    }
    let stale = LEAVES.iter().filter(|(leaf, _)| entered(leaf).is_none());
    faults.extend(stale.map(|(leaf, _)| format!("the call does not enter {leaf}, which is among the leaves")));
    faults
}
