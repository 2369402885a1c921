//! JSON with a line for each member, as people keep it in files.

use super::tree::Tree;

/// The value with a line for each member and element, and a line end behind it.
pub(crate) fn pretty(value: &Tree) -> String {
    let mut out = String::new();
    write(value, 1, &mut out);
    out.push('\n');
    out
}

fn write(value: &Tree, depth: usize, out: &mut String) {
    match value {
        Tree::Object(members) if !members.is_empty() => {
            let lines = members.iter().map(|(name, value)| (Some(name.as_str()), value));
            block('{', lines, '}', depth, out);
        }
        Tree::List(elements) if !elements.is_empty() => {
            block('[', elements.iter().map(|element| (None, element)), ']', depth, out);
        }
        other => out.push_str(&other.to_json()),
    }
}

fn block<'t>(
    open: char,
    lines: impl Iterator<Item = (Option<&'t str>, &'t Tree)>,
    close: char,
    depth: usize,
    out: &mut String,
) {
    out.push(open);
    for (at, (name, value)) in lines.enumerate() {
        out.push_str(if at > 0 { ",\n" } else { "\n" });
        indent(depth, out);
        if let Some(name) = name {
            out.push_str(&Tree::Text(name.to_owned()).to_json());
            out.push_str(": ");
        }
        write(value, depth.saturating_add(1), out);
    }
    out.push('\n');
    indent(depth.saturating_sub(1), out);
    out.push(close);
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_the_same_on_many_lines() {
        let text = r#"{"a":[1.10,{"b\"":null}],"c":[],"d":{},"e":"x\ny"}"#;
        let written = pretty(&Tree::parse(text).unwrap());
        let expected = "{\n  \"a\": [\n    1.10,\n    {\n      \"b\\\"\": null\n    }\n  ],\n  \"c\": [],\n  \"d\": {},\n  \"e\": \"x\\ny\"\n}\n";
        assert_eq!(written, expected);
        assert_eq!(Tree::parse(&written).unwrap().to_json(), text);
    }
}
