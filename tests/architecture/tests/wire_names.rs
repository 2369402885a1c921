//! No decision by a name: what the table and the schemas say is read there, and not looked for by the name of a member, a
//! model or an operation.
//!
//! Names of one small word, such as `status`, are names of much else, and are not looked for.

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
];
/// File, name, and why it may stand there: it decides nothing about the wire, or names what a host has by hand.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("bindings-node/ts/client/client.ts", "apiToken", "an option of the client"),
    ("bindings-python/python/geai_client/testing.py", "organizationId", "what the emulator tells of itself"),
    ("core/codegen/src/python.rs", "PackageContent", "Python reads it through its class LabPackage, written by hand"),
];

/// The names of members, parameters and envelopes in the wire's spelling, of models, and of operations.
fn names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in files(&root().join("core/src"), &["rs"]).iter().map(|file| format!("core/src/{file}")) {
        if SOURCES_OF_NAMES.iter().any(|source| file.starts_with(source)) {
            names.extend(literals::of(&file, &read(&root().join(&file))).into_iter().map(|(_, text)| text));
        }
    }
    let wire =
        |name: &String| name.chars().all(|c| c.is_ascii_alphanumeric()) && name.chars().any(|c| c.is_uppercase());
    names.retain(|name| wire(name) && name.starts_with(|c: char| c.is_lowercase()));
    for file in ["tests/schemas.json", "tests/operations.json"] {
        let rows: serde_json::Value = serde_json::from_str(&read(&root().join(file))).unwrap();
        names.extend(rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()));
    }
    names
}

#[test]
fn no_text_is_the_name_of_a_member_a_model_or_an_operation() {
    let names = names();
    for known in ["automaticPublish", "toolPlugins", "AgentDefinition", "agents.get"] {
        assert!(names.contains(known), "{known} was not read");
    }
    let patterns = generated();
    let mut found = BTreeSet::new();
    let mut wrong = Vec::new();
    for folder in SEARCHED {
        for file in files(&root().join(folder), &["rs", "py", "pyi", "ts", "mts"]) {
            let file = format!("{folder}/{file}");
            if is_generated(&file, &patterns) || SOURCES_OF_NAMES.iter().any(|source| file.starts_with(source)) {
                continue;
            }
            for (line, text) in literals::of(&file, &read(&root().join(&file))) {
                if !names.contains(&text) {
                    continue;
                }
                match EXCEPTIONS.iter().find(|(at, name, _)| *at == file && *name == text) {
                    Some(known) => drop(found.insert(known)),
                    None => wrong.push(format!("{file}:{line}: \"{text}\"")),
                }
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
