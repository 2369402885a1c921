//! Texts of files and of YAML: what stays, and what is refused.

use serde_json::json;

use crate::given::{agent, assert_only, read, refused};

fn instructions(content: &str) -> serde_json::Value {
    let yaml = "name: A\nagentData:\n  prompt:\n    instructions: { $file: a.md }\n";
    let read = read(&[("agents/a.yaml", yaml), ("agents/a.md", content)]);
    agent(&read)["agentData"]["prompt"]["instructions"].clone()
}

#[test]
fn crlf_is_lf_and_a_lone_cr_stays() {
    assert_eq!(instructions("a\r\nb\r\n"), "a\nb");
    assert_eq!(instructions("a\rb"), "a\rb");
}

#[test]
fn one_byte_order_mark_is_dropped() {
    assert_eq!(instructions("\u{feff}a"), "a");
    assert_eq!(instructions("\u{feff}\u{feff}a"), "\u{feff}a");
    let read = read(&[("agents/a.yaml", "\u{feff}name: A\n"), ("geai.yaml", "\u{feff}format: geai/1\n")]);
    assert_eq!(agent(&read), json!({"name": "A"}));
}

#[test]
fn one_final_newline_is_not_part_of_a_text() {
    for (content, text) in [("a", "a"), ("a\n", "a"), ("a\n\n", "a\n"), ("\n", ""), ("a \n", "a ")] {
        assert_eq!(instructions(content), text, "{content:?}");
    }
}

#[test]
fn trailing_blanks_and_unicode_line_ends_stay() {
    for text in ["a  ", " a", "a\u{85}b", "a\u{2028}b", "a\tb"] {
        assert_eq!(instructions(text), text);
    }
}

#[test]
fn what_looks_like_a_template_is_text() {
    for text in ["{{ name }}", "${HOME}", "##X##", "$file: a.md", "{ \"$value\": \"x\" }", "%20"] {
        assert_eq!(instructions(text), text);
    }
    let read = read(&[("agents/a.yaml", "name: A\ndescription: '$file {{x}} ${y} ##Z##'\n")]);
    assert_eq!(agent(&read)["description"], "$file {{x}} ${y} ##Z##");
}

#[test]
fn nul_is_refused_with_its_line() {
    let yaml = "name: A\ndescription: { $file: a.md }\n";
    let refused = refused(&[("agents/a.yaml", yaml), ("agents/a.md", "a\nb\0c")]);
    assert_only(&refused, &["agents/a.yaml:2: description: agents/a.md:2: ", "\\0"]);
}

#[test]
fn a_lone_surrogate_is_refused() {
    let json = r#"{"name": "A", "description": "\ud800"}"#;
    assert_only(&refused(&[("agents/a.json", json)]), &["agents/a.json:1: description: ", "lone surrogate"]);
    let yaml = "name: A\ndescription: \"\\ud800\"\n";
    assert_only(&refused(&[("agents/a.yaml", yaml)]), &["agents/a.yaml:2: "]);
}

#[test]
fn an_empty_prompt_is_noted() {
    let yaml = "name: A\nagentData:\n  prompt:\n    instructions: { $file: a.md }\n";
    let read = read(&[("agents/a.yaml", yaml), ("agents/a.md", "\n")]);
    let [note] = read.notes.as_slice() else { panic!("{:?}", read.notes) };
    assert_eq!((note.file.as_deref(), note.line), (Some("agents/a.yaml"), Some(4)));
    assert!(
        note.text.contains("agentData.prompt.instructions") && note.text.contains("agents/a.md is empty"),
        "{note:?}"
    );
}

#[test]
fn a_file_that_is_not_utf_8_is_refused_with_its_line() {
    let folder = crate::given::Folder::new("utf-8", &[("agents/a.yaml", "name: A\ndescription: { $file: a.md }\n")]);
    folder.write("agents/a.md", b"a\nb\xff");
    folder.write("agents/b.yaml", b"name: B\n\xc3(\n");
    let refused = folder.refused();
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert!(
        refused[0].starts_with("agents/a.yaml:2: ") && refused[0].contains("not UTF-8, from line 2"),
        "{refused:?}"
    );
    assert!(refused[1].starts_with("agents/b.yaml:1: not UTF-8, from line 2"), "{refused:?}");
}
