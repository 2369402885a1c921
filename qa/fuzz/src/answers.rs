//! Targets for what a server answers: error bodies, models, answers of operations, free-form JSON.

use bytes::Bytes;
use geai_client::__fuzzing::{decode, messages, response};
use geai_client::api::ENDPOINTS;
use geai_client::bindings::{Model, from_json_lenient};
use geai_client::models::{self, SCHEMAS};
use geai_client::{Json, MAX_DEPTH, ServerMessage, Shape};
use serde_json::Value;

use crate::{choose, is_hostile};

/// Longest message.
const MAX_MESSAGE: usize = 2048;

/// An error body: messages that a terminal can be shown, of bounded length.
pub fn error_body(data: &[u8]) {
    let (messages, line) = messages(data);
    for ServerMessage { code, description, .. } in &messages {
        assert_shown(description);
        code.iter().for_each(|code| assert_shown(code));
    }
    assert_shown(&line);
}

fn assert_shown(text: &str) {
    assert!(!text.contains(is_hostile), "{text:?}");
    assert!(text.len() <= MAX_MESSAGE, "a message of {} bytes", text.len());
}

macro_rules! readers {
    ($($model:ident),+ $(,)?) => {
        /// Every model, by the name of its schema.
        const READERS: &[(&str, fn(&str))] = &[$((stringify!($model), read::<models::$model>)),+];
    };
}
geai_client::for_every_model!(readers);

/// The model whose place in `SCHEMAS` is the first byte, read from the rest: what is read can be written and read
/// again without loss.
pub fn decode_model(data: &[u8]) {
    let Some((which, rest)) = choose(data) else { return };
    let Ok(text) = str::from_utf8(rest) else { return };
    let Some(schema) = SCHEMAS.get(usize::from(which) % SCHEMAS.len()) else { return };
    let reader = READERS.iter().find(|(name, _)| *name == schema.name);
    let (_, read) = reader.unwrap_or_else(|| panic!("{} has no reader here", schema.name));
    read(text);
}

fn read<T: Model>(text: &str) {
    let Ok(model) = from_json_lenient::<T>(text) else { return };
    let written = serde_json::to_string(&model).expect("what was read can be written");
    let again: T = from_json_lenient(&written).unwrap_or_else(|error| panic!("{error} in {written}"));
    assert!(model == again, "{model:?}\n{again:?}");
    assert_eq!(written, serde_json::to_string(&again).expect("the same"));
    let given: Value = serde_json::from_str(text).unwrap_or_default();
    for name in model.extra().keys() {
        assert!(given.get(name).is_some() || given.is_null(), "`{name}` is invented");
    }
}

/// The answer of the operation whose place in the table is the first byte: an error, or JSON again.
pub fn decode_answer(data: &[u8]) {
    let Some((which, rest)) = choose(data) else { return };
    let Some(endpoint) = ENDPOINTS.get(usize::from(which) % ENDPOINTS.len()) else { return };
    match decode(endpoint, response(Bytes::copy_from_slice(rest))) {
        Ok(body) => {
            let text = body.to_json().expect("an answer can be written");
            // A package is a document to the letter, which may be YAML.
            if endpoint.operation.returns.shape != Shape::Document {
                let json = serde_json::from_slice::<Json>(&text);
                assert!(json.is_ok(), "{}: {:?}", endpoint.operation.name, String::from_utf8_lossy(&text));
            }
        }
        Err(error) => {
            assert!(!error.to_string().contains(is_hostile), "{}: {error}", endpoint.operation.name);
            assert!(error.kind().name() != "InternalError", "{}: {error}", endpoint.operation.name);
        }
    }
}

/// Free-form JSON is refused, or kept to the letter.
pub fn raw_json(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(json) = Json::from_text(text.to_owned()) else { return };
    assert_eq!(json.text(), text.trim_matches([' ', '\t', '\r', '\n']));
    let written = serde_json::to_string(&json).expect("JSON is JSON");
    assert_eq!(written, json.text());
    let again: Json = serde_json::from_str(&written).expect("what was written can be read");
    assert_eq!(again.text(), json.text());
    assert_eq!(again, json);
    assert!(depth(json.text()) <= MAX_DEPTH, "nested too deep");
    if serde_json::from_str::<serde_json::Value>(json.text()).is_ok() {
        assert_eq!(json.is_null(), json.value().is_null(), "{}", json.text());
    }
}

/// Nesting, counted apart from the core: brackets that stand in no string.
fn depth(text: &str) -> usize {
    let (mut deepest, mut open, mut rest) = (0, 0_usize, text);
    while let Some(at) = rest.find(['[', '{', ']', '}', '"']) {
        let (found, after) = rest.split_at(at).1.split_at(1);
        rest = after;
        match found {
            "\"" => {
                while let Some(end) = rest.find(['"', '\\']) {
                    let escape = rest[end..].starts_with('\\');
                    let mut chars = rest[end..].chars();
                    chars.by_ref().take(if escape { 2 } else { 1 }).for_each(drop);
                    rest = chars.as_str();
                    if !escape {
                        break;
                    }
                }
            }
            "[" | "{" => open += 1,
            _ => open = open.saturating_sub(1),
        }
        deepest = deepest.max(open);
    }
    deepest
}
