//! The arguments of a command as those of its operation.

use clap::ArgMatches;
use geai_client::bindings::{Kind, MaskedForm, NameStyle, json_or_yaml, mask, members, parameter_name};
use geai_client::{Document, Operation, Param, ParamIn};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::file::{can_be_read, read_text, without_repeats};
use crate::exit::Failure;
use crate::grammar::parts::FILE;
use crate::streams::Streams;

/// What names of parameters and members are in the JSON of the arguments.
pub const STYLE: NameStyle = NameStyle::Camel;

/// The arguments as a JSON object, with the document apart.
pub struct Arguments {
    pub params: String,
    pub document: Option<Document>,
}

/// Reads the arguments of an operation, with the files that they name.
pub fn read(operation: &Operation, matches: &ArgMatches, streams: &mut Streams<'_>) -> Result<Arguments, Failure> {
    let mut reader = Reader { operation, members: Vec::new(), document: None, matches, streams };
    for param in operation.params {
        reader.add(param)?;
    }
    let Reader { members, document, .. } = reader;
    Ok(Arguments { params: object(&members), document })
}

/// A JSON object of names and values, which are JSON.
pub fn object(members: &[(String, String)]) -> String {
    let members = members.iter().map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

struct Reader<'m, 's, 'p> {
    operation: &'m Operation,
    /// Names and values, as JSON.
    members: Vec<(String, String)>,
    document: Option<Document>,
    matches: &'m ArgMatches,
    streams: &'s mut Streams<'p>,
}

impl Reader<'_, '_, '_> {
    fn add(&mut self, param: &Param) -> Result<(), Failure> {
        match param.location {
            ParamIn::Path => self.add_value(param.name, Kind::String),
            ParamIn::Query(_, kind)
            | ParamIn::Member(_, kind)
            | ParamIn::RouteQuery(_, kind)
            | ParamIn::Local(kind) => self.add_value(param.name, kind),
            ParamIn::Route(_) => self.add_value(param.name, Kind::Boolean),
            ParamIn::FreeQuery => {
                let pairs = pairs(self.matches, param.name)?;
                if !pairs.is_empty() {
                    self.push(param.name, Value::Object(pairs).to_string());
                }
                Ok(())
            }
            ParamIn::Document => {
                let Some(path) = self.matches.get_one::<String>(param.name) else { return Ok(()) };
                self.document = Some(match path.as_str() {
                    "-" => Document::from(read_text(&self.called(param.name), path, self.streams)?),
                    path => {
                        can_be_read(&self.called(param.name), path)?;
                        Document::File(path.into())
                    }
                });
                Ok(())
            }
            ParamIn::Definition(envelope, schema, _) => {
                self.add_file(param.name, Kind::Model(schema), &[envelope])?;
                schema.fields.iter().try_for_each(|field| match field.kind {
                    Kind::Secret => Ok(()),
                    kind => self.add_value(field.name, kind),
                })
            }
            ParamIn::Definitions(outer, inner, kind) => self.add_file(param.name, kind, &[outer, inner]),
        }
    }

    /// What a parameter, or a member of a definition, is called in messages.
    fn called(&self, name: &str) -> String {
        let param = self.operation.params.iter().find(|param| param.name == name);
        param.map_or_else(|| NameStyle::Flag.name(name), |param| parameter_name(self.operation, param, NameStyle::Flag))
    }

    fn push(&mut self, name: &str, json: String) {
        self.members.push((STYLE.name(name), json));
    }

    /// The body in a file. It may stand in the envelopes in which it is sent.
    fn add_file(&mut self, name: &str, kind: Kind, envelopes: &[&str]) -> Result<(), Failure> {
        if let Some(path) = self.matches.get_one::<String>(FILE) {
            let text = read_text("--file", path, self.streams)?;
            let json = json_or_yaml(&text, kind).and_then(without_repeats);
            let json = json.and_then(|json| unwrapped(json, kind, envelopes));
            let json = json.map_err(|error| Failure::Failed(format!("--file: {error}")))?;
            self.push(name, json);
        }
        Ok(())
    }

    fn add_value(&mut self, name: &str, kind: Kind) -> Result<(), Failure> {
        let Some(given) = self.matches.get_one::<String>(name).cloned() else { return Ok(()) };
        let flag = self.called(name);
        let json = match kind {
            Kind::String | Kind::Open(_) | Kind::Words | Kind::Secret => Value::from(given).to_string(),
            Kind::Document => Value::from(read_text(&flag, &given, self.streams)?).to_string(),
            Kind::Boolean => given,
            Kind::Integer | Kind::Number => match serde_json::from_str::<&RawValue>(&given) {
                Ok(number) if given.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => number.get().to_owned(),
                _ => return Err(Failure::Usage(format!("{flag}: expected a number, got {}", given.escape_debug()))),
            },
            Kind::Json | Kind::Model(_) | Kind::List(_) => checked(&flag, &given, kind)?,
        };
        self.push(name, json);
        Ok(())
    }
}

/// A body without the envelopes around it. What stands beside one is not dropped: then the body alone is wanted.
fn unwrapped(json: String, kind: Kind, envelopes: &[&str]) -> Result<String, String> {
    let is_known = |name: &str| matches!(kind, Kind::Model(schema) if schema.wire_field(name).is_some());
    let mut json = json;
    for envelope in envelopes.iter().filter(|envelope| !is_known(envelope)) {
        let Ok(found) = members(&json) else { break };
        let Some((_, inner)) = found.iter().find(|(name, _)| name == envelope) else { continue };
        if found.len() > 1 {
            return Err(format!("`{envelope}` is an envelope, beside which nothing stands; give what is in it alone"));
        }
        let inner = inner.get().to_owned();
        json = inner;
    }
    Ok(json)
}

/// JSON of a flag. One that holds a secret is refused: arguments are readable by every process of the machine.
fn checked(flag: &str, given: &str, kind: Kind) -> Result<String, Failure> {
    let value: Value =
        serde_json::from_str(given).map_err(|error| Failure::Usage(format!("{flag}: not JSON: {error}")))?;
    let masked = mask(kind, given, MaskedForm::Printed).ok().and_then(|masked| serde_json::from_str(&masked).ok());
    if masked != Some(value) {
        let why = "a secret is no argument; use --file or standard input";
        return Err(Failure::Usage(format!("{flag}: {why}")));
    }
    Ok(given.to_owned())
}

/// The `NAME=VALUE` pairs of a flag. A name that is given several times has all its values.
pub fn pairs(matches: &ArgMatches, flag: &str) -> Result<Map<String, Value>, Failure> {
    let mut pairs = Map::new();
    for pair in matches.get_many::<String>(flag).into_iter().flatten() {
        let Some((name, value)) = pair.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            let flag = NameStyle::Flag.name(flag);
            return Err(Failure::Usage(format!("{flag}: expected NAME=VALUE, got {}", pair.escape_debug())));
        };
        match pairs.entry(name.to_owned()) {
            serde_json::map::Entry::Vacant(entry) => drop(entry.insert(Value::from(value))),
            serde_json::map::Entry::Occupied(mut entry) => match entry.get_mut() {
                Value::Array(values) => values.push(Value::from(value)),
                first => {
                    let values = vec![first.take(), Value::from(value)];
                    *first = Value::Array(values);
                }
            },
        }
    }
    Ok(pairs)
}
