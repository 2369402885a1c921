//! From the results of calls to the payloads that settle them.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use geai_client::bindings::{ErasedResponse, TaskEvent, unreadable_response};
use geai_client::models::Authorization;
use geai_client::{Error, ErrorKind, Extra, Json, Operation, Response, ResponseMeta};
use serde::Serialize;

use super::error::{internal, milliseconds, panicked, text};
use super::safe_integers::{first_unsafe, has_long_number};
use crate::call::Payload;

/// Longest string of V8. Making a longer one would end the process.
const MAX_STRING_LENGTH: usize = (1 << 29) - 24;

/// The payload of a call's result. A panic becomes an error.
pub async fn settled(work: impl Future<Output = Result<Payload, Error>>) -> Payload {
    match AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|panic| Err(panicked(panic))) {
        Ok(Payload::Success { text, .. }) if text.len() > MAX_STRING_LENGTH => failure(&Error::local(
            ErrorKind::ResponseTooLargeError,
            format!("{} bytes are more than a string can hold", text.len()),
        )),
        Ok(payload) => payload,
        Err(error) => failure(&error),
    }
}

/// The payload of an error.
pub fn failure(error: &Error) -> Payload {
    Payload::Failure(text(error))
}

/// The payload of an operation's answer. A page whose text was read without a change crosses as it was received.
pub fn from_reply(operation: &Operation, reply: ErasedResponse) -> Result<Payload, Error> {
    let Response { data, mut meta, body } = reply;
    let cursor = data.cursor().cloned().map(Arc::new);
    let mut is_plain = false;
    let (text, rest) = match data.verbatim().filter(|(text, _)| !has_long_number(text)) {
        Some(received) => received,
        None => match meta.verbatim.take() {
            Some(received) => {
                is_plain = received.is_plain;
                (received.text, String::new())
            }
            None => (data.to_json().map_err(|error| internal(error.to_string()))?, String::new()),
        },
    };
    // Dropped first: bytes with one owner become a string without a copy.
    let body = Some(body).filter(|body| (body.as_ptr(), body.len()) != (text.as_ptr(), text.len()));
    drop(data);
    let text = String::from_utf8(text.into()).map_err(|error| internal(error.to_string()))?;
    if rest.is_empty()
        && let Some(why) = first_unsafe(operation, &text)
    {
        return Err(unreadable_response(operation, meta, why));
    }
    Ok(Payload::Success { text, meta: meta_text(&meta)?, cursor, rest, body, is_plain })
}

/// The payload of the answer to a request that no operation covers.
pub fn from_response(response: Response<Option<Json>>) -> Result<Payload, Error> {
    let Response { data, meta, body } = response;
    let text = data.map_or_else(|| "null".to_owned(), |json| json.text().to_owned());
    Ok(Payload::Success {
        text,
        meta: meta_text(&meta)?,
        cursor: None,
        rest: String::new(),
        body: Some(body),
        is_plain: false,
    })
}

/// The payload of the result of a task, whose requests have no one status.
pub fn from_task(reply: ErasedResponse) -> Result<Payload, Error> {
    let text = reply.data.to_json().map_err(|error| internal(error.to_string()))?;
    let text = String::from_utf8(text.into()).map_err(|error| internal(error.to_string()))?;
    Ok(Payload::Success { text, meta: "{}".to_owned(), cursor: None, rest: String::new(), body: None, is_plain: false })
}

/// The payload of what a task tells: a step, or how much is done of how much.
pub fn task_event(event: TaskEvent) -> Payload {
    let text = match event {
        TaskEvent::Step(step) => serde_json::to_string(&step).map(|step| format!("{{\"step\":{step}}}")),
        TaskEvent::Progress(done, total) => Ok(format!("{{\"done\":{done},\"total\":{total}}}")),
    };
    Payload::Event(text.unwrap_or_default())
}

/// The payload of one step of a sign-in.
pub fn from_authorization(authorization: &Authorization) -> Result<Payload, Error> {
    let text = serde_json::to_string(authorization).map_err(|error| internal(error.to_string()))?;
    Ok(Payload::Success { text, meta: "{}".to_owned(), cursor: None, rest: String::new(), body: None, is_plain: false })
}

/// Status, headers and times, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MetaText<'a> {
    status: u16,
    headers: Vec<(&'a str, String)>,
    request_id: Option<&'a str>,
    attempts: u32,
    elapsed: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<&'a Extra>,
}

fn meta_text(meta: &ResponseMeta) -> Result<String, Error> {
    // One character per byte, as `Headers` wants them.
    let text = |value: &[u8]| value.iter().map(|byte| char::from(*byte)).collect::<String>();
    let text = MetaText {
        status: meta.status.as_u16(),
        headers: meta.headers.iter().map(|(name, value)| (name.as_str(), text(value.as_bytes()))).collect(),
        request_id: meta.request_id.as_deref(),
        attempts: meta.attempts,
        elapsed: milliseconds(meta.elapsed.as_secs_f64()),
        extra: meta.beside.get(),
    };
    serde_json::to_string(&text).map_err(|error| internal(error.to_string()))
}
