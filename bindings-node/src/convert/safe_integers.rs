//! Integers that a JavaScript number cannot hold: refused in members of a known type rather than rounded.

use geai_client::Operation;
use geai_client::bindings::{Kind, Model, Schema};
use geai_client::models::PageInformation;
use serde_json::Value;

/// `Number.MAX_SAFE_INTEGER`.
const MAX_SAFE: u64 = (1 << 53) - 1;

/// Digits of [`MAX_SAFE`]: a text without as many in a row holds no such integer.
const DIGITS: usize = 16;

/// Where the answer of `operation` holds the first such integer, and which.
pub fn first_unsafe(operation: &Operation, text: &str) -> Option<String> {
    if !has_long_number(text.as_bytes()) {
        return None;
    }
    let schema = operation.returns.schema?;
    let answer: Value = serde_json::from_str(text).ok()?;
    match (&answer, answer.get("items")) {
        (Value::Array(records), _) => in_list(Kind::Model(schema), records, ""),
        (_, Some(Value::Array(records))) if operation.pages() => {
            let information = answer.get("information").and_then(Value::as_object);
            in_list(Kind::Model(schema), records, "items")
                .or_else(|| in_object(PageInformation::SCHEMA, information?, "information"))
        }
        (Value::Object(members), _) => in_object(schema, members, ""),
        _ => None,
    }
}

/// Whether there are [`DIGITS`] digits in a row. It looks at every [`DIGITS`]th byte: one of them is among such digits.
pub fn has_long_number(text: &[u8]) -> bool {
    let digits = |bytes: &mut dyn Iterator<Item = &u8>| bytes.take_while(|byte| byte.is_ascii_digit()).count();
    (0..text.len()).step_by(DIGITS).filter_map(|at| text.split_at_checked(at)).any(|(before, after)| {
        after.first().is_some_and(u8::is_ascii_digit)
            && digits(&mut before.iter().rev()) + digits(&mut after.iter()) >= DIGITS
    })
}

/// The first such integer of any JSON text.
pub fn first_unsafe_integer(text: &str) -> Option<&str> {
    if !has_long_number(text.as_bytes()) {
        return None;
    }
    let number = |part: &str| {
        let digits = part.strip_prefix('-').unwrap_or(part);
        let integer = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        integer && digits.parse::<u64>().map_or(true, |size| size > MAX_SAFE)
    };
    let outside = text.split('"').scan(false, |in_string, part| {
        // A quote behind an odd number of backslashes does not end its text.
        let backslashes = part.bytes().rev().take_while(|byte| *byte == b'\\').count();
        let is_inside = std::mem::take(in_string);
        *in_string = !is_inside || backslashes % 2 == 1;
        Some(if is_inside { "" } else { part })
    });
    let is_end = |character: char| !matches!(character, '0'..='9' | '-' | '+' | '.' | 'e' | 'E');
    outside.flat_map(|part| part.split(is_end)).find(|part| number(part))
}

fn in_object(schema: &Schema, members: &serde_json::Map<String, Value>, place: &str) -> Option<String> {
    let dot = if place.is_empty() { "" } else { "." };
    let known = schema.fields.iter().filter_map(|field| Some((field, members.get(field.wire)?)));
    known.into_iter().find_map(|(field, value)| in_value(field.kind, value, &format!("{place}{dot}{}", field.wire)))
}

fn in_list(kind: Kind, values: &[Value], place: &str) -> Option<String> {
    values.iter().enumerate().find_map(|(at, value)| in_value(kind, value, &format!("{place}[{at}]")))
}

fn in_value(kind: Kind, value: &Value, place: &str) -> Option<String> {
    match (kind, value) {
        (Kind::Integer | Kind::Number, Value::Number(number)) => {
            let size = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs))?;
            (size > MAX_SAFE).then(|| format!("at `{place}`: {number} is more than a number holds exactly"))
        }
        (Kind::Model(schema), Value::Object(members)) => in_object(schema, members, place),
        (Kind::List(element), Value::Array(values)) => in_list(*element, values, place),
        _ => None,
    }
}
