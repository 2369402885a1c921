//! The resources as classes: a method for every operation.

use geai_client::api::{OPERATIONS, RESOURCES};
use geai_client::input::camel;
use geai_client::model::Schema;
use geai_client::operation::{Operation, Param, Place};

use super::models::given;
use super::text::{HEADER, doc, pascal, type_of, variable};
use crate::operations::{ON_CLIENT, owned};

/// Longest line.
const WIDTH: usize = 120;

/// What an operation answers: its type, and what reads it.
struct Answer {
    promise: String,
    call: String,
}

/// The file.
pub fn file() -> String {
    let mut out = format!("{HEADER}\n");
    out.push_str("import type { Calls, CallOptions } from \"./calls\";\n");
    out.push_str("import * as answers from \"./answers\";\n");
    out.push_str("import { InspectorHelpers } from \"./authorize\";\n");
    out.push_str("import type * as models from \"./models\";\n");
    out.push_str("import type { PagePromise } from \"./page\";\n");
    out.push_str("import type { ResponsePromise } from \"./promise\";\n");
    for operation in OPERATIONS {
        out.push_str(&params(operation));
    }
    for (resource, lines) in resources() {
        out.push_str(&class(resource, lines));
    }
    out.push_str("\n/** The resources of a client. */\nexport abstract class Resources {\n  readonly #calls: Calls;\n");
    for (resource, lines) in resources() {
        out.push_str(&format!("{}  readonly {}: {};\n", doc("  ", lines), camel(resource), pascal(resource)));
    }
    out.push_str("\n  constructor(calls: Calls) {\n    this.#calls = calls;\n");
    for (resource, _) in resources() {
        out.push_str(&format!("    this.{} = new {}(calls);\n", camel(resource), pascal(resource)));
    }
    out.push_str("  }\n");
    for operation in OPERATIONS.iter().filter(|operation| operation.resource == ON_CLIENT) {
        out.push_str(&method(operation));
    }
    out.push_str("}\n");
    out
}

/// The resources that are properties of the client.
fn resources() -> impl Iterator<Item = &'static (&'static str, &'static [&'static str])> {
    RESOURCES.iter().filter(|(name, _)| *name != ON_CLIENT)
}

/// Whether what it takes beside options is one object: then further members of it go into the query.
fn is_free(operation: &Operation) -> bool {
    operation.free_query().is_some()
}

fn params_name(operation: &Operation) -> String {
    format!("{}{}Params", pascal(operation.resource), pascal(operation.method_name))
}

fn optional(operation: &Operation) -> &[Param] {
    operation.params.get(operation.positional..).unwrap_or_default()
}

/// The interface of the optional parameters.
fn params(operation: &Operation) -> String {
    if optional(operation).is_empty() {
        return String::new();
    }
    let path = format!("Parameters of `{}`.", owned(operation, &camel(operation.method_name)));
    let mut out = format!("\n{}export interface {} {{\n", doc("", &[&path]), params_name(operation));
    if is_free(operation) {
        for param in operation.params.get(..operation.positional).unwrap_or_default() {
            out.push_str(&format!("{}  {}: {};\n", doc("  ", param.doc), camel(param.name), param_type(param)));
        }
    }
    for param in optional(operation) {
        if matches!(param.place, Place::FreeQuery) {
            out.push_str(&doc("  ", param.doc));
            out.push_str("  [query: string]: string | number | boolean | null | undefined;\n");
            continue;
        }
        out.push_str(&format!("{}  {}?: {};\n", doc("  ", param.doc), camel(param.name), param_type(param)));
    }
    out.push_str("}\n");
    out
}

fn param_type(param: &Param) -> String {
    let model = |schema: &Schema| format!("models.{}", given(schema));
    match param.place {
        Place::Path => "string".to_owned(),
        Place::Route(_) => "boolean".to_owned(),
        Place::FreeQuery => "Record<string, string | number | boolean | null | undefined>".to_owned(),
        Place::Query(_, kind)
        | Place::Member(_, kind)
        | Place::Local(kind)
        | Place::RouteQuery(_, kind)
        | Place::Definitions(_, _, kind) => type_of(kind, &model),
        Place::Definition(_, schema, _) => match schema.answered_as() {
            Some(answer) => format!("models.{} | models.{answer}", schema.name),
            None => format!("models.{}", schema.name),
        },
        Place::Document => "models.PackageSource".to_owned(),
    }
}

fn class(resource: &str, lines: &[&str]) -> String {
    // What takes several operations is written by hand.
    let by_hand = resource == "inspector";
    let base = if by_hand { " extends InspectorHelpers" } else { "" };
    let mut out = format!("\n{}export class {}{base} {{\n", doc("", lines), pascal(resource));
    let construct = if by_hand { "    super(calls);\n" } else { "" };
    out.push_str(&format!(
        "  readonly #calls: Calls;\n\n  constructor(calls: Calls) {{\n{construct}    this.#calls = calls;\n  }}\n"
    ));
    for operation in OPERATIONS.iter().filter(|operation| operation.resource == resource) {
        out.push_str(&method(operation));
    }
    out.push_str("}\n");
    out
}

fn method(operation: &Operation) -> String {
    let free = is_free(operation);
    let positional = operation.params.get(..operation.positional).unwrap_or_default();
    let (positional, required) = if free { (&[][..], !positional.is_empty()) } else { (positional, false) };
    let answer = answer(operation);
    let mut lines: Vec<String> = operation.doc.iter().map(|line| (*line).to_owned()).collect();
    for param in positional {
        lines.push(format!("@param {} {}", variable(param.name), param.doc.join(" ").trim()));
    }
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();

    let mut taken: Vec<_> =
        positional.iter().map(|param| format!("{}: {}", variable(param.name), param_type(param))).collect();
    let has_params = !optional(operation).is_empty();
    if has_params {
        taken.push(format!("params{}: {}", if required { "" } else { "?" }, params_name(operation)));
    }
    taken.push("options?: CallOptions".to_owned());

    let is_document = |param: &&Param| matches!(param.place, Place::Document);
    let given: Vec<_> = positional.iter().filter(|param| !is_document(param)).map(|param| camel(param.name)).collect();
    let given = if given.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", given.join(", ")) };
    let document = positional.iter().find(is_document).map(|param| format!(", {}", variable(param.name)));
    let name = camel(operation.method_name);
    let one_line = format!("  {name}({}): {} {{", taken.join(", "), answer.promise);
    let signature = if one_line.len() <= WIDTH {
        one_line
    } else {
        let lines: String = taken.iter().map(|param| format!("    {param},\n")).collect();
        format!("  {name}(\n{lines}  ): {} {{", answer.promise)
    };
    format!(
        "\n{}{signature}\n    return this.#calls.{}({:?}, {given}, {}, options{}{});\n  }}\n",
        doc("  ", &lines),
        if answer.call.is_empty() { "list" } else { "call" },
        operation.name,
        if has_params { "params" } else { "undefined" },
        if answer.call.is_empty() { String::new() } else { format!(", answers.{}", answer.call) },
        document.unwrap_or_default(),
    )
}

/// By the name of the type in the core.
fn answer(operation: &Operation) -> Answer {
    let name: String = operation.response.name.chars().filter(|c| !c.is_whitespace()).collect();
    let inner = |outer: &str| Some(name.strip_prefix(outer)?.strip_prefix('<')?.strip_suffix('>')?.to_owned());
    if let Some(record) = inner("Page") {
        return Answer { promise: format!("PagePromise<models.{record}>"), call: String::new() };
    }
    let json = |data: String| (data.clone(), format!("json<{data}>"));
    let (data, call) = match name.as_str() {
        "()" => ("void".to_owned(), "nothing".to_owned()),
        "Agent" => ("models.AgentReply".to_owned(), "agent".to_owned()),
        "Integration" => ("models.IntegrationReply".to_owned(), "integration".to_owned()),
        "InspectorResult" => ("models.InspectorResult".to_owned(), "inspection".to_owned()),
        "SharingLink" => ("models.SharingLink".to_owned(), "sharingLink".to_owned()),
        "Vec<Agent>" => ("models.AgentReply[]".to_owned(), "agents".to_owned()),
        "Vec<ConfigParameter>" => ("models.ConfigParameter[]".to_owned(), "configuration".to_owned()),
        "Json" | "Option<Json>" => json("unknown".to_owned()),
        name => json(inner("Vec").map_or_else(|| format!("models.{name}"), |record| format!("models.{record}[]"))),
    };
    Answer { promise: format!("ResponsePromise<{data}>"), call }
}
