//! The resources as classes: a method for every operation.

use geai_client::bindings::{Schema, camel_case};
use geai_client::{Operation, Param, ParamIn, Resource, Shape};

use super::definitions::{function, pairs};
use super::models::{given, reply};
use super::operations::constant;
use super::text::{self, HEADER, doc, pascal, type_of, variable};
use crate::operations::{is_on_client, owned, resources};

/// Longest line.
const WIDTH: usize = 120;

const IMPORTS: &str = r#"import { InspectorHelpers } from "../call/authorize";
import type { Calls } from "../call/calls";
import type { CallOptions } from "../call/options";
import type { PagePromise } from "../call/page";
import type { ResponsePromise } from "../call/response_promise";
import { AgentsHelpers, IntegrationsHelpers } from "../call/single";
import * as answers from "../convert/answers";
import * as definitions from "./definitions";
import * as documents from "./documents";
import * as members from "./members";
import type * as models from "./models";
import * as operations from "./operations";
"#;

/// The models of the methods that make several requests.
const SET_UP_TYPES: &str = r#"
/** The models of the methods that make several requests. */
interface SetUpTypes {
  agent: models.Agent;
  definitionOfAgent: models.AgentDefinition;
  agentSummary: models.AgentSummary;
  ensuredAgent: models.EnsuredAgent;
  difference: documents.Difference;
  integration: models.Integration;
  integrationRequest: models.IntegrationRequest;
  ensuredIntegration: models.EnsuredIntegration;
}
"#;

/// What an operation answers.
struct Answer {
    /// The type of the promise.
    promise: String,
    /// The method of `Calls` that makes the call.
    method: &'static str,
    /// What reads the answer, or the members of a page's records.
    read: Option<String>,
}

/// The file.
pub fn file() -> String {
    let mut out = format!("{HEADER}\n");
    out.push_str(IMPORTS);
    out.push_str(SET_UP_TYPES);
    for operation in crate::operations::all() {
        out.push_str(&params(operation));
    }
    for resource in resources() {
        out.push_str(&class(resource));
    }
    out.push_str("\n/** The resources of a client. */\nexport abstract class Resources {\n  readonly #calls: Calls;\n");
    for Resource { name, doc: lines, .. } in resources() {
        out.push_str(&format!("{}  readonly {}: {};\n", doc("  ", lines), camel_case(name), pascal(name)));
    }
    out.push_str("\n  constructor(calls: Calls) {\n    this.#calls = calls;\n");
    for Resource { name, .. } in resources() {
        out.push_str(&format!("    this.{} = new {}(calls);\n", camel_case(name), pascal(name)));
    }
    out.push_str("  }\n");
    for operation in crate::operations::all().filter(|operation| is_on_client(operation)) {
        out.push_str(&method(operation));
    }
    out.push_str("}\n");
    out
}

/// Whether what it takes beside options is one object: then further members of it go into the query.
fn is_free(operation: &Operation) -> bool {
    operation.free_query().is_some()
}

fn params_name(operation: &Operation) -> String {
    format!("{}{}Params", pascal(operation.resource), pascal(operation.method_name))
}

fn optional(operation: &Operation) -> &[Param] {
    operation.params.get(operation.required_count..).unwrap_or_default()
}

/// The interface of the optional parameters.
fn params(operation: &Operation) -> String {
    if optional(operation).is_empty() {
        return String::new();
    }
    let path = format!("Parameters of `{}`.", owned(operation, &camel_case(operation.method_name)));
    let mut out = format!("\n{}export interface {} {{\n", doc("", &[&path]), params_name(operation));
    if is_free(operation) {
        for param in operation.params.get(..operation.required_count).unwrap_or_default() {
            out.push_str(&format!("{}  {}: {};\n", doc("  ", param.doc), camel_case(param.name), param_type(param)));
        }
    }
    for param in optional(operation) {
        if matches!(param.location, ParamIn::FreeQuery) {
            out.push_str(&doc("  ", param.doc));
            out.push_str("  [query: string]: string | number | boolean | null | undefined;\n");
            continue;
        }
        let kind = text::optional(&param_type(param));
        out.push_str(&format!("{}  {}{kind};\n", doc("  ", param.doc), camel_case(param.name)));
    }
    out.push_str("}\n");
    out
}

fn param_type(param: &Param) -> String {
    let model = |schema: &Schema| format!("models.{}", given(schema));
    match param.location {
        ParamIn::Path => "string".to_owned(),
        ParamIn::Route(_) => "boolean".to_owned(),
        ParamIn::FreeQuery => "Record<string, string | number | boolean | null | undefined>".to_owned(),
        ParamIn::Query(_, kind)
        | ParamIn::Member(_, kind)
        | ParamIn::Local(kind)
        | ParamIn::RouteQuery(_, kind)
        | ParamIn::Definitions(_, _, kind) => type_of(kind, &model),
        ParamIn::Definition(_, schema, _) => match schema.answer_of.as_ref().map(|answer| answer.schema.name) {
            Some(answer) => format!("models.{} | models.{answer}", given(schema)),
            None => format!("models.{}", given(schema)),
        },
        ParamIn::Document => "models.PackageSource".to_owned(),
    }
}

fn class(resource: &Resource) -> String {
    let class = pascal(resource.name);
    let (base, construct) = resource.helpers.map_or_else(Default::default, |Schema { name: model, .. }| {
        // What has a definition is of set-ups.
        let (types, further) = match pairs().iter().any(|(_, answer)| answer.name == *model) {
            true => ("SetUpTypes".to_owned(), ", documents"),
            false => (format!("models.{model}"), ""),
        };
        (format!(" extends {class}Helpers<{types}>"), format!("    super(calls, members.{model}{further});\n"))
    });
    let mut out = format!("\n{}export class {class}{base} {{\n", doc("", resource.doc));
    out.push_str(&format!(
        "  readonly #calls: Calls;\n\n  constructor(calls: Calls) {{\n{construct}    this.#calls = calls;\n  }}\n"
    ));
    for operation in crate::operations::all().filter(|operation| operation.resource == resource.name) {
        out.push_str(&method(operation));
    }
    out.push_str("}\n");
    out
}

fn method(operation: &Operation) -> String {
    let free = is_free(operation);
    let positional = operation.params.get(..operation.required_count).unwrap_or_default();
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

    let is_document = |param: &&Param| matches!(param.location, ParamIn::Document);
    let given: Vec<_> =
        positional.iter().filter(|param| !is_document(param)).map(|param| camel_case(param.name)).collect();
    let given = if given.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", given.join(", ")) };
    let document = positional.iter().find(is_document).map(|param| variable(param.name));
    let name = camel_case(operation.method_name);
    let one_line = format!("  {name}({}): {} {{", taken.join(", "), answer.promise);
    let signature = if one_line.len() <= WIDTH {
        one_line
    } else {
        let lines: String = taken.iter().map(|param| format!("    {param},\n")).collect();
        format!("  {name}(\n{lines}  ): {} {{", answer.promise)
    };
    let mut passed = vec![
        format!("operations.{}", constant(operation)),
        given,
        if has_params { "params" } else { "undefined" }.to_owned(),
        "options".to_owned(),
    ];
    passed.extend(answer.read);
    passed.extend(document);
    let one_line = format!("    return this.#calls.{}({});", answer.method, passed.join(", "));
    let call = if one_line.len() <= WIDTH {
        one_line
    } else {
        let lines: String = passed.iter().map(|argument| format!("      {argument},\n")).collect();
        format!("    return this.#calls.{}(\n{lines}    );", answer.method)
    };
    format!("\n{}{signature}\n{call}\n  }}\n", doc("  ", &lines))
}

/// What the operation returns: the type of its promise, and what reads it.
fn answer(operation: &Operation) -> Answer {
    let promised = |data: &str, read: String| Answer {
        promise: format!("ResponsePromise<{data}>"),
        method: "call",
        read: Some(read),
    };
    let Some(schema) = operation.returns.schema else {
        return match operation.returns.shape {
            Shape::Document => {
                promised("models.LabPackage", "answers.models<models.LabPackage>(members.LabPackage)".to_owned())
            }
            _ => promised("void", "answers.nothing".to_owned()),
        };
    };
    let (model, members) = (schema.name, format!("members.{}", schema.name));
    let list = match operation.returns.shape {
        Shape::Page => {
            return Answer { promise: format!("PagePromise<models.{model}>"), method: "list", read: Some(members) };
        }
        Shape::Many => "[]",
        Shape::One | Shape::Nothing | Shape::Document => "",
    };
    match pairs().into_iter().find(|(_, answer)| answer.name == model) {
        Some((definition, _)) => {
            let data = format!("models.{}{list}", reply(model));
            promised(&data, format!("answers.definable<{data}>(definitions.{}, {members})", function(definition)))
        }
        None => {
            let data = format!("models.{model}{list}");
            promised(&data, format!("answers.models<{data}>({members})"))
        }
    }
}
