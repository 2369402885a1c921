//! Private parts, open to the fuzz targets and property tests of this repository. No promise covers them.

use std::sync::Arc;

use bytes::Bytes;

use crate::error::{Error, server_messages};
use crate::response::endpoint::{Endpoint, ResponseData};

pub use crate::error::ServerMessage;
pub use crate::response::raw::RawResponse;
pub use crate::retry::{Budget, Cause, Policy, RetryContext, next_delay, retry_after, retry_cost};
pub use crate::transport::path::{join, segment};

/// A 2xx response with this body.
pub fn response(body: Bytes) -> RawResponse {
    RawResponse { meta: Arc::default(), body }
}

/// The data of a response of this operation.
pub fn decode(endpoint: &Endpoint, response: RawResponse) -> Result<ResponseData, Error> {
    (endpoint.decode)(response)
}

/// The entries of an error body, and the line made of them.
pub fn messages(body: &[u8]) -> (Vec<ServerMessage>, String) {
    let messages = server_messages::messages(body);
    let line = server_messages::summary(&messages, &server_messages::BodyInfo::default());
    (messages, line)
}
