//! Pieces of Python text.

use geai_client::Operation;
use geai_client::bindings::{Field, Kind, Schema, is_sent};

use super::models::models;
use crate::operations::{self, python_method};

/// Longest line of running text, and of a line that cannot be broken.
const WIDTH: usize = 100;
pub const LONGEST_LINE: usize = 120;

/// Paragraphs of a Rust doc comment.
pub fn paragraphs(doc: &[&str]) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in doc.iter().map(|line| line.trim()) {
        match paragraphs.last_mut() {
            Some(last) if !line.is_empty() => {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(line);
            }
            _ => paragraphs.push(String::new()),
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// The doc comment as one line.
pub fn sentence(doc: &[&str]) -> String {
    paragraphs(doc).join(" ")
}

/// Lines of at most [`WIDTH`] columns; all but the first are indented further.
fn wrapped(text: &str, indent: usize, hanging: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = " ".repeat(indent);
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent + hanging)));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
    lines
}

/// A docstring of paragraphs and, if there are any, arguments.
pub fn docstring(indent: usize, doc: &[&str], arguments: &[(&str, String)]) -> String {
    let pad = " ".repeat(indent);
    let mut paragraphs = paragraphs(doc).into_iter();
    let mut summary = paragraphs.next().unwrap_or_default();
    let mut rest: Vec<_> = paragraphs.collect();
    let long = indent + summary.chars().count() + 6 > LONGEST_LINE;
    if let Some((first, more)) = summary.clone().split_once(". ").filter(|_| long) {
        summary = format!("{first}.");
        rest.insert(0, more.to_owned());
    }
    let mut out = format!("{pad}\"\"\"{summary}");
    if rest.is_empty() && arguments.is_empty() {
        return format!("{out}\"\"\"\n");
    }
    out.push('\n');
    for paragraph in rest {
        out.push('\n');
        for line in wrapped(&paragraph, indent, 0) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    if !arguments.is_empty() {
        out.push_str(&format!("\n{pad}Args:\n"));
        for (name, text) in arguments {
            for line in wrapped(&format!("{name}: {text}"), indent + 4, 4) {
                out.push_str(&line);
                out.push('\n');
            }
        }
    }
    out.push_str(&format!("{pad}\"\"\"\n"));
    out
}

/// The known values for editors to offer; any other is as good.
pub fn literals(values: &[&str]) -> String {
    let values: Vec<_> = values.iter().map(|value| format!("{value:?}")).collect();
    format!("Literal[{}] | str", values.join(", "))
}

/// Prefix of the open enumerations in the stub of the native module: names that it does not have at run time.
pub const STUB_PREFIX: &str = "_";

/// Type of a value that the caller gives, as the clients spell it.
pub fn given(kind: Kind) -> String {
    given_with(kind, "")
}

/// Type of a value that the caller gives, as the stub of the native module spells it.
pub fn given_in_stub(kind: Kind) -> String {
    given_with(kind, STUB_PREFIX)
}

fn given_with(kind: Kind, prefix: &str) -> String {
    match kind {
        Kind::String | Kind::Secret => "str".to_owned(),
        Kind::Document => "str | PathLike[str] | Mapping[str, object]".to_owned(),
        Kind::Words => "Sequence[str] | str".to_owned(),
        Kind::Open(known) => format!("{prefix}{}", known.name),
        Kind::Boolean => "bool".to_owned(),
        Kind::Integer => "int".to_owned(),
        Kind::Number => "float".to_owned(),
        Kind::Json => "object".to_owned(),
        Kind::Model(schema) => format!("{0} | {0}Dict", schema.name),
        Kind::List(element) => format!("Sequence[{}]", given_with(*element, prefix)),
    }
}

/// What the type of a member adds where the model is sent and need not have it, so that it can be cleared.
pub fn or_null(schema: &Schema, field: &Field) -> &'static str {
    if is_sent(schema) && !field.required { " | Null" } else { "" }
}

/// Type of a definition that the caller gives.
pub fn given_definition(schema: &Schema) -> String {
    match schema.answer_of.as_ref().map(|answer| answer.schema.name) {
        Some(answer) => format!("{0} | {answer} | {0}Dict", schema.name),
        None => given_dict(schema),
    }
}

fn given_dict(schema: &Schema) -> String {
    format!("{0} | {0}Dict", schema.name)
}

/// Type of a value that the caller gets, as the stub of the native module spells it.
pub fn got(kind: Kind) -> String {
    match kind {
        Kind::Json => "Any".to_owned(),
        Kind::Document => "str".to_owned(),
        Kind::Words => "tuple[str, ...]".to_owned(),
        Kind::Model(schema) => schema.name.to_owned(),
        Kind::List(element) => format!("tuple[{}, ...]", got(*element)),
        _ => given_in_stub(kind),
    }
}

/// The definition that is made from an answer of this schema.
pub fn definition_of(answer: &Schema) -> Option<&'static Schema> {
    let makes = |schema: &Schema| schema.answer_of.as_ref().is_some_and(|it| it.schema.name == answer.name);
    models().find(|schema| makes(schema))
}

/// Documentation of the method that makes a definition from its answer: which operations take it.
pub fn to_definition_doc(definition: &Schema) -> String {
    let takes = |operation: &&Operation| operation.definition().is_some_and(|(_, _, it)| it.name == definition.name);
    let methods: Vec<_> =
        operations::all().filter(takes).map(|it| format!("`{}`", python_method(it.method_name))).collect();
    match methods.split_last() {
        Some((last, [])) => format!("The definition that {last} takes."),
        Some((last, first)) => format!("The definition that {} and {last} take.", first.join(", ")),
        None => "The definition.".to_owned(),
    }
}

/// Names of the models in a type.
pub fn models_of(kind: Kind) -> Option<&'static Schema> {
    match kind {
        Kind::Model(schema) => Some(schema),
        Kind::List(element) => models_of(*element),
        _ => None,
    }
}

/// `agents` as `Agents`.
pub fn class_name(resource: &str) -> String {
    resource
        .split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
        })
        .collect()
}
