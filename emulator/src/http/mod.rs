//! Requests and replies as values, and what applies to all of them: errors, recording, injected faults.

pub(crate) mod edits;
pub(crate) mod error;
pub(crate) mod faults;
pub(crate) mod host;
pub(crate) mod html;
pub(crate) mod query;
pub(crate) mod recorder;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod url;
