//! Calls: started here, settled through the bridge.
#![expect(clippy::too_many_arguments, reason = "one crossing, not several")]

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use geai_client::aside::{self, Given};
use geai_client::bulk::Group;
use geai_client::document::Document;
use geai_client::input::Spelling;
use geai_client::models::Authorization;
use geai_client::operation::Operation;
use geai_client::page::Cursor;
use geai_client::{
    CallOptions, Client, Error, ErrorKind, Executed, Json, Meta, Method, Phase, Reply, Response, api, from_json,
};
use napi::bindgen_prelude::{Either, External, Uint8Array};
use napi_derive::napi;
use serde::Serialize;

use crate::bridge::{Bridge, Event};
use crate::exact::{has_long_number, inexact};
use crate::failure::{internal, milliseconds, test_panic};
use crate::group::group_of;

/// Length from which a text is set aside.
#[napi]
pub const ASIDE_LONG: u32 = aside::LONG as u32;

/// What stands before the number of a text that was set aside.
#[napi]
pub fn aside_mark() -> &'static str {
    aside::mark()
}

/// Starts an operation. `asides` are the texts set aside from `params`, `document` is a document's text, `file` the path
/// of one.
#[napi(catch_unwind)]
pub fn start(
    bridge: &External<Arc<Bridge>>,
    client: &External<Client>,
    id: u32,
    operation: String,
    params: String,
    asides: Vec<String>,
    options: String,
    document: Option<Either<String, Uint8Array>>,
    file: Option<String>,
    group: Option<&External<Arc<Group>>>,
) {
    test_panic("__test_panic_at_start", &operation);
    let client: Client = (**client).clone();
    // The bytes are the caller's to change as soon as this returns.
    let document = match (document, file) {
        (Some(Either::A(text)), _) => Some(Document::from(text)),
        (Some(Either::B(bytes)), _) => Some(Document::Text(bytes.to_vec().into())),
        (None, Some(path)) => Some(Document::File(PathBuf::from(path))),
        (None, None) => None,
    };
    let group = group_of(group);
    bridge.start(id, async move {
        test_panic("__test_panic", &operation);
        let row = api::find(&operation).ok_or_else(|| internal(format!("no operation {operation}")))?;
        let asides: Vec<_> = asides.into_iter().map(Cow::Owned).collect();
        let args = row.args(Given::new(&params, &asides), document, Spelling::Camel)?;
        // They may be of megabytes, and are in the body now.
        drop((params, asides));
        let options = CallOptions { group, ..CallOptions::from_json(&options, Spelling::Camel)? };
        client.call(row, args, &options).await.and_then(|reply| success(row, reply))
    });
}

/// Starts the call for the page that begins at `cursor`.
#[napi(catch_unwind)]
pub fn next_page(
    bridge: &External<Arc<Bridge>>,
    client: &External<Client>,
    id: u32,
    cursor: &External<Arc<Cursor>>,
    options: String,
) {
    let (client, cursor): (Client, Arc<Cursor>) = ((**client).clone(), (**cursor).clone());
    bridge.start(id, async move {
        let options = CallOptions::from_json(&options, Spelling::Camel)?;
        client.next_page(&cursor, &options).await.and_then(|reply| success(cursor.operation(), reply))
    });
}

/// Starts a request that no operation covers. `query` is a JSON list of pairs, `json` the body's text.
#[napi(catch_unwind)]
pub fn request(
    bridge: &External<Arc<Bridge>>,
    client: &External<Client>,
    id: u32,
    method: String,
    path: String,
    query: String,
    json: Option<String>,
    options: String,
    group: Option<&External<Arc<Group>>>,
) {
    let client: Client = (**client).clone();
    let group = group_of(group);
    bridge.start(id, async move {
        let invalid = |why: String| Error::local(ErrorKind::InvalidRequestError, why);
        let options = CallOptions { group, ..CallOptions::from_json(&options, Spelling::Camel)? };
        let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes())
            .map_err(|_| invalid(format!("method: not one of HTTP: `{}`", method.escape_debug())))?;
        let query: Vec<(String, String)> =
            serde_json::from_str(&query).map_err(|error| invalid(format!("query: {error}")))?;
        let json = json.map(Json::from_text).transpose().map_err(|error| invalid(format!("json: {error}")))?;
        let Response { data, meta } = client.request(method, &path, &query, json, &options).await?;
        let text = data.map_or_else(|| "null".to_owned(), |json| json.text().to_owned());
        Ok(Event::Success { text, meta: meta_text(&meta)?, cursor: None, rest: String::new() })
    });
}

/// Begins a sign-in through the inspector.
#[napi(catch_unwind)]
pub fn begin_authorization(
    bridge: &External<Arc<Bridge>>,
    client: &External<Client>,
    id: u32,
    url: String,
    client_id: Option<String>,
    challenge_id: Option<String>,
) {
    let client: Client = (**client).clone();
    bridge.start(id, async move {
        let begun = client.begin_authorization(&url, client_id.as_deref(), challenge_id.as_deref()).await?;
        stepped(&begun)
    });
}

/// Waits until the user signed in; `begun` is what beginning answered.
#[napi(catch_unwind)]
pub fn finish_authorization(
    bridge: &External<Arc<Bridge>>,
    client: &External<Client>,
    id: u32,
    begun: String,
    deadline: f64,
) {
    let client: Client = (**client).clone();
    bridge.start(id, async move {
        let begun = from_json(&begun)?;
        let deadline = Duration::try_from_secs_f64(deadline / 1000.0)
            .map_err(|_| Error::local(ErrorKind::InvalidRequestError, "deadline: expected milliseconds, 0 or more"))?;
        stepped(&client.finish_authorization(begun, deadline).await?)
    });
}

/// Drops a call with its request. Nothing is heard of it any more.
#[napi(catch_unwind)]
pub fn cancel(bridge: &External<Arc<Bridge>>, id: u32) {
    bridge.cancel(id);
}

/// What a step of a sign-in came to.
fn stepped(authorization: &Authorization) -> Result<Event, Error> {
    let text = serde_json::to_string(authorization).map_err(|error| internal(error.to_string()))?;
    Ok(Event::Success { text, meta: "{}".to_owned(), cursor: None, rest: String::new() })
}

fn success(operation: &Operation, reply: Reply) -> Result<Event, Error> {
    let Response { data, meta } = reply;
    let cursor = data.cursor().cloned().map(Arc::new);
    let (text, rest) = match data.as_received().filter(|(text, _)| !has_long_number(text)) {
        Some(received) => received,
        None => (data.to_json().map_err(|error| internal(error.to_string()))?, String::new()),
    };
    // Before the text becomes a string: what nobody else has is not copied.
    drop(data);
    let text = String::from_utf8(text.into()).map_err(|error| internal(error.to_string()))?;
    if rest.is_empty()
        && let Some(why) = inexact(operation, &text)
    {
        return Err(Error::local(ErrorKind::MalformedResponseError, why).with(|error| {
            error.operation = Some(operation.name);
            error.status = Some(meta.status.as_u16());
            (error.phase, error.executed) = (Phase::Decode, Executed::Yes);
            (error.attempts, error.elapsed, error.request_id) = (meta.attempts, meta.elapsed, meta.request_id);
        }));
    }
    Ok(Event::Success { text, meta: meta_text(&meta)?, cursor, rest })
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
}

fn meta_text(meta: &Meta) -> Result<String, Error> {
    // A character a byte, as `Headers` wants them.
    let text = |value: &[u8]| value.iter().map(|byte| char::from(*byte)).collect::<String>();
    let text = MetaText {
        status: meta.status.as_u16(),
        headers: meta.headers.iter().map(|(name, value)| (name.as_str(), text(value.as_bytes()))).collect(),
        request_id: meta.request_id.as_deref(),
        attempts: meta.attempts,
        elapsed: milliseconds(meta.elapsed.as_secs_f64()),
    };
    serde_json::to_string(&text).map_err(|error| internal(error.to_string()))
}
