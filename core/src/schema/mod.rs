//! What is known of the models at run time: names, types and documentation of their members. Reading, strict checks,
//! masking and the generated code of every language follow from it.

use crate::error::Error;
use crate::json::place::{Step, steps};
use crate::json::tree::Tree;
use comparison::{Comparison, Referred};

pub(crate) mod address;
pub(crate) mod comparison;
pub(crate) mod edit;
pub(crate) mod failed_place;
pub(crate) mod json_text;
pub(crate) mod malformed;
pub(crate) mod manifest;
pub(crate) mod marks;
pub(crate) mod mask;
pub(crate) mod member;
pub(crate) mod model;
pub(crate) mod number;
pub(crate) mod patch;
pub(crate) mod plain;
pub(crate) mod reading;
pub(crate) mod secret;
pub(crate) mod segment;
pub(crate) mod shared_str;
pub(crate) mod validate;
pub(crate) mod value_reader;
pub(crate) mod yaml;
pub(crate) mod yaml_comments;
mod yaml_events;
mod yaml_refusal;
mod yaml_scalar;
pub(crate) mod yaml_writer;

/// Schema of one model.
#[derive(Debug)]
pub struct Schema {
    /// Name of the type, in every language.
    pub name: &'static str,
    /// Documentation, line by line.
    pub doc: &'static [&'static str],
    /// Whether members that the schema does not name are accepted in requests, unless they resemble a known name.
    pub passes_unknown: bool,
    /// Name in Rust of the member that identifies a record in a list; `None` if the model is no record.
    pub identity: Option<&'static str>,
    /// For a definition: the answer of the server that may be given in its place.
    pub answer_of: Option<AnswerOf>,
    /// What values of it mean, if they are references.
    pub refers_to: Option<Referred>,
    /// Members in declared order.
    pub fields: &'static [Field],
    /// Type of all other members, of an object whose names are the caller's own.
    pub others: Option<Kind>,
}

impl Schema {
    /// One without members, which says nothing: what a schema that no model has is made from.
    pub(crate) const EMPTY: Self = Self {
        name: "",
        doc: &[],
        passes_unknown: false,
        identity: None,
        answer_of: None,
        refers_to: None,
        fields: &[],
        others: None,
    };
}

/// The answer of the server that describes the same object as a definition.
#[derive(Debug, Clone, Copy)]
pub struct AnswerOf {
    /// Schema of the answer.
    pub schema: &'static Schema,
    /// The JSON of the definition, as it is sent, from the JSON of the answer. Errors name the place in the answer.
    pub to_definition: fn(&str) -> Result<String, Error>,
    /// As `to_definition`, of an answer that a person may have written: members of another type are refused.
    pub to_definition_of_given: fn(&str) -> Result<String, Error>,
    /// The same in its plain form, in which values of another type than documented stand apart.
    pub to_plain_definition: fn(&str) -> Result<String, Error>,
}

/// One member of a model.
#[derive(Debug)]
pub struct Field {
    /// Name in Rust and Python.
    pub name: &'static str,
    /// Name in JSON, as written.
    pub wire: &'static str,
    /// Further names accepted when reading.
    pub aliases: &'static [&'static str],
    /// Documentation, line by line.
    pub doc: &'static [&'static str],
    /// Whether reading fails without it.
    pub required: bool,
    /// Whether answers never have the value that was sent, but name where it is stored.
    pub write_only: bool,
    /// Whether its value refers to something of one project, such as an id.
    pub pins: bool,
    /// How it is compared with an answer.
    pub comparison: Comparison,
    /// Type of its value.
    pub kind: Kind,
}

/// Type of a value.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Text.
    String,
    /// Text with known values; other values are valid, too.
    Open(&'static OpenEnum),
    /// `true` or `false`.
    Boolean,
    /// 64-bit integer.
    Integer,
    /// Integer or decimal.
    Number,
    /// Text that no printed form shows.
    Secret,
    /// A JSON or YAML document, in a string on the wire.
    Document,
    /// List of words; one string is split at white space.
    Words,
    /// Any JSON value.
    Json,
    /// Another model.
    Model(&'static Schema),
    /// List of values of one type.
    List(&'static Self),
}

/// Text with known values.
#[derive(Debug)]
pub struct OpenEnum {
    /// Name of the type, in every language.
    pub name: &'static str,
    /// The known values.
    pub values: &'static [&'static str],
}

impl Schema {
    /// The member with this name in any of its spellings.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.is_called(name))
    }

    /// The member that identifies a record.
    pub fn identity_field(&self) -> Option<&'static Field> {
        self.fields.iter().find(|field| Some(field.name) == self.identity)
    }

    /// Type of the value at a place such as `agentData.models[0].name`, if the schemas know it.
    pub(crate) fn kind_at(&self, place: &str) -> Option<Kind> {
        let mut steps = steps(place).into_iter();
        let Step::Member(first) = steps.next()? else { return None };
        let mut kind = self.wire_field(first)?.kind;
        for step in steps {
            kind = match (step, kind) {
                (Step::Member(name), Kind::Model(schema)) => schema.wire_field(name)?.kind,
                (Step::Element(_), Kind::List(element)) => *element,
                _ => return None,
            };
        }
        Some(kind)
    }

    /// Type of the member with this name in JSON.
    pub(crate) fn kind_of(&self, name: &str) -> Option<Kind> {
        self.wire_field(name).map(|field| field.kind).or(self.others)
    }

    /// The member with this name in JSON.
    pub fn wire_field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.is_wire(name))
    }
}

impl Schema {
    /// The member with this name in Rust. Fails the build where the model has none.
    #[expect(clippy::panic, reason = "runs at build time, where it is an error")]
    pub(crate) const fn declared(&'static self, name: &str) -> &'static Field {
        let mut rest = self.fields;
        while let [field, others @ ..] = rest {
            if is_same(field.name, name) {
                return field;
            }
            rest = others;
        }
        panic!("the model has no member of this name")
    }
}

/// Whether two names are the same, at build time.
const fn is_same(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    while let ([first, rest @ ..], [wanted, others @ ..]) = (one, other) {
        if *first != *wanted {
            return false;
        }
        (one, other) = (rest, others);
    }
    one.is_empty() && other.is_empty()
}

impl Field {
    /// Whether answers name where the value is stored in place of it, or hide it.
    pub fn is_hidden(&self) -> bool {
        self.write_only || matches!(self.kind, Kind::Secret)
    }

    /// Its value in an object, under any of its names in JSON.
    pub(crate) fn of<'t>(&self, object: &'t Tree) -> Option<&'t Tree> {
        [self.wire].iter().chain(self.aliases).find_map(|name| object.get(name))
    }

    /// Whether a caller may call the member `name`.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.is_wire(name) || camel_case(self.name) == name
    }

    /// Whether JSON may call the member `name`.
    pub fn is_wire(&self, name: &str) -> bool {
        self.wire == name || self.aliases.contains(&name)
    }
}

/// How names are spelt to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameStyle {
    /// `access_scope`: Rust and Python.
    Snake,
    /// `accessScope`: JavaScript.
    Camel,
    /// `--access-scope`: the command line.
    Flag,
}

impl NameStyle {
    /// Whether `null` clears a member to the caller, who has `undefined` for what is not given. `None` of Python is what
    /// is not given, so that a mark stands for `null` there.
    pub(crate) fn null_clears(self) -> bool {
        self == Self::Camel
    }

    /// The name of a parameter or member, given in snake case, as the caller spells it.
    pub fn name(self, snake: &str) -> String {
        match self {
            Self::Snake => snake.to_owned(),
            Self::Camel => camel_case(snake),
            Self::Flag => format!("--{}", snake.replace('_', "-")),
        }
    }

    /// The same as a field of the path of a request: what stands there is no flag.
    pub(crate) fn in_template(self, snake: &str) -> String {
        if self == Self::Flag { snake.to_owned() } else { self.name(snake) }
    }
}

impl NameStyle {
    /// The name of the setting for a token: on the command line, where arguments are readable by every process, that of the
    /// file that holds it.
    pub(crate) fn token_name(self, snake: &str) -> String {
        let name = self.name(snake);
        match self {
            Self::Snake | Self::Camel => name,
            Self::Flag if cfg!(windows) => name + "-file",
            Self::Flag => name + "-fd",
        }
    }
}

/// `access_scope` as `accessScope`.
pub fn camel_case(snake: &str) -> String {
    let mut words = snake.split('_');
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}
