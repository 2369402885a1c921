//! Makes a few calls of `client.agents.get` from Python under callgrind, and compares the files that they enter with the
//! walk of ARCHITECTURE.md.
//!
//! `walk PYTHON`, where that Python has a development build of the package: it needs the lines of the debugging information.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use geai_architecture::callgrind::{Function, Profile};
use geai_architecture::sources::{read, root};
use geai_architecture::walk::{self, Step};

/// What the call enters beside the walk, and what it does there. Each is a leaf: it returns before the call goes on, so that no
/// function of it leads to one of the walk.
const LEAVES: &[(&str, &str)] = &[
    ("bindings-python/src/call/context.rs", "holds what the call needs, and finds that no hook observes it"),
    ("bindings-python/src/call/log.rs", "writes the log record of the call"),
    ("bindings-python/src/client/arguments.rs", "reads the options of the call"),
    ("bindings-python/src/client/token.rs", "tells that no function gives the token"),
    ("bindings-python/src/convert/foreign.rs", "finds that no argument is a missing value of another package"),
    ("bindings-python/src/runtime/interpreter.rs", "asks which thread this is, and which modules are loaded"),
    ("bindings-python/src/runtime/process.rs", "finds the reactor of this process"),
    ("core/src/client/call_secrets.rs", "looks for secrets in the id of the request"),
    ("core/src/client/call_state.rs", "holds the state of the call"),
    ("core/src/client/deleted.rs", "tells how many records were deleted before, for pages"),
    ("core/src/client/mod.rs", "finds the state of this process"),
    ("core/src/client/observe.rs", "finds that nobody observes the call, for which `events/` is not entered"),
    ("core/src/config/call_options.rs", "the options and the times of the call"),
    ("core/src/config/deadline.rs", "arithmetic with times, and the wait for a permit"),
    ("core/src/config/mod.rs", "the version of the agents API"),
    ("core/src/config/token.rs", "the value of the header `Authorization`"),
    ("core/src/error/mod.rs", "would add to an error what is known of the call"),
    ("core/src/error/server_messages.rs", "finds no messages of the server beside the model"),
    ("core/src/json/attachments.rs", "puts long texts back into the arguments"),
    ("core/src/json/mod.rs", "reads and checks JSON of no model"),
    ("core/src/json/plain_text.rs", "finds the ends of strings"),
    ("core/src/json/quoted_name.rs", "tells whether a name is the one that is likely"),
    ("core/src/json/scanner.rs", "reads the next name, string or number"),
    ("core/src/json/writer.rs", "writes JSON"),
    ("core/src/operation/mod.rs", "the row of the operation"),
    ("core/src/response/endpoint.rs", "finds that the operation has no pages, and boxes the model that was read"),
    ("core/src/retry/mod.rs", "notes the success in the retry budget"),
    ("core/src/retry/semantics.rs", "whether the operation may be repeated"),
    (
        "core/src/schema/failed_place.rs",
        "is given each value that was read, and would note the place of one that was not",
    ),
    ("core/src/schema/malformed.rs", "tells that no member of another type than documented is looked for"),
    ("core/src/schema/member.rs", "makes a field of the value that was read"),
    ("core/src/schema/mod.rs", "the spelling of names"),
    ("core/src/schema/number.rs", "reads numbers"),
    ("core/src/schema/segment.rs", "checks a name that becomes a segment of the path"),
    ("core/src/schema/validate.rs", "checks arguments"),
    (
        "core/src/schema/value_reader.rs",
        "holds the text, and whether reading it changed nothing, so that it can be passed on",
    ),
    ("core/src/transport/body.rs", "collects the chunks of the body that were read"),
    ("core/src/transport/client_auth.rs", "notes that the server takes the client as it is"),
    ("core/src/transport/decompress.rs", "tells that the body is not compressed"),
    ("core/src/transport/failure.rs", "the id of the request, as in errors"),
    ("core/src/transport/path.rs", "makes the URL"),
    ("core/src/transport/phase.rs", "holds the phase of the attempt, for errors"),
    ("core/src/transport/pool.rs", "hands out the connections, and notes that something arrived"),
    ("core/src/transport/redact.rs", "what of the token is secret, for the id of the request"),
    ("core/src/transport/repeats.rs", "whether that id can repeat a secret"),
    ("core/src/transport/resolver.rs", "records the address that answered"),
];

/// The functions of ours between the bytes of the response and its model, each called by the one before, or through other
/// people's code only. Each member is then read by the walk's row of `schema/reading.rs`.
const FROM_BYTES_TO_MODEL: &[(&str, &str)] =
    &[("core/src/response/raw.rs", "read"), ("core/src/schema/model.rs", "read")];

fn main() -> ExitCode {
    let Some(python) = std::env::args().nth(1) else {
        eprintln!("usage: walk PYTHON");
        return ExitCode::FAILURE;
    };
    let faults = run(&python).map_or_else(
        |why| vec![why],
        |(profile, package)| {
            let steps = walk::read(&root(), "from Python");
            compare(&steps, &profile, &package)
        },
    );
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The functions of the Python package that the calls enter, by file.
type Entered = BTreeMap<String, BTreeSet<String>>;

/// What the calls enter: of the native module, and of the Python package.
fn run(python: &str) -> Result<(Profile, Entered), String> {
    let script = root().join("tests/architecture/walk.py");
    let profile = std::env::temp_dir().join(format!("geai-walk-{}", std::process::id()));
    let ran = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--quiet",
            // Instances of a generic function have one name where names are demangled.
            "--demangle=no",
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
    let package = serde_json::from_slice(&output.stdout).map_err(|why| format!("walk.py: {why}"))?;
    Ok((Profile::read(&text), package))
}

/// The path from the root of a file of this project.
fn ours(file: &str) -> Option<String> {
    let path = Path::new(file).strip_prefix(root()).unwrap_or(Path::new(file));
    let path = path.to_str()?;
    ["core/src/", "bindings-python/"].iter().any(|folder| path.starts_with(folder)).then(|| path.to_owned())
}

fn compare(steps: &[Step], profile: &Profile, package: &Entered) -> Vec<String> {
    let mut entered = package.clone();
    for (file, functions) in &profile.entered {
        if let Some(file) = ours(file) {
            entered.entry(file).or_default().extend(functions.iter().map(Function::name));
        }
    }
    let mut faults = Vec::new();
    if !entered.keys().any(|file| file.starts_with("core/src/")) {
        faults.push("no file of the native module was seen: is it a development build?".to_owned());
    }
    for step in steps.iter().filter(|step| step.by_hand() || step.file.ends_with(".py")) {
        let Step { id, file, functions, .. } = step;
        let found = match entered.get(file) {
            Some(found) => found,
            None if is_written_by_macro(step, profile) => continue,
            None => {
                faults.push(format!("{id}: the call does not enter {file}"));
                continue;
            }
        };
        // A macro is entered as what it writes.
        let unseen = functions.iter().filter(|function| !function.ends_with('!') && !found.contains(*function));
        faults.extend(unseen.map(|function| format!("{id}: the call does not enter `{function}` of {file}")));
    }
    for (file, functions) in &entered {
        let listed = steps.iter().any(|step| step.file == *file);
        let leaf = LEAVES.iter().any(|(leaf, _)| leaf == file);
        if listed == leaf {
            let what = if listed { "in the walk and a leaf" } else { "neither in the walk nor a leaf" };
            faults.push(format!("the call enters {file}, which is {what}: {functions:?}"));
        }
    }
    let stale = LEAVES.iter().filter(|(leaf, _)| !entered.contains_key(*leaf));
    faults.extend(stale.map(|(leaf, _)| format!("the call does not enter {leaf}, which is among the leaves")));
    faults.extend(no_leaves(steps, profile));
    faults.extend(between_bytes_and_model(profile));
    faults
}

/// Whether all functions of a row are macros, and the call enters what one of them wrote in that file.
fn is_written_by_macro(step: &Step, profile: &Profile) -> bool {
    let Some((_, path)) = step.file.split_once("/src/") else { return false };
    let module = path.trim_end_matches(".rs").replace('/', "::");
    let mut entered = profile.entered.values().flatten();
    step.functions.iter().all(|function| function.ends_with('!'))
        && entered.any(|function| function.is_of_module(&module))
}

/// The files that are no leaves: a function of theirs leads to one of the walk.
fn no_leaves(steps: &[Step], profile: &Profile) -> Vec<String> {
    let leading = profile.leading_to(|function| {
        let step = ours(&function.file).and_then(|file| steps.iter().find(|step| step.file == file));
        step.is_some_and(|step| step.functions.contains(&function.name()))
    });
    let mut faults = Vec::new();
    for function in leading {
        let Some(file) = ours(&function.file) else { continue };
        if !steps.iter().any(|step| step.file == file) {
            faults.push(format!("the call goes on through `{}` of {file}, which is not in the walk", function.name()));
        }
    }
    faults
}

/// Whether other functions of ours than those are on the way from the bytes to the model.
fn between_bytes_and_model(profile: &Profile) -> Vec<String> {
    let is = |function: &Function, (file, name): (&str, &str)| {
        ours(&function.file).as_deref() == Some(file) && function.name() == name
    };
    let [first, .., last] = FROM_BYTES_TO_MODEL else { return vec!["no functions to compare with".to_owned()] };
    // The model itself, and not those that are its members.
    let leading = profile.leading_to(|function| is(function, *last));
    let mut reached: BTreeSet<_> = leading.iter().filter(|function| is(function, *first)).cloned().collect();
    let mut found: BTreeSet<_> = reached.iter().cloned().collect();
    while let Some(function) = reached.pop_first() {
        if is(&function, *last) {
            continue;
        }
        let called = leading.iter().filter(|of| profile.callers.get(*of).is_some_and(|by| by.contains(&function)));
        let new: Vec<_> = called.filter(|of| !found.contains(*of)).cloned().collect();
        found.extend(new.iter().cloned());
        reached.extend(new);
    }
    let ours: BTreeSet<_> =
        found.iter().filter_map(|function| Some((ours(&function.file)?, function.name()))).collect();
    let expected: BTreeSet<_> =
        FROM_BYTES_TO_MODEL.iter().map(|(file, name)| ((*file).to_owned(), (*name).to_owned())).collect();
    match ours == expected {
        true => Vec::new(),
        false => vec![format!("from the bytes to the model the call passes {ours:?}, expected {expected:?}")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(file: &str, functions: &[&str]) -> Step {
        let functions = functions.iter().map(|function| (*function).to_owned()).collect();
        Step { id: "1".to_owned(), file: file.to_owned(), functions, caller: None, through: None }
    }

    /// A profile in which each function calls the next; a function is its file and its name.
    fn profile(functions: &[(&str, &str)]) -> Profile {
        let mut text = String::from("positions: line\n");
        for (at, (file, name)) in functions.iter().enumerate() {
            text += &format!("fl={file}\nfn=n{at}::{name}\n1 1\n");
            if let Some((file, name)) = functions.get(at + 1) {
                text += &format!("cfi={file}\ncfn=n{}::{name}\ncalls=1 1\n2 1\n", at + 1);
            }
        }
        Profile::read(&text)
    }

    #[test]
    fn a_leaf_through_which_the_call_goes_on_is_found() {
        let steps = [step("core/src/a.rs", &["first", "last"])];
        let through =
            |file| no_leaves(&steps, &profile(&[("core/src/a.rs", "first"), (file, "x"), ("core/src/a.rs", "last")]));
        assert_eq!(through("/elsewhere.rs"), [""; 0]);
        assert_eq!(
            through("core/src/b.rs"),
            ["the call goes on through `x` of core/src/b.rs, which is not in the walk"]
        );
        let leaf = profile(&[("core/src/a.rs", "first"), ("core/src/a.rs", "last"), ("core/src/b.rs", "x")]);
        assert_eq!(no_leaves(&steps, &leaf), [""; 0]);
    }

    #[test]
    fn a_function_between_the_bytes_and_the_model_is_found() {
        let [read, model] = FROM_BYTES_TO_MODEL else { panic!("two functions") };
        assert_eq!(between_bytes_and_model(&profile(&[*read, ("/elsewhere.rs", "x"), *model])), [""; 0]);
        assert_eq!(between_bytes_and_model(&profile(&[*read, ("core/src/b.rs", "x"), *model])).len(), 1);
        assert_eq!(between_bytes_and_model(&profile(&[*model])).len(), 1);
    }

    #[test]
    fn a_macro_is_entered_where_it_wrote_a_function() {
        let steps = [step("core/src/models/a.rs", &["model!"])];
        let fault = "1: the call does not enter core/src/models/a.rs".to_owned();
        let faults = |path: &str| compare(&steps, &profile(&[("core/src/b.rs", path)]), &Entered::new());
        assert!(!faults("<crate::models::a::A as crate::Member>::read").contains(&fault));
        assert!(faults("<crate::models::ab::A as crate::Member>::read").contains(&fault));
    }

    #[test]
    fn names_and_paths_are_compared_whole() {
        let steps = [step("core/src/a.rs", &["first"])];
        let faults = compare(
            &steps,
            &profile(&[("core/src/a.rs", "first_of_all"), ("core/src/a.rs.bak", "first")]),
            &Entered::new(),
        );
        for expected in [
            "1: the call does not enter `first` of core/src/a.rs",
            "the call enters core/src/a.rs.bak, which is neither in the walk nor a leaf: {\"first\"}",
        ] {
            assert!(faults.contains(&expected.to_owned()), "{expected} is not in {faults:#?}");
        }
    }
}
