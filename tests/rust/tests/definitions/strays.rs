//! Definitions where nothing reads them.

use geai_client::ErrorKind;
use geai_client::definitions::{Source, check};

use crate::given::{Folder, assert_only, read, refused};

#[test]
fn a_misspelt_folder_of_definitions_is_refused_with_its_name() {
    let agent = "name: A\nagentData: {strategyName: x}\n";
    for (path, text, expected) in [
        ("agent/x.yaml", agent, "agent:1: nothing reads the definitions of this folder; did you mean `agents`?"),
        ("agent/x.yaml", "name: A\n", "did you mean `agents`?"),
        ("agnets/x.json", "{\"name\": \"A\", \"$renamedFrom\": \"B\"}", "agnets:1: "),
        ("integration/x.yml", "name: a\nmanifest: {$file: x.json}\n", "did you mean `integrations`?"),
        ("intergrations/x.yaml", "name: a\ndescription: b\n", "intergrations:1: "),
    ] {
        assert_only(&refused(&[(path, text)]), &[expected]);
        assert_only(&Folder::new("strays", &[(path, text)]).refused(), &[expected]);
    }
}

#[test]
fn a_definition_elsewhere_is_noted() {
    let read = read(&[
        ("agents/a.yaml", "name: A\n"),
        ("other/x.yaml", "name: B\nagentData: {}\n"),
        ("b.yaml", "name: C\ndescription: d\n"),
    ]);
    let notes: Vec<(&str, &str)> =
        read.notes.iter().map(|note| (note.file.as_deref().unwrap_or_default(), note.text.as_str())).collect();
    let text = "nothing reads this definition; those of `agents` and `integrations` are read";
    assert_eq!(notes, [("b.yaml", text), ("other/x.yaml", text)]);
    assert_eq!(read.files, ["agents/a.yaml", "geai.yaml"]);
}

#[test]
fn other_files_beside_the_definitions_are_nobodys_business() {
    let read = read(&[
        ("agents/a.yaml", "name: A\ndescription: {$file: ../agent/a.md}\n"),
        ("integrations/p.yaml", "name: p\nmanifest: {$file: ../integration/p.openapi.yaml}\n"),
        ("integration/p.openapi.yaml", "openapi: 3.0.0\npaths: {}\n"),
        ("agent/a.md", "text"),
        ("agent/notes.yaml", "- name: A\n- a list\n"),
        ("package.json", "{\"name\": \"x\", \"version\": \"1\", \"private\": true}"),
        ("events/e.yaml", "name: E\ntype: event\n"),
        ("values/prod.yaml", "model: gpt-4o\n"),
        ("broken/x.yaml", "a: [\n"),
        (".github/x.yaml", "name: B\nagentData: {}\n"),
        ("deep/er/x.yaml", "name: B\nagentData: {}\n"),
    ]);
    assert!(read.notes.is_empty(), "{:?}", read.notes);
}

#[test]
fn files_that_are_no_texts_are_named() {
    for (given, expected) in [
        (r#"{"geai.yaml": 5}"#, "source: geai.yaml: expected a text, got "),
        (
            r#"{"geai.yaml": "format: geai/1", "agents/a.json": {"name": "A"}}"#,
            "agents/a.json: expected a text, got an object",
        ),
        (r#"{"geai.yaml": null}"#, "geai.yaml: expected a text, got null"),
    ] {
        let refused = Source::from_json(given).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidRequestError, "{refused}");
        assert!(refused.to_string().contains(expected), "{refused}, not {expected}");
    }
    let checked = read(&[("agents/a.yaml", "name: A\n")]);
    let source = Source::from_json(&serde_json::to_string(&checked).unwrap()).unwrap();
    assert_eq!(check(source, None).unwrap(), checked);
}
