//! Responses as callers get them: data with status, headers and times.

use endpoint::ResponseData;
use raw::ResponseMeta;

use crate::models::authorization::Authorization;

pub(crate) mod decode;
pub(crate) mod endpoint;
pub(crate) mod page;
pub(crate) mod raw;
mod seen_ids;

/// The data of a response, with its status, headers and times.
#[derive(Debug, Clone)]
pub struct Response<T> {
    /// The data.
    pub data: T,
    /// Status, headers, times.
    pub meta: ResponseMeta,
}

/// The response of an operation whose type is known at run time.
pub type ErasedResponse = Response<ResponseData>;

impl From<Authorization> for ErasedResponse {
    /// A sign-in takes several calls or none, so there is no status and there are no headers.
    fn from(authorization: Authorization) -> Self {
        Self { data: authorization.into(), meta: ResponseMeta::default() }
    }
}
