//! Errors as JSON text, with names and times as JavaScript has them.

use std::any::Any;
use std::error::Error as _;

use geai_client::bindings::camel_case;
use geai_client::{Error, ErrorKind};
use serde_json::{Map, Value};

/// Members that are times: seconds in the core, milliseconds in JavaScript.
const TIMES: [&str; 3] = ["elapsed", "waited", "retryAfter"];

/// An error as text, for the error classes of the package.
pub fn text(error: &Error) -> String {
    let Ok(Value::Object(known)) = serde_json::to_value(&**error) else {
        return format!(r#"{{"kind":"{}","message":"an error that cannot be shown"}}"#, error.kind().name());
    };
    let mut members: Map<_, _> = known.into_iter().map(|(name, value)| (camel_case(&name), value)).collect();
    let in_milliseconds = |members: &mut Map<String, Value>| {
        for time in TIMES {
            if let Some(value) = members.get_mut(time) {
                *value = value.as_f64().map(milliseconds).into();
            }
        }
    };
    in_milliseconds(&mut members);
    let history = members.get_mut("history").and_then(Value::as_array_mut);
    history.into_iter().flatten().filter_map(Value::as_object_mut).for_each(in_milliseconds);
    members.remove("detail");
    members.insert("message".to_owned(), error.to_string().into());
    members.insert("isAlreadyExists".to_owned(), error.is_already_exists().into());
    members.insert("isNotFound".to_owned(), error.is_not_found().into());
    members.insert("body".to_owned(), error.body.clone().into());
    members.insert("applied".to_owned(), error.applied.as_ref().map(|applied| applied.text().to_owned()).into());
    let cause = match &error.origin {
        Some(origin) => text(origin),
        None => Value::from(error.source().map(ToString::to_string)).to_string(),
    };
    // A text of a library, or the members of an error of this package.
    members.insert("cause".to_owned(), serde_json::from_str(&cause).unwrap_or_default());
    Value::Object(members).to_string()
}

/// Seconds as milliseconds, to the microsecond.
pub fn milliseconds(seconds: f64) -> f64 {
    (seconds * 1e6).round() / 1e3
}

/// A defect of this package.
pub fn internal(detail: impl Into<String>) -> Error {
    Error::local(ErrorKind::InternalError, detail)
}

/// The error that a caller gets for a panic. The panic's own text went to standard error.
pub fn panicked(_panic: Box<dyn Any + Send>) -> Error {
    internal("unexpected state; please report it with what standard error shows")
}
