//! Calls: started here, settled through the bridge.
#![expect(clippy::too_many_arguments, reason = "one crossing, not several")]

use std::borrow::Cow;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use geai_client::bindings::{self, Bytes, Cursor, NameStyle, ObservedCall};
use geai_client::{CallOptions, Client, ConcurrencyGroup, Document, Error, ErrorKind, Json, Method, api};
use napi::bindgen_prelude::{Either, External, Uint8Array};
use napi_derive::napi;

use super::concurrency_group::group_argument;
use super::events::observed_argument;
use super::misplaced::{option_among_params, param_among_options};
use crate::call::{Bridge, Payload};
use crate::convert::{failure, from_reply, from_response, internal, settled};
use crate::runtime::test_panic;

/// Starts a call whose result is sent to JavaScript under `id`.
pub fn start_call(bridge: &Arc<Bridge>, id: u32, work: impl Future<Output = Result<Payload, Error>> + Send + 'static) {
    if let Err(why) = bridge.start(id, settled(work)) {
        bridge.send(id, failure(&internal(why)));
    }
}

/// Length from which a text crosses beside the JSON of the arguments, as an attachment.
#[napi]
pub const ATTACHMENT_LENGTH: u32 = bindings::MIN_ATTACHMENT as u32;

/// What the placeholder of an attachment begins with; its number follows.
#[napi]
pub fn placeholder_prefix() -> &'static str {
    bindings::placeholder()
}

/// Starts an operation. `attachments` are the texts whose placeholders stand in `params`, `document` is a document's
/// text, `file` the path of one.
#[napi(catch_unwind)]
pub fn start(
    bridge: &External<Arc<Bridge>>,
    client: &External<Client>,
    id: u32,
    operation: String,
    params: String,
    attachments: Vec<String>,
    options: String,
    document: Option<Either<String, Uint8Array>>,
    file: Option<String>,
    group: Option<&External<Arc<ConcurrencyGroup>>>,
    observed: Option<&External<Arc<ObservedCall>>>,
) {
    test_panic("__test_panic_at_start", &operation);
    let client: Client = (**client).clone();
    // Copied: the caller may change the bytes as soon as this returns.
    let document = match (document, file) {
        (Some(Either::A(text)), _) => Some(Document::from(text)),
        (Some(Either::B(bytes)), _) => Some(Document::Text(bytes.to_vec().into())),
        (None, Some(path)) => Some(Document::File(PathBuf::from(path))),
        (None, None) => None,
    };
    let (group, observed) = (group_argument(group), observed_argument(observed));
    start_call(bridge, id, async move {
        test_panic("__test_panic", &operation);
        let row = api::find(&operation).ok_or_else(|| internal(format!("no operation {operation}")))?;
        let attachments: Vec<_> = attachments.into_iter().map(Cow::Owned).collect();
        let args = row
            .operation
            .args(bindings::Payload::new(&params, &attachments), document, NameStyle::Camel)
            .map_err(|error| option_among_params(row.operation, &params, error))?;
        // They may hold megabytes, and the body holds them now.
        drop((params, attachments));
        let read = CallOptions::from_json(&options, NameStyle::Camel)
            .map_err(|error| param_among_options(row.operation, &options, error))?;
        let options = CallOptions { group, observed, ..read };
        client.call(row, args, &options).await.and_then(|reply| from_reply(row.operation, reply))
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
    observed: Option<&External<Arc<ObservedCall>>>,
) {
    let (client, cursor): (Client, Arc<Cursor>) = ((**client).clone(), (**cursor).clone());
    let observed = observed_argument(observed);
    start_call(bridge, id, async move {
        let options = CallOptions { observed, ..CallOptions::from_json(&options, NameStyle::Camel)? };
        client.next_page(&cursor, &options).await.and_then(|reply| from_reply(cursor.endpoint().operation, reply))
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
    group: Option<&External<Arc<ConcurrencyGroup>>>,
    observed: Option<&External<Arc<ObservedCall>>>,
) {
    let client: Client = (**client).clone();
    let (group, observed) = (group_argument(group), observed_argument(observed));
    start_call(bridge, id, async move {
        let invalid = |why: String| Error::local(ErrorKind::InvalidRequestError, why);
        let options = CallOptions { group, observed, ..CallOptions::from_json(&options, NameStyle::Camel)? };
        let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes())
            .map_err(|_| invalid(format!("method: not one of HTTP: `{}`", method.escape_debug())))?;
        let query: Vec<(String, String)> =
            serde_json::from_str(&query).map_err(|error| invalid(format!("query: {error}")))?;
        let json = json.map(Json::from_text).transpose().map_err(|error| invalid(format!("json: {error}")))?;
        from_response(client.request(method, &path, &query, json, &options).await?)
    });
}

/// The bytes of a response's body.
#[napi(catch_unwind)]
pub fn body_bytes(body: &External<Bytes>) -> Uint8Array {
    Uint8Array::new(body.to_vec())
}

/// Drops a call with its request. Nothing more is sent about it.
#[napi(catch_unwind)]
pub fn cancel(bridge: &External<Arc<Bridge>>, id: u32) {
    bridge.cancel(id);
}

/// Gives a call the token that it requested, or the reason why there is none.
#[napi(catch_unwind)]
pub fn supply_token(bridge: &External<Arc<Bridge>>, id: u32, token: Option<String>, reason: String) {
    bridge.supply_token(id, token.ok_or(reason));
}
