//! Which members of answers are secrets by their names.

use geai_client::bindings::is_secret_member;
use napi_derive::napi;

/// Whether a text is masked as a secret because of the name of its member, which no schema names.
#[napi(catch_unwind)]
pub fn is_secret_name(name: String) -> bool {
    is_secret_member(&name)
}
