//! The rule for plain scalars, and what YAML allows and definitions do not.

use serde_json::json;

use crate::given::{agent, assert_only, read, refused};

fn of(yaml: &str) -> serde_json::Value {
    agent(&read(&[("agents/a.yaml", yaml)]))
}

fn why(yaml: &str) -> Vec<String> {
    refused(&[("agents/a.yaml", yaml)])
}

#[test]
fn what_the_schema_calls_text_is_text_however_it_looks() {
    for text in ["no", "010", "1.10", "1e3", "12:30", "2024-01-01", "0o7", "true", ".5", "+1"] {
        assert_eq!(of(&format!("name: A\ndescription: {text}\n")), json!({"name": "A", "description": text}));
    }
    assert_eq!(of("name: 010\n")["name"], "010");
}

#[test]
fn null_is_null_and_means_that_the_member_must_be_absent() {
    for null in ["~", "null", ""] {
        assert_eq!(of(&format!("name: A\ndescription: {null}\n")), json!({"name": "A", "description": null}));
    }
    assert_eq!(of("name: A\ndescription: '~'\n")["description"], "~");
}

#[test]
fn numbers_stay_to_the_letter() {
    let yaml = "name: A\nagentData: { llmConfig: { maxTokens: 1200, sampling: { temperature: 0.20, topP: 1e0 } } }\n";
    let read = read(&[("agents/a.yaml", yaml)]);
    let object = read.agents[0].definition.text();
    assert!(object.contains(r#""maxTokens":1200,"sampling":{"temperature":0.20,"topP":1e0}"#), "{object}");
    assert_only(
        &why("name: A\nagentData: { llmConfig: { maxTokens: 010 } }\n"),
        &["a.yaml:2: ", "expected an integer"],
    );
}

#[test]
fn unmodelled_members_keep_their_types() {
    let read =
        read(&[("agents/a.yaml", "name: A\n$extra: { a: 1.10, b: no, c: [010, true, 18446744073709551616] }\n")]);
    assert_eq!(
        read.agents[0].definition.text(),
        r#"{"name":"A","a":1.10,"b":"no","c":["010",true,18446744073709551616]}"#
    );
    assert_only(&why("name: A\n$extra: { a: 1e3 }\n"), &["a.yaml:2: ", "`1e3` is a number to some"]);
}

#[test]
fn anchors_and_aliases_are_read() {
    let yaml = "name: &n A\ndescription: *n\n";
    assert_eq!(of(yaml), json!({"name": "A", "description": "A"}));
}

#[test]
fn a_bomb_of_aliases_is_refused() {
    let mut yaml = "name: A\n$extra:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for at in 1..12 {
        let before = vec![format!("*a{}", at - 1); 10].join(", ");
        yaml += &format!("  a{at}: &a{at} [{before}]\n");
    }
    assert_only(&why(&yaml), &["its aliases stand for more than 16 times the document"]);
}

#[test]
fn a_hundred_thousand_brackets_are_refused() {
    let yaml = format!("name: A\n$extra: {{ a: {} }}\n", "[".repeat(100_000));
    assert_only(&why(&yaml), &["agents/a.yaml:2: ", "nested deeper than 128 levels"]);
    let json = format!(r#"{{"name": "A", "$extra": {{"a": {}}}}}"#, "[".repeat(100_000));
    assert_only(&refused(&[("agents/a.json", &json)]), &["nested deeper than 128 levels"]);
}

#[test]
fn merge_keys_are_refused() {
    assert_only(&why("name: A\n$extra:\n  a: &a {x: 1}\n  b:\n    <<: *a\n"), &["agents/a.yaml:5: ", "`<<`"]);
}

#[test]
fn duplicate_keys_are_refused() {
    assert_only(&why("name: A\ndescription: x\nname: B\n"), &["agents/a.yaml:3: ", "a second member `name`"]);
    let json = "{\"name\": \"A\",\n \"$extra\": {\"b\": 1,\n \"b\": 2}}";
    assert_only(&refused(&[("agents/a.json", json)]), &["agents/a.json:3: duplicate member"]);
    let twice = "name: A\nagentData: {llmConfig: {maxTokens: 1}, LLMConfig: {maxTokens: 2}}\n";
    assert_only(&why(twice), &["agents/a.yaml:2: ", "`llmConfig` is given twice"]);
}

#[test]
fn tabs_tags_and_binaries_are_refused() {
    for (yaml, reason) in [
        ("name: A\nagentData:\n\tllmConfig: {}\n", "tab"),
        ("name: !mine A\n", "has no meaning"),
        ("name: !!binary SGVsbG8=\n", "has no meaning"),
        ("name: A\n$extra: { a: !!set {x} }\n", "has no meaning"),
    ] {
        assert_only(&why(yaml), &["agents/a.yaml:", reason]);
    }
}

#[test]
fn a_second_document_is_refused() {
    assert_only(&why("name: A\n---\nname: B\n"), &["a second document"]);
}

#[test]
fn an_empty_file_is_refused() {
    for empty in ["", "\n", "# nothing yet\n", "---\n# nothing\n"] {
        assert_only(&why(empty), &["agents/a.yaml:1: "]);
    }
}

#[test]
fn broken_files_are_refused_with_the_line_and_the_others_are_still_read() {
    let refused = refused(&[
        ("agents/a.yaml", "name: A\nagentData: [\n"),
        ("agents/b.json", "{\"name\": \"B\",\n \"description\": }"),
        ("agents/c.yaml", "name: C\ndescripton: x\nacessScope: private\n"),
        ("integrations/d.yaml", "name: d\ndescription: [x]\n"),
    ]);
    let starts: Vec<_> = refused.iter().map(|line| line.split(' ').next().unwrap()).collect();
    let expected =
        ["agents/a.yaml:2:", "agents/b.json:2:", "agents/c.yaml:2:", "agents/c.yaml:3:", "integrations/d.yaml:2:"];
    assert_eq!(starts, expected, "{refused:#?}");
}
