//! No decision by a name: what the table and the schemas say is read there, and not looked for by the name of a member, a
//! model or an operation.
//!
//! Names of one small word, such as `status`, are names of much else: they are looked for where code decides or finds
//! something by them.

use std::collections::BTreeSet;

use geai_architecture::literals;
use geai_architecture::sources::{files, generated, is_generated, read, root};

/// Where names are written down.
const SOURCES_OF_NAMES: &[&str] = &["core/src/models/", "core/src/api/mod.rs"];
/// Where none is to stand in a text. The emulator is the server, which has to know them.
const SEARCHED: &[&str] = &[
    "core/src",
    "core/codegen/src",
    "bindings-python/src",
    "bindings-python/python/geai_client",
    "bindings-node/src",
    "bindings-node/ts",
    "cli/src",
];
/// Requests and answers to the letter, by which `doctor` probes a server: like the vectors, they are what the models are
/// measured by.
const PROBES: &[&str] = &[
    "cli/src/doctor/agent_writes.rs",
    "cli/src/doctor/anonymous.rs",
    "cli/src/doctor/integration_writes.rs",
    "cli/src/doctor/reads.rs",
];
/// File, name, and why it may stand there: it decides nothing about the wire, or names what a host has by hand.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("bindings-node/ts/client/client.ts", "apiToken", "an option of the client"),
    ("bindings-python/python/geai_client/testing.py", "organizationId", "what the emulator tells of itself"),
];

/// File, word, and why it decides nothing about the wire there.
const WORDS: &[(&str, &str, &str)] = &[
    ("core/src/change/forms.rs", "text", "a form of a document"),
    ("core/src/config/builder.rs", "profile", "an option of the client"),
    ("core/src/config/call_options.rs", "timeout", "an option of calls"),
    ("core/src/error/server_messages.rs", "type", "bodies of errors, which no model has"),
    ("core/src/error/server_messages.rs", "error", "bodies of errors, which no model has"),
    ("core/src/error/server_messages.rs", "id", "bodies of errors, which no model has"),
    ("core/src/error/server_messages.rs", "description", "bodies of errors, which no model has"),
    ("core/codegen/src/typescript/text.rs", "delete", "a word that TypeScript keeps for itself"),
    ("bindings-python/python/geai_client/testing.py", "url", "what the emulator tells of itself"),
    ("bindings-python/python/geai_client/testing.py", "name", "what the emulator tells of its projects"),
    ("bindings-python/python/geai_client/testing.py", "id", "what the emulator tells of its projects"),
    ("bindings-python/python/geai_client/testing.py", "status", "a kind of fault of the emulator"),
    ("bindings-node/src/client/emulator.rs", "info", "a function of the emulator"),
    ("bindings-node/src/client/emulator.rs", "tools", "a function of the emulator"),
    ("cli/src/doctor/clean_up.rs", "agents", "a segment of a path that a probe has to the letter"),
    ("cli/src/doctor/echo.rs", "name", "elements of lists in what a probe sent to the letter"),
];
/// What `typeof` of JavaScript, the annotations of Python and Debug output of Rust have in common with members.
const OF_LANGUAGES: &[&str] = &["object", "body"];

/// The files in which no name is to stand, and their texts.
fn searched() -> Vec<(String, String)> {
    let patterns = generated();
    let mut found = Vec::new();
    for folder in SEARCHED {
        for file in files(&root().join(folder), &["rs", "py", "pyi", "ts", "mts"]) {
            let file = format!("{folder}/{file}");
            let is_source = SOURCES_OF_NAMES.iter().any(|source| file.starts_with(source));
            if !is_generated(&file, &patterns) && !is_source && !PROBES.contains(&&*file) {
                let text = read(&root().join(&file));
                found.push((file, text));
            }
        }
    }
    found
}

fn texts_of_models() -> BTreeSet<String> {
    let of_core = files(&root().join("core/src"), &["rs"]).into_iter().map(|file| format!("core/src/{file}"));
    let sources = of_core.filter(|file| SOURCES_OF_NAMES.iter().any(|source| file.starts_with(source)));
    sources.flat_map(|file| literals::of(&file, &read(&root().join(&file)))).map(|(_, text)| text).collect()
}

/// The names of members, parameters and envelopes in the wire's spelling, of models, and of operations.
fn names() -> BTreeSet<String> {
    let mut names = texts_of_models();
    let wire =
        |name: &String| name.chars().all(|c| c.is_ascii_alphanumeric()) && name.chars().any(|c| c.is_uppercase());
    names.retain(|name| wire(name) && name.starts_with(|c: char| c.is_lowercase()));
    for file in ["tests/schemas.json", "tests/operations.json"] {
        let rows: serde_json::Value = serde_json::from_str(&read(&root().join(file))).unwrap();
        names.extend(rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()));
    }
    names
}

/// Names of one small word: of members in the wire's spelling.
fn words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let rows: serde_json::Value = serde_json::from_str(&read(&root().join("tests/schemas.json"))).unwrap();
    for schema in rows.as_array().unwrap() {
        let members = schema["members"].as_array().unwrap();
        words.extend(members.iter().map(|member| member["name"].as_str().unwrap().to_owned()));
    }
    words.retain(|word| word.chars().all(|c| c.is_ascii_lowercase()));
    words
}

#[test]
fn no_decision_is_made_by_a_word_that_is_the_name_of_a_member() {
    let words = words();
    let mut found = BTreeSet::new();
    let mut wrong = Vec::new();
    for (file, source) in searched() {
        for (line, text) in literals::deciding(&file, &source) {
            if !words.contains(&text) || OF_LANGUAGES.contains(&&*text) {
                continue;
            }
            match WORDS.iter().find(|(at, word, _)| *at == file && *word == text) {
                Some(known) => drop(found.insert(known)),
                None => wrong.push(format!("{file}:{line}: \"{text}\"")),
            }
        }
    }
    assert_eq!(wrong, [""; 0], "let the table or the schema say what this looks for by a name");
    let unused: Vec<_> = WORDS.iter().filter(|known| !found.contains(known)).collect();
    assert!(unused.is_empty(), "no longer in the sources: {unused:?}");
}

#[test]
fn no_text_is_the_name_of_a_member_a_model_or_an_operation() {
    let names = names();
    for known in ["automaticPublish", "toolPlugins", "AgentDefinition", "agents.get"] {
        assert!(names.contains(known), "{known} was not read");
    }
    let mut found = BTreeSet::new();
    let mut wrong = Vec::new();
    for (file, source) in searched() {
        for (line, text) in literals::of(&file, &source) {
            if !names.contains(&text) {
                continue;
            }
            match EXCEPTIONS.iter().find(|(at, name, _)| *at == file && *name == text) {
                Some(known) => drop(found.insert(known)),
                None => wrong.push(format!("{file}:{line}: \"{text}\"")),
            }
        }
    }
    assert_eq!(wrong, [""; 0], "let the table or the schema say what this looks for by a name");
    let unused: Vec<_> = EXCEPTIONS.iter().filter(|known| !found.contains(known)).collect();
    assert!(unused.is_empty(), "no longer in the sources: {unused:?}");
}

#[test]
fn literals_are_found_where_code_has_them() {
    let rust = "/// \"doc\"\nfn f() { x == \"one\"; matches!(y, \"two\"); m! { /// \"doc\"\n a \"three\" } concat!(\"fo\", \"ur\"); b\"five\" }\n#[cfg(test)] mod t { const A: &str = \"no\"; }";
    let found = |file, source| literals::of(file, source).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    assert_eq!(found("a.rs", rust), ["one", "two", "three", "four", "five"]);
    assert_eq!(found("a.py", "# 'no'\nx = {'one': y['two']}\n"), ["one", "two"]);
    assert_eq!(found("a.ts", "// 'no'\nconst x = y[\"one\"] as 'two' | `three`;\n"), ["one", "two", "three"]);
}

#[test]
fn literals_that_decide_are_found() {
    let found = |file, source| literals::deciding(file, source).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    let rust = "fn f() { if x == \"one\" { y.get(\"two\"); } match z { \"three\" | \"four\" => say(\"no\"), _ => w.insert(\"no\", 1) };
        [\"five\", \"six\"].iter().any(g); let a = \"no\"; k.eq_ignore_ascii_case(\"seven\") }
        #[cfg(test)] mod t { fn f() { x == \"no\" } }";
    assert_eq!(found("a.rs", rust), ["one", "two", "three", "four", "five", "six", "seven"]);
    let python = "if x == 'one' or y['two']: z.get('three')\nsay('no')\na = {'no': getattr(b, 'four')}\n";
    assert_eq!(found("a.py", python), ["one", "two", "three", "four"]);
    let typescript = "if (x === 'one' || y['two']) { z.get('three'); say('no'); }\nswitch (a) { case 'four': break; }";
    assert_eq!(found("a.ts", typescript), ["one", "two", "three", "four"]);
}
