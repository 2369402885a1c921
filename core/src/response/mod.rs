//! Responses as callers get them: data with status, headers and times.

use std::fmt;

use bytes::Bytes;
use endpoint::ResponseData;
use raw::ResponseMeta;

use crate::json::Extra;
use crate::models::authorization::Authorization;

pub(crate) mod decode;
pub(crate) mod endpoint;
pub(crate) mod page;
pub(crate) mod raw;
mod seen_ids;

/// The data of a response, with its status, headers, times and body.
#[derive(Clone)]
pub struct Response<T> {
    /// The data.
    pub data: T,
    /// Status, headers, times.
    pub meta: ResponseMeta,
    /// The body as the server sent it, without its compression. It shares its bytes with the records of a page.
    pub body: Bytes,
}

impl<T> Response<T> {
    /// The members beside the data in the object around it: those of a page, and those that an answer has where a list or
    /// one object is documented.
    pub fn extra(&self) -> Extra {
        self.meta.beside.get().cloned().unwrap_or_default()
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    /// Not the body, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { data, meta, body } = self;
        f.debug_struct("Response")
            .field("data", data)
            .field("meta", meta)
            .field("body", &format_args!("{} bytes", body.len()))
            .finish()
    }
}

/// The response of an operation whose type is known at run time.
pub type ErasedResponse = Response<ResponseData>;

impl From<Authorization> for ErasedResponse {
    /// A sign-in takes several calls or none, so there is no status and there are no headers.
    fn from(authorization: Authorization) -> Self {
        Self { data: authorization.into(), meta: ResponseMeta::default(), body: Bytes::new() }
    }
}
