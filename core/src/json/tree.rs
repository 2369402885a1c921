//! A JSON value that can be changed and written again without loss: numbers stay as they are written, members in their order.

use serde_json::value::RawValue;

use super::decimal::Decimal;
use super::{RawObject, check_depth, pointer};

/// One JSON value.
#[derive(Debug, Clone)]
pub(crate) enum Tree {
    Null,
    Bool(bool),
    /// A number as it is written.
    Number(String),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// Reads a JSON text. Errors where it is none, has a member twice, or is nested too deeply.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        check_depth(text.as_bytes())?;
        let raw: &RawValue = serde_json::from_str(text).map_err(|error| error.to_string())?;
        Self::of(raw).map_err(|error| error.to_string())
    }

    fn of(raw: &RawValue) -> serde_json::Result<Self> {
        let text = raw.get();
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let RawObject(members) = serde_json::from_str(text)?;
                let members = members.into_iter().map(|(name, value)| Ok((name, Self::of(value)?)));
                Self::Object(members.collect::<serde_json::Result<_>>()?)
            }
            Some(b'[') => {
                let elements: Vec<&RawValue> = serde_json::from_str(text)?;
                Self::List(elements.into_iter().map(Self::of).collect::<serde_json::Result<_>>()?)
            }
            Some(b'"') => Self::Text(serde_json::from_str(text)?),
            Some(b't') => Self::Bool(true),
            Some(b'f') => Self::Bool(false),
            Some(b'n') => Self::Null,
            _ => Self::Number(text.to_owned()),
        })
    }

    /// The value as JSON text, without blanks.
    pub(crate) fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(text) => out.push_str(text),
            Self::Text(text) => write_text(text, out),
            Self::List(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    element.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => write_object(members.iter(), out, Self::write),
        }
    }

    /// The form of RFC 8785; numbers that no double holds stay as they are written.
    pub(crate) fn canonical(&self) -> String {
        let mut out = String::new();
        self.write_canonical(&mut out);
        out
    }

    fn write_canonical(&self, out: &mut String) {
        match self {
            Self::Number(text) => out.push_str(&Decimal::canonical(text)),
            Self::List(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    element.write_canonical(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                let mut sorted: Vec<&(String, Self)> = members.iter().collect();
                sorted.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
                write_object(sorted.into_iter(), out, Self::write_canonical);
            }
            other => other.write(out),
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(elements) => Some(elements),
            _ => None,
        }
    }

    pub(crate) fn as_object(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The integer that the number is, also where it is written `3.0`.
    pub(crate) fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(text) => Decimal::parse(text)?.integer(),
            _ => None,
        }
    }

    /// The member of an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.iter().find(|(member, _)| member == name).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        match self {
            Self::Object(members) => members.iter_mut().find(|(member, _)| member == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Sets a member; a new one comes last. Nothing happens to a value that is no object.
    pub(crate) fn set(&mut self, name: &str, value: Self) {
        match self.get_mut(name) {
            Some(old) => *old = value,
            None => {
                if let Self::Object(members) = self {
                    members.push((name.to_owned(), value));
                }
            }
        }
    }

    pub(crate) fn remove(&mut self, name: &str) -> Option<Self> {
        match self {
            Self::Object(members) => {
                let at = members.iter().position(|(member, _)| member == name)?;
                Some(members.remove(at).1)
            }
            _ => None,
        }
    }

    /// The value at a JSON Pointer (RFC 6901).
    pub(crate) fn at(&self, pointer: &str) -> Option<&Self> {
        pointer::parse(pointer)?.into_iter().try_fold(self, |value, step| match value {
            Self::Object(_) => value.get(&step),
            Self::List(elements) => elements.get(step.parse::<usize>().ok()?),
            _ => None,
        })
    }

    pub(crate) fn at_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        pointer::parse(pointer)?.into_iter().try_fold(self, |value, step| match value {
            Self::Object(_) => value.get_mut(&step),
            Self::List(elements) => elements.get_mut(step.parse::<usize>().ok()?),
            _ => None,
        })
    }
}

/// Equal values: numbers by value, members in any order.
impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            (Self::Number(one), Self::Number(other)) => {
                one == other || Decimal::parse(one).is_some_and(|one| Some(one) == Decimal::parse(other))
            }
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::List(one), Self::List(other)) => one == other,
            (Self::Object(one), Self::Object(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| one.0 == other.0 && one.1 == other.1)
                    || one.len() == other.len()
                        && one.iter().all(|(name, value)| {
                            let found = other.iter().find(|(member, _)| member == name);
                            found.is_some_and(|(_, found)| found == value)
                        })
            }
            _ => false,
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    // A text always serialises.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

fn write_object<'a>(
    members: impl Iterator<Item = &'a (String, Tree)>,
    out: &mut String,
    write: impl Fn(&Tree, &mut String),
) {
    out.push('{');
    for (index, (name, value)) in members.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_text(name, out);
        out.push(':');
        write(value, out);
    }
    out.push('}');
}

/// The steps of a JSON Pointer.
pub(crate) fn steps(pointer: &str) -> impl Iterator<Item = String> {
    pointer::parse(pointer).unwrap_or_default().into_iter()
}

/// A JSON Pointer one step longer.
pub(crate) fn below(place: &str, step: &str) -> String {
    format!("{place}/{}", pointer::escape(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_it_was_read() {
        let text = r#"{"b":1.10,"a":[18446744073709551617,-0,1e400,true,null,"\u0001é\"/"],"":{}}"#;
        assert_eq!(Tree::parse(text).unwrap().to_json(), text);
        assert!(Tree::parse(r#"{"a":1,"a":2}"#).is_err());
        assert!(Tree::parse("[1").is_err());
    }

    #[test]
    fn the_form_of_rfc_8785_is_that_of_its_examples() {
        let text = r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
            "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#;
        let expected = r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
        // The first number has one digit more than a double holds.
        let expected = expected.replace("333333333.3333333,", "333333333.33333329,");
        assert_eq!(Tree::parse(text).unwrap().canonical(), expected);
        let names = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew","1":"One","\ud83d\ude00":"Emoji","\u0080":"Control","\u00f6":"o"}"#;
        let sorted = Tree::parse(names).unwrap().canonical();
        let order: Vec<String> = Tree::parse(&sorted)
            .unwrap()
            .as_object()
            .unwrap()
            .iter()
            .map(|it| it.1.as_text().unwrap().to_owned())
            .collect();
        assert_eq!(order, ["Carriage Return", "One", "Control", "o", "Euro Sign", "Emoji", "Hebrew"]);
    }

    #[test]
    fn values_are_equal_by_what_they_say() {
        let same = |one: &str, other: &str| Tree::parse(one).unwrap() == Tree::parse(other).unwrap();
        assert!(same(r#"{"a":1,"b":[2.50]}"#, r#"{"b":[25e-1],"a":1.0}"#));
        assert!(!same(r#"{"a":1}"#, r#"{"a":1,"b":null}"#));
        assert!(!same("18446744073709551617", "18446744073709551616"));
        assert!(same("1e999", "10e998") && !same("1", "\"1\"") && !same("[1,2]", "[2,1]"));
    }

    #[test]
    fn places_are_json_pointers() {
        let mut tree = Tree::parse(r#"{"a/b":[{"~":1}],"c":2}"#).unwrap();
        assert_eq!(tree.at("/a~1b/0/~0").and_then(Tree::as_i64), Some(1));
        assert_eq!(below("/x", "a/~"), "/x/a~1~0");
        *tree.at_mut("/a~1b/0").unwrap() = Tree::Null;
        tree.set("d", Tree::Bool(false));
        tree.remove("c");
        assert_eq!(tree.to_json(), r#"{"a/b":[null],"d":false}"#);
        assert!(tree.at("/a~1b/1").is_none() && tree.at("/d/x").is_none());
    }
}
