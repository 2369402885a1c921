//! Messages to JavaScript about a call.

use std::sync::Arc;

use geai_client::bindings::{Bytes, Cursor};
use napi::bindgen_prelude::{External, FnArgs};

/// Arguments of the function that settles calls: id of the call, kind of payload, and the fields of a success.
pub type Arguments = FnArgs<(u32, u32, String, String, Option<External<Arc<Cursor>>>, String, Option<External<Bytes>>)>;

/// One message about a call. The numbers of the kinds are those of `PayloadKind` in `ts/native/native_calls.ts`.
pub enum Payload {
    /// The call succeeded.
    Success {
        /// The answer, as JSON.
        text: String,
        /// Status, headers and times, as JSON.
        meta: String,
        /// Where the next page begins.
        cursor: Option<Arc<Cursor>>,
        /// For a page whose text is as it was received: the fields that this text lacks, as JSON.
        rest: String,
        /// The body of the response, unless the text is that.
        body: Option<Bytes>,
        /// Whether models name all of the text's members, and none of these is a secret or free-form JSON.
        is_plain: bool,
    },
    /// The call failed; the error as JSON.
    Failure(String),
    /// The call needs a token.
    TokenRequest,
    /// A task tells what it did, as JSON.
    Event(String),
}

impl Payload {
    /// The arguments that carry this payload.
    pub fn arguments(self, id: u32) -> Arguments {
        let empty = String::new;
        FnArgs::from(match self {
            Self::Success { text, meta, cursor, rest, body, is_plain } => {
                let body = body.map(|body| External::new_with_size_hint(body.clone(), body.len()));
                (id, if is_plain { 4 } else { 0 }, text, meta, cursor.map(External::new), rest, body)
            }
            Self::Failure(text) => (id, 1, text, empty(), None, empty(), None),
            Self::Event(text) => (id, 3, text, empty(), None, empty(), None),
            Self::TokenRequest => (id, 2, empty(), empty(), None, empty(), None),
        })
    }
}
