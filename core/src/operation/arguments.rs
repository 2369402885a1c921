//! The arguments of one call: checked values, in the order of the operation's parameters.

use std::fmt;

use serde::Serialize;
use serde_json::value::RawValue;

use super::body::{self, Body};
use super::document::Document;
use super::{Operation, Param, ParamIn};
use crate::error::{Error, ErrorKind};
use crate::json::attachments::Payload;
use crate::json::writer::Writer;
use crate::json::{RawObject, check_depth, json_type_name};
use crate::schema::validate::{Validator, unknown_name};
use crate::schema::{Field, Kind, NameStyle, camel_case};

/// Values of the parameters of one call, in the order of the table.
#[derive(Debug, Clone, Default)]
pub struct Args(pub(crate) Vec<Option<Arg>>);

/// One value: text ready for its place, a document, or a body.
#[derive(Clone)]
pub(crate) enum Arg {
    Text(String),
    Pairs(Vec<(String, String)>),
    Document(Document),
    Body(Body),
}

impl fmt::Debug for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It may hold a secret, such as the value of a configuration parameter.
        f.write_str(match self {
            Self::Text(_) => "Text(..)",
            Self::Pairs(_) => "Pairs(..)",
            Self::Document(_) => "Document(..)",
            Self::Body(_) => "Body(..)",
        })
    }
}

impl Args {
    /// The value that the path of the operation holds: the id or the name of the record that it is about.
    pub(crate) fn in_path(&self, operation: &Operation) -> Option<&str> {
        let is_path = |param: &Param| matches!(param.location, ParamIn::Path);
        match self.0.get(operation.params.iter().position(is_path)?)?.as_ref()? {
            Arg::Text(text) => Some(text),
            Arg::Pairs(_) | Arg::Document(_) | Arg::Body(_) => None,
        }
    }
}

impl Args {
    /// These, with a definition that is sent to the letter.
    pub(crate) fn with_definition(mut self, operation: &Operation, text: &str) -> Result<Self, Error> {
        let place = operation.definition().and_then(|(at, envelope, _)| Some((self.0.get_mut(at)?, envelope)));
        let Some((arg, envelope)) = place else {
            return Err(Error::local(ErrorKind::InternalError, format!("{} takes no definition", operation.name)));
        };
        let mut body = Writer::default();
        body.member(envelope, text);
        *arg = Some(Arg::Body(Body { text: body.finish(), missing: None }));
        Ok(self)
    }
}

impl Arg {
    /// A value as JSON text.
    pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, Error> {
        serde_json::to_string(value).map(Self::Text).map_err(|error| Error::invalid(error.to_string()))
    }

    /// Query parameters, by their wire names.
    pub(crate) fn pairs(pairs: &[(&str, &str)]) -> Self {
        Self::Pairs(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// A model as the body of the request.
    pub(crate) fn body<T: Serialize>(model: &T, envelope: &str, required: &[&'static str]) -> Result<Self, Error> {
        Body::from_model(model, envelope, required).map(Self::Body).map_err(|error| Error::invalid(error.to_string()))
    }
}

impl Operation {
    /// Values for a call, from a JSON object with a member per parameter. Members of a definition may stand beside it; they
    /// replace its own.
    ///
    /// Errors with `InvalidRequestError`, naming the parameter and what would be right.
    pub fn args<'a>(
        &self,
        params: impl Into<Payload<'a>>,
        document: Option<Document>,
        style: NameStyle,
    ) -> Result<Args, Error> {
        self.parse(params.into(), document, style).map_err(Error::invalid)
    }

    /// Those of the values in a JSON object that its path is made of, unchecked; for events of the call.
    pub(crate) fn path_args(&self, params: &str, style: NameStyle) -> Args {
        let members = serde_json::from_str(params).map(|RawObject(members)| members).unwrap_or_default();
        let value = |param: &Param| {
            let name = style.name(param.name);
            let (_, value) = members.iter().find(|(member, _)| *member == name)?;
            match param.location {
                ParamIn::Path => serde_json::from_str(value.get()).ok().map(Arg::Text),
                ParamIn::Route(_) => Some(Arg::Text(value.get().to_owned())),
                _ => None,
            }
        };
        Args(self.params.iter().map(value).collect())
    }

    fn parse(&self, params: Payload<'_>, document: Option<Document>, style: NameStyle) -> Result<Args, String> {
        let Payload { json, attachments } = params;
        let validator = Validator::with_attachments(style, attachments);
        check_depth(json.as_bytes())?;
        let RawObject(members) = serde_json::from_str(json).map_err(|error| format!("not a JSON object: {error}"))?;
        let mut args = vec![None; self.params.len()];
        let (mut definition, mut overrides) = (None, Vec::new());
        for (name, value) in &members {
            if let Some((at, param)) = self.param(name) {
                let Some(slot) = args.get_mut(at) else {
                    continue;
                };
                if let ParamIn::Definition(..) = param.location {
                    definition = Some(value.get()).filter(|text| *text != "null");
                } else if value.get() != "null" {
                    *slot = Some(param.parse(&attachments.inline(value.get()), style)?);
                }
            } else if let Some(field) = self.definition().and_then(|(_, _, schema)| schema.field(name)) {
                overrides.push((field, *value));
            } else if let Some(slot) = self.free_query().and_then(|at| args.get_mut(at)) {
                let Arg::Pairs(pairs) = slot.get_or_insert_with(|| Arg::Pairs(Vec::new())) else { continue };
                let value = query_value(name, &attachments.inline(value.get()))?;
                pairs.extend(value.map(|value| (name.clone(), value)));
            } else {
                let fields = self.definition().map(|(_, _, schema)| schema.fields).unwrap_or_default();
                let known = self.params.iter().map(|param| param.name).chain(fields.iter().map(|field| field.name));
                return Err(unknown_name(name, "", known, style));
            }
        }
        self.parse_definition(&mut args, definition, &overrides, validator)?;
        if let Some(document) = document {
            let at = self.params.iter().position(|param| matches!(param.location, ParamIn::Document));
            match at.and_then(|at| args.get_mut(at)) {
                Some(slot) => *slot = Some(Arg::Document(document)),
                None => return Err(format!("{} takes no document", self.name)),
            }
        }
        for (param, arg) in self.params.iter().zip(&args).take(self.required_count) {
            if arg.is_none() {
                return Err(format!("`{}` is required", style.name(param.name)));
            }
        }
        Ok(Args(args))
    }

    /// Writes the body from the definition that was given, and from the members given beside it.
    fn parse_definition(
        &self,
        args: &mut [Option<Arg>],
        definition: Option<&str>,
        overrides: &[(&Field, &RawValue)],
        validator: Validator<'_>,
    ) -> Result<(), String> {
        if definition.is_none() && overrides.is_empty() {
            return Ok(());
        }
        for (param, slot) in self.params.iter().zip(args) {
            if let ParamIn::Definition(envelope, schema, required) = param.location {
                let text = definition.unwrap_or("{}");
                let place = validator.style().name(param.name);
                let written =
                    body::write_definition(schema, text, overrides, validator, &place, Writer::within(envelope))?;
                *slot = Some(Arg::Body(Body::new(written, required)));
            }
        }
        Ok(())
    }

    /// The parameter of this name, in snake or camel case, and its index.
    fn param(&self, name: &str) -> Option<(usize, &'static Param)> {
        self.params.iter().enumerate().find(|(_, param)| param.name == name || camel_case(param.name) == name)
    }
}

impl Param {
    fn parse(&self, value: &str, style: NameStyle) -> Result<Arg, String> {
        let place = style.name(self.name);
        let validated = |kind| Validator::new(style).validate_value(kind, value, &place);
        let text = || {
            serde_json::from_str(value)
                .map_err(|_| format!("{place}: expected a string, got {}", json_type_name(value)))
        };
        Ok(match self.location {
            ParamIn::Path => Arg::Text(text()?),
            ParamIn::Query(_, kind @ (Kind::String | Kind::Open(_))) => {
                validated(kind)?;
                Arg::Text(text()?)
            }
            ParamIn::Query(_, kind)
            | ParamIn::Member(_, kind)
            | ParamIn::Local(kind)
            | ParamIn::RouteQuery(_, kind)
            | ParamIn::Definitions(_, _, kind) => Arg::Text(validated(kind)?.into_owned()),
            ParamIn::Route(_) => Arg::Text(validated(Kind::Boolean)?.into_owned()),
            ParamIn::FreeQuery => {
                let RawObject(members) = serde_json::from_str(value)
                    .map_err(|_| format!("{place}: expected an object, got {}", json_type_name(value)))?;
                let mut pairs = Vec::with_capacity(members.len());
                for (name, value) in members {
                    pairs.extend(query_value(&name, value.get())?.map(|value| (name, value)));
                }
                Arg::Pairs(pairs)
            }
            // A string is the document itself; any other value is the JSON of one.
            ParamIn::Document => Arg::Document(match serde_json::from_str::<String>(value) {
                Ok(text) => Document::from(text),
                Err(_) => Document::from(value),
            }),
            // Written with its overrides, by `parse_definition`.
            ParamIn::Definition(..) => Arg::Text(value.to_owned()),
        })
    }
}

/// The query parameters of a JSON object: text, numbers as they are written, booleans, and lists of these, which are
/// repeated. `null` is left out.
pub(crate) fn query_pairs(json: &str) -> Result<Vec<(String, String)>, String> {
    let RawObject(members) =
        serde_json::from_str(json).map_err(|_| format!("query: expected an object, got {}", json_type_name(json)))?;
    let mut pairs = Vec::with_capacity(members.len());
    for (name, value) in members {
        let place = format!("query.{name}");
        let values = match json_type_name(value.get()) {
            "a list" => serde_json::from_str::<Vec<&RawValue>>(value.get()).map_err(|error| error.to_string())?,
            _ => vec![value],
        };
        for value in values {
            pairs.extend(query_value(&place, value.get())?.map(|value| (name.clone(), value)));
        }
    }
    Ok(pairs)
}

/// A query value of any scalar type as text; `None` for `null`.
fn query_value(name: &str, value: &str) -> Result<Option<String>, String> {
    Ok(match json_type_name(value) {
        "null" => None,
        "a string" => Some(serde_json::from_str(value).map_err(|error| format!("{name}: {error}"))?),
        "an object" | "a list" => return Err(format!("{name}: expected a string, number or boolean")),
        _ => Some(value.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api;

    #[test]
    fn the_path_of_an_event_has_the_values_of_its_call() {
        let operation = &api::find("agents.get").unwrap().operation;
        let at = operation.params.iter().position(|param| matches!(param.location, ParamIn::Path)).unwrap();
        let params = format!(r#"{{"{}":"parcel","other":"x"}}"#, operation.params[at].name);
        let Args(values) = operation.path_args(&params, NameStyle::Snake);
        assert!(matches!(&values[at], Some(Arg::Text(text)) if text == "parcel"));
        assert_eq!(values.iter().flatten().count(), 1);
        assert!(operation.path_args("no JSON", NameStyle::Snake).0.iter().all(Option::is_none));
    }
}
