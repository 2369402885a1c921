//! From a request to its handler: routes, credentials, project, and the control routes of the emulator itself.

pub(crate) mod authentication;
pub(crate) mod control;
mod control_access;
pub(crate) mod dispatch;
pub(crate) mod error_reply;
pub(crate) mod routes;
