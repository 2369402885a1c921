//! The clients and their resources: `sync_client.py` and `async_client.py`.

use geai_client::bindings::{Kind, Schema};
use geai_client::{Idempotency, Operation, Param, ParamIn, Resource, Shape};

use super::models::{HEADER, models};
use super::text::{class_name, docstring, given, given_definition, or_null, sentence};
use super::types::typed;
use crate::operations::{all, is_on_client, python_method, resources};

/// Which of the two clients.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ClientKind {
    Sync,
    Async,
}

/// Longest line of Python.
const MAX_LINE: usize = 120;

/// Options of every call: name, type, documentation.
const OPTIONS: &[(&str, &str, &str)] = &[
    ("timeout", "float | timedelta", "Seconds for one attempt."),
    ("deadline", "float | timedelta", "Seconds for the whole call, waits and retries included."),
    ("retries", "int", "How often a failed attempt may be repeated."),
    ("headers", "Mapping[str, str]", "Further headers."),
];
const RETRY_WRITES: (&str, &str, &str) =
    ("retry_writes", "bool", "Whether the write may be repeated after an attempt of unknown outcome.");

impl ClientKind {
    fn prefix(self) -> &'static str {
        match self {
            Self::Sync => "",
            Self::Async => "Async",
        }
    }
}

pub fn file(client_kind: ClientKind) -> String {
    let (prefix, what, base) = match client_kind {
        ClientKind::Sync => ("", "The client for blocking code.", "SyncClient"),
        ClientKind::Async => ("Async", "The client for `asyncio`.", "AsyncioClient"),
    };
    let mut body = String::new();
    for resource in resources() {
        let name = format!("{prefix}{}", class_name(resource.name));
        let base = if resource.helpers.is_some() { format!("{name}Helpers") } else { "Resource".to_owned() };
        body.push_str(&class_head(&name, resource.doc, &base));
        for operation in operations(resource.name) {
            body.push_str(&method(operation, client_kind));
        }
    }
    body.push_str(&format!("\n\nclass {prefix}Client({base}):\n"));
    body.push_str(include_str!("client_doc.txt"));
    // The name that users import it by, which tracebacks and pickles show.
    body.push_str("\n    __module__ = \"geai_client\"\n    __slots__ = ()\n");
    body.push_str(&properties(prefix, ""));
    for operation in all().filter(|operation| is_on_client(operation)) {
        body.push_str(&method(operation, client_kind));
    }
    body.push_str(&format!(
        "\n    @resource_attribute\n    def with_response(self) -> {prefix}WithResponse:\n        \
         \"\"\"The same operations, answering a `Response` with status, headers and times.\"\"\"\n        \
         return {prefix}WithResponse(self._native_client.with_response(), self._part(\"with_response\"))\n"
    ));
    body.push_str(&with_response(client_kind));
    let mut all: Vec<_> = resources().map(|resource| format!("{prefix}{}", class_name(resource.name))).collect();
    all.push(format!("{prefix}Client"));
    let wrappers = match client_kind {
        ClientKind::Sync => "with_response",
        ClientKind::Async => "async_page_with_response, async_with_response",
    };
    let imports = format!(
        "from geai_client._client.authorize import {prefix}InspectorHelpers\nfrom geai_client._client.base import {base}\n\
         from geai_client._client.resource import Resource, resource_attribute\n\
         from geai_client._client.single import {prefix}AgentsHelpers, {prefix}IntegrationsHelpers\n\
         from geai_client._client.with_response import {wrappers}\n"
    );
    module(what, &imports, &body, &all)
}

/// The classes behind `client.with_response`: each operation again, wrapped.
fn with_response(client_kind: ClientKind) -> String {
    let prefix = client_kind.prefix();
    let mut body = String::new();
    let wrapped = |class: &str, operation: &Operation| {
        let wrapper = match client_kind {
            ClientKind::Sync => "with_response",
            ClientKind::Async if operation.pages() => "async_page_with_response",
            ClientKind::Async => "async_with_response",
        };
        let name = python_method(operation.method_name);
        format!("    {name}: Final = {wrapper}({class}.{name})\n")
    };
    for resource in resources() {
        let class = format!("{prefix}{}", class_name(resource.name));
        let doc = format!(" `{class}`, answering a `Response`.");
        body.push_str(&class_head(&format!("{class}WithResponse"), &[&doc], "Resource"));
        body.push('\n');
        operations(resource.name).for_each(|operation| body.push_str(&wrapped(&class, operation)));
    }
    let client = format!("{prefix}Client");
    let doc = format!(" The operations of `{client}`, answering a `Response`.");
    body.push_str(&class_head(&format!("{prefix}WithResponse"), &[&doc], "Resource"));
    body.push_str(&properties(prefix, "WithResponse"));
    body.push('\n');
    all().filter(|operation| is_on_client(operation)).for_each(|operation| body.push_str(&wrapped(&client, operation)));
    body
}

fn operations(resource: &str) -> impl Iterator<Item = &'static Operation> + use<'_> {
    all().filter(move |operation| operation.resource == resource)
}

fn class_head(name: &str, doc: &[&str], base: &str) -> String {
    format!("\n\nclass {name}({base}):\n{}", docstring(4, doc, &[]))
}

fn properties(prefix: &str, suffix: &str) -> String {
    resources()
        .map(|Resource { name: resource, doc, .. }| {
            let class = format!("{prefix}{}{suffix}", class_name(resource));
            format!(
                "\n    @resource_attribute\n    def {resource}(self) -> {class}:\n{}        \
                 return {class}(self._native_client, self._part(\"{resource}\"))\n",
                docstring(8, doc, &[])
            )
        })
        .collect()
}

/// Type of what the operation returns.
fn answer(operation: &Operation, client_kind: ClientKind) -> String {
    let model = operation.returns.schema.map_or("LabPackage", |schema| schema.name);
    match operation.returns.shape {
        Shape::Nothing => "None".to_owned(),
        Shape::Page => format!("{}Page[{model}]", client_kind.prefix()),
        // The class has a method of that name.
        Shape::Many => format!("builtins.list[{model}]"),
        Shape::One | Shape::Document => model.to_owned(),
    }
}

struct Parameter {
    name: &'static str,
    annotation: String,
    /// Not required.
    optional: bool,
    /// Whether it may hold a secret, so that no frame keeps it: anything but ids, numbers and words of a known list.
    hidden: bool,
    doc: String,
}

fn may_be_secret(kind: Kind) -> bool {
    !matches!(kind, Kind::Boolean | Kind::Integer | Kind::Number | Kind::Open(_))
}

fn parameter(param: &'static Param, required: bool) -> Parameter {
    let (annotation, optional) = match param.location {
        ParamIn::Path => ("str | UUID".to_owned(), !required),
        ParamIn::Query(_, kind)
        | ParamIn::Member(_, kind)
        | ParamIn::Local(kind)
        | ParamIn::RouteQuery(_, kind)
        | ParamIn::Definitions(_, _, kind) => (given(kind), !required),
        ParamIn::Route(_) => ("bool".to_owned(), true),
        ParamIn::FreeQuery => ("str | float".to_owned(), true),
        // Its members may be given one by one instead.
        ParamIn::Definition(_, schema, _) => (given_definition(schema), spread(schema)),
        ParamIn::Document => ("LabPackage | str | bytes | PathLike[str] | Mapping[str, object]".to_owned(), !required),
    };
    let hidden = match param.location {
        ParamIn::Path | ParamIn::Route(_) => false,
        ParamIn::Query(_, kind) | ParamIn::Member(_, kind) | ParamIn::Local(kind) | ParamIn::RouteQuery(_, kind) => {
            may_be_secret(kind)
        }
        ParamIn::Definitions(..) | ParamIn::FreeQuery | ParamIn::Definition(..) | ParamIn::Document => true,
    };
    Parameter { name: param.name, annotation, optional, hidden, doc: sentence(param.doc) }
}

/// Whether members of the definition may be given one by one: of those whose members are all known.
fn spread(schema: &Schema) -> bool {
    !schema.passes_unknown
}

fn fields(schema: &'static Schema) -> impl Iterator<Item = Parameter> {
    schema.fields.iter().map(|field| Parameter {
        name: field.name,
        annotation: format!("{}{}", given(field.kind), or_null(schema, field)),
        optional: true,
        hidden: may_be_secret(field.kind),
        doc: sentence(field.doc),
    })
}

fn method(operation: &'static Operation, client_kind: ClientKind) -> String {
    let (required, optional) = operation.params.split_at(operation.required_count);
    let positional: Vec<_> = required.iter().map(|param| parameter(param, true)).collect();
    let mut keywords: Vec<_> = optional.iter().map(|param| parameter(param, false)).collect();
    let free = optional.iter().find(|param| matches!(param.location, ParamIn::FreeQuery));
    keywords.retain(|keyword| free.is_none_or(|free| free.name != keyword.name));
    let definition = operation.definition().filter(|(_, _, schema)| spread(schema));
    if let Some((_, _, schema)) = definition {
        keywords.extend(fields(schema));
    }
    let mut options: Vec<_> = OPTIONS.to_vec();
    if operation.idempotency == Idempotency::NewRevision {
        options.push(RETRY_WRITES);
    }
    // Nothing is sent before the list is awaited or iterated.
    let lazy = operation.pages() && client_kind == ClientKind::Async;
    let answer = answer(operation, client_kind);
    let returned = if lazy { answer.replacen("AsyncPage", "AsyncPages", 1) } else { answer };
    let (define, wait) = if client_kind == ClientKind::Async && !lazy { ("async def", "await ") } else { ("def", "") };
    let name = python_method(operation.method_name);

    let mut out = format!("\n    {define} {name}(\n        self,\n");
    if free.is_some() {
        // A query parameter may be called `self`.
        out.push_str("        /,\n");
    }
    let line = |parameter: &Parameter| {
        if parameter.optional {
            format!("        {}: {} | None = None,\n", parameter.name, parameter.annotation)
        } else {
            format!("        {}: {},\n", parameter.name, parameter.annotation)
        }
    };
    positional.iter().for_each(|parameter| out.push_str(&line(parameter)));
    out.push_str("        *,\n");
    keywords.iter().for_each(|parameter| out.push_str(&line(parameter)));
    for (name, annotation, _) in &options {
        out.push_str(&format!("        {name}: {annotation} | None = None,\n"));
    }
    if free.is_some() {
        // Members of JSON that are no lists or objects.
        out.push_str("        **query: str | float | None,\n");
    }
    out.push_str(&format!("    ) -> {returned}:\n"));

    let mut arguments: Vec<_> =
        positional.iter().chain(&keywords).map(|parameter| (parameter.name, parameter.doc.clone())).collect();
    arguments.extend(options.iter().map(|(name, _, doc)| (*name, (*doc).to_owned())));
    arguments.extend(free.map(|free| ("**query", sentence(free.doc))));
    out.push_str(&docstring(8, operation.doc, &arguments));
    // IPython and pytest leave out such frames: a caller's mistake is in none of them.
    out.push_str("        __tracebackhide__ = True\n");

    let mut names: Vec<_> = positional.iter().chain(&keywords).map(|parameter| parameter.name).collect();
    names.extend(free.map(|free| free.name));
    out.push_str(&arguments_of("params", &names));
    let names: Vec<_> = options.iter().map(|(name, ..)| *name).collect();
    out.push_str(&arguments_of("options", &names));
    // What reports errors sends the parameters of a frame, and these may hold secrets. They are not deleted: what prints
    // a frame looks for the names of its parameters.
    // The identity of what is returned is none.
    let identity = operation.returns.schema.and_then(|schema| schema.identity);
    let is_hidden = |parameter: &&Parameter| parameter.hidden && identity != Some(parameter.name);
    for parameter in positional.iter().chain(&keywords).filter(is_hidden) {
        let value = match parameter.optional {
            true => "None",
            false if parameter.annotation.split(" | ").any(|name| name == "str") => "\"***\"",
            false => "\"***\"  # type: ignore[assignment]",
        };
        out.push_str(&format!("        {} = {value}\n", parameter.name));
    }
    out.push_str("        headers = None\n");
    if free.is_some() {
        out.push_str("        query = {}\n");
    }
    let call = if lazy { "pages" } else { "call" };
    // An answer of `None` is returned, too: with a response it is not `None`.
    let arguments = format!("\"{}\", params, options", operation.name);
    let function = format!("        answer: {returned} = {wait}self._native_client.{call}(");
    if function.len() + arguments.len() < MAX_LINE {
        out.push_str(&format!("{function}{arguments})\n"));
    } else {
        out.push_str(&format!("{function}\n            {arguments}\n        )\n"));
    }
    out.push_str("        return answer\n");
    out
}

/// A holder of arguments, which shows none of them.
fn arguments_of(variable: &str, names: &[&str]) -> String {
    let members: String = names.iter().map(|name| format!("                \"{name}\": {name},\n")).collect();
    match members.is_empty() {
        true => format!("        {variable} = Arguments({{}})\n"),
        false => format!("        {variable} = Arguments(\n            {{\n{members}            }}\n        )\n"),
    }
}

/// Names of `_annotation_types.py` that annotations of operations use.
const ANNOTATED: &[&str] = &["Mapping", "PathLike", "Sequence", "UUID", "timedelta"];

/// A module. Its annotations can be evaluated: what they name is imported, or an attribute of `_t`, which imports it then.
fn module(what: &str, imports: &str, body: &str, all: &[String]) -> String {
    let mut lazy = typed();
    lazy.extend(ANNOTATED.iter().map(|name| (*name).to_owned()));
    // Names in docstrings are no code.
    let parts = body.split("\"\"\"").enumerate();
    let parts = parts.map(|(at, part)| if at.is_multiple_of(2) { prefixed(part, &lazy) } else { part.to_owned() });
    let body = parts.collect::<Vec<_>>().join("\"\"\"");
    let code: String = body.split("\"\"\"").step_by(2).collect();
    let mut native: Vec<_> =
        ["Arguments", "Page", "AsyncPage", "AsyncPages", "LabPackage", "Null"].map(str::to_owned).into();
    native.extend(models().map(|schema| schema.name.to_owned()));
    native.retain(|name| words(&code).any(|word| word == name));
    native.sort_unstable();
    let native: String = native.iter().map(|name| format!("    {name},\n")).collect();
    let builtins = if words(&code).any(|word| word == "builtins") { "import builtins\n\n" } else { "" };
    let mut all = all.to_vec();
    all.sort_unstable();
    let all: String = all.iter().map(|name| format!("    \"{name}\",\n")).collect();
    format!(
        "{HEADER}\"\"\"{what}\"\"\"\n\nfrom __future__ import annotations\n\n{builtins}{imports}\
         from geai_client._native import (\n{native})\n\nfrom . import annotations as _t\n\n\
         TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from typing import Final\n\n__all__ = [\n{all}]\n{body}"
    )
}

/// The words of a text: what a name can be.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !(c.is_alphanumeric() || c == '_'))
}

/// The code with these names as attributes of `_t`.
fn prefixed(code: &str, names: &[String]) -> String {
    let mut out = String::with_capacity(code.len());
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = code;
    while let Some(start) = rest.find(is_word) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c: char| !is_word(c)).unwrap_or(from.len()));
        out.push_str(before);
        if names.iter().any(|name| name == word) {
            out.push_str("_t.");
        }
        out.push_str(word);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// `annotations.py`: the names that annotations of operations use, loaded when one is evaluated.
pub fn annotations() -> String {
    format!("{HEADER}{}", include_str!("annotations.py"))
}
