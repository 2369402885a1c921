//! What the table knows of an operation: its request, its parameters, what it returns, and whether it may be repeated.

use reqwest::Method;

use crate::retry::semantics::{Idempotency, TimeBudget};
use crate::schema::{Kind, NameStyle, Schema};

pub(crate) mod arguments;
pub(crate) mod body;
pub(crate) mod document;
pub(crate) mod request;

/// Operations that belong together, as one property of the client in every language.
#[derive(Debug)]
pub struct Resource {
    /// Name, such as `agents`.
    pub name: &'static str,
    /// Documentation, line by line.
    pub doc: &'static [&'static str],
    /// What its methods return that are written by hand over several operations; `None` if it has no such methods.
    pub helpers: Option<&'static Schema>,
    /// Whether its operations are methods of the client itself.
    pub on_client: bool,
}

/// One operation of the API.
#[derive(Debug)]
pub struct Operation {
    /// Full name, such as `agents.get`.
    pub name: &'static str,
    /// Resource it belongs to, such as `agents`.
    pub resource: &'static str,
    /// Name of the method, in snake case.
    pub method_name: &'static str,
    /// Contract id.
    pub contract: &'static str,
    /// Documentation, line by line.
    pub doc: &'static [&'static str],
    /// HTTP method.
    pub method: Method,
    /// Path with `{field}`s; `{api}` is the client's version of the agents API.
    pub path: &'static str,
    /// What the server does with a repeated request.
    pub idempotency: Idempotency,
    /// How long it may take by default.
    pub time_budget: TimeBudget,
    /// Deviations of its request from the rule.
    pub quirks: &'static [RequestQuirk],
    /// Parameters; the first [`required_count`](Self::required_count) ones are required.
    pub params: &'static [Param],
    /// How many parameters are required.
    pub required_count: usize,
    /// What it returns.
    pub returns: Returns,
    /// Members of a response under which the data may stand, the documented one first; none where the body is the data.
    pub envelopes: &'static [&'static str],
}

/// A deviation of a request from the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestQuirk {
    // AUT-06
    /// The project id is sent under both spellings of its header.
    BothProjectHeaders,
    // GEN-09
    /// The body is `{}`.
    EmptyObject,
}

/// What an operation returns.
#[derive(Debug, Clone, Copy)]
pub struct Returns {
    /// One value, several, or none.
    pub shape: Shape,
    /// Schema of the value, or of each of several.
    pub schema: Option<&'static Schema>,
    /// Schema of what is in a document.
    pub content: Option<&'static Schema>,
}

/// Shape of what an operation returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One model.
    One,
    /// One page of records, and the iteration over all pages.
    Page,
    /// A list of models.
    Many,
    /// Nothing.
    Nothing,
    /// A document, kept to the letter.
    Document,
}

/// One parameter of an operation.
#[derive(Debug)]
pub struct Param {
    /// Name in snake case.
    pub name: &'static str,
    /// Documentation, line by line.
    pub doc: &'static [&'static str],
    /// Where its value goes.
    pub location: ParamIn,
    /// What the client does with its value beside sending it.
    pub role: Role,
}

/// What the client does with the value of a parameter beside sending it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    None,
    /// `true` publishes, so the request is never repeated once the server may have acted.
    Publishes,
    /// Index of the first record of a page; the iteration over pages advances it.
    PageStart,
    /// Number of records of a full page.
    PageSize,
    /// Most records that the iteration over pages yields.
    MaxItems,
}

/// Where the value of a parameter goes.
#[derive(Debug, Clone, Copy)]
pub enum ParamIn {
    /// One segment of the path.
    Path,
    /// A query parameter of this name and type.
    Query(&'static str, Kind),
    /// A member of this name and type in the body.
    Member(&'static str, Kind),
    /// The body: a model under an envelope of this name, with the members that must not be blank. An answer of the
    /// server that describes the same object is accepted, too.
    Definition(&'static str, &'static Schema, &'static [&'static str]),
    /// The body: a list of models under two envelopes.
    Definitions(&'static str, &'static str, Kind),
    /// Further query parameters, by their wire names.
    FreeQuery,
    /// Not sent: `true` selects this path instead.
    Route(&'static str),
    /// A query parameter of this name and type that only the path of `Route` has.
    RouteQuery(&'static str, Kind),
    /// The body: a document, sent to the letter.
    Document,
    /// Not sent: a value of this type for the client itself.
    Local(Kind),
}

impl Operation {
    /// Whether it returns pages.
    pub fn pages(&self) -> bool {
        self.returns.shape == Shape::Page
    }

    /// The parameter of this role, and its index.
    pub fn param_of(&self, role: Role) -> Option<(usize, &'static Param)> {
        self.params.iter().enumerate().find(|(_, param)| param.role == role)
    }

    /// Whether a value must be given for the parameter.
    pub fn is_required(&self, param: &Param) -> bool {
        self.params.iter().take(self.required_count).any(|required| required.name == param.name)
    }

    /// Whether the command line takes the parameter as a word, without a flag.
    pub fn is_word(&self, param: &Param) -> bool {
        match param.location {
            ParamIn::Path | ParamIn::Document => true,
            ParamIn::Query(..) | ParamIn::Member(..) | ParamIn::RouteQuery(..) | ParamIn::Local(_) => {
                self.is_required(param)
            }
            _ => false,
        }
    }

    /// What a parameter is called to the caller: a word of the command line by its name in the usage.
    pub(crate) fn called(&self, param: &Param, style: NameStyle) -> String {
        match style {
            NameStyle::Flag if self.is_word(param) => format!("<{}>", param.name.to_ascii_uppercase()),
            style => style.name(param.name),
        }
    }

    /// Index of the parameter that takes further query parameters.
    pub fn free_query(&self) -> Option<usize> {
        self.params.iter().position(|param| matches!(param.location, ParamIn::FreeQuery))
    }

    /// The parameter that is a definition: its index, its envelope and its schema.
    pub fn definition(&self) -> Option<(usize, &'static str, &'static Schema)> {
        self.params.iter().enumerate().find_map(|(at, param)| match param.location {
            ParamIn::Definition(envelope, schema, _) => Some((at, envelope, schema)),
            _ => None,
        })
    }
}
