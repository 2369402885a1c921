//! Definitions: from answers that they were made from, and from what a person wrote.

use geai_client::Operation;
use geai_client::bindings::{AnswerOf, Schema, camel_case};

use super::text::{HEADER, doc};

/// The file.
pub fn file() -> String {
    let mut out = format!(
        "{HEADER}\nimport {{ defined, definitionOf, edited, type DefineOptions }} from \"../convert/definition\";\n"
    );
    out.push_str("import * as members from \"./members\";\nimport type * as models from \"./models\";\n");
    for (definition, answer) in pairs() {
        let first =
            format!("The definition that {}, from an answer. What only an answer carries is left", takers(definition));
        let lines = [first.as_str(), "out; members that no type names stand under `extra`."];
        let (name, answer) = (definition.name, answer.name);
        out.push_str(&format!(
            "\n{}export function {}(answer: models.{answer}): models.{name} {{\n  \
             return definitionOf({name:?}, answer, members.{name});\n}}\n",
            doc("", &lines),
            function(definition),
        ));
        let first =
            format!("Checks a definition that {}, such as the JSON of a file, before anything", takers(definition));
        let lines = [first.as_str(), "is sent. A misspelt member is refused with its place and the nearest name."];
        out.push_str(&format!(
            "\n{}export function define{answer}(value: unknown, options: DefineOptions = {{}}): models.{name} {{\n  \
             return defined({name:?}, value, members.{name}, options);\n}}\n",
            doc("", &lines),
        ));
    }
    let models: Vec<_> = pairs().into_iter().flat_map(|(definition, answer)| [definition.name, answer.name]).collect();
    let types: Vec<_> = models.iter().map(|name| format!("models.{name}")).collect();
    let rows: String = pairs()
        .iter()
        .map(|(definition, answer)| {
            format!(
                "  {0}: [members.{0}],\n  {1}: [members.{1}, {2}],\n",
                definition.name,
                answer.name,
                function(definition)
            )
        })
        .collect();
    let lines = [
        "A copy in which the values at some places are others, such as",
        "`{ \"agentData.prompt.instructions\": \"Be brief.\" }`, however deep they are. An element of a list is",
        "`agentData.models[0]`, a member that no type names `extra.` and its name. `undefined` leaves a member out, `null`",
        "clears it where it is sent. Whatever else the object holds stays.",
        "",
        "@throws {InvalidRequestError} where a place or a value is none that the object has; of a misspelt place it names the",
        "nearest",
    ];
    out.push_str(&format!(
        "\nconst EDITED = {{\n{rows}}} as const;\n\n{}export function edit<T extends {}>(\n  object: T,\n  \
         changes: Readonly<Record<string, unknown>>,\n): T {{\n  return edited(object, changes, EDITED);\n}}\n",
        doc("", &lines),
        types.join(" | "),
    ));
    out
}

/// Definitions that an answer can be turned into, and the models of these answers.
pub fn pairs() -> Vec<(&'static Schema, &'static Schema)> {
    let mut pairs: Vec<(&'static Schema, &'static Schema)> = Vec::new();
    for (_, _, definition) in crate::operations::all().filter_map(|operation| operation.definition()) {
        if let Some(AnswerOf { schema: answer, .. }) = definition.answer_of
            && pairs.iter().all(|(known, _)| known.name != definition.name)
        {
            pairs.push((definition, answer));
        }
    }
    pairs
}

/// Name of the function that gives a definition.
pub fn function(definition: &Schema) -> String {
    format!("to{}", definition.name)
}

/// The methods that take a definition, in words: "`create`, `upsert` and `update` take".
pub fn takers(definition: &Schema) -> String {
    let takes = |operation: &Operation| operation.definition().is_some_and(|(_, _, it)| it.name == definition.name);
    let operations = crate::operations::all().filter(|operation| takes(operation));
    let names: Vec<_> = operations.map(|operation| format!("`{}`", camel_case(operation.method_name))).collect();
    match names.split_last() {
        Some((last, [])) => format!("{last} takes"),
        Some((last, before)) => format!("{} and {last} take", before.join(", ")),
        None => String::new(),
    }
}
