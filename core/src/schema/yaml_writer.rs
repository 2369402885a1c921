//! YAML of a JSON value, in block style. Whatever schema it is read by, it is that value again: what some reader of YAML
//! could take for something else than a text is quoted, and a number keeps its spelling.

use super::yaml_scalar::is_number_in_yaml_1_1;
use crate::json::tree::Tree;

/// Longest name of a member that stands on the line of its value.
const LONGEST_NAME: usize = 500;

/// Texts that readers of YAML take for something else, in lower case.
const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"];

/// The value as a document. An object of directives, whose names all begin with `$`, stands on one line.
pub(crate) fn to_yaml(value: &Tree) -> String {
    let mut out = String::new();
    match value {
        Tree::Object(members) if !members.is_empty() => block_object(members, 0, &mut out),
        Tree::List(elements) if !elements.is_empty() => block_list(elements, 0, &mut out),
        other => {
            flow(other, &mut out);
            out.push('\n');
        }
    }
    out
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", depth));
}

/// The members, a line each, behind the indentation of the first.
fn block_object(members: &[(String, Tree)], depth: usize, out: &mut String) {
    for (at, (name, value)) in members.iter().enumerate() {
        if at > 0 {
            indent(depth, out);
        }
        let mut written = String::new();
        text(name, false, &mut written);
        if written.len() > LONGEST_NAME {
            // Readers look only so far for the colon behind a name.
            out.push_str("? ");
            out.push_str(&written);
            out.push('\n');
            indent(depth, out);
        } else {
            out.push_str(&written);
        }
        out.push(':');
        block_value(value, depth.saturating_add(1), out);
    }
}

fn block_list(elements: &[Tree], depth: usize, out: &mut String) {
    for (at, element) in elements.iter().enumerate() {
        if at > 0 {
            indent(depth, out);
        }
        out.push('-');
        let inner = depth.saturating_add(1);
        match element {
            Tree::Object(members) if is_block(element) => {
                out.push(' ');
                block_object(members, inner, out);
            }
            Tree::List(elements) if is_block(element) => {
                out.push(' ');
                block_list(elements, inner, out);
            }
            other => block_value(other, inner, out),
        }
    }
}

/// The value behind a colon or a hyphen, with the end of its line.
fn block_value(value: &Tree, depth: usize, out: &mut String) {
    match value {
        Tree::Object(members) if is_block(value) => {
            out.push('\n');
            indent(depth, out);
            block_object(members, depth, out);
        }
        Tree::List(elements) if is_block(value) => {
            out.push('\n');
            indent(depth, out);
            block_list(elements, depth, out);
        }
        Tree::Text(value) => {
            out.push(' ');
            text(value, false, out);
            out.push('\n');
        }
        other => {
            out.push(' ');
            flow(other, out);
            out.push('\n');
        }
    }
}

/// Whether a value has lines of its own.
fn is_block(value: &Tree) -> bool {
    match value {
        Tree::Object(members) => !members.is_empty() && !members.iter().all(is_short_directive),
        Tree::List(elements) => !elements.is_empty(),
        _ => false,
    }
}

fn is_short_directive((name, value): &(String, Tree)) -> bool {
    name.starts_with('$') && name.len() < LONGEST_NAME && matches!(value, Tree::Text(_))
}

fn flow(value: &Tree, out: &mut String) {
    match value {
        Tree::Null => out.push_str("null"),
        Tree::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Tree::Number(number) => {
            // Some readers take an exponent without a point or a sign for a text; the tag says what it is.
            let is_doubtful = number.contains(['e', 'E']) && !is_number_in_yaml_1_1(number);
            out.push_str(if is_doubtful { "!!float " } else { "" });
            out.push_str(number);
        }
        Tree::Text(value) => text(value, true, out),
        Tree::List(_) => out.push_str("[]"),
        Tree::Object(members) if members.is_empty() => out.push_str("{}"),
        Tree::Object(members) => {
            out.push_str("{ ");
            for (at, (name, value)) in members.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                text(name, true, out);
                out.push_str(": ");
                flow(value, out);
            }
            out.push_str(" }");
        }
    }
}

/// A text, quoted unless every reader of YAML takes it for itself.
fn text(value: &str, in_flow: bool, out: &mut String) {
    if is_plain(value, in_flow) {
        out.push_str(value);
        return;
    }
    out.push('"');
    for character in value.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Line ends to some readers, and what files do not hold.
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => escape(character, out),
            other if other.is_control() => escape(other, out),
            other => out.push(other),
        }
    }
    out.push('"');
}

fn escape(character: char, out: &mut String) {
    out.push_str(&format!("\\u{:04x}", u32::from(character)));
}

fn is_plain(value: &str, in_flow: bool) -> bool {
    let starts = |first: char| first.is_alphabetic() || matches!(first, '$' | '/' | '_');
    let fits = |character: char| {
        character.is_alphanumeric()
            || matches!(character, ' ' | '_' | '-' | '.' | '/' | '$' | '(' | ')' | '+' | '=' | ';' | '\'' | '@' | '~')
            || !in_flow && matches!(character, ',' | '!' | '?')
    };
    let joins = |(at, _): (usize, char)| value.get(at.saturating_add(1)..).is_some_and(|rest| rest.starts_with("//"));
    let colons = value.char_indices().filter(|(_, character)| *character == ':');
    let is_path = value.starts_with("../") || value.starts_with("./");
    (value.starts_with(starts) || is_path)
        && !value.ends_with(' ')
        && value.chars().all(|character| fits(character) || character == ':')
        // A colon of an address.
        && colons.into_iter().all(joins)
        && !WORDS.contains(&value.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::models::{AgentDefinition, IntegrationRequest};
    use crate::schema::model::Model as _;
    use crate::schema::{Kind, Schema, yaml};

    /// The value as every reader of this library reads it.
    fn read(text: &str) -> Vec<String> {
        let kinds = [Kind::Json, Kind::Model(AgentDefinition::SCHEMA), Kind::Model(IntegrationRequest::SCHEMA)];
        let placed = kinds.into_iter().map(|kind| yaml::to_placed_json(text, kind, &Schema::EMPTY).unwrap().0);
        placed.chain([yaml::to_json_unsent(text).unwrap(), yaml::to_json(text, None).unwrap()]).collect()
    }

    #[track_caller]
    fn check(value: &Tree) {
        let written = to_yaml(value);
        for found in read(&written) {
            assert_eq!(found, value.to_json(), "{written}");
        }
    }

    #[test]
    fn the_form_is_that_of_an_author() {
        let value = r#"{"name":"ParcelTracker","agentData":{"prompt":{"instructions":{"$file":"../parcel-tracker.md"},
            "examples":[{"inputData":"parcel 7","output":"in transit"}],"inputs":[]},
            "models":[{"name":"gpt-4o"}],"m":[[1,[2.50]],{}],
            "url":"https://example.com/a","v":{"$value":"model"}},"x":"no","w":"a: b","z":"1.10"}"#;
        let value = Tree::parse(value).unwrap();
        assert_eq!(
            to_yaml(&value),
            "name: ParcelTracker\nagentData:\n  prompt:\n    instructions: { $file: ../parcel-tracker.md }\n    examples:\n      \
             - inputData: parcel 7\n        output: in transit\n    inputs: []\n  models:\n    - name: gpt-4o\n  m:\n    \
             - - 1\n      - - 2.50\n    - {}\n  url: https://example.com/a\n  v: { $value: model }\nx: \"no\"\nw: \"a: b\"\nz: \"1.10\"\n"
        );
        check(&value);
    }

    #[test]
    fn awkward_values_are_read_as_they_were_written() {
        let texts = [
            "",
            " ",
            "a ",
            " a",
            "no",
            "Yes",
            "ON",
            "~",
            "null",
            "true",
            "010",
            "0o7",
            "1.10",
            "1e3",
            "12:30",
            "2024-01-01",
            "-",
            "- a",
            "?",
            "? a",
            ":",
            "a:",
            "a: b",
            "a #b",
            "#a",
            "&a",
            "*a",
            "!a",
            "!!binary aGk=",
            "%a",
            "@a",
            "`a`",
            "|",
            ">",
            "'",
            "''",
            "\"",
            "\\",
            "{a",
            "}",
            "[",
            "]",
            ",",
            "a,b",
            "<<",
            "=",
            "---",
            "...",
            "--- a",
            "\n",
            "a\n",
            "a\nb",
            "\r",
            "a\r\nb",
            "\t",
            "a\tb",
            "\0",
            "\u{7}",
            "\u{7f}",
            "\u{85}",
            "\u{a0}",
            "\u{2028}",
            "\u{2029}",
            "\u{feff}a",
            "\u{fffe}",
            "é",
            "e\u{301}",
            "漢字",
            "🤖",
            "\u{202e}x",
            "$file",
            "$",
            "{{ x }}",
            "${x}",
            "##X##",
            "https://x.example/?a=1&b=2",
            "http://a b",
            "a://",
            "x:y",
            "C:\\a",
            "Infinity",
            "nan",
            ".nan",
            "_",
            "/",
            "it's",
            "a\u{10ffff}",
        ];
        let list = Tree::List(texts.iter().map(|text| Tree::Text((*text).to_owned())).collect());
        let object =
            Tree::Object(texts.iter().map(|text| ((*text).to_owned(), Tree::Text((*text).to_owned()))).collect());
        check(&list);
        check(&object);
        for text in texts {
            let one = Tree::Object(vec![(format!("${text}"), Tree::Text(text.to_owned()))]);
            check(&Tree::Object(vec![("a".to_owned(), one)]));
        }
        let numbers = ["0", "-0", "1.0", "18446744073709551616", "1e3", "-1E-7", "1.5e+3", "1.5E3", "1e400"];
        check(&Tree::List(numbers.map(|number| Tree::Number(number.to_owned())).into()));
        check(&Tree::parse(r#"{"a":[],"b":{},"c":[[],[{}]],"d":null,"e":[null,true,false]}"#).unwrap());
        check(&Tree::Object(vec![("x".repeat(5000), Tree::Object(vec![("é".repeat(800), Tree::Null)]))]));
    }

    /// Any value whose members of models are of another name.
    fn values() -> impl Strategy<Value = Tree> {
        let texts = prop_oneof![any::<String>(), "[ -~\n]{0,8}", "[:#,{}\\[\\]&*!|>'\"%@` -]{0,4}", "\\PC{0,6}"];
        let numbers =
            prop_oneof![any::<i64>().prop_map(|it| it.to_string()), "-?[1-9]\\.[0-9]{1,3}([eE][+-]?[0-9]{1,2})?"];
        let leaf = prop_oneof![
            Just(Tree::Null),
            any::<bool>().prop_map(Tree::Bool),
            numbers.prop_map(Tree::Number),
            texts.clone().prop_map(Tree::Text),
        ];
        leaf.prop_recursive(5, 40, 6, move |inner| {
            let names = prop_oneof![texts.clone(), "\\$[a-z]{1,3}"].prop_map(|name| format!("x{name}"));
            let members = prop::collection::btree_map(names, inner.clone(), 0..6);
            prop_oneof![
                prop::collection::vec(inner, 0..6).prop_map(Tree::List),
                members.prop_map(|members| Tree::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]
        #[test]
        fn any_value_is_read_as_it_was_written(value in values()) {
            check(&value);
        }
    }
}
