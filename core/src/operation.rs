//! What a row of the operation table holds, and the macro that makes it.

use std::fmt;

use crate::aside::Given;
use crate::definition::{self, Definition};
use crate::document::Document;
use crate::error::Error;
use crate::input::{self, Spelling, Writer};
use crate::json::{Members, check_depth, kind_of};
use crate::model::{Kind, Schema};
use crate::received::Received;
use crate::reply::Body;
use reqwest::Method;

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
    /// Path with `{field}`s; `{api}` is the client's version of the agents API (VER-01).
    pub path: &'static str,
    /// What may be repeated.
    pub class: Class,
    /// What is special about its request.
    pub flags: &'static [Flag],
    /// Parameters; the first [`positional`](Self::positional) ones are required.
    pub params: &'static [Param],
    /// How many parameters are required.
    pub positional: usize,
    /// Type of the answer.
    pub response: ResponseType,
}

/// What the server does with a repeated request, and how long one may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Reads only: repeated freely.
    Read,
    /// Reads a document that may be large: as [`Read`](Self::Read), with more time.
    ReadLarge,
    /// A write that may be repeated: the second time changes nothing more.
    Idempotent,
    /// A write that makes something new each time: sent at most once.
    Once,
    /// As [`Once`](Self::Once), a PUT: `retry_writes` allows repeating it.
    OncePut,
    /// As [`Once`](Self::Once), with more time.
    OnceLong,
}

/// What is special about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// The project id goes under both spellings of its header (AUT-06).
    BothProjectHeaders,
    /// The body is `{}` (GEN-09).
    EmptyObject,
}

/// One parameter of an operation.
#[derive(Debug)]
pub struct Param {
    /// Name in snake case.
    pub name: &'static str,
    /// Documentation, line by line.
    pub doc: &'static [&'static str],
    /// Where its value goes.
    pub place: Place,
}

/// Where the value of a parameter goes.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// One segment of the path.
    Path,
    /// A query parameter of this name and type.
    Query(&'static str, Kind),
    /// A member of this name and type in the body.
    Member(&'static str, Kind),
    /// The body: a model under an envelope of this name, with the members that must not be blank. What the
    /// server answers is taken, too (T-Agent).
    Definition(&'static str, &'static Schema, &'static [&'static str]),
    /// The body: a list of models under two envelopes.
    Definitions(&'static str, &'static str, Kind),
    /// Further query parameters, by their wire names.
    FreeQuery,
    /// Whether this path is used instead.
    Route(&'static str),
    /// A query parameter of this name and type that only the other path has.
    RouteQuery(&'static str, Kind),
    /// The body: a document sent as it is.
    Document,
    /// Not sent: for the iteration over pages.
    Local(Kind),
}

/// Type of an answer.
#[derive(Debug, Clone, Copy)]
pub struct ResponseType {
    /// Its name in the core's types: `Agent`, `Page<AgentSummary>`, `()` …
    pub name: &'static str,
    /// Reads it.
    pub decode: fn(Received) -> Result<Body, Error>,
}

/// Values of the parameters of one call, by their place in the table.
#[derive(Debug, Clone, Default)]
pub struct Args(pub(crate) Vec<Option<Arg>>);

/// One value: text ready for its place, or a document.
#[derive(Clone)]
pub(crate) enum Arg {
    Text(String),
    Pairs(Vec<(String, String)>),
    Document(Document),
    Definition(Definition),
}

impl fmt::Debug for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It may hold a secret, such as the value of a configuration parameter.
        f.write_str(match self {
            Self::Text(_) => "Text(..)",
            Self::Pairs(_) => "Pairs(..)",
            Self::Document(_) => "Document(..)",
            Self::Definition(_) => "Definition(..)",
        })
    }
}

impl Operation {
    /// The parameter of this name, in snake or camel case, and its place.
    fn param(&self, name: &str) -> Option<(usize, &'static Param)> {
        self.params.iter().enumerate().find(|(_, param)| param.name == name || input::camel(param.name) == name)
    }

    /// Values for a call, from a JSON object with a member per parameter. Members of a definition may stand
    /// beside it; they replace its own.
    ///
    /// Errors with `InvalidRequestError`, naming the parameter and what would be right.
    pub fn args<'a>(
        &self,
        params: impl Into<Given<'a>>,
        document: Option<Document>,
        spelling: Spelling,
    ) -> Result<Args, Error> {
        self.parse(params.into(), document, spelling).map_err(Error::invalid)
    }

    fn parse(&self, params: Given<'_>, document: Option<Document>, spelling: Spelling) -> Result<Args, String> {
        let Given { json, asides } = params;
        check_depth(json.as_bytes())?;
        let Members(members) = serde_json::from_str(json).map_err(|error| format!("not a JSON object: {error}"))?;
        let mut args = vec![None; self.params.len()];
        let (mut definition, mut overrides) = (None, Vec::new());
        for (name, value) in &members {
            if let Some((at, param)) = self.param(name) {
                let Some(slot) = args.get_mut(at) else {
                    continue;
                };
                if let Place::Definition(..) = param.place {
                    definition = Some(value.get()).filter(|text| *text != "null");
                } else if value.get() != "null" {
                    *slot = Some(param.arg(&asides.put_back(value.get()), spelling)?);
                }
            } else if let Some(field) = self.definition().and_then(|(_, _, schema)| schema.field(name)) {
                overrides.push((field, *value));
            } else if let Some(slot) = self.free_query().and_then(|at| args.get_mut(at)) {
                let Arg::Pairs(pairs) = slot.get_or_insert_with(|| Arg::Pairs(Vec::new())) else { continue };
                let value = query_value(name, &asides.put_back(value.get()))?;
                pairs.extend(value.map(|value| (name.clone(), value)));
            } else {
                let fields = self.definition().map(|(_, _, schema)| schema.fields).unwrap_or_default();
                let known = self.params.iter().map(|param| param.name).chain(fields.iter().map(|field| field.name));
                return Err(input::unknown(name, "", known, spelling));
            }
        }
        let found = self.params.iter().zip(&mut args).find(|(param, _)| matches!(param.place, Place::Definition(..)));
        if let Some((Param { name, place: Place::Definition(envelope, schema, required), .. }, slot)) = found
            && (definition.is_some() || !overrides.is_empty())
        {
            let given = Given { json: definition.unwrap_or("{}"), asides };
            let name = spelling.name(name);
            let written = definition::written(schema, given, &overrides, spelling, &name, Writer::within(envelope))?;
            *slot = Some(Arg::Definition(Definition::new(written, required)));
        }
        if let Some(document) = document {
            let at = self.params.iter().position(|param| matches!(param.place, Place::Document));
            match at.and_then(|at| args.get_mut(at)) {
                Some(slot) => *slot = Some(Arg::Document(document)),
                None => return Err(format!("{} takes no document", self.name)),
            }
        }
        for (param, arg) in self.params.iter().zip(&args).take(self.positional) {
            if arg.is_none() {
                return Err(format!("`{}` is required", spelling.name(param.name)));
            }
        }
        Ok(Args(args))
    }

    /// The parameter that takes further query parameters.
    pub fn free_query(&self) -> Option<usize> {
        self.params.iter().position(|param| matches!(param.place, Place::FreeQuery))
    }

    /// The parameter that is a definition: its place, its envelope and its model.
    pub fn definition(&self) -> Option<(usize, &'static str, &'static Schema)> {
        self.params.iter().enumerate().find_map(|(at, param)| match param.place {
            Place::Definition(envelope, schema, _) => Some((at, envelope, schema)),
            _ => None,
        })
    }
}

impl Param {
    fn arg(&self, value: &str, spelling: Spelling) -> Result<Arg, String> {
        let place = spelling.name(self.name);
        let text = |value: &str| {
            serde_json::from_str(value).map_err(|_| format!("{place}: expected a string, got {}", kind_of(value)))
        };
        Ok(match self.place {
            Place::Path => Arg::Text(text(value)?),
            Place::Query(_, kind @ (Kind::String | Kind::Open(_))) => {
                input::checked(kind, value, spelling, &place)?;
                Arg::Text(text(value)?)
            }
            Place::Query(_, kind)
            | Place::Member(_, kind)
            | Place::Local(kind)
            | Place::RouteQuery(_, kind)
            | Place::Definitions(_, _, kind) => Arg::Text(input::checked(kind, value, spelling, &place)?.into_owned()),
            Place::Route(_) => Arg::Text(input::checked(Kind::Boolean, value, spelling, &place)?.into_owned()),
            Place::FreeQuery => {
                let Members(members) = serde_json::from_str(value)
                    .map_err(|_| format!("{place}: expected an object, got {}", kind_of(value)))?;
                let mut pairs = Vec::with_capacity(members.len());
                for (name, value) in members {
                    pairs.extend(query_value(&name, value.get())?.map(|value| (name, value)));
                }
                Arg::Pairs(pairs)
            }
            // A string is the document itself, anything else is JSON that stands for it.
            Place::Document => Arg::Document(match serde_json::from_str::<String>(value) {
                Ok(text) => Document::from(text),
                Err(_) => Document::from(value),
            }),
            // Read with its overrides, by `parse`.
            Place::Definition(..) => Arg::Text(value.to_owned()),
        })
    }
}

/// A query value of any scalar type as text; `None` for `null`.
fn query_value(name: &str, value: &str) -> Result<Option<String>, String> {
    Ok(match kind_of(value) {
        "null" => None,
        "a string" => Some(serde_json::from_str(value).map_err(|error| format!("{name}: {error}"))?),
        "an object" | "a list" => return Err(format!("{name}: expected a string, number or boolean")),
        _ => Some(value.to_owned()),
    })
}

impl Schema {
    /// Model of the answer that may be given in place of this definition.
    pub fn answered_as(&self) -> Option<&'static str> {
        match self.name {
            "AgentDefinition" => Some("Agent"),
            "IntegrationRequest" => Some("Integration"),
            _ => None,
        }
    }
}

/// Fails the build where a path names a field that no parameter fills.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "runs at build time, where an overflow is an error"
)]
pub(crate) const fn check_path(path: &str, fields: &[&str]) {
    let bytes = path.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'{' {
            let mut end = at;
            while bytes[end] != b'}' {
                end += 1;
            }
            let mut found = same(bytes, at + 1, end, b"api");
            let mut field = 0;
            while field < fields.len() {
                found = found || same(bytes, at + 1, end, fields[field].as_bytes());
                field += 1;
            }
            assert!(found, "the path names a field that is no parameter");
        }
        at += 1;
    }
}

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "runs at build time, where an overflow is an error"
)]
const fn same(bytes: &[u8], from: usize, to: usize, name: &[u8]) -> bool {
    if to - from != name.len() {
        return false;
    }
    let mut at = 0;
    while at < name.len() {
        if bytes[from + at] != name[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Declares the operations, resource by resource.
///
/// A row is `name Type "id" METHOD "path" Class (required parameters) { optional ones } -> Response;`
/// and yields the typed method of the resource, a setter per optional parameter, and the row of
/// [`OPERATIONS`](crate::api::OPERATIONS) behind the erased door.
macro_rules! operations {
    ($(
        $(#[doc = $resource_doc:literal])*
        $resource:ident $handle:ident {
            $(
                $(#[doc = $doc:literal])*
                $method:ident $type:ident $contract:literal $verb:ident $path:literal $class:ident $([$($flag:ident),+])?
                ( $( $(#[doc = $req_doc:literal])* $req:ident: $req_place:ident ( $($req_args:tt)* ) ),* $(,)? )
                { $( $(#[doc = $opt_doc:literal])* $opt:ident: $opt_place:ident ( $($opt_args:tt)* ) ),* $(,)? }
                -> $response:ty;
            )+
        }
    )+) => {
        /// Every operation.
        pub const OPERATIONS: &[&Operation] = &[$($(&$resource::$type::ROW),+),+];

        /// The resources and what they are, in order.
        pub const RESOURCES: &[(&str, &[&str])] = &[$((stringify!($resource), &[$($resource_doc),*])),+];

        $(
            $(#[doc = $resource_doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $handle<'c>(pub(crate) &'c $crate::client::Client);

            impl<'c> $handle<'c> {
                $(
                    $(#[doc = $doc])*
                    pub fn $method(&self $(, $req: operations!(@type $req_place $($req_args)*))*)
                        -> $crate::call::Call<'c, $resource::$type>
                    {
                        $crate::call::Call::new(self.0, vec![$(operations!(@arg $req_place $req, $($req_args)*)),*])
                    }
                )+
            }

            #[doc = concat!("The operations of `", stringify!($resource), "` as types.")]
            pub mod $resource {
                use super::*;
                $(
                    $(#[doc = $doc])*
                    #[derive(Debug, Clone, Copy)]
                    pub enum $type {}

                    impl $type {
                        pub(super) const ROW: Operation = {
                            $crate::operation::check_path(
                                $path,
                                &[$(stringify!($req),)* $(stringify!($opt)),*],
                            );
                            Operation {
                                name: concat!(stringify!($resource), ".", stringify!($method)),
                                resource: stringify!($resource),
                                method_name: stringify!($method),
                                contract: $contract,
                                doc: &[$($doc),*],
                                method: Method::$verb,
                                path: $path,
                                class: Class::$class,
                                flags: &[$($(Flag::$flag),+)?],
                                params: &[
                                    $(Param {
                                        name: stringify!($req),
                                        doc: &[$($req_doc),*],
                                        place: operations!(@place $req_place $($req_args)*),
                                    },)*
                                    $(Param {
                                        name: stringify!($opt),
                                        doc: &[$($opt_doc),*],
                                        place: operations!(@place $opt_place $($opt_args)*),
                                    }),*
                                ],
                                positional: <[&str]>::len(&[$(stringify!($req)),*]),
                                response: ResponseType {
                                    name: stringify!($response),
                                    decode: |received| {
                                        <$response as $crate::decode::Decode>::decode(received).map(Body::from)
                                    },
                                },
                            }
                        };
                    }

                    impl $crate::call::Typed for $type {
                        type Response = $response;
                        const OPERATION: &'static Operation = &Self::ROW;
                    }

                    impl $crate::call::Call<'_, $type> {
                        $(
                            $(#[doc = $opt_doc])*
                            pub fn $opt(self, $opt: operations!(@type $opt_place $($opt_args)*)) -> Self {
                                let arg = operations!(@arg $opt_place $opt, $($opt_args)*);
                                self.set(stringify!($opt), arg)
                            }
                        )*
                    }
                )+
            }
        )+
    };

    (@type path) => { impl Into<String> };
    (@type query $wire:literal, String) => { impl Into<String> };
    (@type query $wire:literal, $type:ty) => { $type };
    (@type member $wire:literal, $type:ty) => { $type };
    (@type definition $wire:literal, $type:ty, $required:expr) => { impl Into<$type> };
    (@type definitions $outer:literal, $inner:literal, $type:ty) => { &[$type] };
    (@type free_query) => { &[(&str, &str)] };
    (@type route $path:literal) => { bool };
    (@type route_query $wire:literal, $type:ty) => { $type };
    (@type document) => { impl Into<Document> };
    (@type local $type:ty) => { $type };

    (@arg path $value:ident,) => { $crate::call::text($value.into()) };
    (@arg query $value:ident, $wire:literal, String) => { $crate::call::text($value.into()) };
    (@arg query $value:ident, $wire:literal, $type:ty) => { $crate::call::text($value.to_string()) };
    (@arg member $value:ident, $wire:literal, $type:ty) => { $crate::call::json(&$value) };
    (@arg definition $value:ident, $wire:literal, $type:ty, $required:expr) => {
        $crate::call::definition::<$type>(&$value.into(), $wire, &$required)
    };
    (@arg definitions $value:ident, $outer:literal, $inner:literal, $type:ty) => { $crate::call::json($value) };
    (@arg free_query $value:ident,) => { $crate::call::pairs($value) };
    (@arg route $value:ident, $path:literal) => { $crate::call::text($value.to_string()) };
    (@arg route_query $value:ident, $wire:literal, $type:ty) => { $crate::call::text($value.to_string()) };
    (@arg document $value:ident,) => { $crate::call::document($value.into()) };
    (@arg local $value:ident, $type:ty) => { $crate::call::text($value.to_string()) };

    (@place path) => { Place::Path };
    (@place query $wire:literal, $type:ty) => { Place::Query($wire, <$type as Member>::KIND) };
    (@place member $wire:literal, $type:ty) => { Place::Member($wire, <$type as Member>::KIND) };
    (@place definition $wire:literal, $type:ty, $required:expr) => {
        Place::Definition($wire, <$type as Model>::SCHEMA, &$required)
    };
    (@place definitions $outer:literal, $inner:literal, $type:ty) => {
        Place::Definitions($outer, $inner, <Vec<$type> as Member>::KIND)
    };
    (@place free_query) => { Place::FreeQuery };
    (@place route $path:literal) => { Place::Route($path) };
    (@place route_query $wire:literal, $type:ty) => { Place::RouteQuery($wire, <$type as Member>::KIND) };
    (@place document) => { Place::Document };
    (@place local $type:ty) => { Place::Local(<$type as Member>::KIND) };
}
pub(crate) use operations;
